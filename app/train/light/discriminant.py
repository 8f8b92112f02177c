"""How moments are answered: a linear discriminant for the classes, a linear regression for the circumplex.

Both are found in closed form. A class is where it lies beside the others of its corpus, so that what tells
the corpora apart tells no class; within the classes that difference counts as chance, and is suppressed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.random import Generator
from numpy.typing import NDArray

from app.train.fit import CorpusPart, answers
from app.train.labels import CLASSES
from app.train.light.network import STEPS, Functionals

PER_SCENE = 3
"""Half seconds that are learned from in each scene: neighbors are much alike."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class SceneSample:
    """Moments [m, width], classes [m], circumplex [m, 2], corpora [m], and how much each row counts [m]."""

    moments: Floats
    labels: NDArray[np.int64]
    points: Floats
    corpora: NDArray[np.int64]
    shares: Floats


def sample_scenes(
    parts: Sequence[CorpusPart], steps: Sequence[int], most: int, rng: Generator
) -> SceneSample:
    """Give up to `most` answered steps of each scene. Corpora count alike, and in each its classes."""
    moments, labels, points, corpora = [], [], [], []
    for number, part in enumerate(parts):
        copies = part.features.copies
        rows = (part.clips[:, None] * copies + np.arange(copies)).reshape(-1)
        wanted, where = answers(part.features.labels[rows], part.features.points[rows].astype(np.float32))
        known = wanted[:, steps] >= 0
        order = np.argsort(np.where(known, rng.random(known.shape), 2.0), axis=1)[:, :most]
        scene, place = np.nonzero(np.take_along_axis(known, order, axis=1))
        step = np.array(steps)[order[scene, place]]
        moments.append(part.features.frames[rows[scene], step].astype(np.float32))
        labels.append(wanted[scene, step])
        points.append(where[scene, step])
        corpora.append(np.full(len(scene), number))
    label, corpus = np.concatenate(labels), np.concatenate(corpora)
    groups, group, counts = np.unique(label + len(CLASSES) * corpus, return_inverse=True, return_counts=True)
    classes = np.bincount(groups // len(CLASSES), minlength=len(parts))
    shares = 1.0 / (counts[group] * classes[corpus] * len(parts))
    return SceneSample(
        np.concatenate(moments), label, np.concatenate(points), corpus, shares.astype(np.float32)
    )


def solve(found: SceneSample, ridge: float, mean: Floats, deviation: Floats) -> tuple[Floats, Floats]:
    """Give weights [width, 10] and constants [10] for normalized moments."""
    normal = (found.moments - mean) / deviation
    offset = found.shares @ normal / found.shares.sum()
    normal -= offset
    shares = (found.shares / found.shares.sum())[:, None]
    classes, corpora = np.eye(len(CLASSES)), np.eye(int(found.corpora.max()) + 1)
    design = np.concatenate([classes[found.labels], corpora[found.corpora]], axis=1).astype(np.float32)
    gram = design.T @ (shares * design) + 1e-5 * np.eye(design.shape[1])
    centers = np.linalg.solve(gram, (shares * design).T @ normal)[: len(CLASSES)].astype(np.float32)
    total = normal.T @ (shares * normal)
    left = normal - centers[found.labels]
    left -= (shares * left).sum(axis=0)
    within = left.T @ (shares * left)
    usual = (shares * found.points).sum(axis=0)
    diagonal = ridge * np.eye(len(total), dtype=np.float32)
    toward = np.linalg.solve(within + diagonal, centers.T)
    apart = -0.5 * np.einsum("kd,dk->k", centers, toward)
    regression = np.linalg.solve(total + diagonal, normal.T @ (shares * (found.points - usual)))
    weight = np.concatenate([toward, regression], axis=1)
    constant = np.concatenate([apart, usual]) - offset @ weight
    return weight.astype(np.float32), constant.astype(np.float32)


def discriminant(parts: Sequence[CorpusPart], ridge: float, rng: Generator) -> Functionals:
    """Learn from the half seconds, and apart from them from the whole windows, of some clips."""
    halves = sample_scenes(parts, range(STEPS), PER_SCENE, rng)
    windows = sample_scenes(parts, [STEPS], 1, rng)
    mean = halves.shares @ halves.moments
    deviation = np.sqrt(np.maximum(halves.shares @ np.square(halves.moments - mean), 1e-6))
    solved = [solve(found, ridge, mean, deviation) for found in (halves, windows)]
    weight, constant = (torch.from_numpy(np.stack(both)) for both in zip(*solved, strict=True))
    return Functionals(torch.from_numpy(mean), torch.from_numpy(deviation), weight, constant).eval()
