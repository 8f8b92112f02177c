"""The recurrent network that hears a feeling in what the frozen encoder hears in a voice."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from app.train.labels import CLASSES, SHIPPED

FRAMES = 50
SECONDS = 4.0
STEPS = 8
"""Half seconds of a window that get an answer of their own."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How large a network is.

    width: channels of the encoder. used: how many of them, from the first layer on, the network looks at.
    reach: deviation, in seconds, of what counts for half a second.
    """

    width: int = 1920
    used: int = 1920
    inner: int = 128
    hidden: int = 96
    reach: float = 0.6
    dropout: float = 0.3


class SentimentNetwork(nn.Module):
    """Encoder frames [n, 50, width] -> class logits [n, 9, 8] and valence with arousal [n, 9, 2].

    The first eight answers are for the half seconds of the window, the last for all of it. `offset` [7] is
    added to log shares that are seen against the voice's own neutral.
    """

    def __init__(self, mean: Tensor, deviation: Tensor, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.register_buffer("mean", mean)
        self.register_buffer("deviation", deviation)
        self.register_buffer("nearness", nearness(shape.reach))
        self.project = nn.Linear(shape.used, shape.inner)
        self.settle = nn.Sequential(nn.GELU(), nn.LayerNorm(shape.inner))
        self.recurrent = nn.GRU(shape.inner, shape.hidden, batch_first=True, bidirectional=True)
        joined = shape.inner + 2 * shape.hidden
        self.attend = nn.Sequential(nn.Linear(joined, 64), nn.Tanh(), nn.Linear(64, 1))
        self.drop = nn.Dropout(shape.dropout)
        self.category = nn.Linear(2 * joined, len(CLASSES))
        self.point = nn.Linear(2 * joined, 2)
        self.offset = nn.Parameter(torch.zeros(len(SHIPPED)))

    def forward(self, frames: Tensor) -> tuple[Tensor, Tensor]:
        inner = self.settle(self._project(frames))
        remembered, _ = self.recurrent(self._drop_channels(inner))
        joined = torch.cat([inner, remembered], dim=2)
        weights = torch.softmax(self.attend(joined).transpose(1, 2) + self.nearness, dim=2)
        mean = weights @ joined
        spread = torch.sqrt(torch.clamp(weights @ joined.square() - mean.square(), min=1e-5))
        pooled = self.drop(torch.cat([mean, spread], dim=2))
        return self.category(pooled), torch.tanh(self.point(pooled))

    def _project(self, frames: Tensor) -> Tensor:
        """Normalize and project. Both, and the dropping of channels, are done to the weights.

        The result is that of doing it to the frames, which are many more.
        """
        used = self.shape.used
        kept = self.drop(torch.ones(used, device=frames.device)) / self.deviation[:used]
        weight = self.project.weight * kept
        return functional.linear(frames[:, :, :used], weight, self.project.bias - weight @ self.mean[:used])

    def _drop_channels(self, frames: Tensor) -> Tensor:
        """Drop a channel for all of a window, in training only: its neighbors would betray a frame."""
        if not self.training:
            return frames
        return frames * self.drop(torch.ones(len(frames), 1, frames.shape[2]))


def nearness(reach: float) -> Tensor:
    """Give what is added to attention, [9, 50]: a bell around each half second, nothing for the window."""
    frames = (torch.arange(FRAMES) + 0.5) * SECONDS / FRAMES
    centers = (torch.arange(STEPS) + 0.5) * SECONDS / STEPS
    bells = -((frames[None, :] - centers[:, None]) ** 2) / (2 * reach**2)
    return torch.cat([bells, torch.zeros(1, FRAMES)])


class Ensemble(nn.Module):
    """What is shipped: unlike networks, the mean of their log shares calibrated.

    Encoder frames [n, 50, width] -> scores [n, 8, 9]: valence, arousal and the seven shipped classes.
    """

    def __init__(self, members: Sequence[nn.Module], temperature: float) -> None:
        super().__init__()
        self.members = nn.ModuleList(members)
        self.temperature = temperature

    def forward(self, frames: Tensor) -> Tensor:
        answers = [member(frames) for member in self.members]
        logits = torch.stack([torch.log_softmax(a[0][:, :STEPS], dim=2) for a in answers]).mean(0)
        points = torch.stack([a[1][:, :STEPS] for a in answers]).mean(0)
        shares = torch.softmax(logits / self.temperature, dim=2)
        neutral = shares[:, :, :1] + shares[:, :, 7:]
        return torch.cat([points, neutral, shares[:, :, 1:7]], dim=2)


def parameters(network: nn.Module) -> int:
    """Count the numbers that are learned."""
    return sum(math.prod(p.shape) for p in network.parameters())
