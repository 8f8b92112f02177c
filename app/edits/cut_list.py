"""The cuts that divide a track of shots, which keeps no gaps."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.edits.origin import Origin
from inference.contract.types import Segment

NEAR = 0.1
"""Seconds within which a cut that a new run found is the one that was judged."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Where a shot begins, with that shot's label and score."""

    time: float
    label: str
    score: float
    origin: Origin


class CutList:
    """Cuts of one track of shots, sorted by time. The first one is the start of the first shot and stays."""

    def __init__(self, shots: Sequence[tuple[Segment, Origin]]) -> None:
        """Take the shots, one or more, sorted by start."""
        self._track = shots[0][0].track
        self._cuts = [Cut(shot.start, shot.label, shot.score, origin) for shot, origin in shots]
        self._end = max(shot.end for shot, _ in shots)

    def set(self, cut: Cut) -> None:
        """Put in a cut: in place of the one that is near it, or between two; nothing, if it lies outside."""
        index = self._nearest(cut.time)
        if index == 0:
            self._cuts[0] = replace(cut, time=self._cuts[0].time)
        elif index is not None:
            self._cuts[index] = cut
        elif self._cuts[0].time < cut.time < self._end:
            self._cuts.append(cut)
        self._cuts.sort(key=lambda one: one.time)

    def remove(self, time: float) -> None:
        """Take out the cut that is near a time, so that the shot before goes on."""
        if index := self._nearest(time):
            del self._cuts[index]

    def shots(self) -> list[tuple[Segment, Origin]]:
        """Give the shots as the cuts divide them."""
        ends = [*(cut.time for cut in self._cuts[1:]), self._end]
        return [
            (Segment(cut.time, end, self._track, cut.label, cut.score), cut.origin)
            for cut, end in zip(self._cuts, ends, strict=True)
        ]

    def _nearest(self, time: float) -> int | None:
        index = min(range(len(self._cuts)), key=lambda number: abs(self._cuts[number].time - time))
        return index if abs(self._cuts[index].time - time) <= NEAR else None
