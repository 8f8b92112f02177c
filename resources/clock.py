"""Times as people read and write them."""

import re

from resources.language import tr

_WRITTEN = re.compile(r"(?:(?:(\d+):)?(\d{1,2}):)?(\d+(?:[.,]\d*)?)")


def clock(time: float, step: float = 0.01) -> str:
    """Write seconds as m:ss or h:mm:ss, with the decimals that times `step` s apart need, two at most."""
    digits = 0 if step >= 1 else 1 if step >= 0.1 else 2
    ticks = round(max(time, 0.0) * 10**digits)
    whole, part = divmod(ticks, 10**digits)
    minutes, seconds = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    text = f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
    return f"{text}.{part:0{digits}}" if digits else text


def read_clock(text: str) -> float:
    """Read seconds, m:ss or h:mm:ss, with decimals or without. Raise ValueError for anything else."""
    match = _WRITTEN.fullmatch(text.strip())
    if match is None:
        raise ValueError(tr("Write a time such as 1:02:03.5 or 83.5."))
    hours, minutes, seconds = match.groups()
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + float(seconds.replace(",", "."))
