"""Two unlike light networks on log-mel pictures, and the form in which their mean is shipped."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from app.train.labels import CLASSES
from app.train.light.features import FRAMES as PICTURE_FRAMES
from app.train.network import STEPS, nearness
from inference.features import BANDS


@dataclass(frozen=True, slots=True)
class LightShape:
    """How large a network is. `hint`: channels of the encoder that it guesses, only while it learns."""

    channels: tuple[int, int] = (16, 32)
    inner: int = 128
    hidden: int = 100
    reach: float = 0.6
    dropout: float = 0.3
    hint: int = 0


class ConvRecurrent(nn.Module):
    """Pictures [n, 200, 80] -> class logits [n, 9, 8] and valence with arousal [n, 9, 2].

    Two convolutions bring the picture to 12.5 Hz; a bidirectional GRU follows, and attention that pools mean
    and deviation around each half second. The first eight answers are for the half seconds, the last for all.
    """

    def __init__(self, mean: Tensor, deviation: Tensor, shape: LightShape) -> None:
        super().__init__()
        self.register_buffer("mean", mean)
        self.register_buffer("deviation", deviation)
        self.register_buffer("nearness", nearness(shape.reach))
        first, second = shape.channels
        self.listen = nn.Sequential(
            nn.Conv2d(1, first, (8, 7), stride=(4, 2), padding=(2, 3), bias=False),
            nn.BatchNorm2d(first),
            nn.ReLU(),
            nn.Conv2d(first, second, 3, stride=(1, 2), padding=1, bias=False),
            nn.BatchNorm2d(second),
            nn.ReLU(),
        )
        self.project = nn.Linear(second * BANDS // 4, shape.inner)
        self.settle = nn.Sequential(nn.GELU(), nn.LayerNorm(shape.inner))
        self.recurrent = nn.GRU(shape.inner, shape.hidden, batch_first=True, bidirectional=True)
        joined = shape.inner + 2 * shape.hidden
        self.attend = nn.Sequential(nn.Linear(joined, 64), nn.Tanh(), nn.Linear(64, 1))
        self.drop = nn.Dropout(shape.dropout)
        self.category = nn.Linear(2 * joined, len(CLASSES))
        self.point = nn.Linear(2 * joined, 2)
        self.guess = nn.Linear(joined, shape.hint) if shape.hint else None

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        return self.answer(self.frames(pictures))

    def frames(self, pictures: Tensor) -> Tensor:
        """Give what is heard in each 80 ms, [n, 50, 328]."""
        heard = self.listen(((pictures - self.mean) / self.deviation)[:, None])
        heard = heard.transpose(1, 2).flatten(2)
        inner = self.settle(self.project(self._drop_channels(heard)))
        remembered, _ = self.recurrent(self._drop_channels(inner))
        return torch.cat([inner, remembered], dim=2)

    def answer(self, joined: Tensor) -> tuple[Tensor, Tensor]:
        """Pool frames and answer."""
        weights = torch.softmax(self.attend(joined).transpose(1, 2) + self.nearness, dim=2)
        mean = weights @ joined
        spread = torch.sqrt(torch.clamp(weights @ joined.square() - mean.square(), min=1e-5))
        pooled = self.drop(torch.cat([mean, spread], dim=2))
        return self.category(pooled), torch.tanh(self.point(pooled))

    def _drop_channels(self, frames: Tensor) -> Tensor:
        """Drop a channel for all of a window, in training only: its neighbours would betray a frame."""
        if not self.training:
            return frames
        return frames * self.drop(torch.ones(len(frames), 1, frames.shape[2]))


class Functionals(nn.Module):
    """Pictures [n, 200, 80] -> class logits [n, 9, 8] and valence with arousal [n, 9, 2].

    Means and deviations of the bands and of their changes around each half second, over all frames and over
    the loud ones, under one hidden layer: no order but that of neighbours.
    """

    def __init__(self, mean: Tensor, deviation: Tensor, shape: LightShape) -> None:
        super().__init__()
        self.register_buffer("mean", mean)
        self.register_buffer("deviation", deviation)
        bells = functional.interpolate(nearness(shape.reach)[None], PICTURE_FRAMES, mode="linear")[0]
        self.register_buffer("nearness", bells)
        self.loudness = nn.Parameter(torch.tensor([1.0, 4.0]))
        """How much the loud frames count for more, in each of two ways of counting."""
        count = 6 * BANDS
        self.settle = nn.BatchNorm1d(count, affine=False)
        self.inner = nn.Sequential(
            nn.Dropout(shape.dropout),
            nn.Linear(count, shape.inner),
            nn.GELU(),
            nn.LayerNorm(shape.inner),
            nn.Dropout(shape.dropout),
        )
        self.category = nn.Linear(shape.inner, len(CLASSES))
        self.point = nn.Linear(shape.inner, 2)

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        frames = (pictures - self.mean) / self.deviation
        loud = frames.mean(dim=2)[:, None]
        parts = []
        for number in range(2):
            weights = torch.softmax(self.loudness[number] * loud + self.nearness, dim=2)
            mean = weights @ frames
            parts += [mean, _deviation(weights @ frames.square() - mean.square())]
        for lag in (1, 4):
            change = functional.pad(frames[:, lag:] - frames[:, :-lag], (0, 0, 0, lag))
            weights = torch.softmax(self.loudness[0] * loud + self.nearness, dim=2)
            parts.append(_deviation(weights @ change.square()))
        found = torch.cat(parts, dim=2)
        inner = self.inner(self.settle(found.flatten(0, 1)).view(found.shape))
        return self.category(inner), torch.tanh(self.point(inner))


def _deviation(variance: Tensor) -> Tensor:
    """Give the logarithm of a deviation, which is nearer to a normal distribution."""
    return 0.5 * torch.log(variance.clamp(min=1e-3))


class LightEnsemble(nn.Module):
    """What is shipped: log-mel [n, 80, 400] -> scores [n, 8, 9], valence, arousal and the seven classes.

    The mean of the members' log shares, calibrated.
    """

    def __init__(self, members: Sequence[nn.Module], temperature: float) -> None:
        super().__init__()
        self.members = nn.ModuleList(members)
        self.temperature = temperature

    def forward(self, mel: Tensor) -> Tensor:
        pictures = functional.avg_pool1d(mel, 2).transpose(1, 2)
        answers = [member(pictures) for member in self.members]
        logits = torch.stack([torch.log_softmax(a[0][:, :STEPS], dim=2) for a in answers]).mean(0)
        points = torch.stack([a[1][:, :STEPS] for a in answers]).mean(0)
        shares = torch.softmax(logits / self.temperature, dim=2)
        neutral = shares[:, :, :1] + shares[:, :, 7:]
        return torch.cat([points, neutral, shares[:, :, 1:7]], dim=2)


def shipped_parameters(network: nn.Module) -> int:
    """Count the numbers that are learned and shipped: what guesses hints is left behind."""
    kept = (p for name, p in network.named_parameters() if not name.startswith("guess."))
    return sum(p.numel() for p in kept)
