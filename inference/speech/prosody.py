"""Prosody: what can be measured of how something is said, and how it differs from the voice's own usual.

Nothing here was learned from data. The measures of a half second are those that studies of acted and real
voices agree to rise with arousal (Juslin and Laukka 2003; Scherer 2003; Eyben et al. 2016):

- level: A-weighted level of the voiced frames in dBFS (a full-scale sine of 1 kHz has -3);
- pitch: their median pitch in semitones above 55 Hz;
- range: half the distance between the 16th and 84th percentile of pitch in 1.5 s, in semitones;
- rate: syllable nuclei a second in 1.5 s: peaks of level, 2 dB above the dips beside them, in voiced frames;
- tilt: level from 1 to 5 kHz against that from 50 Hz to 1 kHz, in dB: effort brightens a voice.

Each is compared with the median of the same voice in the same file, in units of its spread (1.4826 times the
median distance from the median, and not less than LEAST_SPREAD). A deviation z is shown as tanh(z / 2).
Arousal is tanh of half the mean of the five, which weigh alike. A voice that is heard for less than
LEAST_SECONDS has no usual, and nothing is claimed of it: no general reference fits every microphone.
"""

from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from inference.contract.segments import smooth
from inference.contract.types import Values
from inference.speech.pitch import FFT, FRAME, HOP, RATE, frames, pitches

MEASURES = ("level", "pitch", "range", "rate", "tilt")
STEP = 0.5
BLOCK = round(STEP * RATE)
CONTEXT = 3 * BLOCK
"""Samples that a half second is judged by: itself in the middle of a second and a half."""

FRAMES, FRESH = (CONTEXT - FRAME) // HOP + 1, BLOCK // HOP
"""Frames in those, and how many lie between one half second and the next."""

LEAST_VOICED = 5
"""Voiced frames of 20 ms that a half second needs."""

DIP = 2.0
"""dB between the peaks of two syllables and the dip that parts them."""

DEPTH = 25.0
"""dB under the loudest at which a peak is no syllable any more."""

LEAST_SECONDS = 10.0
"""Measured half seconds of a voice, summed up, from which its usual is known."""

LEAST_SPREAD = np.array([2.0, 1.0, 0.5, 0.7, 1.5])
"""Least spread of each measure, so that an even voice's small changes stay small. Chosen, not fitted."""

MOST = 3.0
"""Deviations are cut off here, so that one measure gone wrong does not speak for all."""

AVERAGED = 3
"""Half seconds over which deviations are averaged."""

SEMITONES_FROM = 55.0

Floats = npt.NDArray[np.float64]

_MIDDLES = np.arange(FRAMES) * HOP + FRAME // 2
_OWN = (_MIDDLES >= BLOCK) & (_MIDDLES < 2 * BLOCK)
"""Frames whose middle lies in the half second itself."""


def measure(sound: Values) -> Values:
    """Measure half seconds of sound at 16 kHz but the first and last: [(n + 2) * 8000] -> [n, 5].

    Each is judged between its neighbors; NaN where it is hardly voiced.
    """
    heard = frames(sound)
    powers = heard.power.astype(np.float64) @ _weights()
    hertz = pitches(heard, FRAMES, FRESH).astype(np.float64)
    starts = range(0, len(hertz) * FRESH, FRESH)
    rows = [_row(powers[start : start + FRAMES], row) for start, row in zip(starts, hertz, strict=True)]
    return np.array(rows, np.float32).reshape(-1, len(MEASURES))


def _row(powers: Floats, hertz: Floats) -> Sequence[float]:
    """Measure the middle of frames with these weighted powers [74, 4] and pitches [74]."""
    voiced = np.isfinite(hertz)
    own = voiced & _OWN
    if own.sum() < LEAST_VOICED:
        return [np.nan] * len(MEASURES)
    level, low, high = decibels(powers[own, :3].mean(axis=0)).tolist()
    semitones = 12 * np.log2(hertz / SEMITONES_FROM)
    least, most = np.percentile(semitones[voiced], [16, 84]).tolist()
    rate = len(syllable_nuclei(decibels(powers[:, 3]), voiced)) / (CONTEXT / RATE)
    return [level, float(np.median(semitones[own])), (most - least) / 2, rate, high - low]


@cache
def _weights() -> Floats:
    """Weights [1025, 4] of a frame's power: loudness, both sides of 1 kHz, and where syllables are."""
    return np.column_stack(
        [a_weighting(), band_weights(50, 1000), band_weights(1000, 5000), band_weights(300, 3500)]
    )


def relative_measures(
    measures: npt.NDArray[np.floating], voices: npt.NDArray[np.integer] | None = None
) -> Values:
    """Give arousal and the five parts in [-1, 1] of half seconds in a row [n, 6], NaN where nothing is known.

    measures: [n, 5], NaN where nobody speaks. voices: who speaks in each [n], counted from 0, -1 for nobody;
    None: one voice. Each voice is compared with itself alone.
    """
    values = np.asarray(measures, np.float64)
    known = np.isfinite(values).all(axis=1)
    who = np.zeros(len(values), np.int64) if voices is None else np.asarray(voices)
    shown = np.full((len(values), 1 + len(MEASURES)), np.nan, np.float32)
    for voice in np.unique(who[known & (who >= 0)]).tolist():
        here = known & (who == voice)
        if here.sum() * STEP < LEAST_SECONDS:
            continue
        apart = deviations(values[here])
        alone = np.full(values.shape, np.nan)
        alone[here] = apart
        parts = smooth(alone, AVERAGED)[here]
        shown[here] = np.tanh(np.column_stack([parts.mean(axis=1), parts]) / 2)
    return shown


def deviations(values: Floats) -> Floats:
    """How far the measures of one voice [n, 5] lie from their medians, in spreads, cut off at MOST."""
    middle = np.median(values, axis=0)
    spread = np.maximum(1.4826 * np.median(np.abs(values - middle), axis=0), LEAST_SPREAD)
    return np.clip((values - middle) / spread, -MOST, MOST)


def syllable_nuclei(levels: Floats, voiced: npt.NDArray[np.bool_]) -> list[int]:
    """Find the frames with syllable nuclei: voiced peaks of level between dips (de Jong and Wempe 2009).

    levels: of frames in dB from 300 to 3,500 Hz, [n].
    """
    level = smooth(levels, 3)
    floor = level.max() - DEPTH
    found: list[int] = []
    rising, low, high, top = False, level[0], level[0], 0
    for frame, value in enumerate(level.tolist()):
        if rising and value > high:
            high, top = value, frame
        elif rising and value <= high - DIP:
            rising, low = False, value
            if high >= floor and voiced[top]:
                found.append(top)
        elif not rising and value >= low + DIP:
            rising, high, top = True, value, frame
        elif not rising:
            low = min(low, value)
    return found


def decibels(power: npt.NDArray[np.floating] | float) -> Floats:
    """Give ten times the common logarithm; nothing is -120."""
    return 10 * np.log10(np.maximum(power, 1e-12))


@cache
def band_weights(low: float, high: float) -> Floats:
    """Weights [1025] that turn a frame's power spectrum into the mean square within a band in Hz."""
    hertz = np.fft.rfftfreq(FFT, 1 / RATE)
    window = 0.5 - 0.5 * np.cos(2 * np.pi * (np.arange(FRAME) + 0.5) / FRAME)
    weights = np.where((hertz >= low) & (hertz < high), 2.0 / (FFT * np.square(window).sum()), 0.0)
    weights.setflags(write=False)
    return weights


@cache
def a_weighting() -> Floats:
    """Weights [1025] that turn a frame's power spectrum into its A-weighted mean square (IEC 61672)."""
    squared = np.square(np.fft.rfftfreq(FFT, 1 / RATE))
    response = (
        12194.0**2
        * squared**2
        / (
            (squared + 20.6**2)
            * np.sqrt((squared + 107.7**2) * (squared + 737.9**2))
            * (squared + 12194.0**2)
        )
    )
    weights = band_weights(0, RATE) * np.square(response * 10**0.1)
    weights.setflags(write=False)
    return weights
