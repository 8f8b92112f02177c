"""What comes of segments under the user's edits: pure, the same for each run and threshold."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from app.edits.cuts import CutEdit, retiled
from app.edits.edits import (
    AcceptCut,
    AcceptSegment,
    AddCut,
    AddSegment,
    CompoundEdit,
    Edit,
    MergeSegments,
    MoveCut,
    RemoveCut,
    RemoveSegment,
    ReplaceSegment,
    SetThreshold,
    SplitSegment,
    Undo,
)
from app.edits.origin import Origin
from app.edits.segment_set import SegmentSet, in_order
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
    return [part for edit in reversed(kept) for part in _parts(edit)]


def apply(segments: Sequence[Segment], edits: Sequence[Edit]) -> list[Segment]:
    """Give the segments as the user wants them, sorted by start."""
    return correct(segments, edits).segments


def correct(segments: Sequence[Segment], edits: Sequence[Edit]) -> EditedSegments:
    """Give the segments as the user wants them, and which of them are the user's."""
    counting = [edit for edit in active(edits) if not isinstance(edit, SetThreshold)]
    if not counting:
        return EditedSegments(in_order(segments))
    pile = SegmentSet(segments)
    cuts: dict[str, list[CutEdit]] = {}
    for edit in counting:
        if isinstance(edit, AddCut | AcceptCut | RemoveCut | MoveCut):
            cuts.setdefault(edit.track, []).append(edit)
        else:
            _put_to(pile, edit)
    for track, those in cuts.items():
        pile.refill(track, retiled(pile.of(track), those))
    return EditedSegments(pile.segments(), pile.origins())


def limits(edits: Sequence[Edit]) -> dict[str, dict[str, float]]:
    """Give the thresholds that the user set, by analyzer and name."""
    found: dict[str, dict[str, float]] = {}
    for edit in active(edits):
        if isinstance(edit, SetThreshold):
            found.setdefault(edit.analyzer, {}).pop(edit.name, None)
            if edit.value is not None:
                found[edit.analyzer][edit.name] = edit.value
    return {analyzer: named for analyzer, named in found.items() if named}


def _parts(edit: Edit) -> Iterator[Edit]:
    if isinstance(edit, CompoundEdit):
        for part in edit.edits:
            yield from _parts(part)
    else:
        yield edit


def _put_to(pile: SegmentSet, edit: Edit) -> None:
    match edit:
        case AddSegment(segment):
            pile.put(segment, Origin.HANDMADE)
        case RemoveSegment(segment):
            pile.drop(segment)
        case AcceptSegment(segment):
            pile.drop(segment)
            pile.put(segment, Origin.ACCEPTED)
        case ReplaceSegment(old, new):
            pile.drop(old)
            pile.put(new, Origin.HANDMADE)
        case SplitSegment(segment, time):
            pile.drop(segment)
            for start, end in ((segment.start, time), (time, segment.end)):
                pile.put(Segment(start, end, segment.track, segment.label, segment.score), Origin.HANDMADE)
        case MergeSegments(segments, label):
            for segment in segments:
                pile.drop(segment)
            pile.put(merged(segments, label), Origin.HANDMADE)
        case _:
            raise AssertionError(edit)


def merged(segments: Sequence[Segment], label: str) -> Segment:
    """Give one segment over all of them, as sure as the surest."""
    return Segment(
        min(segment.start for segment in segments),
        max(segment.end for segment in segments),
        segments[0].track,
        label,
        max(segment.score for segment in segments),
    )
