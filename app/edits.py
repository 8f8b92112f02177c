"""What the user changed: reversible, kept apart from scores, never overwritten by a new run."""

from dataclasses import asdict, dataclass
from typing import Any, TypeAlias

from inference.types import Segment


@dataclass(frozen=True, slots=True)
class AddSegment:
    """A segment that the user drew."""

    segment: Segment


@dataclass(frozen=True, slots=True)
class RemoveSegment:
    """A segment that the user rejected; it is known by its track, label and middle."""

    segment: Segment


@dataclass(frozen=True, slots=True)
class ReplaceSegment:
    """A segment that the user relabelled or trimmed."""

    old: Segment
    new: Segment


Edit: TypeAlias = AddSegment | RemoveSegment | ReplaceSegment

_KINDS: dict[str, type[AddSegment] | type[RemoveSegment] | type[ReplaceSegment]] = {
    "add": AddSegment,
    "remove": RemoveSegment,
    "replace": ReplaceSegment,
}


def inverse(edit: Edit) -> Edit:
    """Give the edit that undoes this one."""
    match edit:
        case AddSegment(segment):
            return RemoveSegment(segment)
        case RemoveSegment(segment):
            return AddSegment(segment)
        case ReplaceSegment(old, new):
            return ReplaceSegment(new, old)


def apply(segments: list[Segment], edits: list[Edit]) -> list[Segment]:
    """Give the segments as the user wants them, sorted by start."""
    result = list(segments)
    for edit in edits:
        match edit:
            case AddSegment(segment):
                result.append(segment)
            case RemoveSegment(segment):
                _drop(result, segment)
            case ReplaceSegment(old, new):
                _drop(result, old)
                result.append(new)
    return sorted(result)


def _drop(segments: list[Segment], gone: Segment) -> None:
    """Take out the segment that means the same: a new run may have moved its edges a little."""
    middle = (gone.start + gone.end) / 2
    alike = [
        s for s in segments if (s.track, s.label) == (gone.track, gone.label) and s.start <= middle <= s.end
    ]
    if alike:
        segments.remove(min(alike, key=lambda s: abs(s.start - gone.start) + abs(s.end - gone.end)))


def to_json(edit: Edit) -> dict[str, Any]:
    """Give a plain dict: `kind` and the segments."""
    kind = next(name for name, made in _KINDS.items() if isinstance(edit, made))
    return {"kind": kind, **asdict(edit)}


def from_json(raw: dict[str, Any]) -> Edit:
    """Make an edit from what `to_json` gave."""
    made = _KINDS[raw["kind"]]
    return made(**{name: Segment(**value) for name, value in raw.items() if name != "kind"})
