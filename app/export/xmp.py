"""Results as an XMP sidecar, which Adobe's programs and archives read beside the media.

`dc:subject` has the labels as keywords, but not what was said. `xmpDM:Tracks` has a track for each of ours;
its markers have start and length in frames of the media's own rate (in milliseconds if that varies or there
is no picture), the label as name, and the score as probability. Checked with rdflib.
"""

from collections.abc import Iterator
from fractions import Fraction
from itertools import groupby
from typing import ClassVar
from xml.etree.ElementTree import register_namespace

from app.export.exporter import Category, Content, Data, Exporter
from app.export.fcpxml import SPOKEN
from app.export.frames import Frames, frames_of
from app.export.plain import one_line
from app.export.xml_text import Element, add, document
from inference.contract.types import Segment
from resources.language import mark

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
DM = "http://ns.adobe.com/xmp/1.0/DynamicMedia/"
DC = "http://purl.org/dc/elements/1.1/"
META = "adobe:ns:meta/"

MILLISECONDS = Fraction(1000)

KINDS = {"shots": "Chapter", "transcript": "Speech"}
"""Kinds of track in XMP; the others are an index."""


class Xmp(Exporter):
    """Keywords and tracks of markers, for Adobe's programs and archives."""

    name: ClassVar[str] = "xmp"
    suffix: ClassVar[str] = ".xmp"
    title: ClassVar[str] = mark("Sidecar for Adobe's programs and archives (XMP)")
    purpose: ClassVar[str] = mark("Keywords and markers beside the film, for Adobe's programs and archives.")
    category: ClassVar[Category] = Category.ARCHIVES

    def files(self, content: Content) -> Iterator[tuple[str, Data]]:
        for prefix, space in {"rdf": RDF, "xmpDM": DM, "dc": DC, "x": META}.items():
            register_namespace(prefix, space)
        root = Element(f"{{{META}}}xmpmeta")
        about = add(add(root, f"{{{RDF}}}RDF"), f"{{{RDF}}}Description", None, {f"{{{RDF}}}about": ""})
        words = {
            one_line(segment.label)
            for segment in content.segments
            if segment.track.partition(".")[0] not in (*SPOKEN, "shots")
        }
        _list(about, f"{{{DC}}}subject", "Bag", sorted(words - {""}))
        frames = frames_of(content)
        tracks = add(add(about, f"{{{DM}}}Tracks"), f"{{{RDF}}}Bag")
        by_track = sorted(content.segments, key=lambda segment: (segment.track, segment.start))
        for track, segments in groupby(by_track, lambda segment: segment.track):
            _track(tracks, track, list(segments), _rate(content, frames), frames)
        yield "", document(root)


def _rate(content: Content, frames: Frames) -> Fraction:
    """Give ticks a second."""
    video = content.media.video
    return frames.rate if video and not video.variable else MILLISECONDS


def _track(parent: Element, track: str, segments: list[Segment], rate: Fraction, frames: Frames) -> None:
    made = _resource(parent)
    add(made, f"{{{DM}}}trackName", one_line(track))
    add(made, f"{{{DM}}}trackType", KINDS.get(track, "Index"))
    tail = "" if rate.denominator == 1 else f"s{rate.denominator}"
    add(made, f"{{{DM}}}frameRate", f"f{rate.numerator}{tail}")
    markers = add(add(made, f"{{{DM}}}markers"), f"{{{RDF}}}Seq")
    for segment in segments:
        first, last = _ticks(segment, rate, frames)
        marker = _resource(markers)
        add(marker, f"{{{DM}}}startTime", first)
        add(marker, f"{{{DM}}}duration", last - first)
        add(marker, f"{{{DM}}}name", one_line(segment.label))
        add(marker, f"{{{DM}}}type", KINDS.get(track, "Index"))
        add(marker, f"{{{DM}}}probability", f"{segment.score:.5f}")


def _ticks(segment: Segment, rate: Fraction, frames: Frames) -> tuple[int, int]:
    if rate == frames.rate:
        return frames.at(segment.start), frames.at(segment.end)
    return round(segment.start * float(rate)), round(segment.end * float(rate))


def _resource(parent: Element) -> Element:
    return add(parent, f"{{{RDF}}}li", None, {f"{{{RDF}}}parseType": "Resource"})


def _list(parent: Element, tag: str, kind: str, values: list[str]) -> None:
    made = add(add(parent, tag), f"{{{RDF}}}{kind}")
    for value in values:
        add(made, f"{{{RDF}}}li", value)
