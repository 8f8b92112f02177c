"""What a user can do to results: each edit is one class here, and nothing of it stands anywhere else."""

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from app.edits.cut_list import Cut, CutList
from app.edits.edit import STORED, Edit
from app.edits.origin import Origin
from app.edits.segment_set import SegmentSet
from inference.contract.types import Segment
from resources.language import mark


@dataclass(frozen=True, slots=True)
class AddSegment(Edit):
    """A segment that the user drew."""

    kind: ClassVar[str] = "add"
    title: ClassVar[str] = mark("segments added")

    segment: Segment

    def apply(self, segments: SegmentSet) -> None:
        segments.put(self.segment, Origin.HANDMADE)


@dataclass(frozen=True, slots=True)
class RemoveSegment(Edit):
    """A segment that the user rejected; it is known by its track, label and place."""

    kind: ClassVar[str] = "remove"
    title: ClassVar[str] = mark("segments removed")

    segment: Segment

    def apply(self, segments: SegmentSet) -> None:
        segments.drop(self.segment)


@dataclass(frozen=True, slots=True)
class ReplaceSegment(Edit):
    """A segment that the user relabeled or trimmed."""

    kind: ClassVar[str] = "replace"
    title: ClassVar[str] = mark("segments renamed or trimmed")

    old: Segment
    new: Segment

    def apply(self, segments: SegmentSet) -> None:
        segments.drop(self.old)
        segments.put(self.new, Origin.HANDMADE)


@dataclass(frozen=True, slots=True)
class AcceptSegment(Edit):
    """A segment that the user confirmed: it stays as it was then, whatever a threshold says."""

    kind: ClassVar[str] = "accept"
    title: ClassVar[str] = mark("segments confirmed")

    segment: Segment

    def apply(self, segments: SegmentSet) -> None:
        segments.drop(self.segment)
        segments.put(self.segment, Origin.ACCEPTED)


@dataclass(frozen=True, slots=True)
class SplitSegment(Edit):
    """A segment that the user divided at a time in it."""

    kind: ClassVar[str] = "split"
    title: ClassVar[str] = mark("segments split")

    segment: Segment
    time: float

    def apply(self, segments: SegmentSet) -> None:
        whole = self.segment
        segments.drop(whole)
        for start, end in ((whole.start, self.time), (self.time, whole.end)):
            segments.put(Segment(start, end, whole.track, whole.label, whole.score), Origin.HANDMADE)


@dataclass(frozen=True, slots=True)
class MergeSegments(Edit):
    """Segments of one track that the user made one, under a label and as sure as the surest."""

    kind: ClassVar[str] = "merge"
    title: ClassVar[str] = mark("segments merged")

    segments: tuple[Segment, ...]
    label: str

    def apply(self, segments: SegmentSet) -> None:
        for segment in self.segments:
            segments.drop(segment)
        start, end = min(s.start for s in self.segments), max(s.end for s in self.segments)
        score = max(s.score for s in self.segments)
        segments.put(Segment(start, end, self.segments[0].track, self.label, score), Origin.HANDMADE)


@dataclass(frozen=True, slots=True)
class CutEdit(Edit):
    """An edit of a track of shots. Shots have no gaps, so it is one of the cuts between them."""

    track: str
    time: float

    def apply(self, segments: SegmentSet) -> None:
        segments.divide(self.track, self.change)

    @abstractmethod
    def change(self, cuts: CutList) -> None:
        """Change the track's cuts."""


@dataclass(frozen=True, slots=True)
class AddCut(CutEdit):
    """A cut that the user set."""

    kind: ClassVar[str] = "add_cut"
    title: ClassVar[str] = mark("cuts added")

    label: str

    def change(self, cuts: CutList) -> None:
        cuts.set(Cut(self.time, self.label, 1.0, Origin.HANDMADE))


@dataclass(frozen=True, slots=True)
class AcceptCut(CutEdit):
    """A cut that the user confirmed, with its label and score then."""

    kind: ClassVar[str] = "accept_cut"
    title: ClassVar[str] = mark("cuts confirmed")

    label: str
    score: float

    def change(self, cuts: CutList) -> None:
        cuts.set(Cut(self.time, self.label, self.score, Origin.ACCEPTED))


@dataclass(frozen=True, slots=True)
class RemoveCut(CutEdit):
    """A cut that the user rejected: the shot before goes on."""

    kind: ClassVar[str] = "remove_cut"
    title: ClassVar[str] = mark("cuts removed")

    def change(self, cuts: CutList) -> None:
        cuts.remove(self.time)


@dataclass(frozen=True, slots=True)
class MoveCut(CutEdit):
    """A cut that the user set right."""

    kind: ClassVar[str] = "move_cut"
    title: ClassVar[str] = mark("cuts moved")

    to: float
    label: str

    def change(self, cuts: CutList) -> None:
        cuts.remove(self.time)
        cuts.set(Cut(self.to, self.label, 1.0, Origin.HANDMADE))


@dataclass(frozen=True, slots=True)
class SetThreshold(Edit):
    """A threshold of an analyzer for this file; None is its default."""

    kind: ClassVar[str] = "threshold"
    corrects: ClassVar[bool] = False

    analyzer: str = field(metadata={STORED: "analyser"})
    name: str
    value: float | None

    def adjust(self, thresholds: dict[str, dict[str, float]]) -> None:
        mine = thresholds.setdefault(self.analyzer, {})
        mine.pop(self.name, None)
        if self.value is not None:
            mine[self.name] = self.value


@dataclass(frozen=True, slots=True)
class CompoundEdit(Edit):
    """Several edits that are made and undone as one."""

    kind: ClassVar[str] = "together"

    edits: tuple[Edit, ...]

    def parts(self) -> Iterator[Edit]:
        for edit in self.edits:
            yield from edit.parts()


@dataclass(frozen=True, slots=True)
class Undo(Edit):
    """Takes back the edit of that id, which may itself be an Undo."""

    kind: ClassVar[str] = "undo"

    of: str


def inverse(edit: Edit) -> Undo:
    """Give the edit that undoes this one, whatever was found or made meanwhile."""
    return Undo(edit.id)
