"""Vocal bursts: what laughs, cries, gasps, sighs and screams without words sound like.

Where the `sounds` analyzer hears such a sound (one of the GATE classes of YAMNet scores `gate` or more),
YAMNet's logits of that window and of the two on either side go into a recurrent network. Elsewhere nothing is
computed and nothing claimed: the network knows bursts only, and would find a feeling in speech or music, too.
Its weights allow commercial use, and those of the networks that it listens through do, too.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from inference.audio.features import RATE, audioset_log_mel
from inference.contract.analyzer import Analyzer, SessionProvider
from inference.contract.presentation import Lane, LaneGroup, LaneStyle, Presentation, Role
from inference.contract.segments import smooth, spans
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

FEELINGS = ("neutral", "amusement", "triumph", "contentment", "anger", "distress")
CHANNELS = ("confidence", *FEELINGS)
GATE = (
    *("Laughter", "Crying, sobbing", "Screaming", "Whoop", "Yell"),
    *("Sigh", "Groan", "Grunt", "Gasp", "Pant"),
)
"""Sounds of a voice without words; a group's name stands for all that it covers."""

WINDOW, STRIDE = 15_600, 7_680
STEP = STRIDE / RATE
SHIFT = 0.2
"""Seconds by which a row stands behind its window's start, as in the sounds track."""

CONTEXT = 2
"""Windows on either side that the network hears with one."""

AT_ONCE = 8
"""Windows in a run of YAMNet: more gain nothing on a CPU."""


class Bursts(Analyzer):
    """Probabilities of six categories every 0.48 s in which a vocal burst is heard."""

    key = "bursts"
    title = "Laughs, cries, screams"
    version = 1
    models = ("yamnet", "bursts")
    uses = (Role.SOUNDS,)
    reads: ClassVar[Mapping[Role | str, tuple[str, ...]]] = {Role.SOUNDS: GATE}
    order = 56
    makes = (TrackSpec("bursts", "Laughs, cries, screams", TrackKind.CURVE, CHANNELS, role=Role.BURSTS),)
    presentation = Presentation(
        Lane(
            LaneStyle.SEGMENTS,
            LaneGroup.EMOTION,
            mark("No laughs, cries or screams found"),
        ),
        limits=mark("Vocal bursts were learned from people who were asked to make them."),
        aliases={"bursts": {"happy": "amusement", "angry": "anger", "amused": "amusement"}},
    )
    params: ClassVar[Params] = {"gate": 0.1}
    thresholds: ClassVar[Thresholds] = {"confidence": 0.5, "release": 0.35, "seconds": 0.4, "smoothing": 1.5}

    def __init__(self, source: SourceInfo, sessions: SessionProvider, params: Params) -> None:
        super().__init__(source, sessions, params)
        self._starts: list[float] = []
        self._windows: list[Values] = []
        self._next = 0
        """The first window that has no row yet; those before it are only its context."""

    @classmethod
    def wants(cls, params: Params) -> Want:
        """Sound at 16 kHz in the windows of the sounds analyzer."""
        del params
        return AudioSpec(RATE, WINDOW, STRIDE)

    def feed(self, batch: Batch, tracks: Mapping[str, Track]) -> Iterable[Chunk]:
        """Answer for the windows whose neighbors are there and that the sounds track has reached."""
        self._starts.extend(batch.times.tolist())
        self._windows.extend(batch.data)
        known = int(np.searchsorted(row_times(self._starts), tracks[Role.SOUNDS].end + STEP / 4))
        return self._answer(min(known, len(self._starts) - CONTEXT), tracks[Role.SOUNDS])

    def finish(self, tracks: Mapping[str, Track]) -> Iterable[Chunk]:
        """Answer for the rest."""
        return self._answer(len(self._starts), tracks[Role.SOUNDS])

    def _answer(self, last: int, sounds: Track) -> Iterable[Chunk]:
        if last <= self._next:
            return
        rows = range(self._next, last)
        times = row_times(self._starts)[self._next : last]
        opened = is_open(sounds, times, float(self.settings["gate"]))
        values = np.full((len(rows), len(CHANNELS)), np.nan, np.float32)
        if opened.any():
            asked = [neighbors(self._starts, row) for row, is_it in zip(rows, opened, strict=True) if is_it]
            values[opened] = self._infer(np.array(asked))
        inside = (times < self.source.duration) | (times <= 0) | (self.source.duration <= 0)
        forgotten = max(0, last - CONTEXT)
        self._starts, self._windows = self._starts[forgotten:], self._windows[forgotten:]
        self._next = last - forgotten
        if inside.any():
            yield Chunk("bursts", times[inside], values[inside])

    def _infer(self, asked: npt.NDArray[np.intp]) -> Values:
        """Numbers of five windows each [n, 5] -> rows of the track [n, channels]."""
        needed, places = np.unique(asked, return_inverse=True)
        yamnet, network = (self.sessions.session(name) for name in self.models)
        parts: list[Values] = []
        for first in range(0, len(needed), AT_ONCE):
            numbers: list[int] = needed[first : first + AT_ONCE].tolist()
            windows: Values = np.stack([self._windows[number] for number in numbers])
            parts.append(yamnet.run({"log_mel": audioset_log_mel(windows)})[1])
        logits = np.concatenate(parts)[places.reshape(asked.shape)]
        (shares,) = network.run({"logits": logits})
        return np.column_stack([shares.max(axis=1), shares])

    @classmethod
    def derive(
        cls, tracks: Mapping[str, Track], thresholds: Thresholds, duration: float
    ) -> Sequence[Segment]:
        """Give the stretches in which one category stays ahead of the others and is sure enough."""
        limits = {**cls.thresholds, **thresholds}
        track = tracks["bursts"]
        shares = smooth(
            track.values[:, len(CHANNELS) - len(FEELINGS) :], 2 * round(limits["smoothing"] / STEP / 2) + 1
        )
        ahead = np.nan_to_num(shares, nan=-1.0).argmax(axis=1)
        return sorted(
            Segment(span.start, span.end, "bursts", feeling, span.mean)
            for number, feeling in enumerate(FEELINGS)
            for span in spans(
                track.times,
                np.where((ahead == number) & np.isfinite(shares[:, number]), shares[:, number], 0.0),
                limits["confidence"],
                limits["release"],
                least=min(limits["seconds"], duration),
                duration=duration,
            )
        )


def row_times(starts: Sequence[float]) -> npt.NDArray[np.float64]:
    """Give the times of rows from their windows' starts; the first row speaks for the start, too."""
    times = np.asarray(starts, np.float64)
    return np.where(times > 0, times + SHIFT, times)


def is_open(sounds: Track, times: npt.NDArray[np.float64], threshold: float) -> npt.NDArray[np.bool_]:
    """In which of the rows at `times` [n] the sounds track hears a vocal burst at that strength, [n]."""
    if not len(sounds):
        return np.zeros(len(times), np.bool_)
    rows = np.clip(np.searchsorted(sounds.times, times - STEP / 4), 0, len(sounds) - 1)
    same = np.abs(sounds.times[rows] - times) < STEP / 4
    return same & (sounds.columns(GATE, rows).max(axis=1) >= threshold)


def neighbors(starts: Sequence[float], row: int) -> list[int]:
    """Numbers of the windows around a row, [5]; where the sound ends or has a hole, the last one again."""
    found = [row]
    for way in (-1, 1):
        at = row
        for _ in range(CONTEXT):
            following = at + way
            if 0 <= following < len(starts) and abs(abs(starts[following] - starts[at]) - STEP) < STEP / 4:
                at = following
            found.append(at)
    before, after = found[1 : 1 + CONTEXT], found[1 + CONTEXT :]
    return [*reversed(before), row, *after]
