"""A contact sheet of the shots, as PNG.

The name of the film, and a picture from the middle of each shot with its number, timecode and length under
it. Pictures are as displayed: upright, with square pixels. More shots than fit are split into several files.
Checked by reading the pictures back with OpenCV.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from typing import ClassVar

import cv2
import numpy as np
import numpy.typing as npt

from app.errors import UsageError
from app.export.exporter import Category, Content, Data, Exporter
from app.export.frames import Frames, FrameSpan, frames_of, shot_spans
from app.export.plain import one_line
from app.media.picture_source import PictureSource
from resources.language import mark
from resources.messages import msg

Sheet = npt.NDArray[np.uint8]

WIDTH, EDGE, GAP = 320, 24, 16
"""Pixels: of a picture, around the sheet, and between pictures."""

TITLE, CAPTION = 56, 40
"""Pixels of height: of the film's name, and of the lines under a picture."""

MOST = 100
"""Shots on a sheet."""

PAPER, INK, GRAY = (24, 24, 24), (235, 235, 235), (160, 160, 160)


class ContactSheet(Exporter):
    """A picture of each shot on one sheet."""

    name: ClassVar[str] = "sheet"
    suffix: ClassVar[str] = ".shots.png"
    title: ClassVar[str] = mark("Contact sheet of shots (PNG)")
    purpose: ClassVar[str] = mark("A picture of each shot on one sheet, to look at and to print.")
    category: ClassVar[Category] = Category.PICTURES

    def files(self, content: Content) -> Iterator[tuple[str, Data]]:
        if content.media.video is None:
            raise UsageError(
                msg("{name} has no picture.", name=one_line(content.location.name)),
                msg("Choose another format, such as csv."),
            )
        frames = frames_of(content)
        cut = shot_spans(content, frames)
        with PictureSource(content.media) as source:
            for number, first in enumerate(range(0, len(cut), MOST), 1):
                sheet = _sheet(content, frames, cut[first : first + MOST], first, source)
                _, data = cv2.imencode(".png", sheet)
                yield "" if number == 1 else f".{number}", data.tobytes()


def _sheet(
    content: Content, frames: Frames, cut: Sequence[FrameSpan], before: int, source: PictureSource
) -> Sheet:
    """Draw a sheet, blue first as OpenCV has it."""
    columns = min(len(cut), 5 if len(cut) > 12 else 4 if len(cut) > 4 else 3)
    height = _height(content)
    rows = -(-len(cut) // columns)
    step = (WIDTH + GAP, height + CAPTION + GAP)
    size = (2 * EDGE + columns * step[0] - GAP, 2 * EDGE + TITLE + rows * step[1] - GAP)
    sheet = np.full((size[1], size[0], 3), PAPER, np.uint8)
    _write(sheet, one_line(content.location.name), (EDGE, EDGE + 24), 0.8, INK, size[0] - 2 * EDGE)
    for place, shot in enumerate(cut):
        left = EDGE + place % columns * step[0]
        top = EDGE + TITLE + place // columns * step[1]
        _draw(sheet, _picture(shot, frames, source, height), left, top, height)
        _caption(sheet, before + place + 1, shot, frames, (left, top + height))
    return sheet


def _height(content: Content) -> int:
    """Give the height of the pictures: that of the film, but no more than twice the width."""
    video = content.media.video
    assert video is not None
    return min(2 * WIDTH, max(16, round(WIDTH * video.height / video.width)))


def _picture(shot: FrameSpan, frames: Frames, source: PictureSource, height: int) -> Sheet:
    middle = frames.zero + frames.seconds(shot.first + shot.length // 2)
    return source.frame_at(float(middle + 1 / (4 * frames.rate)), (WIDTH, height)).rgb


def _draw(sheet: Sheet, rgb: Sheet, left: int, top: int, height: int) -> None:
    """Put a picture into the middle of its place."""
    inner = rgb[:height, :WIDTH, ::-1]
    down, right = top + (height - inner.shape[0]) // 2, left + (WIDTH - inner.shape[1]) // 2
    sheet[down : down + inner.shape[0], right : right + inner.shape[1]] = inner


def _caption(sheet: Sheet, number: int, shot: FrameSpan, frames: Frames, corner: tuple[int, int]) -> None:
    left, top = corner
    _write(sheet, frames.label(shot.first), (left, top + 20), 0.5, INK, WIDTH)
    length = float(frames.seconds(shot.length))
    told = f"{number}   {length:.1f} s"
    (width, _), _ = cv2.getTextSize(told, cv2.FONT_HERSHEY_SIMPLEX, 0.45, 1)
    _write(sheet, told, (left + WIDTH - width, top + 20), 0.45, GRAY, width)


def _write(
    sheet: Sheet, text: str, at: tuple[int, int], scale: float, ink: tuple[int, int, int], room: int
) -> None:
    """Write in the letters that OpenCV's font has, cut off where the room ends."""
    plain = _latin(text)
    font = cv2.FONT_HERSHEY_SIMPLEX
    while len(plain) > 1 and cv2.getTextSize(plain, font, scale, 1)[0][0] > room:
        plain = plain.rstrip(".")[:-1] + "..."
    cv2.putText(sheet, plain, at, font, scale, ink, 1, cv2.LINE_AA)


def _latin(text: str) -> str:
    """Give a text in ASCII: without accents, and a question mark for what has no such letter."""
    apart = unicodedata.normalize("NFKD", text)
    kept = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return kept.encode("ascii", "replace").decode()
