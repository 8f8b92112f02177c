"""The segments that are selected: what table, lanes and commands share."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from PySide6.QtCore import QObject, Signal

from inference.contract.types import Segment


class SegmentSelection(QObject):
    """Segments in the order of their start, and the track that the user works on."""

    changed = Signal()
    track_changed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._segments: tuple[Segment, ...] = ()
        self._held: frozenset[Segment] = frozenset()
        self._track = ""

    @property
    def segments(self) -> tuple[Segment, ...]:
        """What is selected, sorted by start."""
        return self._segments

    @property
    def track(self) -> str:
        """Key of the track that was worked on last, or nothing."""
        return self._track

    def __contains__(self, segment: Segment) -> bool:
        return segment in self._held

    def set(self, segments: Iterable[Segment]) -> None:
        """Select these and nothing else."""
        held = frozenset(segments)
        if held != self._held:
            self._held = held
            self._segments = tuple(sorted(held))
            tracks = {segment.track for segment in held}
            if len(tracks) == 1:
                self.set_track(tracks.pop())
            self.changed.emit()

    def toggle(self, segment: Segment) -> None:
        """Select a segment beside the others, or no longer."""
        self.set(self._held ^ {segment})

    def keep(self, present: Sequence[Segment]) -> None:
        """Let go of what is no longer there. `present`: sorted, as there may be many."""
        if self._held:
            self.set(segment for segment in self._segments if _holds(present, segment))

    def clear(self) -> None:
        """Select nothing."""
        self.set(())

    def set_track(self, track: str) -> None:
        """Work on a track."""
        if track != self._track:
            self._track = track
            self.track_changed.emit(track)


def _holds(those: Sequence[Segment], segment: Segment) -> bool:
    index = bisect_left(those, segment)
    return index < len(those) and those[index] == segment
