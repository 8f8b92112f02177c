"""A clip with markers for Premiere Pro, as Final Cut Pro 7 XML (xmeml 4).

In Premiere: File > Import. It makes a sequence at the media's rate and displayed size, with the whole clip
on video and sound tracks, and each segment as a marker of the sequence; shots are markers, too. Times are
frames. Names, comments and colors are what Premiere reads. Checked with OpenTimelineIO's adapter for FCP 7.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import ClassVar

from app.export.colors import color_of
from app.export.exporter import Category, Content, Data, Exporter
from app.export.frames import Frames, FrameSpan, frames_of
from app.export.plain import one_line
from app.export.xml_text import Element, add, document
from app.media.types import VideoInfo
from resources.language import mark

_PIXELS = {
    (1440, 1080, Fraction(4, 3)): "HD-(1440x1080)",
    (1280, 1080, Fraction(3, 2)): "HD-(1280x1080)",
    (960, 720, Fraction(4, 3)): "HD-(960x720)",
}
"""Names that the format has for pixels that are not square, by stored size and pixel aspect."""


class Xmeml(Exporter):
    """The clip with markers, for Premiere Pro."""

    name: ClassVar[str] = "xmeml"
    suffix: ClassVar[str] = ".xml"
    title: ClassVar[str] = mark("Clip with markers for Premiere Pro (XML)")
    purpose: ClassVar[str] = mark("The clip with its markers, for Premiere Pro.")
    category: ClassVar[Category] = Category.EDITING
    program: ClassVar[str] = "Premiere Pro"

    def files(self, content: Content) -> Iterator[tuple[str, Data]]:
        frames = frames_of(content)
        root = Element("xmeml", {"version": "4"})
        sequence = add(root, "sequence", None, {"id": "sequence-1"})
        add(sequence, "name", one_line(content.location.name))
        add(sequence, "duration", frames.length)
        _rate(sequence, frames)
        _timecode(sequence, frames)
        media = add(sequence, "media")
        _tracks(media, content, frames)
        for segment in content.segments:
            _marker(sequence, frames.span(segment))
        yield "", document(root, "<!DOCTYPE xmeml>")


def _rate(parent: Element, frames: Frames) -> None:
    rate = add(parent, "rate")
    add(rate, "timebase", frames.counting.nominal)
    add(rate, "ntsc", "TRUE" if frames.ntsc else "FALSE")


def _timecode(parent: Element, frames: Frames) -> None:
    timecode = add(parent, "timecode")
    _rate(timecode, frames)
    add(timecode, "string", frames.label(0))
    add(timecode, "frame", frames.start)
    add(timecode, "displayformat", "DF" if frames.counting.drop else "NDF")


def _tracks(media: Element, content: Content, frames: Frames) -> None:
    """Put the whole clip on a video track and a track for each sound channel."""
    kinds = ["video"] if content.media.video else []
    channels = [channel for sound in content.media.audio[:1] for channel in range(1, sound.channels + 1)]
    kinds += ["audio"] if channels else []
    described = False
    for kind in kinds:
        part = add(media, kind)
        if kind == "video" and content.media.video:
            described_format = add(part, "format")
            characteristics = add(described_format, "samplecharacteristics")
            _rate(characteristics, frames)
            _size(characteristics, content.media.video, displayed=True)
        for number in channels if kind == "audio" else [1]:
            clip = add(add(part, "track"), "clipitem", None, {"id": f"{kind}-{number}"})
            _clip(clip, content, frames)
            file = add(clip, "file", None, {"id": "file-1"})
            if not described:
                _file(file, content, frames)
                described = True
            if kind == "audio":
                source = add(clip, "sourcetrack")
                add(source, "mediatype", "audio")
                add(source, "trackindex", number)


def _clip(clip: Element, content: Content, frames: Frames) -> None:
    add(clip, "name", one_line(content.location.name))
    add(clip, "enabled", "TRUE")
    add(clip, "duration", frames.length)
    _rate(clip, frames)
    for name, value in (("start", 0), ("end", frames.length), ("in", 0), ("out", frames.length)):
        add(clip, name, value)


def _file(file: Element, content: Content, frames: Frames) -> None:
    add(file, "name", one_line(content.location.name))
    add(file, "pathurl", content.location.uri)
    _rate(file, frames)
    add(file, "duration", frames.length)
    _timecode(file, frames)
    media = add(file, "media")
    if content.media.video:
        characteristics = add(add(media, "video"), "samplecharacteristics")
        _rate(characteristics, frames)
        _size(characteristics, content.media.video, displayed=False)
    for sound in content.media.audio[:1]:
        audio = add(media, "audio")
        characteristics = add(audio, "samplecharacteristics")
        add(characteristics, "depth", 16)
        add(characteristics, "samplerate", sound.rate)
        add(audio, "channelcount", sound.channels)


def _size(parent: Element, video: VideoInfo, *, displayed: bool) -> None:
    """Say the size: of a sequence as displayed, of a file as stored where the format can name its pixels."""
    named = _PIXELS.get((video.coded_width, video.coded_height, video.pixel_aspect))
    stored = named is not None and not video.rotation and not displayed
    add(parent, "width", video.coded_width if stored else video.width)
    add(parent, "height", video.coded_height if stored else video.height)
    add(parent, "pixelaspectratio", named if stored else "square")


def _marker(parent: Element, span: FrameSpan) -> None:
    marker = add(parent, "marker")
    add(marker, "name", one_line(span.of.label) or span.of.track)
    add(marker, "comment", f"{one_line(span.of.track)} {span.of.score:.2f}")
    add(marker, "in", span.first)
    add(marker, "out", span.last)
    color = color_of(span.of).premiere
    if color is not None:
        add(marker, "pproColor", color)
