"""Small pictures along the file, for film strips: made in the decode pass, kept and loaded."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from app.media.npz_cache import load_arrays
from app.media.types import Rgb, VideoInfo
from inference.contract.types import Scaling

if TYPE_CHECKING:
    from collections.abc import Callable

    from av.video.frame import VideoFrame

    from app.media.convert import ConverterFactory

HEIGHT = 54
_MOST = 600
_CLOSEST = 0.5
_WIDEST = 480
_QUALITY = 88


class Thumbs:
    """Pictures uint8 RGB [54, width, 3] in time order; grows while it is read from another thread."""

    def __init__(self) -> None:
        # One tuple, replaced as a whole, so that a reader never sees times and pictures of different lengths.
        self._kept: tuple[tuple[float, Rgb], ...] = ()

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def kept(self) -> tuple[tuple[float, Rgb], ...]:
        """Each picture with its time."""
        return self._kept

    @property
    def times(self) -> npt.NDArray[np.float64]:
        """Times of the pictures [n]."""
        return np.array([time for time, _ in self._kept], np.float64)

    def nearest(self, time: float) -> tuple[float, Rgb] | None:
        """Give the picture nearest to `time` with the time of its own, or None if there is none yet."""
        kept = self._kept
        if not kept:
            return None
        return min(kept, key=lambda one: abs(one[0] - time))

    def save(self, path: Path) -> None:
        """Write an .npz file (JPEG inside)."""
        kept = self._kept
        parts = [_encode(picture) for _, picture in kept]
        sizes = np.array([len(part) for part in parts], np.int64)
        data = np.concatenate(parts) if parts else np.empty(0, np.uint8)
        np.savez(path, times=np.array([time for time, _ in kept], np.float64), sizes=sizes, data=data)

    @classmethod
    def load(cls, path: Path) -> "Thumbs":
        """Read what `save` wrote. Raise OSError or ValueError if it is missing or damaged."""
        thumbs = cls()
        times, sizes, data = load_arrays(path, "times", "sizes", "data")
        ends = np.cumsum(sizes)
        parts = np.split(data, ends[:-1]) if len(ends) else []
        thumbs.replace(tuple(zip(times.tolist(), map(_decode, parts), strict=True)))
        return thumbs

    def replace(self, kept: tuple[tuple[float, Rgb], ...]) -> None:
        """Take other pictures, in time order."""
        self._kept = kept


def load_thumbnail(path: Path, time: float) -> Rgb | None:
    """Read the picture nearest to `time` from what `Thumbs.save` wrote, and decode no other.

    Raise OSError or ValueError if it is missing or damaged.
    """
    times, sizes, data = load_arrays(path, "times", "sizes", "data")
    if not len(times):
        return None
    number = int(np.abs(times - time).argmin())
    end = int(sizes[: number + 1].sum())
    return _decode(data[end - int(sizes[number]) : end])


class ThumbBuilder:
    """Takes a picture every so often; twice as seldom each time that there are more than 600."""

    def __init__(self) -> None:
        self.thumbs = Thumbs()
        self._kept: list[tuple[float, Rgb]] = []
        self._interval = _CLOSEST
        self._next = -np.inf
        self._convert: Callable[[VideoFrame], Rgb] | None = None

    def begin(self, video: VideoInfo, duration: float, make: "ConverterFactory | None" = None) -> None:
        """Be told what will come; `make` gives something else than `Converter` to convert it."""
        from app.media.convert import Converter  # noqa: PLC0415 (only what decodes or draws needs it)

        width = min(_WIDEST, max(1, round(HEIGHT * video.width / video.height)))
        self._convert = (make or Converter)(video, width, HEIGHT, Scaling.AREA)
        self._interval = max(_CLOSEST, duration / _MOST)

    def offer(self, time: float, frame: "VideoFrame") -> None:
        """Take the frame if it is time for one."""
        if self._convert is None or time < self._next:
            return
        self._kept.append((time, self._convert(frame)))
        if len(self._kept) > _MOST:
            self._kept = self._kept[::2]
            self._interval *= 2
        self._next = self._kept[-1][0] + self._interval - 1e-6
        self.thumbs.replace(tuple(self._kept))


def _encode(picture: Rgb) -> npt.NDArray[np.uint8]:
    import cv2  # noqa: PLC0415 (only what decodes or draws needs it)

    done, data = cv2.imencode(".jpg", picture[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    if not done:
        raise ValueError("a thumbnail cannot be encoded")
    return np.asarray(data, np.uint8).ravel()


def _decode(data: npt.NDArray[np.uint8]) -> Rgb:
    import cv2  # noqa: PLC0415 (only what decodes or draws needs it)

    picture = cv2.imdecode(data, cv2.IMREAD_COLOR)
    if picture is None:
        raise ValueError("a thumbnail is damaged")
    return np.ascontiguousarray(picture[..., ::-1]).astype(np.uint8)
