"""Curves of a track."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QLinearGradient, QPainter

from inference.track import Extent, Track
from widgets.palette import Theme, faded, series_colour
from widgets.timeline.lane import TITLE_HEIGHT, HeaderRow, Lane, Window

GAP = 5.0
"""A step that is so many times longer than usual is a gap."""
AIR = 5.0
"""Logical pixels kept free above and below."""

Floats = npt.NDArray[np.float64]


class CurveLane(Lane):
    """Some channels of a track as curves, broken where nothing is claimed.

    fill: shade between the first curve and `low`, or 0 if `diverging`, which gives each side its colour.
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
        self._pen_width = 1.0
        # The line runs along the edge of the area, which therefore needs no smoothing.
        self._fill = pg.PlotCurveItem(antialias=False) if fill or diverging else None
        self._curves = [pg.PlotCurveItem(antialias=True, connect="finite") for _ in self.channels]
        self._guides = [pg.InfiniteLine(level, angle=0) for level, _ in self.guides]
        for item in (self._fill, *self._guides, *reversed(self._curves)):
            if item is not None:
                self.box.addItem(item, ignoreBounds=True)
        self._colour()

    def set_track(self, track: Track) -> None:
        """Show another track with the same channels, or more after them."""
        self.track = track
        self._empty = True
        self.refresh()
        self.changed.emit()

    def colours(self) -> list[QColor]:
        """Give the colour of each curve."""
        return [series_colour(index, self.theme) for index in range(len(self.channels))]

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._colour()

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
        named = zip(self.channels, self.values_at(time), strict=True)
        return "\n".join(f"{_words(name)}: {self._spoken(value) or 'nothing'}" for name, value in named)

    def rows(self, time: float) -> Sequence[HeaderRow]:
        if len(self.channels) < 2:
            return ()
        entries = zip(self.channels, self.colours(), self.values_at(time), strict=True)
        return [
            HeaderRow(_words(name), TITLE_HEIGHT + index * self.line, self.line, colour, self._spoken(value))
            for index, (name, colour, value) in enumerate(entries)
        ]

    def _spoken(self, value: float) -> str:
        if not np.isfinite(value):
            return ""
        span = self.high - self.low
        form = "+.2f" if self.diverging else ".2f" if span <= 2 else ".1f" if self.track.spec.unit else ".4g"
        return f"{value:{form}} {self.track.spec.unit}".replace("-", "\N{MINUS SIGN}").rstrip()

    def draw(self, window: Window) -> None:
        if window.ratio != self._pen_width:
            self._pen_width = window.ratio
            self._colour()
        super().draw(window)

    def _draw(self, window: Window) -> int:
        room = self.box.height()
        air = (self.high - self.low) * AIR / max(room - 2 * AIR, 1.0)
        self.box.setYRange(self.low - air, self.high + air, padding=0)
        part = self.track.read(window.start, window.end, window.pixels)
        return self._show(part)

    def _show(self, part: Extent) -> int:
        base = 0.0 if self.diverging else self.low
        drawn = 0
        for index, column in enumerate(self._columns):
            x, y = line(part, column)
            self._curves[index].setData(x, y)
            drawn += len(x)
            if index == 0 and self._fill is not None:
                self._fill.setData(*area(x, y, base))
        return drawn

    def _paint(self, painter: QPainter) -> None:
        painter.setPen(QColor(self.theme.muted))
        for level, name in self.guides:
            y = self.box.mapFromView(QPointF(0, level)).y()
            room = QRectF(4, y - self.line / 2, painter.fontMetrics().horizontalAdvance(name) + 8, self.line)
            if name:
                painter.fillRect(room, faded(self.theme.lane, 0.75))
                painter.drawText(room, Qt.AlignmentFlag.AlignCenter, name)

    def _colour(self) -> None:
        colours = self.colours()
        for curve, colour in zip(self._curves, colours, strict=True):
            curve.setPen(pg.mkPen(colour, width=self._pen_width))
        for guide in self._guides:
            guide.setPen(pg.mkPen(faded(self.theme.muted, 0.6), width=1, style=Qt.PenStyle.DashLine))
        if self._fill is not None:
            self._fill.setPen(None)
            self._fill.setFillLevel(0.0 if self.diverging else self.low)
            self._fill.setBrush(self._shade(colours[0]))

    def _shade(self, colour: QColor) -> QBrush:
        # A gradient in the curve's own coordinates changes its colour exactly at zero.
        gradient = QLinearGradient(QPointF(0, self.low), QPointF(0, self.high))
        if self.diverging:
            zero = -self.low / (self.high - self.low)
            below = series_colour(5, self.theme)
            gradient.setColorAt(0.0, faded(below, 0.75))
            gradient.setColorAt(max(0.0, zero - 1e-6), faded(below, 0.25))
            gradient.setColorAt(min(1.0, zero + 1e-6), faded(colour, 0.25))
            gradient.setColorAt(1.0, faded(colour, 0.75))
        else:
            gradient.setColorAt(0.0, faded(colour, 0.08))
            gradient.setColorAt(1.0, faded(colour, 0.45))
        return QBrush(gradient)


def line(part: Extent, column: int) -> tuple[Floats, Floats]:
    """Give the points of a curve [m], NaN between stretches that do not touch."""
    times, low, high = part.times, part.low[:, column], part.high[:, column]
    x, y = times, low.astype(np.float64)
    if not np.may_share_memory(low, high):
        x = np.repeat(times, 2)
        y = np.column_stack([low, high]).ravel().astype(np.float64)
    steps = np.diff(x)
    usual = np.median(np.diff(times)) if len(times) > 1 else 0.0
    gaps = np.flatnonzero(steps > GAP * usual) + 1 if usual > 0 else []
    return np.insert(x, gaps, x[gaps]), np.insert(y, gaps, np.nan)


def area(x: Floats, y: Floats, base: float) -> tuple[Floats, Floats]:
    """Give the outline [m] of what lies between a curve and `base`, without what is NaN."""
    finite = np.isfinite(y)
    edges = np.diff(np.concatenate([[False], finite, [False]]).astype(np.int8))
    starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    places = np.concatenate([starts, ends])
    x = np.insert(x, places, np.concatenate([x[starts], x[ends - 1]]))
    y = np.insert(np.where(finite, y, np.nan), places, base)
    keep = np.isfinite(y)
    return x[keep], y[keep]


def _words(channel: str) -> str:
    return channel.replace("_", " ")
