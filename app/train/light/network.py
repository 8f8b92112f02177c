"""Two unlike light networks on log-mel pictures, and the form in which their mean is shipped."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from app.train.labels import CLASSES
from app.train.light.features import FRAMES as PICTURE_FRAMES
from app.train.network import FRAMES, STEPS, nearness
from inference.features import BANDS


@dataclass(frozen=True, slots=True)
class LightShape:
    """How large a network is. `hint`: channels of the encoder that it guesses, only while it learns."""

    channels: tuple[int, int] = (12, 24)
    inner: int = 128
    hidden: int = 100
    reach: float = 0.6
    dropout: float = 0.3
    hint: int = 0


class ConvRecurrent(nn.Module):
    """Pictures [n, 200, 80] -> class logits [n, 9, 8] and valence with arousal [n, 9, 2].

    Two convolutions bring the picture to 12.5 Hz; a bidirectional GRU takes every two frames at once, and
    attention pools mean and deviation around each half second. The first eight answers are for the half
    seconds, the last for all.
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
        halved = self._drop_channels(inner).unflatten(1, (FRAMES // 2, 2)).mean(dim=2)
        remembered, _ = self.recurrent(halved)
        return torch.cat([inner, remembered[:, :, None].expand(-1, -1, 2, -1).flatten(1, 2)], dim=2)

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


class Moments(nn.Module):
    """Pictures [n, 200, 80] -> what is known of each half second and of the window, [n, 9, 480].

    Means and deviations of the bands over all frames near it, and over the loud ones; how much bands change
    within 20 and within 80 ms. Nothing is learned, and no order is kept but that of neighbours.
    """

    LOUD = (4.0, 12.0)
    """How much the loud frames count for more, in two ways of counting: a power of e for every 40 dB."""

    LAGS = (1, 4)
    COUNT = (2 * len(LOUD) + len(LAGS)) * BANDS

    def __init__(self, reach: float = 0.6) -> None:
        super().__init__()
        bells = functional.interpolate(nearness(reach)[None], PICTURE_FRAMES, mode="linear")[0]
        self.register_buffer("nearness", bells)

    def forward(self, pictures: Tensor) -> Tensor:
        loud = pictures.mean(dim=2)[:, None]
        weights = [torch.softmax(power * loud + self.nearness, dim=2) for power in self.LOUD]
        parts = []
        for weight in weights:
            mean = weight @ pictures
            parts += [mean, _deviation(weight @ pictures.square() - mean.square())]
        for lag in self.LAGS:
            change = pictures[:, lag:] - pictures[:, :-lag]
            parts.append(_deviation(weights[0][:, :, lag:] @ change.square()))
        return torch.cat(parts, dim=2)


def _deviation(variance: Tensor) -> Tensor:
    """Give the logarithm of a deviation, which is nearer to a normal distribution."""
    return 0.5 * torch.log(variance.clamp(min=1e-5))


class Functionals(nn.Module):
    """Moments [n, 9, 480] -> class logits [n, 9, 8] and valence with arousal [n, 9, 2]: one hidden layer."""

    def __init__(self, mean: Tensor, deviation: Tensor, shape: LightShape) -> None:
        super().__init__()
        self.register_buffer("mean", mean)
        self.register_buffer("deviation", deviation)
        self.inner = nn.Sequential(
            nn.Dropout(shape.dropout),
            nn.Linear(len(mean), shape.inner),
            nn.GELU(),
            nn.LayerNorm(shape.inner),
            nn.Dropout(shape.dropout),
        )
        self.category = nn.Linear(shape.inner, len(CLASSES))
        self.point = nn.Linear(shape.inner, 2)

    def forward(self, moments: Tensor) -> tuple[Tensor, Tensor]:
        inner = self.inner((moments - self.mean) / self.deviation)
        return self.category(inner), torch.tanh(self.point(inner))


class LightEnsemble(nn.Module):
    """What is shipped: log-mel [n, 80, 400] -> scores [n, 8, 9], valence, arousal and the seven classes.

    The mean of the members' log shares, calibrated.
    """

    def __init__(self, members: Sequence[nn.Module], temperature: float) -> None:
        super().__init__()
        self.members = nn.ModuleList(members)
        self.temperature = temperature
        self.moments = Moments()

    def forward(self, mel: Tensor) -> Tensor:
        pictures = functional.avg_pool1d(mel, 2).transpose(1, 2)
        moments = self.moments(pictures)
        answers = [
            member(moments if isinstance(member, Functionals) else pictures) for member in self.members
        ]
        logits = torch.stack([torch.log_softmax(a[0][:, :STEPS], dim=2) for a in answers]).mean(0)
        points = torch.stack([a[1][:, :STEPS] for a in answers]).mean(0)
        shares = torch.softmax(logits / self.temperature, dim=2)
        neutral = shares[:, :, :1] + shares[:, :, 7:]
        return torch.cat([points, neutral, shares[:, :, 1:7]], dim=2)


def shipped_parameters(network: nn.Module) -> int:
    """Count the numbers that are learned and shipped: what guesses hints is left behind."""
    kept = (p for name, p in network.named_parameters() if not name.startswith("guess."))
    return sum(p.numel() for p in kept)
