"""Curves of a track."""

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from inference.contract.track import Track
from resources.language import label, tr
from widgets.palette import Theme, series_color, with_opacity
from widgets.timeline.lanes import raster
from widgets.timeline.lanes.lane import HeaderRow, Lane, Window
from widgets.timeline.lanes.polyline import (
    CurvePieces,
    FilledArea,
    Floats,
    Polyline,
    Scale,
    area,
    columns,
    trace_polyline,
)
from widgets.words import name_and_value

AIR = 5.0
"""Logical pixels kept free above and below."""


class CurveLane(Lane):
    """Some channels of a track as curves, broken where nothing is claimed.

    fill: shade between the first curve and `low`, or 0 if `diverging`, which gives each side its color.
    guides: levels that are marked with a thin line and a name.
    """

    def __init__(
        self,
        track: Track,
        channels: Sequence[str] | None = None,
        *,
        title: str | None = None,
        height: int = 72,
        fill: bool = False,
        diverging: bool = False,
        low: float | None = None,
        high: float | None = None,
        guides: Sequence[tuple[float, str]] = (),
    ) -> None:
        spec = track.spec
        super().__init__(spec.key, spec.title if title is None else title, height)
        self.track = track
        self.channels = tuple(channels or spec.channels)
        self.diverging = diverging
        self.low = spec.low if low is None else low
        self.high = spec.high if high is None else high
        self.guides = tuple(guides)
        self._columns = [spec.channels.index(channel) for channel in self.channels]
        self._empty = True
        self._filled = fill or diverging
        self.traces: list[Polyline] = []
        self._area: FilledArea | None = None
        self._shaded: tuple[tuple[Theme, int, float, float], raster.Pixels] | None = None
        self._scale = Scale(self.low, self.high, 0.0, 1.0)

    def set_track(self, track: Track) -> None:
        """Show another track with the same channels, or more after them."""
        self.track = track
        self._empty = True
        self.refresh()
        self.changed.emit()

    def colors(self) -> list[QColor]:
        """Give the color of each curve."""
        return [series_color(index, self.theme) for index in range(len(self.channels))]

    def is_empty(self) -> bool:
        if self._empty:
            part = self.track.read(-np.inf, np.inf, 1)
            self._empty = not np.isfinite(part.high[:, self._columns]).any()
        return self._empty

    def value_at(self, time: float) -> str:
        values = self.values_at(time)
        return "" if len(values) > 1 else self._spoken(values[0])

    def values_at(self, time: float) -> list[float]:
        """Give the value of each curve at `time`, NaN where nothing is claimed."""
        row = self.track.row_at(time)
        if row < 0:
            return [np.nan] * len(self._columns)
        return [float(self.track.values[row, column]) for column in self._columns]

    def tooltip_at(self, time: float, y: float) -> str:  # noqa: ARG002
        values = zip(self.channels, self.values_at(time), strict=True)
        return "\n".join(
            name_and_value(_words(name), self._spoken(value) or tr("nothing")) for name, value in values
        )

    def level_at(self, y: float) -> str:
        top, bottom = self.room
        return self._spoken(self._scale.value(y)) if top <= y <= bottom else ""

    def rows(self, time: float) -> Sequence[HeaderRow]:
        if len(self.channels) < 2:
            return ()
        entries = zip(self.channels, self.colors(), self.values_at(time), strict=True)
        return [
            HeaderRow(
                _words(name), self.title_height + index * self.line, self.line, color, self._spoken(value)
            )
            for index, (name, color, value) in enumerate(entries)
        ]

    def _spoken(self, value: float) -> str:
        if not np.isfinite(value):
            return ""
        span = self.high - self.low
        form = "+.2f" if self.diverging else ".2f" if span <= 2 else ".1f" if self.track.spec.unit else ".4g"
        return f"{value:{form}} {label(self.track.spec.unit)}".replace("-", "\N{MINUS SIGN}").rstrip()

    @property
    def room(self) -> tuple[float, float]:
        """Logical pixels from the top of the lane where the curves may stand."""
        return AIR, self.box.height() - AIR

    def _draw(self, window: Window) -> int:
        top, bottom = self.room
        self._scale = Scale(self.low, self.high, top, max(bottom, top + 1.0))
        part = self.track.read(window.start, window.end, window.pixels)
        pieces = CurvePieces(part)
        self.traces = [
            trace_polyline(pieces, column, window, self._scale, self.box.height(), color)
            for column, color in zip(self._columns, self.colors(), strict=True)
        ]
        self._area = self._fill(pieces, window) if self._filled and len(part.times) else None
        return sum(len(each.x) for each in self.traces)

    def _fill(self, pieces: CurvePieces, window: Window) -> FilledArea:
        lowest, highest = pieces.column(self._columns[0])
        low = columns(pieces.times, lowest, window)
        high = low if highest is lowest else columns(pieces.times, highest, window)
        base = 0.0 if self.diverging else self.low
        low, high = np.minimum(low, base), np.maximum(high, base)
        return area(low, high, window, self._scale, self.box.height(), self._shades)

    def _paint(self, painter: QPainter) -> None:
        if self._area is not None:
            self._area.paint(painter)
        self._paint_guides(painter)
        pens = [pg.mkPen(color, width=self.window.ratio) for color in self.colors()]
        for each, pen in reversed(list(zip(self.traces, pens, strict=False))):
            each.paint(painter, pen)
        self._name_guides(painter)

    def _paint_guides(self, painter: QPainter) -> None:
        painter.setPen(pg.mkPen(with_opacity(self.theme.muted, 0.6), width=1, style=Qt.PenStyle.DashLine))
        for level, _ in self.guides:
            y = round(self._scale.at(level)) + 0.5
            painter.drawLine(QPointF(0, y), QPointF(self.box.width(), y))

    def _name_guides(self, painter: QPainter) -> None:
        painter.setPen(QColor(self.theme.muted))
        for level, name in self.guides:
            y = self._scale.at(level)
            room = QRectF(4, y - self.line / 2, painter.fontMetrics().horizontalAdvance(name) + 8, self.line)
            if name:
                painter.fillRect(room, with_opacity(self.theme.lane, 0.75))
                painter.drawText(room, Qt.AlignmentFlag.AlignCenter, name)

    def _shades(self, values: Floats) -> raster.Pixels:
        # A pan asks for the same rows again and again.
        key = self.theme, len(values), float(values[0]), float(values[-1])
        if self._shaded is None or self._shaded[0] != key:
            self._shaded = key, self._shade(values)
        return self._shaded[1]

    def _shade(self, values: Floats) -> raster.Pixels:
        """Give the area's color at each value: stronger further out, another one below zero."""
        color = self.colors()[0]
        if not self.diverging:
            return raster.fade_pixels(color, 0.08 + 0.37 * (values - self.low) / (self.high - self.low))
        above = raster.fade_pixels(color, 0.25 + 0.5 * values / self.high)
        below = raster.fade_pixels(series_color(5, self.theme), 0.25 + 0.5 * values / self.low)
        return np.where(values >= 0, above, below)


def _words(channel: str) -> str:
    return label(channel.replace("_", " "))
