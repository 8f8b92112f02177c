"""Decoding one stream from packet to frame, past whatever is damaged."""

import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeVar

from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.error import EOFError as EndOfStream
from av.error import FFmpegError
from av.stream import Stream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from app.errors import MediaError
from app.media.damage import DamageCounter
from app.media.types import VideoInfo
from resources.messages import msg

if TYPE_CHECKING:
    from av.packet import Packet

_READ_ERRORS = 100
_LONGEST_GAP = 60.0
_BACKWARDS = 1.0
_MOST_PIXELS = 16384 * 16384

S = TypeVar("S", VideoStream, AudioStream)


def demux(container: InputContainer, *streams: Stream) -> Iterator["Packet[Any]"]:
    """Give the packets of some streams, then an empty one for each, which flushes its decoder."""
    # PyAV stumbles at the end over streams that turned up midway, as they do in damaged broadcasts.
    with suppress(IndexError):
        yield from container.demux(*streams)


def stream_of(container: InputContainer, index: int, kind: type[S]) -> S:
    """Give a stream by its number. Raise MediaError if there is none of that kind."""
    stream = container.streams[index] if index < len(container.streams) else None
    if not isinstance(stream, kind):
        raise MediaError(msg("The file has changed since it was looked at."), msg("Open it again."))
    return stream


class DecodeEffort(Enum):
    """What a decoder does for the picture."""

    EXACT = "exact"  # what the file says
    WHOLE = "whole"  # exact, but frames that no other refers to keep the edges of their blocks
    ROUGH = "rough"  # every frame, without smoothing the edges of blocks
    SPARSE = "sparse"  # rough, and only frames that others refer to


_LESS = {
    DecodeEffort.EXACT: {},
    DecodeEffort.WHOLE: {"skip_loop_filter": "noref"},
    DecodeEffort.ROUGH: {"skip_loop_filter": "all"},
    DecodeEffort.SPARSE: {"skip_loop_filter": "all", "skip_frame": "noref"},
}


def open_pictures(
    container: InputContainer, video: VideoInfo, effort: DecodeEffort = DecodeEffort.EXACT
) -> VideoStream:
    """Give the stream, its decoder set up for threads and bounded in memory; before the first packet only."""
    stream = stream_of(container, video.index, VideoStream)
    stream.thread_type = "AUTO"
    stream.codec_context.options = {"max_pixels": str(_MOST_PIXELS), **_LESS[effort]}
    return stream


def decode_pictures(
    container: InputContainer,
    stream: VideoStream,
    stop: threading.Event,
    damage: DamageCounter,
    before: Callable[["Packet[Any]"], None] | None = None,
) -> Generator[VideoFrame, None, None]:
    """Give frames in display order; `stop` is looked at between packets, `before` told of each one."""
    return _decode(container, stream, stop, damage, before)


def decode_sound(
    container: InputContainer, stream: AudioStream, stop: threading.Event, damage: DamageCounter
) -> Generator[AudioFrame, None, None]:
    """Give frames in order; `stop` is looked at between packets."""
    return _decode(container, stream, stop, damage)


def _decode(
    container: InputContainer,
    stream: VideoStream | AudioStream,
    stop: threading.Event,
    damage: DamageCounter,
    before: Callable[["Packet[Any]"], None] | None = None,
) -> Generator[Any, None, None]:
    codec: Any = stream.codec_context
    time = 0.0
    for packet in _read(container, stream, damage):
        if stop.is_set():
            return
        time = _stamp(packet, time)
        if before is not None:
            before(packet)
        try:
            yield from packet.decode()
        except EndOfStream:
            return
        except FFmpegError:
            damage.packet(time)
    with suppress(FFmpegError):
        yield from codec.decode(None)


def _read(container: InputContainer, stream: Stream, damage: DamageCounter) -> Iterator["Packet[Any]"]:
    """Give the stream's packets, going on after what cannot be read."""
    time = 0.0
    for _ in range(_READ_ERRORS):
        try:
            for packet in demux(container, stream):
                time = _stamp(packet, time)
                yield packet
        except FFmpegError:
            damage.packet(time)
        else:
            return


def _stamp(packet: "Packet[Any]", before: float) -> float:
    return before if packet.pts is None else float(packet.pts * packet.time_base)


class FrameClock:
    """Seconds from media zero for each frame in turn, strictly rising whatever the file says."""

    def __init__(self, origin: float, step: float, end: float, damage: DamageCounter | None = None) -> None:
        self._origin = origin
        self._step = step
        self._end = end
        self._damage = damage
        self._shift = 0.0
        self._last: float | None = None

    @property
    def is_shifted(self) -> bool:
        """Whether the times are not those that the file says, because its clock jumped."""
        return self._shift != 0.0

    def time(self, frame: VideoFrame) -> float | None:
        """Give the frame's time, or None if it belongs before the frame that came last."""
        stamp = timestamp_of(frame)
        last = self._last
        if stamp is None:
            time = 0.0 if last is None else last + self._step
        else:
            time = max(0.0, stamp - self._origin) if last is None else stamp - self._origin + self._shift
        if last is not None:
            back = time < last - _BACKWARDS
            far = time > max(self._end, last) + _LONGEST_GAP
            if back or far:
                self._shift += last + self._step - time
                time = last + self._step
                if self._damage:
                    self._damage.jump()
            elif time <= last:
                return None
        self._last = time
        return time


def timestamp_of(frame: VideoFrame | AudioFrame) -> float | None:
    """Give the presentation time on the container's clock, or the decoding time where it is missing."""
    ticks = frame.pts if frame.pts is not None else frame.dts
    base: Fraction | None = frame.time_base
    return None if ticks is None or base is None else float(ticks * base)


def seek_before(container: InputContainer, stream: Stream, time: float) -> None:
    """Go to a key frame at or before `time` on the container's clock, or to the start."""
    base = stream.time_base or Fraction(1, 1000)
    try:
        container.seek(round(time / base), stream=stream, backward=True)
    except FFmpegError:
        with suppress(FFmpegError):
            container.seek(0)
