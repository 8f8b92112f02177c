"""A report's own color on light and on dark ground."""

from math import dist

SERIES = (
    ("#c8641e", "#f0985a"),
    ("#2e8b62", "#62c497"),
    ("#7a5bb5", "#ae93e6"),
    ("#b0417a", "#e483b2"),
    ("#2f6db5", "#7db2ee"),
)
"""Colors of curves and lanes after the report's own, on light and on dark ground."""

DARK_GROUND = "#14181d"
READABLE = 4.5
"""Contrast that small letters need (WCAG 2, AA)."""


def contrast(one: str, other: str) -> float:
    """Give the contrast of two colors, from 1 to 21."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def readable_on_white(color: str) -> str:
    """Give a color darkened until it can be read on white."""
    return _toward(color, "#000000", "#ffffff")


def readable_on_dark(color: str) -> str:
    """Give a color lightened until it can be read on dark ground."""
    return _toward(color, "#ffffff", DARK_GROUND)


def series_colors(color: str) -> tuple[tuple[str, str], ...]:
    """Give the colors that follow a report's own, the least alike first."""
    own = _parts(color)
    return tuple(sorted(SERIES, key=lambda pair: -dist(own, _parts(pair[0]))))


def _toward(color: str, end: str, ground: str) -> str:
    for step in range(21):
        mixed = _mix(color, end, step / 20)
        if contrast(mixed, ground) >= READABLE:
            return mixed
    return end


def _mix(one: str, other: str, share: float) -> str:
    pairs = zip(_parts(one), _parts(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _parts(color: str) -> list[int]:
    return [int(color[place : place + 2], 16) for place in (1, 3, 5)]


def _luminance(color: str) -> float:
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (value / 255 for value in _parts(color))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
