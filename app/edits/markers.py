"""Notes and coloured markers: segments that only a user makes, on tracks of their own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from inference.types import Segment
from resources.language import mark

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


COLOURS: Mapping[Colour, str] = {
    Colour.BLUE: "#3f7fe0",
    Colour.CYAN: "#00bcd4",
    Colour.GREEN: "#2fae4e",
    Colour.YELLOW: "#e8c52a",
    Colour.RED: "#e0382c",
    Colour.PINK: "#f57fb4",
    Colour.PURPLE: "#8a4fd0",
    Colour.FUCHSIA: "#cc2f86",
    Colour.ROSE: "#f09a9a",
    Colour.LAVENDER: "#a898e0",
    Colour.SKY: "#8fc7f0",
    Colour.MINT: "#66cfa4",
    Colour.LEMON: "#dde25c",
    Colour.SAND: "#c4915a",
    Colour.COCOA: "#7a5640",
    Colour.CREAM: "#efe2c4",
}
"""What the colours of markers look like; they are the same in each theme, as they are names, too."""

NAMES: Mapping[Colour, str] = {
    Colour.BLUE: mark("Blue"),
    Colour.CYAN: mark("Cyan"),
    Colour.GREEN: mark("Green"),
    Colour.YELLOW: mark("Yellow"),
    Colour.RED: mark("Red"),
    Colour.PINK: mark("Pink"),
    Colour.PURPLE: mark("Purple"),
    Colour.FUCHSIA: mark("Fuchsia"),
    Colour.ROSE: mark("Rose"),
    Colour.LAVENDER: mark("Lavender"),
    Colour.SKY: mark("Sky"),
    Colour.MINT: mark("Mint"),
    Colour.LEMON: mark("Lemon"),
    Colour.SAND: mark("Sand"),
    Colour.COCOA: mark("Cocoa"),
    Colour.CREAM: mark("Cream"),
}
"""What the colours are called where people read them."""


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
