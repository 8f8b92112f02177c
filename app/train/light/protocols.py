"""The questions that the light network is asked, each with speakers that it has not heard."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from app.train.cache import Features
from app.train.fit import CorpusPart
from app.train.folds import FOLDS, split
from app.train.labels import CLASSES, present
from app.train.light.discriminant import discriminant
from app.train.light.network import Functionals
from app.train.measure import hear
from app.train.protocols import CLEAN, NEVER, SPOILT, HeldOutClips

RIDGE = 1.0


def learn(parts: list[CorpusPart], seed: int) -> Functionals:
    """Find the network for some clips; the same seed gives the same."""
    return discriminant(parts, RIDGE, np.random.default_rng(seed))


def held_out(moments: Mapping[str, Features], seed: int) -> dict[tuple[str, int], HeldOutClips]:
    """Ask five folds over the speakers of all corpora."""
    found: dict[tuple[str, int], list[HeldOutClips]] = {}
    for fold in range(FOLDS):
        splits = {name: split(features.clips, fold) for name, features in moments.items()}
        network = learn([CorpusPart(moments[name], learned) for name, (learned, _) in splits.items()], seed)
        for name, (_, asked) in splits.items():
            for copy in (CLEAN, SPOILT):
                heard = HeldOutClips(
                    moments[name], copy, asked, *hear([network], CorpusPart(moments[name], asked), copy)
                )
                found.setdefault((name, copy), []).append(heard)
    return {key: _joined(parts) for key, parts in found.items()}


def _joined(folds: list[HeldOutClips]) -> HeldOutClips:
    def all_of(column: str) -> NDArray[np.float64]:
        return np.concatenate([getattr(heard, column) for heard in folds])

    first = folds[0]
    clips = np.concatenate([heard.clips for heard in folds])
    return HeldOutClips(first.features, first.copy, clips, all_of("logs"), all_of("points"))


def across(moments: Mapping[str, Features], learned: str, asked: str, seed: int) -> HeldOutClips:
    """Learn one corpus and hear another; only clips and classes that both hold."""
    network = learn([everyone(moments[learned])], seed)
    shared, features = present(learned) & present(asked), moments[asked]
    clips = np.array([n for n, clip in enumerate(features.clips) if shared[CLASSES.index(clip.emotion)]])
    logs, points = hear([network], CorpusPart(features, clips))
    return HeldOutClips(features, CLEAN, clips, np.where(shared, logs, NEVER), points)


def everyone(features: Features) -> CorpusPart:
    """Give all clips of a corpus."""
    return CorpusPart(features, np.arange(len(features.clips)))
