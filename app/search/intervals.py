"""Stretches of one file: what overlaps in time, and what becomes one. Pure."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from inference.contract.types import Segment


@dataclass(frozen=True, slots=True, order=True)
class Match:
    """Seconds, the segments that were found there, and the score of the whole."""

    start: float
    end: float
    segments: tuple[Segment, ...]
    score: float


def match_of(segment: Segment) -> Match:
    """Give the stretch of one segment."""
    return Match(segment.start, segment.end, (segment,), segment.score)


def union(spans: Iterable[Match]) -> list[Match]:
    """Make one of spans that overlap: its score is the highest. In time order."""
    made: list[Match] = []
    for span in sorted(spans):
        if made and _overlap(made[-1], span):
            last = made.pop()
            segments = tuple(dict.fromkeys((*last.segments, *span.segments)))
            span = Match(last.start, max(last.end, span.end), segments, max(last.score, span.score))  # noqa: PLW2901
        made.append(span)
    return made


def intersection(some: Sequence[Match], others: Sequence[Match]) -> list[Match]:
    """Give where one of `some` and one of `others` overlap: the score is the lower one. In time order.

    Both are in time order, and no two of a side overlap, as `union` gives them.
    """
    ends = [span.end for span in others]
    found: list[Match] = []
    for span in some:
        for other in others[bisect_left(ends, span.start) :]:
            if other.start > span.end:
                break
            if _overlap(span, other):
                start, end = max(span.start, other.start), min(span.end, other.end)
                segments = tuple(dict.fromkeys((*span.segments, *other.segments)))
                held = tuple(s for s in segments if s.start <= end and s.end >= start)
                found.append(Match(start, end, held, min(span.score, other.score)))
    return found


def _overlap(one: Match, other: Match) -> bool:
    """Whether they share time; one without length, such as a marker, counts where it stands."""
    start, end = max(one.start, other.start), min(one.end, other.end)
    return end > start or (end == start and (one.start == one.end or other.start == other.end))
