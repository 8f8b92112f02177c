"""The picture and its controls alone on the whole screen."""

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget


class FullScreen:
    """Hides what is around a window's central widget, and brings it back as it was."""

    def __init__(self, window: QMainWindow) -> None:
        self._window = window
        self._layout: QByteArray | None = None
        self._state = window.windowState()
        self._focus: QWidget | None = None
        self._escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), window, enabled=False)

    @property
    def leave_key(self) -> "QShortcut":
        """The key that leaves it."""
        return self._escape

    def set(self, full: bool) -> None:
        """Enter or leave."""
        if full and self._layout is None:
            self._enter()
        elif not full and self._layout is not None:
            self._leave(self._layout)

    def _enter(self) -> None:
        window = self._window
        self._layout, self._state = window.saveState(), window.windowState()
        self._focus = window.focusWidget()
        for part in (*window.findChildren(QDockWidget), window.menuBar(), window.statusBar()):
            part.hide()
        window.showFullScreen()
        if (central := window.centralWidget()) is not None:
            central.setFocus()
        self._escape.setEnabled(True)

    def _leave(self, layout: QByteArray) -> None:
        window, self._layout = self._window, None
        self._escape.setEnabled(False)
        window.menuBar().show()
        window.statusBar().show()
        window.setWindowState(self._state)
        window.restoreState(layout)
        if self._focus is not None:
            self._focus.setFocus()
