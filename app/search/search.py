"""From a query to stretches: which files can hold it, and where in them it is."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from app.errors import UsageError
from app.media.location import Location
from app.search.intervals import Match, intersection, match_of, union
from app.search.query import And, Or, Query, Term
from app.search.query import as_prefix as with_last_word_open
from app.search.synonyms import alternatives
from app.store import PassageQuery, Store, StoredMedia
from inference.analyzers import ANALYZERS
from inference.contract.analyzer_registry import AnalyzerRegistry
from inference.contract.types import Segment
from resources.messages import msg

MOST = 500
"""Stretches that are given at the most, unless more are asked for."""

AT_ONCE = 50
"""Files that are looked into at once."""


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A place where it was found: seconds, and the segments that make it up. score: from 0 to 1."""

    media: StoredMedia
    start: float
    end: float
    segments: tuple[Segment, ...]
    score: float

    @property
    def location(self) -> Location:
        return self.media.location

    @property
    def labels(self) -> tuple[str, ...]:
        """What was found, each wording once."""
        return tuple(dict.fromkeys(segment.label for segment in self.segments))


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Stretches file by file, newest first, each file's in time order. more: there are others besides."""

    stretches: tuple[SearchHit, ...] = ()
    more: bool = False


def search(
    store: Store,
    query: Query,
    *,
    only: int | None = None,
    without: Collection[str] = (),
    unfinished: bool = False,
    most: int = MOST,
    analyzers: AnalyzerRegistry = ANALYZERS,
) -> SearchResult:
    """Look a query up in the index.

    only: the id of the one media to look in. without: analyzers whose results do not count. unfinished: if
    nothing is found, the last word may be the beginning of one. analyzers: those whose aliases count. Raise
    UsageError at a track that nothing has.
    """
    _check_tracks(query, store)
    found = _found(store, query, only, without, most, analyzers)
    if unfinished and not found.stretches:
        found = _found(store, with_last_word_open(query), only, without, most, analyzers)
    return found


def _found(
    store: Store,
    query: Query,
    only: int | None,
    without: Collection[str],
    most: int,
    analyzers: AnalyzerRegistry,
) -> SearchResult:
    terms = {term: [_wanted(one) for one in alternatives(term, analyzers)] for term in _terms(query)}
    holding = {term: store.passages.holding(wanted) for term, wanted in terms.items()}
    candidates = _candidates(query, holding)
    if only is not None:
        candidates &= {only}
    stretches = list(islice(_stretches(store, query, terms, candidates, without), most + 1))
    return SearchResult(tuple(stretches[:most]), len(stretches) > most)


def _stretches(
    store: Store,
    query: Query,
    terms: Mapping[Term, Sequence[PassageQuery]],
    candidates: set[int],
    without: Collection[str],
) -> Iterator[SearchHit]:
    """Look into some files at a time, for as long as more are wanted."""
    waiting = iter(store.newest(candidates))
    while some := list(islice(waiting, AT_ONCE)):
        read = {term: store.passages.read(some, wanted) for term, wanted in terms.items()}
        media = store.media(some)
        for number in some:
            inside = {term: _counting(read[term].get(number, ()), without) for term in terms}
            for span in union(_evaluated(query, inside)) if number in media else ():
                yield SearchHit(media[number], span.start, span.end, span.segments, span.score)


def _counting(segments: Sequence[Segment], without: Collection[str]) -> list[Match]:
    return union(match_of(s) for s in segments if s.track.partition(".")[0] not in without)


def _evaluated(query: Query, inside: Mapping[Term, Sequence[Match]]) -> list[Match]:
    match query:
        case Term():
            return list(inside[query])
        case Or(parts):
            return union(span for part in parts for span in _evaluated(part, inside))
        case And(parts):
            first, *rest = (_evaluated(part, inside) for part in parts)
            for other in rest:
                first = intersection(first, other)
            return first


def _candidates(query: Query, holding: Mapping[Term, set[int]]) -> set[int]:
    """Give the media in which a query could be found."""
    match query:
        case Term():
            return set(holding[query])
        case Or(parts):
            return set[int]().union(*(_candidates(part, holding) for part in parts))
        case And(parts):
            first, *rest = (_candidates(part, holding) for part in parts)
            return first.intersection(*rest)


def _terms(query: Query) -> Iterator[Term]:
    if isinstance(query, Term):
        yield query
    else:
        for part in query.parts:
            yield from _terms(part)


def _wanted(term: Term) -> PassageQuery:
    return PassageQuery(term.text, term.begins, term.track, term.above)


def _check_tracks(query: Query, store: Store) -> None:
    for track in dict.fromkeys(term.track for term in _terms(query) if term.track):
        if not store.passages.has_track(track) and (known := store.passages.tracks()):
            raise UsageError(
                msg("Nothing has a track {track!r}.", track=track),
                msg(
                    'There are: {names}. To look for a colon, write it in quotes: "10:30".',
                    names=tuple(known),
                ),
            )
