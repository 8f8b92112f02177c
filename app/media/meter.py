"""FFmpeg's EBU R128 meter over a run of samples."""

import math
from collections.abc import Iterator, Mapping
from fractions import Fraction

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.error import BlockingIOError as NotYet
from av.error import EOFError as EndOfStream
from av.filter import Graph

from app.media.resample import layout_name
from inference.contract.types import METER_CHANNELS, Batch, MeterSpec, Values

_STEP = 0.1
_GATE = -70.0
_MOMENTARY, _SHORT_TERM = 0.4, 3.0
_SLACK = 1e-3


class LoudnessMeter:
    """Readings of loudness each 0.1 s (or a multiple), at the time when a meter would show them.

    A row at t tells of the 0.4 s (momentary), the 3 s (short_term) or everything (the others) before t.
    NaN: fewer than 0.4 or 3 s so far, nothing above the gate of -70 LUFS, or a true peak under -66 dBTP.
    Digital silence reads -120 LUFS and less.
    """

    def __init__(self, spec: MeterSpec, rate: int, channels: int, layout: str) -> None:
        if spec.meter != "ebur128":
            raise ValueError(f"there is no meter {spec.meter!r}")
        self._every = max(1, round(spec.hop / _STEP))
        self._rate = rate
        self._layout = layout_name(channels, layout)
        self._graph = _graph(rate, self._layout or "mono")
        self._fed = 0
        self._pulled = 0
        self._kept = 0.0
        self._last: list[float] | None = None
        self._times: list[float] = []
        self._rows: list[list[float]] = []

    def feed(self, sound: Values) -> None:
        """Take float32 [channels, n]."""
        if self._layout is None:
            sound = sound.mean(axis=0, keepdims=True, dtype=np.float32)
        self._push(sound)
        for time, row in self._pull():
            if self._pulled % self._every == 0:
                self._keep(time, row)

    def finish(self) -> None:
        """Close with a row at the end, for the true peak of what filled no tenth of a second."""
        end = self._fed / self._rate
        before = self._last or [math.nan] * len(METER_CHANNELS)
        channels = av.AudioLayout(self._layout or "mono").nb_channels
        self._push(np.zeros((channels, round(self._rate * _STEP)), np.float32))
        self._graph.push(None)
        rest = next(self._pull(), None)
        if rest is not None and end - self._kept > _SLACK:
            self._keep(end, [*before[:-1], rest[1][-1]])

    def take(self) -> Batch | None:
        """Give the rows made since the last call."""
        if not self._rows:
            return None
        batch = Batch(np.array(self._times), np.array(self._rows, np.float32))
        self._times, self._rows = [], []
        return batch

    def _keep(self, time: float, row: list[float]) -> None:
        self._times.append(time)
        self._rows.append(row)
        self._kept = time

    def _push(self, sound: Values) -> None:
        frame = AudioFrame.from_ndarray(
            np.ascontiguousarray(sound, np.float32), "fltp", self._layout or "mono"
        )
        frame.sample_rate = self._rate
        frame.pts = self._fed
        frame.time_base = Fraction(1, self._rate)
        self._fed += sound.shape[1]
        self._graph.push(frame)

    def _pull(self) -> Iterator[tuple[float, list[float]]]:
        """Give the readings that are ready, with their times."""
        while True:
            try:
                frame = self._graph.pull()
            except (NotYet, EndOfStream):
                return
            if not isinstance(frame, AudioFrame) or "lavfi.r128.M" not in frame.metadata:
                continue
            self._pulled += 1
            time = ((frame.pts or 0) + frame.samples) / self._rate
            self._last = _reading(frame.metadata, time)
            yield time, self._last


def _reading(metadata: Mapping[str, str], time: float) -> list[float]:
    momentary, short, integrated, spread, peak = (
        float(metadata[f"lavfi.r128.{key}"]) for key in ("M", "S", "I", "LRA", "true_peak")
    )
    filled = time >= _SHORT_TERM - _SLACK
    return [
        momentary if time >= _MOMENTARY - _SLACK else math.nan,
        short if filled else math.nan,
        integrated if integrated > _GATE else math.nan,
        spread if filled else math.nan,
        20 * math.log10(peak) if peak > 0 else math.nan,
    ]


def _graph(rate: int, layout: str) -> Graph:
    graph = Graph()
    source = graph.add_abuffer(sample_rate=rate, format="fltp", layout=layout, time_base=Fraction(1, rate))
    meter = graph.add("ebur128", "metadata=1:peak=true:framelog=quiet")
    graph.link_nodes(source, meter, graph.add("abuffersink")).configure()
    return graph
