"""Stills of a film as small JPEG files."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import cv2

from app.errors import MediaError
from app.media.picture_source import PictureSource
from app.media.types import MediaInfo, Rgb
from app.report.facts.subject import Subject
from resources.language import tr

SIDE = 320
"""Pixels of the longer side."""

QUALITY = 80


@dataclass(frozen=True, slots=True)
class FilmStill:
    """The picture at a time; `at` is what the report calls that time. withheld: it is not to be shown."""

    time: float
    at: str
    jpeg: bytes | None
    withheld: bool = False

    @property
    def why(self) -> str:
        """Say why there is no picture, where it is not for want of one."""
        return tr("not shown: flagged") if self.withheld else ""


def stills(subject: Subject, times: Iterable[float]) -> Mapping[float, FilmStill]:
    """Give the still at each time; those of what was flagged as explicit are not even decoded."""
    wanted = set(times)
    hidden = {time for time in wanted if subject.hides(time)}
    jpegs = grab_stills(subject.document.media, wanted - hidden)
    return {
        time: FilmStill(time, subject.at(time), jpegs.get(time), withheld=time in hidden) for time in wanted
    }


def grab_stills(media: MediaInfo, times: Iterable[float]) -> Mapping[float, bytes]:
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
        return encode_jpeg(source.frame_at(time, (SIDE, SIDE)).rgb)
    except MediaError:
        return None


def encode_jpeg(rgb: Rgb) -> bytes:
    """Give a picture as JPEG."""
    _, data = cv2.imencode(".jpg", rgb[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    return data.tobytes()
