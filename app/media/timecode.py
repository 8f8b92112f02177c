"""Timecode: the label of each picture of a file with a steady rate, and the way back. Exact, in rationals."""

import math
import re
from dataclasses import dataclass
from fractions import Fraction

from app.media.types import MediaInfo

_LABEL = re.compile(r"(\d{1,2}):(\d{1,2}):(\d{1,2})([:;.,])(\d{1,3})")
_DAY = 24 * 60
_TRUE = Fraction(1000, 1001)
_CLOSE = Fraction(1, 5000)


@dataclass(frozen=True, slots=True)
class FrameCounting:
    """How frames are counted. nominal: numbers to a second of the label.

    drop: frame numbers 0 and 1 (or as many more as the rate is higher) are left out at the start of each
    minute but the tenth, so that labels at 30000/1001 keep up with the clock (SMPTE ST 12-1).
    """

    nominal: int
    drop: bool = False

    @property
    def dropped_per_minute(self) -> int:
        """Numbers that are left out in a minute."""
        return self.nominal // 15 if self.drop else 0

    @property
    def day(self) -> int:
        """Frames until the labels begin again."""
        return _DAY * (60 * self.nominal - self.dropped_per_minute) + _DAY // 10 * self.dropped_per_minute

    def label(self, frame: int) -> str:
        """Give the label of the frame so many after 00:00:00:00."""
        number = frame % self.day
        if self.drop:
            ten = 600 * self.nominal - 9 * self.dropped_per_minute
            minute = 60 * self.nominal - self.dropped_per_minute
            tens, rest = divmod(number, ten)
            minutes = max(0, rest - self.dropped_per_minute) // minute
            number += self.dropped_per_minute * (9 * tens + minutes)
        seconds, frames = divmod(number, self.nominal)
        minutes, seconds = divmod(seconds, 60)
        hours, minutes = divmod(minutes, 60)
        width = max(2, len(str(self.nominal - 1)))
        return f"{hours:02}:{minutes:02}:{seconds:02}{';' if self.drop else ':'}{frames:0{width}}"

    def number(self, hours: int, minutes: int, seconds: int, frames: int) -> int:
        """Give the frame of a label, counted from 00:00:00:00; one that is left out means the next."""
        whole = hours * 60 + minutes
        if self.drop and minutes % 10 and seconds == 0:
            frames = max(frames, self.dropped_per_minute)
        dropped = self.dropped_per_minute * (whole - whole // 10)
        return (whole * 60 + seconds) * self.nominal + frames - dropped

    def parse(self, text: str) -> int:
        """Give the frame of a label such as 01:02:03:04. Raise ValueError if it is none at this rate."""
        match = _LABEL.fullmatch(text.strip())
        if match is None:
            raise ValueError(f"{text!r} is no timecode.")
        hours, minutes, seconds, frames = (int(match[group]) for group in (1, 2, 3, 5))
        if hours > 23 or minutes > 59 or seconds > 59 or frames >= self.nominal:
            raise ValueError(f"There is no timecode {text.strip()} at {self.nominal} frames per second.")
        return self.number(hours, minutes, seconds, frames)


@dataclass(frozen=True, slots=True)
class Timecode:
    """Labels of one file's pictures.

    rate: frames a second. first: time of the first picture from media zero. start: its frame, counted from
    00:00:00:00. tick: seconds by which the file's clock rounds the times of its pictures.
    """

    counting: FrameCounting
    rate: Fraction
    first: Fraction = Fraction(0)
    start: int = 0
    tick: Fraction = Fraction(0)

    def index_at(self, time: float | Fraction) -> int:
        """Give which picture is shown at a time in seconds; the first is 0, before it they are negative."""
        return math.floor((Fraction(time) - self.first + self.slack) * self.rate)

    def time_of(self, index: int) -> Fraction:
        """Give the exact time in seconds at which a picture begins."""
        return self.first + index / self.rate

    def safe_time(self, index: int) -> float:
        """Give a time at which the picture is surely shown, however its own time was rounded."""
        return float(self.time_of(index) + self.slack)

    def label(self, index: int) -> str:
        """Give the label of a picture."""
        return self.counting.label(self.start + index)

    def label_at(self, time: float | Fraction) -> str:
        """Give the label of the picture that is shown at a time in seconds."""
        return self.label(self.index_at(time))

    def index_of(self, text: str) -> int:
        """Give the picture of a label: of all days, the one nearest to the start.

        Raise ValueError if the text is no label.
        """
        index = (self.counting.parse(text) - self.start) % self.counting.day
        return index if index < self.counting.day / 2 else index - self.counting.day

    @property
    def slack(self) -> Fraction:
        """Seconds by which a picture may come late: a tick, a microsecond or a quarter of a frame."""
        return min(max(self.tick, Fraction(1, 1_000_000)), 1 / (4 * self.rate))


def counting_of(rate: Fraction, *, drop: bool | None = None) -> FrameCounting | None:
    """Give how frames at a rate are counted, or None where no timecode exists for it.

    drop: as the file says; None where it says nothing, which is taken for drop-frame where there is such a
    thing (29.97, 59.94), as labels then go with the clock.
    """
    nominal = round(rate)
    slowed = abs(rate - nominal * _TRUE) < _CLOSE * nominal
    if nominal < 1 or not (slowed or abs(rate - nominal) < _CLOSE * nominal):
        return None
    can_drop = slowed and nominal % 30 == 0
    return FrameCounting(nominal, can_drop and drop is not False)


def timecode_of(info: MediaInfo) -> Timecode | None:
    """Give the timecode of a file; None where there is no picture or its rate varies."""
    video = info.video
    if video is None or video.variable:
        return None
    counting = counting_of(video.fps, drop=info.drop_frame)
    if counting is None:
        return None
    try:
        start = counting.parse(info.timecode) if info.timecode else 0
    except ValueError:
        # A label that cannot be at this rate says nothing about it.
        start = 0
    # The time was made from ticks of this clock: this gives them back exactly.
    first = round(Fraction(video.start) / video.time_base) * video.time_base
    return Timecode(counting, video.fps, first, start, video.time_base)
