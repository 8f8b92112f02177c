"""A color for each label: always the same one, and the nearest that each editing system has."""

import zlib
from typing import NamedTuple

from inference.contract.types import Segment


class Color(NamedTuple):
    """A marker color of Resolve, and the names that stand for it elsewhere. premiere: ABGR, or none."""

    resolve: str
    otio: str
    avid: str
    premiere: int | None


_RED, _PURPLE, _ORANGE, _YELLOW = 4281740498, 4289825711, 4280578025, 4281049552
_WHITE, _BLUE, _CYAN = 4294967295, 4294741314, 4292277273

COLORS = (
    Color("Blue", "BLUE", "blue", _BLUE),
    Color("Cyan", "CYAN", "cyan", _CYAN),
    Color("Green", "GREEN", "green", None),
    Color("Yellow", "YELLOW", "yellow", _YELLOW),
    Color("Red", "RED", "red", _RED),
    Color("Pink", "PINK", "magenta", _PURPLE),
    Color("Purple", "PURPLE", "magenta", _PURPLE),
    Color("Fuchsia", "MAGENTA", "magenta", _PURPLE),
    Color("Rose", "PINK", "red", _RED),
    Color("Lavender", "PURPLE", "blue", _BLUE),
    Color("Sky", "CYAN", "cyan", _CYAN),
    Color("Mint", "GREEN", "green", None),
    Color("Lemon", "YELLOW", "yellow", _YELLOW),
    Color("Sand", "ORANGE", "yellow", _ORANGE),
    Color("Cocoa", "ORANGE", "red", _ORANGE),
    Color("Cream", "WHITE", "white", _WHITE),
)

_BY_NAME = {color.resolve: color for color in COLORS}

_MEANT = {"positive": "Green", "negative": "Red", "neutral": "Cream"}
"""Labels whose color people expect."""


def color_of(segment: Segment) -> Color:
    """Give a marker's own color, else that of the label: it stays the same from film to film."""
    kind, _, named = segment.track.partition(".")
    if kind == "markers" and named.capitalize() in _BY_NAME:
        return _BY_NAME[named.capitalize()]
    label = segment.label.strip().casefold()
    if label in _MEANT:
        return _BY_NAME[_MEANT[label]]
    return COLORS[zlib.crc32(label.encode("utf-8", "replace")) % len(COLORS)]
