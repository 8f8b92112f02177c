"""Loudness with the broadcast level as a guide."""

from inference.contract.track import Track
from widgets.timeline.lanes.curve import CurveLane

TARGET = -23.0
"""LUFS that EBU R 128 asks of a program."""


class LoudnessLane(CurveLane):
    """A track of `inference.contract.types.METER_CHANNELS`: momentary as an area, short-term as a line."""

    def __init__(self, track: Track, *, title: str | None = None, height: int = 88) -> None:
        super().__init__(
            track,
            ("momentary", "short_term"),
            title=title,
            height=height,
            fill=True,
            low=-60.0,
            high=0.0,
            guides=((TARGET, f"\N{MINUS SIGN}{-TARGET:.0f} LUFS"),),
        )
