"""A film in frames, as editing systems count them: exact, in rationals."""

import math
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from app.export.exporter import Content
from app.media.timecode import FrameCounting, counting_of
from app.media.types import MediaInfo
from inference.contract.types import Segment

SOUND_ONLY = Fraction(25)
"""Frames a second of a file without a picture."""

HOUR = "01:00:00:00"
"""Where editing systems begin a timeline, if nobody says otherwise."""

STANDARD = tuple(
    sorted(
        [
            *(Fraction(1000 * n, 1001) for n in (24, 30, 48, 60, 120)),
            *(Fraction(n) for n in (24, 25, 30, 48, 50, 60, 100, 120)),
        ]
    )
)
"""Frames a second that editing systems count in."""


@dataclass(frozen=True, slots=True)
class FrameSpan:
    """Frames [first, last) of a film, counted from its own first; `of` is the segment that they came from."""

    first: int
    last: int
    of: Segment

    @property
    def length(self) -> int:
        return self.last - self.first


@dataclass(frozen=True, slots=True)
class Frames:
    """The frames of a film.

    rate: frames a second. zero: seconds from media zero to the first frame. start: the number of its
    timecode. length: how many frames there are. named: whether the media has a timecode of its own.
    """

    rate: Fraction
    counting: FrameCounting
    zero: Fraction
    start: int
    length: int
    named: bool

    @property
    def ntsc(self) -> bool:
        """Whether the rate is a thousandth below a whole one."""
        return self.rate.denominator == 1001

    def at(self, seconds: float) -> int:
        """Give the frame boundary that is nearest to a time, inside the film."""
        return min(max(0, _nearest((Fraction(seconds) - self.zero) * self.rate)), self.length)

    def span(self, segment: Segment) -> FrameSpan:
        """Give a segment's frames: at least one, and inside the film."""
        first = min(self.at(segment.start), self.length - 1)
        return FrameSpan(first, max(self.at(segment.end), first + 1), segment)

    def label(self, frame: int) -> str:
        """Give the timecode of a frame of the film."""
        return self.counting.label(self.start + frame)

    def on_timeline(self) -> "Frames":
        """Give those of a timeline that begins with the film: at its own timecode, or else at one hour."""
        return self if self.named else replace(self, start=self.counting.parse(HOUR))

    def seconds(self, frames: int) -> Fraction:
        """Give how long so many frames last."""
        return frames / self.rate


def frames_of(content: Content) -> Frames:
    """Give the frames of a film; one at a variable rate is counted at its nominal rate."""
    media = content.media
    rate = editing_rate(media.video.fps if media.video else SOUND_ONLY)
    counting = counting_of(rate, drop=media.drop_frame) or FrameCounting(math.ceil(rate))
    start = _start(media, rate, counting)
    length = media.video.duration if media.video else media.duration
    return Frames(
        rate,
        counting,
        Fraction(media.video.start if media.video else 0.0).limit_denominator(1_000_000),
        start or 0,
        max(1, _nearest(Fraction(length) * rate)),
        start is not None,
    )


def editing_rate(rate: Fraction) -> Fraction:
    """Give the standard rate for one that may be odd: itself, a multiple, or the next above."""
    if rate in STANDARD:
        return rate
    multiples = [one for one in STANDARD if one > rate and (one / rate).denominator == 1]
    above = [one for one in STANDARD if one > rate]
    return next(iter([*multiples, *above]), Fraction(math.ceil(rate)))


def shot_spans(content: Content, frames: Frames) -> list[FrameSpan]:
    """Give the shots, which never overlap: the whole film if none is known."""
    cut: list[FrameSpan] = []
    for segment in content.shots:
        first, last = frames.at(segment.start), frames.at(segment.end)
        first = max(first, cut[-1].last) if cut else first
        if last > first:
            cut.append(FrameSpan(first, last, segment))
    return cut or [FrameSpan(0, frames.length, Segment(0.0, content.media.duration, "shots", "start", 1.0))]


def marker_spans(segments: Iterable[Segment], frames: Frames) -> Iterator[FrameSpan]:
    """Give the frames of the segments that are to be markers: all but the shots, which are the cuts."""
    return (frames.span(segment) for segment in segments if segment.track != "shots")


def group_by_shot(cut: Sequence[FrameSpan], spans: Iterable[FrameSpan]) -> list[list[FrameSpan]]:
    """Give for each shot the spans that begin in it, or in the gap behind it, in order."""
    firsts = [shot.first for shot in cut]
    inside: list[list[FrameSpan]] = [[] for _ in cut]
    for span in sorted(spans, key=lambda span: span.first):
        inside[max(0, bisect_right(firsts, span.first) - 1)].append(span)
    return inside


def _start(media: MediaInfo, rate: Fraction, counting: FrameCounting) -> int | None:
    """Give the number of the first frame, or None where the media does not say it."""
    own = counting if media.video is None or media.video.fps == rate else None
    own = own or FrameCounting(max(1, round(media.video.fps if media.video else rate)))
    try:
        number = own.parse(media.timecode or "")
    except ValueError:
        return None
    # The same clock, where the media's own rate is none that an editing system counts in.
    return number if own == counting else _nearest(Fraction(number * counting.nominal, own.nominal))


def _nearest(number: Fraction) -> int:
    """Round; a half goes up."""
    return math.floor(number + Fraction(1, 2))
