"""What the commands on segments, notes and markers do to the file that is shown."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from app.edits import (
    AddSegment,
    CompoundEdit,
    Edit,
    EditedSegments,
    MarkerColor,
    ReplaceSegment,
    commands,
    is_marker_track,
    track_of,
)
from app.edits.markers import MARKERS, NOTES, color_of
from app.gui.editing.review_queue import step, uncertain
from app.gui.session.session import Session
from app.gui.session.undo import UndoStacks
from inference.contract.analyzer_registry import AnalyzerRegistry
from inference.contract.presentation import Role
from inference.contract.types import Segment, TrackKind
from resources.language import mark, tr
from widgets.segment_selection import SegmentSelection
from widgets.transport import Transport

Ask = Callable[[str, str, Sequence[str], Callable[[str], None]], None]
"""Asks for a text: title, what stands there at first, what may be meant, who takes it."""

NONE_SELECTED = mark("Select a segment first: click it in the timeline or in the table of segments.")
NO_TRACK = mark("Click a lane first to choose where the segment goes.")
NO_STRETCH = mark("Select a range first: hold Shift and drag over the timeline.")
NOTHING_HERE = mark("No segment of that lane is under the playhead.")
FEW = mark("Select two or more segments of one lane first: hold Ctrl and click them.")
FIRST_SHOT = mark("The first shot starts with the file: there is no cut to remove.")
NONE_UNCERTAIN = mark("No more low-confidence results in this direction.")


class SegmentCommands(QObject):
    """Turns a command into an edit that can be undone, or says why there is nothing to do."""

    message = Signal(str)

    def __init__(
        self,
        session: Session,
        transport: Transport,
        selection: SegmentSelection,
        undo_stacks: UndoStacks,
        ask: Ask,
    ) -> None:
        super().__init__()
        self._session = session
        self._transport = transport
        self._selection = selection
        self._undo_stacks = undo_stacks
        self._ask = ask
        self.color = MarkerColor.BLUE

    def accept(self) -> None:
        """Confirm the selected segments."""
        if segments := self._selected():
            self._do(commands.accept(segments, self._edited(), self._analyzers), tr("Confirm segments"))

    def reject(self) -> None:
        """Take the selected segments away."""
        if segments := self._selected():
            self._do(
                commands.reject(segments, self._edited(), self._analyzers), tr("Remove segments"), FIRST_SHOT
            )

    def relabel(self) -> None:
        """Ask for another label, or for the text of a note or marker."""
        if segments := self._selected():
            first = segments[0]
            title = tr("Text") if is_marker_track(first.track) else tr("Label")
            labels = self._labels(first.track)
            self._ask(title, first.label, labels, lambda label: self._relabel(segments, label))

    def trim(self, segment: Segment, start: float, end: float) -> None:
        """Move the edges of a segment."""
        self._do(commands.trim(segment, start, end, self._edited(), self._analyzers), tr("Trim segment"))

    def split(self) -> None:
        """Divide what is under the playhead: selected segments, or those of the lane worked on last."""
        time = self._transport.position
        known = self._edited().segments
        shots = self._analyzers.segments_of(Role.SHOTS, known)
        track = self._selection.track or (shots[0].track if shots else "")
        here = [s for s in self._selection.segments if s.start < time < s.end]
        here = here or [s for s in known if s.track == track and s.start < time < s.end]
        self._do(commands.split(here, time, self._analyzers), tr("Split segments"), NOTHING_HERE)

    def merge(self) -> None:
        """Make the selected segments of a lane one."""
        self._do(commands.merge(self._selection.segments, self._analyzers), tr("Merge segments"), FEW)

    def add_segment(self) -> None:
        """Make a segment of the selected stretch of time."""
        stretch, track = self._transport.selection, self._selection.track
        if stretch is None or not track:
            self.message.emit(tr(NO_TRACK) if stretch is not None else tr(NO_STRETCH))
        elif self._analyzers.role_of(track) is Role.SHOTS:
            self._add(track, stretch, "")
        else:
            self._ask(tr("Label"), "", self._labels(track), lambda label: self._add(track, stretch, label))

    def add_marker(self) -> None:
        """Set a marker at the playhead."""
        time = self._transport.position
        self._do(AddSegment(Segment(time, time, track_of(self.color), "", 1.0)), tr("Add marker"))

    def set_color(self, color: MarkerColor) -> None:
        """Give the selected markers a color, and those that are still to come."""
        self.color = color
        markers = [s for s in self._selection.segments if color_of(s.track) not in (None, color)]
        edits = tuple(
            ReplaceSegment(s, Segment(s.start, s.end, track_of(color), s.label, s.score)) for s in markers
        )
        if edits:
            self._do(CompoundEdit(edits), tr("Color markers"))

    def add_note(self) -> None:
        """Ask for a note on the selected stretch of time, or on the moment under the playhead."""
        time = self._transport.position
        start, end = self._transport.selection or (time, time)
        self._ask(
            tr("Note"),
            "",
            (),
            lambda text: self._do(AddSegment(Segment(start, end, NOTES, text, 1.0)), tr("Add note")),
        )

    def next_uncertain(self) -> None:
        """Go to the next segment that is worth a look."""
        self.walk(1)

    def previous_uncertain(self) -> None:
        """Go to the previous segment that is worth a look."""
        self.walk(-1)

    def walk(self, direction: int) -> None:
        """Go to the next segment (1) that is worth a look, or the previous one (-1)."""
        file, selected = self._session.current, self._selection.segments
        if file is None or file.document is None:
            return
        candidates = uncertain(file.edited, self._analyzers, file.document.limits)
        now = self._transport.position, selected[0] if len(selected) == 1 else None
        segment = step(candidates, now, direction, self._selection.track)
        if segment is None:
            self.message.emit(tr(NONE_UNCERTAIN))
            return
        self._transport.seek(segment.start)
        self._selection.set((segment,))

    def move_cut(self, shot: Segment, time: float) -> None:
        """Let a shot begin at another time."""
        self._do(commands.trim(shot, time, shot.end, self._edited(), self._analyzers), tr("Move cut"))

    def _relabel(self, segments: Sequence[Segment], label: str) -> None:
        self._do(commands.relabel(segments, label, self._analyzers), tr("Rename segments"))

    def _add(self, track: str, stretch: tuple[float, float], label: str) -> None:
        self._do(commands.add(track, *stretch, label, self._edited(), self._analyzers), tr("Add segment"))

    def _do(self, edit: Edit | None, text: str, otherwise: str = "") -> None:
        if edit is not None:
            self._undo_stacks.do(edit, text)
        elif otherwise:
            self.message.emit(tr(otherwise))

    @property
    def _analyzers(self) -> AnalyzerRegistry:
        return self._session.analyzers

    def _selected(self) -> tuple[Segment, ...]:
        if not self._selection.segments:
            self.message.emit(tr(NONE_SELECTED))
        return self._selection.segments

    def _edited(self) -> EditedSegments:
        file = self._session.current
        return file.edited if file is not None else EditedSegments()

    def _labels(self, track: str) -> list[str]:
        """Give the labels that may be meant: those in use, then all that the analyzer knows."""
        file = self._session.current
        document = file.document if file is not None else None
        scores = document.tracks.get(track) if document is not None else None
        known = scores.spec.channels if scores is not None and scores.spec.kind is TrackKind.HEAT else ()
        return [] if track.startswith(MARKERS) else commands.labels_of(track, self._edited().segments, known)
