"""The analyzers, one file each. A new file here is found by itself, and so are those of other packages."""

from collections.abc import Iterable
from typing import Final

from inference.contract.analyzer import Analyzer
from inference.contract.analyzer_registry import AnalyzerRegistry

GROUP: Final = "rushes.analyzers"
"""Entry points by which other packages offer analyzers; each points to a class."""

ANALYZERS: Final = AnalyzerRegistry(package=__name__, group=GROUP)
"""Those that are installed. Their files are imported when it is first looked into."""


def analyzers() -> dict[str, type[Analyzer]]:
    """Give every analyzer by key, in the order of their lanes. The files are imported at the first call."""
    return dict(ANALYZERS)


def dependencies(keys: Iterable[str]) -> list[str]:
    """Give the keys and all they use, the used before the user. Raise ValueError at an unknown key."""
    return ANALYZERS.dependencies(keys)
