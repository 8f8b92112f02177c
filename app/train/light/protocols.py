"""The questions that the light network is asked, each with speakers that it has not heard."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from app.train.cache import Features
from app.train.fit import Part
from app.train.folds import FOLDS, split
from app.train.labels import CLASSES, present
from app.train.light.discriminant import discriminant
from app.train.light.network import Functionals
from app.train.measure import hear
from app.train.protocols import CLEAN, NEVER, SPOILT, Heard

RIDGE = 1.0


def learn(parts: list[Part], seed: int) -> Functionals:
    """Find the network for some clips; the same seed gives the same."""
    return discriminant(parts, RIDGE, np.random.default_rng(seed))


def held_out(moments: Mapping[str, Features], seed: int) -> dict[tuple[str, int], Heard]:
    """Ask five folds over the speakers of all corpora."""
    found: dict[tuple[str, int], list[Heard]] = {}
    for fold in range(FOLDS):
        splits = {name: split(features.clips, fold) for name, features in moments.items()}
        network = learn([Part(moments[name], learned) for name, (learned, _) in splits.items()], seed)
        for name, (_, asked) in splits.items():
            for copy in (CLEAN, SPOILT):
                heard = Heard(moments[name], copy, asked, *hear([network], Part(moments[name], asked), copy))
                found.setdefault((name, copy), []).append(heard)
    return {key: _joined(parts) for key, parts in found.items()}


def _joined(folds: list[Heard]) -> Heard:
    def all_of(column: str) -> NDArray[np.float64]:
        return np.concatenate([getattr(heard, column) for heard in folds])

    first = folds[0]
    clips = np.concatenate([heard.clips for heard in folds])
    return Heard(first.features, first.copy, clips, all_of("logs"), all_of("points"))


def across(moments: Mapping[str, Features], learned: str, asked: str, seed: int) -> Heard:
    """Learn one corpus and hear another; only clips and classes that both hold."""
    network = learn([everyone(moments[learned])], seed)
    shared, features = present(learned) & present(asked), moments[asked]
    clips = np.array([n for n, clip in enumerate(features.clips) if shared[CLASSES.index(clip.emotion)]])
    logs, points = hear([network], Part(features, clips))
    return Heard(features, CLEAN, clips, np.where(shared, logs, NEVER), points)


def everyone(features: Features) -> Part:
    """Give all clips of a corpus."""
    return Part(features, np.arange(len(features.clips)))
