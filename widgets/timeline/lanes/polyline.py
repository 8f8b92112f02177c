"""Values over time as lines and areas in pixels."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from inference.contract.track import Extent
from widgets.timeline.lanes import raster
from widgets.timeline.lanes.lane import Window

GAP = 5.0
"""A step that is so many times longer than usual is a gap."""

DENSE = 1.0
"""Points in a pixel from which a line is drawn as an image, which takes a fraction of the time."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Scale:
    """Values from `low` to `high` over the logical pixels from `bottom` up to `top`."""

    low: float
    high: float
    top: float
    bottom: float

    def y(self, values: Floats) -> Floats:
        """Give the pixels of values."""
        return self.bottom + (values - self.low) * ((self.top - self.bottom) / (self.high - self.low))

    def at(self, value: float) -> float:
        """Give the pixel of a value."""
        return self.bottom + (value - self.low) * (self.top - self.bottom) / (self.high - self.low)

    def value(self, y: float) -> float:
        """Give the value of a pixel."""
        return self.low + (y - self.bottom) * (self.high - self.low) / (self.top - self.bottom)

    def values(self, y: Floats) -> Floats:
        """Give the values of pixels."""
        return self.low + (y - self.bottom) * ((self.high - self.low) / (self.top - self.bottom))


@dataclass(frozen=True, slots=True)
class Polyline:
    """Points of a curve [m], NaN between stretches that do not touch, and how they are drawn."""

    x: Floats
    y: Floats
    drawn: "QPainterPath | FilledArea"

    def paint(self, painter: QPainter, pen: QPen) -> None:
        """Draw the line."""
        if isinstance(self.drawn, FilledArea):
            self.drawn.paint(painter)
        else:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.strokePath(self.drawn, pen)


class CurvePieces:
    """Rows that a window needs, with a NaN in each gap between stretches that do not touch.

    What all columns share is worked out once: a pan asks for every column of every lane.
    """

    def __init__(self, part: Extent) -> None:
        self._part = part
        self.exact = np.may_share_memory(part.low, part.high)
        self._gaps = gaps(part.times)
        self.times = (
            np.insert(part.times, self._gaps, part.times[self._gaps]) if len(self._gaps) else part.times
        )
        self._rows: tuple[Window, npt.NDArray[np.intp]] | None = None

    def column(self, column: int) -> tuple[Floats, Floats]:
        """Give least and greatest values [m] of a column; both are one array where they are the same."""
        low = self._broken(self._part.low[:, column])
        return low, low if self.exact else self._broken(self._part.high[:, column])

    def under(self, values: Floats, window: Window) -> Floats:
        """Give the value of the row that each pixel lies in, so that no spike is lost; NaN for none."""
        if not len(self.times):
            return np.full(window.pixels, np.nan)
        rows = self._rows_of(window)
        here = values[np.maximum(rows, 0)]
        # Nothing is claimed between a row and one that claims nothing, nor beyond the first and the last.
        here[np.isnan(values[np.minimum(rows + 1, len(values) - 1)])] = np.nan
        here[: rows.searchsorted(0)] = np.nan
        here[_centers(window).searchsorted(self.times[-1], "right") :] = np.nan
        return here

    def _rows_of(self, window: Window) -> npt.NDArray[np.intp]:
        if self._rows is None or self._rows[0] is not window:
            self._rows = window, self.times.searchsorted(_centers(window), "right") - 1
        return self._rows[1]

    def _broken(self, values: npt.NDArray[np.float32]) -> Floats:
        exact = values.astype(np.float64)
        return np.insert(exact, self._gaps, np.nan) if len(self._gaps) else exact


def gaps(times: Floats) -> npt.NDArray[np.intp]:
    """Give the numbers of the rows [m] that come much later than the row before them."""
    if len(times) < 3:
        return np.empty(0, np.intp)
    steps = times[1:] - times[:-1]
    usual = usual_step(steps)
    return np.flatnonzero(steps > GAP * usual) + 1 if usual > 0 else np.empty(0, np.intp)


def usual_step(steps: Floats) -> float:
    """Give the middle one of some steps, at least one of which there must be."""
    middle = len(steps) // 2
    return float(np.partition(steps, middle)[middle])


def trace_polyline(
    pieces: CurvePieces, column: int, window: Window, scale: Scale, height: float, color: QColor
) -> Polyline:
    """Lay out a curve of the window."""
    low, high = pieces.column(column)
    x, y = line(pieces, low, high)
    if len(x) > DENSE * window.pixels:
        return Polyline(x, y, _dense(pieces, (low, high), window, scale, height, color))
    pixels = (x - window.start) * window.scale
    return Polyline(x, y, pg.arrayToQPath(pixels, scale.y(y), connect="finite"))


def line(pieces: CurvePieces, low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Give the points of a curve [m], NaN between stretches that do not touch."""
    if pieces.exact:
        return pieces.times, low
    both = np.empty(2 * len(low))
    both[::2], both[1::2] = low, high
    return np.repeat(pieces.times, 2), both


def _dense(
    pieces: CurvePieces,
    edges: tuple[Floats, Floats],
    window: Window,
    scale: Scale,
    height: float,
    color: QColor,
) -> "FilledArea":
    """Lay out a curve that goes up and down within each pixel: what it covers there, as an image."""
    low = pieces.under(edges[0], window)
    high = low.copy() if edges[1] is edges[0] else pieces.under(edges[1], window)
    # Neighbors touch, as those of a line do.
    touching = np.isfinite(low[1:])
    low[1:], high[1:] = (
        np.fmin(low[1:], high[:-1], out=low[1:].copy(), where=touching),
        np.fmax(high[1:], low[:-1], out=high[1:].copy(), where=touching),
    )
    solid = np.uint32(raster.pixel(color))
    return area(low, high, window, scale, height, lambda rows: np.full(len(rows), solid), least=1.0)


def columns(times: Floats, values: Floats, window: Window) -> Floats:
    """Give the value under the middle of each pixel of the window, NaN where there is none."""
    if not len(times):
        return np.full(window.pixels, np.nan)
    return np.interp(_centers(window), times, values, left=np.nan, right=np.nan)


@lru_cache(maxsize=8)
def _centers(window: Window) -> Floats:
    """Give the time in the middle of each pixel, which all lanes ask for; not to be written to."""
    middles = np.arange(window.pixels, dtype=np.float64) + 0.5
    times = window.start + middles * (window.span / window.pixels)
    times.flags.writeable = False
    return times


@dataclass(frozen=True, slots=True)
class FilledArea:
    """What lies between two curves, as an image."""

    image: raster.Pixels
    rect: QRectF

    def paint(self, painter: QPainter) -> None:
        """Draw it."""
        raster.paint(painter, self.image, self.rect)


def area(
    low: Floats,
    high: Floats,
    window: Window,
    scale: Scale,
    height: float,
    shade: Callable[[Floats], raster.Pixels],
    least: float = 0.0,
) -> FilledArea:
    """Lay out what lies between two curves, given under each pixel.

    shade: the colors of values. least: logical pixels that it is high, however little lies between.
    """
    rows = max(round(height * window.ratio), 1)
    shades = shade(scale.values((np.arange(rows) + 0.5) * height / rows))
    top, bottom = scale.y(high) * window.ratio, scale.y(low) * window.ratio
    image, first = raster.bands(top, bottom, shades, round(least * window.ratio))
    tall = height / rows
    return FilledArea(image, QRectF(0, first * tall, window.width, len(image) * tall))
