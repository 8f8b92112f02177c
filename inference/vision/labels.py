"""The words of the tagger: the network's classes, the groups above them, and what a search finds."""

import json
import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

import resources
from inference.contract.types import Values


@dataclass(frozen=True, slots=True, eq=False)
class LabelVocabulary:
    """Words with the network's classes that each covers; groups, from wide to narrow, before the classes.

    names: unique. aliases: other words for the same. covers: [classes, names], 1 where a name covers a class.
    inside: [names, names], true where the row's name covers all that the column's does, and more.
    """

    names: tuple[str, ...]
    aliases: tuple[tuple[str, ...], ...]
    covers: Values = field(repr=False)
    inside: npt.NDArray[np.bool_] = field(repr=False)

    def roll_up(self, probabilities: Values) -> Values:
        """Sum the probabilities of classes [n, classes] into those of names [n, names]."""
        return np.minimum(probabilities @ self.covers, 1.0)

    def above(self, name: str) -> list[str]:
        """Names of the groups that a name belongs to, from narrow to wide."""
        columns = np.flatnonzero(self.inside[:, self.names.index(name)])
        return [self.names[column] for column in reversed(columns.tolist())]

    def matches(self, query: str) -> list[str]:
        """Names that a search finds: those whose words begin with the query's, and all that they cover.

        "dog" finds the group and every breed, but not "dogma"; "retr" finds the retrievers.
        """
        pattern = _pattern(query)
        if pattern is None:
            return []
        found: set[int] = set()
        for column, (name, aliases) in enumerate(zip(self.names, self.aliases, strict=True)):
            if pattern.search(name) or any(pattern.search(alias) for alias in aliases):
                found |= {column, *np.flatnonzero(self.inside[column]).tolist()}
        return [self.names[column] for column in sorted(found)]


@cache
def imagenet() -> LabelVocabulary:
    """Give the 1,000 classes of ImageNet and the groups that WordNet puts above them."""
    raw: dict[str, Any] = json.loads(resources.path("labels", "imagenet.json").read_text("utf-8"))
    classes, groups = raw["classes"], sorted(raw["groups"], key=lambda group: -len(group["classes"]))
    covers = np.zeros((len(classes), len(groups) + len(classes)), np.float32)
    for column, group in enumerate(groups):
        covers[group["classes"], column] = 1.0
    covers[:, len(groups) :] = np.eye(len(classes), dtype=np.float32)
    entries = [*groups, *classes]
    names = tuple(entry["name"] for entry in entries)
    aliases = tuple(tuple(entry["aliases"]) for entry in entries)
    return LabelVocabulary(names, aliases, covers, _inside(covers, len(groups)))


def _inside(covers: Values, groups: int) -> npt.NDArray[np.bool_]:
    counts = covers.sum(axis=0)
    inside = np.zeros((len(counts), len(counts)), np.bool_)
    # A class has nothing inside, so the groups' rows are all there is to reckon.
    shared = covers[:, :groups].T @ covers
    inside[:groups] = (shared == counts) & (counts < counts[:groups, None])
    return inside


def _pattern(query: str) -> re.Pattern[str] | None:
    words = re.findall(r"\w+", query)
    if not words:
        return None
    # The last word may still be being typed; a short one is taken as it is, or "ca" would find everything.
    *whole, last = (re.escape(word) for word in words)
    ending = r"(?:e?s)?\b" if len(last) < 4 else ""
    return re.compile(r"\b" + r"\W+".join([*whole, last + ending]), re.IGNORECASE)
