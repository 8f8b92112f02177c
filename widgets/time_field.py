"""A time that can be clicked and typed over."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QLineEdit, QWidget

ROOM = 16
"""Logical pixels beside the digits."""


class TimeField(QLineEdit):
    """Shows a time until someone types another one: Enter goes there, Escape leaves it."""

    entered = Signal(str)
    left = Signal()  # the keyboard may go to something else

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = ""
        self.setProperty("flat", True)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.returnPressed.connect(lambda: self.entered.emit(self.text()))

    def show_time(self, text: str) -> None:
        """Show another time, but not over what is being typed."""
        self._shown = text
        if not (self.hasFocus() and self.isModified()):
            self._restore()

    def accept(self) -> None:
        """Take what was typed as understood."""
        self._restore()
        self.left.emit()

    def refuse(self, why: str) -> None:
        """Mark what was typed as not understood; it stays."""
        self._mark(True)
        self.setAccessibleDescription(why)
        self.selectAll()

    def event(self, event: QEvent) -> bool:
        # Every key without Ctrl or Alt is text here, and none a shortcut of the window.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
            if not event.modifiers() & held:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.accept()
            return
        self._mark(False)
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if not self.isModified() and not self.hasSelectedText():
            self.selectAll()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._restore()

    def _restore(self) -> None:
        self._mark(False)
        if self.text() != self._shown:
            chosen = self.hasFocus() and self.selectedText() == self.text()
            self.setText(self._shown)
            if chosen:
                self.selectAll()
        self.setModified(False)
        width = self.fontMetrics().horizontalAdvance(self._shown) + ROOM
        # Digits are equally wide: the field only moves when there are more of them.
        if self.maximumWidth() != width:
            self.setFixedWidth(width)

    def _mark(self, wrong: bool) -> None:
        if bool(self.property("wrong")) != wrong:
            self.setProperty("wrong", wrong)
            self.style().unpolish(self)
            self.style().polish(self)
            if not wrong:
                self.setAccessibleDescription("")
