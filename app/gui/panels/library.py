"""The open files, with a picture, their state and their progress."""

from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtWidgets import (
    QListView,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.gui.open_file import OpenFile
from app.gui.panels.file_row import FILE, FileRow, status
from app.gui.panels.row import SPACE
from app.gui.session import Session
from widgets.palette import Theme

Index = QModelIndex | QPersistentModelIndex


class LibraryModel(QAbstractListModel):
    """The session's files as rows."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._files = session.files
        session.added.connect(self._add)
        session.removed.connect(self._remove)
        session.changed.connect(self._changed)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own default)
        return 0 if parent.isValid() else len(self._files)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        file = self._files[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return file.path.name
            case Qt.ItemDataRole.ToolTipRole:
                return "\n".join([str(file.path), *([file.error.message] if file.error else []), *file.notes])
            case Qt.ItemDataRole.AccessibleDescriptionRole:
                return status(file)
            case _:
                return file if role == FILE else None

    def row_of(self, file: OpenFile | None) -> int:
        """Give a file's row, or -1."""
        return self._files.index(file) if file in self._files else -1

    def _add(self, file: OpenFile) -> None:
        row = len(self._files)
        self.beginInsertRows(QModelIndex(), row, row)
        self._files.append(file)
        self.endInsertRows()

    def _remove(self, file: OpenFile) -> None:
        row = self._files.index(file)
        self.beginRemoveRows(QModelIndex(), row, row)
        del self._files[row]
        self.endRemoveRows()

    def _changed(self, file: OpenFile) -> None:
        if (row := self.row_of(file)) >= 0:
            index = self.index(row)
            self.dataChanged.emit(index, index)


class LibraryPanel(QWidget):
    """A list to choose the file that is shown, and a button to open more."""

    open_wanted = Signal()

    def __init__(self, session: Session, theme: Theme) -> None:
        super().__init__()
        self._session = session
        self.model = LibraryModel(session)
        self.view = QListView()
        self.view.setModel(self.model)
        self.view.setUniformItemSizes(True)
        self.view.setMouseTracking(True)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setAccessibleName("Open files")
        self.delegate = FileRow(theme, self.view)
        self.view.setItemDelegate(self.delegate)
        button = QPushButton("Open files…")
        button.clicked.connect(self.open_wanted)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        layout.setSpacing(SPACE)
        layout.addWidget(button)
        layout.addWidget(self.view, 1)
        session.removed.connect(self.delegate.forget)
        session.current_changed.connect(self._show_current)
        self.view.selectionModel().currentChanged.connect(self._chosen)

    def set_theme(self, theme: Theme) -> None:
        """Change the colours."""
        self.delegate.theme = theme
        self.view.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(272, 400)

    def _show_current(self, file: OpenFile | None) -> None:
        self.view.setCurrentIndex(self.model.index(self.model.row_of(file)) if file else QModelIndex())

    def _chosen(self, index: QModelIndex) -> None:
        if (file := index.data(FILE)) is not None:
            self._session.show(file)
