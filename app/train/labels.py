"""What the corpora's labels mean to the network: classes, which corpus knows which, the circumplex."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

CLASSES = ("neutral", "happy", "sad", "angry", "fearful", "surprised", "disgusted", "calm")
"""What is learned. The first seven are shipped; calm, which only RAVDESS acts, is counted as neutral."""

SHIPPED = CLASSES[:7]
FOUR = CLASSES[:4]
"""What almost every corpus of acted speech holds."""

NEUTRAL = CLASSES.index("neutral")
CALM = CLASSES.index("calm")

RAVDESS_CODES = {
    "01": "neutral",
    "02": "calm",
    "03": "happy",
    "04": "sad",
    "05": "angry",
    "06": "fearful",
    "07": "disgusted",
    "08": "surprised",
}
NEMO_NAMES = {
    "neutral": "neutral",
    "happiness": "happy",
    "sadness": "sad",
    "anger": "angry",
    "fear": "fearful",
    "surprised": "surprised",
}
PRESENT = {
    "ravdess": frozenset(CLASSES),
    "nemo": frozenset(NEMO_NAMES.values()),
}

CIRCUMPLEX = {
    "neutral": (0.0, 0.0),
    "happy": (0.8, 0.5),
    "sad": (-0.7, -0.5),
    "angry": (-0.6, 0.8),
    "fearful": (-0.7, 0.6),
    "surprised": (0.2, 0.8),
    "disgusted": (-0.7, 0.2),
    "calm": (0.3, -0.5),
}
"""Valence and arousal of a strongly acted class, after Russell's circumplex (1980): targets, not findings."""

INTENSITY = {1: 0.75, 2: 1.0}
"""How far out a clip of normal or strong intensity lies. nEMO names none: its clips count as normal."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a clip is to be heard as."""

    label: int
    valence: float
    arousal: float


def target(emotion: str, intensity: int = 1) -> Target:
    """Give the class number and the point on the circumplex of an acted emotion."""
    valence, arousal = CIRCUMPLEX[emotion]
    share = INTENSITY[intensity]
    return Target(CLASSES.index(emotion), share * valence, share * arousal)


def present(corpus: str) -> NDArray[np.bool_]:
    """Say which classes a corpus holds, [8]: the others take no part in the loss of its clips."""
    return np.array([name in PRESENT[corpus] for name in CLASSES])


def merge_calm(probabilities: NDArray[np.floating]) -> NDArray[np.floating]:
    """Give eight probabilities [..., 8] as the seven shipped ones: calm is added to neutral."""
    merged = probabilities[..., :CALM].copy()
    merged[..., NEUTRAL] += probabilities[..., CALM]
    return merged
