"""What a media file holds: streams, times, size and color of the picture, layout of the sound."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from app.media.location import Location
from inference.contract.types import SourceInfo
from resources.messages import Message

Rgb: TypeAlias = npt.NDArray[np.uint8]
"""A picture [height, width, 3]."""

_RATIONALS = ("fps", "pixel_aspect", "time_base")


@dataclass(frozen=True, slots=True)
class ColorInfo:
    """Names of matrix, primaries, transfer and range, with what is unspecified already guessed."""

    space: str
    primaries: str
    transfer: str
    range: str


@dataclass(frozen=True, slots=True)
class VideoInfo:
    """The picture. width, height: as displayed, after pixel aspect and rotation (clockwise degrees).

    fps: nominal rate. variable: frames don't come at that rate throughout. start, duration: seconds.
    """

    index: int
    codec: str
    width: int
    height: int
    coded_width: int
    coded_height: int
    fps: Fraction
    variable: bool
    rotation: int
    pixel_aspect: Fraction
    pixel_format: str
    bit_depth: int
    hdr: bool
    color: ColorInfo
    start: float
    duration: float
    time_base: Fraction


@dataclass(frozen=True, slots=True)
class AudioInfo:
    """A sound track. start, duration: seconds."""

    index: int
    codec: str
    rate: int
    channels: int
    layout: str
    language: str
    title: str
    start: float
    duration: float


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture shown from `time` until `until` (seconds): uint8 RGB [height, width, 3], as displayed.

    exact: it is the one that was asked for, whole, and not one nearby or a small copy.
    """

    time: float
    until: float
    rgb: Rgb
    exact: bool = True


@dataclass(frozen=True, slots=True)
class MediaInfo:
    """A media file. Times count from zero = `origin` seconds on the file's own clock.

    Formats with a timeline of their own (MP4, Matroska, WAV, Ogg, FLAC, ...) have origin 0, or the start of
    the picture if that is negative; what sounds before zero is pre-roll and dropped. Streams with arbitrary
    starts (MPEG-TS, MPEG-PS, bare MP3, ...) have the container's start as origin.

    timecode: label of the first picture as the file writes it, or None (see app.media.timecode).
    """

    location: Location
    size: int
    container: str
    duration: float
    origin: float
    video: VideoInfo | None
    audio: tuple[AudioInfo, ...]
    has_cover: bool
    subtitles: int
    timecode: str | None
    warnings: tuple[Message, ...] = ()

    @property
    def drop_frame(self) -> bool | None:
        """Whether the start timecode counts in drop-frame; None where the file has none."""
        return None if self.timecode is None else ";" in self.timecode

    def source(self, audio_track: int = 0) -> SourceInfo:
        """Give what analyzers may know."""
        video = self.video
        return SourceInfo(
            duration=self.duration,
            width=video.width if video else 0,
            height=video.height if video else 0,
            fps=float(video.fps) if video else 0.0,
            audio_rate=self.audio[audio_track].rate if audio_track < len(self.audio) else 0,
        )

    def to_json(self) -> dict[str, Any]:
        """Give plain values; rationals become `numerator/denominator`."""
        plain: dict[str, Any] = {"path": str(self.location)} | asdict(self)
        del plain["location"]
        plain["audio"], plain["warnings"] = (
            list(plain["audio"]),
            [warning.to_json() for warning in self.warnings],
        )
        if self.video:
            video = asdict(self.video) | {key: str(getattr(self.video, key)) for key in _RATIONALS}
            video["colour"] = video.pop("color")  # as stores and documents of the first schema spell it
            plain["video"] = video
        return plain

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> "MediaInfo":
        """Read what `to_json` gave."""
        values = dict(plain)
        video = values["video"]
        if video is not None:
            fields: dict[str, Any] = {name: value for name, value in video.items() if name != "colour"}
            fields["color"] = ColorInfo(**video["colour"])
            fields |= {key: Fraction(video[key]) for key in _RATIONALS}
            video = VideoInfo(**fields)
        values["video"] = video
        values["audio"] = tuple(AudioInfo(**track) for track in values["audio"])
        values["location"] = Location(values.pop("path"))
        values["warnings"] = tuple(map(Message.from_json, values["warnings"]))
        return cls(**values)
