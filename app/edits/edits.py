"""What a user can do to results. Each edit has an id, by which another one takes it back."""

from dataclasses import dataclass, field
from typing import TypeAlias
from uuid import uuid4

from inference.contract.types import Segment


def _new_id() -> str:
    return uuid4().hex


@dataclass(frozen=True, slots=True, kw_only=True)
class _Named:
    """What every edit has. Two edits that do the same are equal, whatever their ids."""

    id: str = field(default_factory=_new_id, compare=False)


@dataclass(frozen=True, slots=True)
class AddSegment(_Named):
    """A segment that the user drew."""

    segment: Segment


@dataclass(frozen=True, slots=True)
class RemoveSegment(_Named):
    """A segment that the user rejected; it is known by its track, label and place."""

    segment: Segment


@dataclass(frozen=True, slots=True)
class ReplaceSegment(_Named):
    """A segment that the user relabeled or trimmed."""

    old: Segment
    new: Segment


@dataclass(frozen=True, slots=True)
class AcceptSegment(_Named):
    """A segment that the user confirmed: it stays as it was then, whatever a threshold says."""

    segment: Segment


@dataclass(frozen=True, slots=True)
class SplitSegment(_Named):
    """A segment that the user divided at a time in it."""

    segment: Segment
    time: float


@dataclass(frozen=True, slots=True)
class MergeSegments(_Named):
    """Segments of one track that the user made one, under a label."""

    segments: tuple[Segment, ...]
    label: str


@dataclass(frozen=True, slots=True)
class AddCut(_Named):
    """A cut that the user set. Shots have no gaps, so their edits are those of the cuts between them."""

    track: str
    time: float
    label: str


@dataclass(frozen=True, slots=True)
class AcceptCut(_Named):
    """A cut that the user confirmed, with its label and score then."""

    track: str
    time: float
    label: str
    score: float


@dataclass(frozen=True, slots=True)
class RemoveCut(_Named):
    """A cut that the user rejected: the shot before goes on."""

    track: str
    time: float


@dataclass(frozen=True, slots=True)
class MoveCut(_Named):
    """A cut that the user set right."""

    track: str
    time: float
    to: float
    label: str


@dataclass(frozen=True, slots=True)
class SetThreshold(_Named):
    """A threshold of an analyzer for this file; None is its default."""

    analyzer: str
    name: str
    value: float | None


@dataclass(frozen=True, slots=True)
class CompoundEdit(_Named):
    """Several edits that are made and undone as one."""

    edits: "tuple[Edit, ...]"


@dataclass(frozen=True, slots=True)
class Undo(_Named):
    """Takes back the edit of that id, which may itself be an Undo."""

    of: str


Edit: TypeAlias = (
    AddSegment
    | RemoveSegment
    | ReplaceSegment
    | AcceptSegment
    | SplitSegment
    | MergeSegments
    | AddCut
    | AcceptCut
    | RemoveCut
    | MoveCut
    | SetThreshold
    | CompoundEdit
    | Undo
)


def inverse(edit: Edit) -> Undo:
    """Give the edit that undoes this one, whatever was found or made meanwhile."""
    return Undo(edit.id)
