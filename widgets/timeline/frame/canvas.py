"""Where the lanes are drawn, one below the other, and where the mouse works on them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QMouseEvent, QPainter, QWheelEvent
from PySide6.QtWidgets import QGraphicsLineItem, QGraphicsRectItem, QToolTip, QWidget

from widgets.palette import DARK, Theme, blend, with_opacity
from widgets.timeline.frame.crosshair import Crosshair
from widgets.timeline.frame.ruler import turn_wheel
from widgets.timeline.lanes.lane import Lane
from widgets.transport import Transport

if TYPE_CHECKING:
    from collections.abc import Callable

DRAG = 4
"""Pixels that the pointer moves before a press is a drag."""
SNAP = 5
"""Pixels within which a click is drawn to a snap time."""


@dataclass(frozen=True, slots=True)
class Band:
    """The line of a group across the time. text: what is folded away there."""

    key: str
    rect: QRectF
    text: str
    font: QFont


class Canvas(pg.GraphicsView):
    scrolled = Signal(int)  # pixels that a drag moved the lanes down
    resized = Signal()

    def __init__(self, transport: Transport, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.transport = transport
        self.theme = DARK
        self.grid: Callable[[], list[float]] = list
        self.foreground: Callable[[QPainter], None] | None = None
        self.lanes: list[tuple[Lane, QRectF]] = []
        self.bands: list[Band] = []
        self._pressed: QPointF | None = None
        self._last = QPointF()
        self._dragging = False
        self._line = QGraphicsLineItem()
        self.crosshair = Crosshair(lambda: QRectF(0, 0, self.width(), self.height()))
        self._selection = QGraphicsRectItem()
        self.addItem(self.crosshair)
        for item, z in ((self._selection, 900), (self._line, 1000)):
            item.setZValue(z)
            self.addItem(item)
        self.setCacheMode(self.CacheModeFlag.CacheNone)
        # It fills all of itself, so nothing needs to be painted below it first.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        self.setFrameShape(self.Shape.NoFrame)
        transport.position_changed.connect(self.place_playhead)
        transport.selection_changed.connect(self.place_selection)
        self.set_theme(DARK)

    def set_theme(self, theme: Theme) -> None:
        """Change the colors."""
        self.theme = theme
        self._line.setPen(pg.mkPen(theme.playhead, width=1.5))
        self.crosshair.set_theme(theme)
        self._selection.setPen(pg.mkPen(with_opacity(theme.accent, 0.9), width=1))
        self._selection.setBrush(with_opacity(theme.accent, 0.16))
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
        x = round(self.x_at(self.transport.position)) + 0.5
        self._line.setLine(x, 0, x, self.height())

    def place_selection(self) -> None:
        """Move the frame to the selection."""
        selection = self.transport.selection
        self._selection.setVisible(selection is not None)
        if selection:
            left, right = self.x_at(selection[0]), self.x_at(selection[1])
            self._selection.setRect(left, -2, right - left, self.height() + 4)

    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        painter.fillRect(rect, QColor(self.theme.lane))
        thin = blend(self.theme.line, self.theme.lane, 0.55)  # opaque, which is painted many times sooner
        for time in self.grid():
            painter.fillRect(QRectF(round(self.x_at(time)), rect.top(), 1, rect.height()), thin)
        for place in (place for _, place in self.lanes if rect.top() <= place.bottom() <= rect.bottom() + 1):
            painter.fillRect(
                QRectF(rect.left(), place.bottom() - 1, rect.width(), 1), QColor(self.theme.line)
            )

        for band in self.bands:
            if band.rect.intersects(QRectF(rect)):
                self._paint_band(painter, band)

    def _paint_band(self, painter: QPainter, band: Band) -> None:
        painter.fillRect(band.rect, QColor(self.theme.window))
        painter.fillRect(
            QRectF(band.rect.left(), band.rect.bottom() - 1, band.rect.width(), 1), QColor(self.theme.line)
        )
        if band.text:
            painter.setFont(band.font)
            painter.setPen(QColor(self.theme.muted))
            room = band.rect.adjusted(16, 0, -16, -1)
            text = painter.fontMetrics().elidedText(band.text, Qt.TextElideMode.ElideRight, int(room.width()))
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)

    def drawForeground(self, painter: QPainter, rect: QRectF | QRect) -> None:  # noqa: ARG002
        if self.foreground is not None:
            self.foreground(painter)

    def resizeEvent(self, ev: QEvent) -> None:
        super().resizeEvent(ev)
        self.resized.emit()

    def wheelEvent(self, ev: QWheelEvent) -> None:
        turn_wheel(self.transport, ev, self.width())

    def mousePressEvent(self, ev: QMouseEvent) -> None:
        if ev.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._pressed, self._last = ev.position(), ev.globalPosition()
            self._dragging = False
        ev.accept()

    def mouseMoveEvent(self, ev: QMouseEvent) -> None:
        if self._pressed is None:
            self._show_hover(ev)
            return
        moved = ev.position() - self._pressed
        self._dragging = self._dragging or moved.manhattanLength() > DRAG
        left = bool(ev.buttons() & Qt.MouseButton.LeftButton)
        if self._dragging and left and ev.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            end = self._snapped(ev.position().x())
            self.transport.select(self._snapped(self._pressed.x()), end)
            self.crosshair.snap(self.x_at(end) if end in self.transport.snap else None)
        elif self._dragging:
            self._drag(ev)

    def mouseReleaseEvent(self, ev: QMouseEvent) -> None:
        if self._pressed is not None and not self._dragging and ev.button() == Qt.MouseButton.LeftButton:
            self.transport.seek(self._snapped(ev.position().x()))
        self._pressed = None
        self.crosshair.snap(None)
        self.setCursor(Qt.CursorShape.ArrowCursor)

    def leaveEvent(self, ev: QEvent) -> None:
        super().leaveEvent(ev)
        self.crosshair.leave()
        QToolTip.hideText()

    def keyPressEvent(self, ev: QKeyEvent) -> None:
        ev.ignore()

    def mouseDoubleClickEvent(self, ev: QMouseEvent) -> None:
        self.mousePressEvent(ev)

    def _drag(self, ev: QMouseEvent) -> None:
        start, end = self.transport.view
        self.setCursor(Qt.CursorShape.ClosedHandCursor)
        # Scrolling moves the canvas under the pointer, so the way is measured on the screen.
        way = ev.globalPosition() - self._last
        self._last = ev.globalPosition()
        self.transport.pan(-way.x() / self.width() * (end - start))
        self.scrolled.emit(round(way.y()))

    def _snapped(self, x: float) -> float:
        start, end = self.transport.view
        return self.transport.snapped(self.time_at(x), SNAP * (end - start) / max(self.width(), 1))

    def _show_hover(self, ev: QMouseEvent) -> None:
        x, y = ev.position().x(), ev.position().y()
        found = self.lane_at(y)
        self.crosshair.point(x, y, found)
        text = found[0].hover(self.time_at(x), y - found[1].top()) if found else ""
        if text:
            QToolTip.showText(ev.globalPosition().toPoint() + QPoint(8, 8), text, self)
        else:
            QToolTip.hideText()
