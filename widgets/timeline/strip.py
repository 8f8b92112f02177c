"""What is claimed, named in a strip above the scores that it comes from."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtGui import QColor

from inference.types import Segment
from widgets.palette import Theme, faded, label_colour
from widgets.timeline import blocks
from widgets.timeline.lane import Window

TOP = 2.0
"""Logical pixels above the strip."""

EDGE = 4.0
"""Logical pixels below the strip's top and its height that still mean it."""


class Strip:
    """One row of segments. Where they overlap, the shorter one lies on top."""

    def __init__(self) -> None:
        self.blocks: list[blocks.Block] = []
        self._segments: list[Segment] = []
        self._held: frozenset[Segment] = frozenset()
        self._starts = self._ends = np.empty(0)

    def set_segments(self, segments: Sequence[Segment]) -> None:
        """Show other segments."""
        self._segments = sorted(segments, key=lambda segment: segment.start - segment.end)
        self._held = frozenset(segments)
        self._starts = np.array([segment.start for segment in self._segments], np.float64)
        self._ends = np.array([segment.end for segment in self._segments], np.float64)

    def label_at(self, time: float) -> str:
        """Give the label of the shortest segment at `time`, or nothing."""
        here = np.flatnonzero((self._starts <= time) & (time < self._ends))
        return self._segments[int(here[-1])].label if len(here) else ""

    def pick(self, time: float, y: float, height: float) -> Segment | None:
        """Give the shortest segment at `time`, where `y` lies within the `height` of the strip."""
        here = np.flatnonzero((self._starts <= time) & (time < self._ends))
        return self._segments[int(here[-1])] if len(here) and y < height + EDGE else None

    def place_of(self, segment: Segment, height: float) -> tuple[float, float] | None:
        """Give top and height of a segment in pixels, or None if it is not in the strip."""
        return (TOP, height) if segment in self._held else None

    def place(self, window: Window, height: float, theme: Theme) -> int:
        """Lay out what stands in the window, `height` pixels high; give the number of blocks."""
        seen = np.flatnonzero((self._ends > window.start) & (self._starts < window.end))
        kept, left, right = blocks.place(self._starts[seen], self._ends[seen], window)
        self.blocks = [
            blocks.Block(x0, x1, TOP, height, self._fill(segment, theme), segment.label)
            for index, x0, x1 in zip(seen[kept], left, right, strict=True)
            for segment in (self._segments[index],)
        ]
        return len(self.blocks)

    @staticmethod
    def _fill(segment: Segment, theme: Theme) -> QColor:
        return faded(label_colour(segment.label, theme), 0.2 + 0.75 * min(max(segment.score, 0.0), 1.0))
