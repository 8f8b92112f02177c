"""Time zero, frame rate and length, from the best evidence that a container gives."""

from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from fractions import Fraction
from itertools import pairwise
from statistics import median

from av.container import InputContainer
from av.error import FFmpegError
from av.stream import Stream
from av.video.stream import VideoStream

from app.media.packets import demux

_OWN_TIMELINE = {
    "mov",
    "mp4",
    "matroska",
    "webm",
    "ogg",
    "flac",
    "wav",
    "w64",
    "aiff",
    "caf",
    "avi",
    "mxf",
    "au",
}
_GUESSED_LENGTH = {"mp3", "aac", "ac3", "eac3", "dts", "amr", "h264", "hevc", "mpegvideo"}
_SAMPLE = 480
_SAME = Fraction(1, 100_000)
"""A declared rate this near to a standard one is that one, written with rounded numbers."""

_STANDARD = [
    *(Fraction(1000 * n, 1001) for n in (24, 30, 60, 120)),
    *(Fraction(n) for n in (10, 12, 15, 24, 25, 30, 48, 50, 60, 90, 100, 120, 240)),
]


def seconds(ticks: int | None, base: Fraction | None) -> float | None:
    """Turn a time stamp into seconds."""
    return None if ticks is None or base is None else float(ticks * base)


def find_origin(container: InputContainer, pictures: Stream | None) -> float:
    """Give what media zero is on the container's clock, in seconds (see MediaInfo)."""
    names = set(container.format.name.split(","))
    start = seconds(container.start_time, Fraction(1, 1_000_000)) or 0.0
    if not names & _OWN_TIMELINE:
        return start
    first = seconds(pictures.start_time, pictures.time_base) if pictures else None
    return min(0.0, first or 0.0)


def sample_times(container: InputContainer, stream: VideoStream) -> list[int]:
    """Give the sorted presentation times (ticks) of the first packets, without decoding."""
    found: list[int] = []
    with suppress(FFmpegError):
        for count, packet in enumerate(demux(container, stream)):
            if packet.pts is not None and not packet.is_discard:
                found.append(packet.pts)
            if count >= _SAMPLE:
                break
    # The last ones may lack neighbors that come later in the file.
    return sorted(set(found))[: -8 if len(found) > 32 else None]


def find_rate(stream: VideoStream, ticks: Sequence[int]) -> tuple[Fraction, bool]:
    """Give the nominal frame rate, and whether frames stray from it."""
    base = stream.time_base or Fraction(1, 1000)
    declared = stream.guessed_rate or stream.average_rate
    steps = [later - earlier for earlier, later in pairwise(ticks)]
    if len(steps) < 2:
        return (_sane(declared) or Fraction(25)), False
    usual = median(steps)
    # Matroska rounds to milliseconds: one tick off is the clock, not the camera.
    slack = max(1.01, 0.03 * usual)
    strays = sum(abs(step - usual) > slack for step in steps)
    variable = strays > max(1, len(steps) // 100)
    measured = 1 / (Fraction(usual).limit_denominator(1000) * base)
    sane = _sane(declared)
    if sane and abs(float(sane / measured) - 1) < 0.04:
        return _snap(sane, _SAME), variable
    if variable and (fixed := _sane(stream.base_rate)) and abs(float(fixed / measured) - 1) < 0.04:
        return fixed, True
    if not variable:
        measured = Fraction(len(steps), ticks[-1] - ticks[0]) / base
    return _snap(measured), variable


def find_length(
    container: InputContainer, streams: Sequence[Stream], origin: float
) -> tuple[float, dict[int, float], bool]:
    """Give seconds from media zero to the end, the end of each stream, and whether packets were counted."""
    ends: dict[int, float] = {}
    for stream in streams:
        length = seconds(stream.duration, stream.time_base)
        if length and length > 0:
            ends[stream.index] = (seconds(stream.start_time, stream.time_base) or 0.0) + length - origin
    names = set(container.format.name.split(","))
    if len(ends) == len(streams) and not names & _GUESSED_LENGTH:
        return max(ends.values()), ends, False
    total = seconds(container.duration, Fraction(1, 1_000_000))
    if total and total > 0 and not names & _GUESSED_LENGTH:
        # Matroska's length counts from zero, that of others from the first time stamp.
        start = 0.0 if "matroska" in names else seconds(container.start_time, Fraction(1, 1_000_000)) or 0.0
        return start + total - origin, ends, False
    counted = _count_packets(container, streams, origin)
    return max(counted.values(), default=total or 0.0), counted, True


def find_picture_end(container: InputContainer, stream: Stream, near: float, origin: float) -> float:
    """Read the last packets: with varying frame times a header may forget how long the last frame stands."""
    base = stream.time_base or Fraction(1, 1000)
    end = 0
    with suppress(FFmpegError):
        container.seek(round((near + origin) / base), stream=stream)
        for packet in demux(container, stream):
            if packet.pts is not None and not packet.is_discard:
                end = max(end, packet.pts + (packet.duration or 0))
    return float(end * base) - origin


def _count_packets(container: InputContainer, streams: Sequence[Stream], origin: float) -> dict[int, float]:
    """Read every packet for the last end of each stream: right where the header says nothing."""
    last: defaultdict[int, int] = defaultdict(int)
    with suppress(FFmpegError):
        container.seek(0)
    with suppress(FFmpegError):
        for packet in demux(container, *streams):
            if packet.pts is not None:
                end = packet.pts + (packet.duration or 0)
                last[packet.stream_index] = max(last[packet.stream_index], end)
    bases = {stream.index: stream.time_base for stream in streams}
    return {index: (seconds(ticks, bases[index]) or 0.0) - origin for index, ticks in last.items()}


def _sane(rate: Fraction | None) -> Fraction | None:
    return rate if rate and 0 < rate <= 1000 else None


def _snap(rate: Fraction, within: Fraction = Fraction(1, 200)) -> Fraction:
    """Give the standard rate that is so near (as a share), else the rate itself with a small denominator."""
    near = min(_STANDARD, key=lambda standard: abs(standard - rate))
    return near if abs(near / rate - 1) < within else rate.limit_denominator(1001)
