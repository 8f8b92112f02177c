"""A result over time that grows while it is read."""

from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt

from inference.types import Chunk, Times, TrackSpec, Values

FACTOR = 8
"""Rows of one pyramid level that a row of the next level sums up."""


@dataclass(frozen=True, slots=True)
class Extent:
    """What a view of some pixels needs: times [n], least and greatest value [n, channels] near each."""

    times: Times
    low: Values
    high: Values


T = TypeVar("T", np.float32, np.float64)


class _Rows(Generic[T]):
    """An array that grows at its end in amortised constant time."""

    def __init__(self, dtype: type[T], *shape: int) -> None:
        self.size = 0
        self._space: npt.NDArray[T] = np.empty((256, *shape), dtype)

    def extend(self, rows: npt.NDArray[T]) -> None:
        size = self.size + len(rows)
        if size > len(self._space):
            bigger: npt.NDArray[T] = np.empty((2 * size, *self._space.shape[1:]), self._space.dtype)
            bigger[: self.size] = self.all
            self._space = bigger
        self._space[self.size : size] = rows
        self.size = size

    @property
    def all(self) -> npt.NDArray[T]:
        return self._space[: self.size]


class _Level:
    """One level of the pyramid: a time, a least and a greatest value for each row."""

    def __init__(self, width: int, *, base: bool) -> None:
        self.times = _Rows(np.float64)
        self.low = _Rows(np.float32, width)
        self.high = self.low if base else _Rows(np.float32, width)

    def extend(self, times: Times, low: Values, high: Values) -> None:
        self.times.extend(times)
        self.low.extend(low)
        if self.high is not self.low:
            self.high.extend(high)

    def slice(self, first: int, last: int | None = None) -> Extent:
        return Extent(self.times.all[first:last], self.low.all[first:last], self.high.all[first:last])


class Track:
    """Rows in time order, with a pyramid of least and greatest values for every zoom. Not thread-safe."""

    def __init__(self, spec: TrackSpec) -> None:
        self.spec = spec
        self._levels = [_Level(len(spec.channels), base=True)]

    def __len__(self) -> int:
        return self._levels[0].times.size

    @property
    def times(self) -> Times:
        """Times of the rows [n], a view that is not to be changed."""
        return self._levels[0].times.all

    @property
    def values(self) -> Values:
        """Values [n, channels], a view that is not to be changed."""
        return self._levels[0].low.all

    @property
    def end(self) -> float:
        """Time of the last row, or minus infinity if there is none."""
        return float(self.times[-1]) if len(self) else -np.inf

    def append(self, chunk: Chunk) -> None:
        """Add rows later than all before. Raise ValueError if they are not, or of the wrong width."""
        times = np.asarray(chunk.times, np.float64)
        values = np.asarray(chunk.values, np.float32).reshape(len(times), len(self.spec.channels))
        if not len(times):
            return
        if times[0] < self.end or np.any(np.diff(times) < 0):
            raise ValueError(f"track {self.spec.key!r}: rows must come in time order")
        self._levels[0].extend(times, values, values)
        self._raise_pyramid()

    def column(self, channel: str) -> Values:
        """Values [n] of one channel."""
        return self.values[:, self.spec.channels.index(channel)]

    def row_at(self, time: float) -> int:
        """Index of the last row at or before `time`, or -1."""
        return int(np.searchsorted(self.times, time, side="right")) - 1

    def read(self, start: float, end: float, points: int) -> Extent:
        """Give about `points` rows that span [start, end], with one more at each side if there is one."""
        part = self._span(0, start, end)
        for level in range(1, len(self._levels)):
            if len(part.times) <= max(points, 2 * FACTOR):
                break
            part = self._span(level, start, end)
        return part

    def _span(self, level: int, start: float, end: float) -> Extent:
        times = self._levels[level].times.all
        first = max(0, int(np.searchsorted(times, start, side="right")) - 1)
        last = int(np.searchsorted(times, end, side="left")) + 1
        parts = [self._levels[level].slice(first, last)]
        if last >= len(times):
            # Rows too new to fill a row of this level stand in the levels below.
            for upper in range(level, 0, -1):
                lower = self._levels[upper - 1]
                summed = self._levels[upper].times.size * FACTOR
                keep = int(np.searchsorted(lower.times.all, end, side="left")) + 1
                parts.append(lower.slice(summed, max(summed, keep)))
        if len(parts) == 1:
            return parts[0]
        return Extent(
            np.concatenate([part.times for part in parts]),
            np.concatenate([part.low for part in parts]),
            np.concatenate([part.high for part in parts]),
        )

    def _raise_pyramid(self) -> None:
        width = len(self.spec.channels)
        for index, lower in enumerate(self._levels):
            whole = lower.times.size // FACTOR
            if index + 1 == len(self._levels):
                if whole < FACTOR:
                    return
                self._levels.append(_Level(width, base=False))
            upper = self._levels[index + 1]
            rows = lower.slice(upper.times.size * FACTOR, whole * FACTOR)
            upper.extend(
                rows.times[::FACTOR],
                np.fmin.reduce(rows.low.reshape(-1, FACTOR, width), axis=1),
                np.fmax.reduce(rows.high.reshape(-1, FACTOR, width), axis=1),
            )
