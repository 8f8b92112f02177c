"""Pitch of a voice: normalised autocorrelation and the likeliest path through its peaks. Pure NumPy.

The method is Boersma's (1993): the autocorrelation of a windowed frame is divided by that of the window, its
peaks are candidates, and a path through the frames pays for jumps and for changes of voicing.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from inference.types import Values

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
class Frames:
    """Frames of sound: power [n, 1025] of their windowed spectrum, greatest amplitude [n]."""

    power: Values
    peak: Values


def frames(sound: Values) -> Frames:
    """Cut sound at 16 kHz into frames of 40 ms every 20 ms; nothing is padded."""
    cut = np.lib.stride_tricks.sliding_window_view(sound, FRAME)[::HOP]
    level = cut - cut.mean(axis=1, keepdims=True)
    spectrum = np.fft.rfft(level * _window(), FFT, axis=1)
    power = np.square(spectrum.real) + np.square(spectrum.imag)
    return Frames(power.astype(np.float32), np.abs(level).max(axis=1).astype(np.float32))


def pitch(heard: Frames) -> Values:
    """Give the pitch of each frame in Hz [n], NaN where there is none. Level makes no difference."""
    hertz, strength = _candidates(heard.power)
    loudest = heard.peak.max(initial=0.0)
    if loudest <= 0:
        return np.full(len(heard.peak), np.nan, np.float32)
    faint = heard.peak / loudest / (FAINT / (1 + VOICING))
    unvoiced = VOICING + np.maximum(0.0, 2.0 - faint)
    return _path(hertz, strength, unvoiced.astype(np.float64)).astype(np.float32)


@cache
def _window() -> Values:
    window = (0.5 - 0.5 * np.cos(2 * np.pi * (np.arange(FRAME) + 0.5) / FRAME)).astype(np.float32)
    window.setflags(write=False)
    return window


@cache
def _window_autocorrelation() -> Values:
    power = np.square(np.abs(np.fft.rfft(_window(), FFT)))
    return np.fft.irfft(power, FINER * FFT).astype(np.float32)


def _candidates(power: Values) -> tuple[Floats, Floats]:
    """Give the strongest peaks of the normalised autocorrelation: Hz and strength [n, 5], or NaN and -inf."""
    first, last = int(FINER * RATE / HIGHEST), int(FINER * RATE / LOWEST) + 1
    raw = np.fft.irfft(power, FINER * FFT, axis=1)[:, : last + 2]
    own = _window_autocorrelation()[: last + 2]
    normal = raw / np.maximum(raw[:, :1], 1e-12) / (own / own[0])
    here, before, after = (normal[:, first + k : last + 1 + k] for k in (0, -1, 1))
    peaks = np.where((here >= before) & (here > after), here, -np.inf)
    place = np.argsort(-peaks, axis=1)[:, :CANDIDATES]
    height, left, right = (np.take_along_axis(x, place, axis=1) for x in (peaks, before, after))
    found = np.isfinite(height)
    middle = np.where(found, height, 0.0)
    bend = np.where(found, left - 2 * middle + right, -1.0)
    # A parabola through the peak and its neighbours.
    shift = np.where(found, 0.5 * (left - right) / np.minimum(bend, -1e-9), 0.0)
    lag = first + place + np.clip(shift, -0.5, 0.5)
    hertz = FINER * RATE / lag
    top = np.minimum(middle - 0.25 * (left - right) * shift, 1.0)
    strength = np.where(found, top - OCTAVE * np.log2(HIGHEST / hertz), -np.inf)
    return np.where(found, hertz, np.nan), strength


def _path(hertz: Floats, strength: Floats, unvoiced: Floats) -> Floats:
    """Choose a candidate of each frame, or none, so that strengths less the costs of changes add up best."""
    octaves = np.log2(np.where(np.isfinite(hertz), hertz, 1.0))
    count = hertz.shape[1]
    score = np.concatenate([strength, unvoiced[:, None]], axis=1)
    cost = np.empty((len(hertz), count + 1, count + 1))  # [n, from, to]
    cost[:, :count, count] = cost[:, count, :count] = CHANGE
    cost[:, count, count] = 0.0
    cost[1:, :count, :count] = JUMP * np.abs(octaves[:-1, :, None] - octaves[1:, None, :])
    best = score[0]
    came = np.zeros((len(hertz), count + 1), np.intp)
    for frame in range(1, len(hertz)):
        ways = best[:, None] - cost[frame]
        came[frame] = ways.argmax(axis=0)
        best = ways.max(axis=0) + score[frame]
    chosen = np.empty(len(hertz), np.intp)
    chosen[-1] = best.argmax()
    for frame in range(len(hertz) - 1, 0, -1):
        chosen[frame - 1] = came[frame, chosen[frame]]
    padded = np.concatenate([hertz, np.full((len(hertz), 1), np.nan)], axis=1)
    return padded[np.arange(len(hertz)), chosen]
