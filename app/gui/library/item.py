"""A row of the library: a file that is open, that has results in the store, or both."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.gui.library.poster_frames import PosterKey
from app.gui.session.analysis_queue import AnalysisQueue
from app.gui.session.open_file import POSTER_AT, OpenFile, State
from app.media.location import Location
from app.store import StoredMedia
from resources.clock import clock
from resources.language import mark, tr


@dataclass(slots=True, eq=False)
class LibraryItem:
    """One file. file: where it is open. media: what the store had of it. number: counts those put in.

    missing: it is not where it was.
    """

    location: Location
    number: int
    file: OpenFile | None = None
    media: StoredMedia | None = None
    missing: bool = False

    @property
    def stored(self) -> StoredMedia | None:
        """What the store has of it, as far as is known."""
        document = self.file.document if self.file is not None else None
        return document.stored if document is not None else self.media

    @property
    def duration(self) -> float | None:
        """Seconds."""
        if self.file is not None and self.file.duration is not None:
            return self.file.duration
        return float(self.media.info.get("duration", 0.0)) if self.media is not None else None

    @property
    def has_picture(self) -> bool:
        if self.media is not None:
            return self.media.info.get("video") is not None
        return self.file is None or self.file.has_picture

    @property
    def poster(self) -> PosterKey | None:
        """Which picture stands for it, if the store knows it."""
        known = self.file.fingerprint if self.file is not None else None
        fingerprint = known or (self.media.fingerprint if self.media is not None else None)
        if fingerprint is None or not self.has_picture:
            return None
        return PosterKey(fingerprint, round((self.duration or 0.0) * POSTER_AT, 1))


class SortOrder(StrEnum):
    """By what the library is sorted."""

    OPENED = mark("As opened")
    ADDED = mark("Newest first")
    NAME = mark("Name")
    LENGTH = mark("Length")
    STATE = mark("Status")
    QUEUE = mark("Queue order")


_STATES = tuple(State)
KEYS: Mapping[SortOrder, Callable[[LibraryItem], Any]] = {
    SortOrder.OPENED: lambda entry: entry.number,
    SortOrder.ADDED: lambda entry: -entry.number,
    SortOrder.NAME: lambda entry: entry.location.name.casefold(),
    SortOrder.LENGTH: lambda entry: -(entry.duration or 0.0),
    SortOrder.QUEUE: lambda entry: entry.number,  # the model puts those first that wait
    SortOrder.STATE: lambda entry: (
        _STATES.index(entry.file.state) if entry.file is not None else len(_STATES)
    ),
}


def status(entry: LibraryItem) -> str:
    """Say in a few words how far a file is."""
    file = entry.file
    if file is None:
        return _after_length(entry, tr("analyzed"))
    match file.state:
        case State.LOOKING:
            return tr("Opening…")
        case State.WAITING:
            return _after_length(entry, tr("waiting"))
        case State.ANALYZING:
            return _progress(file)
        case State.CANCELED:
            return _after_length(entry, tr("canceled"))
        case State.FAILED:
            if file.error and file.duration is None:
                return tr(file.error.message)
            return _after_length(entry, tr("failed in part"))
        case State.DONE:
            return _after_length(entry, tr("analyzed"))


def _after_length(entry: LibraryItem, words: str) -> str:
    return words if entry.duration is None else f"{clock(entry.duration, 1)} · {words}"


def _progress(file: OpenFile) -> str:
    if not file.share:
        return tr("Analyzing…")
    share = f"{file.share:.0%}"
    if file.seconds_left is None:
        return share
    return tr("{share} · {time} left").format(share=share, time=clock(file.seconds_left, 1))


def state_words(entry: LibraryItem, queue: AnalysisQueue) -> str:
    """Say in a few words how a file stands."""
    length = clock(entry.duration, 1) if entry.duration is not None else ""
    if entry.missing and not (entry.file is not None and entry.file.busy):
        return _joined(length, tr("offline"))
    place = queue.place(entry.file)
    if entry.file is None or entry.file.state is not State.WAITING or place == 0:
        return status(entry)
    return _joined(length, tr("waiting, next") if place == 1 else tr("waiting, no. {n}").format(n=place))


def _joined(*parts: str) -> str:
    return " · ".join(filter(None, parts))
