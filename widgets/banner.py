"""A strip that tells of an error, a warning or news."""

from collections.abc import Mapping
from enum import StrEnum

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from resources.language import mark, tr
from widgets.icons import icon, pixmap
from widgets.palette import DARK, Theme, blend


class BannerLevel(StrEnum):
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


NAMES: Mapping[BannerLevel, str] = {
    BannerLevel.INFO: mark("Info: {title}"),
    BannerLevel.WARNING: mark("Warning: {title}"),
    BannerLevel.ERROR: mark("Error: {title}"),
}
"""How a strip is read out."""


class Banner(QFrame):
    """Title, details, one button and a cross. Hidden until `show_message`."""

    acted = Signal()
    dismissed = Signal()

    def __init__(self, theme: Theme = DARK, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.level = BannerLevel.INFO
        self.title = QLabel()
        self.details = QLabel(wordWrap=True)
        self.action = QPushButton()
        self.cross = QToolButton()
        self._sign = QLabel()
        self._lay_out()
        self.action.clicked.connect(self.acted)
        self.cross.clicked.connect(self.dismiss)
        self.set_theme(theme)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Change the colors."""
        self.theme = theme
        color = getattr(theme, self.level.value)
        self.cross.setIcon(icon("close", theme))
        self._sign.setPixmap(pixmap(self.level.value, color, 20, self.devicePixelRatioF()))
        behind = blend(color, theme.panel, 0.12).name()
        edge = blend(color, theme.panel, 0.45).name()
        self.setStyleSheet(
            f"Banner {{ background: {behind}; border: none; border-bottom: 1px solid {edge}; }}"
        )

    def show_message(self, level: BannerLevel, title: str, details: str = "", action: str = "") -> None:
        """Show the strip; `action` is the text of its button, none if it is empty."""
        self.level = level
        self.title.setText(title)
        self.details.setText(details)
        self.details.setVisible(bool(details))
        self.action.setText(action)
        self.action.setVisible(bool(action))
        self.setAccessibleName(tr(NAMES[level]).format(title=title))
        self.setAccessibleDescription(details)
        self.set_theme(self.theme)
        self.show()

    def dismiss(self) -> None:
        """Hide the strip."""
        if not self.isHidden():
            self.hide()
            self.dismissed.emit()

    def _lay_out(self) -> None:
        self.title.setProperty("role", "title")
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.details.setTextFormat(Qt.TextFormat.PlainText)
        self.details.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.details.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.cross.setProperty("flat", True)
        self.cross.setIconSize(QSize(16, 16))
        self.cross.setToolTip(tr("Dismiss"))
        self.cross.setAccessibleName(tr("Dismiss"))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.title)
        words.addWidget(self.details)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 8, 8)
        row.setSpacing(12)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addWidget(self.action, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.cross, 0, Qt.AlignmentFlag.AlignTop)
