"""Valence, arousal and category over time."""

import numpy as np
from PySide6.QtGui import QPainter

from inference.track import Extent, Track
from widgets.palette import faded, label_colour
from widgets.timeline import blocks
from widgets.timeline.curve import AIR, GAP, CurveLane
from widgets.timeline.lane import Window

FIRST_CATEGORY = 3


class SentimentLane(CurveLane):
    """Channels of the track: valence, arousal, confidence, then one for each category.

    Valence is an area about zero, arousal a line, the likeliest category a coloured strip that is paler
    where the confidence is lower. Where the track claims nothing the lane is empty.
    """

    def __init__(self, track: Track, *, title: str | None = None, height: int = 104) -> None:
        super().__init__(
            track,
            ("valence", "arousal"),
            title=title,
            height=height,
            diverging=True,
            low=-1.0,
            high=1.0,
            guides=((0.0, ""),),
        )
        self._blocks: list[blocks.Block] = []

    @property
    def strip(self) -> float:
        """Logical pixels above the curves."""
        return self.line + 6

    def value_at(self, time: float) -> str:
        row = self.track.row_at(time)
        scores = self.track.values[row, FIRST_CATEGORY:] if row >= 0 else np.array([np.nan])
        if not np.isfinite(scores).all():
            return ""
        return self.track.spec.channels[FIRST_CATEGORY + int(scores.argmax())]

    def tooltip_at(self, time: float, y: float) -> str:
        category = self.value_at(time)
        if not category:
            return "No voice"
        confidence = self.track.column("confidence")[self.track.row_at(time)]
        return f"{category} · {confidence:.0%} sure\n{super().tooltip_at(time, y)}"

    def _draw(self, window: Window) -> int:
        room = max(self.box.height() - self.strip - 2 * AIR, 1.0)
        above, below = (self.strip + AIR) / room, AIR / room
        span = self.high - self.low
        self.box.setYRange(self.low - below * span, self.high + above * span, padding=0)
        part = self.track.read(window.start, window.end, window.pixels)
        self._blocks = self._strip_blocks(part, window)
        return self._show(part) + len(self._blocks)

    def _strip_blocks(self, part: Extent, window: Window) -> list[blocks.Block]:
        scores = part.high[:, FIRST_CATEGORY:]
        if not len(scores):
            return []
        known = np.isfinite(scores).all(axis=1)
        best = np.where(known, np.nan_to_num(scores).argmax(axis=1), -1)
        firsts, ends = blocks.runs(best)
        firsts, ends = firsts[best[firsts] >= 0], ends[best[firsts] >= 0]
        step = float(np.median(np.diff(part.times))) if len(part.times) > 1 else 0.1
        until = np.minimum(np.append(part.times, np.inf)[ends], part.times[ends - 1] + GAP * step)
        until = np.where(ends == len(best), part.times[-1] + step, until)
        kept, left, right = blocks.place(part.times[firsts], until, window)
        sure = np.nan_to_num(part.high[:, FIRST_CATEGORY - 1])
        return [
            self._block(int(best[first]), float(sure[first:end].mean()), x0, x1)
            for first, end, x0, x1 in zip(firsts[kept], ends[kept], left, right, strict=True)
        ]

    def _block(self, category: int, sure: float, left: float, right: float) -> blocks.Block:
        name = self.track.spec.channels[FIRST_CATEGORY + category]
        colour = faded(label_colour(name, self.theme), 0.2 + 0.75 * sure)
        return blocks.Block(left, right, 2, self.line + 1, colour, name)

    def _paint(self, painter: QPainter) -> None:
        super()._paint(painter)
        blocks.paint(painter, self._blocks, self.theme.lane)
