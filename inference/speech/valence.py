"""How positive or negative English words are, by a lexicon and a few rules about the words around them.

The valences are those of VADER (Hutto and Gilbert 2014): what ten people thought of each word, from -4 to 4.
So are the rules' figures: a word of degree adds or takes 0.293, a negation within three words turns the
valence round at 0.74 of its strength, what follows "but" counts half as much again and what precedes it half,
and the sum s becomes s / sqrt(s² + 15).
"""

import json
import math
import re
from collections.abc import Sequence
from functools import cache

import resources

DEGREE = 0.293
NEGATED = -0.74
FADING = (1.0, 0.95, 0.9)
"""What a word of degree counts for right before a word, and one and two words further off."""

BEFORE_BUT, AFTER_BUT = 0.5, 1.5
SPREAD = 15.0

_MORE = """
absolutely amazingly awfully completely considerably deeply enormously entirely especially exceptionally
extremely fully greatly highly hugely incredibly intensely particularly purely quite really remarkably
so substantially thoroughly totally tremendously unbelievably unusually utterly very
"""
_LESS = """
almost barely hardly kinda less little marginally occasionally partly scarcely slightly somewhat sorta
"""
_NOT = """
cannot neither never nobody none nope nor not nothing nowhere rarely seldom despite without
"""

MORE, LESS, NOT = (frozenset(words.split()) for words in (_MORE, _LESS, _NOT))

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def valence(text: str) -> float | None:
    """Give -1 (very negative) to 1 (very positive), or None if no word of it says anything."""
    words = [word.casefold().replace("’", "'") for word in _WORD.findall(text)]
    scores = [_score(words, place) for place in range(len(words))]
    if not any(scores):
        return None
    if "but" in words:
        turn = words.index("but")
        scores = [score * (BEFORE_BUT if place < turn else AFTER_BUT) for place, score in enumerate(scores)]
    total = math.fsum(scores)
    return total / math.sqrt(total * total + SPREAD)


@cache
def lexicon() -> dict[str, float]:
    """Give the valence of each word, from -4 to 4."""
    return json.loads(resources.path("labels", "valence.json").read_text("utf-8"))


def _score(words: Sequence[str], place: int) -> float:
    score = lexicon().get(words[place], 0.0)
    if not score or words[place] in MORE | LESS | NOT:
        return 0.0
    before = words[max(0, place - 3) : place][::-1]
    for word, weight in zip(before, FADING, strict=False):
        step = DEGREE * weight * ((word in MORE) - (word in LESS))
        score += math.copysign(1.0, score) * step
    return score * NEGATED if any(_negates(word) for word in before) else score


def _negates(word: str) -> bool:
    return word in NOT or word.endswith("n't")
