"""Marks that a user sets on stretches, which what is shown follows."""

from app.edits import AddSegment, CompoundEdit, RemoveSegment
from app.gui.session.open_file import OpenFile
from app.gui.session.session import Session
from app.gui.session.undo import UndoStacks
from inference.contract.presentation import Role
from inference.contract.types import Segment
from resources.language import tr
from widgets.transport import Transport


class BaselineMarks:
    """Marks the selection as the neutral of the voice in it, and takes such marks back."""

    def __init__(self, session: Session, transport: Transport, undo_stacks: UndoStacks) -> None:
        self._session = session
        self._undo_stacks = undo_stacks
        self._transport = transport

    def set_baseline(self) -> None:
        """Mark the selection: the voice heard in it sounds neutral there."""
        selection = self._transport.selection
        tracks = self._session.analyzers.tracks_of(Role.BASELINE)
        if self._session.current is not None and selection is not None and tracks:
            mark = Segment(*selection, tracks[0], "neutral voice", 1.0)
            self._undo_stacks.do(AddSegment(mark), tr("Set speaker baseline"))

    def clear_baseline(self) -> None:
        """Take back the marks in the selection, or those under the playhead."""
        if (file := self._session.current) is not None and (marks := self._marks_here(file)):
            self._undo_stacks.do(CompoundEdit(tuple(map(RemoveSegment, marks))), tr("Clear speaker baseline"))

    @property
    def can_set(self) -> bool:
        """Whether there is something to mark."""
        file = self._session.current
        document = file.document if file is not None else None
        is_read = document is not None and document.ran(Role.BASELINE)
        return is_read and self._transport.selection is not None

    @property
    def can_clear(self) -> bool:
        """Whether there is a mark to take back."""
        file = self._session.current
        return file is not None and bool(self._marks_here(file))

    def _marks_here(self, file: OpenFile) -> list[Segment]:
        if file.document is None:
            return []
        start, end = self._transport.selection or (self._transport.position, self._transport.position)
        return [mark for mark in file.document.marks if mark.start <= end and mark.end >= start]
