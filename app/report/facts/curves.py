"""Long curves as a few hundred points."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from inference.contract.track import Track

Floats = npt.NDArray[np.float64]


def bin_curve(track: Track, channels: Sequence[str], points: int) -> tuple[Floats, Floats]:
    """Give times [n] and values [n, channels] of at most so many points: means of rows, NaN where all are."""
    columns = [track.spec.channels.index(name) for name in channels]
    values = track.values_at(channels=columns).astype(np.float64)
    values[~np.isfinite(values)] = np.nan
    step = max(1, -(-len(track) // max(1, points)))
    if step == 1:
        return track.times.copy(), values
    starts = np.arange(0, len(track), step)
    known = np.isfinite(values)
    count = np.add.reduceat(known, starts, axis=0, dtype=np.int64)
    summed = np.add.reduceat(np.nan_to_num(values), starts, axis=0)
    with np.errstate(invalid="ignore"):
        return track.times[starts], np.where(count > 0, summed / np.maximum(count, 1), np.nan)
