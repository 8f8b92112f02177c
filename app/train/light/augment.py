"""What is changed in pictures while a network learns: throats, microphones, noise, and what is hidden."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.random import Generator
from numpy.typing import NDArray
from torch import Tensor

from inference.features import BANDS, RATE, _hertz_to_mel, _mel_to_hertz
from inference.heard_windows import LOUDEST

UNIT = 4.0
"""Powers of ten in one step of a picture: 40 dB."""

TOP = (LOUDEST + 4.0) / UNIT
BOTTOM = TOP - 8.0 / UNIT
"""The loudest point of a picture, and what everything fainter is raised to."""

KNOTS = 7
WARPS = np.linspace(0.86, 1.16, 31)
"""Factors by which frequencies are moved."""

UNMOVED = int(np.abs(WARPS - 1).argmin())


@dataclass(frozen=True, slots=True)
class Change:
    """How much is changed. Shares are of pictures; `bands` and `frames` of 20 ms: the most a mask hides."""

    warped: float = 0.6
    coloured: float = 0.6
    noisy: float = 0.35
    masks: int = 2
    bands: int = 14
    frames: int = 24


def _centres() -> NDArray[np.float64]:
    """Give the centre of every band in Hz, [80]."""
    top = float(_hertz_to_mel(np.array([RATE / 2]))[0])
    return _mel_to_hertz(np.linspace(0.0, top, BANDS + 2))[1:-1]


def warps() -> Tensor:
    """Give matrices that move all frequencies by a factor, [31, 80, 80]: a longer or a shorter throat."""
    centres = _centres()
    made = np.zeros((len(WARPS), BANDS, BANDS), np.float32)
    for number, factor in enumerate(WARPS):
        place = np.clip(np.interp(centres * factor, centres, np.arange(BANDS)), 0, BANDS - 1)
        low = np.minimum(place.astype(int), BANDS - 2)
        made[number, low, np.arange(BANDS)] = 1 - (place - low)
        made[number, low + 1, np.arange(BANDS)] = place - low
    return torch.from_numpy(made)


def curves() -> Tensor:
    """Give what makes a smooth curve over the bands of its value at some knots, [7, 80]."""
    places = np.linspace(0, BANDS - 1, KNOTS)
    made = [np.interp(np.arange(BANDS), places, row) for row in np.eye(KNOTS)]
    return torch.from_numpy(np.array(made, np.float32))


class Changer:
    """Changes pictures [n, frames, 80], each in its own way."""

    def __init__(self, change: Change, rng: Generator) -> None:
        self._change, self._rng = change, rng
        self._warps, self._curves = warps(), curves()

    def __call__(self, pictures: Tensor) -> Tensor:
        changed = self._add_noise(self._colour(self._warp(pictures)))
        # Whatever was done, the loudest point and the range below it are those of a picture of the program's.
        loudest = pictures.amax(dim=(1, 2), keepdim=True)
        changed = changed + loudest - changed.amax(dim=(1, 2), keepdim=True)
        return self._hide(changed.clamp(min=BOTTOM))

    def _some(self, share: float, count: int) -> Tensor:
        return torch.from_numpy((self._rng.random(count) < share).astype(np.float32))[:, None, None]

    def _normal(self, deviation: float, *shape: int) -> Tensor:
        return torch.from_numpy(self._rng.normal(0.0, deviation, shape).astype(np.float32))

    def _uniform(self, low: float, high: float, *shape: int) -> Tensor:
        return torch.from_numpy(self._rng.uniform(low, high, shape).astype(np.float32))

    def _warp(self, pictures: Tensor) -> Tensor:
        count = len(pictures)
        which = self._rng.integers(len(WARPS), size=count)
        which[self._rng.random(count) >= self._change.warped] = UNMOVED
        return pictures @ self._warps[torch.from_numpy(which)]

    def _colour(self, pictures: Tensor) -> Tensor:
        """Add a microphone's smooth curve, some +-5 dB."""
        count = len(pictures)
        curve = self._normal(0.12, count, 1, KNOTS) @ self._curves
        return pictures + self._some(self._change.coloured, count) * curve

    def _add_noise(self, pictures: Tensor) -> Tensor:
        """Add steady noise of a random colour, 20 to 70 dB under the loudest point of the voice."""
        count, frames, bands = pictures.shape
        level = self._uniform(TOP - 1.75, TOP - 0.5, count, 1, 1)
        noise = level + self._normal(0.15, count, 1, KNOTS) @ self._curves
        noise = noise + self._normal(0.04, count, frames, bands)
        both = torch.maximum(pictures, noise)
        both = both + torch.log10(1 + 10 ** (-UNIT * (pictures - noise).abs())) / UNIT
        some = self._some(self._change.noisy, count)
        return some * both + (1 - some) * pictures

    def _hide(self, pictures: Tensor) -> Tensor:
        """Hide some bands and some frames behind the picture's mean."""
        count, frames, bands = pictures.shape
        kept = np.ones((count, frames, bands), np.float32)
        for number in range(count):
            for _ in range(self._change.masks):
                width = self._rng.integers(self._change.bands + 1)
                first = self._rng.integers(bands - width + 1)
                kept[number, :, first : first + width] = 0
                width = self._rng.integers(self._change.frames + 1)
                first = self._rng.integers(frames - width + 1)
                kept[number, first : first + width] = 0
        shown = torch.from_numpy(kept)
        return shown * pictures + (1 - shown) * pictures.mean(dim=(1, 2), keepdim=True)
