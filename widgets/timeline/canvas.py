"""Where the lanes are drawn, one below the other, and where the mouse works on them."""

from collections.abc import Callable

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QWheelEvent
from PySide6.QtWidgets import QGraphicsLineItem, QGraphicsRectItem, QToolTip, QWidget

from widgets.palette import DARK, Theme, faded
from widgets.timeline.lane import Lane
from widgets.timeline.ruler import turn_wheel
from widgets.transport import Transport

DRAG = 4
"""Pixels that the pointer moves before a press is a drag."""
SNAP = 5
"""Pixels within which a click is drawn to a snap time."""


class Canvas(pg.GraphicsView):
    scrolled = Signal(int)  # pixels that a drag moved the lanes down
    resized = Signal()

    def __init__(self, transport: Transport, parent: QWidget | None = None) -> None:
        super().__init__(parent, background=None)
        self.transport = transport
        self.theme = DARK
        self.grid: Callable[[], list[float]] = list
        self.lanes: list[tuple[Lane, QRectF]] = []
        self._pressed: QPointF | None = None
        self._last = QPointF()
        self._dragging = False
        self._line = QGraphicsLineItem()
        self._hover = QGraphicsLineItem()
        self._selection = QGraphicsRectItem()
        for item, z in ((self._selection, 900), (self._hover, 950), (self._line, 1000)):
            item.setZValue(z)
            self.addItem(item)
        self.setCacheMode(self.CacheModeFlag.CacheNone)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        self.setFrameShape(self.Shape.NoFrame)
        self._hover.hide()
        transport.position_changed.connect(self.place_playhead)
        transport.selection_changed.connect(self.place_selection)
        self.set_theme(DARK)

    def set_theme(self, theme: Theme) -> None:
        """Change the colours."""
        self.theme = theme
        self._line.setPen(pg.mkPen(theme.playhead, width=1.5))
        self._hover.setPen(pg.mkPen(faded(theme.muted, 0.55), width=1))
        self._selection.setPen(pg.mkPen(faded(theme.accent, 0.9), width=1))
        self._selection.setBrush(faded(theme.accent, 0.16))
        self.viewport().update()

    def time_at(self, x: float) -> float:
        """Give the time under a pixel."""
        start, end = self.transport.view
        return start + x / max(self.width(), 1) * (end - start)

    def x_at(self, time: float) -> float:
        """Give the pixel of a time."""
        start, end = self.transport.view
        return (time - start) / (end - start) * self.width()

    def lane_at(self, y: float) -> tuple[Lane, QRectF] | None:
        """Give the lane under a pixel, and where it stands."""
        return next(((lane, rect) for lane, rect in self.lanes if rect.top() <= y < rect.bottom()), None)

    def place_playhead(self) -> None:
        """Move the line to the position."""
        x = self.x_at(self.transport.position)
        self._line.setLine(x, 0, x, self.height())

    def place_selection(self) -> None:
        """Move the frame to the selection."""
        selection = self.transport.selection
        self._selection.setVisible(selection is not None)
        if selection:
            left, right = self.x_at(selection[0]), self.x_at(selection[1])
            self._selection.setRect(left, -2, right - left, self.height() + 4)

    def drawBackground(self, painter: QPainter, rect: QRectF) -> None:
        painter.fillRect(rect, QColor(self.theme.lane))
        painter.setPen(faded(self.theme.line, 0.55))
        for time in self.grid():
            x = round(self.x_at(time)) + 0.5
            painter.drawLine(QPointF(x, rect.top()), QPointF(x, rect.bottom()))
        painter.setPen(QColor(self.theme.line))
        for _, place in self.lanes:
            y = place.bottom() - 0.5
            painter.drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y))

    def resizeEvent(self, event: QEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turn_wheel(self.transport, event, self.width())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._pressed = self._last = event.position()
            self._dragging = False
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            self._show_hover(event)
            return
        moved = event.position() - self._pressed
        self._dragging = self._dragging or moved.manhattanLength() > DRAG
        if self._dragging and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.transport.select(self._snapped(self._pressed.x()), self._snapped(event.position().x()))
        elif self._dragging:
            self._drag(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pressed is not None and not self._dragging and event.button() == Qt.MouseButton.LeftButton:
            self.transport.seek(self._snapped(event.position().x()))
        self._pressed = None
        self.setCursor(Qt.CursorShape.ArrowCursor)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover.hide()
        QToolTip.hideText()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)

    def _drag(self, event: QMouseEvent) -> None:
        start, end = self.transport.view
        self.setCursor(Qt.CursorShape.ClosedHandCursor)
        self.transport.pan((self._last.x() - event.position().x()) / self.width() * (end - start))
        # Scrolling moves the canvas under the pointer, so the vertical way is told in screen pixels.
        down = round(event.position().y() - self._last.y())
        self._last = QPointF(event.position().x(), event.position().y() - down)
        if down:
            self.scrolled.emit(down)

    def _snapped(self, x: float) -> float:
        start, end = self.transport.view
        return self.transport.snapped(self.time_at(x), SNAP * (end - start) / max(self.width(), 1))

    def _show_hover(self, event: QMouseEvent) -> None:
        x, y = event.position().x(), event.position().y()
        self._hover.setLine(x, 0, x, self.height())
        self._hover.show()
        found = self.lane_at(y)
        text = found[0].tooltip_at(self.time_at(x), y - found[1].top()) if found else ""
        if text:
            QToolTip.showText(event.globalPosition().toPoint() + QPoint(8, 8), text, self)
        else:
            QToolTip.hideText()
