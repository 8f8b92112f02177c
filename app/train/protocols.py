"""The questions that a network is asked before it is trusted, each with speakers that it has not heard."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from app.train.cache import Features
from app.train.fit import CorpusPart, Network, TrainingPlan, answers, revived, train
from app.train.folds import FOLDS, split
from app.train.labels import CLASSES, SHIPPED, merge_calm, present
from app.train.measure import average_recall, hear, offsets, seven, shares

CLEAN, SPOILT = 0, 1
NEVER = -30.0
"""Log share of a class that cannot be answered."""

Member = tuple[TrainingPlan, int]
"""A network of an ensemble: how it is trained, and its seed."""

COLUMNS = ("clips", "logs", "points", "offsets")


@dataclass(frozen=True, slots=True)
class HeldOutClips:
    """What was made of clips whose speakers were held out.

    clips: [n] numbers in the corpus. logs: [n, 9, 8] log shares. points: [n, 9, 2] valence and arousal.
    offsets: [n, 7], what the networks add to log shares that are seen against a voice's own neutral.
    """

    features: Features
    copy: int
    clips: NDArray[np.int64]
    logs: NDArray[np.float64]
    points: NDArray[np.float64]
    offsets: NDArray[np.float64] = field(default_factory=lambda: np.zeros((1, len(SHIPPED))))

    @property
    def labels(self) -> NDArray[np.int64]:
        """Give the class acted in each clip, of eight."""
        return np.array([CLASSES.index(self.features.clips[number].emotion) for number in self.clips])

    @property
    def recall(self) -> float:
        """Unweighted average recall of the seven shipped classes."""
        return average_recall(seven(self.labels), merge_calm(shares(self.logs[:, -1])).argmax(axis=1))

    def answers(self) -> NDArray[np.int64]:
        """Give the class of each half second of each clip, -1 where it is not heard: [n, 8]."""
        rows = self.clips * self.features.copies + self.copy
        wanted, _ = answers(self.features.labels[rows], self.features.points[rows].astype(np.float32))
        return wanted[:, :-1]

    def half_seconds(self) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Give log shares [m, 8] and class [m] of the half seconds in which the clip is heard."""
        wanted = self.answers()
        known = wanted >= 0
        return self.logs[:, :-1][known], wanted[known]


def held_out(
    corpora: Mapping[str, Features], members: Sequence[Member], memory: Path
) -> dict[tuple[str, int], HeldOutClips]:
    """Ask five folds over the speakers of all corpora: networks hear only speakers new to them."""
    single = [_remembered(corpora, plan, seed, memory) for plan, seed in members]

    def mean(column: str) -> NDArray[np.float64]:
        return np.mean([kept[column] for kept in single], axis=0)

    return {
        (name, copy): HeldOutClips(
            features,
            copy,
            single[0][f"{name} {copy} clips"],
            *(mean(f"{name} {copy} {column}") for column in COLUMNS[1:]),
        )
        for name, features in corpora.items()
        for copy in (CLEAN, SPOILT)
    }


def _question(corpora: Mapping[str, Features], plan: TrainingPlan, seed: int) -> str:
    """Name what a network learned, and how: whatever changes it changes the name."""
    asked = repr((sorted((name, str(f.identity)) for name, f in corpora.items()), plan, [seed]))
    return hashlib.sha256(asked.encode()).hexdigest()[:16]


def _remembered(
    corpora: Mapping[str, Features], plan: TrainingPlan, seed: int, memory: Path
) -> Mapping[str, NDArray[Any]]:
    """Give what the networks of one plan and seed heard; it is kept and not computed again."""
    file = memory / f"heard-{_question(corpora, plan, seed)}.npz"
    if not file.exists():
        np.savez(file, **_answer(corpora, plan, seed, memory))
    return np.load(file)


def _answer(
    corpora: Mapping[str, Features], plan: TrainingPlan, seed: int, memory: Path
) -> dict[str, NDArray[Any]]:
    found: defaultdict[str, list[NDArray[Any]]] = defaultdict(list)
    for fold in range(FOLDS):
        network = fold_network(corpora, plan, seed, fold, memory)
        for name, features in corpora.items():
            part = CorpusPart(features, split(features.clips, fold)[1])
            for copy in (CLEAN, SPOILT):
                answer = (*hear([network], part, copy), offsets([network], len(part.clips)))
                heard = HeldOutClips(features, copy, part.clips, *answer)
                for what in COLUMNS:
                    found[f"{name} {copy} {what}"].append(getattr(heard, what))
                print(
                    f"{plan.kind}, seed {seed}, fold {fold + 1}: {name} {copy} {heard.recall:.3f}", flush=True
                )
    return {key: np.concatenate(parts) for key, parts in found.items()}


def fold_network(
    corpora: Mapping[str, Features], plan: TrainingPlan, seed: int, fold: int | None, memory: Path
) -> Network:
    """Give the network that has heard all speakers but a fold's (None: all); it is kept."""
    file = memory / f"network-{_question(corpora, plan, seed)}-{fold}.pt"
    if file.exists():
        return revived(plan, torch.load(file, weights_only=True))
    learned = [
        CorpusPart(
            features, np.arange(len(features.clips)) if fold is None else split(features.clips, fold)[0]
        )
        for features in corpora.values()
    ]
    network = train(learned, plan, seed)
    torch.save(network.state_dict(), file)
    return network


def across(learned: Features, asked: Features, members: Sequence[Member], memory: Path) -> HeldOutClips:
    """Learn one corpus and hear another; only clips and classes that both hold."""
    corpus = learned.clips[0].corpus
    networks = [fold_network({corpus: learned}, plan, seed, None, memory) for plan, seed in members]
    shared = present(corpus) & present(asked.clips[0].corpus)
    clips = np.array([n for n, clip in enumerate(asked.clips) if shared[CLASSES.index(clip.emotion)]])
    logs, points = hear(networks, CorpusPart(asked, clips))
    return HeldOutClips(
        asked, CLEAN, clips, np.where(shared, logs, NEVER), points, offsets(networks, len(clips))
    )
