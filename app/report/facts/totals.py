"""How long things last in all: pure sums over segments."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from inference.contract.types import Segment


@dataclass(frozen=True, slots=True)
class Total:
    """All stretches of one label. seconds: where they overlap they count once. share: of the whole file."""

    label: str
    seconds: float
    share: float
    stretches: tuple[tuple[float, float], ...]


def union(segments: Iterable[Segment]) -> list[tuple[float, float]]:
    """Give the stretches that segments cover, apart from each other and in order."""
    joined: list[tuple[float, float]] = []
    for start, end in sorted((segment.start, segment.end) for segment in segments):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def total_seconds(stretches: Iterable[tuple[float, float]]) -> float:
    """Give how long stretches last in all."""
    return sum(end - start for start, end in stretches)


def total(label: str, segments: Iterable[Segment], duration: float) -> Total:
    """Sum up segments under a label."""
    stretches = union(segments)
    lasts = total_seconds(stretches)
    return Total(label, lasts, min(1.0, lasts / duration) if duration > 0 else 0.0, tuple(stretches))


def totals(segments: Sequence[Segment], track: str, duration: float) -> tuple[Total, ...]:
    """Sum up each label of a track, the longest first."""
    grouped: defaultdict[str, list[Segment]] = defaultdict(list)
    for segment in segments:
        if segment.track == track:
            grouped[segment.label].append(segment)
    made = (total(label, those, duration) for label, those in grouped.items())
    return tuple(sorted(made, key=lambda one: (-one.seconds, one.label)))
