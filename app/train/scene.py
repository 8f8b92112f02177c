"""Four seconds as a program would hear them: clips laid into a window, with what is acted when."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from app.train.augment import RATE, Sound, change_speed, spoil
from app.train.corpora import Clip

WINDOW = 4 * RATE
STEP = 1280
STEPS = WINDOW // STEP
"""Label steps of 80 ms: as many as the encoder gives frames."""

SILENT = -1
MARGIN = int(0.1 * RATE)


@dataclass(frozen=True, slots=True)
class Scene:
    """Sound [64000] and, for each 80 ms, which of the clips laid into it is heard (-1: none), int8 [50]."""

    sound: Sound
    heard: NDArray[np.int8]
    clips: tuple[Clip, ...]


def loud_steps(sound: Sound, range_db: float = 35.0) -> NDArray[np.bool_]:
    """Say which whole 80 ms steps lie within `range_db` of the loudest."""
    power = np.square(sound[: len(sound) // STEP * STEP]).reshape(-1, STEP).mean(axis=1)
    return power > power.max(initial=0.0) * 10 ** (-range_db / 10)


def trim(sound: Sound, range_db: float = 40.0) -> Sound:
    """Cut the silence before and after the voice, less a tenth of a second."""
    block = RATE // 100
    power = np.square(sound[: len(sound) // block * block]).reshape(-1, block).mean(axis=1)
    loud = np.flatnonzero(power > power.max(initial=0.0) * 10 ** (-range_db / 10))
    if not len(loud):
        return sound
    return sound[max(0, loud[0] * block - MARGIN) : (loud[-1] + 1) * block + MARGIN]


def _lay(parts: Sequence[tuple[int, Sound]]) -> tuple[Sound, NDArray[np.int8]]:
    """Add sounds at their offsets (which may lie outside) into one window."""
    window = np.zeros(WINDOW, np.float32)
    heard = np.full(STEPS, SILENT, np.int8)
    for number, (offset, sound) in enumerate(parts):
        alone = np.zeros(WINDOW, np.float32)
        start, end = max(0, offset), min(WINDOW, offset + len(sound))
        if end > start:
            alone[start:end] = sound[start - offset : end - offset]
            heard[loud_steps(alone)] = number
            window += alone
    return window, heard


def plain_scene(clip: Clip, sound: Sound) -> Scene:
    """Lay the clip alone, untouched, in the middle of the window."""
    voice = trim(sound)
    window, heard = _lay([((WINDOW - len(voice)) // 2, voice)])
    return Scene(window, heard, (clip,))


def spoilt_scene(clip: Clip, others: Sequence[Clip], read: Callable[[Clip], Sound], rng: Generator) -> Scene:
    """Lay the clip at a random place and speed, perhaps with a second one, through a random room and codec.

    `others` are clips of the same speaker: the second clip and the babble come from them, so that no voice
    gets from a speaker who is learned from to one who is held out.
    """

    def voice(of: Clip) -> Sound:
        trimmed = trim(read(of))
        return change_speed(trimmed, rng.uniform(0.92, 1.09)) if rng.random() < 0.5 else trimmed

    first = voice(clip)
    clips = (clip,)
    if rng.random() < 0.5:
        alike = [other for other in others if other.emotion == clip.emotion] or list(others)
        pool = alike if rng.random() < 0.5 else others
        second_clip = pool[rng.integers(len(pool))]
        second = voice(second_clip)
        second *= np.abs(first).max() / (np.abs(second).max() + 1e-9) * 10 ** (rng.normal(0.0, 3.0) / 20)
        gap = int(rng.uniform(0.1, 0.6) * RATE)
        # At least 0.8 s of the first clip stays in the window, on either side of the second.
        if rng.random() < 0.5:
            offset = int(
                rng.uniform(-max(0, len(first) - 0.8 * RATE), max(1, WINDOW - len(first) - gap - RATE))
            )
            parts = [(offset, first), (offset + len(first) + gap, second)]
        else:
            offset = int(rng.uniform(RATE + gap, max(RATE + gap + 1, WINDOW - 0.8 * RATE)))
            parts = [(offset, first), (offset - gap - len(second), second)]
        clips = (clip, second_clip)
    else:
        slack = WINDOW - len(first)
        spill = 0.3 * len(first) if rng.random() < 0.3 else 0.0
        low, high = min(0, slack) - spill, max(0, slack) + spill
        parts = [(int(rng.uniform(low, high)), first)]
    window, heard = _lay(parts)
    voices = [read(others[index]) for index in rng.integers(len(others), size=rng.integers(3, 7))]
    return Scene(spoil(window, voices, rng), heard, clips)
