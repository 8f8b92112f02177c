"""The shipped network, heard through the analyser as the program runs it."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from inference.analysers.sentiment import Sentiment
from inference.features import RATE
from inference.heard_windows import CHANNELS, EMOTIONS, HOP, WINDOW
from inference.runtime import CPU, Runtime
from inference.track import Track
from inference.types import Batch, Chunk, Kind, Source, TrackSpec

VOICE = TrackSpec("voice", "Voice", Kind.CURVE, ("speech",))
STEP = 0.032


@cache
def _runtime() -> Runtime:
    return Runtime(CPU, threads=1)


def analyse(sound: NDArray[np.float32], voiced: NDArray[np.bool_] | None = None) -> Track:
    """Run the analyser over sound at 16 kHz. `voiced`: where a voice is, each 32 ms; None: all over."""
    seconds = len(sound) / RATE
    times = np.arange(0, seconds, STEP)
    speech = np.ones(len(times)) if voiced is None else voiced[: len(times)]
    voice = Track(VOICE)
    voice.append(Chunk("voice", times, speech.astype(np.float32)[:, None]))
    starts = np.arange(0, max(seconds - WINDOW + HOP, 1e-3), HOP)
    padded = np.pad(sound, (0, round((starts[-1] + WINDOW) * RATE) - len(sound)))
    windows = np.stack([padded[round(s * RATE) : round((s + WINDOW) * RATE)] for s in starts])
    analyser = Sentiment(Source(seconds), _runtime(), {})
    track, tracks = Track(analyser.makes[0]), {"voice": voice}
    for chunks in (analyser.feed(Batch(starts, windows), tracks), analyser.finish(tracks)):
        for chunk in chunks:
            track.append(chunk)
    return track


def hear_through_analyser(sound: NDArray[np.float32]) -> NDArray[np.float32]:
    """Give the mean shares of a clip's half seconds, [7]; those without sound do not count."""
    block = round(STEP * RATE)
    power = np.square(np.pad(sound, (0, -len(sound) % block))).reshape(-1, block).mean(axis=1)
    track = analyse(sound, power > power.max(initial=0.0) * 1e-4)
    return np.nanmean(track.values[:, CHANNELS.index(EMOTIONS[0]) :], axis=0)
