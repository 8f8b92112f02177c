"""Segments as labelled blocks."""
from collections.abc import Callable, Sequence
from PySide6.QtGui import QColor
from inference.types import Segment
from widgets.palette import Theme
from widgets.timeline.lane import Lane

class SegmentLane(Lane):
    def __init__(self, key: str, title: str, segments: Sequence[Segment] = (), *, height: int = 32,
        colour: Callable[[str, Theme], QColor] | None = None) -> None: ...
    def set_segments(self, segments: Sequence[Segment]) -> None: ...
