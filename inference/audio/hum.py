"""Hum of the mains: how far 50 or 60 Hz and harmonics stand out of their neighborhood."""

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from inference.contract.types import Values

FAMILIES = {"50 Hz": 50.0, "60 Hz": 60.0}
SECONDS = 2.0
"""Length of a stretch: lines half a hertz apart are told from each other."""

HARMONICS = 5
NEAR = 0.5
"""Hertz by which a line may be off: mains wander by less."""

AROUND = 2.0
BESIDE = (3.0, 10.0)
"""Hertz from a line to what it is compared with."""

HIGHEST = HARMONICS * max(FAMILIES.values()) + BESIDE[1] + 1.0
"""Hertz up to which lines are looked at."""

SILENT = 1e-14
"""Power of rounding in digital silence."""


def hum(sound: Values, rate: int) -> tuple[float, ...]:
    """Measure sound [samples, channels] of SECONDS: prominence in dB of each family, and the level in dBFS.

    Prominence is that of the base or the second harmonic, whichever stands out more from the median beside
    it; a line whose peak lies elsewhere (a bass note at 49 Hz) counts for nothing. The level sums up the
    lines that stand out of the more prominent family, 0 dBFS being a full-scale sine; NaN where none does.
    """
    step = rate / len(sound)
    power = _spectrum(sound, round(HIGHEST / step))
    families = [_lines(power, base, step) for base in FAMILIES.values()]
    prominence = [float(lines[:2, 0].max()) for lines in families]
    best = families[int(np.argmax(prominence))]
    heard = best[best[:, 0] > 6.0, 1].sum()
    return (*prominence, 10 * float(np.log10(heard)) if heard > 0 else np.nan)


def _spectrum(sound: Values, lines: int) -> npt.NDArray[np.float64]:
    """Square of the amplitude of a sine at each of the first lines, the strongest channel's."""
    spectrum = np.fft.rfft(sound * _window(len(sound)), axis=0)[:lines].astype(np.complex128)
    return np.square(np.abs(spectrum) * (4 / len(sound))).max(axis=1)


@lru_cache(maxsize=4)
def _window(size: int) -> Values:
    return np.hanning(size + 1)[:-1, None].astype(np.float32)


def _lines(power: npt.NDArray[np.float64], base: float, step: float) -> npt.NDArray[np.float64]:
    """Prominence in dB and squared amplitude of each harmonic below half the rate: [harmonics, 2]."""
    rows: list[tuple[float, float]] = []
    for harmonic in range(1, HARMONICS + 1):
        line = harmonic * base
        if line + BESIDE[1] >= step * (len(power) - 1):
            break
        peak = float(_part(power, line - NEAR, line + NEAR, step).max())
        lower = _part(power, line - BESIDE[1], line - BESIDE[0], step)
        upper = _part(power, line + BESIDE[0], line + BESIDE[1], step)
        beside = _median(np.concatenate([lower, upper])) + SILENT
        elsewhere = peak < float(_part(power, line - AROUND, line + AROUND, step).max())
        rows.append((0.0, 0.0) if elsewhere else (max(0.0, 10 * np.log10(max(peak, SILENT) / beside)), peak))
    return np.array(rows or [(0.0, 0.0)])


def _part(power: npt.NDArray[np.float64], low: float, high: float, step: float) -> npt.NDArray[np.float64]:
    return power[round(low / step) : round(high / step) + 1]


def _median(values: npt.NDArray[np.float64]) -> float:
    # Of a handful of numbers, np.median costs more than it sorts.
    ordered, last = np.sort(values), len(values) - 1
    return float(ordered[last // 2] + ordered[last - last // 2]) / 2
