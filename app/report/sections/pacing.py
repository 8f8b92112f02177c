"""How fast a film is cut: lengths of shots, shots a minute over time, transitions."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from app.report.facts.formatting import length, number, percent
from app.report.facts.subject import Subject
from app.report.options import SECTIONS
from app.report.page.blocks import Bar, Bars, Block, Figure, Figures, Heading, Line, Plot, Section, Text
from inference.contract.types import Segment
from resources.language import label, tr

EDGES = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0)
"""Seconds that divide the lengths of shots into groups."""

WIDEST, NARROWEST, STEPS = 60.0, 10.0, 24
"""Seconds of the stretches in which shots are counted, and how many there should be."""


@dataclass(frozen=True, slots=True)
class PacingFacts:
    """Lengths in seconds. rates: shots that begin in each stretch of `window` seconds, a minute."""

    duration: float
    shots: int
    average: float
    middle: float
    shortest: float
    longest: float
    per_minute: float
    window: float
    rates: tuple[float, ...]
    transitions: tuple[tuple[str, int], ...]
    groups: tuple[int, ...]


def pacing_facts(subject: Subject) -> PacingFacts | None:
    """Measure how fast a film is cut, or give None where its shots are not known."""
    shots = subject.of("shots")
    if not shots:
        return None
    lasts = [shot.end - shot.start for shot in shots]
    duration = subject.duration
    window = min(WIDEST, max(NARROWEST, duration / STEPS))
    joins = Counter(shot.label for shot in shots[1:])
    return PacingFacts(
        duration,
        len(shots),
        sum(lasts) / len(lasts),
        median(lasts),
        min(lasts),
        max(lasts),
        60 * len(shots) / duration if duration > 0 else 0.0,
        window,
        _rates(shots, window, duration),
        tuple(joins.most_common()),
        _groups(lasts),
    )


def section(facts: PacingFacts) -> Section:
    """Say it."""
    if facts.shots == 1:
        told = Text(tr("The film is one shot from beginning to end."))
        return Section("pace", tr(SECTIONS["pace"]), (told,))
    blocks: list[Block] = [
        Figures(
            (
                Figure(tr("Shots"), str(facts.shots), length(facts.duration)),
                Figure(tr("Shots per minute"), number(facts.per_minute)),
                Figure(tr("Average shot"), length(facts.average)),
                Figure(tr("Median shot"), length(facts.middle)),
                Figure(tr("Shortest"), length(facts.shortest)),
                Figure(tr("Longest"), length(facts.longest)),
            )
        )
    ]
    if len(facts.rates) > 1:
        blocks.append(Heading(tr("Shots per minute over time")))
        blocks.append(_plot(facts))
        told = tr("Shots that begin in each window of {seconds} s, per minute.")
        blocks.append(Text(told.format(seconds=f"{facts.window:.0f}"), quiet=True))
    blocks.append(Heading(tr("Transitions")))
    joins = sum(count for _, count in facts.transitions)
    rows = (
        Bar(label(name), count / joins, _times(count, count / joins)) for name, count in facts.transitions
    )
    blocks.append(Bars(tr("Transitions"), tuple(rows)))
    blocks.append(Heading(tr("Shot lengths")))
    blocks.append(Bars(tr("Distribution of shot lengths"), tuple(_length_bars(facts))))
    return Section("pace", tr(SECTIONS["pace"]), tuple(blocks))


def _rates(shots: Sequence[Segment], window: float, duration: float) -> tuple[float, ...]:
    """Count the shots that begin in each stretch; the last one may be shorter, and counts as it is long."""
    if duration <= 0:
        return ()
    count = max(1, int(duration / window + 0.5))
    counted = Counter(min(count - 1, int(shot.start / window)) for shot in shots)
    lasts = [window] * (count - 1) + [duration - window * (count - 1)]
    return tuple(60 * counted[index] / lasts[index] for index in range(count))


def _groups(lasts: Sequence[float]) -> tuple[int, ...]:
    found = Counter(sum(one >= edge for edge in EDGES) for one in lasts)
    return tuple(found[group] for group in range(len(EDGES) + 1))


def _plot(facts: PacingFacts) -> Plot:
    times = [index * facts.window for index in range(len(facts.rates))]
    lines = (Line(tr("Shots per minute"), [*times, facts.duration], [*facts.rates, facts.rates[-1]]),)
    high = max(facts.rates) * 1.15
    return Plot(tr("Shots per minute over time"), "", lines, facts.duration, 0.0, high, steps=True)


def _length_bars(facts: PacingFacts) -> list[Bar]:
    shown = [group for group, count in enumerate(facts.groups) if count]
    names = [_group_name(group) for group in range(len(facts.groups))]
    return [
        Bar(
            names[group],
            facts.groups[group] / facts.shots,
            _times(facts.groups[group], facts.groups[group] / facts.shots),
        )
        for group in range(shown[0], shown[-1] + 1)
    ]


def _group_name(group: int) -> str:
    if group == 0:
        return tr("under {high} s").format(high=f"{EDGES[0]:.0f}")
    if group == len(EDGES):
        return tr("{low} s and more").format(low=f"{EDGES[-1]:.0f}")
    return tr("{low} to {high} s").format(low=f"{EDGES[group - 1]:.0f}", high=f"{EDGES[group]:.0f}")


def _times(count: int, share: float) -> str:
    return f"{count} · {percent(share)}"
