"""Formats that leave the program: one file each, found by itself."""

import importlib
import inspect
import pkgutil
from functools import cache

from app.export.exporter import Content, Exporter, choose
from app.export.writing import pour, targets, write

__all__ = ["Content", "Exporter", "choose", "formats", "pour", "targets", "write"]


@cache
def formats() -> dict[str, Exporter]:
    """Give every exporter by the name of its format."""
    made: list[Exporter] = []
    for module in pkgutil.iter_modules(__path__):
        loaded = importlib.import_module(f"{__name__}.{module.name}")
        made += [
            kind()
            for kind in vars(loaded).values()
            if isinstance(kind, type) and issubclass(kind, Exporter) and not inspect.isabstract(kind)
        ]
    return {exporter.name: exporter for exporter in sorted(made, key=lambda exporter: exporter.name)}
