"""Analyzing files, and the library of what was found."""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Self

from app.config import Settings, check_settings, folders, load_settings
from app.document import Document, find_media, load_document
from app.media.location import Location, LocationLike
from app.pipeline import AnalysisOptions, Done, Opened, Progress
from app.pipeline import analyze as events_of
from app.search import SearchHit, parse_query, search
from app.search.indexing import excluded_analyzers, refresh
from app.store import Store, open_store
from inference import analyzers as installed
from inference.contract.analyzer import Analyzer
from inference.runtime.runtime import Runtime

MOST = 500
"""Places that a search gives at the most, unless it is told otherwise."""


class Library:
    """What was found in all files that were analyzed: a store on disk, to be closed in the end.

    It is a collection of locations, what was added last first. Models that were loaded stay loaded as
    long as it is open, so that many files are best analyzed through one library. It may be used from several
    threads, and several processes may have one store open.

    >>> with rushes.open_library() as library:
    ...     document = library.analyze("demo.mp4", only="loudness")
    ...     print(len(library), [location.name for location in library])
    1 ['demo.mp4']
    """

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        self._settings = settings
        self._runtimes: dict[str, Runtime] = {}
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __len__(self) -> int:
        return len(self._store.all_media())

    def __iter__(self) -> Iterator[Location]:
        return (media.location for media in self._store.all_media())

    def __contains__(self, path: object) -> bool:
        """Say whether a file was analyzed and has not changed since."""
        return isinstance(path, Location | Path | str) and (
            self._store.known(Location.of(path).canonical()) is not None
        )

    def close(self) -> None:
        """Close the store."""
        self._store.close()

    def analyze(
        self,
        path: LocationLike,
        *,
        only: str | Iterable[str] = (),
        device: str | None = None,
        force: bool = False,
        fast: bool = False,
        audio_track: int = 0,
        progress: Callable[[Progress], object] | None = None,
        canceled: threading.Event | None = None,
    ) -> Document:
        """Find out what is in a file, as `rushes.analyze` does, and keep it in this library."""
        settings = (
            self._settings if device is None else check_settings(replace(self._settings, device=device))
        )
        options = AnalysisOptions(
            only=(only,) if isinstance(only, str) else tuple(only),
            also=settings.also,
            params=settings.params,
            force=force,
            commercial=settings.commercial,
            audio_track=audio_track,
            fast=fast,
            decoding=settings.decoding,
            tracks=(),  # scores are read when all is over: until then they would only fill the memory
        )
        media = None
        with closing(events_of(path, self._store, self._runtime(settings), options, canceled)) as events:
            for event in events:
                match event:
                    case Opened(document):
                        media = document.stored
                    case Progress() if progress is not None:
                        progress(event)
                    case Done(error=error) if error is not None:
                        raise error
                    case _:
                        pass
        assert media is not None, "an analysis tells first that it has opened the file"
        return load_document(self._store, media, commercial=settings.commercial)

    def document(self, path: LocationLike) -> Document:
        """Give what is known of a file that was analyzed. Raise UsageError if it was not, or has changed.

        >>> with rushes.open_library() as library:
        ...     sorted(library.document("demo.mp4").tracks)
        ['loudness']
        """
        return load_document(self._store, find_media(self._store, path), commercial=self._settings.commercial)

    def search(self, query: str, *, limit: int = MOST) -> list[SearchHit]:
        """Find places in all files, as the window and `rushes find` do; the newest file comes first.

        query: words that overlap in time, "a phrase", or, track:label, >0.6. limit: places at the most.
        Raise UsageError if it makes no sense.

        >>> with rushes.open_library() as library:
        ...     _ = library.analyze("demo.mp4", only="shots", fast=True)
        ...     [round(place.start, 1) for place in library.search("shots:cut")]
        [2.4, 6.8, 11.0, 14.6]
        """
        meant = parse_query(query)
        refresh(self._store)
        without = excluded_analyzers(commercial=self._settings.commercial)
        return list(search(self._store, meant, without=without, most=limit).stretches)

    def remove(self, path: LocationLike) -> None:
        """Delete everything about a file from the store: results and edits. The file itself stays.

        Raise UsageError if there is nothing about it.

        >>> with rushes.open_library() as library:
        ...     library.remove("demo.mp4")
        ...     "demo.mp4" in library
        False
        """
        self._store.forget(find_media(self._store, path))

    def _runtime(self, settings: Settings) -> Runtime:
        with self._lock:
            if settings.device not in self._runtimes:
                made = Runtime(settings.device, settings.threads, folders().engines)
                self._runtimes[settings.device] = made
            return self._runtimes[settings.device]


def open_library(store: str | Path | None = None) -> Library:
    """Open a library: the user's own, which the window and the commands show, or another one.

    store: path of an SQLite file, which is made if it is not there, or the URL of a database. The user's
    settings hold for either. Raise StoreError if it cannot be opened, UsageError if nothing here knows such a
    URL or the settings make no sense.

    >>> with rushes.open_library("project.sqlite") as library:
    ...     list(library)
    []
    """
    settings = load_settings()
    return Library(open_store(store), settings)


def analyze(
    path: LocationLike,
    *,
    only: str | Iterable[str] = (),
    device: str | None = None,
    force: bool = False,
    fast: bool = False,
    audio_track: int = 0,
    progress: Callable[[Progress], object] | None = None,
    canceled: threading.Event | None = None,
    library: Library | None = None,
) -> Document:
    """Find out what is in a file and keep it; what is kept already is not made again.

    only: keys of analyzers, such as "shots"; all that run by default if there is none. device: where models
    run, "auto", "cpu", "cuda", "tensorrt", "coreml" or "directml"; None is what the settings say. force: make
    again what is kept. fast: a first look only, with fewer pictures. audio_track: which one to listen to,
    from 0. progress: called on this thread some times a second, with the share that is done, the seconds
    that are left and the stage. canceled: ends the work when it is set; what is finished by then is kept.
    library: where to keep results, the user's own if None.

    The document has all that is known of the file, with what was found by earlier calls.

    Raise MediaError if the file cannot be read, UsageError if an analyzer, device or audio track does not
    exist, StoreError if the store cannot be used, Canceled, or another RushesError if an analyzer failed;
    what the others found is kept then.

    >>> shares = []
    >>> document = rushes.analyze(
    ...     "demo.mp4", only=["shots", "loudness"], fast=True, progress=lambda now: shares.append(now.share)
    ... )
    >>> [round(shot.start, 1) for shot in document.segments() if shot.track == "shots"]
    [0.0, 2.4, 6.8, 11.0, 14.6]
    >>> shares == sorted(shares)
    True
    """
    with nullcontext(library) if library is not None else open_library() as used:
        return used.analyze(
            path,
            only=only,
            device=device,
            force=force,
            fast=fast,
            audio_track=audio_track,
            progress=progress,
            canceled=canceled,
        )


def analyzers() -> Mapping[str, type[Analyzer]]:
    """Give every analyzer by key: those of Rushes, and those of other packages that are installed.

    >>> rushes.analyzers()["loudness"].title
    'Loudness'
    """
    return installed.ANALYZERS
