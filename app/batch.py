"""Many files, one result each; one bad file never stops the rest."""

import os
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import Protocol, Self

from app.document import Document, load_document, read_tracks
from app.errors import Canceled, MediaError, RushesError
from app.logs import logger
from app.media.location import Location, LocationLike
from app.pipeline import AnalysisOptions, Done, Event, Note, Opened, analyze
from app.pipeline.analysis_process import AnalysisProcess
from app.pipeline.protocol import Work
from app.search.indexing import segments_of
from app.store import Store
from inference.analyzers import ANALYZERS
from inference.contract.analyzer import Engine
from inference.contract.analyzer_registry import AnalyzerRegistry
from inference.contract.types import Segment
from resources.messages import Message, msg

_NAMES = """
mp4 m4v mov qt mkv webm avi mxf mts m2ts ts mpg mpeg vob wmv asf flv f4v ogv 3gp 3g2 dv gif
wav mp3 m4a aac flac ogg oga opus wma aif aiff caf ac3 eac3 w64 rf64 mka
"""

SUFFIXES = frozenset(f".{name}" for name in _NAMES.split())
"""What a folder is searched for; a file that is named is tried whatever it is called."""

log = logger(__name__)


@dataclass(slots=True)
class Result:
    """What came of one file. status: `done`, `cached`, `failed` or `canceled`.

    seconds: `wall`, and those of each analyzer.
    """

    location: Location
    status: str
    document: Document | None = None
    segments: list[Segment] = field(default_factory=list[Segment])
    done: Done | None = None
    notes: list[Message] = field(default_factory=list[Message])
    error: RushesError | None = None
    seconds: Mapping[str, float] = field(default_factory=dict[str, float])


@dataclass(frozen=True, slots=True)
class Job:
    """A file to be analyzed. canceled: ends it once it is set. tell: takes each event, on whatever thread."""

    location: Location
    options: AnalysisOptions
    canceled: threading.Event
    tell: Callable[[Location, Event], None] | None = None


class Analysis(Protocol):
    """Gives the events of one file's analysis, like `app.pipeline.analyze`."""

    def __call__(
        self, place: LocationLike, /, *, options: AnalysisOptions, canceled: threading.Event
    ) -> Generator[Event]:
        """Analyze a file."""
        ...


def media_files(places: Sequence[LocationLike], *, recursive: bool = True) -> list[Location]:
    """Give the files meant by places, each once: folders give what looks like media, sorted.

    A folder that may not be read stands for itself, so that it fails as a file would and is not passed over.
    """
    found: dict[Location, None] = {}
    for place in places:
        location = Location.of(place)
        folder = location.local
        if folder is not None and folder.is_dir():
            found.update(dict.fromkeys(map(Location.of, sorted(_inside(folder, recursive=recursive)))))
        else:
            found[location] = None
    return list(found)


def _inside(folder: Path, *, recursive: bool) -> Iterator[Path]:
    locked: list[Path] = []
    for place, folders, names in os.walk(folder, onerror=lambda error: locked.append(Path(error.filename))):
        folders[:] = [name for name in folders if not name.startswith(".")] if recursive else []
        files = (Path(place, name) for name in names if not name.startswith("."))
        yield from (file for file in files if file.suffix.lower() in SUFFIXES and file.is_file())
    yield from locked


def analyze_one(
    place: LocationLike,
    store: Store,
    engine: Engine,
    options: AnalysisOptions,
    canceled: threading.Event,
    tell: Callable[[Location, Event], None] | None = None,
    analyzers: AnalyzerRegistry = ANALYZERS,
) -> Result:
    """Analyze one file to its end, in this process; whatever happens becomes a result."""
    job = Job(Location.of(place), options, canceled, tell)
    return _result(job, store, partial(analyze, store=store, engine=engine, analyzers=analyzers), analyzers)


def _result(job: Job, store: Store, events_of: Analysis, analyzers: AnalyzerRegistry = ANALYZERS) -> Result:
    """Take the events of an analysis to its end, and read what it stored."""
    location, options = job.location, job.options
    result, started = Result(location, "failed"), time.perf_counter()
    try:
        try:
            # Scores are read when all is over: until then a long file would only fill the memory.
            unread = replace(options, tracks=())
            with closing(events_of(location, options=unread, canceled=job.canceled)) as events:
                for event in events:
                    _take(result, event)
                    if job.tell is not None:
                        job.tell(location, event)
        finally:
            if result.document is not None:
                stored, commercial = result.document.stored, options.commercial
                if result.status == "cached":
                    read_tracks(store, result.document, only=options.tracks)
                else:
                    result.document = load_document(
                        store, stored, commercial=commercial, only=options.tracks, analyzers=analyzers
                    )
                result.segments = segments_of(store, stored, commercial=commercial, analyzers=analyzers)
    except Canceled as error:
        result.status, result.error = "cancelled", error
    except RushesError as error:
        result.status, result.error = "failed", error
    except Exception as error:
        log.exception("file failed", path=str(location))
        result.status = "failed"
        result.error = MediaError(
            msg("An unexpected error occurred: {error}.", error=repr(error)),
            msg("Please report it with the log (rushes doctor shows where)."),
        )
    result.seconds = {**(result.done.seconds if result.done else {}), "wall": time.perf_counter() - started}
    log.info("file", path=str(location), status=result.status, error=result.error and str(result.error))
    return result


class Executor(ABC):
    """Where the files of a batch are analyzed: in threads, in processes, or on other machines.

    Leave it as a context: what is under way is waited for.
    """

    @property
    @abstractmethod
    def slots(self) -> int:
        """Files that it analyzes at a time."""

    @abstractmethod
    def submit(self, job: Job) -> Future[Result]:
        """Begin with a file; the result comes whatever happens to it."""

    @abstractmethod
    def close(self) -> None:
        """Wait for what is under way, and let go of everything."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class ThreadExecutor(Executor):
    """Analyzes in threads of this process, which share the models."""

    def __init__(self, store: Store, engine: Engine, slots: int = 1) -> None:
        self._store = store
        self._engine = engine
        self._slots = slots
        self._pool = ThreadPoolExecutor(slots, thread_name_prefix="analyze")

    @property
    def slots(self) -> int:
        return self._slots

    def submit(self, job: Job) -> Future[Result]:
        events_of = partial(analyze, store=self._store, engine=self._engine)
        return self._pool.submit(_result, job, self._store, events_of)

    def close(self) -> None:
        self._pool.shutdown()


class ProcessExecutor(Executor):
    """Analyzes in processes, one for each slot: a decoder that crashes takes only its own file with it.

    Each loads models of its own, on a device and with that many threads (see `Runtime`), once for all the
    files that it gets; after a crash another one is started. work: see `AnalysisProcess`.
    """

    def __init__(
        self, store: Store, device: str, threads: int, slots: int = 1, work: Work | None = None
    ) -> None:
        self._store = store
        self._slots = slots
        self._pool = ThreadPoolExecutor(slots, thread_name_prefix="analyze")
        self._idle: SimpleQueue[AnalysisProcess] = SimpleQueue()
        for _ in range(slots):
            self._idle.put(AnalysisProcess(device, threads, work, store.database.address))

    @property
    def slots(self) -> int:
        return self._slots

    def submit(self, job: Job) -> Future[Result]:
        return self._pool.submit(self._run, job)

    def close(self) -> None:
        self._pool.shutdown()
        for _ in range(self._slots):
            self._idle.get().close()

    def _run(self, job: Job) -> Result:
        process = self._idle.get()
        try:
            return _result(job, self._store, process.events)
        finally:
            self._idle.put(process)


def analyze_many(
    files: Iterable[Location],
    executor: Executor,
    options: AnalysisOptions,
    canceled: threading.Event,
    tell: Callable[[Location, Event], None] | None = None,
) -> Generator[Result]:
    """Analyze files, as many at a time as the executor has slots, and give each result when it is there."""
    waiting = iter(files)
    running: set[Future[Result]] = set()
    try:
        while True:
            while len(running) < executor.slots and not canceled.is_set() and (file := next(waiting, None)):
                running.add(executor.submit(Job(file, options, canceled, tell)))
            if not running:
                return
            ready, running = wait(running, timeout=0.5, return_when=FIRST_COMPLETED)
            for future in ready:
                yield future.result()
    finally:
        if running:
            canceled.set()
            wait(running)


def _take(result: Result, event: Event) -> None:
    match event:
        case Opened(document):
            result.document = document
            result.notes += dict.fromkeys((*document.media.warnings, *document.notes))
        case Note(text) if text not in result.notes:
            result.notes.append(text)
        case Done():
            result.done, result.status, result.error = event, event.status, event.error
        case _:
            pass
