"""Loudness with the broadcast level as a guide."""
from inference.track import Track
from widgets.timeline.curve import CurveLane

class LoudnessLane(CurveLane):
    """Track channels: METER_CHANNELS."""
    def __init__(self, track: Track, *, title: str | None = None, height: int = 88) -> None: ...
