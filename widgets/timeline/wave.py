"""The sound's waveform."""
from typing import Protocol
from inference.types import Times, Values
from widgets.timeline.lane import Lane

class WaveSource(Protocol):
    def read(self, start: float, end: float, points: int) -> tuple[Times, Values, Values]:
        """Give times [n], least [n, channels] and greatest [n, channels] values in [-1, 1]."""
        ...

class WaveLane(Lane):
    def __init__(self, source: WaveSource, *, key: str = "wave", title: str = "Waveform", height: int = 72) -> None: ...
