"""A page of the handbook as it is read: in the colors of the theme, searched, scrolled to a heading."""

from collections.abc import Iterator

from PySide6.QtCore import QEvent
from PySide6.QtGui import (
    QGuiApplication,
    QPalette,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QTextBrowser, QTextEdit, QWidget

from app.gui.shell.handbook_layout import blocks, lay_out, set_edges
from resources.handbook import Page
from widgets.palette import blend

WIDEST = 46
"""Width of the text in heights of a line: longer lines are hard to read."""

EDGE = 16
FOUND = 0.3
"""How much of the selection's color lies behind what was found."""

Role = QPalette.ColorRole


class PageView(QTextBrowser):
    """Shows a page. `anchorClicked` tells of its links; the view follows none by itself."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setOpenLinks(False)
        self.setUndoRedoEnabled(False)
        self._page: Page | None = None
        self._sought = ""
        self._places: list[QTextCursor] = []

    @property
    def places(self) -> int:
        """How often the page holds what is sought."""
        return len(self._places)

    def set_page(self, page: Page) -> None:
        """Show a page from its top."""
        self._page = page
        self.setMarkdown(page.text)
        lay_out(self.document(), QGuiApplication.palette(), self.font())
        self._fit()
        self.seek(self._sought)
        self.verticalScrollBar().setValue(0)

    def go_to_heading(self, anchor: str) -> None:
        """Bring a heading to the top; one that is not there changes nothing."""
        headings = self._page.headings if self._page else ()
        titles = [block for block in blocks(self.document()) if block.blockFormat().headingLevel()]
        for heading, block in zip(headings, titles, strict=False):
            if heading.anchor == anchor:
                place = self.document().documentLayout().blockBoundingRect(block)
                self.verticalScrollBar().setValue(round(place.top()))

    def seek(self, text: str) -> None:
        """Mark every place of a text; an empty one marks none."""
        self._sought = text
        self._places = list(occurrences(self.document(), text))
        self._mark(None)

    def show_place(self, number: int) -> None:
        """Show a place of what is sought, from 0."""
        place = QTextCursor(self._places[number])
        place.setPosition(place.selectionStart())
        self.setTextCursor(place)
        self.ensureCursorVisible()
        self._mark(number)

    def changeEvent(self, event: QEvent) -> None:
        """Lay the page out again when the theme changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._page is not None:
            at = self.verticalScrollBar().value()
            self.set_page(self._page)
            self.verticalScrollBar().setValue(at)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep lines readable where there is more width than they need."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        free = self.viewport().width() - WIDEST * self.fontMetrics().height()
        set_edges(self.document(), max(EDGE, free // 2))

    def _mark(self, current: int | None) -> None:
        palette = QGuiApplication.palette()
        marks: list[QTextEdit.ExtraSelection] = []
        for number, place in enumerate(self._places):
            look = QTextCharFormat()
            if number == current:
                look.setBackground(palette.color(Role.Highlight))
                look.setForeground(palette.color(Role.HighlightedText))
            else:
                look.setBackground(blend(palette.color(Role.Highlight), palette.color(Role.Base), FOUND))
            mark = QTextEdit.ExtraSelection()
            mark.cursor, mark.format = place, look
            marks.append(mark)
        self.setExtraSelections(marks)


def occurrences(document: QTextDocument, text: str) -> Iterator[QTextCursor]:
    """Give every place of a text, whatever its letters' case; an empty one has none."""
    place = document.find(text) if text else QTextCursor()
    while not place.isNull():
        yield QTextCursor(place)
        place = document.find(text, place)
