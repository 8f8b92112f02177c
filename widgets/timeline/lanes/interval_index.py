"""Which of many stretches stand in a window, at a cost that follows the window and not their number."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]

SHORTEST = -20
"""Power of two of the seconds below which lengths are not told apart."""

SAME = 1e-6
"""Seconds that two times may differ by and still be one."""


@dataclass(frozen=True, slots=True)
class _Some:
    """Numbers of stretches with their starts, by start."""

    members: Indices
    starts: Floats

    def between(self, start: float, end: float, side: Literal["left", "right"]) -> Indices:
        first, last = self.starts.searchsorted(start), self.starts.searchsorted(end, side)
        return self.members[first:last]


class IntervalIndex:
    """Stretches by number. They are sorted by how long they are, in classes that double.

    Of one class only those can reach into a window that begin at most twice the class's length before it;
    of those too short to be seen, one stands for all that begin in the same few pixels.
    `looked_at` counts what the last question took into its hands.
    """

    def __init__(self, starts: Floats, ends: Floats) -> None:
        self.starts = starts
        self.ends = ends
        self.looked_at = 0
        self._thinned: dict[int, _Some] = {}

    def visible(self, start: float, end: float, narrow: float) -> Indices:
        """Give those that reach into the window, ascending; one of many shorter than `narrow` seconds."""
        level = int(np.floor(np.log2(max(narrow, 2.0**SHORTEST))))
        parts = [self._thin(level).between(start - 2.0**level, end, "left")]
        parts += [
            some.between(start - 2.0 ** (power + 1), end, "left")
            for power, some in self._classes.items()
            if power >= level
        ]
        return self._reaching(parts, start)

    def at(self, time: float) -> Indices:
        """Give those that hold `time`, ascending."""
        parts = [
            some.between(time - 2.0 ** (power + 1), time, "right") for power, some in self._classes.items()
        ]
        return self._reaching(parts, time)

    def next(self, time: float, direction: int) -> int | None:
        """Give the first that begins after `time`, or the last before it where `direction` is negative."""
        starts = self._begins
        place = (
            int(starts.searchsorted(time + SAME, "right"))
            if direction > 0
            else int(starts.searchsorted(time - SAME)) - 1
        )
        return int(self._by_start[place]) if 0 <= place < len(starts) else None

    def _reaching(self, parts: list[Indices], start: float) -> Indices:
        near = np.sort(np.concatenate(parts)) if parts else np.empty(0, np.intp)
        self.looked_at = len(near)
        return near[self.ends[near] > start]

    @cached_property
    def _powers(self) -> Indices:
        lengths = np.maximum(self.ends - self.starts, 2.0**SHORTEST)
        return np.floor(np.log2(lengths)).astype(np.intp)

    @cached_property
    def _by_start(self) -> Indices:
        return np.argsort(self.starts, kind="stable")

    @cached_property
    def _begins(self) -> Floats:
        return self.starts[self._by_start]

    @cached_property
    def _classes(self) -> dict[int, _Some]:
        powers = self._powers[self._by_start]
        return {int(power): self._of(self._by_start[powers == power]) for power in np.unique(powers)}

    def _thin(self, level: int) -> _Some:
        """Give one of all shorter than 2 ** level seconds that begin in the same such stretch."""
        if level not in self._thinned:
            short = self._by_start[self._powers[self._by_start] < level]
            places = np.floor(self.starts[short] / 2.0**level)
            self._thinned[level] = self._of(short[np.diff(places, prepend=-np.inf) > 0])
        return self._thinned[level]

    def _of(self, members: Indices) -> _Some:
        return _Some(members, self.starts[members])
