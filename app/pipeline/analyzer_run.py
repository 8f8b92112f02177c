"""One analyzer at work on one file."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from app.document import combine_devices
from app.pipeline.planning import FIRST_LOOK, Plan, Task
from app.store import RunWriter, Store, StoredRun, as_kept
from inference.contract.analyzer import Analyzer, InferenceSession, SessionProvider
from inference.contract.errors import ModelError
from inference.contract.track import Track
from inference.contract.types import Batch, Chunk, Device, SourceInfo, TrackSpec, Want
from resources.messages import Label, Message, msg


class _Watched:
    """Hands sessions on and remembers where they run."""

    def __init__(self, sessions: SessionProvider) -> None:
        self._sessions = sessions
        self.opened: dict[str, InferenceSession] = {}

    def session(self, model: str) -> InferenceSession:
        if model not in self.opened:
            self.opened[model] = self._sessions.session(model)
        return self.opened[model]


class AnalyzerRun:
    """An analyzer with its writer; `tracks` holds what others read from it."""

    def __init__(
        self, task: Task, work: Plan, store: Store, sessions: SessionProvider, source: SourceInfo
    ) -> None:
        self.task = task
        self.want: Want = task.want
        self.seconds = 0.0
        self.failed = False
        self._specs = {spec.key: spec for spec in task.analyzer.makes}
        self.run: StoredRun | None = None
        self._store = store
        self._media = work.document.stored
        self._sessions = _Watched(sessions)
        self._source = source
        self._analyzer: Analyzer | None = None
        self._writer: RunWriter | None = None
        self._known = work.document.analyzers
        readers = [other.analyzer for other in work.todo if task.key in other.uses]
        narrow = {spec.key: _read_of(spec, readers) for spec in task.analyzer.makes}
        self.tracks = {key: Track(spec, zoom=False) for key, spec in narrow.items()} if readers else {}
        self._upstream = self._stored_upstream(work)

    def begin(self) -> Iterator[Chunk]:
        """Make the analyzer and begin its run in the store."""
        task = self.task
        self._analyzer = task.analyzer(self._source, self._sessions, task.params)
        self._writer = self._store.begin(
            self._media,
            task.identity,
            task.key,
            task.analyzer.version,
            task.stored_params,
            task.models,
            task.analyzer.makes,
        )
        yield from ()

    def feed(self, batch: Batch, lives: Mapping[str, "AnalyzerRun"]) -> Iterator[Chunk]:
        """Hand a batch to the analyzer; store and give what it makes of it."""
        analyzer, writer = self._ready()
        yield from self._kept(lambda: analyzer.feed(batch, self._inputs(lives)))
        writer.beat()

    def finish(self, lives: Mapping[str, "AnalyzerRun"], notes: Sequence[Message]) -> Iterator[Chunk]:
        """Take what the analyzer held back, and make the run valid."""
        analyzer, writer = self._ready()
        yield from self._kept(lambda: analyzer.finish(self._inputs(lives)))
        writer.finish(self._device(), [FIRST_LOOK, *notes] if self.task.fast else notes, self.seconds)
        self._writer = None
        self.run = self._store.run_with(self._media, self.task.identity)

    def drop(self) -> None:
        """Take the run back if it is unfinished, and hold nothing any more."""
        if self._writer is not None:
            self._writer.drop()
            self._writer = None
        self._analyzer = None
        self.tracks, self._upstream = {}, {}

    def _ready(self) -> tuple[Analyzer, RunWriter]:
        if self._analyzer is None or self._writer is None:
            raise AssertionError("begin comes first, and finish last")
        return self._analyzer, self._writer

    def _kept(self, step: Callable[[], Iterable[Chunk]]) -> Iterator[Chunk]:
        _, writer = self._ready()
        before = time.perf_counter()
        for chunk in step():
            self.seconds += time.perf_counter() - before
            if len(chunk.times):
                spec = self._specs[chunk.track]
                chunk = replace(chunk, values=as_kept(spec, chunk.values))  # noqa: PLW2901
                writer.add(chunk)
                if chunk.track in self.tracks:
                    self.tracks[chunk.track].append(_narrowed(chunk, spec, self.tracks[chunk.track].spec))
                yield chunk
            before = time.perf_counter()
        self.seconds += time.perf_counter() - before

    def _inputs(self, lives: Mapping[str, "AnalyzerRun"]) -> dict[str, Track]:
        inputs = dict(self._upstream)
        for key in self.task.uses:
            if key in lives:
                if lives[key].failed:
                    message = msg(
                        "{analyzer} needs {other}, which failed.",
                        analyzer=Label(self.task.analyzer.title),
                        other=key,
                    )
                    raise ModelError(message)
                inputs.update(lives[key].tracks)
        return self._known.with_roles(inputs)

    def _stored_upstream(self, work: Plan) -> dict[str, Track]:
        """Read what it builds on and is stored already; the document's own tracks belong to the receiver."""
        making = {task.key for task in work.todo}
        tracks: dict[str, Track] = {}
        for key in self.task.uses:
            if key not in making and key in work.document.runs:
                stored = self._store.tracks(work.document.runs[key], zoom=False)
                tracks.update({track.spec.key: track for track in stored})
        return tracks

    def _device(self) -> Device:
        devices = [session.device for session in self._sessions.opened.values()]
        return combine_devices(devices) if devices else Device("cpu", "cpu")


def _read_of(spec: TrackSpec, readers: Sequence[type[Analyzer]]) -> TrackSpec:
    """Give the track with the channels alone that others read: for a day of sound they all would be large."""
    reads = [reader.reads.get(spec.role or spec.key) for reader in readers]
    if None in reads:
        return spec
    wanted = {channel for channels in reads for channel in channels or ()}
    return replace(spec, channels=tuple(channel for channel in spec.channels if channel in wanted))


def _narrowed(chunk: Chunk, spec: TrackSpec, narrow: TrackSpec) -> Chunk:
    if narrow is spec:
        return chunk
    columns = [spec.channels.index(channel) for channel in narrow.channels]
    return replace(chunk, values=chunk.values[:, columns])
