"""How good speech sounds, as listeners would rate it; a convolutional network, run when asked for."""

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from inference.contract.analyzer import Analyzer
from inference.contract.presentation import Lane, LaneGroup, Presentation, Role
from inference.contract.segments import spans
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
    Values,
    Want,
)
from resources.language import mark

RATE = 16_000
WINDOW = 144_160
STRIDE = WINDOW // 2
SHIFT = 2.0
"""Seconds by which a row stands behind its window's start: it speaks for the window's middle."""

CHANNELS = ("signal", "background", "overall")
CURVES = (
    (-0.08397278, 1.22083953, 0.0052439),
    (-0.13166888, 1.60915514, -0.39604546),
    (-0.06766283, 1.11546468, 0.04602535),
)
"""From what the network says of each to the listeners' scale, as published: square, slope and offset."""


class SpeechQuality(Analyzer):
    """Mean opinion scores from 1 (bad) to 5 (excellent) of nine seconds of speech, every four and a half."""

    key = "speech_quality"
    title = "Speech quality"
    version = 1
    models = ("dnsmos",)
    uses = (Role.SPEECH,)
    default = False
    order = 45
    makes = (
        TrackSpec(
            "speech_quality",
            "Speech quality",
            TrackKind.CURVE,
            CHANNELS,
            low=1.0,
            high=5.0,
            role=Role.SPEECH_QUALITY,
        ),
    )
    presentation = Presentation(
        Lane(group=LaneGroup.DIALOGUE, empty=mark("No speech to rate")),
        about=mark("Estimates how listeners would rate the speech. Slow."),
        limits=mark("Speech quality is a model's guess of what listeners would say."),
    )
    params: ClassVar[Params] = {"voice": 0.3}
    thresholds: ClassVar[Thresholds] = {"background": 2.5, "signal": 2.6}

    @classmethod
    def wants(cls, params: Params) -> Want:
        """Sound at 16 kHz in the windows that the network was trained on, each half new."""
        del params
        return AudioSpec(RATE, WINDOW, STRIDE)

    def feed(self, batch: Batch, tracks: Mapping[str, Track]) -> Iterable[Chunk]:
        """Rate the windows that are speech for a share of `voice`; of the others nothing is claimed."""
        for start, window in zip(batch.times.tolist(), batch.data, strict=True):
            row = np.full((1, len(CHANNELS)), np.nan, np.float32)
            if speech_share(tracks[Role.SPEECH], start) >= float(self.settings["voice"]):
                row = opinion_score(self._raw(self._repeated(window, start)))
            # The first row speaks for the start, too.
            time = start + SHIFT if start > 0 else start
            if time < self.source.duration or start <= 0 or self.source.duration <= 0:
                yield Chunk("speech_quality", np.array([time]), row)

    def _raw(self, window: Values) -> Values:
        return self.sessions.session("dnsmos").run({"input_1": window[None]})[0]

    def _repeated(self, window: Values, start: float) -> Values:
        """Fill a window that reaches past the end by repeating it, as the published program does."""
        left = round((self.source.duration - start) * RATE)
        return np.resize(window[:left], WINDOW) if 0 < left < WINDOW else window

    @classmethod
    def derive(
        cls, tracks: Mapping[str, Track], thresholds: Thresholds, duration: float
    ) -> Sequence[Segment]:
        """Give noisy and distorted speech; a score is 0 where the rating is 5, and 1 where it is 1."""
        limits = {**cls.thresholds, **thresholds}
        track = tracks["speech_quality"]
        found = [("noisy background", "background"), ("distorted speech", "signal")]
        made: list[Segment] = []
        for label, channel in found:
            scores = track.column(channel)
            for span in spans(track.times, -scores, -limits[channel], duration=duration):
                # The last window speaks for all that is left, and the only one of a short file for all.
                end = (
                    duration if span.last == len(track) and duration - span.end < WINDOW / RATE else span.end
                )
                made.append(Segment(span.start, end, "speech_quality", label, (5 + span.mean) / 4))
        return sorted(made)


def speech_share(voice: Track, start: float) -> float:
    """Share of speech in the window from `start` on, as far as it is known."""
    first, last = np.searchsorted(voice.times, [start, start + WINDOW / RATE]).tolist()
    return float(voice.values[first:last, 0].mean()) if last > first else 0.0


def opinion_score(raw: Values) -> npt.NDArray[np.float32]:
    """Bring what the network says [n, 3] to the listeners' scale."""
    square, slope, offset = np.array(CURVES).T
    return (square * raw**2 + slope * raw + offset).astype(np.float32)
