"""Many channels of a track as an image."""
from collections.abc import Mapping
from inference.track import Track
from widgets.timeline.lane import Lane

class HeatLane(Lane):
    def __init__(self, track: Track, *, rows: int = 12, names: Mapping[str, str] | None = None, title: str | None = None) -> None: ...
