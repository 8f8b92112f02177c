"""Exact pictures and sound at any time, for a player and a playhead."""

import math
import threading
from collections import deque
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Self

import numpy as np
from av.video.frame import VideoFrame

from app.errors import MediaError
from app.media.convert import Converter, Rgb
from app.media.damage import Damage
from app.media.opening import open_media
from app.media.packets import decode_pictures, open_pictures, seek_before, stamp_of
from app.media.resample import Resampler
from app.media.samples import continuous
from app.media.types import MediaInfo, VideoInfo
from inference.types import Values

_NEIGHBOURS = 12
_AHEAD = 1.5
_STEP_BACK = 0.5
_SLACK = 1e-6


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture shown from `time` until `until` (seconds): uint8 RGB [height, width, 3], as displayed."""

    time: float
    until: float
    rgb: Rgb


class PictureSource:
    """Gives the picture on the screen at any time. For one thread; `close` it.

    The decoder stays where it is, so that stepping forward decodes one frame, and a few neighbours are kept,
    so that stepping back decodes none.
    """

    def __init__(self, info: MediaInfo) -> None:
        """Raise MediaError if the file has no picture or cannot be opened."""
        if info.video is None:
            raise MediaError(f"{info.path.name} has no picture.", "")
        self._info = info
        self._video: VideoInfo = info.video
        self._container = open_media(info.path)
        self._stream = open_pictures(self._container, self._video)
        self._frames = self._start()
        self._kept: deque[tuple[float, VideoFrame]] = deque(maxlen=_NEIGHBOURS)
        self._ended = False
        self._first = 0.0
        self._converters: dict[tuple[int, int], Converter] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def frame_at(self, time: float, max_size: tuple[int, int] | None = None) -> Picture:
        """Give the picture whose time on the screen contains `time`; before the first it is the first.

        max_size: width and height that the picture is scaled down into. Raise MediaError if nothing decodes.
        """
        if not self._holds(time) and not self._can_run_to(time):
            self._seek(time)
        self._run_past(max(time, self._first))
        if not self._kept:
            raise MediaError(
                f"No picture of {self._info.path.name} can be decoded here.", "The file may be damaged."
            )
        index = max((i for i, (start, _) in enumerate(self._kept) if start <= time + _SLACK), default=0)
        start, frame = self._kept[index]
        until = self._kept[index + 1][0] if index + 1 < len(self._kept) else math.inf
        if math.isinf(until):
            until = max(self._info.duration, start + 1 / float(self._video.fps))
        return Picture(start, until, self._converter(max_size)(frame))

    def frames_from(self, time: float, max_size: tuple[int, int] | None = None) -> Iterator[Picture]:
        """Give the picture at `time` and every one after it."""
        picture = self.frame_at(time, max_size)
        yield picture
        while True:
            later = self.frame_at(picture.until, max_size)
            if later.time <= picture.time:
                return
            yield later
            picture = later

    def close(self) -> None:
        """Let go of the file."""
        self._frames.close()
        self._kept.clear()
        self._container.close()

    def _holds(self, time: float) -> bool:
        """Whether the kept frames reach from at or before `time` to after it."""
        kept = self._kept
        if not kept:
            return False
        time = max(time, self._first)
        return kept[0][0] <= time + _SLACK and (self._ended or time + _SLACK < kept[-1][0])

    def _can_run_to(self, time: float) -> bool:
        """Whether decoding on is better than seeking."""
        return bool(self._kept) and not self._ended and 0 <= time - self._kept[-1][0] + _SLACK < _AHEAD

    def _run_past(self, time: float) -> None:
        """Decode until a frame after `time` is there, or the end."""
        while not self._ended and (not self._kept or self._kept[-1][0] <= time + _SLACK):
            frame = next(self._frames, None)
            if frame is None:
                self._ended = True
                return
            stamp = stamp_of(frame)
            start = self._after() if stamp is None else max(0.0, stamp - self._info.origin)
            if not self._kept or start > self._kept[-1][0]:
                self._kept.append((start, frame))

    def _after(self) -> float:
        return self._kept[-1][0] + 1 / float(self._video.fps) if self._kept else 0.0

    def _seek(self, time: float) -> None:
        """Go to where decoding gives a frame at or before `time` first, or to the start."""
        back = 0.0
        while True:
            self._frames.close()
            self._kept.clear()
            self._ended = False
            target = time - back
            if target <= 0:
                self._rewind()
                return
            seek_before(self._container, self._stream, target + self._info.origin)
            self._frames = self._start()
            self._run_past(-1.0)
            # A key frame may lie after leading pictures that need the one before it.
            if self._kept and self._kept[0][0] <= time + _SLACK:
                return
            back = max(_STEP_BACK, back * 4)

    def _rewind(self) -> None:
        """Open the file anew: not every container finds its way back to the first packet."""
        self._container.close()
        self._container = open_media(self._info.path)
        self._stream = open_pictures(self._container, self._video)
        self._frames = self._start()
        self._run_past(-1.0)
        self._first = self._kept[0][0] if self._kept else 0.0

    def _start(self) -> Generator[VideoFrame, None, None]:
        return decode_pictures(self._container, self._stream, threading.Event(), _unheard("picture"))

    def _converter(self, max_size: tuple[int, int] | None) -> Converter:
        width, height = self._video.width, self._video.height
        if max_size is not None:
            scale = min(1.0, max_size[0] / width, max_size[1] / height)
            width, height = max(1, round(width * scale)), max(1, round(height * scale))
        if (width, height) not in self._converters:
            self._converters = {(width, height): Converter(self._video, width, height)}
        return self._converters[width, height]


class SoundSource:
    """Gives the sound from any time on, for playback. For one thread; `close` it."""

    def __init__(self, info: MediaInfo, track: int = 0, rate: int = 48_000, channels: int = 2) -> None:
        """Raise MediaError if the file has no such track or cannot be opened."""
        if not 0 <= track < len(info.audio):
            raise MediaError(f"{info.path.name} has no sound track {track + 1}.", "Choose another track.")
        self._info = info
        self._audio = info.audio[track]
        self.rate = rate
        self.channels = channels
        self._container = open_media(info.path)
        self._used = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def blocks_from(self, time: float) -> Iterator[Values]:
        """Give float32 [n, channels] in turn, from the sample at `time` on. Ask for one run at a time."""
        audio = self._audio
        resampler = Resampler(audio.rate, audio.channels, audio.layout, self.rate, self.channels)
        stop = threading.Event()
        begin = max(0.0, time)
        if self._used and begin == 0:
            # Opening anew finds the first packet in every container.
            self._container.close()
            self._container = open_media(self._info.path)
        self._used = True
        for block in continuous(self._container, self._info, audio, stop, _unheard("sound"), begin):
            made = resampler.feed(block.data)
            if made.size:
                yield self._interleaved(made)
        made = resampler.finish()
        if made.size:
            yield self._interleaved(made)

    def close(self) -> None:
        """Let go of the file."""
        self._container.close()

    def _interleaved(self, sound: Values) -> Values:
        return np.ascontiguousarray(np.atleast_2d(sound).T)


def _unheard(what: str) -> Damage:
    """Give a count of damage that nobody reads: the pass over the whole file has told of it."""
    return Damage(lambda _: None, what)
