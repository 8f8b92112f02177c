"""What the user wrote while watching: notes and coloured markers, in order of time."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.edits import Marker
from app.edits.markers import COLOURS, NAMES
from app.report.blocks import Block, Cell, Column, Section, Table, Text
from app.report.options import SECTIONS
from app.report.subject import Subject
from app.report.words import length
from resources.language import ntr, tr


@dataclass(frozen=True, slots=True)
class Notes:
    """markers: those that have room, of `count`."""

    markers: tuple[Marker, ...]
    count: int


def notes(subject: Subject) -> Notes | None:
    """Give the user's notes and markers, or None where there are none."""
    every = subject.document.markers
    return Notes(tuple(every[: subject.room.rows]), len(every)) if every else None


def section(facts: Notes, subject: Subject) -> Section:
    """Say it."""
    return Section("notes", tr(SECTIONS["notes"]), tuple(_blocks(facts, subject)))


def _blocks(facts: Notes, subject: Subject) -> Iterable[Block]:
    columns = (
        Column(tr("At")),
        Column(tr("Lasts"), number=True),
        Column(tr("Kind")),
        Column(tr("Text"), wide=1),
    )
    yield Table(tr(SECTIONS["notes"]), columns, tuple(_row(one, subject) for one in facts.markers))
    if left := facts.count - len(facts.markers):
        yield Text(ntr("One more is not listed here.", "{n} more are not listed here.", left), quiet=True)
    yield Text(tr("Written by a person who watched the film."), quiet=True)


def _row(one: Marker, subject: Subject) -> tuple[Cell, ...]:
    lasts = one.end - one.start
    kind = tr("Note") if one.colour is None else tr("{colour} marker").format(colour=tr(NAMES[one.colour]))
    return (
        Cell(subject.at(one.start), order=one.start),
        Cell(length(lasts) if lasts > 0 else "–", order=lasts),
        Cell(kind, dot=COLOURS[one.colour] if one.colour else ""),
        Cell(one.text or "–", "" if one.text else "quiet"),
    )
