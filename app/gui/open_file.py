"""One file in the window, and how far it is."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from app.document import Document
from app.errors import RushesError
from inference.types import Device, Segment


class State(StrEnum):
    """How far a file is."""

    LOOKING = "looking"
    WAITING = "waiting"
    ANALYSING = "analysing"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


BUSY = (State.LOOKING, State.WAITING, State.ANALYSING)


@dataclass(slots=True, eq=False)
class OpenFile:
    """One file in the window. share: of the analysis that is done. pending: analysers still to finish."""

    path: Path
    state: State = State.LOOKING
    document: Document | None = None
    segments: list[Segment] = field(default_factory=list[Segment])
    pending: set[str] = field(default_factory=set[str])
    share: float = 0.0
    seconds_left: float | None = None
    stage: str = ""
    notes: list[str] = field(default_factory=list[str])
    error: RushesError | None = None
    device: Device | None = None
    cached: bool = False
    derived_at: float = 0.0
    derive_cost: float = 0.0
    stale: bool = False

    @property
    def busy(self) -> bool:
        """Whether something is still to come."""
        return self.state in BUSY
