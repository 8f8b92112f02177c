"""Captions as WebVTT.

A cue a caption, in one line or two, with character references for what WebVTT takes for markup. Checked with
webvtt-py.
"""

from typing import ClassVar

from app.export.captions import clock, cues
from app.export.exporter import Category, Content, TextExporter
from resources.language import mark


class WebVtt(TextExporter):
    """What is said as WebVTT, for the web and most editing systems."""

    name: ClassVar[str] = "vtt"
    suffix: ClassVar[str] = ".vtt"
    title: ClassVar[str] = mark("Captions (WebVTT)")
    purpose: ClassVar[str] = mark("What is said, as captions for the web.")
    category: ClassVar[Category] = Category.CAPTIONS

    def text(self, content: Content) -> str:
        parts = ["WEBVTT\n"]
        for cue in cues(content):
            lines = "\n".join(escape_cue(line) for line in cue.lines)
            parts.append(f"\n{clock(cue.start, '.')} --> {clock(cue.end, '.')}\n{lines}\n")
        return "".join(parts)


def escape_cue(text: str) -> str:
    """Write what begins a tag, an entity or an arrow of times as an entity."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
