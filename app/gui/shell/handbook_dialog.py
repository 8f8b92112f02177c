"""The handbook in the window: contents at the left, a page at the right, search over all pages."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QKeyEvent, QKeySequence, QShortcut, QTextDocument
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSplitter,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.gui.chrome.form import EDGE, SPACE
from app.gui.shell.handbook_page import PageView, occurrences
from resources.handbook import TOPICS, pages
from resources.language import ntr, spoken, tr

SIZE = (1040, 720)
CONTENTS = 240
"""Pixels of the contents' width."""

INDENTATION, LINE = 14, 26
"""Pixels of the contents' steps, and of their lines."""

PLACE = Qt.ItemDataRole.UserRole
SECTION = 2
"""Level of the headings that are listed in the contents."""


@dataclass(slots=True)
class Visit:
    """Where a reader was: a topic, and how far down, in pixels."""

    topic: str
    scrolled: int = 0


class HandbookDialog(QDialog):
    """Shows the pages of the handbook in the language that is spoken. Other windows stay usable beside it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Handbook"))
        self.resize(*SIZE)
        self._pages = {page.topic: page for page in pages(spoken())}
        self._texts: dict[str, QTextDocument] = {}
        self._items: dict[str, QTreeWidgetItem] = {}
        self._visits = [Visit(TOPICS[0])]
        self._at = 0
        self._place = -1
        self.contents = self._contents()
        self.view = PageView()
        self.view.setAccessibleName(tr("Page"))
        self.view.anchorClicked.connect(self._follow)
        self.search = QLineEdit(placeholderText=tr("Search the handbook"), clearButtonEnabled=True)
        self.search.setAccessibleName(tr("Search the handbook"))
        self.search.textChanged.connect(self._seek)
        self.search.installEventFilter(self)
        self.count = QLabel()
        self.count.setProperty("role", "muted")
        self.count.hide()
        self.back = self._button("←", tr("Back"), partial(self._turn, -1))
        self.forward = self._button("→", tr("Forward"), partial(self._turn, 1))
        self._arrange()
        self._bind_keys()
        self._show()
        self.contents.setFocus()

    @property
    def topic(self) -> str:
        """The topic of the page that is shown."""
        return self._visits[self._at].topic

    def go_to(self, topic: str, anchor: str = "") -> None:
        """Show a page, at a heading if one is named; what was read before can be gone back to."""
        if topic != self.topic:
            self._visits[self._at].scrolled = self.view.verticalScrollBar().value()
            self._visits[self._at + 1 :] = [Visit(topic)]
            self._at += 1
            self._show()
        if anchor:
            self.view.go_to_heading(anchor)

    def show_next(self, step: int = 1) -> None:
        """Go to the next place of what is sought, or the one before, on whichever page it is."""
        if not (holding := [topic for topic in TOPICS if self._found(topic)]):
            return
        place = self._place + step if self._place >= 0 or step > 0 else -1
        if not 0 <= place < self.view.places:
            self.go_to(_beside(self.topic, holding, step))
            place = 0 if step > 0 else self.view.places - 1
        self._place = place
        self.view.show_place(place)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Return in the field go to the next place, and Escape empty it first."""
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.show_next(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
                return True
            if event.key() == Qt.Key.Key_Escape and self.search.text():
                self.search.clear()
                return True
        return super().eventFilter(watched, event)

    def _contents(self) -> QTreeWidget:
        tree = QTreeWidget()
        tree.setHeaderHidden(True)
        tree.setAccessibleName(tr("Contents"))
        tree.setIndentation(INDENTATION)
        for page in self._pages.values():
            item = self._items[page.topic] = QTreeWidgetItem(tree, [page.title])
            item.setSizeHint(0, QSize(0, LINE))
            item.setData(0, PLACE, (page.topic, ""))
            for heading in page.headings:
                if heading.level == SECTION:
                    section = QTreeWidgetItem(item, [heading.text])
                    section.setData(0, PLACE, (page.topic, heading.anchor))
                    section.setSizeHint(0, QSize(0, LINE))
                    section.setToolTip(0, heading.text)
        tree.currentItemChanged.connect(self._choose)
        # Also where a click does not change what is chosen, but the page was scrolled since.
        tree.itemClicked.connect(self._choose)
        return tree

    def _button(self, text: str, name: str, does: Callable[[], None]) -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.setToolTip(name)
        button.setAccessibleName(name)
        button.clicked.connect(does)
        return button

    def _arrange(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(SPACE // 2)
        for part in (self.back, self.forward):
            top.addWidget(part)
        top.addWidget(self.search, 1)
        top.addWidget(self.count)
        parts = QSplitter()
        parts.addWidget(self.contents)
        parts.addWidget(self.view)
        parts.setStretchFactor(1, 1)
        parts.setSizes([CONTENTS, SIZE[0] - CONTENTS])
        parts.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        layout.setSpacing(SPACE)
        layout.addLayout(top)
        layout.addWidget(parts, 1)

    def _bind_keys(self) -> None:
        Standard = QKeySequence.StandardKey  # noqa: N806 (Qt's own name)
        for key, does in (
            (Standard.Back, partial(self._turn, -1)),
            (Standard.Forward, partial(self._turn, 1)),
            (Standard.Find, self._focus_search),
            (Standard.FindNext, self.show_next),
            (Standard.FindPrevious, partial(self.show_next, -1)),
        ):
            shortcut = QShortcut(self)
            shortcut.setKeys(key)
            shortcut.activated.connect(does)

    def _focus_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _show(self) -> None:
        """Show the page of the present visit, and where it stands in the contents."""
        visit = self._visits[self._at]
        self._place = -1
        self.view.set_page(self._pages[visit.topic])
        self.view.verticalScrollBar().setValue(visit.scrolled)
        self.back.setEnabled(self._at > 0)
        self.forward.setEnabled(self._at + 1 < len(self._visits))
        for topic, item in self._items.items():
            item.setExpanded(topic == visit.topic)
        chosen = self.contents.currentItem()
        if chosen is None or chosen.data(0, PLACE)[0] != visit.topic:
            with QSignalBlocker(self.contents):
                self.contents.setCurrentItem(self._items[visit.topic])

    def _choose(self, item: QTreeWidgetItem | None, *_: object) -> None:
        if item is not None:
            topic, anchor = item.data(0, PLACE)
            self.go_to(topic, anchor or self._pages[topic].headings[0].anchor)

    def _follow(self, link: QUrl) -> None:
        """Follow a link: to a page or a heading here, or into the browser."""
        if link.scheme():
            QDesktopServices.openUrl(link)
        else:
            self.go_to(link.path().removesuffix(".md") or self.topic, link.fragment())

    def _turn(self, step: int) -> None:
        """Go back or on among the pages that were read."""
        if 0 <= self._at + step < len(self._visits):
            self._visits[self._at].scrolled = self.view.verticalScrollBar().value()
            self._at += step
            self._show()

    def _seek(self, text: str) -> None:
        """List the pages that hold a text, and mark it on the one that is shown, or go to the first."""
        self.view.seek(text)
        self._place = -1
        found = {topic: self._found(topic) for topic in TOPICS}
        for topic, item in self._items.items():
            item.setHidden(bool(text) and not found[topic])
            item.setText(0, self._pages[topic].title + (f" ({found[topic]})" if found[topic] else ""))
        total = sum(found.values())
        self.count.setText(ntr("{n} match", "{n} matches", total))
        self.count.setVisible(bool(text))
        self.show_next()

    def _found(self, topic: str) -> int:
        """Count the places of what is sought on a page."""
        if not (text := self.search.text()):
            return 0
        if topic not in self._texts:
            self._texts[topic] = QTextDocument(self)
            self._texts[topic].setMarkdown(self._pages[topic].text)
        return sum(1 for _ in occurrences(self._texts[topic], text))


def _beside(topic: str, holding: list[str], step: int) -> str:
    """Give the topic of `holding` that comes after another one, or before; after the last is the first."""
    order = TOPICS[:: 1 if step > 0 else -1]
    start = order.index(topic) + 1
    return next(one for one in (*order[start:], *order[:start]) if one in holding)


def show_handbook(parent: QWidget) -> HandbookDialog:
    """Show the handbook, or bring it to the front if it is open already."""
    dialog = parent.findChild(HandbookDialog) or HandbookDialog(parent)
    dialog.show()
    dialog.activateWindow()
    return dialog
