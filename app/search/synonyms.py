"""Words that stand for labels with another wording, beside those that hold them."""

from collections.abc import Mapping

from app.search.query import Term

# "calm" is low arousal: voices more subdued than is usual for them, tender music, and what the arc calls calm
# (low, and not unhappy). What no analyzer reads, such as boredom, has no synonym.
SYNONYMS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "calm": (("arc", "calm"), ("prosody", "subdued"), ("sounds.mood", "tender")),
    "excited": (("prosody", "excited"), ("sounds.mood", "exciting")),
    "happy": (("arc", "joyful"), ("bursts", "amusement")),
    "joyful": (("sentiment", "happy"), ("sounds.mood", "happy")),
    "angry": (("bursts", "anger"),),
    "anger": (("sentiment", "angry"), ("sounds.mood", "angry")),
    "afraid": (("sentiment", "fearful"), ("sounds.mood", "scary")),
    "fear": (("sentiment", "fearful"), ("sounds.mood", "scary")),
    "scared": (("sentiment", "fearful"), ("sounds.mood", "scary")),
    "tense": (("arc", "tense"), ("sounds.mood", "scary")),
    "amused": (("bursts", "amusement"),),
    "laugh": (("sounds", "laughter"),),
    "laughing": (("sounds", "laughter"),),
    "closeup": (("faces", "close-up"),),
    "face": (("faces", ""),),
    "talking": (("voice", "speech"),),
}
"""A word as it is typed, and what else it finds: tracks and their labels."""


def alternatives(term: Term) -> list[Term]:
    """Give a term and what else it stands for."""
    others = SYNONYMS.get(term.text.casefold(), ()) if term.plain else ()
    return [term, *(Term(label, track, above=term.above, plain=False) for track, label in others)]
