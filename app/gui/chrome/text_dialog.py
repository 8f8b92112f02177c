"""A dialog with a list at the left and a text for each entry at the right."""

import re
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QListWidget,
    QTextBrowser,
    QWidget,
)

from app.gui.chrome.form import fill


class TextDialog(QDialog):
    """Shows Markdown; with more than one page there is a list of them."""

    def __init__(self, title: str, pages: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(760 if len(pages) > 1 else 560, 520)
        self._pages = list(pages)
        self.list = QListWidget()
        self.list.addItems([name for name, _ in pages])
        self.list.setFixedWidth(200)
        self.list.setVisible(len(pages) > 1)
        self.text = QTextBrowser()
        self.text.setOpenExternalLinks(True)
        self.list.currentRowChanged.connect(self._show_page)
        row = QHBoxLayout()
        row.addWidget(self.list)
        row.addWidget(self.text, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setIcon(QIcon())
        buttons.rejected.connect(self.reject)
        fill(self, title, row, buttons)
        self.list.setCurrentRow(0)

    def _show_page(self, row: int) -> None:
        text = self._pages[row][1] if 0 <= row < len(self._pages) else ""
        # Headings as large as a page's are too large in a dialog.
        self.text.setMarkdown(re.sub(r"(?m)^#", "###", text))
