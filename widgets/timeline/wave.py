"""The sound's waveform."""

from typing import Protocol

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt

from inference.types import Times, Values
from widgets.palette import Theme, faded, series_colour
from widgets.timeline.lane import Lane, Window

MOST_CHANNELS = 2
"""Channels that get a band of their own; of more, the first ones are shown."""


class WaveSource(Protocol):
    """Peaks of sound at every zoom."""

    def read(self, start: float, end: float, points: int) -> tuple[Times, Values, Values]:
        """Give times [n], least [n, channels] and greatest [n, channels] values in [-1, 1]."""
        ...


class WaveLane(Lane):
    """The least and greatest sample under each pixel, a band for each channel."""

    def __init__(
        self, source: WaveSource, *, key: str = "wave", title: str = "Waveform", height: int = 72
    ) -> None:
        super().__init__(key, title, height)
        self.source = source
        self._bands = [pg.PlotCurveItem(fillLevel="enclosed") for _ in range(MOST_CHANNELS)]
        self._zeros = [pg.InfiniteLine(angle=0) for _ in range(MOST_CHANNELS)]
        for item in (*self._zeros, *self._bands):
            self.box.addItem(item, ignoreBounds=True)
        self._empty = True
        self._colour()

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._colour()

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
        self.box.setYRange(-1.0, 2.0 * max(count, 1) - 1.0, padding=0.02)
        drawn = 0
        for index, (band, zero) in enumerate(zip(self._bands, self._zeros, strict=True)):
            middle = 2.0 * (count - 1 - index)
            zero.setVisible(index < count)
            zero.setValue(middle)
            if index < count and len(times):
                # Silence is a hair line, not nothing.
                up = np.maximum(high[:, index], 0.01) * 0.94 + middle
                down = np.minimum(low[:, index], -0.01) * 0.94 + middle
                band.setData(np.concatenate([times, times[::-1]]), np.concatenate([up, down[::-1]]))
                drawn += 2 * len(times)
            else:
                band.clear()
        return drawn

    def _colour(self) -> None:
        for band, zero in zip(self._bands, self._zeros, strict=True):
            band.setPen(pg.mkPen(None))
            band.setBrush(pg.mkBrush(faded(series_colour(0, self.theme), 0.8)))
            zero.setPen(pg.mkPen(faded(self.theme.line, 1.0), width=1, style=Qt.PenStyle.SolidLine))
