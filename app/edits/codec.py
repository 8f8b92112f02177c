"""Edits as plain dicts, as the store keeps them; older forms are read."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any, cast

from app.edits.edits import (
    AcceptCut,
    AcceptSegment,
    AddCut,
    AddSegment,
    CompoundEdit,
    Edit,
    MergeSegments,
    MoveCut,
    RemoveCut,
    RemoveSegment,
    ReplaceSegment,
    SetThreshold,
    SplitSegment,
    Undo,
)
from app.logs import logger
from inference.contract.types import Segment

_KINDS: Mapping[str, type[Edit]] = {
    "add": AddSegment,
    "remove": RemoveSegment,
    "replace": ReplaceSegment,
    "accept": AcceptSegment,
    "split": SplitSegment,
    "merge": MergeSegments,
    "add_cut": AddCut,
    "accept_cut": AcceptCut,
    "remove_cut": RemoveCut,
    "move_cut": MoveCut,
    "threshold": SetThreshold,
    "together": CompoundEdit,
    "undo": Undo,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}
_STORED = {"analyzer": "analyser"}
"""Fields that stores spell in another way than the code does."""
_READ = {stored: name for name, stored in _STORED.items()}

log = logger(__name__)


def to_json(edit: Edit) -> dict[str, Any]:
    """Give a plain dict: `kind`, `id`, and what the edit says."""
    return {
        "kind": _NAMES[type(edit)],
        **{_STORED.get(field.name, field.name): _plain(getattr(edit, field.name)) for field in fields(edit)},
    }


def from_json(raw: Mapping[str, Any]) -> Edit:
    """Make an edit from what `to_json` gave. One without an id, from an older version, gets one."""
    made = cast("Any", _KINDS[raw["kind"]])
    return made(**{_READ.get(name, name): _value(value) for name, value in raw.items() if name != "kind"})


def read(bodies: Iterable[Mapping[str, Any]]) -> list[Edit]:
    """Make edits from dicts; what a newer version wrote and this one does not know is left out."""
    edits: list[Edit] = []
    for body in bodies:
        try:
            edits.append(from_json(body))
        except (KeyError, TypeError):
            log.warning("an edit is of a kind that is not known here", body=dict(body))
    return edits


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(one) for one in cast("tuple[Any, ...]", value)]
    if isinstance(value, Segment):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    return to_json(value) if type(value) in _NAMES else value


def _value(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_value(one) for one in cast("list[Any]", value))
    if not isinstance(value, dict):
        return value
    raw = cast("dict[str, Any]", value)
    return from_json(raw) if "kind" in raw else Segment(**raw)
