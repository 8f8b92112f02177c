"""What the user wrote while watching: notes and colored markers, in order of time."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.edits import Marker
from app.edits.markers import COLORS, NAMES
from app.report.facts.formatting import length
from app.report.facts.subject import Subject
from app.report.options import SECTIONS
from app.report.page.blocks import Block, Cell, Section, Table, TableColumn, Text
from resources.language import ntr, tr


@dataclass(frozen=True, slots=True)
class NotesFacts:
    """markers: those that have room, of `count`."""

    markers: tuple[Marker, ...]
    count: int


def notes_facts(subject: Subject) -> NotesFacts | None:
    """Give the user's notes and markers, or None where there are none."""
    every = subject.document.markers
    return NotesFacts(tuple(every[: subject.room.rows]), len(every)) if every else None


def section(facts: NotesFacts, subject: Subject) -> Section:
    """Say it."""
    return Section("notes", tr(SECTIONS["notes"]), tuple(_blocks(facts, subject)))


def _blocks(facts: NotesFacts, subject: Subject) -> Iterable[Block]:
    columns = (
        TableColumn(tr("At")),
        TableColumn(tr("Duration"), number=True),
        TableColumn(tr("Kind")),
        TableColumn(tr("Text"), wide=1),
    )
    yield Table(tr(SECTIONS["notes"]), columns, tuple(_row(one, subject) for one in facts.markers))
    if left := facts.count - len(facts.markers):
        yield Text(ntr("One more is not listed here.", "{n} more are not listed here.", left), quiet=True)
    yield Text(tr("Added by hand."), quiet=True)


def _row(one: Marker, subject: Subject) -> tuple[Cell, ...]:
    lasts = one.end - one.start
    kind = tr("Note") if one.color is None else tr("{color} marker").format(color=tr(NAMES[one.color]))
    return (
        Cell(subject.at(one.start), order=one.start),
        Cell(length(lasts) if lasts > 0 else "–", order=lasts),
        Cell(kind, dot=COLORS[one.color] if one.color else ""),
        Cell(one.text or "–", "" if one.text else "quiet"),
    )
