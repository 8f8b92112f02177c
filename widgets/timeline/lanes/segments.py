"""Segments as labeled blocks."""

from bisect import bisect_left
from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtGui import QColor, QPainter

from inference.contract.types import Segment
from resources.language import tr
from widgets.palette import Theme, label_color, with_opacity
from widgets.timeline.lanes import blocks
from widgets.timeline.lanes.density_image import BlockColors, DensityImage
from widgets.timeline.lanes.interval_index import IntervalIndex
from widgets.timeline.lanes.lane import Lane, Window
from widgets.timeline.lanes.strip import spoken_segment
from widgets.words import segment_text

MOST_ROWS = 6
"""Rows that segments which overlap are spread over; what finds no room shares the last one."""


class SegmentLane(Lane):
    """Segments, colored by label; those that overlap stand below each other."""

    def __init__(
        self,
        key: str,
        title: str,
        segments: Sequence[Segment] = (),
        *,
        height: int = 32,
        color: Callable[[str, Theme], QColor] | None = None,
    ) -> None:
        super().__init__(key, title, height)
        self._label_color = color or label_color
        self._blocks: list[blocks.LaneBlock] = []
        self._dense = DensityImage()
        self.set_segments(segments)

    @property
    def full_height(self) -> int:
        return round(max(super().full_height, self._row_count * (self.line + 4) + 8))

    @property
    def segments(self) -> Sequence[Segment]:
        """The segments, sorted by start."""
        return self._segments

    def set_segments(self, segments: Sequence[Segment]) -> None:
        """Show other segments."""
        self._segments = sorted(segments)
        self.spans = IntervalIndex(
            np.array([s.start for s in self._segments], np.float64),
            np.array([s.end for s in self._segments], np.float64),
        )
        self._rows = _stack(self._segments)
        self._row_count = int(self._rows.max(initial=0)) + 1
        self._forget_shades()
        self.refresh()
        self.changed.emit()

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._forget_shades()

    @property
    def listed(self) -> Sequence[Segment]:
        return self._segments

    def is_empty(self) -> bool:
        return not self._segments

    def segments_at(self, time: float) -> Sequence[Segment]:
        """Give the segments that hold `time`."""
        return [self._segments[index] for index in self.spans.at(time).tolist()]

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
        return tr(", ").join(segment_text(segment) for segment in self.segments_at(time))

    def tooltip_at(self, time: float, y: float) -> str:  # noqa: ARG002
        return "\n".join(spoken_segment(segment) for segment in self.segments_at(time))

    def neighbor(self, time: float, direction: int) -> tuple[float, str] | None:
        found = self.spans.next(time, direction)
        return None if found is None else (self._segments[found].start, spoken_segment(self._segments[found]))

    def _draw(self, window: Window) -> int:
        seen = self.spans.visible(window.start, window.end, blocks.FINEST / window.scale)
        kept, left, right = blocks.visible_blocks(self.spans.starts[seen], self.spans.ends[seen], window)
        seen = seen[kept]
        wide = right - left >= blocks.ROOM
        tall = (self.box.height() - 8) / self._row_count
        rows = [(4 + row * tall, tall - 1) for row in range(self._row_count)]
        self._blocks = [
            blocks.LaneBlock(x0, x1, *rows[self._rows[index]], self._fill(segment), segment_text(segment))
            for index, x0, x1 in zip(seen[wide], left[wide], right[wide], strict=True)
            for segment in (self._segments[index],)
        ]
        few = seen[~wide]
        self._dense.draw((left[~wide], right[~wide]), self._rows[few], self._shades.of(few), rows, window)
        return len(seen)

    def _forget_shades(self) -> None:
        self._fills: dict[tuple[str, float], QColor] = {}
        self._shades = BlockColors(len(self._segments), lambda index: self._fill(self._segments[index]))

    def _fill(self, segment: Segment) -> QColor:
        score = round(min(max(segment.score, 0), 1), 2)
        known = self._fills.get((segment.label, score))
        if known is None:
            known = with_opacity(self._label_color(segment.label, self.theme), 0.3 + 0.35 * score)
            self._fills[segment.label, score] = known
        return known

    def _paint(self, painter: QPainter) -> None:
        blocks.paint_blocks(painter, self._blocks, self.theme.lane)
        self._dense.paint(painter)


def _stack(segments: Sequence[Segment]) -> blocks.Indices:
    """Give each segment the first row that is free at its start."""
    rows = np.zeros(len(segments), np.intp)
    busy = [-np.inf] * MOST_ROWS
    for index, segment in enumerate(segments):
        # Neighbors that overlap by rounding still share a row.
        free = (row for row, end in enumerate(busy) if end <= segment.start + 1e-3)
        rows[index] = row = next(free, MOST_ROWS - 1)
        busy[row] = max(busy[row], segment.end)
    return rows
