"""Segments as a collection of W3C Web Annotations (JSON-LD).

The target of each is a stretch of the media by a media fragment, `t=12.5,14`; the body is the label.
Captions and notes describe, other labels tag. `track` and `score` are terms of our own, defined in the
context. Identifiers depend on the media's content and the segment only, so they stay from export to export.
Checked with rdflib.
"""

import json
import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

from app.export.exporter import Category, Content, TextExporter
from app.export.fcpxml import SPOKEN
from inference.contract.types import Segment
from resources.language import mark

CONTEXT = [
    "http://www.w3.org/ns/anno.jsonld",
    {"track": "urn:rushes:track", "score": "urn:rushes:score"},
]
FRAGMENT = "http://www.w3.org/TR/media-frags/"


class WebAnnotations(TextExporter):
    """Segments as annotations of the web."""

    name: ClassVar[str] = "webanno"
    suffix: ClassVar[str] = ".annotations.jsonld"
    title: ClassVar[str] = mark("Web Annotations (JSON-LD)")
    purpose: ClassVar[str] = mark("Segments as annotations that archives and the web exchange.")
    category: ClassVar[Category] = Category.ARCHIVES

    def text(self, content: Content) -> str:
        items = [_annotation(content, segment) for segment in content.segments]
        whole = {
            "@context": CONTEXT,
            "id": _identity(content, "collection"),
            "type": "AnnotationCollection",
            "label": content.location.name,
            "total": len(items),
            "first": {
                "id": _identity(content, "page"),
                "type": "AnnotationPage",
                "startIndex": 0,
                "items": items,
            },
        }
        return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _annotation(content: Content, segment: Segment) -> Mapping[str, Any]:
    purpose = "describing" if segment.track.partition(".")[0] in SPOKEN else "tagging"
    end = max(segment.end, segment.start + 0.001)
    where = f"t={segment.start:.6f},{end:.6f}"
    return {
        "id": _identity(content, f"{segment.track}\n{where}\n{segment.label}"),
        "type": "Annotation",
        "motivation": purpose,
        "body": {
            "type": "TextualBody",
            "value": segment.label,
            "format": "text/plain",
            "purpose": purpose,
        },
        "target": {
            "source": content.location.uri,
            "selector": {"type": "FragmentSelector", "conformsTo": FRAGMENT, "value": where},
        },
        "track": segment.track,
        "score": round(float(segment.score), 5),
    }


def _identity(content: Content, what: str) -> str:
    named = f"rushes:{content.document.fingerprint}:{what}".encode("utf-8", "replace").decode()
    return uuid.uuid5(uuid.NAMESPACE_URL, named).urn
