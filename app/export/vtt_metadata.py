"""Segments as WebVTT of the kind metadata: for scripts on a web page, which get a cue when it begins.

A cue's text is one line of JSON: track, label, score. `>` is written as an escape, so that no label looks
like an arrow of times. A cue lasts a millisecond at least, as the format asks. Checked with webvtt-py.
"""

import json
from typing import ClassVar

from app.export.captions import clock
from app.export.exporter import Category, Content, TextExporter
from resources.language import mark


class VttMetadata(TextExporter):
    """Segments as cues with JSON in them, for scripts."""

    name: ClassVar[str] = "vttmeta"
    suffix: ClassVar[str] = ".metadata.vtt"
    title: ClassVar[str] = mark("WebVTT metadata")
    purpose: ClassVar[str] = mark("Segments as cues that scripts of a web page read while the film plays.")
    category: ClassVar[Category] = Category.CAPTIONS

    def text(self, content: Content) -> str:
        parts = ["WEBVTT\n"]
        for segment in content.segments:
            end = max(segment.end, segment.start + 0.001)
            row = {
                "track": segment.track,
                "label": segment.label,
                "score": round(float(segment.score), 5),
            }
            payload = json.dumps(row).replace(">", "\\u003e")
            parts.append(f"\n{clock(segment.start, '.')} --> {clock(end, '.')}\n{payload}\n")
        return "".join(parts)
