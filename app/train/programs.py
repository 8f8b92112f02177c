"""Programs with exact truth: clips of several speakers, in turns and with every emotion mixed."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.train.corpora import RATE, Clip, Corpus

PAUSES = (0.0, 1.0)
"""Seconds between two clips, drawn evenly; the clips have silence of their own as well."""

MOST = 3
"""Clips in a turn, drawn evenly from one to this."""

QUIET = 0.0003
"""Standard deviation of the noise that lies under everything."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One clip in a program, in seconds."""

    start: float
    end: float
    speaker: str
    emotion: str


@dataclass(frozen=True, slots=True)
class Program:
    """Sound at 16 kHz and who speaks when."""

    name: str
    sound: NDArray[np.float32]
    turns: tuple[Turn, ...]

    @property
    def speakers(self) -> tuple[str, ...]:
        return tuple(sorted({turn.speaker for turn in self.turns}))


def compose(corpus: Corpus, speakers: Sequence[str], seconds: float, seed: int) -> Program:
    """Let speakers take turns for at least so many seconds, everybody in every round."""
    rng = np.random.default_rng(seed)
    waiting = {name: _shuffled(corpus.clips, name, rng) for name in speakers}
    parts: list[NDArray[np.float32]] = []
    turns: list[Turn] = []
    length, last = 0, ""
    while length < seconds * RATE:
        order = rng.permutation(list(speakers)).tolist()
        if len(order) > 1 and order[0] == last:
            order.append(order.pop(0))
        last = order[-1]
        for name in order:
            for _ in range(int(rng.integers(1, MOST + 1))):
                clip = waiting[name].pop(0)
                waiting[name].append(clip)
                sound = corpus.sound(clip)
                pause = np.zeros(round(rng.uniform(*PAUSES) * RATE), np.float32)
                end = length + len(sound)
                turns.append(Turn(length / RATE, end / RATE, name, clip.emotion))
                parts += [sound, pause]
                length = end + len(pause)
    sound = np.concatenate(parts)
    sound += rng.normal(0.0, QUIET, len(sound)).astype(np.float32)
    return Program(f"{corpus_name(speakers)}-{len(speakers)}-{seed}", sound, tuple(turns))


def corpus_name(speakers: Sequence[str]) -> str:
    """Give the corpus that a speaker belongs to."""
    return speakers[0].partition("-")[0]


def _shuffled(clips: Sequence[Clip], speaker: str, rng: np.random.Generator) -> list[Clip]:
    own = [clip for clip in clips if clip.speaker == speaker]
    return [own[place] for place in rng.permutation(len(own))]


def draw(
    corpus: Corpus, speakers: Sequence[str], counts: Sequence[int], times: int, seconds: float, seed: int
) -> list[Program]:
    """Compose programs of each number of speakers, drawn anew each time."""
    rng = np.random.default_rng(seed)
    return [
        compose(corpus, rng.permutation(list(speakers))[:count].tolist(), seconds, seed * 10_000 + number)
        for number, count in enumerate(count for count in counts for _ in range(times))
    ]
