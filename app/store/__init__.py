"""Results on disk: media by content, runs with full identity, tracks in chunks, edits apart.

The only importer of SQLAlchemy.
"""

from app.store.packing import as_kept
from app.store.records import StoredMedia, StoredRun
from app.store.results import Store, open_store
from app.store.search_index import PassageQuery, SearchIndex
from app.store.writing import RunWriter

__all__ = [
    "PassageQuery",
    "RunWriter",
    "SearchIndex",
    "Store",
    "StoredMedia",
    "StoredRun",
    "as_kept",
    "open_store",
]
