"""Segments as a table to sort, filter and go to."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from inference.types import Segment
from widgets.palette import DARK, Theme


class SegmentTable(QWidget):
    seek_requested = Signal(float)
    segment_activated = Signal(object)  # inference.types.Segment

    def __init__(self, theme: Theme = DARK, parent: QWidget | None = None) -> None:
        super().__init__(parent)

    def set_theme(self, theme: Theme) -> None: ...
    def set_formatter(self, formatter: Callable[[float], str]) -> None: ...
    def set_titles(self, titles: dict[str, str]) -> None: ...  # track key -> what the table shows
    def set_segments(self, segments: Sequence[Segment]) -> None: ...
    def segments(self) -> Sequence[Segment]: ...
