"""Content advisory: what was flagged, with times and how sure it is. It never shows a still."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from app.report.facts.formatting import length, number, percent
from app.report.facts.subject import Subject
from app.report.facts.totals import Total, total
from app.report.options import SECTIONS
from app.report.page.blocks import Block, Cell, Figure, Figures, Heading, Section, Table, TableColumn, Text
from inference.analyzers import ANALYZERS
from inference.contract.types import Segment
from resources.language import label, ntr, tr

KEY = "advisory"


@dataclass(frozen=True, slots=True)
class AdvisoryFacts:
    """ran: whether pictures were looked at. flags: each flagged stretch, of which `listed` have room.

    highest: the highest probability of a picture, and its time. threshold: from which a stretch is
    flagged, if it lasts so many seconds.
    """

    ran: bool
    flags: tuple[Segment, ...]
    listed: int
    total: Total
    highest: tuple[float, float] | None
    threshold: float
    seconds: float


def advisory_facts(subject: Subject) -> AdvisoryFacts | None:
    """Give what was flagged, or None where there is no picture."""
    if subject.document.media.video is None:
        return None
    flags = tuple(subject.of(KEY))
    limits = {**ANALYZERS[KEY].thresholds, **subject.document.limits.get(KEY, {})}
    return AdvisoryFacts(
        subject.ran(KEY),
        flags,
        min(len(flags), subject.room.rows),
        total(KEY, flags, subject.duration),
        _highest(subject),
        limits["confidence"],
        limits["seconds"],
    )


def section(facts: AdvisoryFacts, subject: Subject) -> Section:
    """Say it."""
    blocks = [*_figures(facts, subject), *_flags(facts, subject)] if facts.ran or facts.flags else []
    if not facts.ran:
        blocks.insert(
            0,
            Text(
                tr(
                    "Not examined: the content advisory did not run on this file, so nothing is said of "
                    "whether it shows anything explicit."
                )
            ),
        )
    return Section(KEY, tr(SECTIONS[KEY]), tuple(blocks))


def _figures(facts: AdvisoryFacts, subject: Subject) -> Iterable[Block]:
    lasts, share = facts.total.seconds, percent(facts.total.share)
    items = [Figure(tr("Flagged"), str(len(facts.flags)), f"{length(lasts)} · {share}")]
    if facts.highest is not None:
        value, time = facts.highest
        items.append(Figure(tr("Highest probability"), number(value, 2), subject.at(time)))
    if facts.ran:
        least = tr("at least {seconds}").format(seconds=length(facts.seconds))
        items.append(Figure(tr("Flagged from"), number(facts.threshold, 2), least))
    yield Figures(tuple(items))


def _flags(facts: AdvisoryFacts, subject: Subject) -> Iterable[Block]:
    if not facts.flags:
        yield Text(
            tr(
                "Nothing was flagged as possibly explicit. That is no promise: the model misses some, and "
                "violence and words are not looked for."
            )
        )
        return
    columns = (
        TableColumn(tr("From")),
        TableColumn(tr("To")),
        TableColumn(tr("Duration"), number=True),
        TableColumn(tr("Confidence"), number=True),
        TableColumn(tr("Flagged as"), wide=1),
    )
    rows = tuple(
        (
            Cell(subject.at(one.start), order=one.start),
            Cell(subject.at(one.end), order=one.end),
            Cell(length(one.end - one.start), order=one.end - one.start),
            Cell(number(one.score, 2), order=one.score),
            Cell(label(one.label), "warn"),
        )
        for one in facts.flags[: facts.listed]
    )
    yield Heading(tr("Flagged ranges"))
    yield Table(tr("Flagged ranges"), columns, rows)
    if left := len(facts.flags) - facts.listed:
        more = ntr("One more range is not listed.", "{n} more ranges are not listed.", left)
        yield Text(more, quiet=True)
    yield Text(
        tr(
            "Confidence is the model's highest probability for a frame in the range. A "
            "person has to look before anything is decided. No still of these shots is shown."
        ),
        quiet=True,
    )


def _highest(subject: Subject) -> tuple[float, float] | None:
    track = subject.tracks.get(KEY)
    values = track.column("explicit") if track is not None else np.empty(0)
    if track is None or not np.isfinite(values).any():
        return None
    row = int(np.nanargmax(values))
    return float(values[row]), float(track.times[row])
