"""Captions as SubRip."""

from typing import ClassVar, TextIO

from app.document import Document
from app.export.captions import clock, cues
from app.export.exporter import Exporter


class SubRip(Exporter):
    """What is said as SubRip, which nearly every player and editing system takes. Lines end as on Windows."""

    name: ClassVar[str] = "srt"
    suffix: ClassVar[str] = ".srt"
    title: ClassVar[str] = "Captions (SubRip)"

    def write(self, document: Document, out: TextIO) -> None:
        for number, cue in enumerate(cues(document), 1):
            lines = "\r\n".join(_plain(line) for line in cue.lines)
            out.write(f"{number}\r\n{clock(cue.start, ',')} --> {clock(cue.end, ',')}\r\n{lines}\r\n\r\n")


def _plain(text: str) -> str:
    """SubRip has no escapes, and players take <…> and {…} for commands: round brackets stand for them."""
    return text.translate(str.maketrans("<>{}", "()()"))
