"""The language in which stretches are asked for.

    dog                     a word of any label, of what is said, or of a note; endings do not matter (dogs)
    laugh*                  words that begin so
    "age of wisdom"         words next to each other; close-up, with its dash, is the same as "close up"
    laughter and dog        both at once: what overlaps in time; "and" may be left out
    laughter or applause    one or the other; "and" binds closer than "or"
    (cat or dog) and happy  parentheses go first
    angry                   a feeling, wherever one is read: voices, music, vocal bursts, the arc
    faces:close-up          only on that track, or on those that belong to it (sounds:angry finds sounds.mood)
    transcript:"of hope"    only what is said
    faces:*                 anything on that track
    laughter >0.6           only where the score is greater, from 0 to 1; it stands behind what it is for

Upper and lower case are the same, and so are letters with and without accents. Some words stand for others as
well: each analyzer declares its own (`Presentation.aliases`).
"""

import re
from dataclasses import dataclass, replace
from typing import TypeAlias

from app.errors import UsageError
from resources.messages import msg

HINT = msg('Words, "a phrase", and, or, (…), track:label and >0.6 can be used; for other signs write "…".')
LONGEST = 1000
"""Characters of a query."""

DEEPEST = 20
"""Parentheses in parentheses."""


@dataclass(frozen=True, slots=True)
class Term:
    """SearchIndex with all words of `text` next to each other, or any at all if it is empty.

    begins: the last word may go on. track: a key, or what stands before a dot in some. above: least score.
    plain: a word without quotes or track, for which synonyms count.
    """

    text: str
    track: str = ""
    begins: bool = False
    above: float | None = None
    plain: bool = True


@dataclass(frozen=True, slots=True)
class And:
    """What overlaps in time."""

    parts: tuple["Query", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """One or the other."""

    parts: tuple["Query", ...]


Query: TypeAlias = Term | And | Or

_SIGNS = re.compile(
    r"""
      (?P<space>  \s+ )
    | (?P<bracket> [()] )
    | (?P<above>  > \s* (?P<number> \d+ (?: \.\d+ )? | \.\d+ ) (?P<percent> \s* % )? )
    | (?: (?P<track> [^\W\d][\w.]* ) : )? (?: "(?P<quoted> [^"]* )" | (?P<word> [^\s()":>]++ (?!:) ) )
    """,
    re.VERBOSE,
)


def parse_query(text: str) -> Query:
    """Read a query. Raise UsageError, which says where, if it makes no sense."""
    if len(text) > LONGEST:
        raise UsageError(
            msg("A query has {most} characters at the most.", most=LONGEST), msg("Ask for less.")
        )
    signs = _signs(text)
    if not signs:
        raise UsageError(msg("Nothing is asked for."), HINT)
    reader = _Reader(signs)
    query = reader.either(0)
    if not reader.ended:
        raise UsageError(msg("There is a parenthesis that nothing opens."), HINT)
    return query


def as_prefix(query: Query) -> Query:
    """Let the last word go on, as one that is being typed."""
    match query:
        case Term(plain=False) | Term(above=float()):
            return query
        case Term():
            return replace(query, begins=True)
        case And(parts) | Or(parts):
            return replace(query, parts=(*parts[:-1], as_prefix(parts[-1])))


def _signs(text: str) -> list[re.Match[str]]:
    signs: list[re.Match[str]] = []
    place = 0
    while place < len(text):
        found = _SIGNS.match(text, place)
        if found is None:
            raise _trouble(text[place:])
        place = found.end()
        if found["space"] is None:
            signs.append(found)
    return signs


def _trouble(rest: str) -> UsageError:
    if rest.startswith('"'):
        return UsageError(msg("There is a quotation mark that nothing closes."), HINT)
    if rest.startswith(">"):
        return UsageError(msg("A number is missing after >, such as >0.6."), HINT)
    if re.match(r"[^\W\d][\w.]*:", rest):
        return UsageError(
            msg("A label is missing after {track}: – * stands for any.", track=rest.partition(":")[0]), HINT
        )
    return UsageError(msg('"{word}" means nothing here.', word=rest.split(maxsplit=1)[0]), HINT)


class _Reader:
    """Goes through signs from the left."""

    def __init__(self, signs: list[re.Match[str]]) -> None:
        self._signs = signs
        self._place = 0

    @property
    def ended(self) -> bool:
        return self._place >= len(self._signs)

    @property
    def here(self) -> re.Match[str] | None:
        return self._signs[self._place] if self._place < len(self._signs) else None

    def either(self, depth: int) -> Query:
        parts = [self.both(depth)]
        while self._is_word("or"):
            self._place += 1
            parts.append(self.both(depth))
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def both(self, depth: int) -> Query:
        parts = [self.one(depth)]
        while self.here is not None and self.here["bracket"] != ")" and not self._is_word("or"):
            if self._is_word("and"):
                self._place += 1
            parts.append(self.one(depth))
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def one(self, depth: int) -> Query:
        sign = self.here
        if sign is None or sign["bracket"] == ")" or self._is_word("and") or self._is_word("or"):
            raise UsageError(msg('Something is missing beside "and", "or" or a parenthesis.'), HINT)
        self._place += 1
        if sign["above"]:
            raise UsageError(msg("{sign} stands behind what it is for: laughter >0.6.", sign=sign[0]), HINT)
        return self._limited(self._inside(depth) if sign["bracket"] else _term(sign))

    def _inside(self, depth: int) -> Query:
        if depth >= DEEPEST:
            raise UsageError(msg("There are too many parentheses in each other."), HINT)
        query = self.either(depth + 1)
        if self.here is None:
            raise UsageError(msg("There is a parenthesis that nothing closes."), HINT)
        self._place += 1
        return query

    def _limited(self, query: Query) -> Query:
        if self.here is None or not self.here["above"]:
            return query
        above = float(self.here["number"]) / (100 if self.here["percent"] else 1)
        if above >= 1:
            raise UsageError(
                msg("{score} is never reached: scores go from 0 to 1.", score=self.here[0].strip()), HINT
            )
        self._place += 1
        return _above(query, above)

    def _is_word(self, word: str) -> bool:
        sign = self.here
        return sign is not None and not sign["track"] and (sign["word"] or "").casefold() == word


def _above(query: Query, above: float) -> Query:
    match query:
        case Term():
            return replace(query, above=max(above, query.above or 0.0))
        case And(parts) | Or(parts):
            return replace(query, parts=tuple(_above(part, above) for part in parts))


def _term(sign: re.Match[str]) -> Term:
    track, quoted, word = sign["track"] or "", sign["quoted"], sign["word"]
    if quoted is not None:
        return Term(_with_letters(quoted), track.casefold(), plain=False)
    begins = word.endswith("*") and word != "*"
    bare = word.rstrip("*")
    if not bare and not track:
        raise UsageError(msg("* alone would be everything: write which track, such as faces:*."), HINT)
    return Term(_with_letters(bare) if bare else "", track.casefold(), begins, plain=not track)


def _with_letters(text: str) -> str:
    """Give a text back. Raise UsageError if there is nothing in it that a label could hold."""
    if not re.search(r"\w", text):
        raise UsageError(msg('There is no word in "{text}".', text=text), HINT)
    return text
