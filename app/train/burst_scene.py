"""Four seconds with one vocal burst, or two of one speaker: what the bursts network learns from."""

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from app.train.augment import RATE, Sound, change_speed, spoil
from app.train.corpora import Clip
from app.train.scene import SILENT, STEP, STEPS, WINDOW, loud_steps, trim
from inference.analyzers import sounds

LEARNED, CHECKED, ASKED = "learned", "checked", "asked"
"""Whose bursts are learned from, found good settings with, and asked for the figures of the card."""

ALONE = 0.15
"""Share of learned scenes that hold one burst; the others hold two."""

ROWS = (WINDOW - sounds.WINDOW) // sounds.STRIDE + 1
"""Windows of YAMNet in a scene."""

LEAST = 3
"""Steps of 80 ms of a burst that a window has to hold to be labeled with it."""

MARGIN = int(0.05 * RATE)


@dataclass(frozen=True, slots=True)
class SceneRow:
    """A scene to be made.

    split: whose it is. clips: what is heard, by number. spoilt: through noise and rooms or not.
    own: the numbers of all clips of its speaker, for babble. seed: its chance.
    """

    split: str
    clips: tuple[int, ...]
    spoilt: bool
    own: tuple[int, ...]
    seed: tuple[int, ...]


def split_of(speaker: str) -> str:
    """Give the split of a speaker by the number: a fifth is asked, a tenth checked, the rest learned."""
    number = int(speaker.rpartition("-")[2])
    if number % 5 == 0:
        return ASKED
    return CHECKED if number % 10 == 1 else LEARNED


def in_order(clips: Sequence[Clip]) -> list[str]:
    """Give the speakers in an order of chance that is always the same, the three splits spread evenly."""
    chance = sorted({clip.speaker for clip in clips}, key=lambda name: zlib.crc32(name.encode()))
    place: dict[str, float] = {}
    for split in (LEARNED, CHECKED, ASKED):
        names = [name for name in chance if split_of(name) == split]
        place |= {name: (rank + 0.5) / len(names) for rank, name in enumerate(names)}
    return sorted(chance, key=lambda name: place[name])


def layout(clips: Sequence[Clip], speaker: str, seed: int) -> list[SceneRow]:
    """Say what scenes are made of a speaker.

    One learned from: every clip once, in scenes of one or two, half of them spoilt. One held out: an instance
    of each category alone and clean, another alone and spoilt.
    """
    numbers = [number for number, clip in enumerate(clips) if clip.speaker == speaker]
    split, chance = split_of(speaker), zlib.crc32(speaker.encode())
    rng = np.random.default_rng([seed, chance])
    if split == LEARNED:
        groups = [(group, bool(rng.random() < 0.5)) for group in _grouped(numbers, rng)]
    else:
        groups = [((n,), clips[n].name[-1] == "2") for n in numbers if clips[n].name[-1] in "12"]
    return [
        SceneRow(split, group, spoilt, tuple(numbers), (seed, chance, place))
        for place, (group, spoilt) in enumerate(groups)
    ]


def _grouped(numbers: Sequence[int], rng: Generator) -> list[tuple[int, ...]]:
    """Share clips out in chance order, one or two at a time."""
    left = rng.permutation(numbers).tolist()
    groups: list[tuple[int, ...]] = []
    while left:
        size = 1 if rng.random() < ALONE else 2
        groups.append(tuple(left[:size]))
        left = left[size:]
    return groups


def make(
    row: SceneRow, clips: Sequence[Clip], read: Callable[[Clip], Sound]
) -> tuple[Sound, NDArray[np.int8]]:
    """Make a scene: sound [64000] and which of its clips is heard in each 80 ms (-1: none), int8 [50].

    A clean scene of someone held out has its burst in the middle; every other lies at a chance place.
    """
    rng = np.random.default_rng(row.seed)
    bursts = [trim(read(clips[number])) for number in row.clips]
    if row.spoilt:
        bursts = [
            change_speed(burst, rng.uniform(0.92, 1.09)) if rng.random() < 0.5 else burst for burst in bursts
        ]
    room = WINDOW // len(bursts)
    window, heard = np.zeros(WINDOW, np.float32), np.full(STEPS, SILENT, np.int8)
    for number, burst in enumerate(bursts):
        part = burst[: room - MARGIN]
        if number:  # a speaker's bursts differ in level by chance, so that level is no cue
            part = part * np.float32(_peak(window) / _peak(part) * 10 ** (rng.normal(0.0, 4.0) / 20))
        slack = room - MARGIN - len(part)
        held_out = row.split != LEARNED and not row.spoilt
        start = number * room + (slack // 2 if held_out else int(rng.integers(slack + 1)))
        alone = np.zeros(WINDOW, np.float32)
        alone[start : start + len(part)] = part
        heard[loud_steps(alone)] = number
        window += alone
    if row.spoilt:
        picks = rng.integers(len(row.own), size=rng.integers(3, 7))
        babble = [read(clips[row.own[pick]]) for pick in picks]
        window = spoil(window, [voice for voice in babble if len(voice) > RATE // 10], rng)
    return window, heard


def _peak(sound: Sound) -> float:
    return float(np.abs(sound).max(initial=0.0)) + 1e-9


def row_labels(heard: NDArray[np.int8]) -> NDArray[np.int64]:
    """Give which clip each window of YAMNet hears longest, [7] (-1: none), from that of each 80 ms, [50]."""
    centers = (np.arange(STEPS) + 0.5) * STEP
    found = np.full(ROWS, SILENT, np.int64)
    for row in range(ROWS):
        start = row * sounds.STRIDE
        here = heard[(centers >= start) & (centers < start + sounds.WINDOW)]
        counts = np.bincount(here[here >= 0], minlength=1)
        if counts.max() >= LEAST:
            found[row] = counts.argmax()
    return found
