"""The contract of an export format, and what of a document is written."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import BinaryIO, ClassVar, TypeAlias

from app.document import Document
from app.edits import EditedSegments
from app.errors import UsageError
from app.media.location import Location
from app.media.types import MediaInfo
from inference.contract.presentation import Role
from inference.contract.track import Track
from inference.contract.types import Segment, TrackKind
from resources.messages import msg

Data: TypeAlias = bytes | Callable[[BinaryIO], object]
"""What is in a file: its bytes, or, where they are many, what writes them to a file that is open."""


@dataclass(frozen=True, slots=True)
class Content:
    """What is written of a document: segments sorted by start, and tracks by key, without embeddings.

    media: with the timecode that the user gave, if any. shots: those of the whole film, whatever was chosen:
    editing formats are cut at them. corrected: knows where each segment comes from.
    """

    document: Document
    media: MediaInfo
    segments: Sequence[Segment]
    tracks: Mapping[str, Track]
    shots: Sequence[Segment]
    corrected: EditedSegments = field(default_factory=EditedSegments)

    @property
    def location(self) -> Location:
        return self.document.location

    def of(self, track: str) -> list[Segment]:
        """Give the segments of one track."""
        return [segment for segment in self.segments if segment.track == track]


class Category(StrEnum):
    """Kinds of formats, in the order in which help lists them."""

    TABLES = "Tables"
    CAPTIONS = "Captions and chapters"
    EDITING = "Editing"
    ARCHIVES = "Archives"
    PICTURES = "Pictures"
    OTHER = "Other formats"


class Exporter(ABC):
    """Gives a document as files, in one format. It is made without arguments and keeps nothing.

    name: of the format in commands. suffix: of its files, with the dot. title: what people call the format.
    purpose: what it carries and what that is good for, in a sentence. category: under which help lists it.
    program: the one that it is for, if it is for one.

    A class in a file of `app.export` is found by itself, and so is one to which an entry point of the group
    `rushes.exporters` of another package points.

    >>> import rushes
    >>> class Labels(rushes.TextExporter):
    ...     name, suffix, title = "labels", ".labels.txt", "Labels (text)"
    ...     purpose = "Every label once."
    ...
    ...     def text(self, content: rushes.Content) -> str:
    ...         return " ".join(sorted({segment.label for segment in content.segments}))
    >>> document = rushes.analyze("demo.mp4", only="shots", fast=True)
    >>> rushes.export(document, Labels(), "demo.labels.txt")[0].read_text()
    'cut start'
    """

    name: ClassVar[str]
    suffix: ClassVar[str]
    title: ClassVar[str]
    purpose: ClassVar[str]
    category: ClassVar[Category] = Category.OTHER
    program: ClassVar[str] = ""

    @abstractmethod
    def files(self, content: Content) -> Iterator[tuple[str, Data]]:
        """Give each file: what stands between the media's name and the suffix, often nothing, and its data.

        Raise UsageError where the document has nothing that this format can say.
        """


class TextExporter(Exporter):
    """Gives a document as one text, written in UTF-8."""

    @abstractmethod
    def text(self, content: Content) -> str:
        """Give the text with the line ends that are to be written."""

    def files(self, content: Content) -> Iterator[tuple[str, Data]]:
        yield "", encode_text(self.text(content))


def encode_text(text: str) -> bytes:
    """Write text in UTF-8; half a surrogate pair, which no file may hold, becomes a question mark."""
    return text.encode("utf-8", "replace")


def select_content(
    document: Document,
    tracks: Sequence[str] = (),
    min_score: float | None = None,
    timecode: str | None = None,
) -> Content:
    """Choose what is written: all, or what is named, and no segment under a score.

    tracks: keys; that of an analyzer stands for all of its tracks. timecode: that of the first frame, in
    place of the file's own. Raise UsageError for a track that is unknown.
    """
    corrected = document.corrected()
    segments = corrected.segments
    shown = {key: track for key, track in document.shown.items() if track.spec.kind is not TrackKind.VECTOR}
    _check(document, tracks, {segment.track for segment in segments} | set(shown))
    return Content(
        document,
        replace(document.media, timecode=timecode) if timecode else document.media,
        [
            segment
            for segment in segments
            if _is_meant(segment.track, tracks) and (min_score is None or segment.score >= min_score)
        ],
        {key: track for key, track in shown.items() if _is_meant(key, tracks)},
        document.of(Role.SHOTS, segments),
        corrected,
    )


def _is_meant(key: str, tracks: Sequence[str]) -> bool:
    return not tracks or any(key == name or key.startswith(f"{name}.") for name in tracks)


def _check(document: Document, tracks: Sequence[str], there: set[str]) -> None:
    makes = {spec.key for analyzer in document.analyzers.values() for spec in analyzer.makes}
    for name in tracks:
        if not any(_is_meant(key, [name]) for key in there | makes):
            raise UsageError(
                msg("There is no track {track!r} of {name}.", track=name, name=document.location.name),
                msg("There are: {names}.", names=tuple(sorted(there)))
                if there
                else msg("There are: none yet; analyze it first."),
            )
