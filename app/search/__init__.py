"""Finding stretches in all files: a small language, the index behind it, and what overlaps in time."""

from app.search.query import parse_query
from app.search.search import SearchHit, SearchResult, search

__all__ = ["SearchHit", "SearchResult", "parse_query", "search"]
