"""Valence, arousal and category over time."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtGui import QPainter

from inference.track import Track
from inference.types import Segment
from widgets.timeline import blocks
from widgets.timeline.curve import AIR, CurveLane
from widgets.timeline.lane import Window
from widgets.timeline.strip import Strip

FIRST_CATEGORY = 3


class SentimentLane(CurveLane):
    """Channels of the track: valence, arousal, confidence, then one for each category.

    Valence is an area about zero, arousal a line. Stretches whose category is claimed are named in a strip,
    paler where they are less sure. Where the track claims nothing the lane is empty.
    """

    def __init__(self, track: Track, *, title: str | None = None, height: int = 104) -> None:
        self._strip = Strip()
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

    def set_segments(self, segments: Sequence[Segment]) -> None:
        """Name other stretches."""
        self._strip.set_segments(segments)
        self.refresh()

    @property
    def strip(self) -> float:
        """Logical pixels above the curves."""
        return self.line + 6

    def value_at(self, time: float) -> str:
        return self._strip.label_at(time) or ("unsure" if self._likeliest(time) else "")

    def _likeliest(self, time: float) -> str:
        row = self.track.row_at(time)
        scores = self.track.values[row, FIRST_CATEGORY:] if row >= 0 else np.array([np.nan])
        if not np.isfinite(scores).all():
            return ""
        return self.track.spec.channels[FIRST_CATEGORY + int(scores.argmax())]

    def tooltip_at(self, time: float, y: float) -> str:
        category = self._likeliest(time)
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
        return self._show(part) + self._strip.place(window, self.line + 1, self.theme)

    def _paint(self, painter: QPainter) -> None:
        super()._paint(painter)
        blocks.paint(painter, self._strip.blocks, self.theme.lane)
