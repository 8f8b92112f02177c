"""Training one network: balanced draws of scenes, masked losses, averaged weights."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.random import Generator
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from app.train.cache import Features
from app.train.labels import CALM, CLASSES, NEUTRAL, present
from app.train.network import FRAMES, STEPS, SentimentNetwork, Shape
from app.train.pooled import PooledNetwork, voicing

ABSENT = -1e4
"""Logit of a class that a corpus does not hold: it takes no part in the softmax."""


@dataclass(frozen=True, slots=True)
class TrainingPlan:
    """How a network is trained. `kind`: "recurrent" or "pooled"."""

    kind: str = "recurrent"
    shape: Shape = field(default_factory=Shape)
    updates: int = 900
    voices: int = 6
    """Speakers in a batch, as many of each corpus."""
    asked: int = 5
    """Scenes of each speaker that are to be heard."""
    neutral: int = 4
    """Neutral scenes of the same speaker that these are seen against, at the most."""
    rate: float = 2.5e-3
    decay: float = 0.05
    smoothing: float = 0.1
    plain_share: float = 0.25
    """Share of scenes that are drawn unspoilt."""
    local: float = 0.5
    """Weight of the half seconds' losses against the whole window's."""
    points: float = 1.0
    """Weight of valence and arousal against the classes."""
    related: float = 1.0
    """Weight of what is heard against the voice's own neutral, beside what is heard without it."""


POOLED = TrainingPlan("pooled", updates=500, rate=2e-3)
"""How the light member is trained."""

Network = SentimentNetwork | PooledNetwork


@dataclass(frozen=True, slots=True)
class CorpusPart:
    """Some clips of a corpus, by their number."""

    features: Features
    clips: NDArray[np.int64]

    @property
    def corpus(self) -> str:
        return self.features.clips[0].corpus


@dataclass(frozen=True, slots=True)
class TrainingExamples:
    """A batch: frames [n, 50, width]; labels [n, 9] (-1: none) and points [n, 9, 2], the window's last.

    present: classes that the clip's corpus holds [n, 8]. voice: number of the speaker [n]. baseline: whether
    a scene only says how the voice sounds when it is neutral [n].
    """

    frames: Tensor
    labels: Tensor
    points: Tensor
    present: Tensor
    voice: Tensor
    baseline: Tensor


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


def normalization(parts: Sequence[CorpusPart], rng: Generator) -> tuple[Tensor, Tensor]:
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


def voice_gate(parts: Sequence[CorpusPart], mean: Tensor, deviation: Tensor, rng: Generator) -> Tensor:
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


def untrained(parts: Sequence[CorpusPart], plan: TrainingPlan, rng: Generator) -> Network:
    """Make the network of a plan, normalized for some clips."""
    mean, deviation = normalization(parts, rng)
    if plan.kind == "pooled":
        return PooledNetwork(mean, deviation, voice_gate(parts, mean, deviation, rng), plan.shape)
    return SentimentNetwork(mean, deviation, plan.shape)


def revived(plan: TrainingPlan, state: Mapping[str, Tensor]) -> Network:
    """Make a network of a plan from what was kept of it."""
    mean, deviation = torch.zeros(plan.shape.width), torch.ones(plan.shape.width)
    if plan.kind == "pooled":
        network: Network = PooledNetwork(mean, deviation, torch.zeros(plan.shape.width + 1), plan.shape)
    else:
        network = SentimentNetwork(mean, deviation, plan.shape)
    network.load_state_dict(state)
    return network.eval()


class Draws:
    """Balanced batches: corpora alike often, within a corpus its speakers, within a speaker the classes."""

    def __init__(self, parts: Sequence[CorpusPart], plan: TrainingPlan, rng: Generator) -> None:
        self._parts, self._plan, self._rng = parts, plan, rng
        self._speakers: list[list[dict[str, NDArray[np.int64]]]] = []
        for part in parts:
            speakers: dict[str, dict[str, list[int]]] = {}
            for number in part.clips.tolist():
                clip = part.features.clips[number]
                speakers.setdefault(clip.speaker, {}).setdefault(clip.emotion, []).append(number)
            self._speakers.append(
                [
                    {name: np.array(clips) for name, clips in one.items()}
                    for _, one in sorted(speakers.items())
                ]
            )

    def __call__(self) -> TrainingExamples:
        """Draw the next batch."""
        drawn: list[TrainingExamples] = []
        for part, speakers in zip(self._parts, self._speakers, strict=True):
            share = self._plan.voices // len(self._parts)
            chosen = self._rng.choice(len(speakers), size=share, replace=share > len(speakers))
            drawn += [self._draw(part, speakers[index], len(drawn) + n) for n, index in enumerate(chosen)]
        return TrainingExamples(
            *(torch.cat([getattr(e, name) for e in drawn]) for name in TrainingExamples.__slots__)
        )

    def _draw(
        self, part: CorpusPart, classes: Mapping[str, NDArray[np.int64]], voice: int
    ) -> TrainingExamples:
        """Draw scenes of one speaker: those to be heard, then neutral ones."""
        rng, plan, names = self._rng, self._plan, sorted(classes)
        asked = [int(rng.choice(classes[names[rng.integers(len(names))]])) for _ in range(plan.asked)]
        count = min(int(rng.integers(1, plan.neutral + 1)), len(classes[CLASSES[NEUTRAL]]))
        clips = np.array([*asked, *rng.choice(classes[CLASSES[NEUTRAL]], size=count, replace=False)])
        copies = rng.integers(1, part.features.copies, size=len(clips))
        rows = clips * part.features.copies + np.where(rng.random(len(clips)) < plan.plain_share, 0, copies)
        frames = np.stack([part.features.frames[row] for row in rows]).astype(np.float32)
        labels, points = answers(part.features.labels[rows], part.features.points[rows].astype(np.float32))
        return TrainingExamples(
            torch.from_numpy(frames),
            torch.from_numpy(labels),
            torch.from_numpy(points),
            torch.from_numpy(present(part.corpus)).expand(len(rows), -1),
            torch.full((len(rows),), voice),
            torch.arange(len(rows)) >= plan.asked,
        )


def loss(network: Network, examples: TrainingExamples, plan: TrainingPlan) -> Tensor:
    """Tell how wrong a network is on examples: without the voice's neutral, and against it."""
    logits, points = network(examples.frames)
    found = distance(logits, points, examples, plan)
    if plan.related:
        found = found + plan.related * distance(
            *related(logits, points, network.offset, examples), examples, plan
        )
    return found


def related(
    logits: Tensor, points: Tensor, offset: Tensor, examples: TrainingExamples
) -> tuple[Tensor, Tensor]:
    """See answers against the mean of the voice's neutral half seconds: seven classes, calm as neutral."""
    logs = merged_logs(logits)
    weight = ((examples.labels[:, :STEPS] >= 0) & examples.baseline[:, None]).float()
    weight = torch.cat(
        [weight, 1e-3 * examples.baseline[:, None]], dim=1
    )  # some scenes have no such half second
    voices = functional.one_hot(examples.voice).float()
    total = voices.T @ weight.sum(dim=1)
    usual = (voices.T @ (weight[:, :, None] * logs).sum(dim=1)) / total[:, None]
    place = (voices.T @ (weight[:, :, None] * points).sum(dim=1)) / total[:, None]
    at = examples.voice
    return logs - usual[at][:, None] + offset, points - place[at][:, None]


def merged_logs(logits: Tensor) -> Tensor:
    """Log shares of the seven shipped classes: logits [..., 8] -> [..., 7]."""
    logs = torch.log_softmax(logits, dim=-1)
    neutral = torch.logaddexp(logs[..., NEUTRAL], logs[..., CALM])
    return torch.cat([neutral[..., None], logs[..., 1:CALM]], dim=-1)


def distance(logits: Tensor, points: Tensor, examples: TrainingExamples, plan: TrainingPlan) -> Tensor:
    """Cross entropy over the classes that the clip's corpus holds, and squared distance on the circumplex.

    logits: [n, 9, 8], or [n, 9, 7] with calm counted as neutral.
    """
    count = logits.shape[2]
    labels = torch.where(examples.labels < count, examples.labels, NEUTRAL)
    known = (labels >= 0) & ~examples.baseline[:, None]
    weight = torch.where(known, plan.local, 0.0)
    weight[:, STEPS] = known[:, STEPS].float()
    weight[:, :STEPS] /= known[:, :STEPS].sum(dim=1, keepdim=True).clamp(min=1)
    allowed = examples.present[:, None, :count]
    logs = torch.log_softmax(logits.masked_fill(~allowed, ABSENT), dim=2)
    hit = functional.one_hot(labels.clamp(min=0), count).float()
    wanted = (1 - plan.smoothing) * hit + plan.smoothing * allowed / allowed.sum(dim=2, keepdim=True)
    entropy = -(wanted * logs.masked_fill(~allowed, 0.0)).sum(dim=2)
    apart = (points - examples.points).square().sum(dim=2)
    return (weight * (entropy + plan.points * apart)).sum() / weight.sum()


def train(parts: Sequence[CorpusPart], plan: TrainingPlan, seed: int) -> Network:
    """Train on some clips; the same seed gives the same network. Its weights are a moving average."""
    torch.manual_seed(seed)
    torch.use_deterministic_algorithms(mode=True)
    rng = np.random.default_rng(seed)
    network = untrained(parts, plan, rng).train()
    optimizer = torch.optim.AdamW(network.parameters(), lr=plan.rate, weight_decay=plan.decay)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer,
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
        optimizer.zero_grad()
        loss(network, draws(), plan).backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 2.0)
        optimizer.step()
        schedule.step()
        averaged.update_parameters(network)
    return averaged.module.eval()
