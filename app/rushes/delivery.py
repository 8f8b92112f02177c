"""Writing what is known of a file in other formats."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from app.document import Document
from app.export import EXPORTERS, Exporter, exporter_for, select_content, write


def exporters() -> Mapping[str, type[Exporter]]:
    """Give every export format by name: those of Rushes, and those of other packages that are installed.

    >>> rushes.exporters()["srt"].suffix
    '.srt'
    """
    return EXPORTERS


def export(
    document: Document,
    form: str | Exporter,
    target: str | Path,
    *,
    tracks: str | Iterable[str] = (),
    min_score: float | None = None,
    timecode: str | None = None,
) -> list[Path]:
    """Write a document in another format and give the paths that were written, `target` or more beside it.

    form: the name of the format, such as "csv" (see `exporters`), or what writes it. target: the file to
    write; one that is there is replaced in one step. tracks: keys of those that are wanted, all if there is
    none. min_score: leaves out segments with a lower score, from 0 to 1. timecode: that of the first frame,
    such as "01:00:00:00", in place of the file's own.

    Raise UsageError for a format or track that does not exist, or where the document has nothing that the
    format can say, and RushesError if a file cannot be written.

    >>> document = rushes.analyze("demo.mp4", only="shots", fast=True)
    >>> (path,) = rushes.export(document, "csv", "demo.csv", tracks="shots")
    >>> path.read_text().splitlines()[0]
    'file,track,start,end,duration,label,score'
    """
    writer = exporter_for(form) if isinstance(form, str) else form
    chosen = (tracks,) if isinstance(tracks, str) else tuple(tracks)
    content = select_content(document, chosen, min_score, timecode)
    return write(writer, content, Path(target))
