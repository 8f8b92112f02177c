"""The names of what is heard: the network's classes and the wider ones that sum them up."""

import json
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np

import resources
from inference.contract.types import Values


@dataclass(frozen=True, slots=True, eq=False)
class SoundLabels:
    """names: the network's classes in its order, then the groups that bear no class's name.

    classes: how many of the names are classes. groups: column of a group -> the columns it sums up.
    """

    names: tuple[str, ...]
    classes: int
    groups: dict[int, list[int]] = field(repr=False)

    def roll_up(self, scores: Values) -> Values:
        """Scores of classes [n, classes] -> of names [n, names]: a group is as sure as its surest class."""
        wide = np.zeros((len(scores), len(self.names)), np.float32)
        wide[:, : self.classes] = scores
        for column, members in self.groups.items():
            wide[:, column] = scores[:, members].max(axis=1)
        return wide

    def column(self, name: str) -> int:
        """Where a name stands. Raise ValueError if there is none such."""
        return self.names.index(name)

    def columns(self, *names: str) -> list[int]:
        """Where some names stand. Raise ValueError if there is none such."""
        return [self.names.index(name) for name in names]


@cache
def audioset() -> SoundLabels:
    """Give YAMNet's 521 classes and the groups that AudioSet's ontology puts above them."""
    raw: dict[str, Any] = json.loads(resources.path("labels", "audioset.json").read_text("utf-8"))
    classes: list[str] = raw["classes"]
    new = [group["name"] for group in raw["groups"] if group["name"] not in classes]
    names = (*classes, *new)
    groups = {names.index(group["name"]): group["classes"] for group in raw["groups"]}
    return SoundLabels(names, len(classes), groups)
