"""Times and numbers as a report writes them."""

import math
from collections.abc import Callable
from typing import TypeAlias

from app.media.timecode import timecode_of
from app.media.types import MediaInfo
from resources.clock import clock
from resources.language import tr

TimeFormatter: TypeAlias = Callable[[float], str]
"""Writes a time of one film: its timecode where it has one, else a clock."""


def time_formatter(media: MediaInfo) -> TimeFormatter:
    """Give what writes the times of a file."""
    code = timecode_of(media)
    if code is None:
        return lambda seconds: clock(seconds, 0.1)
    return lambda seconds: code.label_at(max(0.0, seconds))


def length(seconds: float) -> str:
    """Give how long something lasts: in seconds below a minute, else on a clock."""
    return tr("{seconds} s").format(seconds=f"{seconds:.1f}") if seconds < 59.95 else clock(seconds, 1)


def percent(share: float) -> str:
    """Give a share of 1; what is there is never called none of it."""
    if 0 < share < 0.01:
        return tr("under 1 %")
    return tr("{number} %").format(number=f"{100 * share:.0f}")


def number(value: float, digits: int = 1) -> str:
    """Give a number with a true minus, or a dash where there is none."""
    if not math.isfinite(value):
        return "–"
    text = f"{value:.{digits}f}"
    return text.lstrip("-") if float(text) == 0 else text.replace("-", "−")


def byte_size(count: int) -> str:
    """Give a number of bytes in units of thousands."""
    value, units = float(count), ["B", "kB", "MB", "GB", "TB"]
    while value >= 1000 and len(units) > 1:
        value, units = value / 1000, units[1:]
    return f"{value:.0f} B" if units[0] == "B" else f"{value:.1f} {units[0]}"
