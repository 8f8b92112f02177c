"""What the program and the process that analyzes say to each other over their pipe."""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from app.media.location import Location
from app.pipeline.events import Event
from app.pipeline.planning import AnalysisOptions
from inference.contract.types import Device

if TYPE_CHECKING:
    from app.pipeline.delta_tracker import PreviewDelta

Work: TypeAlias = Callable[..., Generator[Event]]
"""Called like `app.pipeline.analyze`."""


@dataclass(frozen=True, slots=True)
class AnalysisRequest:
    """A file to be analyzed. After each event the other side says True (go on) or False (end it).

    store: the address of what its results go to, or None for the user's own.
    """

    number: int
    location: Location
    options: AnalysisOptions
    store: str | None


@dataclass(frozen=True, slots=True)
class Reply:
    """An event, or the end if there is none; `error` is what it ended with."""

    event: Event | None
    error: Exception | None
    device: Device
    gained: "PreviewDelta | None"
