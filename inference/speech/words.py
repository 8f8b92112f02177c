"""Tokens to text: words with their times, and phrases of them."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

import resources
from inference.contract.track import Track

CHANNELS = ("token", "probability", "seconds")
"""Of a transcript's track. A row with the token END closes a piece of speech."""

END = 2
SHORT_PAUSE, LONG_PAUSE = 0.25, 1.0
"""Seconds between words."""

FIRST_BYTE, BYTES = 3, 256
SPACE = "▁"

_SENTENCE = re.compile(r"[.!?…][\"'”’)\]]*$")
_ABBREVIATION = re.compile(r"^(?:Mr|Mrs|Ms|Dr|St|Prof|Sr|Jr|vs|[A-Z])\.$")


@dataclass(frozen=True, slots=True)
class Word:
    """A word with its punctuation, as it is written. Seconds; probability: of its tokens, geometric mean."""

    start: float
    end: float
    text: str
    probability: float


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence, or as much of one as was said without a pause."""

    words: tuple[Word, ...]

    @property
    def start(self) -> float:
        return self.words[0].start

    @property
    def end(self) -> float:
        return max(self.words[-1].end, self.words[0].start)

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def probability(self) -> float:
        """Geometric mean over its letters: a long word counts more than a short one."""
        weights = [len(word.text) for word in self.words]
        logs = np.log([max(word.probability, 1e-6) for word in self.words])
        return float(np.exp(np.average(logs, weights=weights)))


@cache
def load_vocabulary() -> tuple[str, ...]:
    """Give the recognizer's 32,768 tokens: pieces of words, single bytes, and marks that are no text."""
    return tuple(json.loads(resources.path("labels", "moonshine.json").read_text("utf-8")))


def phrases(track: Track) -> list[Phrase]:
    """Give the phrases of a transcript's track, in time order; of one that still grows, those so far."""
    return [phrase for piece in _pieces(track) for phrase in _sentences(piece)]


def chunk_words(
    tokens: Sequence[int], starts: Sequence[float], ends: Sequence[float], probabilities: Sequence[float]
) -> list[Word]:
    """Join the tokens of a piece into words. Punctuation takes no time of its own."""
    return [
        Word(
            starts[first],
            max(starts[first], *(ends[place] for place in _spoken(tokens, range(first, last)))),
            text,
            float(np.exp(np.mean(np.log(np.maximum(probabilities[first:last], 1e-6))))),
        )
        for first, last in _word_bounds(tokens)
        if (text := decode_tokens(tokens[first:last]).strip())
    ]


def decode_tokens(tokens: Iterable[int]) -> str:
    """Decode tokens. Bytes that are no UTF-8 become replacement characters; control characters blanks."""
    raw = b"".join(_raw(token) for token in tokens)
    text = raw.decode("utf-8", "replace")
    return "".join(character if character.isprintable() else " " for character in text)


def _raw(token: int) -> bytes:
    known = load_vocabulary()
    if not END < token < len(known):
        return b""
    if token < FIRST_BYTE + BYTES:
        return bytes([token - FIRST_BYTE])
    text = known[token]
    return b"" if text.startswith("<<") and text.endswith(">>") else text.replace(SPACE, " ").encode()


def _word_bounds(tokens: Sequence[int]) -> Iterator[tuple[int, int]]:
    known, first = load_vocabulary(), 0
    for place, token in enumerate(tokens):
        if place > first and 0 <= token < len(known) and known[token].startswith(SPACE):
            yield first, place
            first = place
    if first < len(tokens):
        yield first, len(tokens)


def _spoken(tokens: Sequence[int], places: range) -> Iterable[int]:
    """Give the places of what is said, or all where nothing is, as in a lone dash."""
    return [place for place in places if any(c.isalnum() for c in decode_tokens([tokens[place]]))] or places


def _pieces(track: Track) -> Iterator[list[Word]]:
    if not len(track):
        return
    tokens = track.column("token").astype(np.int64)
    probabilities = track.column("probability").tolist()
    starts = track.times.tolist()
    ends = (track.times + track.column("seconds")).tolist()
    first = 0
    for last in [*np.flatnonzero(tokens == END).tolist(), len(tokens)]:
        part = slice(first, last)
        yield chunk_words(tokens[part].tolist(), starts[part], ends[part], probabilities[part])
        first = last + 1


def _sentences(words: list[Word]) -> Iterator[Phrase]:
    first = 0
    for place, word in enumerate(words):
        if place + 1 == len(words) or ends_sentence(word, words[place + 1]):
            yield Phrase(tuple(words[first : place + 1]))
            first = place + 1


def ends_sentence(word: Word, following: Word) -> bool:
    """Say whether a sentence ends after a word: at its point and, without one, over a long pause.

    "Mr." ends none, nor does what goes on in lower case without a pause.
    """
    pause = following.start - word.end
    if not _SENTENCE.search(word.text) or _ABBREVIATION.match(word.text):
        return pause > LONG_PAUSE
    return pause > SHORT_PAUSE or not following.text[:1].islower()
