"""The outline of a sound: least and greatest sample at every zoom, built in the decode pass."""

import math
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from app.media.npz_cache import load_arrays
from inference.contract.types import Times, Values

BINS, FEWEST = 300, 50
"""Bins a second, about, and the least of them for long media: each holds a whole number of samples."""
MOST = 1_200_000
"""Bins from which on they become longer."""

_FACTOR = 4
_FULL = 32767

Bins: TypeAlias = npt.NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Outline:
    """Start of each bin [n]; least and greatest sample [n, channels] in it, 1.0 being full scale."""

    times: Times
    low: Values
    high: Values


class _Level:
    """Rows of (least, greatest) [n, channels, 2] at one zoom."""

    def __init__(self, channels: int) -> None:
        self.size = 0
        self.rows: Bins = np.empty((1024, channels, 2), np.int16)

    def extend(self, rows: Bins) -> None:
        size = self.size + len(rows)
        if size > len(self.rows):
            bigger = np.empty((size + size // 4, *self.rows.shape[1:]), np.int16)
            bigger[: self.size] = self.rows[: self.size]
            self.rows = bigger
        self.rows[self.size : size] = rows
        # Told last: a reader in another thread sees rows only once they are there.
        self.size = size


class Peaks:
    """Least and greatest samples of one or two channels (more are mixed to one); grows while it is read."""

    def __init__(self, seconds: float = 1 / BINS, channels: int = 1) -> None:
        self.restart(seconds, channels)

    def restart(self, seconds: float, channels: int) -> None:
        """Begin anew with bins of another length."""
        self.seconds = seconds
        self.channels = channels
        self._levels = [_Level(channels)]

    @property
    def end(self) -> float:
        """Seconds up to which there is an outline."""
        return self._levels[0].size * self.seconds

    def after(self, first: int) -> Bins:
        """Give the finest bins (least, greatest) [n, channels, 2] from one on."""
        base = self._levels[0]
        return base.rows[first : base.size]

    def extend(self, rows: Bins) -> None:
        """Add bins (least, greatest) [n, channels, 2]."""
        self._levels[0].extend(rows)
        for index in count():
            lower = self._levels[index]
            whole = lower.size // _FACTOR
            if index + 1 == len(self._levels):
                if whole < _FACTOR:
                    return
                self._levels.append(_Level(self.channels))
            upper = self._levels[index + 1]
            upper.extend(_summed(lower.rows[upper.size * _FACTOR : whole * _FACTOR]))

    def read(self, start: float, end: float, points: int) -> Outline:
        """Give the bins that touch [start, end], at the finest zoom with at most `points` of them."""
        level, width = 0, self.seconds
        while (end - start) / width > points and level + 1 < len(self._levels):
            level, width = level + 1, width * _FACTOR
        first, last = max(0, int(start / width)), math.ceil(end / width)
        held, base = self._levels[level], self._levels[0]
        ready = held.size
        rows = held.rows[first : min(last, ready)]
        if last > ready and level:
            # Bins too new to fill one of this zoom are summed from the finest.
            span = _FACTOR**level
            rest = base.rows[max(first, ready) * span : min(base.size, last * span)]
            rows = np.concatenate([rows, _summed(rest, span)])
        values = (rows / _FULL).astype(np.float32)
        times = (first + np.arange(len(rows), dtype=np.float64)) * width
        return Outline(times, values[..., 0], values[..., 1])

    def save(self, path: Path) -> None:
        """Write an .npz file."""
        base = self._levels[0]
        np.savez_compressed(path, seconds=self.seconds, rows=base.rows[: base.size])

    @classmethod
    def load(cls, path: Path) -> "Peaks":
        """Read what `save` wrote. Raise OSError or ValueError if it is missing or damaged."""
        rows, seconds = load_arrays(path, "rows", "seconds")
        if rows.ndim != 3:
            raise ValueError(f"{path.name} is damaged")
        peaks = cls(float(seconds), rows.shape[1])
        peaks.extend(rows)
        return peaks


class PeakBuilder:
    """Makes `peaks` from sound at its own rate; `duration` (seconds) decides how fine they are."""

    def __init__(self, duration: float = 0.0) -> None:
        self.peaks = Peaks()
        self._bins = min(BINS, max(FEWEST, MOST / duration)) if duration > 0 else BINS
        self._bin = 1
        self._rest: Values = np.empty((1, 0), np.float32)

    def begin(self, rate: int, channels: int) -> None:
        """Be told what will come; `peaks` begins anew."""
        self._bin = max(1, round(rate / self._bins))
        kept = channels if channels <= 2 else 1
        self.peaks.restart(self._bin / rate, kept)
        self._rest = np.empty((kept, 0), np.float32)

    def feed(self, sound: Values) -> None:
        """Take float32 [channels, n]."""
        if len(sound) > 2:
            sound = sound.mean(axis=0, keepdims=True)
        sound = np.concatenate([self._rest, sound], axis=1)
        whole = sound.shape[1] // self._bin * self._bin
        self._rest = sound[:, whole:].copy()
        if whole:
            self._add(sound[:, :whole].reshape(len(sound), -1, self._bin))

    def finish(self) -> None:
        """Take what did not fill a bin."""
        if self._rest.shape[1]:
            self._add(self._rest[:, None, :])
            self._rest = self._rest[:, :0]

    def _add(self, bins: Values) -> None:
        ends = np.stack([bins.min(axis=2), bins.max(axis=2)], axis=2)
        self.peaks.extend(np.rint(np.clip(ends, -1, 1) * _FULL).astype(np.int16).transpose(1, 0, 2))


def _summed(rows: Bins, factor: int = _FACTOR) -> Bins:
    """Sum up `factor` rows in one; the last may stand for fewer."""
    starts = np.arange(0, len(rows), factor)
    if not len(starts):
        return rows[:0]
    low = np.minimum.reduceat(rows[..., 0], starts)
    high = np.maximum.reduceat(rows[..., 1], starts)
    return np.stack([low, high], axis=-1)
