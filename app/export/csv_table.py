"""Segments and curves as tables.

`csv`: one row a segment, sorted by start. `curves`: a file for each curve track, one row a time. Times in
seconds with microseconds; lines end as RFC 4180 says; text that a spreadsheet would run as a formula has an
apostrophe before it. Checked with the csv module of the standard library.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from math import isfinite
from typing import ClassVar

from app.errors import UsageError
from app.export.exporter import Category, Content, Data, Exporter, TextExporter, encode_text
from app.export.plain import one_line
from inference.contract.track import Track
from inference.contract.types import TrackKind
from resources.language import mark
from resources.messages import msg

COLUMNS = ("file", "track", "start", "end", "duration", "label", "score")

# A cell that begins with one of these is run as a formula by spreadsheets.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class CsvTable(TextExporter):
    """Comma-separated values as in RFC 4180; times in seconds with microseconds."""

    name: ClassVar[str] = "csv"
    suffix: ClassVar[str] = ".csv"
    title: ClassVar[str] = mark("Table of segments (CSV)")
    purpose: ClassVar[str] = mark("Every segment as a line, for spreadsheets and scripts.")
    category: ClassVar[Category] = Category.TABLES

    def text(self, content: Content) -> str:
        rows = (
            (
                _text(content.location.name),
                _text(segment.track),
                f"{segment.start:.6f}",
                f"{segment.end:.6f}",
                f"{segment.end - segment.start:.6f}",
                _text(segment.label),
                f"{segment.score:.4f}",
            )
            for segment in content.segments
        )
        return _table(COLUMNS, rows)


class CurveTables(Exporter):
    """A table for each curve track: time and a column for each channel; empty where nothing is claimed."""

    name: ClassVar[str] = "curves"
    suffix: ClassVar[str] = ".curve.csv"
    title: ClassVar[str] = mark("Time series (CSV)")
    purpose: ClassVar[str] = mark("Scores over time: a file for each track of curves.")
    category: ClassVar[Category] = Category.TABLES

    def files(self, content: Content) -> Iterator[tuple[str, Data]]:
        curves = [track for track in content.tracks.values() if track.spec.kind is TrackKind.CURVE]
        if not curves:
            raise UsageError(
                msg("There are no curves of {name}.", name=one_line(content.location.name)),
                msg("Analyze it, or choose other tracks."),
            )
        for track in curves:
            yield f".{track.spec.key}", encode_text(_table(("time", *track.spec.channels), _rows(track)))


def _rows(track: Track) -> Iterator[list[str]]:
    for time, row in zip(track.times.tolist(), track.values.tolist(), strict=True):
        yield [f"{time:.6f}", *(f"{value:.7g}" if isfinite(value) else "" for value in row)]


def _table(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    out = io.StringIO(newline="")
    table = csv.writer(out)
    table.writerow(columns)
    table.writerows(rows)
    return out.getvalue()


def _text(value: str) -> str:
    return f"'{value}" if value.startswith(FORMULA) else value
