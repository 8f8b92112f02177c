"""Valence, arousal and category over time."""
from inference.track import Track
from widgets.timeline.lane import Lane

class SentimentLane(Lane):
    """Track channels: valence, arousal, confidence, then one for each category."""
    def __init__(self, track: Track, *, title: str | None = None, height: int = 104) -> None: ...
