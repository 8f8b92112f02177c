"""Training one bursts network: balanced draws of half seconds, averaged weights."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from app.train.burst_network import BurstNetwork, BurstShape
from inference.analyzers.bursts import CONTEXT


@dataclass(frozen=True, slots=True)
class BurstPlan:
    """How a network is trained."""

    shape: BurstShape = field(default_factory=BurstShape)
    updates: int = 1000
    batch: int = 64
    rate: float = 2e-3
    decay: float = 0.05
    smoothing: float = 0.1
    noise: float = 0.3
    """Deviation of what is added to YAMNet's normalized logits."""


@dataclass(frozen=True, slots=True)
class BurstExamples:
    """Half seconds in which a burst is heard.

    heard: float32 [n, 5, width]. labels: [n] class. categories: [n] the class is drawn by, so that each
    category within a class comes as often.
    """

    heard: NDArray[np.float32]
    labels: NDArray[np.int64]
    categories: NDArray[np.int64]


def train(examples: BurstExamples, classes: int, plan: BurstPlan, seed: int) -> BurstNetwork:
    """Train on some half seconds; the same seed gives the same network. Its weights are a moving average."""
    torch.manual_seed(seed)
    torch.use_deterministic_algorithms(mode=True)
    rng = np.random.default_rng(seed)
    flat = examples.heard[:, CONTEXT]
    mean = torch.from_numpy(flat.mean(axis=0))
    deviation = torch.from_numpy(flat.std(axis=0) + 1e-3)
    network = BurstNetwork(mean, deviation, classes, plan.shape).train()
    optimizer = torch.optim.AdamW(network.parameters(), lr=plan.rate, weight_decay=plan.decay)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer,
        lambda update: (
            min(1.0, (update + 1) / 50)
            * (0.05 + 0.95 * 0.5 * (1 + math.cos(math.pi * update / plan.updates)))
        ),
    )
    averaged = torch.optim.swa_utils.AveragedModel(
        network, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.99)
    )
    by_class = _by_class(examples)
    for _ in range(plan.updates):
        rows = _draw(by_class, plan.batch, rng)
        heard = torch.from_numpy(examples.heard[rows])
        heard = heard + plan.noise * deviation * torch.randn_like(heard)
        optimizer.zero_grad()
        wanted = torch.from_numpy(examples.labels[rows])
        functional.cross_entropy(network(heard), wanted, label_smoothing=plan.smoothing).backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 2.0)
        optimizer.step()
        schedule.step()
        averaged.update_parameters(network)
    return averaged.module.eval()


def _by_class(examples: BurstExamples) -> list[list[NDArray[np.int64]]]:
    """Rows of each category of each class."""
    return [
        [
            np.flatnonzero((examples.labels == label) & (examples.categories == category))
            for category in np.unique(examples.categories[examples.labels == label])
        ]
        for label in np.unique(examples.labels)
    ]


def _draw(
    by_class: Sequence[Sequence[NDArray[np.int64]]], count: int, rng: np.random.Generator
) -> NDArray[np.int64]:
    """Draw rows: classes alike often, within a class its categories, within a category its rows."""
    rows = np.empty(count, np.int64)
    for place in range(count):
        categories = by_class[rng.integers(len(by_class))]
        rows[place] = rng.choice(categories[rng.integers(len(categories))])
    return rows
