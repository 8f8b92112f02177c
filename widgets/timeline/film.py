"""A strip of small pictures."""
from typing import Protocol
import numpy as np
import numpy.typing as npt
from widgets.timeline.lane import Lane

class FilmSource(Protocol):
    def nearest(self, time: float) -> tuple[float, npt.NDArray[np.uint8]] | None:
        """Give the time and the uint8 RGB [height, width, 3] picture nearest to `time`, or None. Must be quick."""
        ...

class FilmLane(Lane):
    def __init__(self, source: FilmSource, *, key: str = "film", title: str = "Picture", height: int = 64) -> None: ...
