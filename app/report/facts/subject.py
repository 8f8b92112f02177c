"""One film that a report speaks of: what sections read, each thing made once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.document import Document
from app.edits import EditedSegments
from app.report.facts.formatting import At, at_of
from inference.contract.track import Track
from inference.contract.types import Kind, Segment


@dataclass(frozen=True, slots=True)
class Room:
    """How much of one film a report shows, so that a hundred of them stay readable."""

    stills: int
    rows: int


ONE = Room(stills=60, rows=400)


def room_for(films: int) -> Room:
    """Share out the room of a report among its films."""
    return ONE if films <= 1 else Room(max(4, ONE.stills // films), max(20, ONE.rows // films))


@dataclass(frozen=True, slots=True)
class Subject:
    """A document with its segments as the user wants them. hidden: stretches of which no still is shown."""

    document: Document
    corrected: EditedSegments
    at: At
    room: Room
    hidden: Sequence[tuple[float, float]] = ()

    @property
    def segments(self) -> Sequence[Segment]:
        return self.corrected.segments

    @property
    def duration(self) -> float:
        return self.document.duration

    @property
    def tracks(self) -> Mapping[str, Track]:
        """Tracks as they are shown, without embeddings."""
        shown = self.document.shown.items()
        return {key: track for key, track in shown if track.spec.kind is not Kind.VECTOR and len(track)}

    def of(self, track: str) -> list[Segment]:
        """Give the segments of one track."""
        return [segment for segment in self.segments if segment.track == track]

    def hides(self, time: float) -> bool:
        """Say whether the picture at a time is not to be shown."""
        return any(start <= time < end for start, end in self.hidden)

    def ran(self, *analyzers: str) -> bool:
        """Say whether any of these analyzers has finished."""
        return any(name in self.document.runs for name in analyzers)


def subject_of(document: Document, room: Room = ONE) -> Subject:
    """Make a subject of a document."""
    corrected = document.corrected()
    return Subject(document, corrected, at_of(document.media), room, tuple(_hidden(corrected.segments)))


def _hidden(segments: Iterable[Segment]) -> Iterable[tuple[float, float]]:
    """Give what was flagged as explicit, and every shot that it touches."""
    segments = list(segments)
    flags = [(one.start, one.end) for one in segments if one.track == "advisory"]
    if not flags:
        return
    yield from flags
    for shot in segments:
        if shot.track == "shots" and any(start < shot.end and end > shot.start for start, end in flags):
            yield shot.start, shot.end
