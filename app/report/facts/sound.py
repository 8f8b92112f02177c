"""How it sounds: shares of speech, music and silence, voices, events, the arc and its strongest moments."""

from dataclasses import dataclass

import numpy as np

from app.report.facts.curves import bin_curve
from app.report.facts.stills import FilmStill, stills
from app.report.facts.subject import Subject
from app.report.facts.totals import Total, total, totals
from inference.contract.track import Track

MOMENTS = 6
APART = 5.0
"""Seconds that two moments are apart at least."""

AWAY = 0.25
"""How far from the middle of the arc a moment is at least."""

MUSIC = ("music", "singing", "speech over music")
PARTS = ("voice", "music", "event")
POINTS = 400


@dataclass(frozen=True, slots=True)
class Moment:
    """A place where the arc is far from its middle. parts: what is heard there that the arc is made of."""

    time: float
    valence: float
    arousal: float
    label: str
    parts: tuple[str, ...]
    still: FilmStill


@dataclass(frozen=True, slots=True)
class ArcCurve:
    """Valence and arousal from -1 to 1 at times, NaN where nothing is claimed."""

    times: tuple[float, ...]
    valence: tuple[float, ...]
    arousal: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class SpokenPhrase:
    """A phrase that was written down."""

    start: float
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class SoundFacts:
    """kinds: speech, music, singing and silence as the sound model hears them.

    voice: where anybody speaks. music: alone, sung, or under speech.
    """

    duration: float
    kinds: tuple[Total, ...]
    voice: Total
    speakers: tuple[Total, ...]
    moods: tuple[Total, ...]
    words: tuple[Total, ...]
    events: tuple[Total, ...]
    bursts: tuple[Total, ...]
    music: Total
    music_moods: tuple[Total, ...]
    arc: ArcCurve | None
    moments: tuple[Moment, ...]
    said: tuple[SpokenPhrase, ...]
    phrases: int
    looked_for: tuple[str, ...]


def sound_facts(subject: Subject) -> SoundFacts | None:
    """Give what is heard in a film, or None where it has no sound."""
    names = ("voice", "speakers", "sentiment", "text_sentiment", "sounds", "bursts", "arc", "transcript")
    if not subject.document.media.audio or not subject.ran(*names):
        return None
    said = subject.of("transcript")

    def of(track: str) -> tuple[Total, ...]:
        return totals(subject.segments, track, subject.duration)

    arc = subject.tracks.get("arc")
    return SoundFacts(
        duration=subject.duration,
        kinds=of("sounds.kind"),
        voice=total("speech", subject.of("voice"), subject.duration),
        speakers=of("speakers"),
        moods=of("sentiment"),
        words=of("text_sentiment"),
        events=of("sounds"),
        bursts=of("bursts"),
        music=total(
            "music", (one for one in subject.of("sounds.kind") if one.label in MUSIC), subject.duration
        ),
        music_moods=of("sounds.mood"),
        arc=_arc(arc) if arc is not None else None,
        moments=_moments(subject, arc) if arc is not None else (),
        said=tuple(SpokenPhrase(one.start, one.label, one.score) for one in said[: subject.room.rows]),
        phrases=len(said),
        looked_for=tuple(name for name in names if subject.ran(name)),
    )


def mood_name(valence: float, arousal: float) -> str:
    """Name a place on the arc, as its lane does."""
    if valence >= 0:
        return "joyful" if arousal >= 0 else "calm"
    return "tense" if arousal >= 0 else "sad"


def _arc(track: Track) -> ArcCurve | None:
    times, values = bin_curve(track, ("valence", "arousal"), POINTS)
    if not np.isfinite(values).any():
        return None
    return ArcCurve(tuple(times.tolist()), tuple(values[:, 0].tolist()), tuple(values[:, 1].tolist()))


def _moments(subject: Subject, track: Track) -> tuple[Moment, ...]:
    """Give the rows farthest from the middle, apart from each other, in order of time."""
    valence, arousal = track.column("valence"), track.column("arousal")
    away = np.nan_to_num(np.hypot(valence, arousal))
    apart = max(APART, subject.duration / 40)
    times, chosen = track.times, list[int]()
    for row in np.argsort(-away, kind="stable").tolist():
        if away[row] < AWAY or len(chosen) == min(MOMENTS, subject.room.stills):
            break
        if all(abs(times[row] - times[other]) >= apart for other in chosen):
            chosen.append(row)
    places = {row: float(times[row]) for row in sorted(chosen)}
    seen = stills(subject, places.values())
    return tuple(
        Moment(
            time,
            float(valence[row]),
            float(arousal[row]),
            mood_name(float(valence[row]), float(arousal[row])),
            tuple(part for part in PARTS if np.isfinite(track.column(f"{part} valence")[row])),
            seen[time],
        )
        for row, time in places.items()
    )
