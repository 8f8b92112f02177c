"""Delivery, said: the section made of its facts."""

import math
from collections.abc import Iterable

from app.report.facts.delivery import DeliveryFacts, LoudnessReading, fault_places
from app.report.facts.formatting import length, number
from app.report.facts.standards import Verdict
from app.report.facts.subject import Subject
from app.report.facts.totals import Total
from app.report.options import SECTIONS
from app.report.page.blocks import (
    Block,
    Cell,
    Figure,
    Figures,
    Guide,
    Heading,
    Line,
    Plot,
    Section,
    Table,
    TableColumn,
    Text,
)
from resources.language import label, mark, ntr, tr

LOWEST = -60.0
FAULTS = {
    "true peak over": mark("True peak over −1 dBTP"),
    "clipping": mark("Clipping"),
    "dropout": mark("Dropout"),
    "silence": mark("Silence"),
    "out of phase": mark("Channels out of phase"),
    "black": mark("Black frames"),
    "still picture": mark("Frozen frames"),
}


def section(facts: DeliveryFacts, subject: Subject) -> Section:
    """Say it."""
    blocks: list[Block] = []
    if facts.reading is not None:
        blocks += _loudness_blocks(facts, facts.reading)
    if "qc" in facts.looked_for or "loudness" in facts.looked_for:
        none = tr("No clipping, no dropout, no hum, no silence and no channels out of phase were found.")
        if "qc" not in facts.looked_for:
            none = tr("No silence and no true peak over −1 dBTP were found.")
        blocks.append(Heading(tr("Audio faults")))
        blocks += _fault_blocks(facts.sound, subject, none)
    if "shots" in facts.looked_for:
        blocks.append(Heading(tr("Black and frozen frames")))
        blocks += _fault_blocks(facts.picture, subject, tr("No black or frozen frames were found."))
        blocks.append(
            Text(
                tr(
                    "Read from small copies of every frame: black from 0.2 s, still from 2 s. "
                    "A title card stands still, too."
                ),
                quiet=True,
            )
        )
    return Section("delivery", tr(SECTIONS["delivery"]), tuple(blocks))


def fault_name(name: str) -> str:
    """Give what a fault is called."""
    return tr(FAULTS[name]) if name in FAULTS else label(name)


def verdict_cell(passes: bool | None) -> Cell:
    """Say pass or fail in a cell."""
    if passes is None:
        return Cell(tr("no reading"), "quiet")
    return Cell(tr("pass"), "good") if passes else Cell(tr("fail"), "bad")


def _loudness_blocks(facts: DeliveryFacts, reading: LoudnessReading) -> Iterable[Block]:
    yield Heading(tr("Loudness"))
    if reading.integrated is None:
        yield Text(tr("The sound is too short or too quiet for a reading of loudness."))
    yield Figures(
        (
            Figure(tr("Integrated loudness"), _shown(reading.integrated), "LUFS"),
            Figure(tr("Loudness range"), _shown(reading.spread), "LU"),
            Figure(tr("True peak"), _shown(reading.peak), "dBTP"),
        )
    )
    if (curve := facts.curve) is not None:
        lines = (
            Line(tr("Short-term"), curve.times, _floored(curve.short_term)),
            Line(tr("Momentary"), curve.times, _floored(curve.momentary)),
        )
        guide = (Guide(-23.0, tr("−23 LUFS (EBU R 128)")),)
        yield Plot(tr("Loudness over time"), "LUFS", lines, facts.duration, LOWEST, 0.0, guide)
    columns = (
        TableColumn(tr("Target"), wide=1),
        TableColumn(tr("Overall")),
        TableColumn(tr("Loudness"), number=True),
        TableColumn(tr("Deviation"), number=True),
        TableColumn(tr("Loudness")),
        TableColumn(tr("Maximum peak"), number=True),
        TableColumn(tr("True peak")),
    )
    yield Table(tr("Against common loudness targets"), columns, tuple(map(_verdict_row, facts.verdicts)))
    yield Text(
        tr(
            "Readings are rounded to a tenth before they are judged. A target that is measured on the "
            "dialogue alone is not judged: the whole program is measured here."
        ),
        quiet=True,
    )


def _verdict_row(verdict: Verdict) -> tuple[Cell, ...]:
    standard, off = verdict.standard, verdict.off
    told = "–" if off is None else f"{'+' if off > 0 else ''}{number(off)} LU"
    peak = "–" if standard.peak is None else f"{number(standard.peak, 0)} dBTP"
    return (
        Cell(tr(standard.name)),
        _not_judged() if standard.dialogue else verdict_cell(verdict.passes),
        Cell(f"{number(standard.loudness, 0)} ± {standard.tolerance:g} LUFS", order=standard.loudness),
        Cell(told, order=off),
        _not_judged() if standard.dialogue else verdict_cell(verdict.loudness_passes),
        Cell(peak, order=standard.peak),
        Cell("–", "quiet") if standard.peak is None else verdict_cell(verdict.peak_passes),
    )


def _not_judged() -> Cell:
    return Cell(tr("not judged"), "quiet")


def _fault_blocks(found: tuple[Total, ...], subject: Subject, none: str) -> Iterable[Block]:
    if not found:
        yield Text(none)
        return
    columns = (
        TableColumn(tr("Fault"), wide=1),
        TableColumn(tr("Count"), number=True),
        TableColumn(tr("Total"), number=True),
        TableColumn(tr("First at")),
    )
    rows = tuple(
        (
            Cell(fault_name(one.label), "warn"),
            Cell(str(len(one.stretches)), order=len(one.stretches)),
            Cell(length(one.seconds), order=one.seconds),
            Cell(subject.at(one.stretches[0][0]), order=one.stretches[0][0]),
        )
        for one in found
    )
    yield Table(tr("Faults"), columns, rows)
    yield from _place_blocks(found, subject)


def _place_blocks(found: tuple[Total, ...], subject: Subject) -> Iterable[Block]:
    every = fault_places(found)
    if len(every) == len(found):
        return
    columns = (
        TableColumn(tr("From")),
        TableColumn(tr("To")),
        TableColumn(tr("Duration"), number=True),
        TableColumn(tr("Fault"), wide=1),
    )
    rows = tuple(
        (
            Cell(subject.at(start), order=start),
            Cell(subject.at(end), order=end),
            Cell(length(end - start), order=end - start),
            Cell(fault_name(name)),
        )
        for start, end, name in every[: subject.room.rows]
    )
    yield Table(tr("All occurrences"), columns, rows, folded=True)
    if left := len(every) - len(rows):
        yield Text(
            ntr("One more occurrence is not listed.", "{n} more occurrences are not listed.", left),
            quiet=True,
        )


def _shown(value: float | None) -> str:
    return "–" if value is None else number(value)


def _floored(values: tuple[float, ...]) -> list[float]:
    """Let what is quieter than the plot lie on its floor."""
    return [value if math.isnan(value) else max(LOWEST, value) for value in values]
