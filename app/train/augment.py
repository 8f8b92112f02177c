"""What a microphone, a room, a codec and a street do to a voice: float32 at 16 kHz in and out."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

RATE = 16_000

Sound = NDArray[np.float32]


def _loudness(sound: Sound) -> float:
    return float(np.sqrt(np.mean(np.square(sound), dtype=np.float64)) + 1e-9)


def shape_spectrum(sound: Sound, gain: Callable[[NDArray[np.float64]], NDArray[np.float64]]) -> Sound:
    """Multiply the spectrum by `gain`, a function of Hz."""
    spectrum = np.fft.rfft(sound)
    hertz = np.fft.rfftfreq(len(sound), 1 / RATE)
    return np.fft.irfft(spectrum * gain(hertz), len(sound)).astype(np.float32)


def change_speed(sound: Sound, factor: float) -> Sound:
    """Play `factor` times as fast; the pitch moves with it."""
    length = max(2, round(len(sound) / factor))
    bins = length // 2 + 1
    spectrum = np.fft.rfft(sound)
    fitted = np.zeros(bins, np.complex128)
    kept = min(bins, len(spectrum))
    fitted[:kept] = spectrum[:kept]
    return (np.fft.irfft(fitted, length) * (length / len(sound))).astype(np.float32)


def reverberate(sound: Sound, rng: Generator) -> Sound:
    """Put it in a room: the voice and an exponentially dying echo, 0.15 to 0.7 s to -60 dB."""
    dying = rng.uniform(0.15, 0.7)
    time = np.arange(int(dying * RATE)) / RATE
    echo = rng.normal(size=len(time)) * np.exp(-6.9 * time / dying)
    echo *= 10 ** (-rng.uniform(0.0, 12.0) / 20) / np.sqrt(np.sum(echo**2))
    echo[0] += 1.0
    size = 1 << (len(sound) + len(echo)).bit_length()
    wet = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(echo, size), size)
    return wet[: len(sound)].astype(np.float32)


def equalize(sound: Sound, rng: Generator) -> Sound:
    """Give it a microphone's color: a smooth random curve of some +-6 dB."""
    knots = np.array([0.0, 150.0, 500.0, 1500.0, 4000.0, 8000.0])
    decibels = rng.normal(0.0, 4.0, len(knots))
    return shape_spectrum(sound, lambda hertz: 10 ** (np.interp(hertz, knots, decibels) / 20))


def limit_band(sound: Sound, rng: Generator) -> Sound:
    """Send it through a telephone, or a codec that drops the highs."""
    low = 300.0 if rng.random() < 0.5 else 20.0
    high = float(rng.choice([3400.0, 4000.0, 5500.0, 7000.0]))
    return shape_spectrum(
        sound, lambda hertz: 1 / (1 + (low / (hertz + 1)) ** 8) / (1 + (hertz / high) ** 24)
    )


def saturate(sound: Sound, rng: Generator) -> Sound:
    """Overdrive the input."""
    drive = rng.uniform(1.5, 6.0) / (np.abs(sound).max() + 1e-9)
    return (np.tanh(drive * sound) / drive).astype(np.float32)


def compand(sound: Sound) -> Sound:
    """Keep eight bits on a logarithmic scale, as on an old telephone line."""
    top = np.abs(sound).max() + 1e-9
    small = np.sign(sound) * np.log1p(255 * np.abs(sound) / top) / np.log(256)
    steps = np.round(small * 127) / 127
    return (np.sign(steps) * np.expm1(np.abs(steps) * np.log(256)) / 255 * top).astype(np.float32)


def colored_noise(length: int, slope: float, rng: Generator) -> Sound:
    """Make noise whose power falls with frequency to the power `slope`: 0 white, 1 pink, 2 brown."""
    white = rng.normal(size=length).astype(np.float32)
    return shape_spectrum(white, lambda hertz: np.maximum(hertz, 30.0) ** (-slope / 2))


def hum(length: int, rng: Generator) -> Sound:
    """Make mains hum or a chord: some steady partials."""
    time = np.arange(length) / RATE
    roots = [50.0] if rng.random() < 0.5 else list(rng.uniform(110.0, 440.0) * np.array([1.0, 1.25, 1.5]))
    made = np.zeros(length)
    for root in roots:
        for partial in range(1, 7):
            made += np.sin(2 * np.pi * (root * partial * time + rng.random())) / partial
    return made.astype(np.float32)


def babble(length: int, voices: Sequence[Sound], rng: Generator) -> Sound:
    """Mix several voices at once, each from a random place and in a random pitch."""
    made = np.zeros(length, np.float32)
    for voice in voices:
        moved = change_speed(voice, rng.uniform(0.85, 1.18))
        moved = np.roll(np.resize(moved, max(length, len(moved))), rng.integers(0, length))[:length]
        made += moved / _loudness(moved)
    return made


def add_noise(sound: Sound, voices: Sequence[Sound], rng: Generator) -> Sound:
    """Add noise of a random kind, 5 to 30 dB under the voice."""
    kind = rng.random()
    if kind < 0.45:
        noise = colored_noise(len(sound), rng.uniform(0.0, 2.2), rng)
    elif kind < 0.6:
        noise = hum(len(sound), rng)
    else:
        noise = babble(len(sound), voices, rng)
    below = 10 ** (-rng.uniform(5.0, 30.0) / 20)
    return (sound + noise * np.float32(below * _loudness(sound) / _loudness(noise))).astype(np.float32)


def spoil(sound: Sound, voices: Sequence[Sound], rng: Generator) -> Sound:
    """Apply a random chain of room, microphone, noise and codec. `voices`: what babble is made of."""
    if rng.random() < 0.3:
        sound = reverberate(sound, rng)
    if rng.random() < 0.4:
        sound = equalize(sound, rng)
    if rng.random() < 0.7:
        sound = add_noise(sound, voices, rng)
    if rng.random() < 0.15:
        sound = saturate(sound, rng)
    if rng.random() < 0.25:
        sound = limit_band(sound, rng)
    if rng.random() < 0.1:
        sound = compand(sound)
    return sound
