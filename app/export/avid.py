"""Markers for Avid Media Composer, as the text that its Markers window imports.

A line a segment, fields with tabs between: user, timecode, track, color, comment, length in frames. The
timecode is the media's own, or from 00:00:00:00; the colors are the eight that every version knows. Avid's
own words about this layout are not public. It is that of lists which Media Composer wrote (the repository
adamhawkey/EDL_tools has some), and that which an open reader, mjiggidy/posttools, takes as the older of two;
the newer one, of 2024.6 and later, has two fields more. Not imported into Media Composer yet. Checked by
reading the fields back against the document.
"""

from typing import ClassVar

from app.export.colors import color_of
from app.export.exporter import Category, Content, TextExporter
from app.export.frames import frames_of, marker_spans
from app.export.plain import one_line
from resources.language import mark

LONGEST = 32_000
"""Characters of a comment."""


class AvidMarkers(TextExporter):
    """Segments as markers on a clip in Avid."""

    name: ClassVar[str] = "avid"
    suffix: ClassVar[str] = ".avid.txt"
    title: ClassVar[str] = mark("Markers for Avid Media Composer (text)")
    purpose: ClassVar[str] = mark(
        "Every segment as a marker on the clip; import it in the Markers window of Media Composer."
    )
    category: ClassVar[Category] = Category.EDITING
    program: ClassVar[str] = "Avid Media Composer"

    def text(self, content: Content) -> str:
        frames = frames_of(content)
        track = "V1" if content.media.video else "A1"
        lines: list[str] = []
        for span in sorted(marker_spans(content.segments, frames), key=lambda span: span.first):
            comment = one_line(f"{span.of.label} ({span.of.track} {span.of.score:.2f})")[:LONGEST]
            fields = ("Rushes", frames.label(span.first), track, color_of(span.of).avid, comment)
            lines.append("\t".join((*fields, str(span.length))) + "\n")
        return "".join(lines)
