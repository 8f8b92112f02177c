"""Headers and lanes side by side, scrolled up and down together."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QWidget

from widgets.timeline.frame.canvas import Canvas
from widgets.timeline.frame.header_column import HeaderColumn
from widgets.timeline.lanes.lane import Lane


class Scroller(QScrollArea):
    def __init__(self, column: HeaderColumn, canvas: Canvas) -> None:
        super().__init__(widgetResizable=True)
        inside = QWidget()
        row = QHBoxLayout(inside)
        row.setSpacing(0)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(column)
        row.addWidget(canvas, 1)
        self._canvas = canvas
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidget(inside)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def in_sight(self) -> list[Lane]:
        """Give the lanes of which at least a pixel can be seen."""
        top = self.verticalScrollBar().value()
        bottom = top + self.viewport().height()
        seen = ((lane, rect) for lane, rect in self._canvas.lanes if not lane.collapsed)
        return [lane for lane, rect in seen if rect.bottom() > top and rect.top() < bottom]

    def scroll_by(self, down: int) -> None:
        """Move what is seen so many pixels down."""
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() - down)

    def reach(self, key: str) -> None:
        """Bring a lane or group into sight, its top if it is too high."""
        places = {lane.key: rect for lane, rect in self._canvas.lanes}
        places |= {band.key: band.rect for band in self._canvas.bands}
        rect, bar = places.get(key, QRectF()), self.verticalScrollBar()
        bar.setValue(round(min(max(bar.value(), rect.bottom() - self.viewport().height()), rect.top())))
