"""`rushes report`."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from app.batch import media_files
from app.config import Settings
from app.document import Document, find_media, load_document
from app.errors import RushesError, UsageError
from app.export.writing import write_file
from app.extras import PDF, require
from app.logs import logger
from app.media.location import Location, LocationLike
from app.report import (
    FilmFacts,
    ReportOptions,
    build_pages,
    checked_options,
    format_of,
    gather_films,
    render_report,
)
from app.store import Store, open_store
from app.summary import in_one_line
from resources.language import LANGUAGES, SYSTEM, use
from resources.messages import msg

OWN_INSIDE = msg("Your notes and markers are in it: name other --sections to leave them out.")

log = logger(__name__)


@dataclass(frozen=True, slots=True)
class ReportRequest:
    """What was asked for on the command line. out: a file for all of them, or a folder."""

    places: Sequence[LocationLike]
    out: Path
    title: str = ""
    logo: Path | None = None
    color: str = "#2f6db5"
    paper: str = "a4"
    sections: tuple[str, ...] = ()
    language: str | None = None


def report_files(request: ReportRequest, settings: Settings) -> int:
    """Write reports, print their paths, give the exit status. A file that fails does not stop the others."""
    wanted = checked_options(request.title, request.logo, request.color, request.paper, request.sections)
    _speak(request.language or settings.language)
    into_folder = request.out.is_dir() or not request.out.suffix
    if into_folder or format_of(request.out) == "pdf":
        require(PDF)
    files = media_files(request.places)
    if not files:
        raise UsageError(
            msg("There is no media file in what was named."),
            msg("Name files, or folders with video or audio in them."),
        )
    with open_store() as store:
        made = _Made(store, files, wanted, commercial=settings.commercial)
        if into_folder:
            for film, stem in made.films_with_stems():
                for suffix in (".html", ".pdf"):
                    _write([film], wanted, request.out / f"{stem}.report{suffix}")
        elif found := list(made.films()):
            _write(found, wanted, request.out)
    return 1 if made.failed else 0


def _speak(language: str) -> None:
    if language not in (SYSTEM, *LANGUAGES):
        raise UsageError(
            msg("There is no language {language!r}.", language=language),
            msg("Choose one of: {names}.", names=tuple(LANGUAGES)),
        )
    use(language)


class _Made:
    """Gathers the facts of files, and tells of those that fail."""

    def __init__(
        self, store: Store, files: Sequence[Location], wanted: ReportOptions, *, commercial: bool
    ) -> None:
        self.failed = 0
        self._store = store
        self._files = files
        self._options = wanted
        self._commercial = commercial

    def films(self, count: int | None = None) -> Iterator[FilmFacts]:
        """Give the facts of each film; `count`: of those that share a report."""
        console = Console(stderr=True)
        with Progress(console=console, transient=True, disable=not console.is_terminal) as bars:
            task = bars.add_task("", total=len(self._files))

            def tell(done: int, name: str) -> bool:
                bars.update(task, completed=done, description=in_one_line(name))
                return True

            yield from gather_films(self._documents(), count or len(self._files), self._options, tell)

    def films_with_stems(self) -> Iterator[tuple[FilmFacts, str]]:
        """Give the facts of each film with a name for its own report that no other one has."""
        taken: set[str] = set()
        for film in self.films(1):
            location = film.subject.document.location
            stem, number = location.stem, 1
            while stem.casefold() in taken:
                number += 1
                stem = f"{location.stem}-{number}"
            taken.add(stem.casefold())
            yield film, stem

    def _documents(self) -> Iterator[Document]:
        for location in self._files:
            try:
                yield self._document(location)
            except RushesError as error:
                if len(self._files) == 1:
                    raise
                self.failed += 1
                log.info("report leaves out a file", path=str(location), error=str(error))
                _complain(error)

    def _document(self, location: Location) -> Document:
        if not location.exists():
            raise RushesError(msg("{path} does not exist.", path=str(location)), msg("Check the path."))
        document = load_document(self._store, find_media(self._store, location), commercial=self._commercial)
        if not document.runs:
            raise UsageError(
                msg("There are no results for {path}.", path=str(location)),
                msg("Analyze it first: rushes analyze."),
            )
        return document


def _write(made: Sequence[FilmFacts], wanted: ReportOptions, target: Path) -> None:
    data, notes = render_report(build_pages(made, wanted), wanted, format_of(target))
    write_file(target, data)
    print(in_one_line(str(target)))  # noqa: T201
    for note in [*notes, *([OWN_INSIDE] if any(film.notes for film in made) else [])]:
        print(f"rushes: {note}", file=sys.stderr)  # noqa: T201


def _complain(error: RushesError) -> None:
    print(f"rushes: {in_one_line(str(error.message))}", file=sys.stderr)  # noqa: T201
    if error.hint:
        print(f"        {in_one_line(str(error.hint))}", file=sys.stderr)  # noqa: T201
