"""Segments that edits are applied to: found again by what they mean, though a new run moved their edges."""

from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from operator import attrgetter

from app.edits.cut_list import CutList
from app.edits.origin import Origin
from inference.contract.types import Segment

_Kind = tuple[str, str]
_Place = tuple[str, str, float, float]


class SegmentSet:
    """The machine's segments by track and label, and those that the user touched."""

    def __init__(self, segments: Iterable[Segment]) -> None:
        self._found: dict[_Kind, list[Segment]] = {}
        self._touched: dict[_Place, tuple[Segment, Origin]] = {}
        self._divided: dict[str, list[Callable[[CutList], None]]] = {}
        for segment in segments:
            self._found.setdefault((segment.track, segment.label), []).append(segment)

    def put(self, segment: Segment, origin: Origin) -> None:
        """Put in what the user wants; what the machine found of it gives way."""
        self._drop_found(segment)
        self._touched[_place(segment)] = (segment, origin)

    def drop(self, gone: Segment) -> None:
        """Take out a segment that the user had touched, or what the machine found of it."""
        if self._touched.pop(_place(gone), None) is None:
            self._drop_found(gone)

    def divide(self, track: str, change: Callable[[CutList], None]) -> None:
        """Note a change of the cuts that divide a track of shots; `divide_now` makes all of them at once."""
        self._divided.setdefault(track, []).append(change)

    def divide_now(self) -> None:
        """Make the changes of cuts that were noted, each track's in their order."""
        for track, changes in self._divided.items():
            if shots := self._of(track):
                cuts = CutList(shots)
                for change in changes:
                    change(cuts)
                self._refill(track, cuts.shots())
        self._divided.clear()

    def segments(self) -> list[Segment]:
        """Give all segments, sorted by start."""
        touched = (segment for segment, _ in self._touched.values())
        return sort_segments(chain(chain.from_iterable(self._found.values()), touched))

    def origins(self) -> dict[Segment, Origin]:
        """Give where the segments come from that the user touched."""
        return dict(self._touched.values())

    def _of(self, track: str) -> list[tuple[Segment, Origin]]:
        return sorted(pair for pair in self._pairs() if pair[0].track == track)

    def _refill(self, track: str, pairs: Iterable[tuple[Segment, Origin]]) -> None:
        self._found = {kind: those for kind, those in self._found.items() if kind[0] != track}
        self._touched = {place: pair for place, pair in self._touched.items() if place[0] != track}
        for segment, origin in pairs:
            if origin is Origin.MACHINE:
                self._found.setdefault((segment.track, segment.label), []).append(segment)
            else:
                self._touched[_place(segment)] = (segment, origin)

    def _pairs(self) -> Iterable[tuple[Segment, Origin]]:
        found = chain.from_iterable(self._found.values())
        return chain(((segment, Origin.MACHINE) for segment in found), self._touched.values())

    def _drop_found(self, gone: Segment) -> None:
        found = self._found.get((gone.track, gone.label))
        if found and (out := _alike(found, gone)):
            gone_ids = set(map(id, out))
            found[:] = [segment for segment in found if id(segment) not in gone_ids]


def sort_segments(segments: Iterable[Segment]) -> list[Segment]:
    """Sort segments: tens of thousands are sorted by tuples in a tenth of the time."""
    return sorted(segments, key=attrgetter("start", "end", "track", "label", "score"))


def _alike(found: Sequence[Segment], gone: Segment) -> list[Segment]:
    """Give what a new run made of a segment: the nearest that shares half of it, and pieces of it."""
    around = [segment for segment in found if segment.start <= gone.end and segment.end >= gone.start]
    near = [segment for segment in around if _shares(segment, gone, min(_length(segment), _length(gone)))]
    if not near:
        return []
    nearest = min(near, key=lambda s: abs(s.start - gone.start) + abs(s.end - gone.end))
    return [nearest, *(segment for segment in near if _shares(segment, gone, _length(segment)))]


def _shares(one: Segment, other: Segment, length: float) -> bool:
    """Say whether both share half of `length`, and not only an edge, or are the same stretch or point."""
    shared = min(one.end, other.end) - max(one.start, other.start)
    return (shared > 0 and shared >= length / 2) or (one.start, one.end) == (other.start, other.end)


def _length(segment: Segment) -> float:
    return segment.end - segment.start


def _place(segment: Segment) -> _Place:
    return segment.track, segment.label, segment.start, segment.end
