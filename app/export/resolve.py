"""Markers for DaVinci Resolve, as an edit decision list.

In Resolve: Media Pool, right click on a timeline, Timelines > Import > Timeline Markers from EDL. Each
segment but the shots is a marker with its label, color and length; the note says track and score. Resolve
keeps one marker on a frame, so those that begin together are one: the color is the first one's, the length
the longest. It reads 999 events from a file: more are split into several. The timeline is taken to begin at
the media's own timecode, or else at 01:00:00:00 as Resolve's timelines do. Checked with OpenTimelineIO's
adapter for CMX 3600, which reads the events, and by the layout that Resolve writes itself.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import ClassVar

from app.export.colors import color_of
from app.export.exporter import Category, Content, Data, Exporter, encode_text
from app.export.frames import Frames, FrameSpan, frames_of, marker_spans
from app.export.plain import one_line
from resources.language import mark

MOST = 999
LONGEST = 200
"""Characters of a marker's name, which stands over the timeline."""


class ResolveMarkers(Exporter):
    """Segments as colored markers on a timeline of Resolve."""

    name: ClassVar[str] = "resolve"
    suffix: ClassVar[str] = ".markers.edl"
    title: ClassVar[str] = mark("Markers for DaVinci Resolve (EDL)")
    purpose: ClassVar[str] = mark(
        "Every segment as a colored marker; import it on a timeline of DaVinci Resolve."
    )
    category: ClassVar[Category] = Category.EDITING
    program: ClassVar[str] = "DaVinci Resolve"

    def files(self, content: Content) -> Iterator[tuple[str, Data]]:
        frames = frames_of(content).on_timeline()
        spans = sorted(marker_spans(content.segments, frames), key=lambda span: span.first)
        events = [_event(list(together), frames) for _, together in groupby(spans, lambda span: span.first)]
        for number, first in enumerate(range(0, max(1, len(events)), MOST), 1):
            yield (
                "" if number == 1 else f".{number}",
                encode_text(head(content, frames) + "".join(_numbered(events[first : first + MOST]))),
            )


def head(content: Content, frames: Frames) -> str:
    """Begin a list: its title and how frames are counted."""
    counted = "DROP FRAME" if frames.counting.drop else "NON-DROP FRAME"
    return f"TITLE: {one_line(content.location.stem)[:70] or 'Untitled'}\nFCM: {counted}\n\n"


def _numbered(events: Iterable[str]) -> Iterator[str]:
    return (f"{number:03d}  {event}\n" for number, event in enumerate(events, 1))


def _event(together: Sequence[FrameSpan], frames: Frames) -> str:
    first = together[0]
    times = (frames.label(first.first), frames.label(first.first + 1))
    name = one_line(" + ".join(dict.fromkeys(filter(None, (one_line(s.of.label) for s in together)))), "|")
    note = one_line(", ".join(f"{span.of.track} {span.of.score:.2f}" for span in together), "|")
    length = max(span.length for span in together)
    shown = name[:LONGEST] or one_line(first.of.track)
    color = color_of(first.of).resolve
    return (
        f"001      V     C        {times[0]} {times[1]} {times[0]} {times[1]}  \n"
        f"{note} |C:ResolveColor{color} |M:{shown} |D:{length}\n"
    )
