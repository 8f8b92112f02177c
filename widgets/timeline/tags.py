"""The tags that are there, named."""

from typing import Any

import numpy as np
from PySide6.QtGui import QPainter

from inference.types import Values
from widgets.palette import faded, label_colour
from widgets.timeline import blocks
from widgets.timeline.heat import HeatLane
from widgets.timeline.lane import Window

CLEAR = 0.35
"""Score from which the strongest tag is named."""


class TagsLane(HeatLane):
    """A HeatLane with the strongest tag named in a strip above the image."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._blocks: list[blocks.Block] = []

    def _note(self, scores: Values, window: Window) -> None:
        self._blocks = []
        if not scores.size:
            return
        filled = np.nan_to_num(scores)
        best = np.where(filled.max(axis=1) >= CLEAR, filled.argmax(axis=1), -1)
        scale = window.width / len(best)
        for start, end in zip(*blocks.runs(best), strict=True):
            if best[start] >= 0:
                name = self.name(self.order[best[start]])
                colour = faded(label_colour(name, self.theme), 0.55)
                self._blocks.append(blocks.Block(start * scale, end * scale, 2, self.line + 1, colour, name))

    def _paint(self, painter: QPainter) -> None:
        super()._paint(painter)
        blocks.paint(painter, self._blocks, self.theme.lane)
