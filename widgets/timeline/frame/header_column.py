"""The column of the lanes' headers; a header that is dragged carries its lane to another place."""

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from widgets.palette import DARK, Theme
from widgets.timeline.frame.group_head import GroupHeader
from widgets.timeline.frame.header import LaneHeader, width_for


class HeaderColumn(QWidget):
    moved = Signal(str, object)  # a lane's key, and the one that it is to stand above, or None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heads: list[LaneHeader | GroupHeader] = []
        self.theme = DARK
        self._target = 0
        self._mark = _Mark(self)

    def set_theme(self, theme: Theme) -> None:
        """Change the colors of what is not a lane's."""
        self.theme = theme
        for head in self.heads:
            if isinstance(head, GroupHeader):
                head.theme = theme
        self.update()

    def place(self, heads: list[LaneHeader | GroupHeader]) -> None:
        """Put headers below each other, and no others."""
        self.setFixedWidth(width_for(self.font()))
        for gone in set(self.heads) - set(heads):
            gone.hide()
        self.heads = heads
        top = 0
        for head in heads:
            if head.font() != self.font():
                head.setFont(self.font())
            if isinstance(head, GroupHeader):
                head.theme = self.theme
            head.fit()
            head.move(0, top)
            head.show()
            top += head.height()

    def carry(self, head: LaneHeader, y: float) -> None:
        """Show where a header would come to stand, at `y` on the screen."""
        self._mark.color = head.lane.theme.accent
        first, last = self._room(head)
        self._target = min(max(self._gap(y), first), last)
        edge = [*(other.y() for other in self.heads), self.heads[-1].geometry().bottom() + 1][self._target]
        self._mark.setGeometry(0, max(edge - 2, 0), self.width(), 3)
        self._mark.raise_()
        self._mark.show()

    def drop(self, head: LaneHeader) -> None:
        """Let the header be where it was shown to come."""
        gap = self._target
        self._mark.hide()
        # Above itself or the one below it a lane stands already.
        if gap not in (self.heads.index(head), self.heads.index(head) + 1):
            below = self.heads[gap] if gap < len(self.heads) else None
            before = below.lane.key if isinstance(below, LaneHeader) else None
            self.moved.emit(head.lane.key, before)

    def _room(self, head: LaneHeader) -> tuple[int, int]:
        """Give the first and the last gap where a header may come to stand: it stays in its group."""
        first = last = self.heads.index(head)
        while first > 0 and isinstance(self.heads[first - 1], LaneHeader):
            first -= 1
        while last < len(self.heads) and isinstance(self.heads[last], LaneHeader):
            last += 1
        return first, last

    def _gap(self, y: float) -> int:
        here = self.mapFromGlobal(QPoint(0, round(y))).y()
        return sum(head.geometry().center().y() < here for head in self.heads)


class _Mark(QWidget):
    """A line where a lane would come to stand."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.color = DARK.accent
        self.hide()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self.color))
        painter.end()
