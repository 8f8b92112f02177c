"""Undoing and redoing what the user changed, for each file apart."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from app.edits import Edit, inverse
from app.gui.session.open_file import OpenFile
from app.gui.session.session import Session

Make = Callable[[Edit], None]


class EditCommand(QUndoCommand):
    """An edit, the edit that takes it back, the one that takes that back, and so on."""

    def __init__(self, make: Make, edit: Edit, text: str) -> None:
        super().__init__(text)
        self._make = make
        self._next: Edit = edit

    def redo(self) -> None:
        self._step()

    def undo(self) -> None:
        self._step()

    def _step(self) -> None:
        self._make(self._next)
        self._next = inverse(self._next)


class UndoStacks(QObject):
    """Makes edits of files so that each can be undone.

    changed: what can be undone is another. at_work: an edit is being made, so what changes now is its doing.
    """

    changed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._stacks: dict[OpenFile, QUndoStack] = {}
        self.at_work = False
        session.current_changed.connect(self._tell)
        session.document_changed.connect(self._tell)
        session.removed.connect(self._remove)

    @property
    def can_undo(self) -> bool:
        """Whether there is something to undo in the file that is shown."""
        return (stack := self._stack()) is not None and stack.canUndo()

    @property
    def can_redo(self) -> bool:
        """Whether there is something to do again."""
        return (stack := self._stack()) is not None and stack.canRedo()

    @property
    def undo_text(self) -> str:
        """What undoing would take back."""
        return stack.undoText() if (stack := self._stack()) is not None else ""

    @property
    def redo_text(self) -> str:
        """What would be done again."""
        return stack.redoText() if (stack := self._stack()) is not None else ""

    def do(self, edit: Edit, text: str) -> None:
        """Make an edit of the file that is shown; `text` names it in the menu."""
        file = self._session.current
        if file is not None and file.document is not None:
            if file not in self._stacks:
                self._stacks[file] = QUndoStack(self)
                self._stacks[file].indexChanged.connect(self._tell)
            self._stacks[file].push(EditCommand(partial(self._make, file), edit, text))

    def undo(self) -> None:
        """Take back what was done last."""
        if (stack := self._stack()) is not None:
            stack.undo()

    def redo(self) -> None:
        """Do again what was taken back."""
        if (stack := self._stack()) is not None:
            stack.redo()

    def _make(self, file: OpenFile, edit: Edit) -> None:
        self.at_work = True
        try:
            self._session.edit(file, edit)
        finally:
            self.at_work = False

    def _stack(self) -> QUndoStack | None:
        file = self._session.current
        # A file that is read again from the store has nothing yet that could be edited.
        return self._stacks.get(file) if file is not None and file.document is not None else None

    def _remove(self, file: OpenFile) -> None:
        if (stack := self._stacks.pop(file, None)) is not None:
            stack.deleteLater()

    def _tell(self, *_: object) -> None:
        self.changed.emit()
