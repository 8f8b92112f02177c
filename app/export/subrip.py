"""Captions as SubRip.

A numbered block a caption, in one line or two. SubRip has no escapes, so what players take for commands is
in round brackets. Checked with webvtt-py.
"""

from typing import ClassVar

from app.export.captions import clock, cues
from app.export.exporter import Category, Content, TextExporter
from resources.language import mark


class SubRip(TextExporter):
    """What is said as SubRip, which nearly every player and editing system takes. Lines end as on Windows."""

    name: ClassVar[str] = "srt"
    suffix: ClassVar[str] = ".srt"
    title: ClassVar[str] = mark("Captions (SubRip)")
    purpose: ClassVar[str] = mark("What is said, as captions for nearly every player and editing system.")
    category: ClassVar[Category] = Category.CAPTIONS

    def text(self, content: Content) -> str:
        parts: list[str] = []
        for number, cue in enumerate(cues(content), 1):
            lines = "\r\n".join(_plain(line) for line in cue.lines)
            parts.append(f"{number}\r\n{clock(cue.start, ',')} --> {clock(cue.end, ',')}\r\n{lines}\r\n\r\n")
        return "".join(parts)


def _plain(text: str) -> str:
    """SubRip has no escapes, and players take <…> and {…} for commands: round brackets stand for them."""
    return text.translate(str.maketrans("<>{}", "()()"))
