"""Shots as chapters.

`chapters`: WebVTT of the kind chapters: cues that never overlap, whose text is plain with character
references. Checked with webvtt-py. `youtube`: lines for the description of a video, of which YouTube makes
chapters: the first at 0:00, three or more, each ten seconds or longer; shorter shots join the one before.
"""

from collections.abc import Sequence
from typing import ClassVar

from app.errors import UsageError
from app.export.captions import clock
from app.export.exporter import Category, Content, TextExporter
from app.export.plain import one_line
from app.export.webvtt import escape_cue
from inference.contract.types import Segment
from resources.language import mark
from resources.messages import msg

NAMED_BY = ("tags", "sounds.kind", "sounds")
"""Tracks that tell one chapter from another, the best first."""

WORDS = 3
LEAST, SHORTEST = 3, 10
"""Chapters that YouTube wants at the least, and the seconds of the shortest."""


class Chapters(TextExporter):
    """Shots as chapters of WebVTT, for players on the web."""

    name: ClassVar[str] = "chapters"
    suffix: ClassVar[str] = ".chapters.vtt"
    title: ClassVar[str] = mark("Shots as chapters (WebVTT)")
    purpose: ClassVar[str] = mark("Shots as chapters that players on the web show.")
    category: ClassVar[Category] = Category.CAPTIONS

    def text(self, content: Content) -> str:
        parts = ["WEBVTT\n"]
        for number, (start, end) in enumerate(_apart(_shots(content)), 1):
            title = escape_cue(_title(number, "Shot", _labels(content, start, end)))
            parts.append(f"\n{clock(start, '.')} --> {clock(end, '.')}\n{title}\n")
        return "".join(parts)


class YouTubeChapters(TextExporter):
    """Shots as chapters for the description of a video on YouTube."""

    name: ClassVar[str] = "youtube"
    suffix: ClassVar[str] = ".youtube.txt"
    title: ClassVar[str] = mark("Chapters for YouTube (text)")
    purpose: ClassVar[str] = mark("Shots as chapters, to paste into the description of a video.")
    category: ClassVar[Category] = Category.CAPTIONS
    program: ClassVar[str] = "YouTube"

    def text(self, content: Content) -> str:
        duration = int(content.media.duration)
        starts = _long_enough([int(shot.start) for shot in _shots(content)], duration)
        if len(starts) < LEAST:
            raise UsageError(
                msg(
                    "{name} has too few long shots for chapters: YouTube wants {least} of "
                    "{seconds} s or more.",
                    name=one_line(content.location.name),
                    least=LEAST,
                    seconds=SHORTEST,
                ),
                msg("Write them by hand, or choose another format."),
            )
        ends = [*starts[1:], duration]
        lines: list[str] = []
        for number, (start, end) in enumerate(zip(starts, ends, strict=True), 1):
            title = _title(number, "Chapter", _labels(content, start, end))
            lines.append(f"{_stamp(start)} {one_line(title, '<>')}\n")
        return "".join(lines)


def _shots(content: Content) -> Sequence[Segment]:
    if not content.shots:
        raise UsageError(
            msg("There are no shots of {name}.", name=one_line(content.location.name)),
            msg("Find them first: rushes analyze {name} --only shots", name=one_line(content.location.name)),
        )
    return content.shots


def _apart(shots: Sequence[Segment]) -> list[tuple[float, float]]:
    """Give the shots' times in whole milliseconds so that none overlaps the next and none is empty."""
    cut: list[tuple[float, float]] = []
    for shot in shots:
        start = max(round(shot.start, 3), cut[-1][1] if cut else 0.0)
        if round(shot.end, 3) > start:
            cut.append((start, round(shot.end, 3)))
    return cut


def _long_enough(starts: Sequence[int], duration: int) -> list[int]:
    """Give 0 and the starts, in seconds, that leave each chapter long enough."""
    kept = [0]
    for start in starts:
        if start >= kept[-1] + SHORTEST and duration - start >= SHORTEST:
            kept.append(start)
    return kept


def _labels(content: Content, start: float, end: float) -> list[str]:
    """Give what is longest in a stretch of the film, from the first track that says anything."""
    for track in NAMED_BY:
        lengths: dict[str, float] = {}
        for segment in content.segments:
            if segment.track == track and (shared := min(segment.end, end) - max(segment.start, start)) > 0:
                lengths[segment.label] = lengths.get(segment.label, 0.0) + shared
        if lengths:
            return sorted(lengths, key=lambda label: (-lengths[label], label))[:WORDS]
    return []


def _title(number: int, what: str, labels: Sequence[str]) -> str:
    named = ", ".join(filter(None, map(one_line, labels)))
    return f"{what} {number}: {named}" if named else f"{what} {number}"


def _stamp(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
