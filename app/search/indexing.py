"""Keeping the index in step: a file's segments as they are derived by default, with the user's edits."""

import hashlib
import json
import threading
from collections.abc import Callable

from app.document import is_commercial, load_document
from app.logs import logger
from app.store import Store, StoredMedia
from inference.analyzers import ANALYZERS
from inference.contract.analyzer_registry import AnalyzerRegistry
from inference.contract.types import Segment

VERSION = 1
"""Raised when what is put into the index changes."""

log = logger(__name__)


def index_rules(analyzers: AnalyzerRegistry = ANALYZERS) -> str:
    """Name what passages depend on beside scores and edits: analyzers and their thresholds."""
    known = {key: [one.version, dict(one.thresholds)] for key, one in analyzers.items()}
    return hashlib.sha256(json.dumps([VERSION, known], sort_keys=True).encode()).hexdigest()[:12]


def index_file(store: Store, media: StoredMedia, analyzers: AnalyzerRegistry = ANALYZERS) -> bool:
    """Put a file's segments into the index; False if they are there already."""
    stamp, before = store.passages.stamps(media.id, index_rules(analyzers))
    if stamp == before:
        return False
    store.passages.put(
        media.id, stamp, load_document(store, media, zoom=False, analyzers=analyzers).segments()
    )
    return True


def segments_of(
    store: Store,
    media: StoredMedia,
    *,
    commercial: bool = False,
    analyzers: AnalyzerRegistry = ANALYZERS,
) -> list[Segment]:
    """Give a file's segments, sorted: from the index where it is in step, else derived from the scores.

    commercial: not what rests on weights that are not for commercial use.
    """
    if not commercial:
        stamp, before = store.passages.stamps(media.id, index_rules(analyzers))
        if stamp and stamp == before:
            return store.passages.of(media.id)
    return sorted(
        load_document(store, media, commercial=commercial, zoom=False, analyzers=analyzers).segments()
    )


def index_or_log(store: Store, media: StoredMedia, analyzers: AnalyzerRegistry = ANALYZERS) -> None:
    """Put a file into the index; what goes wrong costs a search its newest results, and nothing else."""
    try:
        index_file(store, media, analyzers)
    except Exception:
        log.exception("file not indexed", path=str(media.location))


def refresh(
    store: Store,
    canceled: threading.Event | None = None,
    tell: Callable[[int, int], None] = lambda _done, _all: None,
    analyzers: AnalyzerRegistry = ANALYZERS,
) -> int:
    """Bring the index in step with everything in the store; give how many files were read anew.

    tell: is called with how many files are done, and of how many.
    """
    late = store.passages.out_of_date(index_rules(analyzers))
    for done, number in enumerate(late):
        if canceled is not None and canceled.is_set():
            return done
        tell(done, len(late))
        for media in store.media([number]).values():
            index_or_log(store, media, analyzers)
    return len(late)


def excluded_analyzers(*, commercial: bool, analyzers: AnalyzerRegistry = ANALYZERS) -> frozenset[str]:
    """Give the analyzers whose results do not count where only weights for commercial use may."""
    return frozenset(
        key for key, kind in analyzers.items() if commercial and not is_commercial(kind, analyzers)
    )
