"""How many times faster than real time the two variants hear, on one core and in turns."""

import time

import numpy as np
from numpy.typing import NDArray

from app.train.shipped import analyze, runtime, voice, windows
from inference.analyzers.sentiment import Sentiment
from inference.analyzers.sentiment_light import SentimentLight
from inference.analyzers.voice import Voice
from inference.audio.features import RATE
from inference.contract.presentation import Role
from inference.contract.track import Track
from inference.contract.types import AudioSpec, Batch

TURNS = 7


def faster_than_real_time(sound: NDArray[np.float32]) -> dict[str, float]:
    """Give real time over time needed, medians over turns: from sound at 16 kHz to scores, all of it voiced.

    `voice` is the analyzer that both variants lean on; `with voice` counts it in. What a core did for other
    programs meanwhile does not count.
    """
    seconds = len(sound) / RATE
    batch, tracks = Batch(*windows(sound)), {Role.SPEECH: voice(seconds)}
    spec = Voice.wants({})
    assert isinstance(spec, AudioSpec)
    count = len(sound) // spec.hop - spec.window // spec.hop
    starts = np.arange(count) * spec.hop
    blocks = Batch(
        starts / spec.rate, np.stack([sound[first : first + spec.window] for first in starts.tolist()])
    )
    turns: dict[str, list[float]] = {"light": [], "full": [], "voice": []}
    for turn in range(TURNS + 1):  # the first one loads the models
        for name, run in (
            ("light", lambda: analyze(SentimentLight, runtime(), batch, tracks, seconds)),
            ("full", lambda: analyze(Sentiment, runtime(), batch, tracks, seconds)),
            ("voice", lambda: analyze(Voice, runtime(), blocks, dict[str, Track](), seconds)),
        ):
            began = time.process_time()
            run()
            if turn:
                turns[name].append(time.process_time() - began)
    needed = {name: float(np.median(times)) for name, times in turns.items()}
    needed["light with voice"] = needed["light"] + needed["voice"]
    needed["full with voice"] = needed["full"] + needed["voice"]
    return {name: seconds / value for name, value in needed.items()}
