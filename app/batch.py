"""Many files, one result each; one bad file never stops the rest."""

import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.document import Document, load_document, read_tracks
from app.errors import Canceled, MediaError, RushesError
from app.logs import logger
from app.media.location import Location, LocationLike
from app.pipeline import AnalysisOptions, Done, Event, Note, Opened, analyze
from app.search.indexing import segments_of
from app.store import Store
from inference.contract.analyzer import Engine
from inference.contract.types import Segment
from resources.messages import Message

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
) -> Result:
    """Analyze one file to its end; whatever happens becomes a result."""
    location = Location.of(place)
    result, started = Result(location, "failed"), time.perf_counter()
    try:
        try:
            # Scores are read when all is over: until then a long file would only fill the memory.
            unread = replace(options, tracks=())
            with closing(analyze(location, store, engine, unread, canceled)) as events:
                for event in events:
                    _take(result, event)
                    if tell is not None:
                        tell(location, event)
        finally:
            if result.document is not None:
                stored, commercial = result.document.stored, options.commercial
                if result.status == "cached":
                    read_tracks(store, result.document, only=options.tracks)
                else:
                    result.document = load_document(store, stored, commercial=commercial, only=options.tracks)
                result.segments = segments_of(store, stored, commercial=commercial)
    except Canceled as error:
        result.status, result.error = "cancelled", error
    except RushesError as error:
        result.status, result.error = "failed", error
    except Exception as error:
        log.exception("file failed", path=str(location))
        result.status = "failed"
        result.error = MediaError(
            f"Something unforeseen went wrong: {error!r}.",
            "Please report it with the log (rushes doctor shows where).",
        )
    result.seconds = {**(result.done.seconds if result.done else {}), "wall": time.perf_counter() - started}
    log.info("file", path=str(location), status=result.status, error=result.error and str(result.error))
    return result


def analyze_many(
    files: Sequence[Location],
    store: Store,
    engine: Engine,
    options: AnalysisOptions,
    canceled: threading.Event,
    jobs: int = 1,
    tell: Callable[[Location, Event], None] | None = None,
) -> Iterator[Result]:
    """Analyze files, `jobs` at a time, and give each result when it is there."""
    waiting = iter(files)
    running: set[Future[Result]] = set()
    with ThreadPoolExecutor(max_workers=jobs, thread_name_prefix="analyze") as pool:
        try:
            while True:
                while len(running) < jobs and not canceled.is_set() and (file := next(waiting, None)):
                    running.add(pool.submit(analyze_one, file, store, engine, options, canceled, tell))
                if not running:
                    return
                ready, running = wait(running, timeout=0.5, return_when=FIRST_COMPLETED)
                for future in ready:
                    yield future.result()
        finally:
            if running:
                canceled.set()


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
