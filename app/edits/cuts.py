"""A track of shots under edits of the cuts between them: it keeps no gaps."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from app.edits.edits import AcceptCut, AddCut, MoveCut, RemoveCut
from app.edits.origin import Origin
from inference.contract.types import Segment

CutEdit: TypeAlias = AddCut | AcceptCut | RemoveCut | MoveCut

NEAR = 0.1
"""Seconds within which a cut that a new run found is the one that was judged."""


@dataclass(frozen=True, slots=True)
class _Cut:
    time: float
    label: str
    score: float
    origin: Origin


def retile_shots(
    shots: Sequence[tuple[Segment, Origin]], edits: Sequence[CutEdit]
) -> list[tuple[Segment, Origin]]:
    """Give the shots, sorted by start, as the user's cuts divide them."""
    if not shots:
        return []
    cuts = [_Cut(shot.start, shot.label, shot.score, origin) for shot, origin in shots]
    end = max(shot.end for shot, _ in shots)
    for edit in edits:
        match edit:
            case AddCut(_, time, label):
                _set(cuts, _Cut(time, label, 1.0, Origin.HANDMADE), end)
            case AcceptCut(_, time, label, score):
                _set(cuts, _Cut(time, label, score, Origin.ACCEPTED), end)
            case RemoveCut(_, time):
                _take(cuts, time)
            case MoveCut(_, time, to, label):
                _take(cuts, time)
                _set(cuts, _Cut(to, label, 1.0, Origin.HANDMADE), end)
    stops = [*(cut.time for cut in cuts[1:]), end]
    track = shots[0][0].track
    return [
        (Segment(cut.time, stop, track, cut.label, cut.score), cut.origin)
        for cut, stop in zip(cuts, stops, strict=True)
    ]


def _set(cuts: list[_Cut], cut: _Cut, end: float) -> None:
    index = _nearest(cuts, cut.time)
    if index == 0:
        cuts[0] = replace(cut, time=cuts[0].time)  # the start stays where it is
    elif index is not None:
        cuts[index] = cut
    elif cuts[0].time < cut.time < end:
        cuts.append(cut)
    cuts.sort(key=lambda one: one.time)


def _take(cuts: list[_Cut], time: float) -> None:
    if index := _nearest(cuts, time):
        del cuts[index]


def _nearest(cuts: list[_Cut], time: float) -> int | None:
    index = min(range(len(cuts)), key=lambda number: abs(cuts[number].time - time))
    return index if abs(cuts[index].time - time) <= NEAR else None
