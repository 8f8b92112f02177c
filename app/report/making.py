"""A report is made: facts of each film first, then pages of them."""

import platform
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.document import Document
from app.errors import Canceled, UsageError
from app.report.facts.delivery import DeliveryFacts, delivery_facts
from app.report.facts.formatting import length
from app.report.facts.provenance import Provenance, provenance
from app.report.facts.sound import SoundFacts, sound_facts
from app.report.facts.subject import ONE, ReportLimits, Subject, limits_for, subject_of
from app.report.options import ReportOptions
from app.report.page.blocks import Chapter, Pages, Section
from app.report.sections import advisory, comparison, methodology, notes, pacing, picture
from app.report.sections import delivery as delivery_section
from app.report.sections import sound as sound_section
from app.report.sections.advisory import AdvisoryFacts
from app.report.sections.comparison import Comparison
from app.report.sections.notes import NotesFacts
from app.report.sections.pacing import PacingFacts
from app.report.sections.picture import PictureFacts
from resources.language import ntr, tr
from resources.messages import msg

Tell = Callable[[int, str], bool]
"""Is told how many films are done and which is next; says whether to go on."""


@dataclass(frozen=True, slots=True)
class FilmFacts:
    """All facts of one film that were asked for; None where there is nothing to say."""

    subject: Subject
    screen: PictureFacts | None
    pace: PacingFacts | None
    sound: SoundFacts | None
    delivery: DeliveryFacts | None
    advisory: AdvisoryFacts | None
    notes: NotesFacts | None
    provenance: Provenance

    @property
    def name(self) -> str:
        return self.subject.document.location.name


def gather_film(document: Document, options: ReportOptions, room: ReportLimits = ONE) -> FilmFacts:
    """Gather the facts of one film."""
    subject = subject_of(document, room)
    made = FilmFacts(
        subject,
        picture.picture_facts(subject) if options.wants("screen") else None,
        pacing.pacing_facts(subject) if options.wants("pace") else None,
        sound_facts(subject) if options.wants("sound") else None,
        delivery_facts(subject) if options.wants("delivery") else None,
        advisory.advisory_facts(subject) if options.wants("advisory") else None,
        notes.notes_facts(subject) if options.wants("notes") else None,
        provenance(subject),
    )
    return _without_tracks(made)


def gather_films(
    documents: Iterable[Document], count: int, options: ReportOptions, tell: Tell
) -> Iterator[FilmFacts]:
    """Gather the facts of several films. Raise Canceled if `tell` says so."""
    room = limits_for(count)
    for done, document in enumerate(documents):
        if not tell(done, document.location.name):
            raise Canceled
        yield gather_film(document, options, room)


def build_pages(made_of: Sequence[FilmFacts], options: ReportOptions) -> Pages:
    """Make the pages of films. Raise UsageError where there is none."""
    if not made_of:
        raise UsageError(msg("There is nothing to report."), msg("Name files that were analyzed."))
    now = datetime.now().astimezone().strftime("%Y-%m-%d %H:%M")
    several = len(made_of) > 1
    before = ()
    if several and options.wants("compare"):
        side_by_side = (
            Comparison(
                _key(number),
                one.name,
                one.subject.duration,
                one.screen,
                one.pace,
                one.sound,
                one.delivery,
                one.advisory,
            )
            for number, one in enumerate(made_of, 1)
        )
        before = (comparison.section(list(side_by_side)),)
    last = methodology.section(
        [one.provenance for one in made_of],
        now,
        _machine(),
        judged=any(one.delivery and one.delivery.verdicts for one in made_of),
    )
    return Pages(
        options.title or (tr("Report") if several else made_of[0].name),
        _detail(made_of, named=not options.title),
        now,
        before,
        tuple(_chapter(number, one) for number, one in enumerate(made_of, 1)),
        (last,),
    )


def _key(number: int) -> str:
    return f"film-{number}"


def _chapter(number: int, one: FilmFacts) -> Chapter:
    sections: list[Section] = []
    if one.screen:
        sections.append(picture.section(one.screen, one.subject))
    if one.pace:
        sections.append(pacing.section(one.pace))
    if one.sound:
        sections.append(sound_section.section(one.sound, one.subject))
    if one.delivery:
        sections.append(delivery_section.section(one.delivery, one.subject))
    if one.advisory:
        sections.append(advisory.section(one.advisory, one.subject))
    if one.notes:
        sections.append(notes.section(one.notes, one.subject))
    return Chapter(_key(number), one.name, _about(one), tuple(sections))


def _about(one: FilmFacts) -> str:
    media = one.subject.document.media
    parts = [length(media.duration)]
    if video := media.video:
        parts.append(f"{video.width} × {video.height}")
        parts.append(tr("{rate} frames per second").format(rate=f"{float(video.fps):.6g}"))
    if media.timecode:
        parts.append(tr("from {timecode}").format(timecode=media.timecode))
    return " · ".join(parts)


def _detail(made_of: Sequence[FilmFacts], *, named: bool) -> str:
    """Say what a report is about; the name of its one file, where the title does not."""
    if len(made_of) == 1:
        about = _about(made_of[0])
        return about if named else f"{made_of[0].name} · {about}"
    lasts = length(sum(one.subject.duration for one in made_of))
    return f"{ntr('{n} file', '{n:,} files', len(made_of))} · {lasts}"


def _machine() -> str:
    return " ".join(filter(None, (platform.system(), platform.release(), platform.machine())))


def _without_tracks(one: FilmFacts) -> FilmFacts:
    """Let go of what the facts were read from: a hundred long films would fill the memory."""
    light = replace(one.subject.document, tracks={}, related={})
    return replace(one, subject=replace(one.subject, document=light))
