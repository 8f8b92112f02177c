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


class MarkerColor(StrEnum):
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


COLORS: Mapping[MarkerColor, str] = {
    MarkerColor.BLUE: "#3f7fe0",
    MarkerColor.CYAN: "#00bcd4",
    MarkerColor.GREEN: "#2fae4e",
    MarkerColor.YELLOW: "#e8c52a",
    MarkerColor.RED: "#e0382c",
    MarkerColor.PINK: "#f57fb4",
    MarkerColor.PURPLE: "#8a4fd0",
    MarkerColor.FUCHSIA: "#cc2f86",
    MarkerColor.ROSE: "#f09a9a",
    MarkerColor.LAVENDER: "#a898e0",
    MarkerColor.SKY: "#8fc7f0",
    MarkerColor.MINT: "#66cfa4",
    MarkerColor.LEMON: "#dde25c",
    MarkerColor.SAND: "#c4915a",
    MarkerColor.COCOA: "#7a5640",
    MarkerColor.CREAM: "#efe2c4",
}
"""What the colors of markers look like; they are the same in each theme, as they are names, too."""

NAMES: Mapping[MarkerColor, str] = {
    MarkerColor.BLUE: mark("Blue"),
    MarkerColor.CYAN: mark("Cyan"),
    MarkerColor.GREEN: mark("Green"),
    MarkerColor.YELLOW: mark("Yellow"),
    MarkerColor.RED: mark("Red"),
    MarkerColor.PINK: mark("Pink"),
    MarkerColor.PURPLE: mark("Purple"),
    MarkerColor.FUCHSIA: mark("Fuchsia"),
    MarkerColor.ROSE: mark("Rose"),
    MarkerColor.LAVENDER: mark("Lavender"),
    MarkerColor.SKY: mark("Sky"),
    MarkerColor.MINT: mark("Mint"),
    MarkerColor.LEMON: mark("Lemon"),
    MarkerColor.SAND: mark("Sand"),
    MarkerColor.COCOA: mark("Cocoa"),
    MarkerColor.CREAM: mark("Cream"),
}
"""What the colors are called where people read them."""


@dataclass(frozen=True, slots=True, order=True)
class Marker:
    """A point or stretch that the user marked, as exports write it. A note without a color has None."""

    start: float
    end: float
    text: str
    color: MarkerColor | None = None


def track_of(color: MarkerColor) -> str:
    """Give the track of markers of a color."""
    return f"{MARKERS}.{color.lower()}"


def is_marker_track(track: str) -> bool:
    """Say whether a track holds notes or markers."""
    return track == NOTES or track.partition(".")[0] == MARKERS


def markers_of(segments: Iterable[Segment]) -> list[Marker]:
    """Give the notes and markers among segments."""
    return [
        Marker(segment.start, segment.end, segment.label, color_of(segment.track))
        for segment in segments
        if is_marker_track(segment.track)
    ]


def color_of(track: str) -> MarkerColor | None:
    """Give the color that a track of markers has, or None."""
    name = track.partition(".")[2].capitalize()
    return MarkerColor(name) if name in MarkerColor.__members__.values() else None
