"""A report of analyzed files, written step by step, so that whoever asked for it can do something between."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.document import find, load
from app.export.writing import put
from app.media.location import Location
from app.report.facts.subject import room_for
from app.report.making import Film, film, pages
from app.report.options import Options, kind_of
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
    files: Sequence[Location], options: Options, target: Path, *, commercial: bool
) -> Generator[ReportStep]:
    """Write a report of files that were analyzed; nothing is written before the last step.

    commercial: leave out results of weights that are not for commercial use. Raise RushesError where a file
    has no results, or the report cannot be written.
    """
    films: list[Film] = []
    steps, room = len(files) + 1, room_for(len(files))
    for done, file in enumerate(files):
        yield ReportStep(done / steps, file.name)
        with open_store() as store:
            films.append(film(load(store, find(store, file), commercial=commercial), options, room))
    yield ReportStep(len(files) / steps, target.name)
    data, notes = render_report(pages(films, options), options, kind_of(target))
    put(target, data)
    yield ReportStep(1.0, "", target, join(notes))
