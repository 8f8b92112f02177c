"""The whole length in one strip, with a frame around what is in sight."""

from enum import Enum

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontInfo,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from resources.clock import clock
from resources.language import tr
from widgets.palette import DARK, Theme, with_opacity
from widgets.timeline.frame.highlights import Stretches, paint_highlights
from widgets.timeline.frame.overview_picture import paint_film, paint_wave
from widgets.timeline.frame.ruler import turn_wheel
from widgets.timeline.lanes.film import FilmSource
from widgets.timeline.lanes.lane import Window
from widgets.timeline.lanes.wave import WaveSource
from widgets.transport import Transport

GRIP = 6
"""Pixels at each side of the frame's edges that move them."""
NARROWEST = 8
"""Pixels that the frame is wide at the least, so that it can be gripped."""


class OverviewPart(Enum):
    START = "start"
    END = "end"
    MIDDLE = "middle"


class Overview(QWidget):
    """Drag the frame to pan, its edges to zoom, press beside it to go there; a double click shows all."""

    def __init__(self, transport: Transport, theme: Theme = DARK, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.transport = transport
        self.theme = theme
        self.painted = 0  # times that the picture behind the frame was made
        self._film: FilmSource | None = None
        self._wave: WaveSource | None = None
        self._picture: QPixmap | None = None
        self._found: Stretches = ()
        self._held: tuple[OverviewPart, float] | None = None
        self.setAccessibleName(tr("Overview"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.hide()
        transport.view_changed.connect(self._view_changed)
        transport.position_changed.connect(self.update)
        transport.duration_changed.connect(self.refresh)

    def sizeHint(self) -> QSize:
        return QSize(200, round(QFontInfo(self.font()).pixelSize() * 2.6))

    def minimumSizeHint(self) -> QSize:
        return QSize(50, self.sizeHint().height())

    def set_sources(self, film: FilmSource | None, wave: WaveSource | None) -> None:
        """Show pictures, sound, or both; without either there is no strip."""
        self._film, self._wave = film, wave
        self.setVisible(film is not None or wave is not None)
        self.refresh()

    def set_highlights(self, found: Stretches) -> None:
        """Mark stretches that were looked for."""
        self._found = found
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Change the colors."""
        self.theme = theme
        self.refresh()

    def refresh(self) -> None:
        """Make the picture anew, because there is more to see."""
        self._picture = None
        self.update()

    @property
    def room(self) -> int:
        """Logical pixels that show the whole length."""
        return max(self.contentsRect().width(), 1)

    def x_at(self, time: float) -> float:
        """Give the pixel of a time."""
        return time / max(self.transport.duration, 1e-9) * self.room

    def time_at(self, x: float) -> float:
        """Give the time under a pixel."""
        return x / self.room * self.transport.duration

    @property
    def frame(self) -> QRectF:
        """Where what is in sight stands."""
        left, right = (self.x_at(time) for time in self.transport.view)
        width = max(right - left, NARROWEST)
        left = min(max((left + right - width) / 2, 0.0), self.room - width)
        return QRectF(left, 0, width, self.height())

    def part_at(self, x: float) -> OverviewPart | None:
        """Give the part of the frame under a pixel."""
        frame = self.frame
        if abs(x - frame.left()) <= GRIP and frame.width() > 3 * GRIP:
            return OverviewPart.START
        if abs(x - frame.right()) <= GRIP and frame.width() > 3 * GRIP:
            return OverviewPart.END
        return OverviewPart.MIDDLE if frame.left() <= x <= frame.right() else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        x = event.position().x()
        part = self.part_at(x)
        start, end = self.transport.view
        if part is None:
            part, middle = OverviewPart.MIDDLE, self.time_at(x)
            self.transport.set_view(middle - (end - start) / 2, middle + (end - start) / 2)
        edge = self.transport.view[1 if part is OverviewPart.END else 0]
        self._held = part, self.time_at(x) - edge

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        if self._held is None:
            edges = self.part_at(x) in (OverviewPart.START, OverviewPart.END)
            self.setCursor(Qt.CursorShape.SizeHorCursor if edges else Qt.CursorShape.ArrowCursor)
            return
        part, off = self._held
        start, end = self.transport.view
        time = min(max(self.time_at(x) - off, 0.0), self.transport.duration)
        match part:
            case OverviewPart.START if time < end:
                self.transport.set_view(time, end)
            case OverviewPart.END if time > start:
                self.transport.set_view(start, time)
            case OverviewPart.MIDDLE:
                self.transport.set_view(time, time + end - start)
            case _:
                pass

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self._held = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.transport.show_all()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turn_wheel(self.transport, event, self.room)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.refresh()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._picture is None or self._picture.devicePixelRatio() != self.devicePixelRatioF():
            self._picture = self._make()
        painter.fillRect(self.rect(), QColor(self.theme.panel))
        painter.drawPixmap(0, 0, self._picture)
        self._paint_frame(painter)
        paint_highlights(painter, self._found, self.x_at, self.room, self.theme)
        x = round(self.x_at(self.transport.position)) + 0.5
        painter.setPen(QColor(self.theme.playhead))
        painter.drawLine(QLineF(x, 0, x, self.height() - 1))
        painter.fillRect(0, self.height() - 1, self.width(), 1, QColor(self.theme.line))
        painter.end()

    def _paint_frame(self, painter: QPainter) -> None:
        frame = self.frame
        shade = with_opacity(self.theme.window, 0.6)
        painter.fillRect(QRectF(0, 0, frame.left(), self.height()), shade)
        painter.fillRect(QRectF(frame.right(), 0, self.room - frame.right(), self.height()), shade)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(self.theme.accent))
        painter.drawRoundedRect(frame.adjusted(0.5, 0.5, -0.5, -1.5), 3, 3)
        if frame.width() > 3 * GRIP:
            middle = frame.center().y()
            for x in (frame.left() + 3.5, frame.right() - 3.5):
                painter.drawLine(QPointF(x, middle - 4), QPointF(x, middle + 4))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _make(self) -> QPixmap:
        self.painted += 1
        ratio = self.devicePixelRatioF()
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(QColor(self.theme.lane))
        window = Window(0.0, max(self.transport.duration, 1e-3), self.room, round(self.room * ratio))
        painter = QPainter(picture)
        painter.setClipRect(0, 0, self.room, self.height())
        if self._film is not None:
            paint_film(painter, self._film, window, self.height())
        if self._wave is not None:
            paint_wave(painter, self._wave, window, self.height(), self.theme)
        self._paint_cuts(painter)
        painter.end()
        return picture

    def _paint_cuts(self, painter: QPainter) -> None:
        # Of many cuts, as many as can be told apart: one in each few pixels.
        places = np.asarray(self.transport.snap, np.float64) / max(self.transport.duration, 1e-9) * self.room
        painter.setPen(with_opacity(self.theme.text, 0.5))
        shown = np.unique(np.floor(places / 3)) * 3 + 0.5
        painter.drawLines([QLineF(x, self.height() - 6, x, self.height() - 1) for x in shown.tolist()])

    def _view_changed(self, start: float, end: float) -> None:
        self.setAccessibleDescription(f"{clock(start)} – {clock(end)}")
        self.update()
