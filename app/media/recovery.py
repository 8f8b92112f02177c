"""Pictures of a file, the same ones each time it is read, however damaged it is.

Decoders work on several frames at once. What such a decoder makes up for a damaged frame may be copied into
others before it is finished, so a frame is held until all that it may be made from are known to be whole.
From a damage on, frames are decoded one after another, until all has been whole for a while.
"""

import math
import threading
from collections import deque
from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING, Any

from av.container import InputContainer
from av.video.frame import VideoFrame

from app.media.damage import DamageCounter
from app.media.opening import open_media
from app.media.packets import DecodeEffort, FrameClock, decode_pictures, open_pictures, seek_before
from app.media.types import MediaInfo, VideoInfo
from resources.messages import NOTHING

if TYPE_CHECKING:
    from av.packet import Packet

WHOLE_S = 10.0
"""Seconds without damage after which frames are decoded in parallel again."""

_SLACK = 1e-6


class _DamagedError(Exception):
    """What comes after the last frame that was given is damaged."""


class _WholeError(Exception):
    """All has been whole for a while."""


class _UnseekableError(Exception):
    """The file went past the place that was asked for."""


def recovered_pictures(
    info: MediaInfo,
    video: VideoInfo,
    stop: threading.Event,
    damage: DamageCounter,
    effort: DecodeEffort,
    after: float = -math.inf,
) -> Generator[tuple[float, VideoFrame], None, None]:
    """Give each frame later than `after` with its time, in rising order; `damage` is told of what is skipped.

    Raise MediaError if the file cannot be opened.
    """
    last, parallel, seeks = after, True, False
    while True:
        reader = _Reader(info, video, damage, last, parallel=parallel, seeks=seeks)
        try:
            with open_media(info.location) as container:
                for last, frame in reader.pictures(container, stop, effort):
                    yield last, frame
        except _DamagedError:
            parallel, seeks = False, last > -math.inf and not reader.clock.is_shifted
        except _WholeError:
            parallel, seeks = True, True
        except _UnseekableError:
            seeks = False
        else:
            return


class _Reader:
    """Reads a file once, from the start or from a key frame before the frames that are wanted."""

    def __init__(
        self,
        info: MediaInfo,
        video: VideoInfo,
        damage: DamageCounter,
        after: float,
        *,
        parallel: bool,
        seeks: bool,
    ) -> None:
        self._video = video
        self._origin = info.origin
        self._after = after
        self._parallel = parallel
        self._seeks = seeks
        self._damage = _Watch(damage, after, info.origin, strict=parallel)
        self.clock = FrameClock(info.origin, 1 / float(video.fps), info.duration, self._damage)

    def pictures(
        self, container: InputContainer, stop: threading.Event, effort: DecodeEffort
    ) -> Iterator[tuple[float, VideoFrame]]:
        """Give each frame that is wanted with its time.

        In parallel, raise _DamagedError at damage; else _WholeError at a key frame once all was whole
        for long. Raise _UnseekableError where the first frame is later than the place that was sought.
        """
        last = -math.inf
        for frame in self._frames(container, stop, effort):
            time = self.clock.time(frame)
            if time is None:
                continue
            if self._seeks and last == -math.inf and time > self._after + _SLACK:
                raise _UnseekableError
            last = time
            self._damage.reach(time)
            if frame.is_corrupt:
                self._damage.frame(time)
            if time <= self._after:
                continue
            yield time, frame
            if self._seeks and frame.key_frame and self._damage.is_past(time):
                raise _WholeError

    def _frames(
        self, container: InputContainer, stop: threading.Event, effort: DecodeEffort
    ) -> Iterator[VideoFrame]:
        stream = open_pictures(container, self._video, effort)
        if not self._parallel:
            stream.thread_type = "NONE"
            stream.codec_context.thread_count = 1
        if self._seeks:
            seek_before(container, stream, self._after + self._origin)
        if not self._parallel:
            yield from decode_pictures(container, stream, stop, self._damage)
            return
        held = _Held()
        for frame in decode_pictures(container, stream, stop, self._damage, held.send):
            if frame.is_corrupt:
                raise _DamagedError
            yield from held.offer(frame)
        yield from held.rest()


class _Watch(DamageCounter):
    """Sees damage. strict: takes none; else tells of what is later than `after`."""

    def __init__(self, damage: DamageCounter, after: float, origin: float, *, strict: bool) -> None:
        super().__init__(lambda _: None, NOTHING)
        self._told = damage
        self._after = after
        self._start = origin
        self._strict = strict
        self._reached = -math.inf
        self._seen = after

    def reach(self, time: float) -> None:
        """Note the time of a frame."""
        self._reached = time

    def is_past(self, time: float) -> bool:
        """Say whether the last damage is long before a time."""
        return not self._strict and time > max(self._seen, 0.0) + WHOLE_S

    def frame(self, time: float) -> None:
        """See a frame that is partly made up."""
        self._seen = max(self._seen, time)

    def packet(self, time: float) -> None:
        if self._strict:
            raise _DamagedError
        self._seen = max(self._seen, self._reached, time - self._start)
        if max(time - self._start, self._reached) > self._after:
            self._told.packet(time)

    def jump(self) -> None:
        if self._reached >= self._after:
            self._told.jump()


class _Held:
    """Frames that wait for those they may be made from: decoded before them, shown after them."""

    def __init__(self) -> None:
        self._latest = -math.inf
        self._needs: dict[int, float] = {}
        self._frames: deque[VideoFrame] = deque()

    def send(self, packet: "Packet[Any]") -> None:
        """Note a packet that is to be decoded."""
        if packet.pts is not None:
            self._latest = max(self._latest, packet.pts)
            self._needs[packet.pts] = self._latest

    def offer(self, frame: VideoFrame) -> Iterator[VideoFrame]:
        """Take the next whole frame in order of display; give those that wait for nothing any more."""
        self._frames.append(frame)
        shown = math.inf if frame.pts is None else frame.pts
        while self._frames and self._need(self._frames[0]) <= shown:
            given = self._frames.popleft()
            if given.pts is not None:
                self._needs.pop(given.pts, None)
            yield given

    def rest(self) -> Iterator[VideoFrame]:
        """Give what still waits at the end."""
        yield from self._frames

    def _need(self, frame: VideoFrame) -> float:
        return -math.inf if frame.pts is None else self._needs.get(frame.pts, -math.inf)
