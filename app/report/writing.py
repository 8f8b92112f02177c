"""A report of analyzed files, written step by step, so that whoever asked for it can do something between."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.document import find_media, load_document
from app.export.writing import write_file
from app.media.location import Location
from app.report.facts.subject import limits_for
from app.report.making import FilmFacts, build_pages, gather_film
from app.report.options import ReportOptions, format_of
from app.report.render.rendering import render_report
from app.store import open_store
from resources.messages import NOTHING, Message, join


@dataclass(frozen=True, slots=True)
class ReportStep:
    """How far a report is.

    share: how much of it is done, 0 to 1. text: the name of what comes next. written: the report, once it is
    there. note: what a reader of it should know, at the end.
    """

    share: float
    text: str
    written: Path | None = None
    note: Message = NOTHING


def report_steps(
    files: Sequence[Location], options: ReportOptions, target: Path, *, commercial: bool
) -> Generator[ReportStep]:
    """Write a report of files that were analyzed; nothing is written before the last step.

    commercial: leave out results of weights that are not for commercial use. Raise RushesError where a file
    has no results, or the report cannot be written.
    """
    films: list[FilmFacts] = []
    steps, room = len(files) + 1, limits_for(len(files))
    for done, file in enumerate(files):
        yield ReportStep(done / steps, file.name)
        with open_store() as store:
            films.append(
                gather_film(
                    load_document(store, find_media(store, file), commercial=commercial), options, room
                )
            )
    yield ReportStep(len(files) / steps, target.name)
    data, notes = render_report(build_pages(films, options), options, format_of(target))
    write_file(target, data)
    yield ReportStep(1.0, "", target, join(notes))
