"""How it sounds, said: the section made of its facts."""

from collections.abc import Iterable

from app.report.facts.formatting import length, number, percent
from app.report.facts.sound import Moment, SoundFacts
from app.report.facts.subject import Subject
from app.report.options import SECTIONS
from app.report.page.blocks import (
    Bars,
    Block,
    Cell,
    Figure,
    Figures,
    Guide,
    Heading,
    Lanes,
    Line,
    Pictures,
    Plot,
    Section,
    StillImage,
    Table,
    TableColumn,
    Text,
)
from app.report.sections.picture import label_bar, label_lane, totals_table
from resources.language import label, mark, ntr, tr

EVENTS = 12
PART_NAMES = {"voice": mark("voice"), "music": mark("music"), "event": mark("sounds of people")}


def section(facts: SoundFacts, subject: Subject) -> Section:
    """Say it."""
    blocks: list[Block] = [Figures(tuple(_figures(facts)))]
    blocks += _kind_blocks(facts)
    blocks += _arc_blocks(facts)
    blocks += _voice_blocks(facts)
    blocks += _event_blocks(facts)
    blocks += _said_blocks(facts, subject)
    return Section("sound", tr(SECTIONS["sound"]), tuple(blocks))


def _figures(facts: SoundFacts) -> Iterable[Figure]:
    if "voice" in facts.looked_for:
        yield Figure(tr("Speech"), percent(facts.voice.share), length(facts.voice.seconds))
    if "sounds" in facts.looked_for:
        silence = next((one for one in facts.kinds if one.label == "silence"), None)
        lasts, share = (silence.seconds, silence.share) if silence else (0.0, 0.0)
        yield Figure(tr("Music"), percent(facts.music.share), length(facts.music.seconds))
        yield Figure(tr("Silence"), percent(share), length(lasts))
    if facts.speakers:
        yield Figure(tr("Speakers"), str(len(facts.speakers)))
    if facts.moods:
        yield Figure(tr("Sounds mostly"), label(facts.moods[0].label), length(facts.moods[0].seconds))


def _kind_blocks(facts: SoundFacts) -> Iterable[Block]:
    if "sounds" not in facts.looked_for:
        return
    yield Heading(tr("Speech, music, silence"))
    if facts.kinds:
        yield Lanes(
            tr("Speech, music and silence over time"), tuple(map(label_lane, facts.kinds)), facts.duration
        )
    else:
        yield Text(tr("No confident results."))


def _arc_blocks(facts: SoundFacts) -> Iterable[Block]:
    if "arc" not in facts.looked_for:
        return
    yield Heading(tr("Emotional arc"))
    if facts.arc is None:
        yield Text(tr("Not enough sound to draw an emotional arc."))
        return
    lines = (
        Line(tr("Pleasant (valence)"), facts.arc.times, facts.arc.valence),
        Line(tr("Excited (arousal)"), facts.arc.times, facts.arc.arousal),
    )
    middle = (Guide(0.0, tr("neutral")),)
    yield Plot(tr("Emotional arc"), "", lines, facts.duration, -1.0, 1.0, middle, digits=2)
    yield Text(
        tr(
            "How the program sounds over time: voices, music and human sounds combined. It "
            "does not say what anyone feels."
        ),
        quiet=True,
    )
    if facts.moments:
        yield Heading(tr("Strongest moments"))
        yield Pictures(tr("Strongest moments"), tuple(map(_moment, facts.moments)))


def _moment(moment: Moment) -> StillImage:
    heard = ", ".join(tr(PART_NAMES[part]) for part in moment.parts)
    told = tr("{label}: valence {valence}, arousal {arousal}").format(
        label=label(moment.label), valence=number(moment.valence, 2), arousal=number(moment.arousal, 2)
    )
    return StillImage(
        moment.still.jpeg, moment.still.at, f"{told} · {heard}" if heard else told, moment.still.why
    )


def _voice_blocks(facts: SoundFacts) -> Iterable[Block]:
    shown = (
        (tr("Speaking time"), facts.speakers),
        (tr("Vocal emotion"), facts.moods),
        (tr("Text sentiment"), facts.words),
    )
    if any(found for _, found in shown):
        yield Heading(tr("Speakers"))
        yield from (Bars(title, tuple(map(label_bar, found))) for title, found in shown if found)


def _event_blocks(facts: SoundFacts) -> Iterable[Block]:
    heard = (*facts.events, *facts.bursts)
    if heard:
        yield Heading(tr("Sounds and events"))
        if facts.events:
            rows = tuple(map(label_lane, facts.events[:EVENTS]))
            yield Lanes(tr("Events over time"), rows, facts.duration)
        if len(facts.events) > EVENTS:
            yield totals_table(tr("All events"), facts.events)
        if facts.bursts:
            yield Bars(tr("Laughs, cries, screams"), tuple(map(label_bar, facts.bursts)))
    if facts.music_moods:
        yield Heading(tr("Music mood"))
        yield Bars(tr("Music mood"), tuple(map(label_bar, facts.music_moods)))


def _said_blocks(facts: SoundFacts, subject: Subject) -> Iterable[Block]:
    if not facts.said:
        return
    yield Heading(tr("Transcript"))
    columns = (
        TableColumn(tr("Time")),
        TableColumn(tr("Recognized text"), wide=1),
        TableColumn(tr("Confidence"), number=True),
    )
    rows = tuple(
        (
            Cell(subject.at(one.start), order=one.start),
            Cell(one.text),
            Cell(percent(one.score), order=one.score),
        )
        for one in facts.said
    )
    yield Table(tr("Transcript"), columns, rows, folded=True)
    if left := facts.phrases - len(facts.said):
        more = ntr("One more phrase is not listed here.", "{n} more phrases are not listed here.", left)
        yield Text(more, quiet=True)
