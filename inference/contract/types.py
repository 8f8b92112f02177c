"""What analyzers ask for and what they give. All times are float seconds from the start of the media."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from inference.contract.presentation import Role
from resources.messages import NOTHING, Message

Times: TypeAlias = npt.NDArray[np.float64]
Values: TypeAlias = npt.NDArray[np.float32]
Params: TypeAlias = Mapping[str, float | int | str]
Thresholds: TypeAlias = Mapping[str, float]


class Fit(StrEnum):
    """How a picture is brought to the size asked for."""

    STRETCH = "stretch"  # both sides scaled apart
    COVER = "cover"  # scaled until it covers the size, the middle kept
    CONTAIN = "contain"  # scaled until it fits into the size, centered, the rest black


class Scaling(StrEnum):
    """Interpolation; each lowers its bandwidth when it makes a picture smaller."""

    AREA = "area"
    BILINEAR = "bilinear"
    BICUBIC = "bicubic"


@dataclass(frozen=True, slots=True)
class FrameSpec:
    """Pictures wanted: uint8 RGB [height, width, 3], `fps` a second, or every frame if `fps` is None.

    `zoom` (COVER only): the picture is scaled to cover `zoom` times the size before the middle is cut out.
    """

    width: int
    height: int
    fps: float | None = None
    fit: Fit = Fit.STRETCH
    scaling: Scaling = Scaling.BICUBIC
    zoom: float = 1.0


@dataclass(frozen=True, slots=True)
class AudioSpec:
    """Sound wanted: mono float32 in [-1, 1] at `rate` Hz, `window` samples every `hop` samples.

    The last windows are padded with zeros so that every sample stands in a window.
    """

    rate: int
    window: int
    hop: int


@dataclass(frozen=True, slots=True)
class MeterSpec:
    """Readings of a meter that runs where the sound is decoded, at the sound's own rate and layout.

    The one meter is `ebur128`: a row each `hop` seconds of METER_CHANNELS.
    """

    meter: str = "ebur128"
    hop: float = 0.1


METER_CHANNELS = ("momentary", "short_term", "integrated", "range", "true_peak")
"""LUFS, LUFS, LUFS, LU and dBTP (highest of the channels up to here), NaN where there is no reading yet."""


@dataclass(frozen=True, slots=True)
class RawSpec:
    """Sound wanted as it is, neither mixed nor resampled: blocks that follow on each other.

    seconds: length of a block, rounded to whole samples. The last block is padded with zeros.
    """

    seconds: float = 0.1


Want: TypeAlias = FrameSpec | AudioSpec | MeterSpec | RawSpec


@dataclass(frozen=True, slots=True)
class Batch:
    """Some deliveries for one spec.

    times: [n] start of each item. data: uint8 [n, height, width, 3] for a FrameSpec, float32 [n, window] for
    an AudioSpec, float32 [n, len(METER_CHANNELS)] for a MeterSpec, float32 [n, samples, channels] for a
    RawSpec.
    """

    times: Times
    data: npt.NDArray[Any]


STEPS = 255
"""Steps in which values of dtype `u1` are kept."""


class TrackKind(StrEnum):
    """How a track is meant to be read and drawn."""

    CURVE = "curve"  # a few channels over time
    HEAT = "heat"  # many channels in [0, 1], drawn as an image
    VECTOR = "vector"  # an embedding a sample; not drawn
    BOXES = "boxes"  # x, y, width, height, score of each box in turn, as shares of the picture


@dataclass(frozen=True, slots=True)
class TrackSpec:
    """One result over time: rows at `times`, a column for each channel, NaN where nothing is claimed.

    dtype: how values are kept: `f4`, `f2`, or `u1` (values in [0, 1] in steps of 1/255, no NaN).
    low, high: the range that a view shows. lane: whether a view shows it without being asked. role: what it
    is about, for those who read it whoever made it; it follows from the key and is never stored.
    """

    key: str
    title: str
    kind: TrackKind
    channels: tuple[str, ...]
    unit: str = ""
    dtype: str = "f4"
    low: float = 0.0
    high: float = 1.0
    lane: bool = True
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class Chunk:
    """New rows of a track, in time order and later than all rows before: times [n], values [n, channels]."""

    track: str
    times: Times
    values: Values


@dataclass(frozen=True, slots=True, order=True)
class Segment:
    """A stretch with a label: what is derived from scores and thresholds.

    start, end: seconds. track: its key. score: how sure it is, in [0, 1]. Segments sort by start.

    >>> import rushes
    >>> segment = rushes.Segment(start=1.5, end=4.0, track="tags", label="dog", score=0.8)
    >>> segment.end - segment.start
    2.5
    """

    start: float
    end: float
    track: str
    label: str
    score: float


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """What an analyzer may know of the media: seconds, pixels as displayed, frames a second, Hz."""

    duration: float
    width: int = 0
    height: int = 0
    fps: float = 0.0
    audio_rate: int = 0


@dataclass(frozen=True, slots=True)
class Device:
    """Where a model really runs. `used` is read back from the session; `reason` says why, in plain words."""

    requested: str
    used: str
    reason: Message = NOTHING

    def to_json(self) -> dict[str, Any]:
        """Give plain values, from which `from_json` makes the same again."""
        return {"requested": self.requested, "used": self.used, "reason": self.reason.to_json()}

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> "Device":
        """Read what `to_json` gave."""
        return cls(plain["requested"], plain["used"], Message.from_json(plain["reason"]))

    def in_english(self) -> dict[str, str]:
        """Give its fields as exports and the command line write them."""
        return {"requested": self.requested, "used": self.used, "reason": str(self.reason)}


NVIDIA = ("cuda", "tensorrt")
"""Devices that are an NVIDIA GPU, as `Device.used` has them."""


@dataclass(frozen=True, slots=True)
class Model:
    """A model file with what a user has a right to know about it; `raw` is the whole manifest."""

    name: str
    title: str
    version: str
    path: str
    sha256: str
    license: str
    commercial: bool
    source: str
    card: str
    raw: Mapping[str, Any] = field(default_factory=dict[str, Any])
