"""Finding stretches in all files: a small language, the index behind it, and what overlaps in time."""

from app.search.query import parse
from app.search.search import SearchResult, Stretch, search

__all__ = ["SearchResult", "Stretch", "parse", "search"]
