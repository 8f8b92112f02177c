"""Marks that a user sets on stretches, which what is shown follows."""

from app.edits import AddSegment, RemoveSegment, apply
from app.gui.open_file import OpenFile
from app.gui.session import Session
from inference.baseline import MARKED
from inference.types import Segment
from widgets.transport import Transport


class Marking:
    """Marks the selection as the neutral of the voice in it, and takes such marks back."""

    def __init__(self, session: Session, transport: Transport) -> None:
        self._session = session
        self._transport = transport

    def mark_neutral(self) -> None:
        """Mark the selection: the voice heard in it sounds neutral there."""
        file, selection = self._session.current, self._transport.selection
        if file is not None and selection is not None:
            self._session.edit(file, AddSegment(Segment(*selection, MARKED, "neutral voice", 1.0)))

    def forget_neutral(self) -> None:
        """Take back the marks in the selection, or those under the playhead."""
        if (file := self._session.current) is not None:
            for mark in self._marks_here(file):
                self._session.edit(file, RemoveSegment(mark))

    @property
    def can_mark(self) -> bool:
        """Whether there is something to mark."""
        file = self._session.current
        has_sentiment = file is not None and file.document is not None and "sentiment" in file.document.runs
        return has_sentiment and self._transport.selection is not None

    @property
    def can_forget(self) -> bool:
        """Whether there is a mark to take back."""
        file = self._session.current
        return file is not None and bool(self._marks_here(file))

    def _marks_here(self, file: OpenFile) -> list[Segment]:
        if file.document is None:
            return []
        start, end = self._transport.selection or (self._transport.position, self._transport.position)
        marks = apply([], file.document.edits)
        return [m for m in marks if m.track == MARKED and m.start <= end and m.end >= start]
