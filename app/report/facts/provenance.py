"""Where numbers come from: files, analyzers, models, thresholds and what a person corrected."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from itertools import islice
from typing import Any

from app.edits import (
    AddSegment,
    Edit,
    Origin,
    RemoveSegment,
    ReplaceSegment,
    active,
    is_marker_track,
)
from app.report.facts.subject import Subject
from inference.contract.analyzer_registry import AnalyzerRegistry
from inference.contract.errors import ModelError
from inference.contract.models import find_model
from inference.contract.types import Segment
from resources.messages import Message


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file."""

    name: str
    fingerprint: str
    size: int
    streams: str
    warnings: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """An analyzer's work. params: as it ran. limits: what it cannot tell."""

    key: str
    title: str
    version: int
    params: Mapping[str, Any]
    models: Mapping[str, str]
    used: str
    reason: Message
    limits: str = ""


@dataclass(frozen=True, slots=True)
class ModelCard:
    """A model as its card tells of it. sha256: of the file that ran."""

    name: str
    title: str
    version: str
    sha256: str
    license: str
    commercial: bool | None
    accuracy: str
    protocol: str
    trained_on: str


@dataclass(frozen=True, slots=True)
class Threshold:
    """A limit that segments were made with; `usual` is what it would be otherwise."""

    analyzer: str
    name: str
    value: float
    usual: float

    @property
    def changed(self) -> bool:
        return self.value != self.usual


@dataclass(frozen=True, slots=True)
class CorrectedSegment:
    """A segment that a person drew, changed or confirmed; `at` is its start as the report writes times."""

    at: str
    start: float
    track: str
    label: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Provenance:
    """Of one film. edits: how many of each, by their titles. touched: as many as there is room for."""

    source: SourceFile
    runs: tuple[Run, ...]
    models: tuple[ModelCard, ...]
    thresholds: tuple[Threshold, ...]
    edits: Mapping[str, int]
    handmade: int
    confirmed: int
    touched: tuple[CorrectedSegment, ...]
    rushes: str


def provenance(subject: Subject) -> Provenance:
    """Give where the numbers of a film come from."""
    document = subject.document
    known = document.analyzers
    runs = tuple(
        Run(
            run.analyzer,
            known[run.analyzer].title if run.analyzer in known else run.analyzer,
            run.version,
            dict(run.params),
            dict(run.models),
            run.device.used,
            run.device.reason,
            known[run.analyzer].presentation.limits if run.analyzer in known else "",
        )
        for run in document.runs.values()
    )
    # Notes and markers have a section of their own, which can be left out.
    found_here = [one for one in subject.segments if not is_marker_track(one.track)]
    origins = Counter(subject.corrected.origin(one) for one in found_here)
    return Provenance(
        _source(subject),
        runs,
        models_of(runs),
        tuple(_thresholds(runs, document.limits, known)),
        kinds_of(document.edits),
        origins[Origin.HANDMADE],
        origins[Origin.ACCEPTED],
        tuple(islice(_touched(subject, found_here), subject.room.rows)),
        version("rushes"),
    )


def models_of(runs: Iterable[Run]) -> tuple[ModelCard, ...]:
    """Give the cards of all models that ran, each once."""
    digests = {(name, digest) for run in runs for name, digest in run.models.items()}
    return tuple(_card(name, digest) for name, digest in sorted(digests))


def kinds_of(edits: Sequence[Edit]) -> Mapping[str, int]:
    """Count the edits that are in force by title; thresholds, notes and markers are told apart."""
    counted = (edit for edit in active(edits) if edit.corrects and not _of_own(edit))
    return Counter(edit.title for edit in counted)


def _of_own(edit: Edit) -> bool:
    """Say whether an edit makes or changes a note or a marker, which corrects nothing."""
    match edit:
        case AddSegment(segment) | RemoveSegment(segment) | ReplaceSegment(segment):
            return is_marker_track(segment.track)
        case _:
            return False


def _touched(subject: Subject, segments: Iterable[Segment]) -> Iterable[CorrectedSegment]:
    for one in segments:
        origin = subject.corrected.origin(one)
        if origin in (Origin.HANDMADE, Origin.ACCEPTED):
            yield CorrectedSegment(
                subject.at(one.start), one.start, one.track, one.label, origin is Origin.ACCEPTED
            )


def _card(name: str, digest: str) -> ModelCard:
    try:
        model = find_model(name)
    except ModelError:
        return ModelCard(name, name, "", digest, "", None, "", "", "")
    if model.sha256 != digest.lower():
        # The card tells of another file than the one that ran.
        return ModelCard(name, model.title, "", digest, model.license, model.commercial, "", "", "")
    told = {key: str(model.raw.get(key, "")) for key in ("accuracy", "protocol", "trained_on")}
    return ModelCard(name, model.title, model.version, digest, model.license, model.commercial, **told)


def _thresholds(
    runs: Iterable[Run], set_by_user: Mapping[str, Mapping[str, float]], known: AnalyzerRegistry
) -> Iterable[Threshold]:
    for run in runs:
        if run.key not in known:
            continue
        mine = set_by_user.get(run.key, {})
        for name, usual in known[run.key].thresholds.items():
            yield Threshold(run.key, name, mine.get(name, usual), usual)


def _source(subject: Subject) -> SourceFile:
    media = subject.document.media
    parts = [media.container]
    if video := media.video:
        rate = f"{float(video.fps):.6g} fps" + (" VFR" if video.variable else "")
        parts.append(f"{video.codec} {video.width} × {video.height}, {rate}, {video.bit_depth} bit")
    parts += [f"{audio.codec} {audio.rate} Hz {audio.layout}" for audio in media.audio]
    if media.timecode:
        parts.append(media.timecode)
    warnings = tuple(dict.fromkeys((*media.warnings, *subject.document.notes)))
    return SourceFile(
        media.location.name, subject.document.fingerprint, media.size, " · ".join(parts), warnings
    )
