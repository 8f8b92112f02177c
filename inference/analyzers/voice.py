"""Where somebody speaks: a recurrent network that carries what it heard from step to step."""

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

import numpy as np

from inference.contract.analyzer import Analyzer, SessionProvider
from inference.contract.presentation import Lane, LaneGroup, Presentation, Role, Summary
from inference.contract.segments import spans
from inference.contract.track import Track
from inference.contract.types import (
    AudioSpec,
    Batch,
    Chunk,
    Params,
    Segment,
    SourceInfo,
    Thresholds,
    TrackKind,
    TrackSpec,
    Values,
    Want,
)
from resources.language import mark

RATE = 16_000
STEP = 512
"""Samples in a step: 32 ms."""

CONTEXT = 64
"""Samples of the step before that the network hears again."""

UNITS = 128
AT_ONCE = 512
"""Steps in a run of the network."""


class Voice(Analyzer):
    """Probability of speech every 32 ms."""

    key = "voice"
    title = "Speech"
    version = 1
    models = ("silero-vad",)
    order = 40
    makes = (TrackSpec("voice", "Speech", TrackKind.CURVE, ("speech",), role=Role.SPEECH),)
    presentation = Presentation(
        Lane(group=LaneGroup.DIALOGUE, empty=mark("No speech")),
        limits=mark("Speech: singing, laughter and voices under loud music lie between speech and not."),
        aliases={"voice": {"talking": "speech"}},
        leads=True,
        summary=Summary(40),
    )
    thresholds: ClassVar[Thresholds] = {
        "confidence": 0.5,
        "release": 0.35,
        "seconds": 0.25,
        "silence": 0.3,
        "padding": 0.03,
    }

    def __init__(self, source: SourceInfo, sessions: SessionProvider, params: Params) -> None:
        super().__init__(source, sessions, params)
        self._context: Values = np.zeros(CONTEXT, np.float32)
        self._hidden: Values = np.zeros((1, 1, UNITS), np.float32)
        self._cell: Values = np.zeros((1, 1, UNITS), np.float32)

    @classmethod
    def wants(cls, params: Params) -> Want:
        """Sound at 16 kHz in steps that follow one another."""
        del params
        return AudioSpec(RATE, STEP, STEP)

    def feed(self, batch: Batch, tracks: Mapping[str, Track]) -> Iterable[Chunk]:
        """Hear the steps, after all those before."""
        del tracks
        for first in range(0, len(batch.times), AT_ONCE):
            steps = batch.data[first : first + AT_ONCE]
            yield Chunk("voice", batch.times[first : first + AT_ONCE], self._hear(steps)[:, None])

    def _hear(self, steps: Values) -> Values:
        before = np.concatenate([self._context[None], steps[:-1, -CONTEXT:]])
        self._context = steps[-1, -CONTEXT:].copy()
        inputs = {"input": np.concatenate([before, steps], axis=1), "h": self._hidden, "c": self._cell}
        speech, self._hidden, self._cell = self.sessions.session("silero-vad").run(inputs)
        return speech

    @classmethod
    def derive(
        cls, tracks: Mapping[str, Track], thresholds: Thresholds, duration: float
    ) -> Sequence[Segment]:
        """Give the stretches of speech; pauses up to `silence` seconds belong to them."""
        limits = {**cls.thresholds, **thresholds}
        found = spans(
            tracks["voice"].times,
            tracks["voice"].column("speech"),
            limits["confidence"],
            limits["release"],
            least=limits["seconds"],
            gap=limits["silence"],
            pad=limits["padding"],
            duration=duration,
        )
        return [Segment(span.start, span.end, "voice", "speech", span.mean) for span in found]

    @classmethod
    def summarize(cls, tracks: Mapping[str, Track], segments: Sequence[Segment]) -> str:
        """Say that somebody speaks."""
        del tracks
        return "speech" if segments else ""
