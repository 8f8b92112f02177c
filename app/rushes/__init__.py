"""Rushes for scripts and plug-ins: analyze footage, read what was found, write it in other formats.

>>> import rushes
>>> document = rushes.analyze("demo.mp4", only=["loudness"])
>>> round(document.duration, 2)
19.38
>>> f"{document.tracks['loudness'].column('integrated')[-1]:.1f} LUFS"
'-22.1 LUFS'

Times are seconds from the start of the media. What is found is kept in the user's library, where the window
and the commands find it too, and is not made a second time.

Whatever a user can do something about is raised as a `RushesError`, with a `hint` that says what:

>>> try:
...     rushes.analyze("missing.mp4")
... except rushes.MediaError as error:
...     print(error.hint)
Check the name; was it moved, or a disk unplugged?

Importing it loads nothing else: each name brings along what it needs when it is used for the first time.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.document import Document
    from app.errors import Canceled, MediaError, RushesError, StoreError, UsageError
    from app.export import Content, Exporter, TextExporter
    from app.media.location import Location, Storage, register_storage
    from app.pipeline import Progress
    from app.search import SearchHit
    from inference.contract.analyzer import Analyzer
    from inference.contract.track import Track
    from inference.contract.types import (
        AudioSpec,
        Batch,
        Chunk,
        FrameSpec,
        MeterSpec,
        RawSpec,
        Segment,
        SourceInfo,
        TrackKind,
        TrackSpec,
    )

    from .delivery import export, exporters
    from .library import Library, analyze, analyzers, open_library

__all__ = [
    "Analyzer",
    "AudioSpec",
    "Batch",
    "Canceled",
    "Chunk",
    "Content",
    "Document",
    "Exporter",
    "FrameSpec",
    "Library",
    "Location",
    "MediaError",
    "MeterSpec",
    "Progress",
    "RawSpec",
    "RushesError",
    "SearchHit",
    "Segment",
    "SourceInfo",
    "Storage",
    "StoreError",
    "TextExporter",
    "Track",
    "TrackKind",
    "TrackSpec",
    "UsageError",
    "analyze",
    "analyzers",
    "export",
    "exporters",
    "open_library",
    "register_storage",
]

_HOMES = {
    "app.document": ("Document",),
    "app.errors": ("Canceled", "MediaError", "RushesError", "StoreError", "UsageError"),
    "app.export": ("Content", "Exporter", "TextExporter"),
    "app.media.location": ("Location", "Storage", "register_storage"),
    "app.pipeline": ("Progress",),
    "app.search": ("SearchHit",),
    "inference.contract.analyzer": ("Analyzer",),
    "inference.contract.track": ("Track",),
    "inference.contract.types": (
        *(
            "AudioSpec",
            "Batch",
            "Chunk",
            "FrameSpec",
            "TrackKind",
            "MeterSpec",
            "RawSpec",
            "Segment",
            "SourceInfo",
        ),
        "TrackSpec",
    ),
    "rushes.delivery": ("export", "exporters"),
    "rushes.library": ("Library", "analyze", "analyzers", "open_library"),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
