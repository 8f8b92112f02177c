"""A report that is being made, film by film, as `reporting` asks for it."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from app.config import folders
from app.document import find, load
from app.errors import RushesError
from app.export.writing import put
from app.media.location import Location
from app.report import Film, Options, film, kind_of, pages, render_report
from app.report.facts.subject import Room, room_for
from app.store import Store
from resources.messages import Message, join

if TYPE_CHECKING:
    from app.gui.delivery.report_controller import ReportController


class Making:
    """A report that is being made."""

    def __init__(
        self,
        reporting: "ReportController",
        files: list[Location],
        options: Options,
        target: Path,
        then: Callable[[Path], None],
    ) -> None:
        self._reporting = reporting
        self._files = files
        self._options = options
        self._target = target
        self._then = then
        self._films: list[Film] = []

    def go_on(self) -> None:
        """Ask for the next film, or for the pages when all are there."""
        done, room = len(self._films), room_for(len(self._files))
        share = done / (len(self._files) + 1)
        if done < len(self._files):
            location = self._files[done]
            self._reporting.tell(self, share, location.name)
            call = partial(_film, location, self._options, room, commercial=self._reporting.commercial)
            self._reporting.ask(self, call, self._take_film)
        else:
            self._reporting.tell(self, share, self._target.name)
            call = partial(_write, self._films, self._options, self._target)
            self._reporting.ask(self, call, self._take_notes)

    def _take_film(self, made: object) -> None:
        if isinstance(made, Film):
            self._films.append(made)
            self.go_on()
        else:
            assert isinstance(made, RushesError)
            self._reporting.end(made)

    def _take_notes(self, notes: object) -> None:
        if isinstance(notes, Message):
            self._reporting.end(None, notes)
            self._then(self._target)
        else:
            assert isinstance(notes, RushesError)
            self._reporting.end(notes)


def _film(location: Location, options: Options, room: Room, *, commercial: bool) -> Film:
    with Store(folders().store) as store:
        return film(load(store, find(store, location), commercial=commercial), options, room)


def _write(films: list[Film], options: Options, target: Path) -> Message:
    data, notes = render_report(pages(films, options), options, kind_of(target))
    put(target, data)
    return join(notes)
