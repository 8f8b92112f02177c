"""A strip of small pictures."""

import math
from collections import OrderedDict
from typing import Protocol

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

from resources.language import tr
from widgets.picture import to_image
from widgets.timeline.lanes.lane import Lane, Window

MARGIN = 3
KEPT = 512
"""Scaled pictures that are kept."""


class FilmSource(Protocol):
    """Small pictures by time."""

    def nearest(self, time: float) -> tuple[float, npt.NDArray[np.uint8]] | None:
        """Give the nearest picture to `time`, uint8 RGB [height, width, 3], with its own time, or None."""
        ...


class FilmLane(Lane):
    """Pictures side by side; each stands at the time where its slot begins and stays there while panning."""

    def __init__(
        self, source: FilmSource, *, key: str = "film", title: str | None = None, height: int = 64
    ) -> None:
        super().__init__(key, tr("Filmstrip") if title is None else title, height)
        self.source = source
        self._scaled: OrderedDict[tuple[float, int], QPixmap] = OrderedDict()
        self._pictures: list[tuple[QRectF, QPixmap]] = []
        self._empty = True

    def is_empty(self) -> bool:
        return self._empty

    def _draw(self, window: Window) -> int:
        self._pictures = []
        first = self.source.nearest(window.start)
        self._empty = first is None
        if first is None:
            return 0
        tall = self.box.height() - 2 * MARGIN
        rows, wide = first[1].shape[:2]
        width = max(8.0, tall * wide / rows)
        step = width / window.scale
        for slot in range(math.floor(window.start / step), math.ceil(window.end / step)):
            found = self.source.nearest((slot + 0.5) * step)
            if found is not None:
                left = (slot * step - window.start) * window.scale
                rect = QRectF(left, MARGIN, width - 1, tall)
                self._pictures.append((rect, self._pixmap(*found, round(tall * window.ratio))))
        return len(self._pictures)

    def _pixmap(self, time: float, picture: npt.NDArray[np.uint8], height: int) -> QPixmap:
        key = (time, height)
        if key not in self._scaled:
            smooth = Qt.TransformationMode.SmoothTransformation
            self._scaled[key] = QPixmap.fromImage(to_image(picture).scaledToHeight(height, smooth))
            if len(self._scaled) > KEPT:
                self._scaled.popitem(last=False)
        self._scaled.move_to_end(key)
        return self._scaled[key]

    def _paint(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for rect, pixmap in self._pictures:
            painter.drawPixmap(rect, pixmap, QRectF(pixmap.rect()))
