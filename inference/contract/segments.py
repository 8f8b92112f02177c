"""Scores over time to spans: smoothing, thresholds with hysteresis, merging, least lengths. Pure NumPy.

A sample at time t stands for [t, t + period): spans start at a sample's time and end one period after their
last sample, or where the next sample starts. NaN means that nothing is claimed: no span runs over it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from inference.contract.types import Segment, Times

Scores = npt.NDArray[np.floating[Any]]
Mask = npt.NDArray[np.bool_]
Bounds = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch in seconds, with the mean and the highest of its scores and its rows [first, last)."""

    start: float
    end: float
    mean: float
    peak: float
    first: int
    last: int


def spans(
    times: Scores,
    scores: Scores,
    high: float,
    low: float | None = None,
    *,
    least: float = 0.0,
    gap: float = 0.0,
    pad: float = 0.0,
    duration: float = np.inf,
) -> list[Span]:
    """Give the stretches where scores [n] reach `high` and until they fall under `low`, in time order.

    low: `high` if None. gap: pauses up to this long are bridged.
    least: shorter ones are dropped, after bridging.
    pad: added at both sides, without overlap. duration: nothing reaches past it. All in seconds.
    """
    if not len(times):
        return []
    starts, ends = edges(times, duration)
    apart = starts[1:] - ends[:-1] > 1e-6
    bounds = contiguous_runs(hysteresis(scores, high, high if low is None else low), apart)
    if gap > 0:
        bounds = _bridged(bounds, starts, ends, np.isnan(scores), gap)
    if least > 0 and len(bounds):
        # Times are sums of many steps: the tolerance keeps a stretch of exactly the least length.
        bounds = bounds[ends[bounds[:, 1] - 1] - starts[bounds[:, 0]] >= least - 1e-6]
    if not len(bounds):
        return []
    begin, end = starts[bounds[:, 0]], ends[bounds[:, 1] - 1]
    if pad > 0:
        begin, end = _padded(begin, end, pad, duration)
    return _spans(bounds, begin, end, scores)


def edges(times: Scores, duration: float = np.inf) -> tuple[Times, Times]:
    """Start and end of what each sample stands for: [n] and [n]. A gap in sampling is not filled."""
    starts: Times = np.asarray(times, np.float64)
    usual = period(starts)
    following = np.append(starts[1:], starts[-1:] + usual)
    # Jitter of up to half a period belongs to the sampling; more is a hole in it.
    near = following - starts <= 1.5 * usual
    ends = np.minimum(np.where(near, following, starts + usual), duration)
    if len(starts) == 1 and duration - starts[0] <= 1.0:
        ends[:] = duration  # a lone sample has no period; of a clip this short it is all there is
    return starts, np.maximum(ends, starts)


def period(times: Scores) -> float:
    """Usual step between samples in seconds; 0 if there are fewer than two."""
    return float(np.median(np.diff(times))) if len(times) > 1 else 0.0


def hysteresis(scores: Scores, high: float, low: float) -> Mask:
    """Where scores [n] have reached `high` and not fallen under `low` since or before; NaN is under all."""
    scores = np.asarray(scores)
    with np.errstate(invalid="ignore"):
        above = scores >= min(low, high)
        sure = scores >= high
    if low >= high:
        return sure
    bounds = runs(above)
    if not len(bounds):
        return above
    hits = np.concatenate([[0], np.cumsum(sure)])
    held = hits[bounds[:, 1]] > hits[bounds[:, 0]]
    step = np.zeros(len(scores) + 1, np.int64)
    step[bounds[held, 0]] += 1
    step[bounds[held, 1]] -= 1
    return np.cumsum(step[:-1]) > 0


def runs(mask: Mask) -> Bounds:
    """First row and row after the last of each run of true rows: [runs, 2]."""
    padded = np.concatenate([[False], np.asarray(mask, np.bool_), [False]])
    return np.flatnonzero(padded[1:] != padded[:-1]).reshape(-1, 2)


def contiguous_runs(mask: Mask, apart: Mask) -> Bounds:
    """Give the runs [runs, 2] of true rows, parted where `apart` [n - 1] says that a row does not follow."""
    first = mask & np.append(True, ~mask[:-1] | apart)
    last = mask & np.append(~mask[1:] | apart, True)
    return np.stack([np.flatnonzero(first), np.flatnonzero(last) + 1], axis=1)


def smooth(scores: Scores, rows: int) -> npt.NDArray[np.float64]:
    """Centered mean over `rows` rows (odd) of scores [n] or [n, channels], of those that are not NaN.

    What is NaN stays NaN; at the ends the window is cut.
    """
    values: npt.NDArray[np.float64] = np.asarray(scores, np.float64)
    if rows <= 1 or not len(values):
        return values
    known = np.isfinite(values)
    half = rows // 2
    index = np.arange(len(values))
    first, last = np.maximum(index - half, 0), np.minimum(index + half + 1, len(values))
    total = _cumulated(np.where(known, values, 0.0))
    count = _cumulated(known.astype(np.float64))
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = (total[last] - total[first]) / (count[last] - count[first])
    return np.where(known, mean, np.nan)


def longest_labels(segments: Iterable[Segment]) -> list[str]:
    """Give the labels of segments, each once, those that last longest in all first."""
    seconds: dict[str, float] = {}
    for one in segments:
        seconds[one.label] = seconds.get(one.label, 0.0) + one.end - one.start
    return sorted(seconds, key=lambda label: -seconds[label])


def in_spans(times: Scores, stretches: Sequence[Span]) -> Mask:
    """Which times [n] lie in one of the stretches, which are in time order and apart."""
    starts = np.array([span.start for span in stretches])
    ends = np.array([span.end for span in stretches])
    index = np.searchsorted(starts, times, side="right") - 1
    return (index >= 0) & (np.asarray(times) < np.append(ends, -np.inf)[index])


def _cumulated(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.concatenate([np.zeros((1, *values.shape[1:])), np.cumsum(values, axis=0)])


def _bridged(bounds: Bounds, starts: Times, ends: Times, unknown: Mask, gap: float) -> Bounds:
    if len(bounds) < 2:
        return bounds
    silent = np.concatenate([[0], np.cumsum(unknown)])
    pause = starts[bounds[1:, 0]] - ends[bounds[:-1, 1] - 1]
    unclaimed = silent[bounds[1:, 0]] - silent[bounds[:-1, 1]]
    parted = np.flatnonzero((pause > gap + 1e-6) | (unclaimed > 0))
    first = np.concatenate([[0], parted + 1])
    last = np.concatenate([parted, [len(bounds) - 1]])
    return np.stack([bounds[first, 0], bounds[last, 1]], axis=1)


def _spans(bounds: Bounds, begin: Times, end: Times, scores: Scores) -> list[Span]:
    first, last = bounds[:, 0], bounds[:, 1]
    known = np.nan_to_num(np.asarray(scores, np.float64))
    total = np.concatenate([[0.0], np.cumsum(known)])
    mean = (total[last] - total[first]) / (last - first)
    # reduceat takes [first, last) pairs at every second place; a last beyond the end is cut off.
    index = bounds.ravel()[: None if last[-1] < len(known) else -1]
    peak = np.maximum.reduceat(known, index)[::2]
    columns = (begin, end, mean, peak, first, last)
    return [Span(*row) for row in zip(*(column.tolist() for column in columns), strict=True)]


def _padded(begin: Times, end: Times, pad: float, duration: float) -> tuple[Times, Times]:
    room = np.maximum(begin[1:] - end[:-1], 0.0) / 2
    before = np.minimum(pad, np.concatenate([[max(begin[0], 0.0)], room]))
    after = np.minimum(pad, np.append(room, max(duration - end[-1], 0.0)))
    return begin - before, end + after
