"""What commands on segments mean: the edit that does it, or None where there is nothing to do."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from app.edits.apply import EditedSegments
from app.edits.edit import Edit
from app.edits.edits import (
    AcceptCut,
    AcceptSegment,
    AddCut,
    AddSegment,
    CompoundEdit,
    MergeSegments,
    MoveCut,
    RemoveCut,
    RemoveSegment,
    ReplaceSegment,
    SplitSegment,
)
from app.edits.markers import is_marker_track
from app.edits.origin import Origin
from inference.contract.types import Segment

SHOTS = "shots"
"""The track whose segments are divided by cuts and leave no gap."""

TRANSITIONS = "shots.transitions"
CUT = "cut"


def accept(segments: Sequence[Segment], known: EditedSegments) -> Edit | None:
    """Confirm what the machine found."""
    found = [segment for segment in segments if known.origin(segment) is Origin.MACHINE]
    return _joined(
        AcceptCut(SHOTS, s.start, s.label, s.score) if s.track == SHOTS else AcceptSegment(s) for s in found
    )


def reject(segments: Sequence[Segment], known: EditedSegments) -> Edit | None:
    """Take segments away; where a shot's cut is rejected, the shot before goes on."""
    edits: list[Edit] = []
    for segment in segments:
        if segment.track != SHOTS:
            edits.append(RemoveSegment(segment))
        elif segment.start > first_shot(known.segments):
            edits.append(RemoveCut(SHOTS, segment.start))
            edits += [RemoveSegment(t) for t in _transitions(known.segments, segment.start)]
    return _joined(edits)


def relabel(segments: Sequence[Segment], label: str) -> Edit | None:
    """Name segments otherwise."""
    return _joined(
        AcceptCut(SHOTS, segment.start, label, segment.score)
        if segment.track == SHOTS
        else ReplaceSegment(segment, replace(segment, label=label))
        for segment in segments
        if segment.label != label
    )


def trim(segment: Segment, start: float, end: float, known: EditedSegments) -> Edit | None:
    """Move the edges of a segment; those of a shot are cuts, which two shots share."""
    if end <= start or (start, end) == (segment.start, segment.end):
        return None
    if segment.track != SHOTS:
        return ReplaceSegment(segment, replace(segment, start=start, end=end))
    edits: list[Edit] = []
    if start != segment.start and segment.start > first_shot(known.segments):
        edits.append(MoveCut(SHOTS, segment.start, start, segment.label))
    following = next((s for s in known.segments if s.track == SHOTS and s.start == segment.end), None)
    if end != segment.end and following is not None:
        edits.append(MoveCut(SHOTS, segment.end, end, following.label))
    return _joined(edits)


def split(segments: Sequence[Segment], time: float) -> Edit | None:
    """Divide those of the segments that hold `time`."""
    return _joined(
        AddCut(SHOTS, time, CUT) if segment.track == SHOTS else SplitSegment(segment, time)
        for segment in segments
        if segment.start < time < segment.end
    )


def merge(segments: Sequence[Segment]) -> Edit | None:
    """Make segments of each track one, under the label of the longest."""
    edits: list[Edit] = []
    for track in dict.fromkeys(segment.track for segment in segments):
        those = [segment for segment in segments if segment.track == track]
        if len(those) < 2:
            continue
        if track == SHOTS:
            edits += [RemoveCut(SHOTS, segment.start) for segment in sorted(those)[1:]]
        else:
            longest = max(those, key=lambda segment: segment.end - segment.start)
            edits.append(MergeSegments(tuple(those), longest.label))
    return _joined(edits)


def add(track: str, start: float, end: float, label: str, known: EditedSegments) -> Edit | None:
    """Make a segment by hand; a shot is made by the cuts at its ends."""
    if track != SHOTS:
        return AddSegment(Segment(start, end, track, label, 1.0))
    shots = [segment for segment in known.segments if segment.track == SHOTS]
    taken = {time for shot in shots for time in (shot.start, shot.end)}
    return _joined(AddCut(SHOTS, time, CUT) for time in (start, end) if shots and time not in taken)


def labels_of(track: str, segments: Iterable[Segment], known: Iterable[str] = ()) -> list[str]:
    """Give the labels that a segment of a track may get, those that are in use first."""
    used: dict[str, int] = {}
    for segment in segments:
        if segment.track == track and not is_marker_track(track):
            used[segment.label] = used.get(segment.label, 0) + 1
    often = sorted(used, key=lambda label: (-used[label], label))
    return list(dict.fromkeys((*often, *known)))


def first_shot(segments: Iterable[Segment]) -> float:
    """Give where the first shot begins, which no cut does."""
    return min((segment.start for segment in segments if segment.track == SHOTS), default=0.0)


def _transitions(segments: Iterable[Segment], cut: float) -> list[Segment]:
    return [s for s in segments if s.track == TRANSITIONS and s.start <= cut <= s.end]


def _joined(edits: Iterable[Edit]) -> Edit | None:
    made = tuple(edits)
    return made[0] if len(made) == 1 else CompoundEdit(made) if made else None
