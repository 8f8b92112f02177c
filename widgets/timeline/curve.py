"""Curves of a track."""
from collections.abc import Sequence
from inference.track import Track
from widgets.timeline.lane import Lane

class CurveLane(Lane):
    def __init__(self, track: Track, channels: Sequence[str] | None = None, *, title: str | None = None, height: int = 72,
        fill: bool = False, diverging: bool = False, low: float | None = None, high: float | None = None) -> None: ...
