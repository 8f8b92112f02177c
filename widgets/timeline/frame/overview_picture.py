"""Pictures and sound of the whole length, small."""

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from widgets.palette import Theme, series_color
from widgets.picture import to_image
from widgets.timeline.lanes import raster
from widgets.timeline.lanes.film import FilmSource
from widgets.timeline.lanes.lane import Window
from widgets.timeline.lanes.polyline import Floats, Scale, area, columns
from widgets.timeline.lanes.wave import WaveSource

AIR = 2.0


def paint_film(painter: QPainter, film: FilmSource, window: Window, height: float) -> None:
    """Paint pictures side by side, each of its place."""
    first = film.nearest(window.start)
    if first is None:
        return
    rows, wide = first[1].shape[:2]
    width = max(8.0, height * wide / rows)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    for slot in range(int(np.ceil(window.width / width))):
        found = film.nearest(window.start + (slot + 0.5) * width / window.scale)
        if found is not None:
            painter.drawImage(QRectF(slot * width, 0, width, height), to_image(found[1]))


def paint_wave(painter: QPainter, wave: WaveSource, window: Window, height: float, theme: Theme) -> None:
    """Paint the loudest of all channels as an outline that stands on the lower edge."""
    times, low, high = wave.read(window.start, window.end, window.pixels)
    if not len(times) or high.ndim < 2:
        return
    peak = np.maximum(np.abs(low), np.abs(high)).max(axis=1).astype(np.float64)
    up = columns(times, peak, window)
    scale = Scale(0.0, 1.0, AIR, height - 1)

    def shade(values: Floats) -> raster.Pixels:
        return raster.fade_pixels(series_color(0, theme), np.full(len(values), 0.75))

    area(np.zeros_like(up), up, window, scale, height, shade, least=1.0).paint(painter)
