"""The library's list, in which what waits can be dragged to another place of the queue."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QListView

from app.gui.library.model import FILE, LibraryModel
from app.gui.session.analysis_queue import AnalysisQueue
from app.gui.session.open_file import OpenFile


class FileList(QListView):
    """Lets rows be dragged while they stand as they are to be analyzed."""

    def __init__(self, model: LibraryModel, queue: AnalysisQueue) -> None:
        super().__init__()
        self._library = model
        self._queue = queue
        self.setModel(model)
        self.setDropIndicatorShown(True)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        model.modelReset.connect(self._allow)
        self._allow()

    def drop_files(self, files: list[OpenFile], row: int) -> None:
        """Let files that wait come before the one of a row."""
        at = self._library.index(row).data(FILE) if 0 <= row < self._library.rowCount() else None
        place = self._queue.place(at)
        if not place:
            # Above those that wait stands what is under way, below them what is done.
            place = 1 if at is not None and at is self._queue.running else self._queue.waiting + 1
        self._queue.move_before(files, place)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        super().dragMoveEvent(event)
        if event.source() is self and self._library.in_waiting_order:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if event.source() is not self:
            event.ignore()
            return
        index = self.indexAt(event.position().toPoint())
        row = index.row() if index.isValid() else self._library.rowCount()
        below = index.isValid() and event.position().y() > self.visualRect(index).center().y()
        selected = sorted(index.row() for index in self.selectionModel().selectedIndexes())
        files = [self._library.index(row).data(FILE) for row in selected]
        self.drop_files([file for file in files if file is not None], row + below)
        # The queue has moved them; the view is to take nothing away.
        event.setDropAction(Qt.DropAction.IgnoreAction)
        event.accept()

    def _allow(self) -> None:
        moves = self._library.in_waiting_order
        mode = self.DragDropMode.InternalMove if moves else self.DragDropMode.NoDragDrop
        self.setDragDropMode(mode)
