"""Segments as a table: one row each, sorted by start."""

import csv
from typing import ClassVar, TextIO

from app.document import Document
from app.export.exporter import Exporter

COLUMNS = ("file", "track", "start", "end", "duration", "label", "score")

# A cell that begins with one of these is run as a formula by spreadsheets.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class CsvTable(Exporter):
    """Comma-separated values as in RFC 4180; times in seconds with microseconds."""

    name: ClassVar[str] = "csv"
    suffix: ClassVar[str] = ".csv"
    title: ClassVar[str] = "Table of segments (CSV)"

    def write(self, document: Document, out: TextIO) -> None:
        table = csv.writer(out)
        table.writerow(COLUMNS)
        for segment in document.segments():
            table.writerow(
                (
                    _text(document.path.name),
                    segment.track,
                    f"{segment.start:.6f}",
                    f"{segment.end:.6f}",
                    f"{segment.end - segment.start:.6f}",
                    _text(segment.label),
                    f"{segment.score:.4f}",
                )
            )


def _text(value: str) -> str:
    return f"'{value}" if value.startswith(FORMULA) else value
