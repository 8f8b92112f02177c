"""The analyzers, one file each. A new file here is found by itself, and so are those of other packages."""

from typing import Final

from inference.contract.analyzer_registry import AnalyzerRegistry

GROUP: Final = "rushes.analyzers"
"""Entry points by which other packages offer analyzers; each points to a class."""

ANALYZERS: Final = AnalyzerRegistry(package=__name__, group=GROUP)
"""Those that are installed. Their files are imported when it is first looked into."""
