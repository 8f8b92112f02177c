"""What comes of segments under the user's edits: pure, the same for each run and threshold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.edits.edit import Edit
from app.edits.edits import Undo
from app.edits.origin import Origin
from app.edits.segment_set import SegmentSet, sort_segments
from inference.contract.types import Segment


@dataclass(frozen=True, slots=True)
class EditedSegments:
    """Segments as the user wants them, sorted by start; `origins` has those that the user touched."""

    segments: list[Segment] = field(default_factory=list[Segment])
    origins: Mapping[Segment, Origin] = field(default_factory=dict[Segment, Origin])

    def origin(self, segment: Segment) -> Origin:
        """Say where a segment comes from."""
        return self.origins.get(segment, Origin.MACHINE)


def active(edits: Sequence[Edit]) -> list[Edit]:
    """Give the edits that count: without those that are undone, and with several made as one told apart."""
    dead: set[str] = set()
    kept: list[Edit] = []
    for edit in reversed(edits):
        if edit.id in dead:
            continue
        if isinstance(edit, Undo):
            dead.add(edit.of)
        else:
            kept.append(edit)
    return [part for edit in reversed(kept) for part in edit.parts()]


def apply(segments: Sequence[Segment], edits: Sequence[Edit]) -> list[Segment]:
    """Give the segments as the user wants them, sorted by start."""
    return correct(segments, edits).segments


def correct(segments: Sequence[Segment], edits: Sequence[Edit]) -> EditedSegments:
    """Give the segments as the user wants them, and which of them are the user's."""
    counting = [edit for edit in active(edits) if edit.corrects]
    if not counting:
        return EditedSegments(sort_segments(segments))
    edited = SegmentSet(segments)
    for edit in counting:
        edit.apply(edited)
    edited.divide_now()
    return EditedSegments(edited.segments(), edited.origins())


def limits(edits: Sequence[Edit]) -> dict[str, dict[str, float]]:
    """Give the thresholds that the user set, by analyzer and name."""
    found: dict[str, dict[str, float]] = {}
    for edit in active(edits):
        edit.adjust(found)
    return {analyzer: named for analyzer, named in found.items() if named}
