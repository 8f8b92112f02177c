"""What is claimed, named in a strip above the scores that it comes from."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtGui import QColor, QPainter

from inference.contract.types import Segment
from widgets.palette import DARK, Theme, label_color, with_opacity
from widgets.timeline.lanes import blocks
from widgets.timeline.lanes.density_image import BlockColors, DensityImage
from widgets.timeline.lanes.interval_index import IntervalIndex
from widgets.timeline.lanes.lane import Window
from widgets.words import segment_text

TOP = 2.0
"""Logical pixels above the strip."""

EDGE = 4.0
"""Logical pixels below the strip's top and its height that still mean it."""


class LabelStrip:
    """One row of segments. Where they overlap, the shorter one lies on top."""

    def __init__(self) -> None:
        self.blocks: list[blocks.LaneBlock] = []
        self.theme = DARK
        self._dense = DensityImage()
        self.set_segments(())

    def set_segments(self, segments: Sequence[Segment]) -> None:
        """Show other segments."""
        self._segments = sorted(segments, key=lambda segment: segment.start - segment.end)
        self.by_start = sorted(segments)
        self._held = frozenset(segments)
        self.spans = IntervalIndex(
            np.array([segment.start for segment in self._segments], np.float64),
            np.array([segment.end for segment in self._segments], np.float64),
        )
        self.set_theme(self.theme)

    def set_theme(self, theme: Theme) -> None:
        """Change the colors."""
        self.theme = theme
        self._fills: dict[tuple[str, float], QColor] = {}
        self._shades = BlockColors(len(self._segments), lambda index: self._fill(self._segments[index]))

    def at(self, time: float) -> Segment | None:
        """Give the shortest segment at `time`."""
        here = self.spans.at(time)
        return self._segments[int(here[-1])] if len(here) else None

    def neighbor(self, time: float, direction: int) -> tuple[float, str] | None:
        """Give start and text of the next segment (1) or the one before (-1), or None if there is none."""
        found = self.spans.next(time, direction)
        return None if found is None else (self._segments[found].start, spoken_segment(self._segments[found]))

    def label_at(self, time: float) -> str:
        """Give what is shown for the label of the shortest segment at `time`, or nothing."""
        found = self.at(time)
        return segment_text(found) if found else ""

    def pick(self, time: float, y: float, height: float) -> Segment | None:
        """Give the shortest segment at `time`, where `y` lies within the `height` of the strip."""
        return self.at(time) if y < height + EDGE else None

    def place_of(self, segment: Segment, height: float) -> tuple[float, float] | None:
        """Give top and height of a segment in pixels, or None if it is not in the strip."""
        return (TOP, height) if segment in self._held else None

    def place(self, window: Window, height: float) -> int:
        """Lay out what stands in the window, `height` pixels high; give the number of blocks."""
        seen = self.spans.visible(window.start, window.end, blocks.FINEST / window.scale)
        kept, left, right = blocks.visible_blocks(self.spans.starts[seen], self.spans.ends[seen], window)
        seen = seen[kept]
        wide = right - left >= blocks.ROOM
        self.blocks = [
            blocks.LaneBlock(x0, x1, TOP, height, self._fill(segment), segment_text(segment))
            for index, x0, x1 in zip(seen[wide], left[wide], right[wide], strict=True)
            for segment in (self._segments[index],)
        ]
        few = seen[~wide]
        ends, rows = (left[~wide], right[~wide]), np.zeros(len(few), np.intp)
        self._dense.draw(ends, rows, self._shades.of(few), [(TOP, height)], window)
        return len(seen)

    def paint(self, painter: QPainter) -> None:
        """Paint what was laid out."""
        blocks.paint_blocks(painter, self.blocks, self.theme.lane)
        self._dense.paint(painter)

    def _fill(self, segment: Segment) -> QColor:
        score = round(min(max(segment.score, 0.0), 1.0), 2)
        known = self._fills.get((segment.label, score))
        if known is None:
            known = self._fills[segment.label, score] = with_opacity(
                label_color(segment.label, self.theme), 0.2 + 0.75 * score
            )
        return known


def spoken_segment(segment: Segment) -> str:
    """Say what a segment claims: label, length, confidence."""
    return f"{segment_text(segment)} · {segment.end - segment.start:.2f} s · {segment.score:.0%}"
