"""Windows over a run of samples, carried across the blocks that it comes in."""

import numpy as np

from inference.contract.types import AudioSpec, Batch, Values


class WindowSplitter:
    """Window k starts at sample k * hop; the last are padded so that no sample is left out."""

    def __init__(self, spec: AudioSpec) -> None:
        self._spec = spec
        self._start = 0
        self._count = 0
        self._held: Values = np.empty(0, np.float32)
        self._made: list[Values] = []
        self._first = 0
        self._next = 0

    def feed(self, samples: Values) -> None:
        """Take the next samples, float32 [n]."""
        self._count += len(samples)
        self._held = np.concatenate([self._held, samples])
        whole = (self._count - self._next * self._spec.hop - self._spec.window) // self._spec.hop + 1
        self._make(whole)

    def finish(self) -> None:
        """Pad with zeros until every sample stands in a window."""
        spec = self._spec
        covered = (self._next - 1) * spec.hop + spec.window if self._next else 0
        left = self._count - max(covered, self._next * spec.hop if spec.hop > spec.window else 0)
        if left <= 0:
            return
        more = (
            max(1, -(-left // spec.hop))
            if self._next
            else max(1, 1 - (-max(0, left - spec.window) // spec.hop))
        )
        needed = (self._next + more - 1) * spec.hop + spec.window - self._count
        self._held = np.concatenate([self._held, np.zeros(max(0, needed), np.float32)])
        self._make(more)

    def take(self) -> Batch | None:
        """Give the windows made since the last call."""
        if not self._made:
            return None
        data = np.concatenate(self._made)
        times = (self._first + np.arange(len(data), dtype=np.float64)) * (self._spec.hop / self._spec.rate)
        self._first += len(data)
        self._made = []
        return Batch(times, data)

    def _make(self, count: int) -> None:
        if count <= 0:
            return
        spec = self._spec
        offset = self._next * spec.hop - self._start
        starts = offset + spec.hop * np.arange(count)
        views = np.lib.stride_tricks.sliding_window_view(self._held, spec.window)
        self._made.append(views[starts])
        self._next += count
        drop = min(len(self._held), self._next * spec.hop - self._start)
        self._held = self._held[drop:].copy()
        self._start += drop
