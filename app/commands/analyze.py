"""`rushes analyze`."""

import json
import signal
import threading
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

from rich.console import Console
from rich.markup import escape

from app.batch import Executor, ProcessExecutor, Result, ThreadExecutor, analyze_many, media_files
from app.commands.progress import ProgressBars
from app.config import Settings, folders
from app.document import read_tracks
from app.errors import UsageError
from app.media.location import LocationLike
from app.memory import limit_malloc_arenas
from app.pipeline import AnalysisOptions
from app.pipeline.planning import requested_analyzers
from app.store import Store, open_store
from app.summary import device_words, headline, headline_tracks, in_one_line, json_row
from inference.runtime.runtime import Runtime
from resources.messages import msg

GOOD = ("done", "cached")
STYLES = {"done": "green", "cached": "cyan", "failed": "bold red", "cancelled": "yellow"}


@dataclass(frozen=True, slots=True)
class AnalyzeRequest:
    """What was asked for on the command line."""

    places: Sequence[LocationLike]
    only: tuple[str, ...]
    force: bool
    recursive: bool
    audio_track: int
    as_json: bool
    fast: bool = False
    isolate: bool = False


def analyze_files(request: AnalyzeRequest, settings: Settings) -> int:
    """Analyze, print a line for each file, give the exit status."""
    requested_analyzers(request.only)
    files = media_files(request.places, recursive=request.recursive)
    if not files:
        raise UsageError(
            msg("There is no media file in what was named."),
            msg("Name files, or folders with video or audio in them."),
        )
    options = AnalysisOptions(
        only=request.only,
        also=settings.also,
        force=request.force,
        commercial=settings.commercial,
        params=settings.params,
        audio_track=request.audio_track,
        fast=request.fast,
        decoding=settings.decoding,
        tracks=() if request.as_json else headline_tracks(),
    )
    limit_malloc_arenas()
    out, statuses = Console(highlight=False, soft_wrap=True), list[str]()
    told: set[str] = set()
    with (
        open_store() as store,
        interrupt_event() as canceled,
        ProgressBars(len(files), quiet=request.as_json) as bars,
        _executor(request, settings, store) as executor,
    ):
        for result in analyze_many(files, executor, options, canceled, bars.tell):
            statuses.append(result.status)
            if request.as_json:
                row = json_row(result, settings.device, _lengths(result, store))
                print(json.dumps(row, allow_nan=False), flush=True)  # noqa: T201
            else:
                bars.above(result.location, lambda result=result: _print(out, result))
                device = result.done.device if result.done and result.status == "done" else None
                told |= {device_words(device)} if device else set()
    for words in sorted(told):
        out.print(f"[dim]Models ran on {escape(words)}[/]")
    if canceled.is_set():
        return 130
    return 0 if all(status in GOOD for status in statuses) else 1


def _executor(request: AnalyzeRequest, settings: Settings, store: Store) -> Executor:
    """Give what analyzes as many files at a time as the settings say."""
    if request.isolate:
        return ProcessExecutor(store, settings.device, settings.threads, settings.jobs)
    runtime = Runtime(settings.device, settings.threads, folders().engines)
    return ThreadExecutor(store, runtime, settings.jobs)


def _lengths(result: Result, store: Store) -> dict[str, int]:
    """Count the rows of a file's tracks, and read them where edits have to be laid over them."""
    if (document := result.document) is None:
        return {}
    if document.edits:
        read_tracks(store, document, zoom=False)
    return store.lengths(document.runs.values())


@contextmanager
def interrupt_event() -> Generator[threading.Event]:
    """Give an event that is set by the first interrupt; the second one ends the process."""
    event = threading.Event()

    def note(_number: int, _frame: FrameType | None) -> None:
        if event.is_set():
            raise KeyboardInterrupt
        event.set()

    names = ["SIGINT", "SIGTERM"]
    before = {name: signal.signal(getattr(signal, name), note) for name in names}
    try:
        yield event
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)


def _print(out: Console, result: Result) -> None:
    word = f"[{STYLES[result.status]}]{result.status:<9}[/]"
    name = f"[bold]{escape(in_one_line(result.location.name))}[/]"
    if result.error is not None:
        out.print(
            f"{word} {name}  {escape(str(result.error.message))} [dim]{escape(str(result.error.hint))}[/]"
        )
        return
    parts = [headline(result.document, result.segments)] if result.document else []
    if result.done is not None and result.status == "done":
        device = result.done.device
        where = f" on {device.used.upper()}" if device else ""
        parts.append(f"[dim]{result.done.seconds['wall']:.1f} s{where}[/]")
    out.print(f"{word} {name}  {'  '.join(filter(None, parts))}")
    for note in result.notes:
        out.print(f"          [yellow]{escape(str(note))}[/]")
