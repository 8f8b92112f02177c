"""Analyzes in a process of their own: a decoder or a model that crashes there takes nothing else with it.

The process starts with the first analysis and stays. It goes on only when its last event was taken, so that
one who takes none holds it.
"""

import logging
import signal
import threading
import time
from collections.abc import Generator
from contextlib import suppress
from multiprocessing import get_context
from typing import TYPE_CHECKING

from app.errors import Canceled, Crashed
from app.logs import logger
from app.media.location import Location, LocationLike
from app.pipeline.events import Event, Opened
from app.pipeline.planning import AnalysisOptions
from app.pipeline.protocol import AnalysisRequest, Reply, Work
from inference.analyzers import ANALYZERS
from inference.contract.analyzer_registry import AnalyzerRegistry
from inference.contract.types import Device
from resources.messages import msg

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from app.document import Document

POLL_S = 0.05
"""Seconds between two looks whether an analysis was canceled."""

TIMEOUT_S = 20.0
"""Seconds that a step may take after that; then its process is ended."""

log = logger(__name__)


class AnalysisProcess:
    """Analyzes one file at a time, with models on a device and that many threads (see `Runtime`).

    work: what is done instead of `app.pipeline.analyze`, a function of a module. store: the address of the
    store that results go to, if it is not the user's own. analyzers: those that are known there, too, which
    are found there anew or imported by name.
    """

    def __init__(
        self,
        device: str,
        threads: int,
        work: Work | None = None,
        store: str | None = None,
        analyzers: AnalyzerRegistry = ANALYZERS,
    ) -> None:
        self._wanted = (device, threads)
        self._work = work
        self._store = store
        self._analyzers = analyzers
        self._there: _ProcessHandle | None = None
        self._number = 0
        self._device = Device(device, "")

    @property
    def device(self) -> Device:
        """What the models so far really got, like `Runtime.device`; `used` is empty before any."""
        return self._device

    def use(self, device: str, threads: int) -> None:
        """Take another device from the next analysis on."""
        if self._wanted != (device, threads):
            self._wanted, self._device = (device, threads), Device(device, "")

    def events(
        self, place: LocationLike, options: AnalysisOptions, canceled: threading.Event
    ) -> Generator[Event]:
        """Analyze one file, like `app.pipeline.analyze`. Raise Crashed if the process ends in the middle."""
        self._number += 1
        location = Location.of(place)
        try:
            there = self._started()
            there.line.send(AnalysisRequest(self._number, location, options, self._store))
            yield from self._taken(there, canceled)
        except (EOFError, OSError) as error:
            why = self._ended()
            if canceled.is_set():
                raise Canceled from error
            log.warning("the analysis crashed", path=str(location), why=why)
            raise Crashed(
                msg(
                    "The analysis of {name} crashed ({why}). Nothing else was harmed.",
                    name=location.name,
                    why=why,
                ),
                msg(
                    "Convert the file, or copy it again: it may be damaged in a way that a decoder "
                    "cannot stand."
                ),
            ) from error

    def close(self) -> None:
        """End the process."""
        there, self._there = self._there, None
        if there is not None:
            there.close()

    def _started(self) -> "_ProcessHandle":
        if self._there is not None and self._there.wanted != self._wanted:
            self.close()
        if self._there is None:
            self._there = _ProcessHandle(self._wanted, self._work, self._analyzers)
        return self._there

    def _ended(self) -> str:
        there, self._there = self._there, None
        return _why(there.ended() if there else None)

    def _taken(self, there: "_ProcessHandle", canceled: threading.Event) -> Generator[Event]:
        document: Document | None = None
        while True:
            step = there.step(self._number, canceled)
            if there.wanted == self._wanted:
                self._device = step.device
            if step.gained is not None and document is not None:
                step.gained.add_to(document)
            if step.error is not None:
                raise step.error
            if step.event is None:
                return
            if isinstance(step.event, Opened):
                document = step.event.document
                document.analyzers = self._analyzers
            try:
                yield step.event
            except GeneratorExit:
                there.line.send(False)
                there.step(self._number, canceled)
                raise
            there.line.send(True)


class _ProcessHandle:
    """The process, seen from outside."""

    def __init__(self, wanted: tuple[str, int], work: Work | None, analyzers: AnalyzerRegistry) -> None:
        context = get_context("spawn")
        self.wanted = wanted
        self.line, line = context.Pipe()
        wishes, self._wishes = context.Pipe(duplex=False)
        self._process = context.Process(
            target=_serve, args=(line, wishes, *wanted, work, analyzers), name="rushes-analysis", daemon=True
        )
        self._process.start()
        # If they were open here, too, their end would never be seen.
        line.close()
        wishes.close()

    def step(self, number: int, canceled: threading.Event) -> Reply:
        """Wait for what comes next. Raise EOFError or OSError if the process is gone or had to be ended."""
        asked: float | None = None
        while True:
            if self.line.poll(POLL_S):
                told: Reply | logging.LogRecord = self.line.recv()
                if isinstance(told, Reply):
                    return told
                logging.getLogger(told.name).handle(told)
            elif asked is None and canceled.is_set():
                asked = time.monotonic()
                self._wishes.send(number)
            elif asked is not None and time.monotonic() - asked > TIMEOUT_S:
                log.warning("the analysis did not stop when it was asked to, and was ended")
                raise EOFError

    def close(self) -> None:
        """End it, at once if nothing is under way."""
        with suppress(OSError):
            self.line.send(None)
        self._process.join(TIMEOUT_S)
        self.ended()

    def ended(self) -> int | None:
        """Let go of it, whatever it does; give its exit code, negative for a signal."""
        self._process.join(1.0)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        code = self._process.exitcode
        self._process.close()
        self.line.close()
        self._wishes.close()
        return code


def _serve(
    line: "Connection",
    wishes: "Connection",
    device: str,
    threads: int,
    work: Work | None,
    analyzers: AnalyzerRegistry,
) -> None:
    # Only the process itself loads what decodes and what runs models.
    from app.pipeline.worker_process import serve  # noqa: PLC0415 (only the process itself decodes and runs models)

    serve(line, wishes, device, threads, work, analyzers)


def _why(code: int | None) -> str:
    """Say how a process ended."""
    if code is not None and code < 0:
        with suppress(ValueError):
            return signal.Signals(-code).name
    return f"exit status {code}"
