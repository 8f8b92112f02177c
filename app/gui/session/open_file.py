"""One file in the window, and how far it is."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from app.document import Document
from app.edits import Edit, EditedSegments, Origin, correct
from app.errors import RushesError
from app.media.location import Location
from app.media.types import Rgb
from app.store import StoredRun
from inference.contract.track import Track
from inference.contract.types import Device, Segment
from resources.messages import Message


class State(StrEnum):
    """How far a file is."""

    LOOKING = "looking"
    WAITING = "waiting"
    ANALYZING = "analyzing"
    DONE = "done"
    FAILED = "failed"
    CANCELED = "canceled"


POSTER_AT = 0.2
"""Where in a file its poster is taken, as a share of its length: the start is often black."""

DERIVE_EVERY = 1.0
"""Seconds between two derivations of segments while scores come in."""

DERIVE_SHARE = 0.1
"""Share of the time that deriving may take."""

BUSY = (State.LOOKING, State.WAITING, State.ANALYZING)


@dataclass(slots=True, eq=False)
class OpenFile:
    """One file in the window, and how far it is.

    share: of the analysis that is done. pending: analyzers still to finish.
    again: what is stored is to be made again.

    derived: the segments of each analyzer as they were derived. segments: those under the user's edits, and
    origins: where those come from that the user touched.

    A finished file that is not looked at keeps its summary only: duration (seconds), whether it has a
    picture, its poster, and the fingerprint of its content; the store gives the rest again.
    """

    location: Location
    state: State = State.LOOKING
    document: Document | None = None
    derived: dict[str, list[Segment]] = field(default_factory=dict[str, list[Segment]])
    segments: list[Segment] = field(default_factory=list[Segment])
    origins: Mapping[Segment, Origin] = field(default_factory=dict[Segment, Origin])
    pending: set[str] = field(default_factory=set[str])
    share: float = 0.0
    seconds_left: float | None = None
    stage: str = ""
    notes: list[Message] = field(default_factory=list[Message])
    error: RushesError | None = None
    device: Device | None = None
    cached: bool = False
    derived_at: float = 0.0
    derive_cost: float = 0.0
    stale: bool = False
    again: bool = False
    duration: float | None = None
    has_picture: bool = True
    fingerprint: str | None = None
    poster: Rgb | None = None

    @property
    def busy(self) -> bool:
        """Whether something is still to come."""
        return self.state in BUSY

    @property
    def derive_pause(self) -> float:
        """Seconds from one derivation of segments to the next while scores come in."""
        return max(DERIVE_EVERY, self.derive_cost / DERIVE_SHARE)

    @property
    def edited(self) -> EditedSegments:
        """The segments under the user's edits, and whose they are."""
        return EditedSegments(self.segments, self.origins)

    def set_document(self, document: Document) -> None:
        """Take what is known of the file."""
        self.document = document
        self.duration, self.fingerprint = document.duration, document.fingerprint
        self.has_picture = document.media.video is not None
        self.stale = False

    def correct(self, made: Mapping[str, list[Segment]]) -> None:
        """Take segments of analyzers that were derived, and bring the user's edits to all of them."""
        self.derived = {**self.derived, **made}
        found = [segment for those in self.derived.values() for segment in those]
        corrected = correct(found, self.document.edits if self.document is not None else [])
        self.segments, self.origins = corrected.segments, corrected.origins

    def set_probed(self, document: Document, todo: Iterable[str]) -> None:
        """Take what the store has, and which analyzers are still to run."""
        self.pending = set(todo)
        self.cached = not (self.pending or self.again)
        self.device = document.device
        self.state = State.DONE if self.cached else State.WAITING
        self.set_document(document)

    def relate(self, related: Mapping[str, Track]) -> bool:
        """Take tracks to be shown in place of stored ones; say whether that changes anything."""
        if self.document is None or not (related or self.document.related):
            return False
        self.document.related = dict(related)
        return True

    def add_run(self, run: StoredRun) -> None:
        """Take in that one analyzer is finished."""
        self.pending.discard(run.analyzer)
        if self.document is not None:
            self.document.runs[run.analyzer] = run

    def end(self, device: Device | None) -> None:
        """Take in that the analysis is over; device: where models ran, if any had to."""
        self.share, self.seconds_left, self.pending = 1.0, None, set()
        self.device = device or self.device
        self.stale = True

    def edit(self, edit: Edit) -> None:
        """Make an edit of the user's; where scores are seen otherwise then, segments are no longer true."""
        if self.document is None:
            return
        before = self.document.limits, self.document.marks
        self.document.edits.append(edit)
        if before != (self.document.limits, self.document.marks):
            self.stale, self.derived_at = True, -math.inf

    def find_poster(self) -> None:
        """Choose the picture that stands for the file, from the thumbnails there are."""
        document = self.document
        if document is not None and document.thumbs is not None:
            found = document.thumbs.nearest(document.duration * POSTER_AT)
            if found is not None:
                self.poster = found[1]

    def release(self) -> None:
        """Let go of what the store can give again."""
        self.find_poster()
        self.document = None
        self.derived, self.segments, self.origins = {}, [], {}
