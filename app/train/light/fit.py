"""Training one light network: balanced draws of pictures, changed on the fly, with the encoder's hints."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.random import Generator
from numpy.typing import NDArray
from torch import Tensor

from app.train.cache import Features
from app.train.fit import Examples, Part, answers, distance
from app.train.labels import present
from app.train.light.augment import Change, Changer
from app.train.light.discriminant import discriminant
from app.train.light.network import ConvRecurrent, Functionals, LightShape
from app.train.scene import STEPS

Network = ConvRecurrent | Functionals


@dataclass(frozen=True, slots=True)
class LightPlan:
    """How a network is trained; `smoothing`, `local` and `points` as in `fit.Plan`. `hints`: their weight.

    `kind`: "recurrent" learns from pictures, changed anew at each draw; "functionals" from moments of them,
    in closed form and with nothing but a ridge.
    """

    kind: str = "recurrent"
    shape: LightShape = field(default_factory=LightShape)
    change: Change = field(default_factory=Change)
    updates: int = 900
    batch: int = 64
    rate: float = 2e-3
    decay: float = 0.05
    smoothing: float = 0.1
    plain_share: float = 0.3
    local: float = 0.5
    points: float = 1.0
    mixed: float = 0.0
    hints: float = 0.0
    ridge: float = 1.0


@dataclass(frozen=True, slots=True)
class Draw:
    """A batch: examples, and what the encoder hears in them, [n, 50, m], if that is asked for."""

    examples: Examples
    hints: Tensor | None


class Hints:
    """Every so manyth channel of the encoder, normalised for the clips that are learned from.

    The encoder is frozen and has learned from neither corpus, so hints tell nothing of who is held out.
    """

    def __init__(
        self, parts: Sequence[Part], encoder: Sequence[Features], count: int, rng: Generator
    ) -> None:
        self._parts, self._encoder = parts, encoder
        self._every = encoder[0].frames.shape[2] // count
        self._places = [
            np.array([places[clip.name] for clip in part.features.clips])
            for part, places in zip(parts, map(_places, encoder), strict=True)
        ]
        heard = [
            self._read(n, np.sort(rng.choice(part.clips, min(150, len(part.clips)), replace=False)), 0)
            for n, part in enumerate(parts)
        ]
        flat = [frames.reshape(-1, frames.shape[2]) for frames in heard]
        self._mean = np.mean([frames.mean(axis=0) for frames in flat], axis=0)
        squares = np.mean([np.square(frames - self._mean).mean(axis=0) for frames in flat], axis=0)
        self._deviation = np.sqrt(np.maximum(squares, 1e-6))

    def _read(
        self, number: int, clips: NDArray[np.int64], copy: NDArray[np.int64] | int
    ) -> NDArray[np.float32]:
        features = self._encoder[number]
        rows = self._places[number][clips] * features.copies + copy
        return features.frames[rows][:, :, :: self._every].astype(np.float32)

    def __call__(self, number: int, rows: NDArray[np.int64]) -> Tensor:
        """Give the hints for rows of a part's pictures."""
        clips, copy = np.divmod(rows, self._parts[number].features.copies)
        return torch.from_numpy((self._read(number, clips, copy) - self._mean) / self._deviation)


def _places(features: Features) -> dict[str, int]:
    return {clip.name: number for number, clip in enumerate(features.clips)}


class Draws:
    """Balanced batches: corpora alike often, within a corpus its classes, within a class its clips."""

    def __init__(self, parts: Sequence[Part], hints: Hints | None, plan: LightPlan, rng: Generator) -> None:
        self._parts, self._hints, self._plan, self._rng = parts, hints, plan, rng
        self._by_class: list[list[NDArray[np.int64]]] = []
        for part in parts:
            emotions = np.array([part.features.clips[number].emotion for number in part.clips])
            self._by_class.append([part.clips[emotions == name] for name in sorted(set(emotions))])

    def __call__(self) -> Draw:
        share = self._plan.batch // len(self._parts)
        batches: list[Examples] = []
        hints: list[Tensor] = []
        for number, part in enumerate(self._parts):
            rows = self._rows(number, share)
            features = part.features
            labels, points = answers(features.labels[rows], features.points[rows].astype(np.float32))
            batches.append(
                Examples(
                    torch.from_numpy(features.frames[rows]).float(),
                    torch.from_numpy(labels),
                    torch.from_numpy(points),
                    torch.from_numpy(present(part.corpus)).expand(share, -1),
                    torch.zeros(share, dtype=torch.long),
                    torch.zeros(share, dtype=torch.bool),
                )
            )
            if self._hints is not None:
                hints.append(self._hints(number, rows))
        joined = Examples(*(torch.cat([getattr(b, name) for b in batches]) for name in Examples.__slots__))
        return Draw(joined, torch.cat(hints) if hints else None)

    def _rows(self, number: int, share: int) -> NDArray[np.int64]:
        rng, classes, copies = self._rng, self._by_class[number], self._parts[number].features.copies
        clips = np.array([rng.choice(classes[rng.integers(len(classes))]) for _ in range(share)])
        plain = (rng.random(share) < self._plan.plain_share) | (copies == 1)
        return np.sort(clips * copies + np.where(plain, 0, rng.integers(1, max(2, copies), size=share)))


def loss(network: Network, draw: Draw, plan: LightPlan, rng: Generator) -> Tensor:
    """Tell how wrong a network is: on classes and circumplex, on mixtures of two, and on the hints."""
    examples, hints = draw.examples, draw.hints
    pictures, share, other = examples.frames, 1.0, None
    if plan.mixed:
        other = torch.from_numpy(rng.permutation(len(pictures)))
        # The larger part is the example's own, so that every class stays as frequent as it was drawn.
        share = float(rng.beta(plan.mixed, plan.mixed))
        share = max(share, 1 - share)
        pictures = share * pictures + (1 - share) * pictures[other]
    if hints is None or network.guess is None:
        heard, missed = network(pictures), torch.zeros(())
    else:
        frames = network.frames(pictures)
        heard = network.answer(frames)
        if other is not None:
            hints = share * hints + (1 - share) * hints[other]
        missed = (network.guess(frames) - hints).square().mean()
    wrong = distance(*heard, examples, plan)
    if other is not None:
        others = Examples(*(getattr(examples, name)[other] for name in Examples.__slots__))
        wrong = share * wrong + (1 - share) * distance(*heard, others, plan)
    return wrong + plan.hints * missed


def normalisation(parts: Sequence[Part], rng: Generator) -> tuple[Tensor, Tensor]:
    """Mean and deviation of each band over voiced frames; every corpus counts the same."""
    means, squares = [], []
    for part in parts:
        clips = rng.choice(part.clips, size=min(300, len(part.clips)), replace=False)
        rows = np.sort(clips * part.features.copies + rng.integers(part.features.copies, size=len(clips)))
        frames = part.features.frames[rows].astype(np.float32)
        voiced = np.repeat(part.features.labels[rows] >= 0, frames.shape[1] // STEPS, axis=1)
        means.append(frames[voiced].mean(axis=0, dtype=np.float64))
        squares.append(np.square(frames[voiced]).mean(axis=0, dtype=np.float64))
    mean = np.mean(means, axis=0)
    deviation = np.sqrt(np.maximum(np.mean(squares, axis=0) - mean**2, 1e-6))
    return torch.tensor(mean, dtype=torch.float32), torch.tensor(deviation, dtype=torch.float32)


def train(
    parts: Sequence[Part],
    plan: LightPlan,
    seed: int,
    encoder: Sequence[Features] = (),
) -> Network:
    """Train on some clips; the same seed gives the same network.

    A recurrent network's weights are a moving average. `encoder`: for each part the encoder's features of its
    corpus, which a plan with hints needs.
    """
    torch.manual_seed(seed)
    torch.use_deterministic_algorithms(mode=True)
    rng = np.random.default_rng(seed)
    if plan.kind == "functionals":
        return discriminant(parts, plan.ridge, rng)
    network = ConvRecurrent(*normalisation(parts, rng), plan.shape).train()
    hints = Hints(parts, encoder, plan.shape.hint, rng) if plan.hints else None
    optimiser = torch.optim.AdamW(network.parameters(), lr=plan.rate, weight_decay=plan.decay)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser,
        lambda update: (
            min(1.0, (update + 1) / 50)
            * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * update / plan.updates)))
        ),
    )
    draws, change = Draws(parts, hints, plan, rng), Changer(plan.change, rng)
    averaged = torch.optim.swa_utils.AveragedModel(
        network, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.99)
    )
    for _ in range(plan.updates):
        draw = draws()
        draw.examples.frames.copy_(change(draw.examples.frames))
        optimiser.zero_grad()
        loss(network, draw, plan, rng).backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 2.0)
        optimiser.step()
        schedule.step()
        averaged.update_parameters(network)
    return averaged.module.eval()
