"""What stands in the window before its panels are there: the same places, and what to do first."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QTextLayout
from PySide6.QtWidgets import QApplication, QStatusBar, QVBoxLayout, QWidget

from resources.language import mark, tr
from widgets.palette import Theme
from widgets.player import PlayerView

WELCOME = mark("Drop video or audio files here")
HOW = mark(
    "or choose File > Open files (Ctrl+O). Everything is analyzed on this machine; nothing is sent anywhere."
)
BAR, STATUS = 41, 33
"""Logical pixels of the height of the bars under the picture and under everything."""
VIEWER = 586
"""Logical pixels of the width that the bar under the picture needs."""
LINE = 14.0
"""Height of a line of text at which the sizes here are right, in logical pixels."""
WIDE = 10_000
"""Logical pixels that no line here needs."""


def scaled(width: int, height: int) -> QSize:
    """Give a panel's least size with the font and the language that are used.

    A line is as high as its letters need, which may come from another font than the program's.
    """
    font = QApplication.font()
    layout = QTextLayout(tr(WELCOME), font)
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(WIDE)
    layout.endLayout()
    wider, higher = (max(size / LINE, 1.0) for size in (QFontMetricsF(font).height(), line.height()))
    return QSize(round(width * wider), round(height * higher))


class Placeholder(QWidget):
    """Keeps room for a panel that comes later."""

    def __init__(self, color: str, *, least: tuple[int, int]) -> None:
        super().__init__()
        self._color = QColor(color)
        self.setMinimumSize(scaled(*least))

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
