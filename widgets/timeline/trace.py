"""Values over time as lines and areas in pixels."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from inference.track import Extent
from widgets.timeline import raster
from widgets.timeline.lane import Window

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
class Trace:
    """Points of a curve [m], NaN between stretches that do not touch, and how they are drawn."""

    x: Floats
    y: Floats
    drawn: "QPainterPath | Area"

    def paint(self, painter: QPainter, pen: QPen) -> None:
        """Draw the line."""
        if isinstance(self.drawn, Area):
            self.drawn.paint(painter)
        else:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.strokePath(self.drawn, pen)


def trace(part: Extent, column: int, window: Window, scale: Scale, height: float, colour: QColor) -> Trace:
    """Lay out a curve of the window."""
    x, y = line(part, column)
    if len(x) > DENSE * window.pixels:
        return Trace(x, y, _dense(part, column, window, scale, height, colour))
    pixels = (x - window.start) * window.scale
    return Trace(x, y, pg.arrayToQPath(pixels, scale.y(y), connect="finite"))


def _dense(part: Extent, column: int, window: Window, scale: Scale, height: float, colour: QColor) -> "Area":
    """Lay out a curve that goes up and down within each pixel: what it covers there, as an image."""
    times, low, high = broken(part, column)
    low, high = held(times, low, window), held(times, high, window)
    # Neighbours touch, as those of a line do.
    touching = np.isfinite(low[1:])
    low[1:], high[1:] = (
        np.fmin(low[1:], high[:-1], out=low[1:].copy(), where=touching),
        np.fmax(high[1:], low[:-1], out=high[1:].copy(), where=touching),
    )
    solid = np.uint32(raster.pixel(colour))
    return area(low, high, window, scale, height, lambda rows: np.full(len(rows), solid), least=1.0)


def line(part: Extent, column: int) -> tuple[Floats, Floats]:
    """Give the points of a curve [m], NaN between stretches that do not touch."""
    times, low, high = broken(part, column)
    if np.may_share_memory(part.low, part.high):
        return times, low
    return np.repeat(times, 2), np.column_stack([low, high]).ravel()


def broken(part: Extent, column: int) -> tuple[Floats, Floats, Floats]:
    """Give times, least and greatest values [m] of a column, with a NaN in each gap."""
    times, low, high = part.times, part.low[:, column], part.high[:, column]
    steps = np.diff(times)
    usual = float(np.median(steps)) if len(steps) else 0.0
    gaps = np.flatnonzero(steps > GAP * usual) + 1 if usual > 0 else np.empty(0, np.intp)
    if not len(gaps):
        return times, low.astype(np.float64), high.astype(np.float64)
    return (
        np.insert(times, gaps, times[gaps]),
        np.insert(low.astype(np.float64), gaps, np.nan),
        np.insert(high.astype(np.float64), gaps, np.nan),
    )


def columns(times: Floats, values: Floats, window: Window) -> Floats:
    """Give the value under the middle of each pixel of the window, NaN where there is none."""
    if not len(times):
        return np.full(window.pixels, np.nan)
    return np.interp(_centres(window), times, values, left=np.nan, right=np.nan)


def held(times: Floats, values: Floats, window: Window) -> Floats:
    """Give the value of the row that each pixel lies in, so that no spike is lost; NaN for none."""
    between = columns(times, values, window)
    if not len(times):
        return between
    rows = np.searchsorted(times, _centres(window), side="right") - 1
    return np.where(np.isnan(between), np.nan, values[np.maximum(rows, 0)])


def _centres(window: Window) -> Floats:
    middles = np.arange(window.pixels, dtype=np.float64) + 0.5
    return window.start + middles * (window.span / window.pixels)


@dataclass(frozen=True, slots=True)
class Area:
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
) -> Area:
    """Lay out what lies between two curves, given under each pixel.

    shade: the colours of values. least: logical pixels that it is high, however little lies between.
    """
    rows = max(round(height * window.ratio), 1)
    shades = shade(scale.values((np.arange(rows) + 0.5) * height / rows))
    top, bottom = scale.y(high) * window.ratio, scale.y(low) * window.ratio
    image = raster.bands(top, bottom, shades, round(least * window.ratio))
    return Area(image, QRectF(0, 0, window.width, height))
