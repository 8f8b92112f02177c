"""Colored markers at points in time or over stretches."""

from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPolygonF

from inference.contract.types import Segment
from widgets.palette import Theme, with_opacity
from widgets.timeline.lanes.lane import Lane, Window
from widgets.words import segment_text

WIDE = 11.0
TALL = 14.0
"""Logical pixels of a marker's flag."""


class MarkerLane(Lane):
    """A flag where each marker begins, a bar as far as it lasts, and its text while there is room."""

    def __init__(
        self, key: str, title: str, color: Callable[[Segment, Theme], QColor], *, height: int = 28
    ) -> None:
        super().__init__(key, title, height)
        self._color = color
        self._segments: list[Segment] = []
        self._starts = np.zeros(0)
        self._seen: list[Segment] = []

    @property
    def segments(self) -> Sequence[Segment]:
        """The markers, sorted by start."""
        return self._segments

    def set_segments(self, segments: Sequence[Segment]) -> None:
        """Show other markers."""
        self._segments = sorted(segments)
        self._starts = np.array([s.start for s in self._segments], np.float64)
        self.refresh()
        self.changed.emit()

    @property
    def listed(self) -> Sequence[Segment]:
        return self._segments

    def is_empty(self) -> bool:
        return not self._segments

    def pick(self, time: float, y: float, within: float) -> Segment | None:
        """Give the marker at `time`, or the nearest whose flag is there."""
        del y
        flag = max(within, WIDE / 2 / self.window.scale)
        near = [s for s in self._segments if s.start - flag <= time <= max(s.end, s.start + flag)]
        return min(near, key=lambda s: abs(s.start - time), default=None)

    def place_of(self, segment: Segment) -> tuple[float, float] | None:
        """Give top and height of a marker in pixels, or None if it is not in this lane."""
        return (2.0, self.box.height() - 5) if segment in self._segments else None

    def value_at(self, time: float) -> str:
        marker = self.pick(time, 0.0, 0.0)
        return segment_text(marker) if marker else ""

    def _draw(self, window: Window) -> int:
        flag = WIDE / window.scale
        self._seen = [
            s for s in self._segments if s.start - flag < window.end and s.end + flag > window.start
        ]
        return len(self._seen)

    def _paint(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = QFontMetricsF(painter.font())
        places = [(s.start - self.window.start) * self.window.scale for s in self._seen]
        ends = [*places[1:], self.window.width][: len(places)]
        for marker, left, following in zip(self._seen, places, ends, strict=True):
            color = self._color(marker, self.theme)
            wide = (marker.end - marker.start) * self.window.scale
            middle = self.box.height() / 2
            if wide > 1:
                painter.fillRect(QRectF(left, middle - 6, wide, 12), with_opacity(color, 0.45))
            _flag(painter, left, middle - TALL / 2, color)
            room = following - left - WIDE
            text = metrics.elidedText(segment_text(marker), Qt.TextElideMode.ElideRight, room - 8)
            if text != "…":
                painter.setPen(QColor(self.theme.text))
                box = QRectF(left + WIDE, 0, room, self.box.height())
                painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)


def _flag(painter: QPainter, x: float, top: float, color: QColor) -> None:
    half = WIDE / 2
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawPolygon(
        QPolygonF(
            [
                QPointF(x - half, top),
                QPointF(x + half, top),
                QPointF(x + half, top + TALL - half),
                QPointF(x, top + TALL),
                QPointF(x - half, top + TALL - half),
            ]
        )
    )
