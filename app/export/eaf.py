"""Segments for ELAN, as EAF 3.0.

A tier for each track; where its segments overlap, which those of a tier may not, further tiers take them:
`tags`, `tags-2`, ... Times are whole milliseconds; a segment that lasts none gets one. Checked with pympi.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import ClassVar

from app.export.exporter import Category, Content, Data, Exporter
from app.export.plain import one_line
from app.export.xml_text import Element, add, document
from app.media.location import Location
from inference.contract.types import Segment
from resources.language import mark

SCHEMA = "http://www.mpi.nl/tools/elan/EAFv3.0.xsd"
XSI = "{http://www.w3.org/2001/XMLSchema-instance}noNamespaceSchemaLocation"

MIME = {
    ".wav": "audio/x-wav",
    ".mp4": "video/mp4",
    ".m4v": "video/mp4",
    ".mpg": "video/mpeg",
    ".mpeg": "video/mpeg",
    ".mov": "video/quicktime",
    ".mp3": "audio/mpeg",
}

CONSTRAINTS = {
    "Time_Subdivision": "Time subdivision of parent annotation's time interval, no time gaps allowed within "
    "this interval",
    "Symbolic_Subdivision": "Symbolic subdivision of a parent annotation. Annotations refering to the same "
    "parent are ordered",
    "Symbolic_Association": "1-1 association with a parent annotation",
    "Included_In": "Time alignable annotations within the parent annotation's time interval, gaps are "
    "allowed",
}

Interval = tuple[int, int, Segment]


class Eaf(Exporter):
    """Segments as tiers, for ELAN."""

    name: ClassVar[str] = "eaf"
    suffix: ClassVar[str] = ".eaf"
    title: ClassVar[str] = mark("Tiers for ELAN (EAF)")
    purpose: ClassVar[str] = mark("Segments as tiers, to annotate on in ELAN.")
    category: ClassVar[Category] = Category.ARCHIVES
    program: ClassVar[str] = "ELAN"

    def files(self, content: Content) -> Iterator[tuple[str, Data]]:
        root = Element(
            "ANNOTATION_DOCUMENT",
            {
                "AUTHOR": "Rushes",
                "DATE": datetime.now(UTC).isoformat(timespec="seconds"),
                "FORMAT": "3.0",
                "VERSION": "3.0",
                XSI: SCHEMA,
            },
        )
        tiers = _tiers(content.segments)
        _header(root, content.location, sum(map(len, tiers.values())))
        _times(root, tiers)
        number = 0
        for name, intervals in tiers.items():
            tier = add(root, "TIER", None, {"TIER_ID": name, "LINGUISTIC_TYPE_REF": "default-lt"})
            for _, _, segment in intervals:
                number += 1
                _annotation(tier, number, segment.label)
        kind = {"LINGUISTIC_TYPE_ID": "default-lt", "TIME_ALIGNABLE": "true", "GRAPHIC_REFERENCES": "false"}
        add(root, "LINGUISTIC_TYPE", None, kind)
        for stereotype, text in CONSTRAINTS.items():
            add(root, "CONSTRAINT", None, {"STEREOTYPE": stereotype, "DESCRIPTION": text})
        yield "", document(root)


def _tiers(segments: Sequence[Segment]) -> dict[str, list[Interval]]:
    """Give each tier's intervals, which never overlap."""
    tiers: dict[str, list[Interval]] = {}
    for segment in sorted(segments):
        start = max(0, round(segment.start * 1000))
        end = max(start + 1, round(segment.end * 1000))
        name, number = (base := one_line(segment.track) or "segments"), 1
        while name in tiers and tiers[name][-1][1] > start:
            number += 1
            name = f"{base}-{number}"
        tiers.setdefault(name, []).append((start, end, segment))
    return dict(sorted(tiers.items()))


def _header(root: Element, location: Location, annotations: int) -> None:
    header = add(root, "HEADER", None, {"MEDIA_FILE": "", "TIME_UNITS": "milliseconds"})
    media = {
        "MEDIA_URL": location.uri,
        "MIME_TYPE": MIME.get(location.suffix.lower(), "unknown"),
        "RELATIVE_MEDIA_URL": f"./{location.name}",
    }
    add(header, "MEDIA_DESCRIPTOR", None, media)
    add(header, "PROPERTY", annotations, {"NAME": "lastUsedAnnotationId"})


def _times(root: Element, tiers: dict[str, list[Interval]]) -> None:
    """Write two slots for each annotation, numbered as annotations are, in the order of time."""
    slots: list[tuple[int, int]] = []
    for start, end, _ in (interval for intervals in tiers.values() for interval in intervals):
        slots += [(start, len(slots) + 1), (end, len(slots) + 2)]
    order = add(root, "TIME_ORDER")
    for time, number in sorted(slots):
        add(order, "TIME_SLOT", None, {"TIME_SLOT_ID": f"ts{number}", "TIME_VALUE": time})


def _annotation(tier: Element, number: int, label: str) -> None:
    made = add(
        add(tier, "ANNOTATION"),
        "ALIGNABLE_ANNOTATION",
        None,
        {
            "ANNOTATION_ID": f"a{number}",
            "TIME_SLOT_REF1": f"ts{2 * number - 1}",
            "TIME_SLOT_REF2": f"ts{2 * number}",
        },
    )
    add(made, "ANNOTATION_VALUE", label)
