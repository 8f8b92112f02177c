"""The time above the lanes."""

import math
from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPolygonF, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from resources.clock import clock
from resources.language import ntr, tr
from widgets.palette import DARK, Theme, with_opacity
from widgets.timeline.frame.highlights import Stretches, paint_highlights
from widgets.transport import Transport

STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200)
"""Seconds between two marks, as people count time."""


def step_for(span: float, width: float, room: float) -> float:
    """Give the seconds between two marks so that each has `room` of the `width` pixels that show `span`."""
    least = span * room / max(width, 1.0)
    return next((step for step in STEPS if step >= least), math.ceil(least / 3600) * 3600.0)


def marks(start: float, end: float, step: float) -> list[float]:
    """Give the multiples of `step` in [start, end]."""
    return [index * step for index in range(math.ceil(start / step), math.floor(end / step) + 1)]


class Ruler(QWidget):
    """Marks with their time, the playhead and the selection. Press and drag moves the playhead."""

    def __init__(self, transport: Transport, theme: Theme = DARK, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.transport = transport
        self.theme = theme
        self.formatter: Callable[[float], str] | None = None
        self.marker: Callable[[float, float, float], list[float]] = marks
        self.focused = False
        self.found: Stretches = ()
        self.setAccessibleName(tr("Time ruler"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        for signal in (transport.view_changed, transport.position_changed, transport.selection_changed):
            signal.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(200, self.fontMetrics().height() + 12)

    def minimumSizeHint(self) -> QSize:
        return QSize(50, self.sizeHint().height())

    def set_theme(self, theme: Theme) -> None:
        """Change the colors."""
        self.theme = theme
        self.update()

    def set_formatter(
        self,
        formatter: Callable[[float], str],
        marker: Callable[[float, float, float], list[float]] = marks,
    ) -> None:
        """Let `formatter` write the times, e.g. as timecode, `marker(start, end, step)` place the marks."""
        self.formatter, self.marker = formatter, marker
        self.update()

    def set_highlights(self, found: Stretches) -> None:
        """Mark stretches that were looked for."""
        self.found = found
        self.setAccessibleDescription(
            ntr("{n} result found", "{n} results found", len(found)) if found else ""
        )
        self.update()

    def set_focused(self, focused: bool) -> None:
        """Show that keys go to the timeline."""
        self.focused = focused
        self.update()

    def text(self, time: float) -> str:
        """Write a time in full."""
        return self.formatter(time) if self.formatter else clock(time)

    def step(self) -> float:
        """Give the seconds between two marks that carry a time."""
        start, end = self.transport.view
        text = self.formatter(end) if self.formatter else clock(end, min(0.5, end - start))
        room = max(QFontMetricsF(self.font()).horizontalAdvance(text) + 24, 64)
        return step_for(end - start, self.room, room)

    @property
    def room(self) -> int:
        """Logical pixels that show the view; a margin at the right stands over the lanes' scroll bar."""
        return max(self.contentsRect().width(), 1)

    def time_at(self, x: float) -> float:
        """Give the time under a pixel."""
        start, end = self.transport.view
        return start + x / self.room * (end - start)

    def x_at(self, time: float) -> float:
        """Give the pixel of a time."""
        start, end = self.transport.view
        return (time - start) / (end - start) * self.room

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self.theme.panel))
        self._paint_selection(painter)
        self._paint_marks(painter)
        self._paint_playhead(painter)
        if self.focused:
            painter.fillRect(0, 0, self.width(), 2, QColor(self.theme.accent))
        paint_highlights(painter, self.found, self.x_at, self.room, self.theme)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.transport.seek(self.time_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.transport.seek(self.time_at(event.position().x()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        turn_wheel(self.transport, event, self.room)

    def _paint_marks(self, painter: QPainter) -> None:
        step, height = self.step(), self.height()
        start, end = self.transport.view
        painter.setPen(QColor(self.theme.grip))
        for time in self.marker(start, end, step / 5):
            x = round(self.x_at(time)) + 0.5
            painter.drawLine(QPointF(x, height - 4), QPointF(x, height))
        for time in self.marker(start - step, end, step):
            x = round(self.x_at(time)) + 0.5
            painter.setPen(QColor(self.theme.grip))
            painter.drawLine(QPointF(x, height - 9), QPointF(x, height))
            painter.setPen(QColor(self.theme.muted))
            text = self.formatter(time) if self.formatter else clock(time, step)
            if x + 4 + painter.fontMetrics().horizontalAdvance(text) <= self.width():
                painter.drawText(QPointF(x + 4, painter.fontMetrics().ascent() + 4), text)

    def _paint_selection(self, painter: QPainter) -> None:
        if self.transport.selection:
            left, right = (self.x_at(time) for time in self.transport.selection)
            painter.fillRect(
                QRectF(left, 0, right - left, self.height()), with_opacity(self.theme.accent, 0.25)
            )

    def _paint_playhead(self, painter: QPainter) -> None:
        x, height = round(self.x_at(self.transport.position)) + 0.5, self.height()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.theme.playhead))
        corners = ((-5.5, -13), (5.5, -13), (5.5, -6), (0, 0), (-5.5, -6))
        painter.drawPolygon(QPolygonF([QPointF(x + dx, height + dy) for dx, dy in corners]))


def turn_wheel(transport: Transport, event: QWheelEvent, width: float) -> None:
    """Zoom around the pointer, or pan for a horizontal wheel or with Shift."""
    start, end = transport.view
    delta, exact = event.angleDelta(), event.pixelDelta()
    sideways = delta.x() or (delta.y() if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 0)
    if exact.x() and abs(exact.x()) >= abs(exact.y()):
        transport.pan(-exact.x() / max(width, 1) * (end - start))  # a trackpad: as far as the fingers moved
    elif sideways:
        transport.pan(-sideways / 120 * 0.1 * (end - start))
    else:
        around = start + event.position().x() / max(width, 1) * (end - start)
        transport.zoom(1.25 ** (delta.y() / 120), around)
    event.accept()
