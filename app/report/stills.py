"""Stills of a film as small JPEG files."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import cv2

from app.errors import MediaError
from app.media.seek import PictureSource
from app.media.types import MediaInfo, Rgb

SIDE = 320
"""Pixels of the longer side."""

QUALITY = 80


@dataclass(frozen=True, slots=True)
class Still:
    """The picture at a time; `at` is what the report calls that time."""

    time: float
    at: str
    jpeg: bytes | None


def take(media: MediaInfo, times: Iterable[float]) -> Mapping[float, bytes]:
    """Give a JPEG for each time that can be decoded; none where the file is gone or has no picture."""
    wanted = sorted(set(times))
    if media.video is None or not wanted:
        return {}
    try:
        with PictureSource(media) as source:
            return {time: jpeg for time in wanted if (jpeg := _picture(source, time)) is not None}
    except MediaError:
        return {}


def _picture(source: PictureSource, time: float) -> bytes | None:
    try:
        return encoded(source.frame_at(time, (SIDE, SIDE)).rgb)
    except MediaError:
        return None


def encoded(rgb: Rgb) -> bytes:
    """Give a picture as JPEG."""
    _, data = cv2.imencode(".jpg", rgb[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    return data.tobytes()
