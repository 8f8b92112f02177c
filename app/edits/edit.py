"""What every edit is: a frozen dataclass that says how it is stored and what it does to segments.

A subclass gives `kind`, `title`, its fields and `apply`; from then on stores read and write it, undo takes it
back and reports count it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, cast
from uuid import uuid4

from app.edits.segment_set import SegmentSet
from app.logs import logger
from inference.contract.types import Segment

STORED = "stored"
"""Key in a field's metadata: the name by which stores know it, where that is another one."""

log = logger(__name__)


def _new_id() -> str:
    return uuid4().hex


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """Something that the user changed. Two edits that do the same are equal, whatever their ids.

    kind: its name in stores, which never changes. title: what reports call several of them.
    corrects: whether it changes segments. id: the name by which an `Undo` takes it back.
    Fields are numbers, strings, None, segments, edits, and tuples of these.
    """

    kind: ClassVar[str] = ""
    title: ClassVar[str] = ""
    corrects: ClassVar[bool] = True
    kinds: ClassVar[dict[str, "type[Edit]"]] = {}
    """Classes of edits by kind, those that other modules define too."""

    id: str = field(default_factory=_new_id, compare=False)

    def __init_subclass__(cls) -> None:
        known = Edit.kinds.get(cls.kind, cls)
        if (known.__module__, known.__name__) != (cls.__module__, cls.__name__):
            raise TypeError(f"{cls.__name__} and {known.__name__} are both of the kind {cls.kind!r}.")
        # A dataclass with slots is made twice; the second one is the class.
        if cls.kind:
            Edit.kinds[cls.kind] = cls

    def apply(self, segments: SegmentSet) -> None:
        """Change segments as the user wanted; nothing, if the edit is of something else."""

    def adjust(self, thresholds: dict[str, dict[str, float]]) -> None:
        """Change the file's thresholds, which are by analyzer and name."""

    def parts(self) -> "Iterator[Edit]":
        """Give the edits that it is made of: itself, if it is one."""
        yield self

    def to_json(self) -> dict[str, Any]:
        """Give a plain dict, as stores keep it: `kind`, `id`, and the other fields."""
        stored = {one.metadata.get(STORED, one.name): _plain(getattr(self, one.name)) for one in fields(self)}
        return {"kind": self.kind, **stored}

    @staticmethod
    def from_json(raw: Mapping[str, Any]) -> "Edit":
        """Make an edit from what `to_json` gave. One without an id, from an older version, gets one.

        Raise KeyError if its kind is not known here, TypeError if its fields are others.
        """
        made = Edit.kinds[raw["kind"]]
        names = {one.metadata.get(STORED, one.name): one.name for one in fields(made)}
        return made(**{names.get(name, name): _value(value) for name, value in raw.items() if name != "kind"})


def read_edits(bodies: Iterable[Mapping[str, Any]]) -> list[Edit]:
    """Make edits from dicts; what a newer version wrote and this one does not know is left out."""
    edits: list[Edit] = []
    for body in bodies:
        try:
            edits.append(Edit.from_json(body))
        except (KeyError, TypeError):
            log.warning("an edit is of a kind that is not known here", body=dict(body))
    return edits


def _plain(value: Any) -> Any:
    match value:
        case tuple():
            return [_plain(one) for one in cast("Sequence[Any]", value)]
        case Segment():
            return {one.name: getattr(value, one.name) for one in fields(value)}
        case Edit():
            return value.to_json()
        case _:
            return value


def _value(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_value(one) for one in cast("list[Any]", value))
    if not isinstance(value, dict):
        return value
    raw = cast("dict[str, Any]", value)
    return Edit.from_json(raw) if "kind" in raw else Segment(**raw)
