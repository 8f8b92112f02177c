"""Keys that are held down, and fields in which keys are text."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLineEdit, QPlainTextEdit, QTextEdit

_TEXT = (QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox)
_COMMANDS = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)


class KeyState(QObject):
    """Hears every key of the program. Where text is written, keys without Ctrl or Alt are no shortcuts."""

    released = Signal(int)  # Qt.Key

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._held: set[int] = set()
        if (application := QApplication.instance()) is not None:
            application.installEventFilter(self)

    def holds(self, key: Qt.Key) -> bool:
        """Say whether a key is down."""
        return int(key) in self._held

    def close(self) -> None:
        """Hear nothing any more."""
        if (application := QApplication.instance()) is not None:
            application.removeEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            return self._pressed(event)
        if kind == QEvent.Type.KeyRelease and isinstance(event, QKeyEvent) and not event.isAutoRepeat():
            if event.key() in self._held:
                self._held.discard(event.key())
                self.released.emit(event.key())
        elif kind == QEvent.Type.ApplicationDeactivate:
            # What is let go elsewhere is not heard here.
            for key in tuple(self._held):
                self._held.discard(key)
                self.released.emit(key)
        return False

    def _pressed(self, event: QKeyEvent) -> bool:
        if event.modifiers() & _COMMANDS:
            return False
        if isinstance(QApplication.focusWidget(), _TEXT):
            event.accept()
            return True
        self._held.add(event.key())
        return False
