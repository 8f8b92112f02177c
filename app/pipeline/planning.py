"""What is to be done for a file, and under which identity."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.document import Document, is_commercial, load_document
from app.errors import RushesError, UsageError
from app.media.fingerprint import fingerprint
from app.media.location import Location, LocationLike
from app.pipeline.previews import PreviewCache
from app.store import Store, StoredMedia
from inference.analyzers import ANALYZERS
from inference.contract.analyzer import Analyzer
from inference.contract.analyzer_registry import AnalyzerRegistry
from inference.contract.errors import ModelError
from inference.contract.models import find_model
from inference.contract.track import Track
from inference.contract.types import FrameSpec, Params, Want
from resources.messages import msg

FIRST_LOOK = msg(
    "A first look (--fast): fewer pictures, decoded roughly; cuts are placed to a few frames, "
    "and dissolves and fades are not told."
)


@dataclass(frozen=True, slots=True)
class AnalysisOptions:
    """What a user may ask of an analysis.

    only: keys of analyzers, all that run by default if empty, and those in `also`. params: of analyzers, by
    key. force: make again what is stored. commercial: leave out what rests on weights that are not for
    commercial use.
    audio_track: counted from 0. previews: make the waveform and the thumbnails, if they are missing, even
    where nothing else wants the file decoded. fast: a first look, which costs less and knows less: pictures
    decoded roughly and fewer of them, what is slow left out unless it is named. decoding: `auto`
    decodes the picture on the GPU that runs models, `cpu` never. tracks: keys of those that the document
    holds, where it is not all of them.
    """

    only: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    params: Mapping[str, Params] = field(default_factory=dict[str, Params])
    force: bool = False
    commercial: bool = False
    audio_track: int = 0
    previews: bool = False
    fast: bool = False
    decoding: str = "auto"
    tracks: Collection[str] | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """One analyzer's work on the file.

    audio_track: from 0; pictures have 0. uses: keys of the analyzers that it reads from. fast: a first look.
    """

    analyzer: type[Analyzer]
    params: Params
    models: Mapping[str, str]
    audio_track: int
    identity: str
    uses: Sequence[str] = ()
    fast: bool = False

    @property
    def key(self) -> str:
        return self.analyzer.key

    @property
    def stored_params(self) -> Params:
        """What the store keeps of how it was done."""
        track = {"audio_track": self.audio_track} if self.audio_track else {}
        return {**self.params, **track, **({"fast": 1} if self.fast else {})}

    @property
    def want(self) -> Want:
        return self.analyzer.wants(self.params)

    @property
    def pictures(self) -> bool:
        """Whether it wants pictures, and not sound."""
        return isinstance(self.want, FrameSpec)


@dataclass(frozen=True, slots=True)
class Plan:
    """A file, what the store has of it, and what is still to be made, in order of dependence."""

    document: Document
    tasks: Sequence[Task]
    todo: Sequence[Task]
    left_out: Sequence[type[Analyzer]]
    previews: PreviewCache

    @property
    def pictures(self) -> bool:
        """Whether the picture is to be decoded."""
        return any(task.pictures for task in self.todo) or self.previews.thumbs_wanted

    @property
    def sound(self) -> bool:
        """Whether the sound is to be decoded."""
        return any(not task.pictures for task in self.todo) or self.previews.peaks_wanted


def plan(
    place: LocationLike, store: Store, options: AnalysisOptions, analyzers: AnalyzerRegistry = ANALYZERS
) -> Plan:
    """Look at the file and the store. Raise MediaError or UsageError if nothing can be done with it."""
    stored = find_or_add_media(place, store)
    document = load_document(
        store, stored, commercial=options.commercial, only=options.tracks, analyzers=analyzers
    )
    if document.media.audio and options.audio_track >= len(document.media.audio):
        raise UsageError(
            msg(
                "{name} has no audio track {track}.", name=stored.location.name, track=options.audio_track + 1
            ),
            msg("It has {number}; choose another with --audio-track.", number=len(document.media.audio)),
        )
    wanted = requested_analyzers(options.only, also=options.also, fast=options.fast, analyzers=analyzers)
    left_out = [kind for kind in wanted if options.commercial and not is_commercial(kind, analyzers)]
    tasks = _tasks(document, options, left_out)
    if options.fast and not options.force:
        # A whole analysis knows all that a first look would.
        whole = _tasks(document, replace(options, fast=False, only=tuple(t.key for t in tasks)), left_out)
        done = {task.key: task for task in whole if _is_done(document, task, store, stored, options)}
        tasks = [done.get(task.key, task) for task in tasks]
    todo = [task for task in tasks if options.force or not _is_done(document, task, store, stored, options)]
    for task in todo:
        document.runs.pop(task.key, None)
        document.tracks.update({spec.key: Track(spec) for spec in task.analyzer.makes})
    return Plan(
        document, tasks, todo, left_out, PreviewCache.of(document, options.previews, options.audio_track)
    )


def find_or_add_media(place: LocationLike, store: Store) -> StoredMedia:
    """Give the store's record of a file, made anew if the file is new, changed or moved."""
    location = Location.of(place).canonical()
    stored = store.known(location)
    if stored is None:
        from app.media.info import probe  # noqa: PLC0415 (a file that is known is not opened)

        media = probe(location)
        stored = store.add_media(location, fingerprint(location), media.to_json())
    return stored


def requested_analyzers(
    only: Sequence[str],
    *,
    also: Sequence[str] = (),
    fast: bool = False,
    analyzers: AnalyzerRegistry = ANALYZERS,
) -> list[type[Analyzer]]:
    """Give the analyzers asked for with those they depend on, in order of dependence.

    If none is named, those that run by default or are in `also`, or for a fast look. What is in `also` and
    not here, such as a newer version's, is passed over.
    """
    unknown = [key for key in only if key not in analyzers]
    if unknown:
        raise UsageError(
            msg("There is no analyzer {name!r}.", name=unknown[0]),
            msg("There are: {names}.", names=tuple(sorted(analyzers))),
        )
    usual = [
        key
        for key, one in analyzers.items()
        if (one.default or key in also) and not (fast and one.fast is None)
    ]
    return [analyzers[key] for key in analyzers.dependencies(only or usual)]


def _tasks(document: Document, options: AnalysisOptions, left_out: Sequence[type[Analyzer]]) -> list[Task]:
    tasks: list[Task] = []
    media, known = document.media, document.analyzers
    for analyzer in requested_analyzers(options.only, also=options.also, fast=options.fast, analyzers=known):
        less = (analyzer.fast or {}) if options.fast else {}
        params = {**analyzer.params, **less, **options.params.get(analyzer.key, {})}
        pictures = isinstance(analyzer.wants(params), FrameSpec)
        missing = media.video is None if pictures else not media.audio
        if missing or analyzer in left_out:
            continue
        models = {name: _digest(name) for name in analyzer.models}
        audio_track = 0 if pictures else options.audio_track
        uses = known.used_by(analyzer)
        upstream = [task.identity for task in tasks if task.key in uses]
        what = {
            "analyser": analyzer.key,  # as every identity in every store has been spelled
            "version": analyzer.version,
            "params": params,
            "models": models,
            "uses": upstream,
            "audio_track": audio_track,
        }
        fast = options.fast and (pictures or bool(less))
        if fast:
            what["fast"] = True
        identity = hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()
        tasks.append(Task(analyzer, params, models, audio_track, identity, uses, fast))
    return tasks


def _digest(model: str) -> str:
    try:
        return find_model(model).sha256
    except ModelError as error:
        raise RushesError(error.message, error.hint) from error


def _is_done(
    document: Document, task: Task, store: Store, stored: StoredMedia, options: AnalysisOptions
) -> bool:
    run = document.runs.get(task.key)
    if run is not None and run.identity == task.identity:
        return True
    other = store.run_with(stored, task.identity)
    if other is None:
        return False
    store.touch(other)
    document.add_run(other, store.tracks(other, only=options.tracks))
    return True
