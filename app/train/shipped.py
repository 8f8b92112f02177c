"""Shipped networks, heard through their analyzers as the program runs them."""

from collections.abc import Mapping
from functools import cache

import numpy as np
from numpy.typing import NDArray

from inference.audio.features import RATE
from inference.contract.analyzer import Analyzer, SessionProvider
from inference.contract.presentation import Role
from inference.contract.track import Track
from inference.contract.types import Batch, Chunk, SourceInfo, Times, TrackKind, TrackSpec, Values
from inference.runtime.runtime import CPU, Runtime
from inference.speech.speech_windows import CHANNELS, EMOTIONS, HOP, WINDOW

VOICE = TrackSpec("voice", "Voice", TrackKind.CURVE, ("speech",))
STEP = 0.032


def windows(sound: NDArray[np.float32]) -> tuple[Times, Values]:
    """Cut sound at 16 kHz as the program does: starts [n] and windows [n, 64000], the last ones padded."""
    seconds = len(sound) / RATE
    starts = np.arange(0, max(seconds - WINDOW + HOP, 1e-3), HOP)
    padded = np.pad(sound, (0, max(0, round((starts[-1] + WINDOW) * RATE) - len(sound))))
    return starts, np.stack([padded[round(s * RATE) : round((s + WINDOW) * RATE)] for s in starts])


def voice(seconds: float, voiced: NDArray[np.bool_] | None = None) -> Track:
    """Make a voice track. `voiced`: where a voice is, each 32 ms; None: all over."""
    times = np.arange(0, seconds, STEP)
    speech = np.ones(len(times)) if voiced is None else voiced[: len(times)]
    track = Track(VOICE)
    track.append(Chunk("voice", times, speech.astype(np.float32)[:, None]))
    return track


def analyze(
    kind: type[Analyzer], sessions: SessionProvider, batch: Batch, tracks: Mapping[str, Track], seconds: float
) -> Track:
    """Run an analyzer of voices over windows."""
    analyzer = kind(SourceInfo(seconds), sessions, {})
    track = Track(analyzer.makes[0])
    for chunks in (analyzer.feed(batch, tracks), analyzer.finish(tracks)):
        for chunk in chunks:
            track.append(chunk)
    return track


@cache
def runtime() -> Runtime:
    """One core."""
    return Runtime(CPU, threads=1)


def hear_through_analyzer(kind: type[Analyzer], sound: NDArray[np.float32]) -> NDArray[np.float32]:
    """Give the mean shares of a clip's half seconds, [7]; those without sound do not count."""
    block = round(STEP * RATE)
    power = np.square(np.pad(sound, (0, -len(sound) % block))).reshape(-1, block).mean(axis=1)
    seconds = len(sound) / RATE
    tracks = {Role.SPEECH: voice(seconds, power > power.max(initial=0.0) * 1e-4)}
    track = analyze(kind, runtime(), Batch(*windows(sound)), tracks, seconds)
    return np.nanmean(track.values[:, CHANNELS.index(EMOTIONS[0]) :], axis=0)
