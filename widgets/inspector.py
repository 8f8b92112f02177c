"""What is under the playhead, as a tidy list with small bars."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from widgets.palette import DARK, Theme

Row = tuple[str, str, str, float | None]
"""Section, label, value, and a score in [0, 1] that is drawn as a bar, or None."""


class Inspector(QWidget):
    def __init__(self, theme: Theme = DARK, parent: QWidget | None = None) -> None:
        super().__init__(parent)

    def set_theme(self, theme: Theme) -> None: ...
    def set_rows(self, rows: Sequence[Row]) -> None: ...
    def set_message(self, text: str) -> None: ...
