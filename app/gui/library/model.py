"""The library as a Qt model that sorts and filters itself."""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from itertools import count
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QByteArray,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from app.gui.library.item import KEYS, LibraryItem, SortOrder, state_words
from app.gui.session.open_file import OpenFile
from app.gui.session.relink import is_offline
from app.gui.session.session import Session
from app.media.location import Location
from app.store import StoredMedia
from resources.language import tr

Index = QModelIndex | QPersistentModelIndex
FILE = Qt.ItemDataRole.UserRole
ENTRY = Qt.ItemDataRole.UserRole + 1
ROWS = "application/x-rushes-files"
"""What is dragged inside the list."""


class LibraryModel(QAbstractListModel):
    """Open files, and with `show_stored` all that have results.

    Rows are kept sorted by keys, in which a row is found without going through the others.
    """

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queue = session.queue
        self._numbers = count()
        self._entries: dict[Any, LibraryItem] = {}
        self._shown: list[LibraryItem] = []
        self._keys: list[tuple[Any, int]] = []
        self._key_of: dict[LibraryItem, tuple[Any, int]] = {}
        self._order = SortOrder.OPENED
        self._words: list[str] = []
        self._stored_too = False
        for file in session.files:
            self._add(file)
        session.added.connect(self._add)
        session.removed.connect(self._remove)
        session.changed.connect(self._changed)
        session.noted.connect(self._changed)
        session.queue.changed.connect(self._queue_changed)

    @property
    def total(self) -> int:
        """The number of files, shown or not."""
        return len(self._entries)

    def set_stored(self, media: Iterable[StoredMedia]) -> None:
        """Take what the store has, from the oldest on."""
        for one in media:
            entry = self._entries.get(one.location)
            if entry is None:
                entry = self._entries[one.location] = LibraryItem(one.location, 0)
            entry.media = one
        # What only is stored was put in before all that is open.
        stored = [entry for entry in self._entries.values() if entry.file is None]
        for number, entry in enumerate(stored):
            entry.number = number - len(stored) - 1
        self._choose()

    def forget(self, entry: LibraryItem) -> None:
        """Let go of what the store had of a file."""
        entry.media = None
        if entry.file is None and self._entries.pop(entry.location, None) is not None:
            self._place(entry)

    @property
    def locations(self) -> list[Location]:
        """Where the files are that are known, shown or not."""
        return list(self._entries)

    def set_missing(self, looked_at: Iterable[Location], missing: Collection[Location]) -> None:
        """Take which of some files are not where they were."""
        for entry in filter(None, map(self._entries.get, looked_at)):
            if entry.missing != (entry.location in missing):
                entry.missing = not entry.missing
                self._place(entry)

    @property
    def in_waiting_order(self) -> bool:
        """Whether rows stand as they are to be analyzed."""
        return self._order is SortOrder.QUEUE

    def show_stored(self, stored_too: bool) -> None:
        """Show also what is not open."""
        self._stored_too = stored_too
        self._choose()

    def set_order(self, order: SortOrder) -> None:
        """Sort by something else."""
        self._order = order
        self._choose()

    def set_filter(self, text: str) -> None:
        """Show files whose path holds all words of `text`, in whichever case."""
        self._words = text.casefold().split()
        self._choose()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own default)
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        entry = self._shown[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return entry.location.name
            case Qt.ItemDataRole.ToolTipRole:
                file = entry.file
                error = [tr(file.error.message)] if file and file.error else []
                return "\n".join([str(entry.location), *error, *map(tr, file.notes if file else ())])
            case Qt.ItemDataRole.AccessibleDescriptionRole:
                return state_words(entry, self._queue)
            case _ if role == FILE:
                return entry.file
            case _:
                return entry if role == ENTRY else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        found = super().flags(index)
        file = self._shown[index.row()].file if index.isValid() else None
        return found | Qt.ItemFlag.ItemIsDragEnabled if self._queue.place(file) else found

    def mimeTypes(self) -> list[str]:
        return [ROWS]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        data = QMimeData()
        data.setData(ROWS, QByteArray(str(len(indexes)).encode()))
        return data

    def row_of(self, file: OpenFile | None) -> int:
        """Give a file's row, or -1 if it is not shown."""
        entry = self._entries.get(file.location) if file is not None else None
        return self._row(entry) if entry is not None else -1

    def _row(self, entry: LibraryItem) -> int:
        key = self._key_of.get(entry)
        return bisect_left(self._keys, key) if key is not None else -1

    def _add(self, file: OpenFile) -> None:
        entry = self._entries.get(file.location)
        if entry is None:
            entry = self._entries[file.location] = LibraryItem(file.location, next(self._numbers))
        entry.file = file
        self._place(entry)

    def _remove(self, file: OpenFile) -> None:
        entry = self._entries[file.location]
        entry.media, entry.file = entry.stored, None
        if entry.media is None:
            del self._entries[file.location]
        self._place(entry)

    def _changed(self, file: OpenFile) -> None:
        if (entry := self._entries.get(file.location)) is not None:
            entry.media = entry.stored
            if file.document is not None or is_offline(file):
                entry.missing = is_offline(file)
            self._place(entry)

    def _place(self, entry: LibraryItem) -> None:
        """Bring one row in step with its file: put it in, take it out, move it or repaint it."""
        before, row = self._key_of.get(entry), self._row(entry)
        key = self._key(entry) if self._belongs(entry) else None
        if key is not None and key == before:
            self.dataChanged.emit(self.index(row), self.index(row))
            return
        if before is not None and key is not None:
            self._move(entry, row, key)
        elif before is not None:
            self.beginRemoveRows(QModelIndex(), row, row)
            del self._shown[row], self._keys[row], self._key_of[entry]
            self.endRemoveRows()
        elif key is not None:
            row = bisect_left(self._keys, key)
            self.beginInsertRows(QModelIndex(), row, row)
            self._put(row, entry, key)
            self.endInsertRows()

    def _move(self, entry: LibraryItem, row: int, key: tuple[Any, int]) -> None:
        place = bisect_left(self._keys, key)
        after = place - 1 if place > row else place
        if after != row:
            self.beginMoveRows(QModelIndex(), row, row, QModelIndex(), place)
        del self._shown[row], self._keys[row]
        self._put(after, entry, key)
        if after != row:
            self.endMoveRows()
        self.dataChanged.emit(self.index(after), self.index(after))

    def _put(self, row: int, entry: LibraryItem, key: tuple[Any, int]) -> None:
        self._shown.insert(row, entry)
        self._keys.insert(row, key)
        self._key_of[entry] = key

    def _choose(self) -> None:
        self.beginResetModel()
        self._sort()
        self.endResetModel()

    def _sort(self) -> None:
        pairs = sorted((self._key(entry), entry) for entry in self._entries.values() if self._belongs(entry))
        self._keys = [key for key, _ in pairs]
        self._shown = [entry for _, entry in pairs]
        self._key_of = {entry: key for key, entry in pairs}

    def _key(self, entry: LibraryItem) -> tuple[Any, int]:
        # The number parts those that are alike; it is no entry's but one.
        if self._order is SortOrder.QUEUE:
            place = self._queue.place(entry.file)
            running = entry.file is not None and entry.file is self._queue.running
            return (0 if running else 1 if place else 2, place), entry.number
        return KEYS[self._order](entry), entry.number

    def _queue_changed(self) -> None:
        """Sort anew where the order is that of the queue; what is selected stays so."""
        if self._order is not SortOrder.QUEUE or all(key == self._key(e) for e, key in self._key_of.items()):
            return
        self.layoutAboutToBeChanged.emit()
        held = [(index, self._shown[index.row()]) for index in self.persistentIndexList()]
        self._sort()
        for index, entry in held:
            self.changePersistentIndex(index, self.index(self._row(entry)))
        self.layoutChanged.emit()

    def _belongs(self, entry: LibraryItem) -> bool:
        if entry.location not in self._entries or (entry.file is None and not self._stored_too):
            return False
        if not self._words:
            return True
        text = str(entry.location).casefold()
        return all(word in text for word in self._words)
