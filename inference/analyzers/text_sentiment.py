"""Sentiment of the words: what is said, in English, by a lexicon. How it is said is another lane's."""

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

import numpy as np

from inference.contract.analyzer import Analyzer
from inference.contract.presentation import Lane, LaneGroup, LaneStyle, Presentation, Role
from inference.contract.track import Track
from inference.contract.types import (
    AudioSpec,
    Batch,
    Chunk,
    Params,
    Segment,
    Thresholds,
    TrackKind,
    TrackSpec,
    Want,
)
from inference.speech.valence import valence
from inference.speech.words import Phrase, phrases
from resources.language import mark

RATE = 16_000
CHANNELS = ("valence",)


class TextSentiment(Analyzer):
    """Valence from -1 to 1 of each phrase that holds a word of the lexicon; nothing is claimed of the others.

    Three rows a phrase: at its start, at its end, and there again that no more is claimed.
    """

    key = "text_sentiment"
    title = "Text sentiment"
    version = 1
    uses = (Role.TRANSCRIPT,)
    order = 51
    fast = None
    makes = (
        TrackSpec(
            "text_sentiment",
            "Text sentiment",
            TrackKind.CURVE,
            CHANNELS,
            low=-1.0,
            high=1.0,
            role=Role.TEXT_MOOD,
        ),
    )
    presentation = Presentation(
        Lane(LaneStyle.BALANCE, LaneGroup.EMOTION, mark("No sentiment in text"), height=32),
        limits=mark("What words say is read from single words and knows no irony."),
    )
    params: ClassVar[Params] = {"probability": 0.62}
    thresholds: ClassVar[Thresholds] = {"confidence": 0.3}

    @classmethod
    def wants(cls, params: Params) -> Want:
        """Sound, for there to be some: what is read is the transcript."""
        del params
        return AudioSpec(RATE, RATE, RATE)

    def feed(self, batch: Batch, tracks: Mapping[str, Track]) -> Iterable[Chunk]:
        del batch, tracks
        return ()

    def finish(self, tracks: Mapping[str, Track]) -> Iterable[Chunk]:
        """Read the phrases, now that all are known."""
        reached = 0.0
        for phrase in phrases(tracks[Role.TRANSCRIPT]):
            if phrase.probability >= float(self.settings["probability"]):
                start = max(phrase.start, reached)
                reached = max(phrase.end, start)
                yield from _rows(phrase, start, reached)

    @classmethod
    def derive(
        cls, tracks: Mapping[str, Track], thresholds: Thresholds, duration: float
    ) -> Sequence[Segment]:
        """Give the phrases that are clearly positive or negative; the score is how much."""
        limits = {**cls.thresholds, **thresholds}
        track = tracks[cls.key]
        values, times = track.column("valence").tolist(), track.times.tolist()
        return [
            Segment(start, min(end, duration), cls.key, "positive" if value > 0 else "negative", abs(value))
            for start, end, value in zip(times[::3], times[1::3], values[::3], strict=False)
            if abs(value) >= limits["confidence"] and start < min(end, duration)
        ]


def _rows(phrase: Phrase, start: float, end: float) -> Iterable[Chunk]:
    value = valence(phrase.text)
    if value is not None:
        rows = np.array([[value], [value], [np.nan]], np.float32)
        yield Chunk("text_sentiment", np.array([start, end, end]), rows)
