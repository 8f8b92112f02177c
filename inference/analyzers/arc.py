"""The arc of a program: voices, music and vocal events laid together by a plain rule, each to be seen.

Every second each part has a place (valence, arousal) and a weight from 0 to 1:

- voices: the sentiment lane's valence and arousal, weighing as much as its confidence;
- music: the places of the six moods by their shares, weighing as much as music is heard and half of that;
- events: the places of laughter, crying, screaming, shouting, cheering and applause, weighing as they score.

A part is averaged over nine seconds by its weights. The arc is the mean of the parts by theirs; where they
add up to less than a tenth, nothing is claimed. It tells how the program sounds, not what anyone feels.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

import numpy as np
import numpy.typing as npt

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
    Want,
)
from inference.speech.baseline import CHANNELS as BASELINE
from resources.language import mark

RATE = 16_000
STEP = 1.0
AVERAGED = 9
"""Seconds over which a part is averaged."""

LEAST = 0.1
"""Weight under which nothing is claimed."""

MUSIC = 0.5
"""What music weighs beside a voice that is read with as much certainty."""

MOODS = {
    "happy": (0.8, 0.4),
    "sad": (-0.7, -0.5),
    "tender": (0.4, -0.6),
    "exciting": (0.5, 0.8),
    "angry": (-0.7, 0.8),
    "scary": (-0.8, 0.5),
}
"""Valence and arousal of the moods of music, after Russell's circumplex; ours, and not measured."""

EVENTS = {
    "Laughter": (0.8, 0.5),
    "Crying, sobbing": (-0.8, 0.3),
    "Screaming": (-0.7, 0.9),
    "Shout": (-0.2, 0.7),
    "Cheering": (0.8, 0.8),
    "Applause": (0.6, 0.5),
}
"""The same of vocal events and of what a crowd does."""

CHANNELS = (
    *("valence", "arousal"),
    *("voice valence", "voice arousal", "music valence", "music arousal", "event valence", "event arousal"),
)

Floats = npt.NDArray[np.float64]


class Arc(Analyzer):
    """Valence and arousal of the program every second, and of its parts."""

    key = "arc"
    title = "Emotional arc"
    version = 1
    uses = (Role.MOOD, Role.SOUNDS, Role.SOUND_KIND, Role.MUSIC_MOOD)
    reads: ClassVar[Mapping[Role | str, tuple[str, ...]]] = {Role.SOUNDS: tuple(EVENTS)}
    order = 58
    fast = None
    makes = (TrackSpec("arc", "Emotional arc", TrackKind.CURVE, CHANNELS, low=-1.0, high=1.0, role=Role.ARC),)
    presentation = Presentation(
        Lane(
            LaneStyle.CURVE,
            LaneGroup.EMOTION,
            mark("Not enough speech, music or events"),
            height=60,
            channels=("valence", "arousal"),
        ),
        limits=mark(
            "The arc lays voices, music and events together by a plain rule that has not been measured "
            "against viewers."
        ),
        aliases={"arc": {"calm": "calm", "happy": "joyful", "tense": "tense"}},
    )
    thresholds: ClassVar[Thresholds] = {"away": 0.25, "seconds": 5.0}

    def __init__(self, source: SourceInfo, sessions: SessionProvider, params: Params) -> None:
        super().__init__(source, sessions, params)
        self._times: list[Floats] = []

    @classmethod
    def wants(cls, params: Params) -> Want:
        """Sound, for its length alone: what is read are other analyzers' tracks."""
        del params
        return AudioSpec(RATE, RATE, RATE)

    def feed(self, batch: Batch, tracks: Mapping[str, Track]) -> Iterable[Chunk]:
        """Count the seconds."""
        del tracks
        self._times.append(batch.times)
        return ()

    def finish(self, tracks: Mapping[str, Track]) -> Iterable[Chunk]:
        """Lay the parts together, now that they are known."""
        if self._times:
            times = np.concatenate(self._times)
            yield Chunk("arc", times, combine_parts(tracks, times))

    @classmethod
    def relate(cls, tracks: Mapping[str, Track], marks: Sequence[Segment]) -> Mapping[str, Track]:
        """Lay the parts together again, voices as they are shown."""
        del marks
        if BASELINE[0] not in tracks[Role.MOOD].spec.channels:
            return {}
        stored, arc = tracks["arc"], Track(tracks["arc"].spec)
        if len(stored):
            arc.append(Chunk("arc", stored.times, combine_parts(tracks, stored.times)))
        return {"arc": arc}

    @classmethod
    def derive(
        cls, tracks: Mapping[str, Track], thresholds: Thresholds, duration: float
    ) -> Sequence[Segment]:
        """Give the stretches that are bright (joyful, calm) or dark (tense, sad) by both scales."""
        limits = {**cls.thresholds, **thresholds}
        track = tracks["arc"]
        valence, arousal = track.column("valence"), track.column("arousal")
        corners = {"joyful": (1, 1), "calm": (1, -1), "tense": (-1, 1), "sad": (-1, -1)}
        return sorted(
            Segment(span.start, span.end, "arc", label, min(1.0, span.mean))
            for label, (bright, high) in corners.items()
            for span in spans(
                track.times,
                np.minimum(bright * valence, high * arousal),
                limits["away"],
                0.6 * limits["away"],
                least=limits["seconds"],
                duration=duration,
            )
        )


def combine_parts(tracks: Mapping[str, Track], times: Floats) -> npt.NDArray[np.float32]:
    """Give the arc and its parts in each second [n, 8]."""
    parts = [average(part(tracks, times)) for part in (voice_part, music_part, event_part)]
    return np.concatenate([fuse(parts), *(visible_part(part) for part in parts)], axis=1)


def voice_part(tracks: Mapping[str, Track], times: Floats) -> Floats:
    """Valence, arousal and weight of voices in each second [n, 3]."""
    track = tracks[Role.MOOD]
    places = np.stack([track.column(name) for name in ("valence", "arousal")], axis=1).astype(np.float64)
    return average_by_second(track.times, places, track.column("confidence").astype(np.float64), times)


def music_part(tracks: Mapping[str, Track], times: Floats) -> Floats:
    """Valence, arousal and weight of music in each second [n, 3]."""
    track = tracks[Role.MUSIC_MOOD]
    places = track.values.astype(np.float64) @ np.array([MOODS[name] for name in track.spec.channels])
    return average_by_second(track.times, places, MUSIC * tracks[Role.SOUND_KIND].column("music"), times)


def event_part(tracks: Mapping[str, Track], times: Floats) -> Floats:
    """Valence, arousal and weight of vocal events in each second [n, 3]."""
    track = tracks[Role.SOUNDS]
    scores = track.columns(tuple(EVENTS)).astype(np.float64)
    total = scores.sum(axis=1)
    places = scores @ np.array(list(EVENTS.values())) / np.maximum(total, 1e-9)[:, None]
    return average_by_second(track.times, places, scores.max(axis=1, initial=0.0), times)


def average_by_second(
    rows: Floats, places: Floats, weights: npt.NDArray[np.floating], times: Floats
) -> Floats:
    """Bring places [m, 2] of weight [m] at `rows` to seconds: valence, arousal, weight [n, 3], else 0."""
    known = np.isfinite(places).all(axis=1) & np.isfinite(weights)
    index = np.clip(np.searchsorted(times, rows[known], side="right") - 1, 0, len(times) - 1)
    count = np.bincount(index, minlength=len(times))
    summed = [
        np.bincount(index, weights=values * weights[known], minlength=len(times))
        for values in (*places[known].T, np.ones(known.sum()))
    ]
    weight = np.where(count > 0, summed[2] / np.maximum(count, 1), 0.0)
    mean = [np.where(summed[2] > 0, one / np.where(summed[2] > 0, summed[2], 1), 0.0) for one in summed[:2]]
    return np.stack([*mean, weight], axis=1)


def average(part: Floats) -> Floats:
    """Average a part [n, 3] over nine seconds by its weights."""
    weight = smooth(part[:, 2], AVERAGED)
    moments = smooth(part[:, :2] * part[:, 2:], AVERAGED)
    return np.column_stack([moments / np.maximum(weight, 1e-9)[:, None], weight])


def fuse(parts: Sequence[Floats]) -> npt.NDArray[np.float32]:
    """Mean place of the parts by their weights [n, 2], NaN where they hardly weigh anything."""
    weight = np.sum([part[:, 2] for part in parts], axis=0)
    moments = np.sum([part[:, :2] * part[:, 2:] for part in parts], axis=0)
    mean = moments / np.maximum(weight, 1e-9)[:, None]
    return np.where(weight[:, None] >= LEAST, mean, np.nan).astype(np.float32)


def visible_part(part: Floats) -> npt.NDArray[np.float32]:
    """Place of one part [n, 2], NaN where it hardly weighs anything."""
    return fuse([part])
