"""One strip of the timeline: what every lane has."""

from PySide6.QtCore import QObject, Signal

from widgets.palette import DARK, Theme
from widgets.transport import Transport


class Lane(QObject):
    """Shows one thing over time. Call `refresh` when its data has grown; it reads only what is visible."""

    changed = Signal()

    def __init__(self, key: str, title: str, height: int) -> None:
        super().__init__()
        self.key = key
        self.title = title
        self.height = height
        self.collapsed = False

    def set_message(self, text: str) -> None: ...  # shown while the lane has no data
    def set_collapsed(self, collapsed: bool) -> None: ...
    def set_theme(self, theme: Theme) -> None: ...
    def refresh(self) -> None: ...
    def value_at(self, time: float) -> str: ...
