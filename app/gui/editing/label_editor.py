"""A line to name a segment in, over the window and without stopping it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, QStringListModel, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QCompleter, QFrame, QLabel, QLineEdit, QVBoxLayout, QWidget

from resources.language import label, tr

WIDTH = 280


class LabelEditor(QFrame):
    """Enter takes what stands there, Escape does not, nor does a click elsewhere."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._parent = parent
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setObjectName("label_editor")
        self.setStyleSheet("QFrame#label_editor { background: palette(button); border-radius: 6px; }")
        self.title = QLabel()
        self.title.setProperty("role", "muted")
        self.line = QLineEdit()
        self.line.setAccessibleName(tr("Label"))
        self._labels = QStringListModel(self)
        self._completer = QCompleter(self._labels, self)
        # The list of labels takes the focus as a popup does, which ends nothing.
        self._completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.line.setCompleter(self._completer)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 10)
        layout.setSpacing(6)
        layout.addWidget(self.title)
        layout.addWidget(self.line)
        self._take: Callable[[str], None] | None = None
        self._stored: dict[str, str] = {}
        self._before: QWidget | None = None
        self.line.returnPressed.connect(self._finish)
        self.line.installEventFilter(self)
        self.hide()

    def ask(self, title: str, text: str, labels: Sequence[str], take: Callable[[str], None]) -> None:
        """Show the line; `take` gets what was written."""
        self._before = self.window().focusWidget()
        self._take = take
        self.title.setText(title)
        # Labels are seen in the language of the window, and taken as they are stored.
        self._stored = {
            label(name): name for name in (*reversed(labels), *([text] if text in labels else ()))
        }
        self.line.setText(label(text) if text in labels else text)
        self.line.selectAll()
        self._labels.setStringList([label(name) for name in labels])
        self._place()
        self.show()
        self.raise_()
        self.line.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.line and isinstance(event, QFocusEvent) and event.lostFocus():
            if event.reason() is not Qt.FocusReason.PopupFocusReason:
                self._close()
        elif isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            if event.type() == QEvent.Type.KeyPress:
                self._close()
            return event.type() == QEvent.Type.KeyPress
        return False

    def _finish(self) -> None:
        take, text = self._take, self.line.text().strip()
        self._close()
        if take is not None and text:
            take(self._stored.get(text, text))

    def _close(self) -> None:
        if self._take is None:
            return
        self._take = None
        self.hide()
        if self._before is not None:
            self._before.setFocus()

    def _place(self) -> None:
        parent = self._parent
        size = QSize(min(WIDTH, parent.width() - 16), self.sizeHint().height())
        left, top = (parent.width() - size.width()) // 2, 48
        self.resize(size)
        self.move(QPoint(max(8, left), min(top, max(0, parent.height() - size.height()))))
