"""Pitch of a voice: normalized autocorrelation and the likeliest path through its peaks. Pure NumPy.

The method is Boersma's (1993): the autocorrelation of a windowed frame is divided by that of the window, its
peaks are candidates, and a path through the frames pays for jumps and for changes of voicing.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from inference.contract.types import Values

RATE = 16_000
FRAME = 640
"""Samples of a frame: 40 ms."""

HOP = 320
"""Samples from frame to frame: 20 ms."""

FFT = 2048
FINER = 2
"""Places between two samples at which the autocorrelation is read: the peaks of high pitches are narrow."""

LOWEST, HIGHEST = 65.0, 600.0
"""Hz between which pitch is looked for: from a low voice to a cry."""

FIRST, LAST = int(FINER * RATE / HIGHEST), int(FINER * RATE / LOWEST) + 1
"""Lags between which that is, in steps of the finer autocorrelation."""

CANDIDATES = 5
VOICING = 0.45
"""Strength that a peak needs to be a voice."""

FAINT = 0.03
"""Share of the loudest amplitude under which a frame is hardly a voice."""

OCTAVE = 0.02
"""What an octave lower costs, so that of equal peaks the highest pitch wins."""

JUMP = 0.35 / 2
"""What a jump by an octave costs from one frame to the next; halved for frames of 20 ms instead of 10."""

CHANGE = 0.14 / 2
"""What it costs to begin or end a voice."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PitchFrames:
    """Frames of sound: power [n, 1025] of their windowed spectrum, greatest amplitude [n]."""

    power: Values
    peak: Values


def frames(sound: Values) -> PitchFrames:
    """Cut sound at 16 kHz into frames of 40 ms every 20 ms; nothing is padded."""
    cut = np.lib.stride_tricks.sliding_window_view(sound, FRAME)[::HOP]
    level = cut - cut.mean(axis=1, keepdims=True)
    spectrum = np.fft.rfft(level * _window(), FFT, axis=1)
    power = np.square(spectrum.real) + np.square(spectrum.imag)
    return PitchFrames(power.astype(np.float32), np.abs(level).max(axis=1).astype(np.float32))


def pitch(heard: PitchFrames) -> Values:
    """Give the pitch of each frame in Hz [n], NaN where there is none. Level makes no difference."""
    return pitches(heard, len(heard.peak), 1)[0]


def pitches(heard: PitchFrames, length: int, hop: int) -> Values:
    """Give the pitch in stretches of `length` frames, one every `hop`, each judged by itself: [n, length]."""

    def stretches(of: npt.NDArray[np.floating]) -> Floats:
        return np.lib.stride_tricks.sliding_window_view(of, length, axis=0)[::hop].astype(np.float64)

    hertz, strength = (np.moveaxis(stretches(each), -1, 1) for each in _candidates(heard.power))
    peak = stretches(heard.peak)
    loudest = peak.max(axis=1, keepdims=True)
    faint = peak / np.maximum(loudest, 1e-30) / (FAINT / (1 + VOICING))
    unvoiced = VOICING + np.maximum(0.0, 2.0 - faint)
    return np.where(loudest > 0, _path(hertz, strength, unvoiced), np.nan).astype(np.float32)


@cache
def _window() -> Values:
    window = (0.5 - 0.5 * np.cos(2 * np.pi * (np.arange(FRAME) + 0.5) / FRAME)).astype(np.float32)
    window.setflags(write=False)
    return window


@cache
def _window_autocorrelation() -> Values:
    power = np.square(np.abs(np.fft.rfft(_window(), FFT)))
    return np.fft.irfft(power, FINER * FFT).astype(np.float32)


@cache
def _cosines() -> Values:
    """Turn a power spectrum [1025] into its autocorrelation at the lags looked at: factors [1025, lags].

    They are an eighth of the lags that an inverse transform gives.
    """
    turns = np.outer(np.arange(FFT // 2 + 1), np.arange(LAST + 2)) / (FINER * FFT)
    made = (np.cos(2 * np.pi * turns) * (2.0 / (FINER * FFT))).astype(np.float32)
    made[0] /= 2
    made.setflags(write=False)
    return made


def autocorrelation(power: Values) -> Values:
    """Give the autocorrelation of frames [n, 1025] at the lags that are looked at, [n, lags]."""
    return power @ _cosines()


def _candidates(power: Values) -> tuple[Floats, Floats]:
    """Give the strongest peaks of the normalized autocorrelation: Hz and strength [n, 5], or NaN and -inf."""
    raw = autocorrelation(power)
    own = _window_autocorrelation()[: LAST + 2]
    normal = raw / np.maximum(raw[:, :1], 1e-12) / (own / own[0])
    here, before, after = (normal[:, FIRST + k : LAST + 1 + k] for k in (0, -1, 1))
    peaks = np.where((here >= before) & (here > after), here, -np.inf)
    strongest = np.argpartition(-peaks, CANDIDATES, axis=1)[:, :CANDIDATES]
    order = np.argsort(-np.take_along_axis(peaks, strongest, axis=1), axis=1, kind="stable")
    place = np.take_along_axis(strongest, order, axis=1)
    height, left, right = (np.take_along_axis(x, place, axis=1) for x in (peaks, before, after))
    found = np.isfinite(height)
    middle = np.where(found, height, 0.0)
    bend = np.where(found, left - 2 * middle + right, -1.0)
    # A parabola through the peak and its neighbors.
    shift = np.where(found, 0.5 * (left - right) / np.minimum(bend, -1e-9), 0.0)
    lag = FIRST + place + np.clip(shift, -0.5, 0.5)
    hertz = FINER * RATE / lag
    top = np.minimum(middle - 0.25 * (left - right) * shift, 1.0)
    strength = np.where(found, top - OCTAVE * np.log2(HIGHEST / hertz), -np.inf)
    return np.where(found, hertz, np.nan), strength


def _path(hertz: Floats, strength: Floats, unvoiced: Floats) -> Floats:
    """Choose a candidate of each frame, or none, so that strengths less the costs of changes add up best.

    hertz, strength: [stretches, frames, 5]. unvoiced: [stretches, frames], as is what it gives.
    """
    octaves = np.log2(np.where(np.isfinite(hertz), hertz, 1.0))
    stretches, length, count = hertz.shape
    score = np.concatenate([strength, unvoiced[..., None]], axis=2)
    cost = np.empty((stretches, length, count + 1, count + 1))  # [stretches, frames, to, from]
    cost[..., :count, count] = cost[..., count, :count] = CHANGE
    cost[..., count, count] = 0.0
    cost[:, 1:, :count, :count] = JUMP * np.abs(octaves[:, 1:, :, None] - octaves[:, :-1, None, :])
    best = score[:, 0]
    came = np.zeros((stretches, length, count + 1), np.intp)
    for frame in range(1, length):
        ways = best[:, None, :] - cost[:, frame]
        came[:, frame] = ways.argmax(axis=2)
        best = ways.max(axis=2) + score[:, frame]
    chosen = np.empty((stretches, length), np.intp)
    chosen[:, -1] = best.argmax(axis=1)
    every = np.arange(stretches, dtype=np.intp)
    for frame in range(length - 1, 0, -1):
        chosen[:, frame - 1] = came[every, frame, chosen[:, frame]]
    padded = np.concatenate([hertz, np.full((stretches, length, 1), np.nan)], axis=2)
    return np.take_along_axis(padded, chosen[..., None], axis=2)[..., 0]
