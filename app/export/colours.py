"""A colour for each label: always the same one, and the nearest that each editing system has."""

import zlib
from typing import NamedTuple

from inference.types import Segment


class Colour(NamedTuple):
    """A marker colour of Resolve, and the names that stand for it elsewhere. premiere: ABGR, or none."""

    resolve: str
    otio: str
    avid: str
    premiere: int | None


_RED, _PURPLE, _ORANGE, _YELLOW = 4281740498, 4289825711, 4280578025, 4281049552
_WHITE, _BLUE, _CYAN = 4294967295, 4294741314, 4292277273

COLOURS = (
    Colour("Blue", "BLUE", "blue", _BLUE),
    Colour("Cyan", "CYAN", "cyan", _CYAN),
    Colour("Green", "GREEN", "green", None),
    Colour("Yellow", "YELLOW", "yellow", _YELLOW),
    Colour("Red", "RED", "red", _RED),
    Colour("Pink", "PINK", "magenta", _PURPLE),
    Colour("Purple", "PURPLE", "magenta", _PURPLE),
    Colour("Fuchsia", "MAGENTA", "magenta", _PURPLE),
    Colour("Rose", "PINK", "red", _RED),
    Colour("Lavender", "PURPLE", "blue", _BLUE),
    Colour("Sky", "CYAN", "cyan", _CYAN),
    Colour("Mint", "GREEN", "green", None),
    Colour("Lemon", "YELLOW", "yellow", _YELLOW),
    Colour("Sand", "ORANGE", "yellow", _ORANGE),
    Colour("Cocoa", "ORANGE", "red", _ORANGE),
    Colour("Cream", "WHITE", "white", _WHITE),
)

_BY_NAME = {colour.resolve: colour for colour in COLOURS}

_MEANT = {"positive": "Green", "negative": "Red", "neutral": "Cream"}
"""Labels whose colour people expect."""


def colour_of(segment: Segment) -> Colour:
    """Give a marker's own colour, else that of the label: it stays the same from film to film."""
    kind, _, named = segment.track.partition(".")
    if kind == "markers" and named.capitalize() in _BY_NAME:
        return _BY_NAME[named.capitalize()]
    label = segment.label.strip().casefold()
    if label in _MEANT:
        return _BY_NAME[_MEANT[label]]
    return COLOURS[zlib.crc32(label.encode("utf-8", "replace")) % len(COLOURS)]
