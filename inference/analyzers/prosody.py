"""Prosody: how raised or lowered a voice sounds against its own usual, measured without learned weights.

`prosody.measures` are facts: level, pitch, pitch range, speech rate and spectral tilt of each half second in
which a voice is heard (`inference/prosody.py` says how, and how they become arousal). `prosody` compares them
with the same voice's usual, which is known only when the file is at its end; it is given then.

It hears a change of voice, not its cause: a voice that comes nearer to the microphone, a louder room, another
speaker or a compressor changes the measures, too. Where several people speak, their voices count as one.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

import numpy as np

from inference.contract.analyzer import Analyzer, SessionProvider
from inference.contract.presentation import Lane, LaneGroup, LaneStyle, Presentation, Role
from inference.contract.segments import contiguous_runs, smooth, spans
from inference.contract.track import Track
from inference.contract.types import (
    AudioSpec,
    Batch,
    Chunk,
    Params,
    Segment,
    SourceInfo,
    Thresholds,
    Times,
    TrackKind,
    TrackSpec,
    Values,
    Want,
)
from inference.speech.prosody import BLOCK, MEASURES, RATE, STEP, measure, relative_measures
from resources.language import mark

CHANNELS = ("arousal", *MEASURES)
SLACK = 0.1
"""How far the voice track may end before a half second does and still count as known."""


class Prosody(Analyzer):
    """Measures of every half second in which a voice is heard, and arousal against the voice's own usual."""

    key = "prosody"
    title = "Delivery"
    version = 1
    uses = (Role.SPEECH,)
    order = 52
    makes = (
        TrackSpec("prosody", "Delivery", TrackKind.CURVE, CHANNELS, low=-1.0, high=1.0, role=Role.DELIVERY),
        TrackSpec("prosody.measures", "Delivery measures", TrackKind.CURVE, MEASURES, lane=False),
    )
    presentation = Presentation(
        Lane(
            LaneStyle.BALANCE,
            LaneGroup.EMOTION,
            mark("Less than 10 s of speech per speaker"),
            height=48,
            channels=("arousal",),
        ),
        limits=mark("Raised or quiet is meant against the same voice's usual pitch and level in this file."),
        aliases={"prosody": {"calm": "subdued", "excited": "excited"}},
    )
    params: ClassVar[Params] = {"voice": 0.5}
    thresholds: ClassVar[Thresholds] = {"away": 0.35, "release": 0.2, "seconds": 2.0, "smoothing": 2.5}

    def __init__(self, source: SourceInfo, sessions: SessionProvider, params: Params) -> None:
        super().__init__(source, sessions, params)
        self._before: tuple[float, Values] | None = None
        self._waiting: list[tuple[float, Values]] = []
        self._times: list[Times] = []
        self._measured: list[Values] = []

    @classmethod
    def wants(cls, params: Params) -> Want:
        """Sound at 16 kHz in half seconds that follow one another."""
        del params
        return AudioSpec(RATE, BLOCK, BLOCK)

    def feed(self, batch: Batch, tracks: Mapping[str, Track]) -> Iterable[Chunk]:
        """Measure the half seconds that another one follows, as far as the voice track reaches."""
        self._waiting.extend(zip(batch.times.tolist(), batch.data, strict=True))
        known = tracks[Role.SPEECH].end + SLACK
        return self._hear(sum(time + STEP <= known for time, _ in self._waiting[:-1]), tracks[Role.SPEECH])

    def finish(self, tracks: Mapping[str, Track]) -> Iterable[Chunk]:
        """Measure the rest, and compare everything with the voice's usual."""
        yield from self._hear(len(self._waiting), tracks[Role.SPEECH])
        if self._times:
            yield Chunk(
                "prosody", np.concatenate(self._times), relative_measures(np.concatenate(self._measured))
            )

    def _hear(self, count: int, voice: Track) -> Iterable[Chunk]:
        """Measure the first half seconds that wait; where no voice is heard there is nothing to measure."""
        if count <= 0:
            return
        blocks = self._waiting[:count]
        times: Times = np.array([time for time, _ in blocks])
        rows = np.full((count, len(MEASURES)), np.nan, np.float32)
        voiced = np.array([self._is_voiced(voice, time) for time, _ in blocks])
        around = [self._before, *self._waiting, None]
        runs: list[list[int]] = contiguous_runs(voiced, np.diff(times) > 1.5 * STEP).tolist()
        for first, last in runs:
            before = adjacent_block(around[first], blocks[first][0] - STEP)
            after = adjacent_block(around[last + 1], blocks[last - 1][0] + STEP)
            rows[first:last] = measure(
                np.concatenate([before, *(sound for _, sound in blocks[first:last]), after])
            )
        self._before, self._waiting = blocks[-1], self._waiting[count:]
        self._times.append(times)
        self._measured.append(rows)
        yield Chunk("prosody.measures", times, rows)

    def _is_voiced(self, voice: Track, time: float) -> bool:
        first, last = np.searchsorted(voice.times, (time, time + STEP)).tolist()
        return last > first and bool(voice.values[first:last, 0].mean() >= float(self.settings["voice"]))

    @classmethod
    def derive(
        cls, tracks: Mapping[str, Track], thresholds: Thresholds, duration: float
    ) -> Sequence[Segment]:
        """Give the stretches in which a voice is more excited, or more subdued, than is usual for it."""
        limits = {**cls.thresholds, **thresholds}
        track = tracks["prosody"]
        arousal = smooth(track.column("arousal"), 2 * round(limits["smoothing"] / STEP / 2) + 1)
        return sorted(
            Segment(span.start, span.end, "prosody", label, span.mean)
            for label, sign in (("excited", 1), ("subdued", -1))
            for span in spans(
                track.times,
                sign * arousal,
                limits["away"],
                limits["release"],
                least=limits["seconds"],
                duration=duration,
            )
        )


def adjacent_block(block: tuple[float, Values] | None, time: float) -> Values:
    """Give a block if it begins at `time`, silence otherwise: at an end of the file, or of a hole in it."""
    near = block is not None and abs(block[0] - time) < STEP / 2
    return block[1] if block is not None and near else np.zeros(BLOCK, np.float32)
