"""A strip that tells of an error, a warning or news."""

from enum import StrEnum

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from widgets.palette import DARK, Theme


class Level(StrEnum):
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class Banner(QFrame):
    """Hidden until `show_message`."""

    acted = Signal()
    dismissed = Signal()

    def __init__(self, theme: Theme = DARK, parent: QWidget | None = None) -> None:
        super().__init__(parent)

    def set_theme(self, theme: Theme) -> None: ...
    def show_message(self, level: Level, title: str, details: str = "", action: str = "") -> None: ...
    def dismiss(self) -> None: ...
