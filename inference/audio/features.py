"""What networks hear: mel pictures of windows of sound, as different networks want them, in plain NumPy."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

RATE = 16_000
FFT = 400
HOP = 160
BANDS = 80
FLOOR = 1e-10
DYNAMIC_RANGE = 8.0
"""What lies more than this many powers of ten under the loudest point is cut off."""

Floats = NDArray[np.float32]


def _hertz_to_mel(hertz: NDArray[np.float64]) -> NDArray[np.float64]:
    """Slaney's mel scale: linear up to 1 kHz, logarithmic above."""
    linear = hertz * 3.0 / 200.0
    above = 15.0 + 27.0 * np.log(np.maximum(hertz, 1000.0) / 1000.0) / np.log(6.4)
    return np.where(hertz < 1000.0, linear, above)


def _mel_to_hertz(mel: NDArray[np.float64]) -> NDArray[np.float64]:
    linear = mel * 200.0 / 3.0
    above = 1000.0 * np.exp(np.log(6.4) / 27.0 * (mel - 15.0))
    return np.where(mel < 15.0, linear, above)


@cache
def mel_filters(bands: int = BANDS, fft: int = FFT, rate: int = RATE) -> Floats:
    """Triangular filters of equal area, [bands, fft // 2 + 1], from 0 Hz to half the rate."""
    bins = np.linspace(0.0, rate / 2, fft // 2 + 1)
    top = float(_hertz_to_mel(np.array([rate / 2]))[0])
    edges = _mel_to_hertz(np.linspace(0.0, top, bands + 2))
    widths = np.diff(edges)
    distance = edges[:, None] - bins[None, :]
    rising = -distance[:-2] / widths[:-1, None]
    falling = distance[2:] / widths[1:, None]
    triangles = np.maximum(0.0, np.minimum(rising, falling))
    filters = (triangles * (2.0 / (edges[2:] - edges[:-2]))[:, None]).astype(np.float32)
    filters.setflags(write=False)
    return filters


@cache
def _hann(length: int) -> Floats:
    window = (0.5 - 0.5 * np.cos(2.0 * np.pi * np.arange(length) / length)).astype(np.float32)
    window.setflags(write=False)
    return window


def mel_power(windows: Floats, bands: int = BANDS) -> Floats:
    """Mel band power of sound at 16 kHz: [n, samples] -> [n, bands, samples // 160].

    Each frame is centered on its time and the ends are mirrored, as in Whisper.
    """
    padded = np.pad(windows, ((0, 0), (FFT // 2, FFT // 2)), mode="reflect")
    frames = np.lib.stride_tricks.sliding_window_view(padded, FFT, axis=1)[:, ::HOP]
    spectrum = np.fft.rfft(frames[:, : windows.shape[1] // HOP] * _hann(FFT), axis=2)
    power = np.square(spectrum.real) + np.square(spectrum.imag)
    return np.matmul(mel_filters(bands), power.astype(np.float32).transpose(0, 2, 1))


def log_mel(windows: Floats, loudest: float | None = None) -> Floats:
    """Whisper's input: [n, samples] at 16 kHz -> [n, 80, samples // 160], about -1 to 1.5.

    `loudest` fixes the log10 power of each window's loudest point, so that a recording's
    level makes no difference; None keeps the level, which is what Whisper was trained on.
    """
    power = mel_power(windows)
    if loudest is not None:
        top = power.max(axis=(1, 2), keepdims=True)
        # A window of digital silence has no level to restore: it stays at the floor.
        power = np.where(
            top > 0.0, power * (np.float32(10.0**loudest) / np.where(top > 0.0, top, 1.0)), power
        )
    logarithm = np.log10(np.maximum(power, np.float32(FLOOR)))
    top = logarithm.max(axis=(1, 2), keepdims=True)
    return ((np.maximum(logarithm, top - DYNAMIC_RANGE) + 4.0) / 4.0).astype(np.float32)


AUDIOSET_FFT = 512
AUDIOSET_BANDS = 64
AUDIOSET_RANGE = (125.0, 7500.0)
AUDIOSET_OFFSET = 0.001


@cache
def audioset_filters() -> Floats:
    """Triangular filters in mel, not in Hz, and of equal height: [257, 64], from 125 to 7,500 Hz."""
    bins = 1127.0 * np.log1p(np.linspace(0.0, RATE / 2, AUDIOSET_FFT // 2 + 1) / 700.0)
    low, high = (1127.0 * float(np.log1p(edge / 700.0)) for edge in AUDIOSET_RANGE)
    edges: NDArray[np.float64] = np.linspace(low, high, AUDIOSET_BANDS + 2)
    rising = (bins[:, None] - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - bins[:, None]) / (edges[2:] - edges[1:-1])
    filters = np.maximum(0.0, np.minimum(rising, falling)).astype(np.float32)
    filters[0] = 0.0
    filters.setflags(write=False)
    return filters


def audioset_log_mel(windows: Floats) -> Floats:
    """YAMNet's input: [n, samples] at 16 kHz -> [n, frames, 64] of 25 ms every 10 ms, nothing padded.

    Magnitudes, not powers, are summed up, and the natural logarithm is taken.
    """
    frames = np.lib.stride_tricks.sliding_window_view(windows, FFT, axis=1)[:, ::HOP]
    magnitude = np.abs(np.fft.rfft(frames * _hann(FFT), AUDIOSET_FFT, axis=2)).astype(np.float32)
    return np.log(magnitude @ audioset_filters() + np.float32(AUDIOSET_OFFSET))


VOICEPRINT_BANDS = 40
VOICEPRINT_LEVEL = 10.0**-3
"""Mean square that speech is brought to: -30 dB, as Resemblyzer does with quiet recordings."""


def voiceprint_mel(windows: Floats, heard: NDArray[np.bool_]) -> Floats:
    """Resemblyzer's input, mel power without a logarithm: [n, samples] at 16 kHz -> [n, frames, 40].

    heard: which frames of 10 ms count, [n, frames], some in each window. They stand at the front, in
    their order, and what follows is zero. Their level is brought to -30 dB, so a recording's makes no
    difference.
    """
    power = mel_power(windows, VOICEPRINT_BANDS).transpose(0, 2, 1)
    square = np.square(windows).reshape(len(windows), -1, HOP).mean(axis=2)
    level = (square * heard).sum(axis=1) / heard.sum(axis=1)
    gain = (VOICEPRINT_LEVEL / np.maximum(level, FLOOR)).astype(np.float32)
    scaled = power * gain[:, None, None]
    order = np.argsort(~heard, axis=1, kind="stable")[:, :, None]
    return np.take_along_axis(np.where(heard[:, :, None], scaled, np.float32(0.0)), order, axis=1)
