"""What scales decoded pictures where they lie: the layout that decoders give, and what is made of it."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from inference.contract.types import Scaling
from resources.messages import Message

Rgb: TypeAlias = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Plane:
    """Lines of bytes in the device's memory: address, number, and bytes from one to the next."""

    address: int
    lines: int
    pitch: int


@dataclass(frozen=True, slots=True)
class Planes:
    """A picture of 4:2:0 as decoders of GPUs give it: luma, and both chromas in turn (NV12, P010).

    width: of the picture, without the filling of lines. deep: 16 bits a sample, the highest ones used.
    """

    luma: Plane
    chroma: Plane
    width: int
    deep: bool = False


@dataclass(frozen=True, slots=True)
class ScaleTarget:
    """What is to be made: size and interpolation; and what the planes are.

    space, full: matrix and range of the color. left: chroma lies on the left one of its two columns of luma.
    """

    width: int
    height: int
    scaling: Scaling
    space: str
    full: bool
    left: bool


ScaleJob: TypeAlias = Callable[[Planes], Rgb]
"""Gives uint8 RGB [height, width, 3]. Raises `ModelError` if the device fails. For one thread at a time."""


class PictureScaler(ABC):
    """Scales pictures of all files of a process. lost: why it is not used any more."""

    def __init__(self, device: str, lost: Message) -> None:
        self.device = device
        self.lost = lost

    @abstractmethod
    def job(self, planes: Planes, wanted: ScaleTarget) -> ScaleJob:
        """Give what makes `wanted` of planes of that layout. Raise `ModelError` if the device cannot."""
