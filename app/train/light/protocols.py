"""The questions that light networks are asked, each with speakers that they have not heard."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.train.cache import Features
from app.train.fit import Part
from app.train.folds import FOLDS, split
from app.train.labels import CLASSES, present
from app.train.light.fit import LightPlan, Network, train
from app.train.measure import hear
from app.train.protocols import CLEAN, COLUMNS, SPOILT, Heard

Member = tuple[LightPlan, int]
"""A network of an ensemble: how it is trained, and its seed."""


@dataclass(frozen=True, slots=True)
class Material:
    """Pictures of each corpus, their moments, and what the encoder hears in the same scenes for hints."""

    pictures: Mapping[str, Features]
    moments: Mapping[str, Features]
    encoder: Mapping[str, Features]

    def of(self, plan: LightPlan) -> Mapping[str, Features]:
        """Give what a plan's network hears."""
        return self.moments if plan.kind == "functionals" else self.pictures

    def learn(self, clips: Mapping[str, NDArray[np.int64]], plan: LightPlan, seed: int) -> Network:
        """Train on some clips of some corpora."""
        parts = [Part(self.of(plan)[name], numbers) for name, numbers in clips.items()]
        return train(parts, plan, seed, [self.encoder[name] for name in clips] if plan.hints else ())

    def everyone(self, *names: str) -> dict[str, NDArray[np.int64]]:
        """Give all clips of some corpora; of all if none is named."""
        return {name: np.arange(len(self.pictures[name].clips)) for name in names or self.pictures}


def held_out(
    material: Material, members: Sequence[Member], memory: Path, folds: Sequence[int] = range(FOLDS)
) -> dict[tuple[str, int], Heard]:
    """Ask folds over the speakers of both corpora; what a member heard is kept and not computed again."""
    single = [
        _joined([_remembered(material, plan, seed, memory, fold) for fold in folds]) for plan, seed in members
    ]
    return {
        (name, copy): Heard(
            features,
            copy,
            single[0][f"{name} {copy} clips"],
            np.mean([kept[f"{name} {copy} logs"] for kept in single], axis=0),
            np.mean([kept[f"{name} {copy} points"] for kept in single], axis=0),
        )
        for name, features in material.pictures.items()
        for copy in _asked(features)
    }


def _joined(folds: Sequence[Mapping[str, NDArray[Any]]]) -> dict[str, NDArray[Any]]:
    return {key: np.concatenate([fold[key] for fold in folds]) for key in folds[0]}


def _asked(features: Features) -> tuple[int, ...]:
    """Say which copies are asked: a corpus of which no spoilt ones are made has only clean ones."""
    return (CLEAN, SPOILT)[: features.copies]


def _file(material: Material, memory: Path, *question: object) -> Path:
    used = sorted((name, str(features.identity)) for name, features in material.pictures.items())
    return memory / f"light-{hashlib.sha256(repr((used, question)).encode()).hexdigest()[:16]}.npz"


def _remembered(
    material: Material, plan: LightPlan, seed: int, memory: Path, fold: int
) -> Mapping[str, NDArray[Any]]:
    file = _file(material, memory, plan, seed, fold)
    if not file.exists():
        np.savez(file, **_answer(material, plan, seed, fold))
    return np.load(file)


def _answer(material: Material, plan: LightPlan, seed: int, fold: int) -> dict[str, NDArray[Any]]:
    found: defaultdict[str, NDArray[Any]] = defaultdict(lambda: np.empty(0))
    splits = {name: split(features.clips, fold) for name, features in material.pictures.items()}
    network = material.learn({name: learned for name, (learned, _) in splits.items()}, plan, seed)
    for name, (_, asked) in splits.items():
        part = Part(material.of(plan)[name], asked)
        for copy in _asked(material.pictures[name]):
            heard = Heard(part.features, copy, asked, *hear([network], part, copy))
            for what in COLUMNS:
                found[f"{name} {copy} {what}"] = getattr(heard, what)
            print(f"{plan.kind}, seed {seed}, fold {fold + 1}: {name} {copy} {heard.recall:.3f}", flush=True)
    return found


def across(material: Material, learned: str, asked: str, members: Sequence[Member], memory: Path) -> Heard:
    """Learn one corpus and hear another; only clips and classes that both hold."""
    shared, features = present(learned) & present(asked), material.pictures[asked]
    clips = np.array([n for n, clip in enumerate(features.clips) if shared[CLASSES.index(clip.emotion)]])
    answers = []
    for plan, seed in members:
        file = _file(material, memory, plan, seed, learned, asked)
        if not file.exists():
            network = material.learn(material.everyone(learned), plan, seed)
            logs, points = hear([network], Part(material.of(plan)[asked], clips))
            np.savez(file, logs=logs, points=points)
        answers.append(np.load(file))
    logs = np.where(shared, np.mean([answer["logs"] for answer in answers], axis=0), -np.inf)
    return Heard(features, CLEAN, clips, logs, np.mean([answer["points"] for answer in answers], axis=0))
