"""Results as an Excel workbook: sheets of segments, media and runs.

Times are seconds and, for people who edit, timecode. Cells with text are text, whatever they begin with: none
is run as a formula. A sheet holds a million rows; more are left out, and a line says so. Written and checked
with openpyxl.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar

from app.export.exporter import Category, Content, Data, Exporter
from app.export.frames import frames_of
from app.export.plain import for_xml
from app.export.rows import media_row
from resources.language import mark

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook as Book
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

MOST = 1_048_000
LONGEST = 32_000
"""Rows of a sheet and characters of a cell, a few less than Excel takes."""

COLUMNS = ("file", "track", "start", "end", "duration", "timecode in", "timecode out", "label", "score")
WIDTHS = (28, 18, 12, 12, 12, 14, 14, 48, 10)

Cell = str | float | int | None


class Workbook(Exporter):
    """Segments, media and runs, for spreadsheets."""

    name: ClassVar[str] = "xlsx"
    suffix: ClassVar[str] = ".xlsx"
    title: ClassVar[str] = mark("Workbook (Excel)")
    purpose: ClassVar[str] = mark("Segments, media and runs as sheets of a workbook.")
    category: ClassVar[Category] = Category.TABLES
    program: ClassVar[str] = "Excel"

    def files(self, content: Content) -> Iterator[tuple[str, Data]]:
        from openpyxl import Workbook as Book

        book = Book(write_only=True)
        _sheet(book, "segments", COLUMNS, _segments(content), WIDTHS)
        _sheet(book, "media", ("property", "value"), _media(content), (24, 60))
        columns = ("analyzer", "version", "device", "reason", "seconds", "models", "notes")
        _sheet(book, "runs", columns, _runs(content), (18, 10, 10, 40, 10, 30, 60))
        yield "", book.save


def _sheet(
    book: "Book", title: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]], widths: Sequence[int]
) -> None:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    heads = [WriteOnlyCell(sheet, column) for column in columns]
    for head in heads:
        head.font = Font(bold=True)
    sheet.append(heads)
    for number, row in enumerate(rows):
        if number == MOST:
            sheet.append(["More rows than a sheet holds were left out: choose another format, such as csv."])
            break
        sheet.append([_cell(sheet, value) for value in row])


def _cell(sheet: "WriteOnlyWorksheet", value: Cell) -> object:
    """Give a cell; text that begins as a formula does, or as an error such as #N/A, is told to be text."""
    from openpyxl.cell import WriteOnlyCell

    if not isinstance(value, str):
        return value
    text = for_xml(value)[:LONGEST]
    if not text.startswith(("=", "#")):
        return text
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    return cell


def _segments(content: Content) -> Iterator[Sequence[Cell]]:
    frames = frames_of(content)
    for segment in content.segments:
        yield (
            content.location.name,
            segment.track,
            round(segment.start, 6),
            round(segment.end, 6),
            round(segment.end - segment.start, 6),
            frames.label(frames.at(segment.start)),
            frames.label(frames.at(segment.end)),
            segment.label,
            round(float(segment.score), 4),
        )


def _media(content: Content) -> Iterator[Sequence[Cell]]:
    media = content.media
    yield "path", str(content.location)
    yield "fingerprint", content.document.fingerprint
    yield "container", media.container
    yield "size", media.size
    yield from media_row(media).items()
    if media.video:
        yield "exact fps", str(media.video.fps)
        yield "variable frame rate", "yes" if media.video.variable else "no"
        yield "video codec", media.video.codec
    yield "timecode", media.timecode
    yield from (("warning", str(warning)) for warning in media.warnings)


def _runs(content: Content) -> Iterator[Sequence[Cell]]:
    for run in content.document.runs.values():
        models = ", ".join(run.models)
        notes = " ".join(map(str, run.notes))
        yield (
            run.analyzer,
            run.version,
            run.device.used,
            str(run.device.reason),
            round(run.seconds, 3),
            models,
            notes,
        )
