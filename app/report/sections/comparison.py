"""Films side by side: the same few numbers of each, taken from what their own sections say."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.report.facts.delivery import DeliveryFacts
from app.report.facts.formatting import length, number, percent
from app.report.facts.sound import SoundFacts
from app.report.options import SECTIONS
from app.report.page.blocks import Bar, Bars, Block, Cell, Heading, Section, Table, TableColumn
from app.report.sections.advisory import AdvisoryFacts
from app.report.sections.delivery import verdict_cell
from app.report.sections.pacing import PacingFacts
from app.report.sections.picture import PictureFacts
from resources.language import label, tr

BARS = 12
"""Films up to which a picture of their pace can be read."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One film's facts; None where a section was not asked for or has nothing to say.

    chapter: the key of what is said of it alone.
    """

    chapter: str
    name: str
    duration: float
    screen: PictureFacts | None = None
    pace: PacingFacts | None = None
    sound: SoundFacts | None = None
    delivery: DeliveryFacts | None = None
    advisory: AdvisoryFacts | None = None


def section(films: Sequence[Comparison]) -> Section:
    """Put films side by side."""
    blocks: list[Block] = []
    if any(film.screen or film.pace for film in films):
        blocks += [
            Heading(tr("Pictures")),
            Table(tr("Pictures"), *_pictures(films)),
        ]
    paced = [film for film in films if film.pace]
    if 1 < len(paced) <= BARS:
        blocks.append(Bars(tr("Shots per minute"), tuple(_pace_bars(paced))))
    if any(film.sound or film.delivery for film in films):
        blocks += [Heading(tr("Sound")), Table(tr("Sound"), _sound_columns(), tuple(map(_sound_row, films)))]
    return Section("compare", tr(SECTIONS["compare"]), tuple(blocks))


def _pictures(films: Sequence[Comparison]) -> tuple[tuple[TableColumn, ...], tuple[tuple[Cell, ...], ...]]:
    """Give columns and rows; what was flagged has a column where it was looked for at all."""
    columns, rows = _picture_columns(), tuple(map(_picture_row, films))
    if not any(film.advisory and film.advisory.ran for film in films):
        return columns, rows
    flagged = (_flagged(film.advisory) for film in films)
    return (*columns, TableColumn(tr("Flagged"), number=True)), tuple(
        (*row, cell) for row, cell in zip(rows, flagged, strict=True)
    )


def _flagged(advisory: AdvisoryFacts | None) -> Cell:
    return _number(len(advisory.flags) if advisory and advisory.ran else None, 0)


def _picture_columns() -> tuple[TableColumn, ...]:
    return (
        TableColumn(tr("File"), wide=1),
        TableColumn(tr("Duration"), number=True),
        TableColumn(tr("Shots"), number=True),
        TableColumn(tr("Shots per minute"), number=True),
        TableColumn(tr("Median shot"), number=True),
        TableColumn(tr("Faces"), number=True),
        TableColumn(tr("Top tags")),
    )


def _picture_row(film: Comparison) -> tuple[Cell, ...]:
    pace, screen = film.pace, film.screen
    most = screen.tags[0].label if screen and screen.tags else ""
    return (
        Cell(film.name, link=film.chapter),
        Cell(length(film.duration), order=film.duration),
        _number(pace and pace.shots, 0),
        _number(pace and pace.per_minute),
        Cell(length(pace.middle), order=pace.middle) if pace else _none(),
        _share(screen.face.share if screen and "faces" in screen.looked_for else None),
        Cell(label(most)) if most else _none(),
    )


def _sound_columns() -> tuple[TableColumn, ...]:
    return (
        TableColumn(tr("File"), wide=1),
        TableColumn(tr("Speech"), number=True),
        TableColumn(tr("Music"), number=True),
        TableColumn("LUFS", number=True),
        TableColumn("LU", number=True),
        TableColumn("dBTP", number=True),
        TableColumn(tr("Faults"), number=True),
        TableColumn("R 128"),
    )


def _sound_row(film: Comparison) -> tuple[Cell, ...]:
    sound, delivery = film.sound, film.delivery
    reading = delivery.reading if delivery else None
    faults = sum(len(one.stretches) for one in delivery.sound) if delivery else None
    return (
        Cell(film.name, link=film.chapter),
        _share(sound.voice.share if sound and "voice" in sound.looked_for else None),
        _share(sound.music.share if sound and "sounds" in sound.looked_for else None),
        _number(reading and reading.integrated),
        _number(reading and reading.spread),
        _number(reading and reading.peak),
        _number(faults if reading else None, 0),
        verdict_cell(delivery.verdicts[0].passes) if delivery and delivery.verdicts else _none(),
    )


def _pace_bars(films: Sequence[Comparison]) -> list[Bar]:
    rates = [film.pace.per_minute if film.pace else 0.0 for film in films]
    most = max(rates) or 1.0
    return [Bar(film.name, rate / most, number(rate)) for film, rate in zip(films, rates, strict=True)]


def _number(value: float | None, digits: int = 1) -> Cell:
    return _none() if value is None else Cell(number(value, digits), order=value)


def _share(share: float | None) -> Cell:
    return _none() if share is None else Cell(percent(share), order=share)


def _none() -> Cell:
    return Cell("–", "quiet")
