"""One film that a report speaks of: what sections read, each thing made once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.document import Document
from app.edits import EditedSegments
from app.report.facts.formatting import TimeFormatter, time_formatter
from inference.contract.track import Track
from inference.contract.types import Segment, TrackKind


@dataclass(frozen=True, slots=True)
class ReportLimits:
    """How much of one film a report shows, so that a hundred of them stay readable."""

    stills: int
    rows: int


ONE = ReportLimits(stills=60, rows=400)


def limits_for(films: int) -> ReportLimits:
    """Share out the room of a report among its films."""
    return ONE if films <= 1 else ReportLimits(max(4, ONE.stills // films), max(20, ONE.rows // films))


@dataclass(frozen=True, slots=True)
class Subject:
    """A document with its segments as the user wants them. hidden: stretches of which no still is shown."""

    document: Document
    corrected: EditedSegments
    at: TimeFormatter
    room: ReportLimits
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
        return {key: track for key, track in shown if track.spec.kind is not TrackKind.VECTOR and len(track)}

    def of(self, track: str) -> list[Segment]:
        """Give the segments of one track."""
        return [segment for segment in self.segments if segment.track == track]

    def hides(self, time: float) -> bool:
        """Say whether the picture at a time is not to be shown."""
        return any(start <= time < end for start, end in self.hidden)

    def ran(self, *analyzers: str) -> bool:
        """Say whether any of these analyzers has finished."""
        return any(name in self.document.runs for name in analyzers)


def subject_of(document: Document, room: ReportLimits = ONE) -> Subject:
    """Make a subject of a document."""
    corrected = document.corrected()
    return Subject(
        document, corrected, time_formatter(document.media), room, tuple(_hidden(corrected.segments))
    )


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
