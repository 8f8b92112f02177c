"""Captions as WebVTT."""

from typing import ClassVar, TextIO

from app.document import Document
from app.export.captions import clock, cues
from app.export.exporter import Exporter


class WebVtt(Exporter):
    """What is said as WebVTT, for the web and most editing systems."""

    name: ClassVar[str] = "vtt"
    suffix: ClassVar[str] = ".vtt"
    title: ClassVar[str] = "Captions (WebVTT)"

    def write(self, document: Document, out: TextIO) -> None:
        captions = cues(document)
        out.write("WEBVTT\n")
        for cue in captions:
            lines = "\n".join(_escaped(line) for line in cue.lines)
            out.write(f"\n{clock(cue.start, '.')} --> {clock(cue.end, '.')}\n{lines}\n")


def _escaped(text: str) -> str:
    """Write what begins a tag, an entity or an arrow of times as an entity."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
