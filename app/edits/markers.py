"""Notes and coloured markers: segments that only a user makes, on tracks of their own."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from inference.types import Segment

NOTES = "notes"
"""Track of the notes; a note's label is its text."""

MARKERS = "markers"
"""Tracks of markers begin with it and end with their colour; a marker's label is its text, if it has one."""


class Colour(StrEnum):
    """Colours that markers have, by the names that editing programs give them."""

    BLUE = "Blue"
    CYAN = "Cyan"
    GREEN = "Green"
    YELLOW = "Yellow"
    RED = "Red"
    PINK = "Pink"
    PURPLE = "Purple"
    FUCHSIA = "Fuchsia"
    ROSE = "Rose"
    LAVENDER = "Lavender"
    SKY = "Sky"
    MINT = "Mint"
    LEMON = "Lemon"
    SAND = "Sand"
    COCOA = "Cocoa"
    CREAM = "Cream"


@dataclass(frozen=True, slots=True, order=True)
class Marker:
    """A point or stretch that the user marked, as exports write it. A note without a colour has None."""

    start: float
    end: float
    text: str
    colour: Colour | None = None


def track_of(colour: Colour) -> str:
    """Give the track of markers of a colour."""
    return f"{MARKERS}.{colour.lower()}"


def is_own(track: str) -> bool:
    """Say whether a track holds notes or markers."""
    return track == NOTES or track.partition(".")[0] == MARKERS


def markers_of(segments: Iterable[Segment]) -> list[Marker]:
    """Give the notes and markers among segments."""
    return [
        Marker(segment.start, segment.end, segment.label, colour_of(segment.track))
        for segment in segments
        if is_own(segment.track)
    ]


def colour_of(track: str) -> Colour | None:
    """Give the colour that a track of markers has, or None."""
    name = track.partition(".")[2].capitalize()
    return Colour(name) if name in Colour.__members__.values() else None
