"""A result over time that grows while it is read."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any, Generic, Self, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

from inference.contract.types import STEPS, Chunk, Times, TrackSpec, Values

FACTOR = 8
"""Rows of one pyramid level that a row of the next level sums up."""


@dataclass(frozen=True, slots=True)
class Extent:
    """What a view of some pixels needs: times [n], least and greatest value [n, channels] near each."""

    times: Times
    low: Values
    high: Values


T = TypeVar("T", bound=np.generic)
Number: TypeAlias = np.uint8 | np.float16 | np.float32
Kept: TypeAlias = npt.NDArray[Number]
_KEPT: dict[str, type[Number]] = {"u1": np.uint8, "f2": np.float16, "f4": np.float32}
Which: TypeAlias = slice | int | Sequence[int] | npt.NDArray[np.intp] | npt.NDArray[np.bool_]


class _Rows(Generic[T]):
    """An array that grows at its end in amortized constant time; at most a quarter of the rows is spare."""

    def __init__(self, dtype: type[T], *shape: int, room: int = 256) -> None:
        self.size = 0
        self._space: npt.NDArray[T] = np.empty((room, *shape), dtype)

    def seen(self) -> "_Rows[T]":
        """Give what is there now, without a copy: rows that are there never change."""
        other: _Rows[T] = _Rows(self._space.dtype.type, room=0)
        other._space = self.all
        other.size = self.size
        return other

    def extend(self, rows: npt.NDArray[T]) -> None:
        size = self.size + len(rows)
        if size > len(self._space):
            room = max(size + size // 4, 256)
            bigger: npt.NDArray[T] = np.empty((room, *self._space.shape[1:]), self._space.dtype)
            bigger[: self.size] = self.all
            self._space = bigger
        self._space[self.size : size] = rows
        self.size = size

    @property
    def all(self) -> npt.NDArray[T]:
        return self._space[: self.size]


class _Level:
    """One level of the pyramid: a time, a least and a greatest value for each row."""

    def __init__(self, width: int, kept: type[Number], *, base: bool, room: int = 256) -> None:
        self.times = _Rows(np.float64, room=room)
        self.low: _Rows[Any] = _Rows(kept, width, room=room)
        self.high: _Rows[Any] = self.low if base else _Rows(kept, width, room=room)

    def extend(self, times: Times, low: Kept, high: Kept) -> None:
        self.times.extend(times)
        self.low.extend(low)
        if self.high is not self.low:
            self.high.extend(high)

    def seen(self) -> "_Level":
        other = _Level(0, np.float32, base=True)
        other.times, other.low = self.times.seen(), self.low.seen()
        other.high = other.low if self.high is self.low else self.high.seen()
        return other

    def slice(self, first: int, last: int | None = None) -> Extent:
        low = _plain(self.low.all[first:last])
        high = low if self.high is self.low else _plain(self.high.all[first:last])
        return Extent(self.times.all[first:last], low, high)


class Track:
    """Rows in time order, with a pyramid of least and greatest values for every zoom. Not thread-safe.

    Values are kept as the spec says, in halves or in steps of 1/255, which take a part of the memory: ask for
    the `part` that is wanted, since `values` makes an array of all. Without `zoom` there is no pyramid, and
    `read` gives all rows. room: how many rows are expected, where that is known.

    >>> import rushes
    >>> track = rushes.analyze("demo.mp4", only="loudness").tracks["loudness"]
    >>> track.spec.channels, track.spec.unit, track.times.shape, track.values.shape
    (('momentary', 'short_term', 'integrated', 'range', 'true_peak'), 'LUFS', (194,), (194, 5))
    >>> f"{track.column('true_peak').max():.1f} dBTP"
    '-3.2 dBTP'
    """

    def __init__(self, spec: TrackSpec, *, zoom: bool = True, capacity: int = 256) -> None:
        self.spec = spec
        self._zoom = zoom
        self._kept = _KEPT[spec.dtype]
        self._levels = [_Level(len(spec.channels), self._kept, base=True, room=capacity)]

    def __len__(self) -> int:
        return self._levels[0].times.size

    @property
    def times(self) -> Times:
        """Times of the rows [n], a view that is not to be changed."""
        return self._levels[0].times.all

    @property
    def values(self) -> Values:
        """Values [n, channels]: a view that is not to be changed, or made anew from the steps."""
        return _plain(self._levels[0].low.all)

    def values_at(self, rows: Which = slice(None), channels: Which = slice(None)) -> Values:
        """Values of some rows and some channels, as numpy indexes each."""
        return _plain(self._levels[0].low.all[rows][..., channels])

    def highest(self) -> Values:
        """Give the greatest value of each channel [channels]: 0 without rows, NaN where none claims one."""
        if not len(self):
            return np.zeros(len(self.spec.channels), np.float32)
        return _plain(np.fmax.reduce(self._levels[0].low.all, axis=0))

    def snapshot(self) -> Self:
        """Give a track of the rows that are there now, for another thread to read; nothing is copied."""
        other = copy(self)
        other._levels = [level.seen() for level in self._levels]  # noqa: SLF001 (its own kind)
        return other

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
        kept = np.rint(np.clip(values, 0, 1) * STEPS) if self._kept is np.uint8 else values
        kept = kept.astype(self._kept)
        self._levels[0].extend(times, kept, kept)
        if self._zoom:
            self._raise_pyramid()

    def column(self, channel: str) -> Values:
        """Values [n] of one channel."""
        return self.values_at(channels=self.spec.channels.index(channel))

    def columns(self, channels: Sequence[str], rows: Which = slice(None)) -> Values:
        """Values [n, channels] of some channels by name, and of some rows."""
        return self.values_at(rows, [self.spec.channels.index(channel) for channel in channels])

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
                self._levels.append(_Level(width, self._kept, base=False))
            upper = self._levels[index + 1]
            new = slice(upper.times.size * FACTOR, whole * FACTOR)
            upper.extend(
                lower.times.all[new][::FACTOR],
                np.fmin.reduce(lower.low.all[new].reshape(-1, FACTOR, width), axis=1),
                np.fmax.reduce(lower.high.all[new].reshape(-1, FACTOR, width), axis=1),
            )


def _plain(kept: npt.NDArray[Any]) -> Values:
    """Give values as they are meant, whichever way they are kept."""
    if kept.dtype == np.uint8:
        return np.divide(kept, np.float32(STEPS), dtype=np.float32)
    return kept if kept.dtype == np.float32 else kept.astype(np.float32)
