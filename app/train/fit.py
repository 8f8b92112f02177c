"""Training one network: balanced draws of scenes, masked losses, averaged weights."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.random import Generator
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from app.train.cache import Features
from app.train.labels import CLASSES, present
from app.train.network import FRAMES, STEPS, SentimentNetwork, Shape
from app.train.pooled import PooledNetwork, voicing

ABSENT = -1e4
"""Logit of a class that a corpus does not hold: it takes no part in the softmax."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How a network is trained. `kind`: "recurrent" or "pooled"."""

    kind: str = "recurrent"
    shape: Shape = field(default_factory=Shape)
    updates: int = 900
    batch: int = 32
    rate: float = 2.5e-3
    decay: float = 0.05
    smoothing: float = 0.1
    plain_share: float = 0.25
    """Share of scenes that are drawn unspoilt."""
    local: float = 0.5
    """Weight of the half seconds' losses against the whole window's."""
    points: float = 1.0
    """Weight of valence and arousal against the classes."""
    mixed: float = 0.0
    """How evenly scenes are mixed with others, of either corpus: both parameters of a beta distribution."""


POOLED = Plan("pooled", updates=400, rate=2e-3)
"""How the light member is trained."""

Network = SentimentNetwork | PooledNetwork


@dataclass(frozen=True, slots=True)
class Part:
    """Some clips of a corpus, by their number."""

    features: Features
    clips: NDArray[np.int64]

    @property
    def corpus(self) -> str:
        return self.features.clips[0].corpus


@dataclass(frozen=True, slots=True)
class Examples:
    """A batch: frames [n, 50, width]; labels [n, 9] (-1: none) and points [n, 9, 2], the window's last."""

    frames: Tensor
    labels: Tensor
    points: Tensor
    present: Tensor


def answers(
    labels: NDArray[np.int8], points: NDArray[np.float32]
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Labels [n, 50] and points [n, 50, 2] of 80 ms steps as those of the half seconds and of the window.

    A half second's answer is the class heard longest within it, if for at least 160 ms; the window has one
    only if nothing else is heard in it.
    """
    which = np.arange(FRAMES) * STEPS // FRAMES
    wanted = np.full((len(labels), STEPS + 1), -1, np.int64)
    where = np.zeros((len(labels), STEPS + 1, 2), np.float32)
    counts = np.stack([labels == number for number in range(len(CLASSES))], axis=2)
    for step in range(STEPS + 1):
        here = np.ones(FRAMES, np.bool_) if step == STEPS else which == step
        heard = counts[:, here].sum(axis=1)
        voiced = heard.sum(axis=1)
        best = heard.argmax(axis=1)
        most = heard.max(axis=1)
        sure = (most == voiced) & (voiced > 0) if step == STEPS else most >= 2
        wanted[sure, step] = best[sure]
        weight = (labels[:, here] >= 0)[:, :, None]
        where[:, step] = (points[:, here] * weight).sum(axis=1) / np.maximum(weight.sum(axis=1), 1)
    return wanted, where


def normalisation(parts: Sequence[Part], rng: Generator) -> tuple[Tensor, Tensor]:
    """Mean and deviation of each encoder channel over voiced frames; every corpus counts the same."""
    means, squares = [], []
    for part in parts:
        clips = rng.choice(part.clips, size=min(300, len(part.clips)), replace=False)
        rows = clips * part.features.copies + rng.integers(part.features.copies, size=len(clips))
        rows.sort()
        frames = part.features.frames[rows].astype(np.float32)[part.features.labels[rows] >= 0]
        means.append(frames.mean(axis=0, dtype=np.float64))
        squares.append(np.square(frames).mean(axis=0, dtype=np.float64))
    mean = np.mean(means, axis=0)
    deviation = np.sqrt(np.maximum(np.mean(squares, axis=0) - mean**2, 1e-6))
    return torch.tensor(mean, dtype=torch.float32), torch.tensor(deviation, dtype=torch.float32)


def voice_gate(parts: Sequence[Part], mean: Tensor, deviation: Tensor, rng: Generator) -> Tensor:
    """Fit what tells voiced frames from the others, on some frames of every corpus."""
    frames, voiced = [], []
    for part in parts:
        clips = np.sort(rng.choice(part.clips, size=min(160, len(part.clips)), replace=False))
        rows = clips * part.features.copies + rng.integers(part.features.copies, size=len(clips))
        places = rng.integers(FRAMES, size=(len(rows), 16))
        heard = np.take_along_axis(part.features.frames[rows], places[:, :, None], axis=1)
        frames.append(heard.reshape(-1, heard.shape[2]).astype(np.float32))
        voiced.append(np.take_along_axis(part.features.labels[rows], places, axis=1).reshape(-1) >= 0)
    return voicing((np.concatenate(frames) - mean.numpy()) / deviation.numpy(), np.concatenate(voiced))


def untrained(parts: Sequence[Part], plan: Plan, rng: Generator) -> Network:
    """Make the network of a plan, normalised for some clips."""
    mean, deviation = normalisation(parts, rng)
    if plan.kind == "pooled":
        return PooledNetwork(mean, deviation, voice_gate(parts, mean, deviation, rng), plan.shape)
    return SentimentNetwork(mean, deviation, plan.shape)


class Draws:
    """Balanced batches: corpora alike often, within a corpus its classes, within a class its clips."""

    def __init__(self, parts: Sequence[Part], plan: Plan, rng: Generator) -> None:
        self._parts, self._plan, self._rng = parts, plan, rng
        self._by_class: list[list[NDArray[np.int64]]] = []
        for part in parts:
            emotions = np.array([part.features.clips[number].emotion for number in part.clips])
            self._by_class.append([part.clips[emotions == name] for name in sorted(set(emotions))])

    def __call__(self) -> Examples:
        rng, share = self._rng, self._plan.batch // len(self._parts)
        batches: list[Examples] = []
        for part, classes in zip(self._parts, self._by_class, strict=True):
            clips = np.array([rng.choice(classes[rng.integers(len(classes))]) for _ in range(share)])
            copy = np.where(
                rng.random(share) < self._plan.plain_share,
                0,
                rng.integers(1, part.features.copies, size=share),
            )
            rows = np.sort(clips * part.features.copies + copy)
            labels, points = answers(
                part.features.labels[rows], part.features.points[rows].astype(np.float32)
            )
            batches.append(
                Examples(
                    torch.from_numpy(part.features.frames[rows]).float(),
                    torch.from_numpy(labels),
                    torch.from_numpy(points),
                    torch.from_numpy(present(part.corpus)).expand(share, -1),
                )
            )
        return Examples(*(torch.cat([getattr(b, name) for b in batches]) for name in Examples.__slots__))


def loss(
    network: Callable[[Tensor], tuple[Tensor, Tensor]],
    examples: Examples,
    plan: Plan,
    rng: Generator | None = None,
) -> Tensor:
    """Tell how wrong a network is on examples, or on mixtures of two in which both are to be heard."""
    if not plan.mixed or rng is None:
        return distance(network(examples.frames), examples, plan)
    other = torch.from_numpy(rng.permutation(len(examples.frames)))
    # The larger part is the example's own, so that every class stays as frequent as it was drawn.
    share = float(rng.beta(plan.mixed, plan.mixed))
    share = max(share, 1 - share)
    heard = network(share * examples.frames + (1 - share) * examples.frames[other])
    others = Examples(*(getattr(examples, name)[other] for name in Examples.__slots__))
    return share * distance(heard, examples, plan) + (1 - share) * distance(heard, others, plan)


def distance(heard: tuple[Tensor, Tensor], examples: Examples, plan: Plan) -> Tensor:
    """Cross entropy over the classes that the clip's corpus holds, and squared distance on the circumplex."""
    logits, points = heard
    known = examples.labels >= 0
    weight = torch.where(known, plan.local, 0.0)
    weight[:, STEPS] = known[:, STEPS].float()
    weight[:, :STEPS] /= known[:, :STEPS].sum(dim=1, keepdim=True).clamp(min=1)
    allowed = examples.present[:, None, :]
    logs = torch.log_softmax(logits.masked_fill(~allowed, ABSENT), dim=2)
    hit = functional.one_hot(examples.labels.clamp(min=0), len(CLASSES)).float()
    wanted = (1 - plan.smoothing) * hit + plan.smoothing * allowed / allowed.sum(dim=2, keepdim=True)
    entropy = -(wanted * logs.masked_fill(~allowed, 0.0)).sum(dim=2)
    apart = (points - examples.points).square().sum(dim=2)
    return (weight * (entropy + plan.points * apart)).sum() / weight.sum()


def train(parts: Sequence[Part], plan: Plan, seed: int) -> Network:
    """Train on some clips; the same seed gives the same network. Its weights are a moving average."""
    torch.manual_seed(seed)
    torch.use_deterministic_algorithms(mode=True)
    rng = np.random.default_rng(seed)
    network = untrained(parts, plan, rng).train()
    optimiser = torch.optim.AdamW(network.parameters(), lr=plan.rate, weight_decay=plan.decay)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser,
        lambda update: (
            min(1.0, (update + 1) / 50)
            * (0.05 + 0.95 * 0.5 * (1 + math.cos(math.pi * update / plan.updates)))
        ),
    )
    draws = Draws(parts, plan, rng)
    averaged = torch.optim.swa_utils.AveragedModel(
        network, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.99)
    )
    for _ in range(plan.updates):
        optimiser.zero_grad()
        loss(network, draws(), plan, rng).backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 2.0)
        optimiser.step()
        schedule.step()
        averaged.update_parameters(network)
    return averaged.module.eval()
