"""Which voice speaks when: an embedding of each half second of speech, and clusters of them as voices.

Voices are numbered by how long they speak and never named. A half second is heard together with the half
seconds on either side of it, without their pauses.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from inference.audio.features import HOP, RATE, voiceprint_mel
from inference.contract.analyzer import Analyzer, SessionProvider
from inference.contract.presentation import (
    LabelColor,
    Lane,
    LaneGroup,
    LaneStyle,
    Presentation,
    Role,
    Summary,
)
from inference.contract.segments import Mask, spans
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
from inference.speech.speaker_clustering import centroids, cluster, smooth_embeddings
from resources.language import mark

STEP = 0.5
SAMPLES = round(STEP * RATE)
FRAMES = SAMPLES // HOP
"""Frames of 10 ms in a half second."""

WIDTH = 256
GROUP = 16
"""Windows that run at once."""

SLACK = 0.1
"""How far the voice track may end before a half second does and still count as known."""

LEAST_FRAMES = 40
"""Frames of speech that an embedding needs."""

LONGEST = 1.5
"""Seconds of speech that are heard together at the most, to tell who speaks."""

REACH = 0.75
"""How far from the middle of a half second its voice is still believed."""

SILENT = 0
"""Stands for a voice's number where nobody speaks."""


class Speakers(Analyzer):
    """Number of the voice of each half second of speech, how alike it is to that voice, and its embedding."""

    key = "speakers"
    title = "Speakers"
    version = 1
    makes = (
        TrackSpec("speakers", "Speakers", TrackKind.CURVE, ("voice", "likeness"), role=Role.SPEAKERS),
        TrackSpec(
            "speakers.embedding",
            "Embedding of voices",
            TrackKind.VECTOR,
            tuple(f"e{index}" for index in range(WIDTH)),
            dtype="f2",
            lane=False,
        ),
    )
    models = ("voiceprint",)
    uses = (Role.SPEECH,)
    params: ClassVar[Params] = {
        "voice": 0.5,
        "steady": 0.8,
        "alike": 0.61,
        "sure": 0.6,
        "seconds": 4.0,
    }
    thresholds: ClassVar[Thresholds] = {"confidence": 0.6, "seconds": 0.5, "silence": 1.0}
    order = 41
    presentation = Presentation(
        Lane(
            LaneStyle.SEGMENTS,
            LaneGroup.DIALOGUE,
            mark("Not enough speech"),
            color=LabelColor.BY_NUMBER,
        ),
        limits=mark(
            "Speakers are told apart within one file and not identified; similar voices may be taken for one."
        ),
        summary=Summary(50),
    )
    fast = None

    def __init__(self, source: SourceInfo, sessions: SessionProvider, params: Params) -> None:
        super().__init__(source, sessions, params)
        self._before: _Block | None = None
        self._waiting: list[_Block] = []
        self._times: list[Times] = []
        self._rows: list[npt.NDArray[np.float16]] = []

    @classmethod
    def wants(cls, params: Params) -> Want:
        """Half seconds at 16 kHz that follow one another."""
        del params
        return AudioSpec(RATE, SAMPLES, SAMPLES)

    def feed(self, batch: Batch, tracks: Mapping[str, Track]) -> Iterable[Chunk]:
        """Embed the half seconds whose neighbors are known by now, and where a voice is."""
        self._waiting.extend(_Block(*item) for item in zip(batch.times.tolist(), batch.data, strict=True))
        known = tracks[Role.SPEECH].end + SLACK
        ready = sum(block.time + STEP <= known for block in self._waiting)
        return self._hear(ready - 1, tracks[Role.SPEECH])

    def finish(self, tracks: Mapping[str, Track]) -> Iterable[Chunk]:
        """Embed the rest, then tell the voices apart."""
        yield from self._hear(len(self._waiting), tracks[Role.SPEECH])
        if not self._times:
            return
        times, rows = np.concatenate(self._times), np.concatenate(self._rows).astype(np.float32)
        yield Chunk("speakers", times, assign_speakers(times, rows, self.settings))

    def _hear(self, count: int, voice: Track) -> Iterable[Chunk]:
        """Embed the first so many that wait; those without a voice cost nothing."""
        windows: list[_Window] = []
        for index, block in enumerate(self._waiting[: max(count, 0)]):
            before = self._waiting[index - 1] if index else self._before
            after = self._waiting[index + 1] if index + 1 < len(self._waiting) else None
            window = _window(before, block, after, voice, float(self.settings["voice"]))
            if window is not None:
                windows.append(window)
        if count > 0:
            self._before, self._waiting = self._waiting[count - 1], self._waiting[count:]
        for first in range(0, len(windows), GROUP):
            yield self._embed(windows[first : first + GROUP])

    def _embed(self, windows: Sequence["_Window"]) -> Chunk:
        heard = np.stack([window.heard for window in windows])
        frames = heard.sum(axis=1)
        mel = voiceprint_mel(np.stack([window.sound for window in windows]), heard)
        (rows,) = self.sessions.session("voiceprint").run({"mel": mel[:, : frames.max()], "frames": frames})
        # The store keeps halves: a run must tell the same voices apart as one from the store would.
        rows = rows.astype(np.float16).astype(np.float32)
        times = np.array([window.time for window in windows], np.float64)
        self._times.append(times)
        self._rows.append(rows.astype(np.float16))
        return Chunk("speakers.embedding", times, rows)

    @classmethod
    def derive(
        cls, tracks: Mapping[str, Track], thresholds: Thresholds, duration: float
    ) -> Sequence[Segment]:
        """Give each voice's stretches, cut to where the voice track hears speech if it is there."""
        limits = {**cls.thresholds, **thresholds}
        track = tracks["speakers"]
        if not len(track):
            return []
        times, voices, likeness = _steps(track, tracks.get(Role.SPEECH), float(cls.params["voice"]))
        sure = likeness >= limits["confidence"]
        found: list[Segment] = []
        for voice in range(1, int(np.nanmax(track.column("voice"), initial=0)) + 1):
            own = sure & (voices == voice)
            # Another voice, or one that nobody knows, is no pause that could be bridged.
            claims = np.where(own, 1.0, np.where(voices == SILENT, 0.0, np.nan))
            stretches = spans(
                times, claims, 0.5, least=limits["seconds"], gap=limits["silence"], duration=duration
            )
            for span in stretches:
                score = likeness[span.first : span.last][own[span.first : span.last]].mean()
                found.append(Segment(span.start, span.end, "speakers", f"voice {voice}", float(score)))
        return sorted(found)

    @classmethod
    def summarize(cls, tracks: Mapping[str, Track], segments: Sequence[Segment]) -> str:
        """Count the voices, where there are several."""
        del tracks
        count = len({segment.label for segment in segments})
        return f"{count} voices" if count > 1 else ""


@dataclass(frozen=True, slots=True)
class _Block:
    """A half second of sound [8000] and where it starts."""

    time: float
    sound: Values


@dataclass(frozen=True, slots=True)
class _Window:
    """A half second between its neighbors: sound [24000] and which of its frames are speech [150]."""

    time: float
    sound: Values
    heard: Mask


def _window(
    before: _Block | None, block: _Block, after: _Block | None, voice: Track, threshold: float
) -> _Window | None:
    """Put a half second between its neighbors; None if it is mostly without a voice, or has too little."""
    own = _speech(voice, block.time, threshold)
    if 2 * own.sum() < FRAMES:
        return None
    sounds: list[Values] = []
    heard: list[Mask] = []
    for place, part in enumerate((before, block, after)):
        if part is not None and abs(part.time - block.time - (place - 1) * STEP) < STEP / 4:
            sounds.append(part.sound)
            heard.append(own if part is block else _speech(voice, part.time, threshold))
        else:  # the sound begins or ends here, or has a hole
            sounds.append(np.zeros(SAMPLES, np.float32))
            heard.append(np.zeros(FRAMES, np.bool_))
    mask = np.concatenate(heard)
    return _Window(block.time, np.concatenate(sounds), mask) if mask.sum() >= LEAST_FRAMES else None


def _speech(voice: Track, start: float, threshold: float) -> Mask:
    """Which frames [50] of the half second from `start` are speech, as the voice track says."""
    if not len(voice):
        return np.zeros(FRAMES, np.bool_)
    middles = start + (np.arange(FRAMES) + 0.5) * HOP / RATE
    rows = np.searchsorted(voice.times, middles, side="right") - 1
    near = middles - voice.times[rows] < SLACK
    return (rows >= 0) & near & (voice.values[rows, 0] >= threshold)


def assign_speakers(times: Times, rows: Values, settings: Params) -> Values:
    """Give the number of each row's voice, from 1, and its cosine with it: [n, 2], NaN where there is none.

    rows [n, 256]: unit vectors at times [n].
    """
    follows = np.append(False, np.diff(times) < 1.5 * STEP)
    steady = smooth_embeddings(
        rows, follows, merge_threshold=float(settings["steady"]), max_rows=round(LONGEST / STEP)
    )
    labels = cluster(
        steady,
        merge_threshold=float(settings["alike"]),
        assign_threshold=float(settings["sure"]),
        min_rows=round(float(settings["seconds"]) / STEP),
    )
    known = labels >= 0
    numbered = np.full((len(rows), 2), np.nan, np.float32)
    if known.any():
        cosines = (steady[known] * centroids(steady, labels)[labels[known]]).sum(axis=1)
        numbered[known] = np.column_stack([labels[known] + 1, cosines])
    return numbered


def _steps(track: Track, voice: Track | None, threshold: float) -> tuple[Times, Values, Values]:
    """Give times [n], number of the voice and likeness at steps that have no holes.

    The number is SILENT where nobody speaks, or too briefly for an embedding, and NaN where nobody knows who
    does. The steps are the voice track's, so that a stretch begins and ends where speech does; without that
    track they are half seconds.
    """
    if voice is None or not len(voice):
        times: Times = np.arange(track.times[0], track.end + STEP / 2, STEP)
        rows = _nearest_row(track.times, times)
        spoken = np.abs(track.times[rows] - times) < STEP / 2
    else:
        times = voice.times
        rows = _nearest_row(track.times + STEP / 2, times)
        spoken = voice.values[:, 0] >= threshold
        spoken &= np.abs(track.times[rows] + STEP / 2 - times) <= REACH
    return times, np.where(spoken, track.column("voice")[rows], SILENT), track.column("likeness")[rows]


def _nearest_row(middles: Times, times: Times) -> npt.NDArray[np.intp]:
    """Row of the middle nearest to each time."""
    after = np.clip(np.searchsorted(middles, times), 1, max(len(middles) - 1, 1))
    after = np.minimum(after, len(middles) - 1)
    before = np.maximum(after - 1, 0)
    return np.where(times - middles[before] <= middles[after] - times, before, after)
