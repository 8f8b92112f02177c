"""Lanes under a ruler, with one playhead across all of them."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from widgets.palette import DARK, Theme
from widgets.timeline.lane import Lane
from widgets.transport import Transport


class TimelineView(QWidget):
    def __init__(self, transport: Transport, theme: Theme = DARK, parent: QWidget | None = None) -> None:
        super().__init__(parent)

    def add_lane(self, lane: Lane, at: int | None = None) -> None: ...
    def remove_lane(self, key: str) -> None: ...
    def lane(self, key: str) -> Lane | None: ...
    def lanes(self) -> Sequence[Lane]: ...
    def clear(self) -> None: ...
    def set_theme(self, theme: Theme) -> None: ...
    def set_formatter(self, formatter: Callable[[float], str]) -> None: ...  # ruler and tooltips
    def set_message(self, title: str, detail: str = "") -> None: ...  # while there are no lanes
    def render_png(self, path: Path, width: int, height: int | None = None, scale: float = 1.0) -> None: ...
