"""What the store gives back."""

from dataclasses import dataclass
from typing import Any

from app.media.location import Location
from inference.contract.types import Device
from resources.messages import Message


@dataclass(frozen=True, slots=True)
class StoredMedia:
    """A media file that the store knows: `info` is the plain dict that was put in."""

    id: int
    fingerprint: str
    info: dict[str, Any]
    location: Location


@dataclass(frozen=True, slots=True)
class StoredRun:
    """One analyzer's finished work on one file."""

    id: int
    identity: str
    analyzer: str
    version: int
    params: dict[str, Any]
    models: dict[str, str]
    device: Device
    notes: tuple[Message, ...]
    seconds: float


def stored_run(row: Any) -> StoredRun:
    """Make a run of its row."""
    return StoredRun(
        row.id,
        row.identity,
        row.analyzer,
        row.version,
        row.params,
        row.models,
        Device.from_json(row.device),
        tuple(map(Message.from_json, row.notes)),
        row.seconds,
    )
