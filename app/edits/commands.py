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
from inference.analyzers import ANALYZERS
from inference.contract.analyzer_registry import AnalyzerRegistry
from inference.contract.presentation import Role
from inference.contract.types import Segment

CUT = "cut"
"""Label of a shot that begins with a cut."""


def accept(
    segments: Sequence[Segment], known: EditedSegments, analyzers: AnalyzerRegistry = ANALYZERS
) -> Edit | None:
    """Confirm what the machine found."""
    shots = analyzers.tracks_of(Role.SHOTS)
    found = [segment for segment in segments if known.origin(segment) is Origin.MACHINE]
    return _joined(
        AcceptCut(s.track, s.start, s.label, s.score) if s.track in shots else AcceptSegment(s) for s in found
    )


def reject(
    segments: Sequence[Segment], known: EditedSegments, analyzers: AnalyzerRegistry = ANALYZERS
) -> Edit | None:
    """Take segments away; where a shot's cut is rejected, the shot before goes on."""
    shots, transitions = (analyzers.tracks_of(role) for role in (Role.SHOTS, Role.TRANSITIONS))
    edits: list[Edit] = []
    for segment in segments:
        if segment.track not in shots:
            edits.append(RemoveSegment(segment))
        elif segment.start > first_shot(known.segments, segment.track):
            cut = segment.start
            edits.append(RemoveCut(segment.track, cut))
            over = (s for s in known.segments if s.track in transitions and s.start <= cut <= s.end)
            edits += map(RemoveSegment, over)
    return _joined(edits)


def relabel(segments: Sequence[Segment], label: str, analyzers: AnalyzerRegistry = ANALYZERS) -> Edit | None:
    """Name segments otherwise."""
    shots = analyzers.tracks_of(Role.SHOTS)
    return _joined(
        AcceptCut(segment.track, segment.start, label, segment.score)
        if segment.track in shots
        else ReplaceSegment(segment, replace(segment, label=label))
        for segment in segments
        if segment.label != label
    )


def trim(
    segment: Segment,
    start: float,
    end: float,
    known: EditedSegments,
    analyzers: AnalyzerRegistry = ANALYZERS,
) -> Edit | None:
    """Move the edges of a segment; those of a shot are cuts, which two shots share."""
    if end <= start or (start, end) == (segment.start, segment.end):
        return None
    track = segment.track
    if track not in analyzers.tracks_of(Role.SHOTS):
        return ReplaceSegment(segment, replace(segment, start=start, end=end))
    edits: list[Edit] = []
    if start != segment.start and segment.start > first_shot(known.segments, track):
        edits.append(MoveCut(track, segment.start, start, segment.label))
    following = next((s for s in known.segments if s.track == track and s.start == segment.end), None)
    if end != segment.end and following is not None:
        edits.append(MoveCut(track, segment.end, end, following.label))
    return _joined(edits)


def split(segments: Sequence[Segment], time: float, analyzers: AnalyzerRegistry = ANALYZERS) -> Edit | None:
    """Divide those of the segments that hold `time`."""
    shots = analyzers.tracks_of(Role.SHOTS)
    return _joined(
        AddCut(segment.track, time, CUT) if segment.track in shots else SplitSegment(segment, time)
        for segment in segments
        if segment.start < time < segment.end
    )


def merge(segments: Sequence[Segment], analyzers: AnalyzerRegistry = ANALYZERS) -> Edit | None:
    """Make segments of each track one, under the label of the longest."""
    shots = analyzers.tracks_of(Role.SHOTS)
    edits: list[Edit] = []
    for track in dict.fromkeys(segment.track for segment in segments):
        those = [segment for segment in segments if segment.track == track]
        if len(those) < 2:
            continue
        if track in shots:
            edits += [RemoveCut(track, segment.start) for segment in sorted(those)[1:]]
        else:
            longest = max(those, key=lambda segment: segment.end - segment.start)
            edits.append(MergeSegments(tuple(those), longest.label))
    return _joined(edits)


def add(
    track: str,
    start: float,
    end: float,
    label: str,
    known: EditedSegments,
    analyzers: AnalyzerRegistry = ANALYZERS,
) -> Edit | None:
    """Make a segment by hand; a shot is made by the cuts at its ends."""
    if track not in analyzers.tracks_of(Role.SHOTS):
        return AddSegment(Segment(start, end, track, label, 1.0))
    shots = [segment for segment in known.segments if segment.track == track]
    taken = {time for shot in shots for time in (shot.start, shot.end)}
    return _joined(AddCut(track, time, CUT) for time in (start, end) if shots and time not in taken)


def labels_of(track: str, segments: Iterable[Segment], known: Iterable[str] = ()) -> list[str]:
    """Give the labels that a segment of a track may get, those that are in use first."""
    used: dict[str, int] = {}
    for segment in segments:
        if segment.track == track and not is_marker_track(track):
            used[segment.label] = used.get(segment.label, 0) + 1
    often = sorted(used, key=lambda label: (-used[label], label))
    return list(dict.fromkeys((*often, *known)))


def first_shot(segments: Iterable[Segment], track: str) -> float:
    """Give where the first shot of a track begins, which no cut does."""
    return min((segment.start for segment in segments if segment.track == track), default=0.0)


def _joined(edits: Iterable[Edit]) -> Edit | None:
    made = tuple(edits)
    return made[0] if len(made) == 1 else CompoundEdit(made) if made else None
