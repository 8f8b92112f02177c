"""Moments of log-mel pictures under a linear answer, and the form in which they are shipped."""

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from app.train.labels import CLASSES
from app.train.light.features import FRAMES as PICTURE_FRAMES
from app.train.network import STEPS, nearness
from inference.audio.features import BANDS


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


class LightNetwork(nn.Module):
    """What is shipped: log-mel [n, 80, 400] -> scores [n, 8, 9], valence, arousal and the seven classes."""

    def __init__(self, functionals: Functionals, temperature: float) -> None:
        super().__init__()
        self.functionals = functionals
        self.temperature = temperature
        self.moments = Moments()

    def forward(self, mel: Tensor) -> Tensor:
        pictures = functional.avg_pool1d(mel, 2).transpose(1, 2)
        logits, points = self.functionals(self.moments(pictures))
        shares = torch.softmax(logits[:, :STEPS] / self.temperature, dim=2)
        neutral = shares[:, :, :1] + shares[:, :, 7:]
        return torch.cat([points[:, :STEPS], neutral, shares[:, :, 1:7]], dim=2)
