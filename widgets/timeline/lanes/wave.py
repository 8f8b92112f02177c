"""The sound's waveform."""

from typing import Protocol

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QPainter

from inference.contract.types import Times, Values
from resources.language import tr
from widgets.palette import series_color
from widgets.timeline.lanes import raster
from widgets.timeline.lanes.lane import Lane, Window
from widgets.timeline.lanes.polyline import FilledArea, Scale, area, columns

MOST_CHANNELS = 2
"""Channels that get a band of their own; of more, the first ones are shown."""

AIR = 2.0
"""Logical pixels kept free above and below each channel."""

Floats = npt.NDArray[np.float64]


class WaveSource(Protocol):
    """Peaks of sound at every zoom."""

    def read(self, start: float, end: float, points: int) -> tuple[Times, Values, Values]:
        """Give times [n], least [n, channels] and greatest [n, channels] values in [-1, 1]."""
        ...


class WaveLane(Lane):
    """The least and greatest sample under each pixel, a band for each channel."""

    def __init__(
        self, source: WaveSource, *, key: str = "wave", title: str | None = None, height: int = 72
    ) -> None:
        super().__init__(key, tr("Waveform") if title is None else title, height)
        self.source = source
        self._bands: list[FilledArea] = []
        self._empty = True

    def is_empty(self) -> bool:
        return self._empty

    def value_at(self, time: float) -> str:
        _, low, high = self.source.read(time, time + 0.02, 1)
        peak = max(np.abs(low).max(initial=0.0), np.abs(high).max(initial=0.0))
        return f"{20 * np.log10(peak):.1f} dBFS".replace("-", "\N{MINUS SIGN}") if peak > 1e-5 else ""

    def _draw(self, window: Window) -> int:
        times, low, high = self.source.read(window.start, window.end, window.pixels)
        self._empty = not len(times) and self._empty
        count = min(low.shape[1] if low.ndim > 1 else 0, MOST_CHANNELS)
        self._bands = [
            self._band(times, low[:, channel], high[:, channel], window, self._scale(channel, count))
            for channel in range(count if len(times) else 0)
        ]
        return 2 * len(times) * len(self._bands)

    def _band(self, times: Times, low: Values, high: Values, window: Window, scale: Scale) -> FilledArea:
        down, up = (columns(times, edge.astype(np.float64), window) for edge in (low, high))
        # Silence is a hair line, not nothing.
        return area(down, up, window, scale, self.box.height(), self._shade, least=1.0)

    def _scale(self, channel: int, count: int) -> Scale:
        tall = self.box.height() / count
        return Scale(-1.0, 1.0, channel * tall + AIR, (channel + 1) * tall - AIR)

    def _shade(self, values: Floats) -> raster.Pixels:
        return raster.fade_pixels(series_color(0, self.theme), np.full(len(values), 0.8))

    def _paint(self, painter: QPainter) -> None:
        for band in self._bands:
            band.paint(painter)
