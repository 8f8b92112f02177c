"""The shots as an edit decision list in the layout of CMX 3600, which nearly every editing system reads.

An event a shot: where it is in the source, and the same length on a record timeline that keeps the film's
own times. The media's timecode counts, or else 00:00:00:00 for the source and 01:00:00:00 for the record
side. Comments name the clip and the file; segments are `LOC` lines under the shot that they begin in, as
Avid writes them. More than 999 shots are split into several files. Checked with OpenTimelineIO's adapter.
"""

import re
from collections.abc import Iterator, Sequence
from typing import ClassVar

from app.export.colors import color_of
from app.export.exporter import Category, Content, Data, Exporter, encode_text
from app.export.frames import Frames, FrameSpan, frames_of, group_by_shot, marker_spans, shot_spans
from app.export.plain import one_line
from app.export.resolve import MOST, head
from resources.language import mark

REEL = 8
"""Characters of a reel's name."""

COMMENT = 200


class Cmx3600(Exporter):
    """Cuts between shots, for editing systems."""

    name: ClassVar[str] = "cmx3600"
    suffix: ClassVar[str] = ".edl"
    title: ClassVar[str] = mark("Shots as an edit decision list (CMX 3600)")
    purpose: ClassVar[str] = mark(
        "The cuts between shots, to divide the film at them in nearly every editing system."
    )
    category: ClassVar[Category] = Category.EDITING

    def files(self, content: Content) -> Iterator[tuple[str, Data]]:
        frames = frames_of(content)
        cut = shot_spans(content, frames)
        inside = group_by_shot(cut, marker_spans(content.segments, frames))
        for number, first in enumerate(range(0, len(cut), MOST), 1):
            part = slice(first, first + MOST)
            events = _events(cut[part], inside[part], content, frames)
            yield "" if number == 1 else f".{number}", encode_text(head(content, frames) + "".join(events))


def _events(
    cut: Sequence[FrameSpan], inside: Sequence[Sequence[FrameSpan]], content: Content, frames: Frames
) -> Iterator[str]:
    record, channel = frames.on_timeline(), "V" if content.media.video else "A"
    reel = re.sub(r"[^A-Za-z0-9_]", "", content.location.stem).upper()[:REEL] or "AX"
    clip, file = one_line(content.location.name), one_line(str(content.location))
    for number, (shot, spans) in enumerate(zip(cut, inside, strict=True), 1):
        sides = (frames.label(shot.first), frames.label(shot.last), record.label(shot.first))
        yield (
            f"{number:03d}  {reel:<8} {channel:<5} C        {' '.join(sides)} {record.label(shot.last)}\n"
            f"* FROM CLIP NAME: {clip}\n* SOURCE FILE: {file}\n"
        )
        yield from (_locator(span, record) for span in spans)
        yield "\n"


def _locator(span: FrameSpan, record: Frames) -> str:
    text = one_line(f"{span.of.label} ({span.of.track} {span.of.score:.2f})")[:COMMENT]
    return f"* LOC: {record.label(span.first)} {color_of(span.of).avid.upper():<7} {text}\n"
