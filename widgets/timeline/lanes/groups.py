"""Lanes in groups that fold together: which there are, and which lanes stand in which."""

from collections.abc import Sequence
from dataclasses import dataclass

from widgets.timeline.lanes.lane import Lane


@dataclass(frozen=True, slots=True)
class StackGroup:
    """What stands above its lanes. key: no lane has the same. title: as it is shown."""

    key: str
    title: str


Section = tuple[StackGroup | None, list[Lane]]
"""Lanes in their order, and the group over them, if there is one."""


def group_lanes(lanes: Sequence[Lane], groups: Sequence[StackGroup]) -> list[Section]:
    """Give the lanes by group, in the order of the groups; those of none that is known come first.

    Where all lanes stand together anyway, there is one section without a group.
    """
    found: dict[str, list[Lane]] = {}
    for lane in lanes:
        found.setdefault(lane.group, []).append(lane)
    known = [(group, found.pop(group.key)) for group in groups if group.key in found]
    rest = [lane for lane in lanes if lane.group in found]
    if not known or (len(known) == 1 and not rest):
        return [(None, list(lanes))]
    return [*([(None, rest)] if rest else []), *known]
