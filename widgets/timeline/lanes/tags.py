"""The tags that are there, named."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtGui import QPainter

from inference.contract.types import Segment
from widgets.palette import Theme
from widgets.timeline.lanes.heat import HeatLane
from widgets.timeline.lanes.lane import Window
from widgets.timeline.lanes.strip import LabelStrip


class TagsLane(HeatLane):
    """A HeatLane with the tags that are claimed named in a strip above the image."""

    def __init__(self, *args: Any, **options: Any) -> None:
        self._strip = LabelStrip()
        super().__init__(*args, **options)

    @property
    def listed(self) -> Sequence[Segment]:
        return self._strip.by_start

    def set_segments(self, segments: Sequence[Segment]) -> None:
        """Name other stretches."""
        self._strip.set_segments(segments)
        self.refresh()

    def pick(self, time: float, y: float, within: float) -> Segment | None:  # noqa: ARG002
        """Give the segment of the strip at `time`."""
        return self._strip.pick(time, y, self.line + 1)

    def place_of(self, segment: Segment) -> tuple[float, float] | None:
        """Give top and height of a segment in pixels, or None if it is not in the strip."""
        return self._strip.place_of(segment, self.line + 1)

    def neighbor(self, time: float, direction: int) -> tuple[float, str] | None:
        return self._strip.neighbor(time, direction)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._strip.set_theme(theme)

    def _draw(self, window: Window) -> int:
        return super()._draw(window) + self._strip.place(window, self.line + 1)

    def _paint(self, painter: QPainter) -> None:
        super()._paint(painter)
        self._strip.paint(painter)
