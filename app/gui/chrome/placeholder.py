"""What stands in the window before its panels are there: the same places, and what to do first."""

from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QStatusBar, QVBoxLayout, QWidget

from resources.language import mark, tr
from widgets.palette import Theme
from widgets.player import PlayerView

WELCOME = mark("Drop video or audio files here")
HOW = mark(
    "or choose File > Open files (Ctrl+O). Everything is analyzed on this machine; nothing is sent anywhere."
)
BAR, STATUS = 41, 33
"""Logical pixels of the height of the bars under the picture and under everything."""
VIEWER = 581
"""Logical pixels of the width that the bar under the picture needs."""


class Placeholder(QWidget):
    """Keeps room for a panel that comes later."""

    def __init__(self, color: str, *, least: tuple[int, int]) -> None:
        super().__init__()
        self._color = QColor(color)
        self.setMinimumSize(*least)

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self._color)


class PlayerPlaceholder(QWidget):
    """The picture's place, with words in it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._player = PlayerView(theme)
        bar = Placeholder(theme.window, least=(VIEWER, BAR))
        bar.setFixedHeight(BAR)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._player, 1)
        layout.addWidget(bar)
        self.say(tr(WELCOME), tr(HOW))

    @property
    def picture(self) -> QWidget:
        """Where the picture comes."""
        return self._player

    def say(self, title: str, detail: str) -> None:
        """Write something in the picture's place."""
        self._player.set_message(title, detail)


def status_placeholder() -> QStatusBar:
    """Give a status bar as high as the one that comes later."""
    bar = QStatusBar()
    bar.setSizeGripEnabled(False)
    bar.setContentsMargins(8, 0, 8, 0)
    bar.setMinimumHeight(STATUS)
    return bar
