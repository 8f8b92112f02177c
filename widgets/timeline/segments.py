"""Segments as labelled blocks."""

from bisect import bisect_left
from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtGui import QColor, QPainter

from inference.types import Segment
from widgets.palette import Theme, faded, label_colour
from widgets.timeline import blocks
from widgets.timeline.lane import Lane, Window

MOST_ROWS = 6
"""Rows that segments which overlap are spread over; what finds no room shares the last one."""


class SegmentLane(Lane):
    """Segments, coloured by label; those that overlap stand below each other."""

    def __init__(
        self,
        key: str,
        title: str,
        segments: Sequence[Segment] = (),
        *,
        height: int = 32,
        colour: Callable[[str, Theme], QColor] | None = None,
    ) -> None:
        super().__init__(key, title, height)
        self._label_colour = colour or label_colour
        self._blocks: list[blocks.Block] = []
        self._row_height = height
        self.set_segments(segments)

    @property
    def full_height(self) -> int:
        return round(max(self._row_height, self._row_count * (self.line + 4) + 8))

    @property
    def segments(self) -> Sequence[Segment]:
        """The segments, sorted by start."""
        return self._segments

    def set_segments(self, segments: Sequence[Segment]) -> None:
        """Show other segments."""
        self._segments = sorted(segments)
        self._starts = np.array([s.start for s in self._segments], np.float64)
        self._ends = np.array([s.end for s in self._segments], np.float64)
        self._rows = _stack(self._segments)
        self._row_count = int(self._rows.max(initial=0)) + 1
        # The latest end so far finds the first segment that reaches into a window, though they overlap.
        self._reach = np.maximum.accumulate(self._ends) if len(self._ends) else self._ends
        self.refresh()
        self.changed.emit()

    def is_empty(self) -> bool:
        return not self._segments

    def segments_at(self, time: float) -> Sequence[Segment]:
        """Give the segments that hold `time`."""
        first = int(np.searchsorted(self._reach, time, side="right"))
        last = int(np.searchsorted(self._starts, time, side="right"))
        return [s for s in self._segments[first:last] if s.start <= time < s.end]

    def pick(self, time: float, y: float, within: float) -> Segment | None:
        """Give the segment at `time`, or `within` seconds of it, in the row `y` pixels below the top."""
        del within

        def away(segment: Segment) -> float:
            top, height = self.place_of(segment) or (0.0, 0.0)
            return abs(top + height / 2 - y)

        return min(self.segments_at(time), key=away, default=None)

    def place_of(self, segment: Segment) -> tuple[float, float] | None:
        """Give top and height of a segment in pixels, or None if it is not in this lane."""
        index = bisect_left(self._segments, segment)
        if index == len(self._segments) or self._segments[index] != segment:
            return None
        tall = (self.box.height() - 8) / self._row_count
        return 4 + int(self._rows[index]) * tall, tall - 1

    def value_at(self, time: float) -> str:
        return ", ".join(segment.label for segment in self.segments_at(time))

    def tooltip_at(self, time: float, y: float) -> str:  # noqa: ARG002
        return "\n".join(
            f"{s.label} · {s.end - s.start:.2f} s · {s.score:.0%}" for s in self.segments_at(time)
        )

    def _draw(self, window: Window) -> int:
        first = int(np.searchsorted(self._reach, window.start, side="right"))
        last = int(np.searchsorted(self._starts, window.end, side="left"))
        seen = first + np.flatnonzero(self._ends[first:last] > window.start)
        kept, left, right = blocks.place(self._starts[seen], self._ends[seen], window)
        tall = (self.box.height() - 8) / self._row_count
        self._blocks = [
            blocks.Block(
                x0, x1, 4 + int(self._rows[index]) * tall, tall - 1, self._fill(segment), segment.label
            )
            for index, x0, x1 in zip(seen[kept], left, right, strict=True)
            for segment in (self._segments[index],)
        ]
        return len(self._blocks)

    def _fill(self, segment: Segment) -> QColor:
        return faded(
            self._label_colour(segment.label, self.theme), 0.3 + 0.35 * min(max(segment.score, 0), 1)
        )

    def _paint(self, painter: QPainter) -> None:
        blocks.paint(painter, self._blocks, self.theme.lane)


def _stack(segments: Sequence[Segment]) -> blocks.Indices:
    """Give each segment the first row that is free at its start."""
    rows = np.zeros(len(segments), np.intp)
    busy = [-np.inf] * MOST_ROWS
    for index, segment in enumerate(segments):
        # Neighbours that overlap by rounding still share a row.
        free = (row for row, end in enumerate(busy) if end <= segment.start + 1e-3)
        rows[index] = row = next(free, MOST_ROWS - 1)
        busy[row] = max(busy[row], segment.end)
    return rows
