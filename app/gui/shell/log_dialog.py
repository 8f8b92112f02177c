"""What the program wrote about its doings, to be read and copied."""

import json
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QIcon
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QWidget,
)

from app.config import folders
from app.gui.chrome.form import fill
from resources.language import tr

SIZE = (860, 560)
SHOWN = 200_000
"""Bytes of the end of the log that are shown."""


class LogDialog(QDialog):
    """The end of the log, the newest line last."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(*SIZE)
        file = folders().logs / "rushes.log"
        self.text = QPlainTextEdit(read_end(file) or tr("Nothing has been written yet."), readOnly=True)
        self.text.setAccessibleName(tr("Log"))
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.verticalScrollBar().setValue(self.text.verticalScrollBar().maximum())
        place = QLabel(str(file), textInteractionFlags=Qt.TextInteractionFlag.TextSelectableByMouse)
        place.setProperty("role", "muted")
        buttons = QDialogButtonBox()
        self.copy = buttons.addButton(tr("Copy all"), QDialogButtonBox.ButtonRole.ActionRole)
        close = buttons.addButton(tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        for button in (self.copy, close):
            button.setIcon(QIcon())
        self.copy.clicked.connect(lambda: QApplication.clipboard().setText(self.text.toPlainText()))
        buttons.rejected.connect(self.reject)
        fill(self, tr("Log"), self.text, place, buttons)


def read_end(file: Path) -> str:
    """Give the last lines of the log in a form that reads well."""
    try:
        with file.open("rb") as opened:
            opened.seek(max(0, file.stat().st_size - SHOWN))
            lines = opened.read().decode("utf-8", "replace").splitlines()
    except OSError:
        return ""
    cut = file.stat().st_size > SHOWN
    return "\n".join(_readable(line) for line in lines[1 if cut else 0 :])


def _readable(line: str) -> str:
    """Write time, level and event first, then the fields."""
    try:
        row = json.loads(line)
        time, level, event = (str(row.pop(name, "")) for name in ("timestamp", "level", "event"))
    except (ValueError, AttributeError, TypeError):
        return line
    trace = row.pop("exception", "")
    fields = " ".join(f"{name}={value}" for name, value in row.items())
    first = f"{time[:19].replace('T', ' ')} {level.upper():<7} {event} {fields}".rstrip()
    return f"{first}\n{trace}".rstrip()
