"""The film for Final Cut Pro, as FCPXML 1.9, which DaVinci Resolve reads, too.

In Final Cut Pro: File > Import > XML. It makes an event with the clip and a project that is cut at the
shots. On the clip:
- keywords: the labels of segments, over their stretch, and a collection for each;
- markers: what is said, the user's notes and markers, and where shots begin;
- ratings: the user's green markers that last are favorites, the red ones rejected;
- analysis keywords: how near the largest face is, and how many there are.
Times are rational seconds on frames of the media's own rate, on the clip's own clock, which begins at its
timecode. Checked with OpenTimelineIO's adapter (project, cuts, markers) and by the order of elements that
Apple's document type asks for.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import ClassVar

from app.export.exporter import Category, Content, Data, Exporter
from app.export.frames import Frames, FrameSpan, frames_of, group_by_shot, marker_spans, shot_spans
from app.export.plain import one_line
from app.export.xml_text import Element, add, document
from app.media.types import VideoInfo
from resources.language import mark

SPOKEN = ("transcript", "notes", "markers")
"""Tracks whose labels are sentences, not keywords."""

RATED = {"markers.green": "favorite", "markers.red": "reject"}

SHOT_TYPES = {
    "extreme close-up": "closeUp",
    "close-up": "closeUp",
    "medium close-up": "closeUp",
    "medium shot": "mediumShot",
    "full shot": "wideShot",
    "wide shot": "wideShot",
    "1 face": "onePerson",
    "2 faces": "twoPersons",
    "3 faces": "group",
    "4 or more faces": "group",
}


class FcpXml(Exporter):
    """The film with keywords, markers, ratings and cuts, for Final Cut Pro."""

    name: ClassVar[str] = "fcpxml"
    suffix: ClassVar[str] = ".fcpxml"
    title: ClassVar[str] = mark("Clip and project for Final Cut Pro (FCPXML)")
    purpose: ClassVar[str] = mark(
        "The clip with keywords, markers and ratings, and a project that is cut at the shots."
    )
    category: ClassVar[Category] = Category.EDITING
    program: ClassVar[str] = "Final Cut Pro"

    def files(self, content: Content) -> Iterator[tuple[str, Data]]:
        frames = frames_of(content)
        root = Element("fcpxml", {"version": "1.9"})
        _resources(root, content, frames)
        name = one_line(content.location.stem) or "Film"
        event = add(add(root, "library"), "event", None, {"name": f"Rushes: {name}"})
        spans = [frames.span(segment) for segment in content.segments]
        clip = add(event, "asset-clip", None, _clip(content, frames, 0, frames.length))
        words = _describe(clip, spans, frames)
        project = add(event, "project", None, {"name": f"{name}, shots"})
        _sequence(project, content, frames)
        for word in sorted(words):
            add(event, "keyword-collection", None, {"name": word})
        yield "", document(root, "<!DOCTYPE fcpxml>")


def time(value: Fraction) -> str:
    """Write exact seconds as FCPXML does."""
    return f"{value.numerator}s" if value.denominator == 1 else f"{value.numerator}/{value.denominator}s"


def _resources(root: Element, content: Content, frames: Frames) -> None:
    resources = add(root, "resources")
    video = content.media.video
    size = _size(video) if video else {}
    add(resources, "format", None, {"id": "r1", "frameDuration": time(1 / frames.rate), **size})
    sound = content.media.audio[0] if content.media.audio else None
    asset = {
        "id": "r2",
        "name": one_line(content.location.stem),
        "start": time(frames.seconds(frames.start)),
        "duration": time(frames.seconds(frames.length)),
        **({"hasVideo": 1, "videoSources": 1} if video else {}),
        "format": "r1",
        **({"hasAudio": 1, "audioSources": 1} if sound else {}),
        **({"audioChannels": sound.channels, "audioRate": sound.rate} if sound else {}),
    }
    made = add(resources, "asset", None, asset)
    add(made, "media-rep", None, {"kind": "original-media", "src": content.location.uri})


def _size(video: VideoInfo) -> dict[str, object]:
    """Give the picture's size: with its pixels' shape as stored, or upright as displayed if it is turned."""
    if video.pixel_aspect == 1 or video.rotation:
        return {"width": video.width, "height": video.height}
    aspect = video.pixel_aspect
    return {
        "width": video.coded_width,
        "height": video.coded_height,
        "paspH": aspect.numerator,
        "paspV": aspect.denominator,
    }


def _clip(content: Content, frames: Frames, first: int, last: int) -> dict[str, object]:
    return {
        "ref": "r2",
        "name": one_line(content.location.stem),
        "start": time(frames.seconds(frames.start + first)),
        "duration": time(frames.seconds(last - first)),
        "format": "r1",
        "tcFormat": "DF" if frames.counting.drop else "NDF",
    }


def _range(span: FrameSpan, frames: Frames) -> dict[str, object]:
    return {
        "start": time(frames.seconds(frames.start + span.first)),
        "duration": time(frames.seconds(span.length)),
    }


def _describe(clip: Element, spans: list[FrameSpan], frames: Frames) -> set[str]:
    """Say what is in the clip; give the keywords that were used."""
    words: set[str] = set()
    for number, shot in enumerate([span for span in spans if span.of.track == "shots"], 1):
        _mark(clip, shot, frames, f"Shot {number}", shot.of.label)
    for span in spans:
        family = span.of.track.partition(".")[0]
        if family == "shots":
            continue
        if family in SPOKEN:
            _mark(clip, span, frames, one_line(span.of.label) or "Marker", span.of.track)
            if span.of.track in RATED and span.of.end > span.of.start:
                rating = {"name": one_line(span.of.label), "value": RATED[span.of.track]}
                add(clip, "rating", None, {**_range(span, frames), **rating})
        elif word := one_line(span.of.label, ","):
            words.add(word)
            note = f"{span.of.track} {span.of.score:.2f}"
            add(clip, "keyword", None, {**_range(span, frames), "value": word, "note": note})
            if kind := SHOT_TYPES.get(span.of.label) if family == "faces" else None:
                analysis = add(clip, "analysis-marker", None, _range(span, frames))
                add(analysis, "shot-type", None, {"value": kind})
    return words


def _mark(parent: Element, span: FrameSpan, frames: Frames, value: str, note: str) -> None:
    at = {"start": time(frames.seconds(frames.start + span.first)), "duration": time(1 / frames.rate)}
    add(parent, "marker", None, {**at, "value": value, "note": note})


def _sequence(project: Element, content: Content, frames: Frames) -> None:
    """Put the shots one behind the other, each with the markers that begin in it."""
    record, cut = frames.on_timeline(), shot_spans(content, frames)
    spoken = [segment for segment in content.segments if segment.track.partition(".")[0] in SPOKEN]
    inside = group_by_shot(cut, marker_spans(spoken, frames))
    sequence = add(
        project,
        "sequence",
        None,
        {
            "format": "r1",
            "duration": time(frames.seconds(frames.length)),
            "tcStart": time(record.seconds(record.start)),
            "tcFormat": "DF" if frames.counting.drop else "NDF",
        },
    )
    spine, at = add(sequence, "spine"), 0
    for shot, spans in zip(cut, inside, strict=True):
        if shot.first > at:
            _gap(spine, record, at, shot.first)
        clip = _clip(content, frames, shot.first, shot.last)
        offset = time(record.seconds(record.start + shot.first))
        made = add(spine, "asset-clip", None, {**clip, "offset": offset})
        for span in spans:
            if span.first < shot.last:
                _mark(made, span, frames, one_line(span.of.label) or "Marker", span.of.track)
        at = shot.last


def _gap(spine: Element, record: Frames, first: int, last: int) -> None:
    offset, duration = record.seconds(record.start + first), record.seconds(last - first)
    add(
        spine, "gap", None, {"name": "Gap", "offset": time(offset), "start": "0s", "duration": time(duration)}
    )
