"""What is said, in English: a speech recognizer on the pieces between pauses."""

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

import numpy as np

from inference.contract.analyzer import Analyzer, SessionProvider
from inference.contract.presentation import LabelColor, Lane, LaneGroup, LaneStyle, Presentation, Role
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
from inference.speech import words
from inference.speech.moonshine import DECODER, ENCODER, RATE, Moonshine, Recognition
from inference.speech.speech_chunks import LEAST, STEP, SpeechChunk, SpeechChunker
from resources.language import mark

BLOCK = RATE
"""Samples that are delivered at a time."""

TOGETHER = 4
"""Pieces that are recognized at once: more would hold much sound back, and memory, to gain little."""

NEAR = 0.01
"""Seconds by which two blocks may lie apart and still follow on each other."""


class Transcript(Analyzer):
    """A row for each token: its number in the vocabulary, its probability, and how many seconds it lasts."""

    key = "transcript"
    title = "Transcript (English)"
    version = 1
    models = (ENCODER, DECODER)
    uses = (Role.SPEECH,)
    order = 42
    fast = None
    makes = (
        TrackSpec(
            "transcript",
            "Transcript (English)",
            TrackKind.CURVE,
            words.CHANNELS,
            lane=False,
            role=Role.TRANSCRIPT,
        ),
    )
    presentation = Presentation(
        Lane(
            LaneStyle.SEGMENTS,
            LaneGroup.DIALOGUE,
            mark("No English speech recognized"),
            color=LabelColor.SPEECH,
        ),
        limits=mark(
            "Transcript: English only, and names and numbers are often wrong. It is no record of what was"
            " said."
        ),
        section=mark("Transcript"),
        leads=True,
    )
    thresholds: ClassVar[Thresholds] = {"confidence": 0.62}

    def __init__(self, source: SourceInfo, sessions: SessionProvider, params: Params) -> None:
        super().__init__(source, sessions, params)
        self._recognizer = Moonshine(sessions)
        self._cutter = SpeechChunker()
        self._sound = _Sound()
        self._pieces: list[tuple[float, Values]] = []
        self._row = 0
        self._reached = 0.0

    @classmethod
    def wants(cls, params: Params) -> Want:
        """Sound at 16 kHz in blocks that follow on each other."""
        del params
        return AudioSpec(RATE, BLOCK, BLOCK)

    def feed(self, batch: Batch, tracks: Mapping[str, Track]) -> Iterable[Chunk]:
        for time, block in zip(batch.times.tolist(), batch.data, strict=True):
            if self._sound.breaks(time):
                yield from self._advance(tracks[Role.SPEECH], self._sound.end)
                yield from self._heard(self._cutter.end())
            self._sound.add(time, block)
            yield from self._advance(tracks[Role.SPEECH], self._sound.end)

    def finish(self, tracks: Mapping[str, Track]) -> Iterable[Chunk]:
        yield from self._advance(tracks[Role.SPEECH], np.inf)
        yield from self._heard(self._cutter.end())
        yield from self._recognize()

    def _advance(self, voice: Track, until: float) -> Iterable[Chunk]:
        """Go on through the voice track as far as its sound is here."""
        while self._row < len(voice) and (time := float(voice.times[self._row])) + STEP <= until + 1e-6:
            level = self._sound.level(time, time + STEP)
            speech = float(voice.values[self._row, 0])
            self._row += 1
            yield from self._heard(self._cutter.push(time, speech, level))
        self._sound.forget(self._cutter.needs)

    def _heard(self, pieces: Iterable[SpeechChunk]) -> Iterable[Chunk]:
        for piece in pieces:
            start, samples = self._sound.cut(piece.start, piece.end)
            if len(samples) >= LEAST * RATE:
                self._pieces.append((start, samples.copy()))
            if len(self._pieces) == TOGETHER:
                yield from self._recognize()

    def _recognize(self) -> Iterable[Chunk]:
        """Recognize the pieces that wait."""
        pieces, self._pieces = self._pieces, []
        if not pieces:  # nor is a model loaded
            return
        said = self._recognizer.recognize([samples for _, samples in pieces])
        for (start, samples), heard in zip(pieces, said, strict=True):
            yield self._rows(start, samples, heard)

    def _rows(self, start: float, samples: Values, heard: Recognition) -> Chunk:
        end = start + len(samples) / RATE
        starts = np.append(start + heard.starts, end)
        rows = np.zeros((len(starts), len(words.CHANNELS)), np.float32)
        rows[:, 0] = [*heard.tokens, words.END]
        rows[:, 1] = [*heard.probabilities, heard.certain_end]
        rows[:-1, 2] = heard.ends - heard.starts
        starts = np.maximum.accumulate(np.maximum(starts, self._reached))
        self._reached = float(starts[-1])
        return Chunk("transcript", starts, rows)

    @classmethod
    def derive(
        cls, tracks: Mapping[str, Track], thresholds: Thresholds, duration: float
    ) -> Sequence[Segment]:
        """Give a segment for each phrase that is sure enough; its label is the text."""
        limits = {**cls.thresholds, **thresholds}
        return [
            Segment(phrase.start, min(phrase.end, max(duration, phrase.start)), cls.key, phrase.text, score)
            for phrase in words.phrases(tracks["transcript"])
            if (score := phrase.probability) >= limits["confidence"]
        ]


class _Sound:
    """The sound that may still be asked for."""

    def __init__(self) -> None:
        self._start = 0.0
        self._samples: Values = np.empty(0, np.float32)

    @property
    def end(self) -> float:
        return self._start + len(self._samples) / RATE

    def breaks(self, time: float) -> bool:
        """Say whether a block at `time` does not follow on what is here."""
        return len(self._samples) > 0 and abs(time - self.end) > NEAR

    def add(self, time: float, block: Values) -> None:
        if not len(self._samples) or self.breaks(time):
            self._start, self._samples = time, self._samples[:0]
        self._samples = np.concatenate([self._samples, block])

    def cut(self, start: float, end: float) -> tuple[float, Values]:
        """Give the sound from `start` to `end`, as far as it is here, and where it begins."""
        first, last = self._place(start), self._place(end)
        return self._start + first / RATE, self._samples[first:last]

    def level(self, start: float, end: float) -> float:
        """Give the power of the sound from `start` to `end`."""
        part = self._samples[self._place(start) : self._place(end)]
        return float(part @ part) / max(len(part), 1)

    def forget(self, before: float) -> None:
        first = self._place(before)
        # The samples that stay are few beside what is forgotten only now and then.
        if first >= BLOCK:
            self._start, self._samples = self._start + first / RATE, self._samples[first:].copy()

    def _place(self, time: float) -> int:
        return min(max(round((time - self._start) * RATE), 0), len(self._samples))
