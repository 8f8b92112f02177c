"""Two unlike light networks on log-mel pictures, and the form in which their mean is shipped."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
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
        kept = self._drop_channels(inner)
        halved = (kept[:, ::2] + kept[:, 1::2]) / 2
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
    """Pictures [n, 200, 80] -> what is known of each half second and of the window, [n, 9, 2301].

    Of the bands: means, deviations, and how much they change within 20 to 320 ms. Of the first coefficients
    of their cosine transform: the same deviations and changes, how they vary together, how each follows the
    others 80 ms later, and how strongly fixed random patterns of them over some 200 and 400 ms occur. Loud
    frames near the half second count most. Nothing here is learned.
    """

    LOUD = 4.0
    """How much the loud frames count for more: this power of e for every 40 dB."""

    LAGS = (1, 2, 4, 8, 16)
    COSINES, TOGETHER, LATER = 40, 14, 4
    PATTERNS = ((10, 5, 800), (14, 10, 400))
    """Coefficients, frames from one of five looks to the next, and how many patterns."""

    COUNT = (
        (2 + len(LAGS)) * BANDS
        + (1 + len(LAGS)) * COSINES
        + TOGETHER * (TOGETHER + 1) // 2
        + TOGETHER**2
        + sum(count for _, _, count in PATTERNS)
    )

    def __init__(self, reach: float = 0.6) -> None:
        super().__init__()
        bells = functional.interpolate(nearness(reach)[None], PICTURE_FRAMES, mode="linear")[0]
        self.register_buffer("nearness", bells)
        angle = (torch.arange(BANDS) + 0.5)[:, None] * torch.arange(self.COSINES) * torch.pi / BANDS
        self.register_buffer("cosines", torch.cos(angle) / 8)
        row, column = torch.triu_indices(self.TOGETHER, self.TOGETHER)
        self.register_buffer("pairs", row * self.TOGETHER + column)
        rng = np.random.default_rng(0)
        for number, (used, _, count) in enumerate(self.PATTERNS):
            # Coefficients vary the less the higher they are.
            usual = np.tile(0.9 / np.arange(1, used + 1) ** 0.6, LOOKS)
            pattern = rng.normal(size=(used * LOOKS, count)) / (LOOKS * used) ** 0.5 / usual[:, None]
            self.register_buffer(f"pattern{number}", torch.tensor(pattern, dtype=torch.float32))
            threshold = rng.normal(0.0, 0.5, count)
            self.register_buffer(f"threshold{number}", torch.tensor(threshold, dtype=torch.float32))

    def forward(self, pictures: Tensor) -> Tensor:
        loud = self.LOUD * pictures.mean(dim=2)[:, None]
        weight = torch.softmax(loud + self.nearness, dim=2)
        cosines = pictures @ self.cosines
        both = torch.cat([pictures, cosines], dim=2)
        parts = [weight @ pictures, _deviation(weight @ both.square() - (weight @ both).square())]
        for lag in self.LAGS:
            change = both[:, lag:] - both[:, :-lag]
            parts.append(_deviation(weight[:, :, lag:] @ change.square()))
        first = cosines[:, :, : self.TOGETHER]
        parts.append(_together(weight, first, first)[:, :, self.pairs])
        parts.append(_together(weight[:, :, self.LATER :], first[:, self.LATER :], first[:, : -self.LATER]))
        level = cosines - torch.softmax(loud, dim=2) @ cosines
        for number, (used, apart, _) in enumerate(self.PATTERNS):
            around = 2 * apart
            looks = [
                level[:, place : PICTURE_FRAMES - 2 * around + place, :used]
                for place in range(0, 2 * around + 1, apart)
            ]
            pattern, threshold = getattr(self, f"pattern{number}"), getattr(self, f"threshold{number}")
            found = torch.relu(torch.cat(looks, dim=2) @ pattern + threshold)
            parts.append(weight[:, :, around : PICTURE_FRAMES - around] @ found)
        return torch.cat(parts, dim=2)


LOOKS = 5


def _deviation(variance: Tensor) -> Tensor:
    """Give the logarithm of a deviation, which is nearer to a normal distribution."""
    return 0.5 * torch.log(variance.clamp(min=1e-5))


def _together(weight: Tensor, one: Tensor, other: Tensor) -> Tensor:
    """Give weighted covariances of every channel of one with every channel of the other, [n, 9, 196]."""
    products = (one[:, :, :, None] * other[:, :, None, :]).flatten(2)
    share = weight.sum(dim=2, keepdim=True).clamp(min=1e-3)
    means = ((weight @ one)[:, :, :, None] * (weight @ other)[:, :, None, :]).flatten(2)
    return weight @ products - means / share


class Functionals(nn.Module):
    """Moments [n, 9, 2301] -> class logits [n, 9, 8] and valence with arousal [n, 9, 2], linearly.

    mean, deviation: of the moments. weight [2, 2301, 10], constant [2, 10]: how half seconds and how whole
    windows are answered.
    """

    def __init__(self, mean: Tensor, deviation: Tensor, weight: Tensor, constant: Tensor) -> None:
        super().__init__()
        self.register_buffer("mean", mean)
        self.register_buffer("deviation", deviation)
        self.weight = nn.Parameter(weight)
        self.constant = nn.Parameter(constant)

    def forward(self, moments: Tensor) -> tuple[Tensor, Tensor]:
        normal = (moments - self.mean) / self.deviation
        steps = normal[:, :STEPS] @ self.weight[0] + self.constant[0]
        whole = normal[:, STEPS:] @ self.weight[1] + self.constant[1]
        answers = torch.cat([steps, whole], dim=1)
        count = len(CLASSES)
        return answers[:, :, :count], answers[:, :, count:].clamp(-1.0, 1.0)


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
