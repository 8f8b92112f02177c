"""Small copies of pictures that were decoded: shown while the exact one is still on its way."""

import threading
from bisect import bisect_left, insort
from collections import OrderedDict

import numpy as np

from app.media.types import Picture, Rgb

WIDTH, HEIGHT = 480, 270
ROOM = 48_000_000
"""Bytes of all copies together."""


class PictureCache:
    """Those that were put in or asked for last, up to so many bytes. For several threads."""

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._lock = threading.Lock()
        self._times: list[float] = []
        self._kept: OrderedDict[float, Picture] = OrderedDict()
        self._bytes = 0

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def kept_bytes(self) -> int:
        """Memory that the copies take."""
        return self._bytes

    def put(self, picture: Picture) -> None:
        """Keep a small copy."""
        if picture.time in self._kept:
            return
        small = Picture(picture.time, picture.until, _small(picture.rgb), exact=False)
        with self._lock:
            self._kept[small.time] = small
            insort(self._times, small.time)
            self._bytes += small.rgb.nbytes
            while self._bytes > self._room and len(self._kept) > 1:
                time, oldest = self._kept.popitem(last=False)
                del self._times[bisect_left(self._times, time)]
                self._bytes -= oldest.rgb.nbytes

    def nearest(self, time: float) -> Picture | None:
        """Give the one that is shown at `time`, or begins nearest to it; None while there is none."""
        with self._lock:
            place = bisect_left(self._times, time + 1e-6)
            near = self._times[max(0, place - 1) : place + 1]
            if not near:
                return None
            before = self._kept[near[0]]
            found = before if before.time <= time < before.until else None
            found = found or self._kept[min(near, key=lambda other: abs(other - time))]
            self._kept.move_to_end(found.time)
            return found


def _small(rgb: Rgb) -> Rgb:
    height, width = rgb.shape[:2]
    scale = min(WIDTH / width, HEIGHT / height)
    if scale >= 1:
        return rgb
    import cv2  # noqa: PLC0415 (the first picture of the window does without it)

    size = max(1, round(width * scale)), max(1, round(height * scale))
    return np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)
