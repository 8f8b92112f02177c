"""What an analysis tells while it goes on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from app.document import Document
from app.errors import RushesError
from app.store import StoredRun
from inference.contract.types import Chunk, Device
from resources.messages import Message


@dataclass(frozen=True, slots=True)
class Opened:
    """The file is open. The document has what is stored, and an empty track for each that will be made.

    It is the receiver's: the analysis does not touch it again, and chunks are the receiver's to append.
    """

    document: Document
    todo: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is: a share in [0, 1], seconds left if they can be told, and what is going on."""

    share: float
    seconds_left: float | None
    stage: str


@dataclass(frozen=True, slots=True)
class Note:
    """Something about the file that a user should know."""

    text: Message


@dataclass(frozen=True, slots=True)
class Finished:
    """One analyzer is done, and stored."""

    run: StoredRun


@dataclass(frozen=True, slots=True)
class Done:
    """The end. `status` is `done`, `cached` (nothing had to be made) or `failed` (`error` says what did).

    device: where models ran, or None if none was needed. seconds: `wall`, and each analyzer's own.
    """

    status: str
    device: Device | None
    seconds: Mapping[str, float]
    error: RushesError | None = None


Event: TypeAlias = Opened | Chunk | Progress | Note | Finished | Done
