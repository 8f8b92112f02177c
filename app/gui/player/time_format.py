"""How times are written and read: as timecode, frames or seconds, for the file that is shown."""

import math
import re
from dataclasses import dataclass
from enum import StrEnum

from app.media.timecode import Timecode, timecode_of
from app.media.types import MediaInfo
from resources.clock import clock, read_clock
from resources.language import tr

_SIGNED = re.compile(r"([+-])\s*(.+)")
_FRAMES = re.compile(r"(\d+)\s*f(?:rames?)?", re.IGNORECASE)
_SECONDS = re.compile(r"(\d+(?:[.,]\d*)?)\s*s(?:ec(?:onds?)?)?", re.IGNORECASE)
_LABEL = re.compile(r"\d{1,8}|\d{1,3}(?:[:;]\d{1,3}){1,3}")


class TimeStyle(StrEnum):
    """How a user wants times to be written."""

    TIMECODE = "timecode"
    FRAMES = "frames"
    SECONDS = "seconds"


@dataclass(frozen=True, slots=True)
class TimeFormat:
    """Writes and reads the times of one file; where it has no timecode, as a clock."""

    style: TimeStyle = TimeStyle.TIMECODE
    code: Timecode | None = None

    @classmethod
    def of(cls, info: MediaInfo | None, style: TimeStyle) -> "TimeFormat":
        """Make it for a file, or for none."""
        return cls(style, timecode_of(info) if info else None)

    def write(self, time: float) -> str:
        """Write a position."""
        if self.style is TimeStyle.SECONDS:
            return f"{time:.3f} s"
        if self.code is None:
            return clock(time)
        index = max(0, self.code.index_at(time))
        return str(index) if self.style is TimeStyle.FRAMES else self.code.label(index)

    def length(self, seconds: float) -> str:
        """Write how long something is."""
        if self.style is TimeStyle.SECONDS:
            return f"{seconds:.3f} s"
        if self.code is None:
            return clock(seconds)
        frames = round(seconds * self.code.rate)
        return str(frames) if self.style is TimeStyle.FRAMES else self.code.counting.label(frames)

    def read(self, text: str, now: float) -> float:
        """Read a position that a user typed; one with a sign is an amount to move from `now`.

        Raise ValueError with words for the user.
        """
        text = text.strip()
        if match := _SIGNED.fullmatch(text):
            sign = 1 if match[1] == "+" else -1
            return self._moved(now, match[2], sign)
        if (seconds := _seconds(text)) is not None:
            return seconds
        if self.code is None:
            if _FRAMES.fullmatch(text):
                raise ValueError(tr("Frames have no numbers here: the frame rate varies. Write a time."))
            return read_clock(text)
        if match := _FRAMES.fullmatch(text):
            return self.code.safe_time(int(match[1]))
        if self.style is TimeStyle.FRAMES and text.isdecimal():
            return self.code.safe_time(int(text))
        if "." in text or (self.style is TimeStyle.SECONDS and text.count(":") < 3):
            return read_clock(text)
        hours, minutes, seconds, frames = _groups(text)
        label = f"{hours}:{minutes:02}:{seconds:02}:{frames:02}"
        return self.code.safe_time(self.code.index_of(label))

    def marks(self, start: float, end: float, step: float) -> list[float]:
        """Give where a ruler has its marks: at labels with round seconds or frames."""
        code = self.code
        if code is None or self.style is TimeStyle.SECONDS:
            return _multiples(start, end, step)
        if self.style is TimeStyle.TIMECODE:
            return _labeled(code, start, end, step)
        frames = _round_number(step * float(code.rate))
        numbers = range(-(-code.index_at(start) // frames) * frames, code.index_at(end) + 1, frames)
        return [float(code.time_of(number)) for number in numbers]

    def _moved(self, now: float, text: str, sign: int) -> float:
        if (seconds := _seconds(text)) is not None:
            return max(0.0, now + sign * seconds)
        code, match = self.code, _FRAMES.fullmatch(text)
        if code is None or (not match and ("." in text or self.style is TimeStyle.SECONDS)):
            return max(0.0, now + sign * read_clock(text))
        if match or (self.style is TimeStyle.FRAMES and text.isdecimal()):
            count = int(match[1] if match else text)
        else:
            hours, minutes, seconds, frames = _groups(text)
            count = ((hours * 60 + minutes) * 60 + seconds) * code.counting.nominal + frames
        return max(0.0, code.safe_time(code.index_at(now) + sign * count))


def _seconds(text: str) -> float | None:
    match = _SECONDS.fullmatch(text)
    return float(match[1].replace(",", ".")) if match else None


def _groups(text: str) -> list[int]:
    """Fill a label up from the left, as editing systems read it: 1:04 and 104 are 1 s and 4 frames."""
    if not _LABEL.fullmatch(text):
        raise ValueError(tr("Write a time such as 1:02:03:04, +10, 250f or 12.5s."))
    groups = re.split("[:;]", text)
    if len(groups) == 1:
        digits = groups[0].rjust(8, "0")
        groups = [digits[:-6], digits[-6:-4], digits[-4:-2], digits[-2:]]
    return [int(group) for group in ["0"] * (4 - len(groups)) + groups]


def _labeled(code: Timecode, start: float, end: float, step: float) -> list[float]:
    """Give the times in [start, end] of labels that are a multiple of so many seconds, or of frames."""
    counting = code.counting
    whole = max(1, round(step))
    frames = counting.nominal if step >= 1 else _divisor(counting.nominal, step * counting.nominal)
    begin = code.start + max(0, code.index_at(start))
    hours, minutes, seconds = (int(part) for part in counting.label(begin)[:8].split(":"))
    second = ((hours * 60 + minutes) * 60 + seconds) // whole * whole
    midnight = begin // counting.day * counting.day
    found: list[float] = []
    while not found or found[-1] <= end:
        for frame in range(0, counting.nominal, frames):
            number = counting.number(second // 3600, second // 60 % 60, second % 60, frame)
            found.append(float(code.time_of(midnight + number - code.start)))
        second += whole
    return [time for time in found if start <= time <= end]


def _divisor(nominal: int, least: float) -> int:
    """Give the smallest divisor that is at least so large."""
    return next(count for count in range(1, nominal + 1) if nominal % count == 0 and count >= least - 1e-6)


def _round_number(least: float) -> int:
    """Give 1, 2, 5, 10, 20, ... that is at least so large."""
    scale = 1
    while True:
        for count in (1, 2, 5):
            if count * scale >= least - 1e-6:
                return count * scale
        scale *= 10


def _multiples(start: float, end: float, step: float) -> list[float]:
    return [index * step for index in range(math.ceil(start / step), math.floor(end / step) + 1)]
