"""What analyzers of voices share: windows in which a voice is heard, and an answer for each half second.

Windows of four seconds come every two. Each waits until the voice track is known to its end; half seconds
without a voice stay empty, and windows without any cost nothing. Where two windows overlap, their answers are
blended.
"""

from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from inference.audio.features import RATE
from inference.contract.analyzer import Analyzer, SessionProvider
from inference.contract.presentation import Role
from inference.contract.segments import longest_labels, smooth, spans
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
    Values,
    Want,
)

EMOTIONS = ("neutral", "happy", "sad", "angry", "fearful", "surprised", "disgusted")
CHANNELS = ("valence", "arousal", "confidence", *EMOTIONS)
FIRST = CHANNELS.index(EMOTIONS[0])
STEP = 0.5
STEPS = 8
"""Half seconds in a window, each with an answer of its own."""

WINDOW = STEPS * STEP
HOP = WINDOW / 2
FRESH = round(HOP / STEP)
"""Half seconds that a window adds to what the one before it reached."""

LOUDEST = 1.0
"""log10 power that a window's loudest point is brought to: a usual level (the median of nEMO is 0.9)."""

CLAIMS = 2 + len(EMOTIONS)
"""What a network says of a half second: valence, arousal and the categories."""

SLACK = 0.1
"""How far the voice track may end before a window does and still count as known: its rows lie 32 ms apart."""

PAUSE = 1.0
"""Seconds without a voice that do not end a stretch."""

TRUST: Values = np.array([1, 3, 5, 7, 7, 5, 3, 1], np.float32)
"""How much a window's answers count where two windows overlap: the middle knows both sides."""


class SpeechWindowAnalyzer(Analyzer):
    """An analyzer that gives CHANNELS every half second in which a voice is heard, in its one track.

    Its parameters hold `voice`, the probability from which a half second counts as voiced.
    """

    uses = (Role.SPEECH,)
    params: ClassVar[Params] = {"voice": 0.5}
    thresholds: ClassVar[Thresholds] = {"confidence": 0.5, "release": 0.4, "seconds": 1.0, "smoothing": 1.5}

    def __init__(self, source: SourceInfo, sessions: SessionProvider, params: Params) -> None:
        super().__init__(source, sessions, params)
        self._waiting: list[tuple[float, Values]] = []
        self._until = -np.inf
        self._tail = np.empty((0, CLAIMS), np.float32)
        """What the last window made of the half seconds that the next one will hear too."""

    @abstractmethod
    def answer(self, times: Times, windows: Values, voiced: npt.NDArray[np.bool_]) -> Values:
        """Give valence, arousal and categories of the half seconds of windows, [n, 8, 9].

        times: starts of the windows, [n]. windows: sound at 16 kHz, [n, 64000]. voiced: where a voice is
        heard, [n, 8]; in every window somewhere. Windows come in the order of their times, each once.
        """

    @classmethod
    def wants(cls, params: Params) -> Want:
        del params
        return AudioSpec(RATE, round(WINDOW * RATE), round(HOP * RATE))

    def feed(self, batch: Batch, tracks: Mapping[str, Track]) -> Iterable[Chunk]:
        self._waiting.extend(zip(batch.times.tolist(), batch.data, strict=True))
        known = tracks[Role.SPEECH].end + SLACK
        ready = sum(time + WINDOW <= known for time, _ in self._waiting)
        return self._hear(ready, tracks[Role.SPEECH])

    def finish(self, tracks: Mapping[str, Track]) -> Iterable[Chunk]:
        yield from self._hear(len(self._waiting), tracks[Role.SPEECH])
        if len(self._tail):
            yield from self._chunk(self._until, self._tail)

    def _hear(self, count: int, voice: Track) -> Iterable[Chunk]:
        """Analyze the first windows that wait; those without a voice cost nothing."""
        ready, self._waiting = self._waiting[:count], self._waiting[count:]
        masks = [voiced_steps(voice, time, float(self.settings["voice"])) for time, _ in ready]
        answers = iter(self._answers(ready, masks))
        for (time, _), mask in zip(ready, masks, strict=True):
            claims = np.full((STEPS, CLAIMS), np.nan, np.float32)
            if mask.any():
                claims[mask] = next(answers)[mask]
            yield from self._join(time, claims)

    def _answers(
        self, ready: Sequence[tuple[float, Values]], masks: Sequence[npt.NDArray[np.bool_]]
    ) -> Iterable[Values]:
        """Give the answers for the windows in which a voice is heard."""
        heard = [(*window, mask) for window, mask in zip(ready, masks, strict=True) if mask.any()]
        if not heard:
            return ()
        times, windows, voiced = zip(*heard, strict=True)
        return self.answer(np.array(times), np.stack(windows), np.stack(voiced))

    def _join(self, time: float, claims: Values) -> Iterable[Chunk]:
        """Blend a window with the one before it and give what no later window will hear."""
        start, tail = self._until, self._tail
        self._until, self._tail = time + HOP, claims[FRESH:]
        if abs(start - time) > STEP / 2:  # the first window, or one after a hole in the sound
            yield from self._chunk(start, tail[: max(0, round((time - start) / STEP))] if len(tail) else tail)
            yield from self._chunk(time, claims[:FRESH])
            return
        new, old = TRUST[:FRESH, None], TRUST[FRESH:, None]
        blended = (old * tail + new * claims[:FRESH]) / (old + new)
        yield from self._chunk(time, blended.astype(np.float32))

    def _chunk(self, start: float, claims: Values) -> Iterable[Chunk]:
        times = start + STEP * np.arange(len(claims), dtype=np.float64)
        inside = times < self.source.duration if self.source.duration > 0 else np.ones(len(times), np.bool_)
        if inside.any():
            shares = claims[:, 2:]
            rows = np.column_stack([claims[:, :2], shares.max(axis=1), shares]).astype(np.float32)
            yield Chunk(self.makes[0].key, times[inside], rows[inside])

    @classmethod
    def derive(
        cls, tracks: Mapping[str, Track], thresholds: Thresholds, duration: float
    ) -> Sequence[Segment]:
        key = cls.makes[0].key
        return dominant_spans(tracks[key], key, {**cls.thresholds, **thresholds}, duration)


def dominant_spans(track: Track, key: str, limits: Thresholds, duration: float) -> list[Segment]:
    """Give the stretches in which a category leads.

    Shares are smoothed over `smoothing` seconds; a stretch begins at `confidence`, ends under `release`, and
    counts from `seconds` on.
    """
    shares = interpolate_pauses(track.values[:, FIRST : FIRST + len(EMOTIONS)], round(PAUSE / STEP))
    shares = smooth(shares, round(limits["smoothing"] / STEP))
    ahead = np.nan_to_num(shares, nan=-1.0).argmax(axis=1)
    return sorted(
        Segment(span.start, span.end, key, emotion, span.mean)
        for number, emotion in enumerate(EMOTIONS)
        for span in spans(
            track.times,
            # A category that another one has overtaken does not go on beside it.
            np.where(ahead == number, shares[:, number], 0.0),
            limits["confidence"],
            limits["release"],
            least=limits["seconds"],
            duration=duration,
        )
    )


def sounds_like(segments: Iterable[Segment]) -> str:
    """Say in a word or two what voices sound like for longest; nothing if they were not read."""
    labels = longest_labels(segments)
    return f"sounds {labels[0]}" if labels else ""


def voiced_steps(voice: Track, start: float, threshold: float) -> npt.NDArray[np.bool_]:
    """In which half seconds of a window a voice is heard: its mean probability reaches the threshold, [8]."""
    edges = np.searchsorted(voice.times, start + STEP * np.arange(STEPS + 1))
    values = voice.values[:, 0]
    rows = pairwise(edges.tolist())
    return np.array([last > first and values[first:last].mean() >= threshold for first, last in rows])


def interpolate_pauses(shares: Values, rows: int) -> Values:
    """Fill pauses of up to `rows` rows of NaN between two voiced ones with a straight line, [n, 7]."""
    filled = shares.copy()
    heard = np.flatnonzero(np.isfinite(shares[:, 0]))
    for before, after in pairwise(heard.tolist()):
        if 1 < after - before <= rows + 1:
            way = np.linspace(0.0, 1.0, after - before + 1, dtype=np.float32)[1:-1, None]
            filled[before + 1 : after] = (1 - way) * shares[before] + way * shares[after]
    return filled
