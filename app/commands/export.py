"""`rushes export`."""

import io
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.batch import media_files
from app.config import Settings
from app.document import find_media, load_document
from app.errors import RushesError, UsageError
from app.export import Content, Exporter, copy_content, exporter_for, select_content, targets, write
from app.export.frames import frames_of
from app.logs import logger
from app.media.location import Location, LocationLike
from app.store import Store, open_store
from app.summary import in_one_line
from resources.messages import msg

log = logger(__name__)


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """What was asked for on the command line. out: `-` is stdout."""

    places: Sequence[LocationLike]
    form: str
    tracks: tuple[str, ...] = ()
    min_score: float | None = None
    timecode: str | None = None
    out: Path | None = None


def export_files(request: ExportRequest, settings: Settings) -> int:
    """Write the results of each file, print the paths of what was written, give the exit status."""
    writer = exporter_for(request.form)
    files = media_files(request.places)
    if not files:
        raise UsageError(
            msg("There is no media file in what was named."),
            msg("Name files, or folders with video or audio in them."),
        )
    one = len(files) == 1
    _check(request, one=one)
    failed = 0
    with open_store() as store:
        for location, target in zip(files, _targets(files, writer.suffix, request.out, one=one), strict=True):
            try:
                _export(writer, _content(store, location, request, settings), request, target)
            except RushesError as error:
                if one:
                    raise
                failed += 1
                log.info("export failed", path=str(location), error=str(error))
                _complain(error)
    return 1 if failed else 0


def _check(request: ExportRequest, *, one: bool) -> None:
    """Raise UsageError where several files would be written to one place."""
    out = request.out
    if one or out is None:
        return
    if str(out) == "-":
        raise UsageError(msg("Several files do not go to stdout."), msg("Name a folder with -o."))
    if out.exists() and not out.is_dir():
        raise UsageError(
            msg("{path} is a file, and there are several to write.", path=str(out)),
            msg("Name a folder with -o."),
        )


def _targets(files: Sequence[Location], suffix: str, out: Path | None, *, one: bool) -> list[Path]:
    """Give a path for each file."""
    if one and out is not None and not out.is_dir():
        return [out]
    return targets(files, suffix, out or Path())


def _content(store: Store, location: Location, request: ExportRequest, settings: Settings) -> Content:
    if not location.exists():
        raise RushesError(msg("{path} does not exist.", path=str(location)), msg("Check the path."))
    document = load_document(store, find_media(store, location), commercial=settings.commercial)
    content = select_content(document, request.tracks, request.min_score, request.timecode)
    if request.timecode and not frames_of(content).named:
        raise UsageError(
            msg("{timecode!r} is no timecode of {name}.", timecode=request.timecode, name=location.name),
            msg("Write it as 01:00:00:00, or 01:00:00;00."),
        )
    return content


def _export(writer: Exporter, content: Content, request: ExportRequest, target: Path) -> None:
    if str(request.out) != "-":
        for path in write(writer, content, target):
            print(in_one_line(str(path)))  # noqa: T201
        return
    (_, data), *more = writer.files(content)
    if more:
        raise UsageError(
            msg(
                "{form} makes {number} files here, which do not go to stdout.",
                form=writer.name,
                number=1 + len(more),
            ),
            msg("Name a folder with -o, or choose one track with --tracks."),
        )
    # What is written in pieces may have to go back to earlier ones, which stdout cannot.
    whole = io.BytesIO()
    copy_content(data, whole)
    sys.stdout.buffer.write(whole.getbuffer())
    sys.stdout.buffer.flush()


def _complain(error: RushesError) -> None:
    print(f"rushes: {in_one_line(str(error.message))}", file=sys.stderr)  # noqa: T201
    if error.hint:
        print(f"        {in_one_line(str(error.hint))}", file=sys.stderr)  # noqa: T201
