"""Scaling and color as numbers to multiply with, so that a GPU's matrix product does both.

A plane [lines, columns] scaled is `down @ plane @ across`. The weights are those of FFmpeg's swscale, which
makes the same pictures on the CPU; both agree within a level of 255, by which swscale rounds in between
(within 8 where the size stays, as it takes a shortcut there that rounds more and repeats chroma).
"""

import numpy as np
import numpy.typing as npt

from inference.contract.types import Scaling

Weights = npt.NDArray[np.float32]

LUMA = {
    "bt709": (0.2126, 0.0722),
    "fcc": (0.30, 0.11),
    "bt601": (0.299, 0.114),
    "smpte240m": (0.212, 0.087),
    "bt2020": (0.2627, 0.0593),
}
"""Shares of red and blue in luma, by the name of a matrix."""

_SHARP = -0.6
"""Swscale's cubic: its slope where it crosses zero."""


def scaling_weights(source: int, target: int, scaling: Scaling, shift: float = 0.0) -> Weights:
    """Give weights [target, source] that bring so many samples to so many; each row's sum is 1.

    What would lie outside is the sample at the edge. shift: how far samples lie before where they would if
    they shared the picture evenly, in samples.
    """
    ratio = source / target
    reach = int(np.ceil(2 * max(1.0, ratio))) + 2
    places = np.arange(-reach, source + reach)
    centers = (np.arange(target) + 0.5) * ratio - 0.5 + shift
    shares = _shares(np.abs(places - centers[:, None]), ratio, scaling)
    shares /= shares.sum(axis=1, keepdims=True)
    made = np.zeros((source, target))
    np.add.at(made, np.clip(places, 0, source - 1), shares.T)
    return np.ascontiguousarray(made.T, np.float32)


def _shares(distance: npt.NDArray[np.float64], ratio: float, scaling: Scaling) -> npt.NDArray[np.float64]:
    """Give what samples so many samples away count for."""
    if scaling is Scaling.AREA and ratio > 1:
        return np.clip((1 + ratio) / 2 - distance, 0, 1)
    near = distance / max(1.0, ratio)
    if scaling is not Scaling.BICUBIC:
        return np.maximum(0, 1 - near)
    inner = (_SHARP + 2) * near**3 - (_SHARP + 3) * near**2 + 1
    outer = _SHARP * (near**3 - 5 * near**2 + 8 * near - 4)
    return np.where(near < 1, inner, np.where(near < 2, outer, 0))


def byte_weights(across: Weights, pitch: int, samples: int, first: int, *, deep: bool) -> Weights:
    """Give weights [target, source] as weights [pitch, target] of a line's bytes, zero for all others.

    samples: channels in turn on the line, of which `first` is taken. deep: 16 bits a sample, low byte first,
    of which the high byte is what 8 bits would say.
    """
    bytes_each = 2 if deep else 1
    target, source = across.shape
    made = np.zeros((pitch, target), np.float32)
    places = (first + samples * np.arange(source, dtype=np.intp)) * bytes_each
    made[places + bytes_each - 1] = across.T
    if deep:
        made[places] = across.T / 256
    return made


def rgb_matrix(space: str, *, full: bool) -> tuple[Weights, Weights]:
    """Give what brings luma and both chromas to RGB: yuv [..., 3] @ matrix [3, 3] + offset [3].

    space: one of LUMA. full: black is 0 and not 16.
    """
    kr, kb = LUMA[space]
    kg = 1 - kr - kb
    luma, chroma, black = (1.0, 1.0, 0.0) if full else (255 / 219, 255 / 224, 16.0)
    red, blue = (2 - 2 * kr) * chroma, (2 - 2 * kb) * chroma
    matrix = np.array(
        [[luma, luma, luma], [0, -blue * kb / kg, blue], [red, -red * kr / kg, 0]], dtype=np.float64
    )
    offset = -np.array([black, 128.0, 128.0]) @ matrix
    return matrix.astype(np.float32), offset.astype(np.float32)
