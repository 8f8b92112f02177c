"""Buttons, timecode and volume below the picture."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from widgets.palette import DARK, Theme
from widgets.transport import Transport


class TransportBar(QWidget):
    volume_changed = Signal(float)  # 0 to 1, perceived loudness as the slider shows it
    muted_changed = Signal(bool)

    def __init__(self, transport: Transport, theme: Theme = DARK, parent: QWidget | None = None) -> None:
        super().__init__(parent)

    def set_theme(self, theme: Theme) -> None: ...
    def set_formatter(self, formatter: Callable[[float], str]) -> None: ...
    def set_volume(self, volume: float) -> None: ...
    def set_muted(self, muted: bool) -> None: ...
    def set_sound(self, available: bool) -> None: ...
