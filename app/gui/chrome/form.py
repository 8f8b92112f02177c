"""A page of labeled fields, each with a line that says what it does."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFrame,
    QGridLayout,
    QLabel,
    QLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

SPACE, EDGE = 12, 16
_TOP_RIGHT = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight


class FormPage(QScrollArea):
    """Fields below each other; what does not fit can be scrolled to."""

    def __init__(self) -> None:
        super().__init__()
        inside = QWidget()
        self._grid = QGridLayout(inside)
        self._grid.setContentsMargins(0, 0, SPACE, 0)
        self._grid.setVerticalSpacing(4)
        self._grid.setHorizontalSpacing(SPACE)
        self._grid.setColumnStretch(1, 1)
        self._lines = 0
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def add(self, title: str, field: QWidget, about: str = "") -> QLabel:
        """Add a field under its title; give the line below it, which may be changed later."""
        field.setAccessibleName(title)
        field.setAccessibleDescription(about)
        name = QLabel(title)
        name.setBuddy(field)
        name.setContentsMargins(0, 5, 0, 0)
        line = QLabel(about, wordWrap=True)
        line.setProperty("role", "muted")
        line.setContentsMargins(0, 0, 0, SPACE)
        self._grid.setRowStretch(self._lines, 0)
        self._grid.addWidget(name, self._lines, 0, _TOP_RIGHT)
        self._grid.addWidget(field, self._lines, 1)
        self._grid.addWidget(line, self._lines + 1, 1)
        self._lines += 2
        self._grid.setRowStretch(self._lines, 1)
        return line


def fill(dialog: QDialog, title: str, content: QWidget | QLayout, *below: QWidget) -> None:
    """Lay a dialog out: its title, its content, and what stands below."""
    dialog.setWindowTitle(title)
    heading = QLabel(title)
    heading.setProperty("role", "title")
    layout = QVBoxLayout(dialog)
    layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
    layout.setSpacing(SPACE)
    layout.addWidget(heading)
    if isinstance(content, QLayout):
        layout.addLayout(content, 1)
    else:
        layout.addWidget(content, 1)
    for part in below:
        layout.addWidget(part)


def choice(options: dict[str, str], chosen: str) -> QComboBox:
    """Make a field to choose one of some options: what is meant, and what it is called."""
    box = QComboBox()
    for value, title in options.items():
        box.addItem(title, value)
    box.setCurrentIndex(max(0, box.findData(chosen)))
    return box
