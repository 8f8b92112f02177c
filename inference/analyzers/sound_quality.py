"""Faults of sound, measured plainly: clipping, dropouts, hum, silence and channels that cancel out.

Clipping: runs of three samples and more within two 16-bit steps of full scale, or above it.
Dropout: every channel at digital zero for 2 to 500 ms, with sound above -40 dBFS right before and after.
Silence: effective level under a limit. Phase: correlation of the first two channels.
Hum: how far 50 or 60 Hz, or twice that, stands out of what lies beside it.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from inference.audio.hum import FAMILIES, SECONDS, hum
from inference.contract.analyzer import Analyzer, SessionProvider
from inference.contract.presentation import Lane, LaneStyle, Presentation, Role
from inference.contract.segments import Mask, runs, smooth, spans
from inference.contract.track import Track
from inference.contract.types import (
    Batch,
    Chunk,
    Params,
    RawSpec,
    Segment,
    SourceInfo,
    Thresholds,
    TrackKind,
    TrackSpec,
    Values,
    Want,
)
from resources.language import mark

BLOCK = 0.1
"""Seconds that a row measures."""

CHANNELS = ("clipping", "dropout", "level", "phase")
"""Share of samples that are clipped; seconds dropped out; dBFS, 0 being a full-scale sine; -1 to 1."""

FULL = 32_766 / 32_768
CLIPPED = 3
"""Samples in a run from which it is clipping and no peak that happens to be high."""

ZERO = 1 / 65_536
SHORTEST, LONGEST = 0.002, 0.5
EDGE, LOUD = 0.001, 0.01
"""Seconds beside a dropout in which the sound must reach a hundredth of full scale."""

QUIET = 1e-4
"""Amplitude under which a channel has no phase worth naming."""

FLOOR = -120.0
WAIT = 6
"""Blocks that are held until it is known how a dropout in them ends."""


class SoundQuality(Analyzer):
    """Clipping, dropouts, level and phase every tenth of a second, hum every second."""

    key = "qc"
    title = "Audio QC"
    version = 1
    order = 65
    makes = (
        TrackSpec("qc", "Audio QC", TrackKind.CURVE, CHANNELS, low=-1.0, role=Role.AUDIO_FAULTS),
        TrackSpec("qc.hum", "Hum", TrackKind.CURVE, (*FAMILIES, "level"), unit="dB", high=60.0, lane=False),
    )
    presentation = Presentation(
        Lane(LaneStyle.SEGMENTS, empty=mark("No audio faults found")),
        limits=mark("Audio faults are found by plain measurements; intended effects are reported too."),
    )
    thresholds: ClassVar[Thresholds] = {
        "clipping": 0.0005,
        "silence": -60.0,
        "silence_seconds": 2.0,
        "phase": -0.3,
        "phase_seconds": 1.0,
        "hum": 15.0,
        "hum_seconds": 3.0,
    }

    def __init__(self, source: SourceInfo, sessions: SessionProvider, params: Params) -> None:
        super().__init__(source, sessions, params)
        self._times: npt.NDArray[np.float64] = np.empty(0)
        self._blocks: Values | None = None
        self._known = 0
        """Blocks that are held for their neighbors' sake, their rows being given."""
        self._ear: Values | None = None
        self._ear_time = 0.0

    @classmethod
    def wants(cls, params: Params) -> Want:
        """Sound as it is: resampling would round off what is clipped."""
        del params
        return RawSpec(BLOCK)

    def feed(self, batch: Batch, tracks: Mapping[str, Track]) -> Iterable[Chunk]:
        """Measure the blocks whose end is known."""
        del tracks
        self._times = np.concatenate([self._times, batch.times])
        self._blocks = batch.data if self._blocks is None else np.concatenate([self._blocks, batch.data])
        yield from self._measure(len(self._times) - WAIT)
        yield from self._listen(batch.data)

    def finish(self, tracks: Mapping[str, Track]) -> Iterable[Chunk]:
        """Measure the last blocks."""
        del tracks
        yield from self._measure(len(self._times))
        if not self._ear_time and len(self._times):
            yield Chunk("qc.hum", np.zeros(1), np.full((1, len(FAMILIES) + 1), np.nan, np.float32))

    def _measure(self, until: int) -> Iterable[Chunk]:
        """Give the rows of the blocks up to `until`."""
        if self._blocks is None or until <= self._known:
            return
        rows = measure_blocks(self._blocks, self.rate)[self._known : until]
        yield Chunk("qc", self._times[self._known : until], rows)
        drop = max(0, until - WAIT)
        self._times, self._blocks, self._known = self._times[drop:], self._blocks[drop:], until - drop

    def _listen(self, blocks: Values) -> Iterable[Chunk]:
        """Look for hum in stretches of two seconds, one every second."""
        fresh = blocks[..., :2].reshape(-1, min(2, blocks.shape[2]))
        self._ear = fresh if self._ear is None else np.concatenate([self._ear, fresh])
        size, hop = round(SECONDS * self.rate), round(SECONDS * self.rate / 2)
        while len(self._ear) >= size:
            row = hum(self._ear[:size], self.rate)
            yield Chunk("qc.hum", np.array([self._ear_time]), np.array([row], np.float32))
            self._ear = self._ear[hop:]
            self._ear_time += hop / self.rate

    @property
    def rate(self) -> int:
        """Samples a second."""
        return self.source.audio_rate

    @classmethod
    def derive(
        cls, tracks: Mapping[str, Track], thresholds: Thresholds, duration: float
    ) -> Sequence[Segment]:
        """Give the stretches with a fault; those of hum are as long as it lasts."""
        limits = {**cls.thresholds, **thresholds}
        track = tracks["qc"]
        if not len(track):
            return []
        clipping, dropout, level, phase = track.values.T
        second = 2 * round(0.5 / BLOCK) + 1
        found = [
            ("clipping", clipping, limits["clipping"], 0.0, 2 * BLOCK),
            ("dropout", dropout, SHORTEST / 2, 0.0, 0.0),
            ("silence", -level, -limits["silence"], limits["silence_seconds"], 0.0),
            ("cancels in mono", -smooth(phase, second), -limits["phase"], limits["phase_seconds"], BLOCK),
        ]
        made = [
            Segment(span.start, span.end, "qc", label, _score(label, track, span.first, span.last))
            for label, scores, limit, least, gap in found
            for span in spans(
                track.times, scores, limit, least=min(least, duration), gap=gap, duration=duration
            )
        ]
        return sorted([*made, *_hums(tracks["qc.hum"], limits, duration)])


def _score(label: str, track: Track, first: int, last: int) -> float:
    """Give the share that is clipped or the seconds dropped out; other faults are simply there."""
    if label in CHANNELS:
        values = track.column(label)[first:last]
        return float(min(1.0, values.sum() if label == "dropout" else values.mean()))
    return 1.0


def _hums(track: Track, limits: Thresholds, duration: float) -> Iterable[Segment]:
    for family in FAMILIES:
        for span in spans(track.times, track.column(family), limits["hum"], gap=2.0, duration=duration):
            # A row speaks for two seconds, the last one for one more than to the next row.
            end = min(span.end + SECONDS / 2, duration)
            if end - span.start >= min(limits["hum_seconds"], duration) - 1e-6:
                yield Segment(span.start, end, "qc", f"hum {family}", 1.0)


def measure_blocks(blocks: Values, rate: int) -> Values:
    """Measure blocks [n, samples, channels] that follow on each other: [n, CHANNELS]."""
    count, size, channels = blocks.shape
    # Sums over one channel's samples in a row take a fraction of those over samples in turns.
    sound = np.ascontiguousarray(blocks.reshape(-1, channels).T)
    loud = np.abs(sound)
    clipped = np.stack([_long_runs(one >= FULL, CLIPPED) for one in loud], axis=1)
    dropped = _dropouts(loud.max(axis=0), rate)
    power = np.square(sound, dtype=np.float64).reshape(channels, count, size).mean(axis=2).T
    with np.errstate(divide="ignore"):
        level = np.maximum(10 * np.log10(2 * power.max(axis=1)), FLOOR)
    return np.stack(
        [
            clipped.reshape(count, size, channels).mean(axis=1).max(axis=1),
            dropped.reshape(count, size).mean(axis=1) * (size / rate),
            level,
            _phase(blocks) if channels > 1 else np.full(count, np.nan),
        ],
        axis=1,
    ).astype(np.float32)


def _long_runs(mask: Mask, least: int) -> Mask:
    """Keep the true rows [n] in runs of at least `least`."""
    kept: Mask = np.zeros(len(mask), np.bool_)
    for first, last in runs(mask).tolist():
        kept[first:last] = last - first >= least
    return kept


def _dropouts(loud: Values, rate: int) -> Mask:
    """Where sound of these magnitudes [samples] has dropped out."""
    dropped: Mask = np.zeros(len(loud), np.bool_)
    edge = max(1, round(EDGE * rate))
    for first, last in runs(loud < ZERO).tolist():
        if not SHORTEST * rate <= last - first <= LONGEST * rate or first == 0 or last == len(loud):
            continue
        if loud[max(0, first - edge) : first].max() >= LOUD and loud[last : last + edge].max() >= LOUD:
            dropped[first:last] = True
    return dropped


def _phase(blocks: Values) -> npt.NDArray[np.float64]:
    """Correlation of the first two channels in each block [n], NaN where one of them is as good as silent."""
    left, right = blocks[..., 0].astype(np.float64), blocks[..., 1].astype(np.float64)
    powers = (left**2).mean(axis=1), (right**2).mean(axis=1)
    own, quiet = np.sqrt(powers[0] * powers[1]), np.minimum(*powers) < QUIET**2
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(quiet, np.nan, (left * right).mean(axis=1) / own)
