"""Extras of `pyproject.toml`: packages that are installed only where a part of the program is wanted."""

from dataclasses import dataclass
from importlib.util import find_spec
from typing import Final

from app.errors import UsageError
from resources.messages import Message, msg


@dataclass(frozen=True, slots=True)
class Extra:
    """An extra: packages by the names under which they are imported, and what needs them."""

    name: str
    packages: tuple[str, ...]
    what: Message


GUI: Final = Extra("gui", ("PySide6", "pyqtgraph"), msg("The window"))
PDF: Final = Extra("pdf", ("typst",), msg("A report as PDF"))
PARQUET: Final = Extra("parquet", ("pyarrow",), msg("Parquet"))


def unmet(extra: Extra) -> UsageError | None:
    """Give what to tell a user if a package of an extra is not installed. None of them is loaded."""
    missing = tuple(name for name in extra.packages if not _is_installed(name))
    if not missing:
        return None
    return UsageError(
        msg("{what} needs {packages}.", what=extra.what, packages=missing),
        msg("Install it: pip install 'rushes[{extra}]'", extra=extra.name),
    )


def require(extra: Extra) -> None:
    """Raise UsageError if a package of an extra is not installed."""
    if error := unmet(extra):
        raise error


def _is_installed(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ImportError:
        return False
