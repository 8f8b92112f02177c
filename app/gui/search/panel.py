"""Find: a line to type in, and the stretches in this file or in all of them."""

from typing import Any

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QListView, QVBoxLayout, QWidget

from app.errors import RushesError
from app.gui.library.poster_frames import PosterFrames, PosterKey
from app.gui.library.row import SPACE
from app.gui.search.controller import SearchController, SearchRequest
from app.gui.search.hit_row import HIT, HitRow, poster_of, time_of
from app.gui.session.open_file import OpenFile
from app.gui.session.session import Session
from app.search import SearchHit, SearchResult
from resources.language import label, mark, ntr, tr
from widgets.icons import icon
from widgets.palette import Theme

Index = QModelIndex | QPersistentModelIndex

HOW = mark("""<p>Words that are shown, heard, said or felt:</p>
<p><b>dog</b><br><b>laughter and dog</b> – at once<br><b>laughter or applause</b><br><b>"age of wisdom"</b>
<br><b>angry</b>, <b>happy</b>, <b>calm</b><br><b>faces:close-up</b> – on one lane<br><b>transcript:hope</b>
<br><b>laugh*</b> – so it begins<br><b>laughter &gt;0.6</b> – a score above</p>
<p>Enter goes there, F3 to the next.</p>""")
NOTHING = mark("""<p>Nothing was found.</p>
<p>Try fewer words, <b>or</b> between them, or the beginning of one: <b>laugh*</b></p>""")
STEPS = (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)


class HitModel(QAbstractListModel):
    """Stretches as rows."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.stretches: tuple[SearchHit, ...] = ()
        self._rows: dict[PosterKey, list[int]] = {}

    def set_stretches(self, stretches: tuple[SearchHit, ...]) -> None:
        """Show others."""
        self.beginResetModel()
        self.stretches = stretches
        self._rows = {}
        for row, stretch in enumerate(stretches):
            self._rows.setdefault(poster_of(stretch), []).append(row)
        self.endResetModel()

    def repaint(self, poster: PosterKey) -> None:
        """Show a picture that has come."""
        for row in self._rows.get(poster, ()):
            self.dataChanged.emit(self.index(row), self.index(row), [Qt.ItemDataRole.DecorationRole])

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own default)
        return 0 if parent.isValid() else len(self.stretches)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        stretch = self.stretches[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return f"{time_of(stretch)} · {stretch.location.name}"
            case Qt.ItemDataRole.AccessibleDescriptionRole:
                return ", ".join(map(label, stretch.labels))
            case Qt.ItemDataRole.ToolTipRole:
                lines = [f"{one.track}: {label(one.label)} ({one.score:.0%})" for one in stretch.segments]
                return "\n".join([str(stretch.location), *lines])
            case _:
                return stretch if role == HIT else None


class SearchPanel(QWidget):
    """Type, walk with the arrow keys, go there with Enter or a double click."""

    def __init__(
        self, session: Session, controller: SearchController, posters: PosterFrames, theme: Theme
    ) -> None:
        super().__init__()
        self._session = session
        self._controller = controller
        self.line = QLineEdit(placeholderText=tr("Find in all files"), clearButtonEnabled=True)
        self.here = QCheckBox(tr("Only in this file"))
        self.summary = QLabel(wordWrap=True)
        self.step = QLabel()
        self.model = HitModel(self)
        self.view = QListView()
        self.delegate = HitRow(theme, posters, self.view)
        self._search = self.line.addAction(icon("search", theme), QLineEdit.ActionPosition.LeadingPosition)
        self._lay_out()
        posters.arrived.connect(self.model.repaint)
        self.line.textChanged.connect(self._ask)
        self.line.returnPressed.connect(self._go)
        self.here.toggled.connect(self._ask)
        self.view.activated.connect(self._go)
        self.view.doubleClicked.connect(self._go)
        controller.found.connect(self._show)
        controller.refused.connect(self._refuse)
        controller.indexing.connect(self._show_step)
        session.current_changed.connect(self._current_changed)
        session.document_changed.connect(self._document_changed)
        self._current_changed(None)

    def begin(self) -> None:
        """Get ready to be typed into."""
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.line.selectAll()

    def next(self, way: int = 1) -> None:
        """Go to the next stretch, or with -1 to the one before; after the last comes the first."""
        rows = self.model.rowCount()
        if rows:
            row = self.view.currentIndex().row()
            self._choose((row + way) % rows if row >= 0 else (0 if way > 0 else rows - 1))
            self._go()

    def set_theme(self, theme: Theme) -> None:
        """Change the colors."""
        self.delegate.theme = theme
        self._search.setIcon(icon("search", theme))
        self.view.viewport().update()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._controller.update_index()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the keys that walk the list do so while one types."""
        pressed = watched is self.line and event.type() == QEvent.Type.KeyPress
        if not (pressed and isinstance(event, QKeyEvent) and Qt.Key(event.key()) in STEPS):
            return super().eventFilter(watched, event)
        if self.view.currentIndex().row() < 0:
            self._choose(0)
        else:
            self.view.keyPressEvent(event)
        return True

    def _ask(self, *_: object) -> None:
        file = self._session.current
        only = file.document.stored.id if self.here.isChecked() and file and file.document else None
        self._controller.ask(SearchRequest(self.line.text(), only))

    def _go(self, *_: object) -> None:
        index = self.view.currentIndex()
        if not index.isValid() and self.model.rowCount():
            self._choose(0)
            index = self.view.currentIndex()
        if index.isValid():
            self._controller.go_to(self.model.stretches[index.row()])

    def _choose(self, row: int) -> None:
        self.view.setCurrentIndex(self.model.index(row))

    def _show(self, found: SearchResult) -> None:
        self.model.set_stretches(found.stretches)
        empty = not self.line.text().strip()
        self.view.setVisible(bool(found.stretches))
        if found.stretches:
            self._say(_counted(len(found.stretches), more=found.more))
        else:
            self._say(tr(HOW) if empty else tr(NOTHING))

    def _refuse(self, error: RushesError) -> None:
        self.model.set_stretches(())
        self.view.hide()
        self._say(tr(error.message), tr(error.hint))

    def _say(self, text: str, hint: str = "") -> None:
        as_it_is = Qt.TextFormat.PlainText if hint else Qt.TextFormat.AutoText
        self.summary.setTextFormat(as_it_is)
        self.summary.setText(f"{text}\n\n{hint}" if hint else text)

    def _show_step(self, done: int, all_: int) -> None:
        self.step.setVisible(done < all_)
        self.step.setText(tr("Reading results: {done:,} of {all:,} files").format(done=done, all=all_))

    def _current_changed(self, file: OpenFile | None) -> None:
        self.here.setEnabled(file is not None and file.document is not None)
        if self.here.isChecked():
            self._ask()

    def _document_changed(self, file: OpenFile) -> None:
        if file is self._session.current:
            self._current_changed(file)

    def _lay_out(self) -> None:
        self.line.setAccessibleName(tr("Find"))
        self.line.installEventFilter(self)
        self.summary.setProperty("role", "muted")
        self.summary.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.step.setProperty("role", "muted")
        self.view.setModel(self.model)
        self.view.setItemDelegate(self.delegate)
        self.view.setUniformItemSizes(True)
        self.view.setMouseTracking(True)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setAccessibleName(tr("Search results"))
        self.view.hide()
        self.step.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        column.setSpacing(SPACE)
        for part in (self.line, self.here, self.step, self.summary):
            column.addWidget(part)
        column.addWidget(self.view, 1)
        column.addStretch(0)
        self._say(tr(HOW))


def _counted(number: int, *, more: bool) -> str:
    if more:
        return tr("The first {number:,} results; there are more").format(number=number)
    return ntr("{n} result", "{n:,} results", number)
