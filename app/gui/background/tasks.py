"""What is done to files in the background, and the post that tells of it."""

import threading
import time
from collections.abc import Callable, Generator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeAlias

from app.config import Settings
from app.document import Document, load_document
from app.edits import Edit
from app.errors import Canceled, RushesError
from app.gui.background.pausable_queue import PausableQueue
from app.logs import logger
from app.media.location import Location
from app.pipeline import AnalysisOptions, Event, Note, plan
from app.pipeline.analysis_process import AnalysisProcess
from app.pipeline.previews import PreviewCache
from app.search.indexing import index_or_log
from app.store import Store, StoredMedia, open_store
from inference.analyzers import ANALYZERS
from inference.contract.analyzer_registry import AnalyzerRegistry
from inference.contract.errors import ModelError
from inference.contract.track import Track
from inference.contract.types import Chunk, Device, Segment
from resources.messages import msg

OFFLINE = msg(
    "The media is offline. Connect its disk, or choose File > Relink…; its results are still shown."
)

log = logger(__name__)


@dataclass(frozen=True, slots=True)
class Probed:
    """A file was looked at: what the store has of it, and the keys of analyzers that are still to run."""

    document: Document
    todo: tuple[str, ...]
    segments: dict[str, list[Segment]]


@dataclass(frozen=True, slots=True)
class Started:
    """The analysis of a file begins."""


@dataclass(frozen=True, slots=True)
class Failed:
    """It ended with an error."""

    error: RushesError


@dataclass(frozen=True, slots=True)
class Derived:
    """Segments were made from scores by each analyzer, or None if that failed; `seconds` is what it took.

    related: tracks to be shown in place of stored ones.
    """

    segments: dict[str, list[Segment]] | None
    related: Mapping[str, Track]
    seconds: float


@dataclass(frozen=True, slots=True)
class DeviceReport:
    """Models were loaded: where they really run."""

    device: Device


@dataclass(frozen=True, slots=True)
class CallResult:
    """A call's result, for the one who asked."""

    take: Callable[[Any], None]
    value: Any


TaskMessage: TypeAlias = Event | Probed | Started | Failed | Derived | DeviceReport | CallResult


class Tasks:
    """A quick thread looks at files and derives segments, a slow one has one file at a time analyzed, apart.

    A third keeps what the user changed, which waits for nothing else and is never dropped. A fourth
    asks the store what is in all files.

    Nothing here touches Qt: what happens is posted under the key that the work was given, and taken by the
    window's thread when it likes.
    """

    def __init__(self, settings: Settings, analyzers: AnalyzerRegistry = ANALYZERS) -> None:
        self.analyzers = analyzers
        self._process = AnalysisProcess(settings.device, settings.threads, analyzers=analyzers)
        self._options = _options(settings)
        self.queue = PausableQueue("rushes-analyze")
        # One thread each, which starts with the first call: what is asked of one is done in that order.
        self._quick = ThreadPoolExecutor(1, "rushes-quick")
        self._edits = ThreadPoolExecutor(1, "rushes-edits")
        self._search = ThreadPoolExecutor(1, "rushes-search")
        self._cancels: dict[object, threading.Event] = {}
        self._messages: list[tuple[object, TaskMessage]] = []
        self._lock = threading.Lock()
        self._opening = threading.Lock()
        self._store: Store | None = None
        self._device: Device | None = None

    def use(self, settings: Settings) -> None:
        """Follow other settings from the next analysis on."""
        self._options = _options(settings)
        self._process.use(settings.device, settings.threads)

    def look(self, key: object, location: Location) -> None:
        """Find out what a file is and what is stored of it: `Probed` or `Failed` follows."""
        self._quick.submit(partial(self._look, key, location))

    def analyze(self, key: object, location: Location, *, again: bool = False) -> None:
        """Analyze a file after those before it: events follow, `Done` or `Failed` at last.

        again: also what is stored.
        """
        canceled = self._cancels[key] = threading.Event()
        call = partial(self._analyze, key, location, replace(self._options, force=again), canceled)
        self.queue.put(key, call)

    def cancel(self, key: object) -> None:
        """Stop an analysis, or take it out of the queue."""
        if event := self._cancels.pop(key, None):
            event.set()
            self.queue.take_out(key)
            self.queue.wake()

    def derive(self, key: object, document: Document) -> None:
        """Make the segments of a document as it is now: `Derived` follows."""
        # Rows that are there are never changed, so another thread may read them while more are added.
        tracks = {name: track.snapshot() for name, track in document.tracks.items()}
        now = replace(document, tracks=tracks, runs=dict(document.runs), edits=list(document.edits))
        self._quick.submit(partial(self._derive, key, now))

    def keep(self, document: Document, edit: Edit, take: Callable[[Any], None]) -> None:
        """Store an edit of the user's, then tell `take` on the window's thread."""
        self._edits.submit(partial(self._answer, partial(self._keep, document, edit), take))

    def ask(self, call: Callable[[], Any], take: Callable[[Any], None]) -> None:
        """Make a call in the background and hand its result to `take` on the window's thread."""
        self._quick.submit(partial(self._answer, call, take))

    def query(self, call: Callable[[Store], Any], take: Callable[[Any], None]) -> None:
        """Ask the store something that waits for no file, and hand the answer to `take`."""
        self._search.submit(partial(self._answer, lambda: call(self._opened_store()), take))

    def take_messages(self) -> list[tuple[object, TaskMessage]]:
        """Take what has happened, in order."""
        with self._lock:
            taken, self._messages = self._messages, []
            return taken

    def close(self) -> None:
        """Cancel everything; returns when the threads are gone. What is finished is stored."""
        for event in self._cancels.values():
            event.set()
        self.queue.close()
        self._process.close()
        self._quick.shutdown(cancel_futures=True)
        # What the user changed is kept to the end; a thread that keeps it may still ask for its indexing.
        self._edits.shutdown()
        self._search.shutdown(cancel_futures=True)
        if self._store is not None:
            self._store.close()
            self._store = None

    def _tell(self, key: object, message: TaskMessage) -> None:
        with self._lock:
            self._messages.append((key, message))

    def _opened_store(self) -> Store:
        with self._opening:
            if self._store is None:
                self._store = open_store()
            return self._store

    def _look(self, key: object, location: Location) -> None:
        with self._reported(key):
            store = self._opened_store()
            if not location.exists() and (media := store.last_at(location)) is not None:
                self._look_without(key, media)
                return
            work = plan(location, store, self._options, self.analyzers)
            todo = tuple(task.key for task in work.todo)
            if not todo and (work.pictures or work.sound):
                todo = ("previews",)
            self._tell(key, Probed(work.document, todo, self._made(key, work.document) or {}))

    def _look_without(self, key: object, media: StoredMedia) -> None:
        """Show what is stored of a file that is not there."""
        commercial = self._options.commercial
        document = load_document(self._opened_store(), media, commercial=commercial, analyzers=self.analyzers)
        PreviewCache.of(document, asked=False, audio_track=0)
        self._tell(key, Note(OFFLINE))
        self._tell(key, Probed(document, (), self._made(key, document) or {}))

    def _analyze(
        self, key: object, location: Location, options: AnalysisOptions, canceled: threading.Event
    ) -> None:
        with self._reported(key):
            if canceled.is_set():
                raise Canceled
            self._tell(key, Started())
            events = self._process.events(location, options, canceled)
            with closing(events):
                for event in events:
                    self._tell(key, event)
                    # What nobody lets go on keeps itself alive.
                    self.queue.wait_if_paused(canceled)
                    if not isinstance(event, Chunk):
                        self._tell_device()

    def _tell_device(self) -> None:
        device = self._process.device
        if device.used and device != self._device:
            self._device = device
            self._tell(None, DeviceReport(device))

    def _keep(self, document: Document, edit: Edit) -> None:
        store = self._opened_store()
        store.add_edit(document.stored, edit.to_json())
        self._search.submit(partial(index_or_log, store, document.stored, self.analyzers))

    def _derive(self, key: object, now: Document) -> None:
        begin = time.perf_counter()
        made = self._made(key, now)
        self._tell(key, Derived(made, now.related, time.perf_counter() - begin))

    def _made(self, key: object, document: Document) -> dict[str, list[Segment]] | None:
        try:
            return document.derive(document.limits)
        except Exception:  # the scores are there all the same
            log.exception("segments cannot be derived", path=str(document.location))
            self._tell(key, Note(msg("Segments could not be made from the results: see the log.")))
            return None

    def _answer(self, call: Callable[[], Any], take: Callable[[Any], None]) -> None:
        with self._reported(None):
            self._tell(None, CallResult(take, call()))

    @contextmanager
    def _reported(self, key: object) -> Generator[None]:
        """Post what goes wrong instead of raising it."""
        try:
            yield
        except ModelError as error:
            self._tell(key, Failed(RushesError(error.message, error.hint)))
        except RushesError as error:
            self._tell(key, Failed(error))
        except Exception as error:
            log.exception("background work failed")
            message = msg("An unexpected error occurred: {error}.", error=repr(error))
            hint = msg("Please report it with the log: Help > Show the log folder.")
            self._tell(key, Failed(RushesError(message, hint)))


def _options(settings: Settings) -> AnalysisOptions:
    """Say what an analysis in the window does."""
    return AnalysisOptions(
        also=settings.also,
        previews=True,
        commercial=settings.commercial,
        params=settings.params,
        decoding=settings.decoding,
    )
