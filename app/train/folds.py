"""Who is learned from and who is held out: always whole speakers."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from app.train.corpora import Clip

FOLDS = 5


def fold_of(speaker: str) -> int:
    """Give the fold, 0 to 4, that holds a speaker out.

    RAVDESS: actors 01 to 04 in the first fold and so on, two men and two women each. nEMO: one or two
    speakers a fold, in the order of NEMO_SPEAKERS.
    """
    corpus, name = speaker.split("-")
    if corpus == "ravdess":
        return (int(name) - 1) // 4 % FOLDS
    return NEMO_SPEAKERS.index(name) % FOLDS


NEMO_SPEAKERS = ("EB0", "IC0", "KD0", "MK0", "KS0", "MP0", "SM0", "TP0", "WR0")
"""Four women, then five men."""


def split(clips: Sequence[Clip], held_out: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give the numbers of the clips to learn from and of those held out."""
    folds = np.array([fold_of(clip.speaker) for clip in clips])
    return np.flatnonzero(folds != held_out), np.flatnonzero(folds == held_out)


def folds(clips: Sequence[Clip]) -> Iterator[tuple[int, NDArray[np.int64], NDArray[np.int64]]]:
    """Give every fold with its split."""
    for number in range(FOLDS):
        yield number, *split(clips, number)
