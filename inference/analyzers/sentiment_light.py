"""Sentiment of voices on slow machines: a small network on log-mel pictures alone."""

import numpy as np
import numpy.typing as npt

from inference.audio.features import log_mel
from inference.contract.types import Times, TrackKind, TrackSpec, Values
from inference.speech.speech_windows import CHANNELS, LOUDEST, SpeechWindowAnalyzer

GROUP = 4
"""Windows that run at once: more outgrow a processor's cache and are slower."""


class SentimentLight(SpeechWindowAnalyzer):
    """Valence, arousal and seven categories every half second in which a voice is heard, at little cost."""

    key = "sentiment_light"
    title = "Vocal emotion, light"
    version = 1
    makes = (
        TrackSpec("sentiment_light", "Vocal emotion, light", TrackKind.CURVE, CHANNELS, low=-1.0, high=1.0),
    )
    models = ("sentiment-light",)
    default = False
    order = 51

    def answer(self, times: Times, windows: Values, voiced: npt.NDArray[np.bool_]) -> Values:
        del times, voiced
        network = self.sessions.session(self.models[0])
        parts: list[Values] = []
        for first in range(0, len(windows), GROUP):
            parts.extend(network.run({"mel": log_mel(windows[first : first + GROUP], LOUDEST)}))
        return np.concatenate(parts)
