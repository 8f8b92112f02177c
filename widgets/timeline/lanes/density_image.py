"""Many narrow blocks as one image, where each alone would be too small to carry a label."""

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from widgets.timeline.lanes import raster
from widgets.timeline.lanes.blocks import Floats, Indices
from widgets.timeline.lanes.lane import Window

GAPPED = 4.0
"""Logical pixels from which a block is kept apart from its neighbor."""


class BlockColors:
    """Colors by number as an image holds them, worked out where they are first seen."""

    def __init__(self, count: int, fill: Callable[[int], QColor]) -> None:
        self._fill = fill
        self._shades = np.zeros(count, np.uint32)
        self._known = np.zeros(count, np.bool_)
        self._pixels: dict[int, int] = {}

    def of(self, numbers: Indices) -> raster.Pixels:
        """Give the colors of some."""
        for number in numbers[~self._known[numbers]].tolist():
            color = self._fill(number)
            if (shade := self._pixels.get(value := color.rgba())) is None:
                shade = self._pixels[value] = raster.pixel(color)
            self._shades[number] = shade
            self._known[number] = True
        return self._shades[numbers]


class DensityImage:
    """A row of pixels for each row of blocks, stretched to its height when it is painted."""

    def __init__(self) -> None:
        self._pixels: raster.Pixels = np.zeros((0, 0), np.uint32)
        self._rows: list[tuple[float, float]] = []
        self._width = 0.0

    def draw(
        self,
        spans: tuple[Floats, Floats],
        rows: Indices,
        shades: raster.Pixels,
        places: list[tuple[float, float]],
        window: Window,
    ) -> None:
        """Draw blocks from left to right pixel, each in its row; `places`: top and height of each row."""
        left = np.clip(np.round(spans[0] * window.ratio), 0, window.pixels - 1).astype(np.intp)
        gap = np.where(spans[1] - spans[0] > GAPPED, round(window.ratio), 0)
        right = np.round(spans[1] * window.ratio).astype(np.intp) - gap
        right = np.clip(right, left + 1, window.pixels)
        lengths = right - left
        each = np.repeat(np.arange(len(left)), lengths)
        columns = np.arange(len(each)) + np.repeat(left - np.cumsum(lengths) + lengths, lengths)
        self._pixels = np.zeros((len(places) if len(left) else 0, window.pixels), np.uint32)
        self._pixels[rows[each], columns] = shades[each]
        self._rows, self._width = places, window.width

    def paint(self, painter: QPainter) -> None:
        """Paint what was drawn."""
        if len(self._pixels):
            for row, (top, tall) in enumerate(self._rows):
                raster.paint(painter, self._pixels, QRectF(0, top, self._width, tall), row)
