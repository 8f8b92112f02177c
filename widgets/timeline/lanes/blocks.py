"""Labeled blocks along the time, as segments and the dominant category are drawn."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from widgets.palette import text_over
from widgets.timeline.lanes.lane import Window

NARROW = 2.0
"""Logical pixels below which neighbors become one block."""
FINEST = 0.5
"""Logical pixels below which it does not matter where in them a block begins."""
ROOM = 22.0
"""Logical pixels from which a block may carry text."""

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class LaneBlock:
    """A rectangle in pixels, with a label if there is room."""

    left: float
    right: float
    top: float
    height: float
    color: QColor
    label: str = ""


def visible_blocks(starts: Floats, ends: Floats, window: Window) -> tuple[Indices, Floats, Floats]:
    """Give which spans to draw and where they begin and end, in pixels.

    Spans narrower than NARROW that fall into the same NARROW pixels become one, so there are never more
    than about one a pixel, however many spans there are.
    """
    left = (starts - window.start) * window.scale
    right = np.minimum((ends - window.start) * window.scale, window.width + 1)
    left = np.maximum(left, -1.0)
    wide = right - left >= NARROW
    narrow = np.flatnonzero(~wide)
    _, first = np.unique(np.floor(left[narrow] / NARROW), return_index=True)
    kept = np.sort(np.concatenate([np.flatnonzero(wide), narrow[first]]))
    return kept, left[kept], np.maximum(right[kept], left[kept] + 1)


def paint_blocks(painter: QPainter, blocks: Iterable[LaneBlock], behind: str) -> None:
    """Paint blocks, with their labels cut to the room there is; `behind` is the color under them."""
    metrics, font = QFontMetricsF(painter.font()), painter.font().key()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for block in blocks:
        width = block.right - block.left
        rect = QRectF(block.left, block.top, width - (1 if width > 4 else 0), block.height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(block.color)
        if width > 8:
            painter.drawRoundedRect(rect, 2.5, 2.5)
        else:
            painter.fillRect(rect, block.color)
        if block.label and width >= ROOM:
            painter.setPen(text_over(block.color.rgba(), behind))
            _write(painter, rect, block.label, metrics, font)


@lru_cache(maxsize=10_000)
def _advance(label: str, font: str) -> float:
    wanted = QFont()
    wanted.fromString(font)
    return QFontMetricsF(wanted).horizontalAdvance(label)


def _write(painter: QPainter, rect: QRectF, label: str, metrics: QFontMetricsF, font: str) -> None:
    # A block that began before the window carries its label at the window's edge.
    room = QRectF(max(rect.left(), 0.0) + 5, rect.top(), 0, rect.height())
    room.setRight(rect.right() - 3)
    # Most labels fit, which is known sooner than where to cut one.
    fits = _advance(label, font) <= room.width()
    text = label if fits else metrics.elidedText(label, Qt.TextElideMode.ElideRight, room.width())
    if text != "…":
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
