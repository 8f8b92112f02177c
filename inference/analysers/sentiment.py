"""Sentiment of voices: how speech sounds, from a frozen speech encoder under a recurrent network."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from inference.analyser import Analyser, Sessions
from inference.baseline import MARKED, UNSURE, marked_rows, relation_of, see_against_neutral
from inference.features import RATE, log_mel
from inference.models import find
from inference.segments import smooth, spans
from inference.track import Track
from inference.types import (
    AudioSpec,
    Batch,
    Chunk,
    Kind,
    Params,
    Segment,
    Source,
    Thresholds,
    Times,
    TrackSpec,
    Values,
    Want,
)

EMOTIONS = ("neutral", "happy", "sad", "angry", "fearful", "surprised", "disgusted")
CHANNELS = ("valence", "arousal", "confidence", *EMOTIONS)
FIRST = CHANNELS.index(EMOTIONS[0])
BASELINE = ("baseline", "baseline_seconds")
"""Channels that are added where voices are seen against their own neutral: its kind, what it rests on."""

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
"""What the network says of a half second: valence, arousal and the categories."""

GROUP = 4
"""Windows that run at once: more outgrow a processor's cache and are slower."""

SLACK = 0.1
"""How far the voice track may end before a window does and still count as known: its rows lie 32 ms apart."""

PAUSE = 1.0
"""Seconds without a voice that do not end a stretch."""

TRUST: Values = np.array([1, 3, 5, 7, 7, 5, 3, 1], np.float32)
"""How much a window's answers count where two windows overlap: the middle knows both sides."""


class Sentiment(Analyser):
    """Valence, arousal and seven categories every half second in which a voice is heard."""

    key = "sentiment"
    title = "Sentiment of voices"
    version = 3
    makes = (TrackSpec("sentiment", "Sentiment", Kind.CURVE, CHANNELS, low=-1.0, high=1.0),)
    models = ("whisper-tiny-encoder", "sentiment")
    uses = ("voice",)
    params: ClassVar[Params] = {"voice": 0.5}
    thresholds: ClassVar[Thresholds] = {"confidence": 0.5, "release": 0.4, "seconds": 1.0, "smoothing": 1.5}
    order = 50

    def __init__(self, source: Source, sessions: Sessions, params: Params) -> None:
        super().__init__(source, sessions, params)
        self._waiting: list[tuple[float, Values]] = []
        self._until = -np.inf
        self._tail = np.empty((0, CLAIMS), np.float32)
        """What the last window made of the half seconds that the next one will hear too."""

    @classmethod
    def wants(cls, params: Params) -> Want:
        del params
        return AudioSpec(RATE, round(WINDOW * RATE), round(HOP * RATE))

    def feed(self, batch: Batch, tracks: Mapping[str, Track]) -> Iterable[Chunk]:
        self._waiting.extend(zip(batch.times.tolist(), batch.data, strict=True))
        known = tracks["voice"].end + SLACK
        ready = sum(time + WINDOW <= known for time, _ in self._waiting)
        return self._hear(ready, tracks["voice"])

    def finish(self, tracks: Mapping[str, Track]) -> Iterable[Chunk]:
        yield from self._hear(len(self._waiting), tracks["voice"])
        if len(self._tail):
            yield from self._chunk(self._until, self._tail)

    def _hear(self, count: int, voice: Track) -> Iterable[Chunk]:
        """Analyse the first windows that wait; those without a voice cost nothing."""
        ready, self._waiting = self._waiting[:count], self._waiting[count:]
        masks = [voiced_steps(voice, time, float(self.settings["voice"])) for time, _ in ready]
        loud = [window for (_, window), mask in zip(ready, masks, strict=True) if mask.any()]
        answers = iter(self._infer(np.stack(loud)) if loud else ())
        for (time, _), mask in zip(ready, masks, strict=True):
            claims = np.full((STEPS, CLAIMS), np.nan, np.float32)
            if mask.any():
                claims[mask] = next(answers)[mask]
            yield from self._join(time, claims)

    def _infer(self, windows: Values) -> Values:
        """Windows [n, 64000] -> valence, arousal and categories of their half seconds [n, 8, 9]."""
        encoder, network = (self.sessions.session(name) for name in self.models)
        parts: list[Values] = []
        for first in range(0, len(windows), GROUP):
            mel = log_mel(windows[first : first + GROUP], LOUDEST)
            (layers,) = encoder.run({"mel": mel})
            parts.extend(network.run({"layers": layers}))
        return np.concatenate(parts)

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
            yield Chunk("sentiment", times[inside], rows[inside])

    @classmethod
    def relate(cls, tracks: Mapping[str, Track], marks: Sequence[Segment]) -> Mapping[str, Track]:
        """See each voice against its own neutral, which is marked or estimated; see `inference.baseline`."""
        track, relation = tracks["sentiment"], relation_of(find("sentiment").raw)
        if relation is None or not len(track):
            return {}
        neutral = [mark for mark in marks if mark.track == MARKED]
        voices = voices_at(tracks.get("speakers"), track.times)
        if neutral and "speakers" not in tracks:
            voices = np.zeros(len(track), np.int64)  # who marks a neutral means the one voice that is heard
        scores = track.values[:, [0, 1, *range(FIRST, FIRST + len(EMOTIONS))]]
        marked = marked_rows(track.times, voices, neutral, STEP)
        seen, about = see_against_neutral(scores, voices, marked, relation, STEP)
        shown = Track(replace(track.spec, channels=(*CHANNELS, *BASELINE)))
        rows = np.column_stack([seen[:, :2], seen[:, 2:].max(axis=1), seen[:, 2:], about])
        shown.append(Chunk("sentiment", track.times, rows))
        return {"sentiment": shown}

    @classmethod
    def derive(
        cls, tracks: Mapping[str, Track], thresholds: Thresholds, duration: float
    ) -> Sequence[Segment]:
        limits = {**cls.thresholds, **thresholds}
        track = tracks["sentiment"]
        shares = bridge(track.values[:, FIRST : FIRST + len(EMOTIONS)], round(PAUSE / STEP))
        shares = smooth(shares, round(limits["smoothing"] / STEP))
        ahead = np.nan_to_num(shares, nan=-1.0).argmax(axis=1)
        return sorted(
            Segment(span.start, span.end, "sentiment", emotion, span.mean)
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


def voiced_steps(voice: Track, start: float, threshold: float) -> npt.NDArray[np.bool_]:
    """In which half seconds of a window a voice is heard: its mean probability reaches the threshold, [8]."""
    edges = np.searchsorted(voice.times, start + STEP * np.arange(STEPS + 1))
    values = voice.values[:, 0]
    rows = pairwise(edges.tolist())
    return np.array([last > first and values[first:last].mean() >= threshold for first, last in rows])


def voices_at(speakers: Track | None, times: Times) -> npt.NDArray[np.int64]:
    """Give the number of the voice in each half second [n], UNSURE where it is not known."""
    if speakers is None or not len(speakers):
        return np.full(len(times), UNSURE, np.int64)
    after = np.clip(np.searchsorted(speakers.times, times - STEP / 2), 0, len(speakers) - 1)
    near = np.abs(speakers.times[after] - times) <= STEP / 2
    numbers = speakers.column("voice")[after]
    return np.where(near & (numbers >= 0), np.nan_to_num(numbers, nan=UNSURE), UNSURE).astype(np.int64)


def bridge(shares: Values, rows: int) -> Values:
    """Fill pauses of up to `rows` rows of NaN between two voiced ones with a straight line, [n, 7]."""
    filled = shares.copy()
    heard = np.flatnonzero(np.isfinite(shares[:, 0]))
    for before, after in pairwise(heard.tolist()):
        if 1 < after - before <= rows + 1:
            way = np.linspace(0.0, 1.0, after - before + 1, dtype=np.float32)[1:-1, None]
            filled[before + 1 : after] = (1 - way) * shares[before] + way * shares[after]
    return filled
