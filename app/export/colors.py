"""A color for each label: always the same one, and the nearest that each editing system has."""

import zlib
from typing import NamedTuple

from inference.contract.types import Segment


class ExportColor(NamedTuple):
    """A marker color of Resolve, and the names that stand for it elsewhere. premiere: ABGR, or none."""

    resolve: str
    otio: str
    avid: str
    premiere: int | None


_RED, _PURPLE, _ORANGE, _YELLOW = 4281740498, 4289825711, 4280578025, 4281049552
_WHITE, _BLUE, _CYAN = 4294967295, 4294741314, 4292277273

COLORS = (
    ExportColor("Blue", "BLUE", "blue", _BLUE),
    ExportColor("Cyan", "CYAN", "cyan", _CYAN),
    ExportColor("Green", "GREEN", "green", None),
    ExportColor("Yellow", "YELLOW", "yellow", _YELLOW),
    ExportColor("Red", "RED", "red", _RED),
    ExportColor("Pink", "PINK", "magenta", _PURPLE),
    ExportColor("Purple", "PURPLE", "magenta", _PURPLE),
    ExportColor("Fuchsia", "MAGENTA", "magenta", _PURPLE),
    ExportColor("Rose", "PINK", "red", _RED),
    ExportColor("Lavender", "PURPLE", "blue", _BLUE),
    ExportColor("Sky", "CYAN", "cyan", _CYAN),
    ExportColor("Mint", "GREEN", "green", None),
    ExportColor("Lemon", "YELLOW", "yellow", _YELLOW),
    ExportColor("Sand", "ORANGE", "yellow", _ORANGE),
    ExportColor("Cocoa", "ORANGE", "red", _ORANGE),
    ExportColor("Cream", "WHITE", "white", _WHITE),
)

_BY_NAME = {color.resolve: color for color in COLORS}

_MEANT = {"positive": "Green", "negative": "Red", "neutral": "Cream"}
"""Labels whose color people expect."""


def color_of(segment: Segment) -> ExportColor:
    """Give a marker's own color, else that of the label: it stays the same from film to film."""
    kind, _, named = segment.track.partition(".")
    if kind == "markers" and named.capitalize() in _BY_NAME:
        return _BY_NAME[named.capitalize()]
    label = segment.label.strip().casefold()
    if label in _MEANT:
        return _BY_NAME[_MEANT[label]]
    return COLORS[zlib.crc32(label.encode("utf-8", "replace")) % len(COLORS)]
