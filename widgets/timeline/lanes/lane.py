"""One strip of the timeline: what every lane has."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontInfo, QPainter
from PySide6.QtWidgets import QGraphicsWidget, QStyleOptionGraphicsItem, QWidget
from shiboken6 import Shiboken

from inference.contract.types import Segment
from resources.language import label, tr
from widgets.palette import DARK, Theme

USUAL = 11
"""Pixels of the font that heights are given for; with a larger one lanes grow."""


@dataclass(frozen=True, slots=True)
class Window:
    """What is visible: seconds from `start` to `end` over `width` logical and `pixels` device pixels."""

    start: float
    end: float
    width: float
    pixels: int

    @property
    def span(self) -> float:
        return self.end - self.start

    @property
    def ratio(self) -> float:
        """Device pixels a logical pixel."""
        return self.pixels / self.width

    @property
    def scale(self) -> float:
        """Logical pixels a second."""
        return self.width / self.span


@dataclass(frozen=True, slots=True)
class HeaderRow:
    """A line of a lane's header. With a color it is an entry of a legend, without it names a row."""

    label: str
    top: float
    height: float
    color: QColor | None = None
    value: str = ""
    faint: bool = False
    pinned: bool = False


class Box(QGraphicsWidget):
    """Where a lane stands. Painted in pixels, so that text and corners keep their shape at every zoom."""

    def __init__(self, paint: Callable[[QPainter], None]) -> None:
        super().__init__()
        self._paint = paint
        self.setFlag(self.GraphicsItemFlag.ItemClipsToShape)

    def width(self) -> float:
        return self.size().width()

    def height(self) -> float:
        return self.size().height()

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,  # noqa: ARG002
        widget: QWidget | None = None,  # noqa: ARG002
    ) -> None:
        self._paint(painter)


_BOXES: set[Box] = set()
# Python's collector runs in any thread and takes graphics apart in any order, which Qt does not survive:
# a box is kept until its lane is disposed of.


class Lane(QObject):
    """Shows one thing over time. Call `refresh` when its data has grown.

    A lane that is out of sight draws nothing; the others read what is visible, at pixel resolution.
    `drawn` counts what the last drawing put on the screen, `draws` the drawings.
    """

    needs_drawing = Signal()
    changed = Signal()  # height, rows or message

    def __init__(self, key: str, title: str, height: int) -> None:
        super().__init__()
        self.key = key
        self.title = label(title)
        self.theme = DARK
        self.font = QFont()
        self.group = ""  # key of the group that it stands in
        self.message = tr("Waiting…")
        self.origin = ""  # what made the data: shown under the value that the pointer is over
        self.collapsed = False
        self.stale = True
        self.drawn = 0
        self.draws = 0
        self._height = height
        self.chosen: int | None = None
        self.box = Box(self._paint_all)
        _BOXES.add(self.box)
        self.window = Window(0.0, 1.0, 1.0, 1)

    def dispose(self) -> None:
        """Delete the lane's graphics; it cannot be shown again."""
        _BOXES.discard(self.box)
        Shiboken.delete(self.box)

    @property
    def height(self) -> int:
        """Logical pixels that the lane takes now."""
        if self.collapsed:
            return self.least_height
        return self.full_height if self.chosen is None else max(self.chosen, self.least_height)

    @property
    def full_height(self) -> int:
        """Logical pixels that the lane takes when nobody chose another height."""
        return round(self._height * self.scale)

    @property
    def least_height(self) -> int:
        """Logical pixels that the title needs."""
        return self.line + 13

    @property
    def title_height(self) -> float:
        """Logical pixels of a header above its rows."""
        return self.line + 11.0

    @property
    def scale(self) -> float:
        """How much larger the font is than the one that heights are given for."""
        return max(1.0, QFontInfo(self.font).pixelSize() / USUAL)

    @property
    def line(self) -> int:
        """Logical pixels that a line of text takes: by the font's size, so that no family moves the rows."""
        return math.ceil(QFontInfo(self.font).pixelSize() * 1.3)

    @property
    def note(self) -> str:
        """What the header says beside the title, e.g. what is searched for."""
        return ""

    def options(self) -> dict[str, Any]:
        """Give what the user chose to see of the lane, for `set_options`."""
        return {}

    def set_options(self, options: Mapping[str, Any]) -> None:
        """Take over what `options` gave."""

    def set_height(self, height: int | None) -> None:
        """Make the lane so many logical pixels high, or as high as it wants to be."""
        if height != self.chosen:
            self.chosen = height
            self.refresh()
            self.changed.emit()

    def set_message(self, text: str) -> None:
        """Say why there is nothing to see; shown while the lane has no data."""
        if text != self.message:
            self.message = text
            self.box.update()
            self.changed.emit()

    def set_collapsed(self, collapsed: bool) -> None:
        """Fold the lane to its title, or unfold it."""
        if collapsed != self.collapsed:
            self.collapsed = collapsed
            self.refresh()
            self.changed.emit()

    def set_theme(self, theme: Theme) -> None:
        """Change the colors."""
        self.theme = theme
        self.refresh()

    def set_font(self, font: QFont) -> None:
        """Change the font of what is written in the lane."""
        self.font = font
        self.refresh()

    def refresh(self) -> None:
        """Ask to be drawn again; that happens once, when the lane is in sight."""
        self.stale = True
        self.needs_drawing.emit()

    def draw(self, window: Window) -> None:
        """Read and draw what is visible. The timeline calls it, for lanes in sight."""
        self.window = window
        self.stale = False
        self.draws += 1
        self.drawn = self._draw(window)
        self.box.update()

    def value_at(self, time: float) -> str:  # noqa: ARG002
        """Give what the header shows for the playhead, with its unit; empty if nothing is claimed."""
        return ""

    def tooltip_at(self, time: float, y: float) -> str:  # noqa: ARG002
        """Give the text for the pointer at `time`, `y` pixels below the top of the lane."""
        return self.value_at(time)

    def hover(self, time: float, y: float) -> str:
        """Give all that is to be said of the place under the pointer."""
        said = self.tooltip_at(time, y)
        return f"{said}\n{self.origin}" if said and self.origin else said

    def neighbor(self, time: float, direction: int) -> tuple[float, str] | None:  # noqa: ARG002
        """Give start and text of the next segment (1) or the one before (-1), or None if there is none."""
        return None

    @property
    def listed(self) -> Sequence[Segment]:
        """The segments that the lane names, by start."""
        return ()

    def level_at(self, y: float) -> str:  # noqa: ARG002
        """Give the value that `y` pixels below the top of the lane stands for; empty if it is none."""
        return ""

    def rows(self, time: float) -> Sequence[HeaderRow]:  # noqa: ARG002
        """Give the lines below the title, for the playhead at `time`."""
        return ()

    def is_empty(self) -> bool:
        """Say whether there is no data at any time."""
        raise NotImplementedError

    def _draw(self, window: Window) -> int:
        """Draw what is visible; give the number of points, blocks or pictures drawn."""
        raise NotImplementedError

    def _paint(self, painter: QPainter) -> None:
        """Paint what was drawn."""

    def _paint_all(self, painter: QPainter) -> None:
        painter.setFont(self.font)
        if self.message and self.is_empty():
            painter.setPen(QColor(self.theme.muted))
            rect = QRectF(16, 0, self.box.width() - 32, self.box.height())
            align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
            painter.drawText(rect, align, self.message)
        else:
            self._paint(painter)
