"""Sentiment of voices on slow machines: a small network on log-mel pictures alone."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from inference.audio.features import log_mel
from inference.contract.presentation import Lane, LaneGroup, LaneStyle, Presentation, Role, Summary
from inference.contract.track import Track
from inference.contract.types import Segment, Times, TrackKind, TrackSpec, Values
from inference.speech.speech_windows import CHANNELS, LOUDEST, SpeechWindowAnalyzer, sounds_like
from resources.language import mark

GROUP = 4
"""Windows that run at once: more outgrow a processor's cache and are slower."""


class SentimentLight(SpeechWindowAnalyzer):
    """Valence, arousal and seven categories every half second in which a voice is heard, at little cost."""

    key = "sentiment_light"
    title = "Vocal emotion, light"
    version = 1
    makes = (
        TrackSpec(
            "sentiment_light",
            "Vocal emotion, light",
            TrackKind.CURVE,
            CHANNELS,
            low=-1.0,
            high=1.0,
            role=Role.MOOD,
        ),
    )
    models = ("sentiment-light",)
    default = False
    order = 51
    presentation = Presentation(
        Lane(LaneStyle.EMOTION, LaneGroup.EMOTION, mark("Not enough speech"), height=80),
        about=mark("Vocal emotion for slow machines: less accurate on unfamiliar voices."),
        limits=mark(
            "Vocal emotion tells how a voice sounds, learned from actors. It does not know "
            "what a person feels; never judge anyone by it."
        ),
        summary=Summary(40, instead_of=(Role.SPEECH,)),
    )

    def answer(self, times: Times, windows: Values, voiced: npt.NDArray[np.bool_]) -> Values:
        del times, voiced
        network = self.sessions.session(self.models[0])
        parts: list[Values] = []
        for first in range(0, len(windows), GROUP):
            parts.extend(network.run({"mel": log_mel(windows[first : first + GROUP], LOUDEST)}))
        return np.concatenate(parts)

    @classmethod
    def summarize(cls, tracks: Mapping[str, Track], segments: Sequence[Segment]) -> str:
        """Name what voices sound like for longest."""
        del tracks
        return sounds_like(segments)
