"""Sound as it was decoded, cut into blocks of one length."""

import numpy as np

from inference.contract.types import Batch, RawSpec, Values


class BlockSplitter:
    """Block k starts at sample k * size; the last one is padded with zeros."""

    def __init__(self, spec: RawSpec, rate: int, channels: int) -> None:
        self._rate = rate
        self._size = max(1, round(spec.seconds * rate))
        self._held: Values = np.empty((0, channels), np.float32)
        self._given = 0

    def feed(self, sound: Values) -> None:
        """Take the next samples, float32 [channels, n]."""
        self._held = np.concatenate([self._held, sound.T])

    def finish(self) -> None:
        """Pad the last block."""
        missing = -len(self._held) % self._size
        self._held = np.pad(self._held, ((0, missing), (0, 0)))

    def take(self) -> Batch | None:
        """Give the blocks that are whole since the last call, float32 [n, size, channels]."""
        count = len(self._held) // self._size
        if not count:
            return None
        whole, self._held = np.split(self._held, [count * self._size])
        times = (self._given + np.arange(count, dtype=np.float64)) * (self._size / self._rate)
        self._given += count
        return Batch(times, whole.reshape(count, self._size, -1))
