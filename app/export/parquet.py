"""Segments as a Parquet table, for data frames and databases.

The columns of the CSV with their types: text, doubles, and `start_frame` and `end_frame` at the media's own
rate, which the file's metadata name, empty without a picture. Needs the extra `parquet`. Written and checked
with pyarrow.
"""

import importlib
import json
from collections.abc import Iterator
from typing import Any, BinaryIO, ClassVar

from app.export.exporter import Category, Content, Data, Exporter
from app.export.frames import frames_of
from app.export.rows import media_row
from app.extras import PARQUET, require
from resources.language import mark

SCHEMA = "rushes.segments/1"


class Parquet(Exporter):
    """Segments with types, for data frames."""

    name: ClassVar[str] = "parquet"
    suffix: ClassVar[str] = ".parquet"
    title: ClassVar[str] = mark("Table of segments (Parquet)")
    purpose: ClassVar[str] = mark("Every segment as a row with types, for data frames.")
    category: ClassVar[Category] = Category.TABLES

    def files(self, content: Content) -> Iterator[tuple[str, Data]]:
        arrow, parquet = _arrow()
        table = _table(arrow, content)

        def save(out: BinaryIO) -> None:
            parquet.write_table(table, out, compression="zstd")

        yield "", save


def _arrow() -> tuple[Any, Any]:
    require(PARQUET)
    return importlib.import_module("pyarrow"), importlib.import_module("pyarrow.parquet")


def _table(arrow: Any, content: Content) -> Any:
    text, double, whole = arrow.string(), arrow.float64(), arrow.int64()
    frames, segments = frames_of(content), content.segments
    seen = content.media.video is not None
    columns = {
        "file": (text, [_plain(content.location.name)] * len(segments)),
        "track": (text, [_plain(segment.track) for segment in segments]),
        "start": (double, [segment.start for segment in segments]),
        "end": (double, [segment.end for segment in segments]),
        "duration": (double, [segment.end - segment.start for segment in segments]),
        "start_frame": (whole, [frames.at(segment.start) if seen else None for segment in segments]),
        "end_frame": (whole, [frames.at(segment.end) if seen else None for segment in segments]),
        "label": (text, [_plain(segment.label) for segment in segments]),
        "score": (double, [float(segment.score) for segment in segments]),
    }
    told = {
        "schema": SCHEMA,
        "path": _plain(str(content.location)),
        "fingerprint": content.document.fingerprint,
        "rate": str(frames.rate) if seen else "",
        "media": json.dumps(media_row(content.media)),
    }
    fields = [(name, kind) for name, (kind, _) in columns.items()]
    arrays = [arrow.array(values, kind) for kind, values in columns.values()]
    return arrow.Table.from_arrays(arrays, schema=arrow.schema(fields, metadata=told))


def _plain(value: str) -> str:
    return value.encode("utf-8", "replace").decode()
