"""What is on screen: tags and faces by their time, the shots with stills, key frames."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.report.facts.formatting import length, percent
from app.report.facts.stills import FilmStill, stills
from app.report.facts.subject import Subject
from app.report.facts.totals import Total, total, totals
from app.report.options import SECTIONS
from app.report.page.blocks import (
    Bar,
    Bars,
    Block,
    Cell,
    Figure,
    Figures,
    Heading,
    LaneRow,
    Lanes,
    LaneSpan,
    Pictures,
    Section,
    StillImage,
    Table,
    TableColumn,
    Text,
)
from inference.contract.types import Segment
from resources.language import label, ntr, tr

KEYS = 8
"""Key frames at most."""

TAGS = 12


@dataclass(frozen=True, slots=True)
class ShotFacts:
    """A shot. transition: into it. seen: the tag and the shot scale that fill the most of it."""

    number: int
    start: float
    end: float
    transition: str
    seen: tuple[str, ...]
    still: FilmStill | None


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """count: of all shots, of which `shots` are those that there is room for. face: any at all."""

    duration: float
    tags: tuple[Total, ...]
    face: Total
    faces: tuple[Total, ...]
    scales: tuple[Total, ...]
    shots: tuple[ShotFacts, ...]
    count: int
    keys: tuple[FilmStill, ...]
    looked_for: tuple[str, ...]


def picture_facts(subject: Subject) -> PictureFacts | None:
    """Give what is seen in a film, or None where it has no picture."""
    # What a user drew counts where no analyzer ran.
    looked_for = tuple(name for name in ("tags", "faces", "shots") if subject.ran(name) or subject.of(name))
    if subject.document.media.video is None or not looked_for:
        return None
    shots = subject.of("shots")
    shown = [shot for shot in shots if not subject.hides(_middle(shot))]
    longest = sorted(shown, key=lambda shot: shot.start - shot.end)[: min(KEYS, subject.room.stills)]
    listed = shots[: subject.room.rows]
    pictured = listed[: subject.room.stills]
    seen = stills(subject, [*map(_middle, pictured), *map(_middle, longest)])
    duration = subject.duration
    return PictureFacts(
        duration,
        totals(subject.segments, "tags", duration),
        total("faces", subject.of("faces"), duration),
        totals(subject.segments, "faces.count", duration),
        totals(subject.segments, "faces", duration),
        tuple(
            ShotFacts(
                number,
                shot.start,
                shot.end,
                shot.label,
                _seen(subject, shot),
                seen[_middle(shot)] if number <= len(pictured) else None,
            )
            for number, shot in enumerate(listed, 1)
        ),
        len(shots),
        tuple(one for shot in sorted(longest) if (one := seen[_middle(shot)]).jpeg is not None),
        looked_for,
    )


def section(facts: PictureFacts, subject: Subject) -> Section:
    """Say it."""
    blocks: list[Block] = [Figures(tuple(_figures(facts)))]
    # Where every shot has its still, these would only say the same again.
    if facts.count > KEYS:
        blocks.append(Heading(tr("Key frames")))
        blocks.append(Text(tr("From the middle of the longest shots."), quiet=True))
        blocks.append(Pictures(tr("Key frames"), tuple(StillImage(one.jpeg, one.at) for one in facts.keys)))
    blocks += _tag_blocks(facts)
    blocks += _face_blocks(facts)
    blocks += _shot_blocks(facts, subject)
    return Section("screen", tr(SECTIONS["screen"]), tuple(blocks))


def _figures(facts: PictureFacts) -> Iterable[Figure]:
    if "shots" in facts.looked_for:
        yield Figure(tr("Shots"), str(facts.count))
    if "faces" in facts.looked_for:
        yield Figure(tr("Faces on screen"), percent(facts.face.share), length(facts.face.seconds))
    if facts.tags:
        first = facts.tags[0]
        yield Figure(tr("Top tag"), label(first.label), length(first.seconds))


def _tag_blocks(facts: PictureFacts) -> Iterable[Block]:
    if "tags" not in facts.looked_for:
        return
    yield Heading(tr("Tags"))
    if not facts.tags:
        yield Text(tr("No confident results."))
        return
    yield Lanes(tr("Tags over time"), tuple(map(label_lane, facts.tags[:TAGS])), facts.duration)
    if len(facts.tags) > TAGS:
        yield totals_table(tr("All tags"), facts.tags)


def _face_blocks(facts: PictureFacts) -> Iterable[Block]:
    if "faces" not in facts.looked_for:
        return
    yield Heading(tr("Faces"))
    if not facts.scales:
        yield Text(tr("No face is seen for long enough to count."))
        return
    if facts.faces:
        yield Bars(tr("Number of faces"), tuple(map(label_bar, facts.faces)))
    yield Bars(tr("Shot scale, by the height of the largest face"), tuple(map(label_bar, facts.scales)))


def _shot_blocks(facts: PictureFacts, subject: Subject) -> Iterable[Block]:
    if not facts.shots:
        return
    yield Heading(tr("Shots"))
    yield Text(
        tr("Each still is from the middle of its shot; the time is where the shot begins."), quiet=True
    )
    yield Pictures(
        tr("A still from each shot"),
        tuple(
            StillImage(
                shot.still.jpeg,
                subject.at(shot.start),
                f"{shot.number} · {length(shot.end - shot.start)}",
                shot.still.why,
            )
            for shot in facts.shots
            if shot.still
        ),
    )
    columns = (
        TableColumn(tr("Shot"), number=True),
        TableColumn(tr("Begins")),
        TableColumn(tr("Ends")),
        TableColumn(tr("Duration"), number=True),
        TableColumn(tr("Transition")),
        TableColumn(tr("On screen"), wide=1),
    )
    yield Table(tr("List of shots"), columns, tuple(_row(shot, subject) for shot in facts.shots), folded=True)
    if left := facts.count - len(facts.shots):
        more = ntr("One more shot is not listed here.", "{n} more shots are not listed here.", left)
        yield Text(more, quiet=True)


def _row(shot: ShotFacts, subject: Subject) -> tuple[Cell, ...]:
    return (
        Cell(str(shot.number), order=shot.number),
        Cell(subject.at(shot.start), order=shot.start),
        Cell(subject.at(shot.end), order=shot.end),
        Cell(length(shot.end - shot.start), order=shot.end - shot.start),
        Cell(label(shot.transition)),
        Cell(", ".join(map(label, shot.seen))),
    )


def label_lane(one: Total) -> LaneRow:
    """Give a label's stretches as a lane."""
    name = label(one.label)
    detail = f"{length(one.seconds)} · {percent(one.share)}"
    return LaneRow(name, tuple(LaneSpan(start, end, name) for start, end in one.stretches), detail)


def label_bar(one: Total) -> Bar:
    """Give a label's time as a bar."""
    return Bar(label(one.label), one.share, f"{length(one.seconds)} · {percent(one.share)}")


def totals_table(title: str, all_of: Sequence[Total]) -> Table:
    """Give sums as a table that is folded."""
    columns = (
        TableColumn(tr("Name"), wide=1),
        TableColumn(tr("Total"), number=True),
        TableColumn(tr("Share"), number=True),
        TableColumn(tr("Count"), number=True),
    )
    rows = tuple(
        (
            Cell(label(one.label)),
            Cell(length(one.seconds), order=one.seconds),
            Cell(percent(one.share), order=one.share),
            Cell(str(len(one.stretches)), order=len(one.stretches)),
        )
        for one in all_of
    )
    return Table(title, columns, rows, folded=True)


def _middle(shot: Segment) -> float:
    return (shot.start + shot.end) / 2


def _seen(subject: Subject, shot: Segment) -> tuple[str, ...]:
    """Name the tag and the scale that share the most time with a shot."""
    found: list[str] = []
    for track in ("tags", "faces"):
        shared: dict[str, float] = {}
        for one in subject.of(track):
            both = min(one.end, shot.end) - max(one.start, shot.start)
            if both > 0:
                shared[one.label] = shared.get(one.label, 0.0) + both
        if shared:
            found.append(max(shared, key=lambda name: shared[name]))
    return tuple(found)
