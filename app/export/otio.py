"""A timeline for OpenTimelineIO: the shots as clips of one source, segments as markers on them.

`otio` is the JSON form, which names the media by its address; `otioz` is the same with the media inside, a
copy of it, so that it opens anywhere. Resolve and others import both. Clips are on the media's own timecode;
the timeline begins at that, or at 01:00:00:00. A marker lies on the clip of the shot that it begins in; it
may last beyond it. Its metadata under `rushes` are track and score. Written by the library itself with
Marker.2, which released readers know; checked with it.
"""

import shutil
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO, ClassVar
from urllib.parse import quote
from zipfile import ZIP_DEFLATED, ZipFile

from app.errors import UsageError
from app.export.colors import color_of
from app.export.exporter import Category, Content, Data, Exporter
from app.export.frames import Frames, FrameSpan, frames_of, group_by_shot, marker_spans, shot_spans
from app.export.plain import one_line
from app.media.location import Location
from resources.language import mark
from resources.messages import msg

BUNDLE = "1.0.0"
"""Version of the bundle's layout."""

BY_RELEASE = {"Marker": 2}
"""Versions of what later cores write in another way."""


class OpenTimeline(Exporter):
    """The film as a timeline of shots with markers."""

    name: ClassVar[str] = "otio"
    suffix: ClassVar[str] = ".otio"
    title: ClassVar[str] = mark("Timeline of shots (OpenTimelineIO)")
    purpose: ClassVar[str] = mark(
        "The film as a timeline of shots with markers, for all that reads OpenTimelineIO."
    )
    category: ClassVar[Category] = Category.EDITING

    def files(self, content: Content) -> Iterator[tuple[str, Data]]:
        yield "", _body(timeline(content, content.location.uri))


class OpenTimelineBundle(Exporter):
    """The timeline with a copy of the film in one file."""

    name: ClassVar[str] = "otioz"
    suffix: ClassVar[str] = ".otioz"
    title: ClassVar[str] = mark("Timeline with its media (OpenTimelineIO bundle)")
    purpose: ClassVar[str] = mark(
        "The timeline and a copy of the film in one file. It becomes as large as the film."
    )
    category: ClassVar[Category] = Category.EDITING

    def files(self, content: Content) -> Iterator[tuple[str, Data]]:
        if not content.location.exists():
            raise UsageError(
                msg("{path} is not there, and this format holds a copy of it.", path=str(content.location)),
                msg("Choose the format otio."),
            )
        inside = f"media/{content.location.name}"
        body = _body(timeline(content, quote(inside)))

        def bundle(out: BinaryIO) -> None:
            with ZipFile(out, "w") as files:
                files.writestr("version.txt", BUNDLE, ZIP_DEFLATED)
                files.writestr("content.otio", body, ZIP_DEFLATED)
                _put(files, content.location, inside)

        yield "", bundle


def _put(files: ZipFile, location: Location, inside: str) -> None:
    """Copy media as it is."""
    if location.local is not None:
        files.write(location.local, inside)
        return
    with location.open() as source, files.open(inside, "w", force_zip64=True) as target:
        shutil.copyfileobj(source, target)


def _library() -> Any:
    """Give the library, which has no types; it loads when something is written."""
    try:
        import opentimelineio  # pyright: ignore[reportMissingTypeStubs]
    except ImportError as error:
        raise UsageError(
            msg("This format needs OpenTimelineIO, which this Python has not."),
            msg("Install it: pip install opentimelineio. Or choose the format fcpxml, xmeml or cmx3600."),
        ) from error
    return opentimelineio


def _body(made: Any) -> bytes:
    text: str = _library().core.serialize_json_to_string(made, BY_RELEASE, indent=2)
    return f"{text}\n".encode()


def timeline(content: Content, address: str) -> Any:
    """Give the timeline of a document whose media is at an address."""
    opentime, schema = _library().opentime, _library().schema
    frames = frames_of(content)
    rate, record = float(frames.rate), frames.on_timeline()
    cut = shot_spans(content, frames)
    inside = group_by_shot(cut, marker_spans(content.segments, frames))
    kind = schema.TrackKind.Video if content.media.video else schema.TrackKind.Audio
    track = schema.Track(name="Shots", kind=kind)
    at = 0
    for number, (shot, spans) in enumerate(zip(cut, inside, strict=True), 1):
        if shot.first > at:
            track.append(schema.Gap(duration=opentime.RationalTime(shot.first - at, rate)))
        track.append(_clip(frames, shot, spans, f"Shot {number}", address))
        at = shot.last
    start = opentime.RationalTime(record.start, rate)
    made = schema.Timeline(name=one_line(content.location.stem), global_start_time=start)
    made.tracks.append(track)
    return made


def _clip(frames: Frames, shot: FrameSpan, spans: Sequence[FrameSpan], name: str, address: str) -> Any:
    schema = _library().schema
    source = schema.ExternalReference(address, _range(frames, 0, frames.length))
    clip = schema.Clip(name, source, _range(frames, shot.first, shot.length))
    clip.metadata["rushes"] = {"transition": shot.of.label, "score": round(float(shot.of.score), 5)}
    for span in spans:
        clip.markers.append(
            schema.Marker(
                name=one_line(span.of.label),
                marked_range=_range(frames, span.first, span.length),
                color=color_of(span.of).otio,
                metadata={"rushes": {"track": span.of.track, "score": round(float(span.of.score), 5)}},
            )
        )
    return clip


def _range(frames: Frames, first: int, length: int) -> Any:
    """Give frames on the media's own clock."""
    opentime, rate = _library().opentime, float(frames.rate)
    first_time = opentime.RationalTime(frames.start + first, rate)
    return opentime.TimeRange(first_time, opentime.RationalTime(length, rate))
