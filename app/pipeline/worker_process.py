"""The process that analyzes files for another one, which talks to it over a pipe: see `protocol`."""

import logging
import signal
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from functools import partial
from multiprocessing.connection import Connection
from typing import Any

from app.config import folders
from app.errors import RushesError
from app.logs import logger
from app.memory import limit_malloc_arenas
from app.pipeline.analysis import analyze
from app.pipeline.delta_tracker import DeltaTracker
from app.pipeline.events import Event, Opened
from app.pipeline.protocol import AnalysisRequest, Reply, Work
from app.store import open_store
from inference.contract.analyzer_registry import AnalyzerRegistry
from inference.contract.errors import ModelError
from inference.runtime.runtime import Runtime
from resources.messages import msg

HEARTBEAT_S = 30.0
"""Seconds between two signs of life of an analysis that nobody lets go on."""

log = logger(__name__)


class _GoneError(Exception):
    """The other side is not there any more."""


class _Channel:
    """Our end of the pipe. Several threads may send."""

    def __init__(self, line: Connection) -> None:
        self._line = line
        self._lock = threading.Lock()

    def send(self, told: object) -> None:
        try:
            with self._lock:
                self._line.send(told)
        except OSError as error:
            raise _GoneError from error

    def hear(self, beat: Callable[[], None]) -> Any:
        """Give what is said next; `beat` is called now and then until it comes."""
        try:
            while not self._line.poll(HEARTBEAT_S):
                beat()
            return self._line.recv()
        except (EOFError, OSError) as error:
            raise _GoneError from error


class _CancelFlag(threading.Event):
    """Set once the other side wishes that the analysis of a number ends."""

    def __init__(self, wishes: Connection, number: int) -> None:
        super().__init__()
        self._wishes = wishes
        self._number = number

    def is_set(self) -> bool:
        """Look whether the wish came."""
        with suppress(EOFError, OSError):
            while not super().is_set() and self._wishes.poll(0):
                if self._wishes.recv() == self._number:
                    self.set()
        return super().is_set()


class _LogForwarder(logging.Handler):
    """Lets what is logged here be logged on the other side."""

    def __init__(self, post: _Channel) -> None:
        super().__init__(logging.INFO)
        self._post = post

    def emit(self, record: logging.LogRecord) -> None:
        """Pass a record on. What cannot be passed is lost, as there is nobody to tell."""
        if record.exc_info:  # a traceback cannot be passed on, its text can
            record.exc_text = logging.Formatter().formatException(record.exc_info)
            record.exc_info = None
        with suppress(_GoneError, TypeError, AttributeError, ValueError):
            self._post.send(record)


class _Job:
    """One order."""

    def __init__(self, post: _Channel, runtime: Runtime, work: Work, analyzers: AnalyzerRegistry) -> None:
        self._post = post
        self._analyzers = analyzers
        self._runtime = runtime
        self._work = work
        self._growth: DeltaTracker | None = None

    def do(self, order: AnalysisRequest, wish: _CancelFlag) -> None:
        """Do it, and tell of each event and of the end."""
        error: Exception | None = None
        try:
            self._go_through(order, wish)
        except (RushesError, ModelError) as trouble:
            error = trouble
        except _GoneError:
            raise
        except Exception as trouble:
            log.exception("analysis failed", path=str(order.location))
            error = RushesError(
                msg("An unexpected error occurred: {error}.", error=repr(trouble)),
                msg("Please report it with the log: Help > Show the log folder."),
            )
        self._tell(None, error)

    def _go_through(self, order: AnalysisRequest, wish: _CancelFlag) -> None:
        with open_store(order.store) as store:
            events = self._work(
                order.location, store, self._runtime, order.options, wish, analyzers=self._analyzers
            )
            beat: Callable[[], None] = _nothing
            with closing(events):
                for event in events:
                    self._tell(event, None)
                    if isinstance(event, Opened):
                        self._growth = DeltaTracker(event.document)
                        beat = partial(store.keep_alive, event.document.stored)
                    if not self._post.hear(beat):
                        return

    def _tell(self, event: Event | None, error: Exception | None) -> None:
        gained = self._growth.gained() if self._growth else None
        self._post.send(Reply(event, error, self._runtime.device, gained))


def serve(
    line: Connection,
    wishes: Connection,
    device: str,
    threads: int,
    work: Work | None,
    analyzers: AnalyzerRegistry,
) -> None:
    """Be the process: do what is ordered until nothing more comes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the other side, which ends this one
    limit_malloc_arenas()
    post = _Channel(line)
    root = logging.getLogger()
    root.addHandler(_LogForwarder(post))
    root.setLevel(logging.INFO)
    runtime = Runtime(device, threads, folders().engines)
    with suppress(_GoneError):
        while (order := post.hear(_nothing)) is not None:
            _Job(post, runtime, work or analyze, analyzers).do(order, _CancelFlag(wishes, order.number))


def _nothing() -> None:
    pass
