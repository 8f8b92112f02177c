"""Where things are kept, how large they are, and letting go of what can be made again."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from app.config import folders
from app.gui.chrome.form import FormPage
from resources.language import tr

UNITS = ("B", "kB", "MB", "GB", "TB")


class StoragePage(FormPage):
    """The folders; the cache may be cleared."""

    def __init__(self) -> None:
        super().__init__()
        where = folders()
        self.add(tr("Results"), _place(where.data), tr("Analysis results and your edits. Keep this folder."))
        self.cache = self.add(tr("Previews"), _place(where.cache, self._clear_button()), " ")
        self.add(tr("Settings"), _place(where.config))
        self.add(tr("Log"), _place(where.logs))
        self._say_size()

    def _clear_button(self) -> QPushButton:
        button = self.clear = QPushButton(tr("Clear"))
        button.setAutoDefault(False)
        button.clicked.connect(self._clear)
        return button

    def _clear(self) -> None:
        shutil.rmtree(folders().cache / "previews", ignore_errors=True)
        self._say_size()

    def _say_size(self) -> None:
        size = size_of(folders().cache)
        text = tr("Waveforms and thumbnails, {size}. They are made again when needed.")
        self.cache.setText(text.format(size=size_words(size)))
        self.clear.setEnabled(size > 0)


def size_of(folder: Path) -> int:
    """Give how many bytes the files in a folder have; what cannot be read counts nothing."""
    return sum(_sizes(folder))


def size_words(size: float) -> str:
    """Write a number of bytes in the unit that suits it."""
    for unit in UNITS[:-1]:
        if size < 1000:
            return f"{size:.0f} {unit}"
        size /= 1000
    return f"{size:.1f} {UNITS[-1]}"


def _sizes(folder: Path) -> Iterator[int]:
    for file in folder.rglob("*"):
        try:
            yield file.stat().st_size if file.is_file() else 0
        except OSError:
            continue


def _place(folder: Path, *buttons: QPushButton) -> QWidget:
    """Show a folder's path, to be copied or opened."""
    path = QLineEdit(str(folder), readOnly=True)
    path.setCursorPosition(0)
    show = QPushButton(tr("Open"))
    show.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))))
    show.setEnabled(folder.is_dir())
    show.setAutoDefault(False)
    both = QWidget()
    row = QHBoxLayout(both)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(path, 1)
    for button in (*buttons, show):
        row.addWidget(button)
    both.setFocusProxy(path)
    return both
