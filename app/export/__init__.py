"""Formats that leave the program: one file each, found by itself, and so are those of other packages."""

from typing import Final

from app.errors import UsageError
from app.export.exporter import Category, Content, Exporter, TextExporter, select_content
from app.export.exporter_registry import ExporterRegistry
from app.export.writing import copy_content, targets, write
from resources.messages import msg

__all__ = [
    "EXPORTERS",
    "GROUP",
    "Category",
    "Content",
    "Exporter",
    "TextExporter",
    "copy_content",
    "exporter_for",
    "select_content",
    "targets",
    "write",
]

GROUP: Final = "rushes.exporters"
"""Entry points by which other packages offer formats; each points to a class."""

EXPORTERS: Final = ExporterRegistry(package=__name__, group=GROUP)
"""Those that are installed, by name. Their files are imported when it is first looked into."""


def exporter_for(name: str) -> Exporter:
    """Give what writes a format. Raise UsageError if there is none of that name."""
    if name not in EXPORTERS:
        raise UsageError(
            msg("There is no format {name!r}.", name=name), msg("There are: {names}.", names=tuple(EXPORTERS))
        )
    return EXPORTERS[name]()
