"""Exact pictures at any time, for a player and a playhead."""

import math
import threading
from collections import deque
from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING, Any, Self

from av.video.frame import VideoFrame

from app.errors import MediaError
from app.media.convert import Converter
from app.media.damage import DamageCounter
from app.media.opening import open_media
from app.media.packets import decode_pictures, open_pictures, seek_before, timestamp_of
from app.media.types import MediaInfo, Picture, VideoInfo
from resources.messages import msg

if TYPE_CHECKING:
    from av.packet import Packet

KEPT_BYTES = 160_000_000
"""Decoded neighbors that are kept, so that going back decodes nothing."""

_FEWEST, _MOST = 3, 48
_AHEAD = 1.5
_STEP_BACK = 0.5
_SLACK = 1e-6
_DROPS = ("h264", "mpeg2video")
"""Codecs that say of each picture whether another one needs it."""


class PictureSource:
    """Gives the picture on the screen at any time. For one thread; `close` it.

    The decoder stays where it is, so that stepping forward decodes one frame, and some neighbors are kept,
    so that stepping back decodes none. Far ahead of the picture that is wanted, those that no other one
    needs are not decoded.
    """

    def __init__(self, info: MediaInfo) -> None:
        """Raise MediaError if the file has no picture or cannot be opened."""
        if info.video is None:
            raise MediaError(msg("{name} has no picture.", name=info.location.name))
        self._info = info
        self._video: VideoInfo = info.video
        self._step = 1 / float(self._video.fps)
        self._container = open_media(info.location)
        self._stream = open_pictures(self._container, self._video)
        self._kept: deque[tuple[float, VideoFrame]] = deque()
        self._room = self._neighbors()
        # What begins before this and is not needed by others is not decoded, and not kept in any case.
        self._from = -math.inf
        self._passed: tuple[float, VideoFrame] | None = None
        self._frames = self._start()
        self._ended = False
        self._first = 0.0
        self._converters: dict[tuple[int, int], Converter] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def kept_bytes(self) -> int:
        """Memory that the kept frames take."""
        return sum(plane.buffer_size for _, frame in self._kept for plane in frame.planes)

    def frame_at(self, time: float, max_size: tuple[int, int] | None = None) -> Picture:
        """Give the picture whose time on the screen contains `time`; before the first it is the first.

        max_size: width and height that the picture is scaled down into. Raise MediaError if nothing decodes.
        """
        for _ in self.toward(time):
            pass
        if not self._kept:
            raise MediaError(
                msg("No picture of {name} can be decoded here.", name=self._info.location.name),
                msg("The file may be damaged."),
            )
        index = max((i for i, (start, _) in enumerate(self._kept) if start <= time + _SLACK), default=0)
        start, frame = self._kept[index]
        until = self._kept[index + 1][0] if index + 1 < len(self._kept) else math.inf
        if math.isinf(until):
            until = max(self._info.duration, start + self._step)
        return Picture(start, until, self._converter(max_size)(frame))

    def toward(self, time: float) -> Iterator[None]:
        """Decode up to the picture at `time`, a frame at a time: one may stop to ask for another time."""
        if self._holds(time):
            return
        if self._can_run_to(time):
            self._skip_to(time)
        else:
            yield from self._seek(time)
        yield from self._run_past(max(time, self._first))
        if not math.isinf(self._from) and not self._reaches_back_to(max(time, self._first)):
            # The one that is shown then began long before, and was left out.
            yield from self._seek(time, skip=False)
            yield from self._run_past(max(time, self._first))

    def latest(self, max_size: tuple[int, int] | None = None) -> Picture | None:
        """Give the picture that was decoded last, on the way to another one."""
        found = self._kept[-1] if self._kept else self._passed
        if found is None:
            return None
        start, frame = found
        return Picture(start, start + self._step, self._converter(max_size)(frame), exact=False)

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
        self._passed = None
        self._container.close()

    def _neighbors(self) -> int:
        """Give how many frames are kept."""
        deep = 2 if self._video.bit_depth > 8 else 1
        size = self._video.coded_width * self._video.coded_height * 3 // 2 * deep
        return max(_FEWEST, min(_MOST, KEPT_BYTES // max(1, size)))

    def _holds(self, time: float) -> bool:
        """Whether the kept frames reach from at or before `time` to after it."""
        kept = self._kept
        if not kept:
            return False
        time = max(time, self._first)
        return kept[0][0] <= time + _SLACK and (self._ended or time + _SLACK < kept[-1][0])

    def _reaches_back_to(self, time: float) -> bool:
        return bool(self._kept) and self._kept[0][0] <= time + _SLACK

    def _can_run_to(self, time: float) -> bool:
        """Whether decoding on is better than seeking."""
        last = self._kept[-1] if self._kept else self._passed
        if last is None or self._ended or time < max(last[0] - _SLACK, self._from):
            return False
        return time - last[0] < _AHEAD or self._key_before(time) <= last[0]

    def _key_before(self, time: float) -> float:
        """Give when the key frame begins that is needed for the picture at `time`; endless if unknown."""
        base = self._video.time_base
        index: Any = self._stream.index_entries
        found: int = index.search_timestamp(round((time + self._info.origin) / base), backward=True)
        return float(index[found].timestamp * base) - self._info.origin if found >= 0 else math.inf

    def _skip_to(self, time: float) -> None:
        """Leave out what is not needed up to some neighbors of `time`."""
        start = min(time, self._info.duration) - self._room * self._step
        last = self._kept[-1][0] if self._kept else -math.inf
        if self._video.codec in _DROPS and start > last + self._room * self._step:
            self._from = max(self._from, start)

    def _run_past(self, time: float) -> Iterator[None]:
        """Decode until a frame after `time` is there, or the end."""
        while not self._ended and (not self._kept or self._kept[-1][0] <= time + _SLACK):
            frame = next(self._frames, None)
            if frame is None:
                self._ended = True
                return
            stamp = timestamp_of(frame)
            start = self._after() if stamp is None else max(0.0, stamp - self._info.origin)
            if start < self._from:
                self._kept.clear()
                self._passed = start, frame
            elif not self._kept or start > self._kept[-1][0]:
                self._kept.append((start, frame))
                if len(self._kept) > self._room:
                    self._kept.popleft()
            yield

    def _after(self) -> float:
        return self._kept[-1][0] + self._step if self._kept else 0.0

    def _seek(self, time: float, *, skip: bool = True) -> Iterator[None]:
        """Go to where decoding gives a frame at or before `time` first, or to the start."""
        back = 0.0
        while True:
            self._forget()
            target = time - back
            if target <= 0:
                yield from self._rewind()
                break
            seek_before(self._container, self._stream, target + self._info.origin)
            self._frames = self._start()
            yield from self._run_past(-1.0)
            # A key frame may lie after leading pictures that need the one before it.
            if self._kept and self._kept[0][0] <= time + _SLACK:
                break
            back = max(_STEP_BACK, back * 4)
        if skip:
            self._skip_to(time)

    def _forget(self) -> None:
        self._frames.close()
        self._kept.clear()
        self._passed = None
        self._from = -math.inf
        self._ended = False

    def _rewind(self) -> Iterator[None]:
        """Open the file anew: not every container finds its way back to the first packet."""
        self._container.close()
        self._container = open_media(self._info.location)
        self._stream = open_pictures(self._container, self._video)
        self._frames = self._start()
        yield from self._run_past(-1.0)
        self._first = self._kept[0][0] if self._kept else 0.0

    def _start(self) -> Generator[VideoFrame, None, None]:
        damage = DamageCounter(lambda _: None, msg("picture"))  # the pass over the whole file has told of it
        return decode_pictures(
            self._container, self._stream, threading.Event(), damage, self._choose_what_to_skip
        )

    def _choose_what_to_skip(self, packet: "Packet[Any]") -> None:
        early = packet.pts is not None and float(packet.pts * self._video.time_base) < (
            self._from + self._info.origin - _SLACK
        )
        wanted = "NONREF" if early else "DEFAULT"
        if self._stream.codec_context.skip_frame != wanted:
            self._stream.codec_context.skip_frame = wanted

    def _converter(self, max_size: tuple[int, int] | None) -> Converter:
        width, height = self._video.width, self._video.height
        if max_size is not None:
            scale = min(1.0, max_size[0] / width, max_size[1] / height)
            width, height = max(1, round(width * scale)), max(1, round(height * scale))
        if (width, height) not in self._converters:
            if len(self._converters) > 2:
                self._converters.clear()
            self._converters[width, height] = Converter(self._video, width, height)
        return self._converters[width, height]
