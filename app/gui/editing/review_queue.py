"""Which segments are worth a look: those whose score is near the threshold and that nobody judged."""

from collections.abc import Iterable, Mapping

from app.edits import EditedSegments, Origin, is_marker_track
from inference.contract.analyzer import Analyzer
from inference.contract.types import Segment, Thresholds

NEAR = 0.15
"""A score is near its threshold up to this distance."""

CONFIDENCE = "confidence"
"""Name of the threshold that scores are held against."""


def uncertain(
    known: EditedSegments, analyzers: Mapping[str, type[Analyzer]], set_: Mapping[str, Thresholds]
) -> list[Segment]:
    """Give the segments that are worth a look, sorted by start. `set_`: thresholds that the user changed."""
    bars = {
        key: set_.get(key, {}).get(CONFIDENCE, kind.thresholds[CONFIDENCE])
        for key, kind in analyzers.items()
        if CONFIDENCE in kind.thresholds
    }
    return [segment for segment in known.segments if _is_near(segment, bars, known)]


def _is_near(segment: Segment, bars: Mapping[str, float], known: EditedSegments) -> bool:
    bar = bars.get(segment.track.partition(".")[0])
    judged = is_marker_track(segment.track) or known.origin(segment) is not Origin.MACHINE
    return bar is not None and not judged and abs(segment.score - bar) <= NEAR


def step(
    candidates: Iterable[Segment], now: tuple[float, Segment | None], direction: int, track: str
) -> Segment | None:
    """Give the next (1) or previous (-1) candidate from a time or segment on: on `track` while it has one."""
    every = sorted(candidates)
    for those in ([s for s in every if s.track == track], every):
        here = [s for s in those if _lies(s, now, direction)]
        if here:
            return here[0] if direction > 0 else here[-1]
    return None


def _lies(segment: Segment, now: tuple[float, Segment | None], direction: int) -> bool:
    position, selected = now
    if selected is not None:
        return segment > selected if direction > 0 else segment < selected
    return segment.start > position if direction > 0 else segment.start < position
