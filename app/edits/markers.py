"""Notes and colored markers: segments that only a user makes, on tracks of their own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from inference.contract.types import Segment
from resources.language import mark

NOTES = "notes"
"""Track of the notes; a note's label is its text."""

MARKERS = "markers"
"""Tracks of markers begin with it and end with their color; a marker's label is its text, if it has one."""


class Color(StrEnum):
    """Colors that markers have, by the names that editing programs give them."""

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


COLORS: Mapping[Color, str] = {
    Color.BLUE: "#3f7fe0",
    Color.CYAN: "#00bcd4",
    Color.GREEN: "#2fae4e",
    Color.YELLOW: "#e8c52a",
    Color.RED: "#e0382c",
    Color.PINK: "#f57fb4",
    Color.PURPLE: "#8a4fd0",
    Color.FUCHSIA: "#cc2f86",
    Color.ROSE: "#f09a9a",
    Color.LAVENDER: "#a898e0",
    Color.SKY: "#8fc7f0",
    Color.MINT: "#66cfa4",
    Color.LEMON: "#dde25c",
    Color.SAND: "#c4915a",
    Color.COCOA: "#7a5640",
    Color.CREAM: "#efe2c4",
}
"""What the colors of markers look like; they are the same in each theme, as they are names, too."""

NAMES: Mapping[Color, str] = {
    Color.BLUE: mark("Blue"),
    Color.CYAN: mark("Cyan"),
    Color.GREEN: mark("Green"),
    Color.YELLOW: mark("Yellow"),
    Color.RED: mark("Red"),
    Color.PINK: mark("Pink"),
    Color.PURPLE: mark("Purple"),
    Color.FUCHSIA: mark("Fuchsia"),
    Color.ROSE: mark("Rose"),
    Color.LAVENDER: mark("Lavender"),
    Color.SKY: mark("Sky"),
    Color.MINT: mark("Mint"),
    Color.LEMON: mark("Lemon"),
    Color.SAND: mark("Sand"),
    Color.COCOA: mark("Cocoa"),
    Color.CREAM: mark("Cream"),
}
"""What the colors are called where people read them."""


@dataclass(frozen=True, slots=True, order=True)
class Marker:
    """A point or stretch that the user marked, as exports write it. A note without a color has None."""

    start: float
    end: float
    text: str
    color: Color | None = None


def track_of(color: Color) -> str:
    """Give the track of markers of a color."""
    return f"{MARKERS}.{color.lower()}"


def is_own(track: str) -> bool:
    """Say whether a track holds notes or markers."""
    return track == NOTES or track.partition(".")[0] == MARKERS


def markers_of(segments: Iterable[Segment]) -> list[Marker]:
    """Give the notes and markers among segments."""
    return [
        Marker(segment.start, segment.end, segment.label, color_of(segment.track))
        for segment in segments
        if is_own(segment.track)
    ]


def color_of(track: str) -> Color | None:
    """Give the color that a track of markers has, or None."""
    name = track.partition(".")[2].capitalize()
    return Color(name) if name in Color.__members__.values() else None
