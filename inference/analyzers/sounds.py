"""What is heard: sound events, speech or music or silence, and the mood of music; a convolutional network."""

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from inference.audio.features import FFT, HOP, RATE, audioset_log_mel
from inference.audio.sound_labels import audioset
from inference.contract.analyzer import Analyzer, SessionProvider
from inference.contract.presentation import Lane, LaneGroup, LaneStyle, Presentation, Role
from inference.contract.segments import Span, smooth, spans
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

WINDOW, STRIDE = 15_600, 7_680
STEP = STRIDE / RATE
SHIFT = 0.2
"""Seconds by which a row stands behind its window's start: it speaks for the window's middle."""

AT_ONCE = 8
"""Windows in a run of the network: more gain nothing on a CPU."""

KINDS = ("speech", "music", "singing", "silence")
_SOURCES = ("Speech", "Music", "Singing", "Silence")
OVER = "speech over music"
MOODS = ("happy", "sad", "tender", "exciting", "angry", "scary")
_MOODS = tuple(f"{mood.capitalize()} music" for mood in MOODS)

EVENTS: Mapping[str, tuple[str, ...]] = {
    "laughter": ("Laughter",),
    "crying": ("Crying, sobbing",),
    "screaming": ("Screaming",),
    "shouting": ("Shout",),
    "whispering": ("Whispering",),
    "cheering": ("Cheering",),
    "applause": ("Applause", "Clapping"),
    "crowd": ("Crowd", "Hubbub, speech noise, speech babble"),
    "coughing": ("Cough", "Sneeze"),
    "gasp": ("Gasp",),
    "whistling": ("Whistling",),
    "footsteps": ("Walk, footsteps", "Run"),
    "dog": ("Dog",),
    "cat": ("Cat",),
    "horse": ("Horse",),
    "bird": ("Bird",),
    "thunder": ("Thunderstorm",),
    "rain": ("Rain",),
    "waves": ("Ocean",),
    "fire": ("Fire",),
    "wind in the microphone": ("Wind noise (microphone)",),
    "horn": ("Vehicle horn, car horn, honking", "Air horn, truck horn", "Train horn"),
    "siren": ("Siren", "Emergency vehicle"),
    "alarm": ("Car alarm", "Alarm clock", "Smoke detector, smoke alarm", "Fire alarm"),
    "telephone": ("Telephone",),
    "doorbell": ("Doorbell",),
    "knocking": ("Knock",),
    "slam": ("Slam",),
    "dishes": ("Dishes, pots, and pans",),
    "typing": ("Typing",),
    "camera": ("Camera",),
    "bell": ("Bell",),
    "engine": ("Engine",),
    "train": ("Rail transport",),
    "aircraft": ("Aircraft",),
    "helicopter": ("Helicopter",),
    "gunshot": ("Gunshot, gunfire",),
    "fireworks": ("Fireworks",),
    "explosion": ("Explosion",),
    "breaking glass": ("Shatter",),
    "mains hum": ("Mains hum",),
}
"""What is worth marking, and the names that tell of it."""

INSIDE: Mapping[str, tuple[str, ...]] = {
    "explosion": ("gunshot", "fireworks"),
    "aircraft": ("helicopter",),
    "bell": ("doorbell", "telephone"),
}
"""Events that are not marked where a narrower one is."""


UNNAMED = mark("No confident tags")


class Sounds(Analyzer):
    """Scores of 521 classes and of groups above them, every 0.48 s; kinds of sound and moods of music."""

    key = "sounds"
    title = "Sounds"
    version = 1
    models = ("yamnet",)
    order = 55
    makes = (
        TrackSpec("sounds", "Sounds", TrackKind.HEAT, audioset().names, dtype="u1", role=Role.SOUNDS),
        TrackSpec(
            "sounds.kind", "Speech, music, silence", TrackKind.CURVE, KINDS, dtype="f2", role=Role.SOUND_KIND
        ),
        TrackSpec("sounds.mood", "Music mood", TrackKind.CURVE, MOODS, dtype="f2", role=Role.MUSIC_MOOD),
    )
    reads: ClassVar[Mapping[Role | str, tuple[str, ...]]] = {
        "sounds": tuple(dict.fromkeys(name for names in EVENTS.values() for name in names))
    }
    presentation = Presentation(
        Lane(empty=UNNAMED),
        lanes={
            "sounds": Lane(LaneStyle.TAGS, rows=4, empty=UNNAMED),
            "sounds.kind": Lane(LaneStyle.SEGMENTS, empty=UNNAMED),
            "sounds.mood": Lane(group=LaneGroup.EMOTION, empty=mark("No music")),
        },
        limits=mark(
            "Sounds: names from a list of 521; quiet sounds under loud ones are missed. Silence means "
            "quiet, and not digital silence."
        ),
        aliases={
            "sounds": {"laugh": "laughter", "laughing": "laughter"},
            "sounds.mood": {
                "calm": "tender",
                "excited": "exciting",
                "joyful": "happy",
                "anger": "angry",
                **dict.fromkeys(("afraid", "fear", "scared", "tense"), "scary"),
            },
        },
    )
    params: ClassVar[Params] = {"music": 0.5}
    thresholds: ClassVar[Thresholds] = {
        "confidence": 0.45,
        "release": 0.2,
        "kind": 0.4,
        "singing": 0.3,
        "seconds": 0.9,
        "mood": 0.6,
        "mood_seconds": 5.0,
        "mood_smoothing": 5.0,
    }

    def __init__(self, source: SourceInfo, sessions: SessionProvider, params: Params) -> None:
        super().__init__(source, sessions, params)
        self._heard: Values | None = None
        """The last window's second half, which is the next one's first."""

    @classmethod
    def wants(cls, params: Params) -> Want:
        """Sound at 16 kHz in the windows that the network was trained on, each half new."""
        del params
        return AudioSpec(RATE, WINDOW, STRIDE)

    def feed(self, batch: Batch, tracks: Mapping[str, Track]) -> Iterable[Chunk]:
        """Hear the windows, after all those before."""
        del tracks
        for first in range(0, len(batch.times), AT_ONCE):
            yield from self._hear(batch.times[first : first + AT_ONCE], batch.data[first : first + AT_ONCE])

    def _hear(self, starts: npt.NDArray[np.float64], windows: Values) -> Iterable[Chunk]:
        scores, logits = self.sessions.session("yamnet").run({"log_mel": self._listen(windows)})
        # The first row speaks for the start, too; what stands past the end is padding.
        times = np.where(starts > 0, starts + SHIFT, starts)
        inside = (times < self.source.duration) | (starts <= 0) | (self.source.duration <= 0)
        times, scores, logits = times[inside], scores[inside], logits[inside]
        wide = audioset().roll_up(scores)
        kinds = wide[:, audioset().columns(*_SOURCES)]
        moods = softmax(logits[:, audioset().columns(*_MOODS)])
        moods[kinds[:, KINDS.index("music")] < float(self.settings["music"])] = np.nan
        yield Chunk("sounds", times, wide)
        yield Chunk("sounds.kind", times, kinds)
        yield Chunk("sounds.mood", times, moods)

    def _listen(self, windows: Values) -> Values:
        """Log-mel of windows [n, 15600] in a row, [n, 96, 64]; what they share is made once."""
        late = audioset_log_mel(windows[:, STRIDE:])
        if self._heard is None:
            self._heard = audioset_log_mel(windows[:1, : STRIDE + FFT - HOP])
        early = np.concatenate([self._heard, late[:-1]])
        self._heard = late[-1:]
        return np.concatenate([early, late], axis=1)

    @classmethod
    def derive(
        cls, tracks: Mapping[str, Track], thresholds: Thresholds, duration: float
    ) -> Sequence[Segment]:
        """Give the events (`sounds`), speech, music, singing and silence (`sounds.kind`), and clear moods."""
        limits = {**cls.thresholds, **thresholds}
        if not len(tracks["sounds"]):
            return []
        return sorted(
            [
                *_events(tracks["sounds"], limits, duration),
                *_kinds(tracks["sounds.kind"], limits, duration),
                *_moods(tracks["sounds.mood"], limits, duration),
            ]
        )


def softmax(logits: Values) -> Values:
    """Logits [n, k] -> how much each is ahead of the others, adding up to 1."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def _events(track: Track, limits: Thresholds, duration: float) -> Iterable[Segment]:
    high, low = limits["confidence"], min(limits["release"], limits["confidence"])
    scores = {label: track.columns(names).max(axis=1) for label, names in EVENTS.items()}
    for label, heard in scores.items():
        narrower = [scores[other] >= low for other in INSIDE.get(label, ()) if scores[other].max() >= high]
        alone = np.where(np.any(narrower, axis=0), 0.0, heard) if narrower else heard
        for span in spans(track.times, alone, high, low, gap=STEP, duration=duration):
            yield Segment(span.start, _end(span, track, duration), "sounds", label, span.peak)


def _kinds(track: Track, limits: Thresholds, duration: float) -> Iterable[Segment]:
    """One kind a row: the surest, where it is sure enough; stretches too short to matter are left out."""
    speech, music, singing, silence = track.values.T
    best = np.stack([speech, music, silence])
    named = np.array(["speech", "music", "silence"], object)[best.argmax(axis=0)]
    named[best.max(axis=0) < limits["kind"]] = ""
    # Singing is heard as music, too, and hardly ever as the surest.
    named[(singing >= limits["singing"]) & (singing >= speech)] = "singing"
    named[(speech >= limits["kind"]) & (music >= limits["kind"])] = OVER
    sure = {
        **dict(zip(KINDS, (speech, music, singing, silence), strict=True)),
        OVER: np.minimum(speech, music),
    }
    for label, scores in sure.items():
        alone = np.where(named == label, scores, 0.0)
        for span in spans(
            track.times,
            (named == label).astype(np.float32),
            0.5,
            least=min(limits["seconds"], duration),
            gap=STEP,
            duration=duration,
        ):
            heard = alone[span.first : span.last]
            end = _end(span, track, duration)
            yield Segment(span.start, end, "sounds.kind", label, float(heard[heard > 0].mean()))


def _moods(track: Track, limits: Thresholds, duration: float) -> Iterable[Segment]:
    clear = smooth(track.values, 2 * round(limits["mood_smoothing"] / STEP / 2) + 1)
    for column, mood in enumerate(MOODS):
        for span in spans(
            track.times,
            clear[:, column],
            limits["mood"],
            0.8 * limits["mood"],
            least=limits["mood_seconds"],
            duration=duration,
        ):
            yield Segment(span.start, _end(span, track, duration), "sounds.mood", mood, span.mean)


def _end(span: Span, track: Track, duration: float) -> float:
    """Let the last row of a file speak for the rest of its window."""
    left = duration - span.end
    return duration if span.last == len(track) and 0 < left < WINDOW / RATE else span.end
