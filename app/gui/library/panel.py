"""The library: open files, or all that was analyzed, to choose from and to do something with."""

from pathlib import Path

from PySide6.QtCore import QModelIndex, QPoint, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QMenu,
    QMessageBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.gui.library.file_list import FileList
from app.gui.library.file_row import FileRow
from app.gui.library.item import LibraryItem, SortOrder
from app.gui.library.model import ENTRY, FILE, LibraryModel
from app.gui.library.offline_media import OfflineMedia
from app.gui.library.poster_frames import PosterFrames, PosterKey
from app.gui.library.row import SPACE
from app.gui.session.open_file import OpenFile, State
from app.gui.session.session import Session
from app.store import Store, StoredMedia
from resources.language import mark, tr
from widgets.icons import icon
from widgets.palette import Theme

OPEN, EVERYTHING = mark("Open files"), mark("All analyzed")


class LibraryPanel(QWidget):
    """A list to choose the file that is shown, and a button to open more."""

    open_wanted = Signal()

    def __init__(self, session: Session, posters: PosterFrames, theme: Theme) -> None:
        super().__init__()
        self._session = session
        self.model = LibraryModel(session, self)
        self.view = FileList(self.model, session.queue)
        self.missing = OfflineMedia(session, self.model)
        self.delegate = FileRow(theme, posters, self.view)
        self.button = QPushButton(tr("Open files…"))
        self.scope = QComboBox()
        self.order = QComboBox()
        self.filter = QLineEdit(placeholderText=tr("Filter by name"), clearButtonEnabled=True)
        self._search = self.filter.addAction(icon("search", theme), QLineEdit.ActionPosition.LeadingPosition)
        self._lay_out()
        self._connect(posters)

    def set_theme(self, theme: Theme) -> None:
        """Change the colors."""
        self.delegate.theme = theme
        self._search.setIcon(icon("search", theme))
        self.view.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(272, 400)

    def selected(self) -> list[LibraryItem]:
        """Give the files that are selected, from the top down."""
        rows = sorted(index.row() for index in self.view.selectionModel().selectedIndexes())
        return [self.model.index(row).data(ENTRY) for row in rows]

    def remove_selected(self) -> None:
        """Take the selected files off the list, or else the one that is shown."""
        files = [entry.file for entry in self.selected() if entry.file is not None]
        current = [self._session.current] if self._session.current is not None else []
        self._session.remove(*(files or current))

    def menu(self) -> QMenu:
        """Make the menu of what is selected."""
        entries = self.selected()
        files = [entry.file for entry in entries if entry.file is not None]
        waiting = [file for file in files if file.state is State.WAITING]
        busy = [file for file in files if file.state in (State.WAITING, State.ANALYZING)]
        idle = [file for file in files if not file.busy]
        stored = [entry for entry in entries if entry.stored is not None and entry.file not in busy]
        closed = [entry.location for entry in entries if entry.file is None]
        folders = [entry.location.local.parent for entry in entries if entry.location.local is not None]
        menu = QMenu(self)
        for text, possible, do in (
            (tr("&Open"), closed, lambda: self._session.open(closed)),
            (tr("&Show in folder"), folders, lambda: _show(folders[0])),
            (tr("Re-&analyze"), idle, lambda: [self._session.redo(file) for file in idle]),
            (tr("&Move to front"), waiting, lambda: self._session.queue.move_to_front(waiting)),
            (tr("Move &up"), waiting, lambda: self._session.queue.move(waiting, -1)),
            (tr("Move &down"), waiting, lambda: self._session.queue.move(waiting, 1)),
            (tr("&Cancel analysis"), busy, lambda: [self._session.cancel(file) for file in busy]),
            (tr("Remo&ve from library"), files, lambda: self._session.remove(*files)),
            (tr("&Delete analysis…"), stored, lambda: self._forget(stored)),
        ):
            action = menu.addAction(text, do)
            action.setEnabled(bool(possible))
        return menu

    def _forget(self, entries: list[LibraryItem]) -> None:
        """Drop all results of files, if that is really meant."""
        answer = QMessageBox.question(
            self,
            tr("Delete analysis"),
            _really(entries),
            QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.Cancel,
            QMessageBox.StandardButton.Cancel,
        )
        if answer != QMessageBox.StandardButton.Yes:
            return
        media = [entry.stored for entry in entries]
        self._session.remove(*(entry.file for entry in entries if entry.file is not None))
        for entry in entries:
            self.model.forget(entry)

        def forget(store: Store) -> None:
            for one in media:
                if one is not None:
                    store.forget(one)

        self._session.query(forget, lambda _: None)

    def _set_order(self) -> None:
        self.model.set_order(SortOrder(self.order.currentData()))

    def _set_scope(self) -> None:
        everything = self.scope.currentData() == EVERYTHING
        self.model.show_stored(everything)
        if everything:
            self._session.query(lambda store: store.all_media()[::-1], self._take_stored)

    def _take_stored(self, media: list[StoredMedia]) -> None:
        self.model.set_stored(media)
        self.missing.look_at(self.model.locations)

    def _show_menu(self, place: QPoint) -> None:
        if self.selected():
            self.menu().popup(self.view.viewport().mapToGlobal(place))

    def _repaint(self, poster: PosterKey) -> None:
        del poster
        # Only what is in sight is drawn again, and asks for nothing that is there.
        self.view.viewport().update()

    def _show_current(self, file: OpenFile | None) -> None:
        row = self.model.row_of(file)
        # Several may be selected, which choosing one again would undo.
        if row != self.view.currentIndex().row():
            self.view.setCurrentIndex(self.model.index(row) if row >= 0 else QModelIndex())

    def _chosen(self, index: QModelIndex) -> None:
        if (file := index.data(FILE)) is not None:
            self._session.show(file)

    def _open(self, index: QModelIndex) -> None:
        self._session.open([index.data(ENTRY).location])

    def _connect(self, posters: PosterFrames) -> None:
        session = self._session
        posters.arrived.connect(self._repaint)
        self.button.clicked.connect(self.open_wanted)
        self.filter.textChanged.connect(self.model.set_filter)
        self.order.currentIndexChanged.connect(self._set_order)
        self.scope.currentIndexChanged.connect(self._set_scope)
        session.removed.connect(self.delegate.forget)
        session.queue.changed.connect(lambda: self.view.viewport().update())
        session.current_changed.connect(self._show_current)
        self.model.modelReset.connect(lambda: self._show_current(session.current))
        self.view.selectionModel().currentChanged.connect(self._chosen)
        self.view.activated.connect(self._open)
        self.view.customContextMenuRequested.connect(self._show_menu)

    def _lay_out(self) -> None:
        view = self.view
        view.setItemDelegate(self.delegate)
        view.setUniformItemSizes(True)
        view.setMouseTracking(True)
        view.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setAccessibleName(tr("Files"))
        for scope in (OPEN, EVERYTHING):
            self.scope.addItem(tr(scope), scope)
        self.scope.setAccessibleName(tr("Files shown"))
        for order in SortOrder:
            self.order.addItem(tr(order.value), order.value)
        self.order.setAccessibleName(tr("Sort by"))
        self.filter.setAccessibleName(tr("Filter files"))
        line = QHBoxLayout()
        line.setSpacing(SPACE)
        line.addWidget(self.scope, 1)
        line.addWidget(self.order, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        column.setSpacing(SPACE)
        column.addWidget(self.button)
        column.addLayout(line)
        column.addWidget(self.filter)
        column.addWidget(view, 1)


def _really(entries: list[LibraryItem]) -> str:
    """Ask whether the results of files are to go."""
    if len(entries) == 1:
        text = tr("Delete the analysis of {name} and your edits?\n\nThe file itself is kept.")
        return text.format(name=entries[0].location.name)
    text = tr("Delete the analysis of {number:,} files and your edits?\n\nThe files themselves are kept.")
    return text.format(number=len(entries))


def _show(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
