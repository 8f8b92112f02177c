"""Which lanes are shown, in what order and how high: kept from one file to the next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Arrangement:
    """What the user made of the lanes, by key. Lanes that are not there now keep what they had.

    order: keys from the top. heights: logical pixels of those whose height was chosen.
    folded: keys of groups whose lanes are not seen. grouped: whether lanes stand in groups at all.
    options: what lanes of some kinds remember beside.
    """

    order: list[str] = field(default_factory=list[str])
    hidden: set[str] = field(default_factory=set[str])
    collapsed: set[str] = field(default_factory=set[str])
    folded: set[str] = field(default_factory=set[str])
    grouped: bool = True
    heights: dict[str, int] = field(default_factory=dict[str, int])
    options: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])

    def arrange(self, keys: Sequence[str]) -> list[str]:
        """Give the keys in the user's order; one that is new stands below the one it came after."""
        known = [key for key in self.order if key in keys]
        for place, key in enumerate(keys):
            if key not in known:
                known.insert(known.index(keys[place - 1]) + 1 if place else 0, key)
        return known

    def move(self, key: str, before: str | None, keys: Sequence[str]) -> None:
        """Put a lane above another, or below all; `keys`: of the lanes there are."""
        if key == before:
            return
        there = [other for other in self.arrange(keys) if other != key]
        there.insert(len(there) if before is None else there.index(before), key)
        # Lanes of other files keep their places; those that are here take turns in the rest.
        turn = iter(there)
        absent = [other if other not in there else None for other in self.order]
        self.order = [next(turn) if other is None else other for other in absent] + list(turn)

    def state(self) -> dict[str, Any]:
        """Give what `restore` takes: lists, texts and numbers."""
        return {
            "order": list(self.order),
            "hidden": sorted(self.hidden),
            "collapsed": sorted(self.collapsed),
            "folded": sorted(self.folded),
            "grouped": self.grouped,
            "heights": dict(sorted(self.heights.items())),
            "options": {key: dict(chosen) for key, chosen in sorted(self.options.items())},
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take what `state` gave. What cannot be understood is as if it had never been chosen."""
        self.order = list(dict.fromkeys(_texts(state.get("order"))))
        self.hidden = set(_texts(state.get("hidden")))
        self.collapsed = set(_texts(state.get("collapsed")))
        self.folded = set(_texts(state.get("folded")))
        self.grouped = state.get("grouped") is not False
        self.heights = {
            key: height
            for key, height in _entries(state.get("heights"))
            if isinstance(height, int) and height > 0
        }
        self.options = {
            key: dict(chosen) for key, chosen in _entries(state.get("options")) if isinstance(chosen, dict)
        }


def _entries(values: object) -> list[tuple[str, Any]]:
    return [(k, v) for k, v in values.items() if isinstance(k, str)] if isinstance(values, dict) else []


def _texts(values: object) -> list[str]:
    return [value for value in values if isinstance(value, str)] if isinstance(values, list) else []
