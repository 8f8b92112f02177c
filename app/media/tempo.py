"""Sound that is faster or slower at the same pitch, as FFmpeg's atempo makes it (overlapping stretches)."""

from contextlib import suppress
from fractions import Fraction

import numpy as np
from av import AudioFrame
from av.error import BlockingIOError as NotYet
from av.error import EOFError as AtEnd
from av.filter import Graph

from inference.contract.types import Values

LAYOUTS = {1: "mono", 2: "stereo"}


class Tempo:
    """Changes the tempo of interleaved float32 [n, channels].

    A stage leaves out every other stretch at the most; what is faster goes through several.
    """

    def __init__(self, tempo: float, rate: int, channels: int) -> None:
        """Make it for a tempo above 0, Hz, and one or two channels."""
        self._rate, self._layout, self._channels = rate, LAYOUTS[channels], channels
        self._fed = 0
        self._graph = Graph()
        self._source = self._graph.add_abuffer(
            format="flt", sample_rate=rate, layout=self._layout, time_base=Fraction(1, rate)
        )
        last = self._source
        for factor in _stages(tempo):
            stage = self._graph.add("atempo", f"{factor:.6f}")
            last.link_to(stage)
            last = stage
        self._sink = self._graph.add("abuffersink")
        last.link_to(self._sink)
        self._graph.configure()

    def feed(self, sound: Values) -> Values:
        """Take more sound and give what is ready of it."""
        frame = AudioFrame.from_ndarray(np.ascontiguousarray(sound).reshape(1, -1), "flt", self._layout)
        frame.sample_rate, frame.time_base = self._rate, Fraction(1, self._rate)
        frame.pts = self._fed
        self._fed += len(sound)
        self._source.push(frame)
        return self._ready()

    def finish(self) -> Values:
        """Give what is left."""
        self._source.push(None)
        return self._ready()

    def _ready(self) -> Values:
        made = [np.empty((0, self._channels), np.float32)]
        with suppress(NotYet, AtEnd):
            while isinstance(frame := self._sink.pull(), AudioFrame):
                made.append(np.asarray(frame.to_ndarray(), np.float32).reshape(-1, self._channels))
        return np.concatenate(made)


def _stages(tempo: float) -> list[float]:
    """Divide a tempo into factors between a half and two."""
    stages: list[float] = []
    while tempo > 2:
        stages.append(2.0)
        tempo /= 2
    while tempo < 0.5:
        stages.append(0.5)
        tempo *= 2
    return [*stages, tempo]
