"""Tokens become words and phrases with times."""

import numpy as np
import pytest

from inference.contract.track import Track
from inference.contract.types import Chunk, TrackKind, TrackSpec
from inference.speech import words
from inference.speech.words import Word, chunk_words, decode_tokens, ends_sentence, load_vocabulary, phrases


def token(text):
    return load_vocabulary().index(text)


def tokens(*texts):
    return [token(text) for text in texts]


def track(*pieces, step=0.5):
    """A transcript's track: pieces of tokens, half a second each, with a pause of two seconds between."""
    made, time = Track(TrackSpec("transcript", "", TrackKind.CURVE, words.CHANNELS)), 0.0
    for piece in pieces:
        rows = [[each, 0.9, 0.8 * step] for each in piece] + [[words.END, 0.99, 0.0]]
        times = time + step * np.arange(len(rows), dtype=np.float64)
        made.append(Chunk("transcript", times, np.array(rows, np.float32)))
        time = float(times[-1]) + 2.0
    return made


def test_the_vocabulary_is_the_recognizers():
    assert len(load_vocabulary()) == 32_768
    assert load_vocabulary()[:3] == ("<unk>", "<s>", "</s>")
    assert load_vocabulary()[3 + 0x41] == "<0x41>"


def test_pieces_of_words_are_joined_and_punctuation_takes_no_time():
    said = tokens("▁hel", "lo", ",", "▁world", ".")
    made = chunk_words(said, [0.0, 0.3, 0.6, 1.0, 1.4], [0.3, 0.5, 0.9, 1.3, 2.0], [0.5, 0.5, 1.0, 0.8, 0.8])
    assert [word.text for word in made] == ["hello,", "world."]
    assert [(word.start, word.end) for word in made] == [(0.0, 0.5), (1.0, 1.3)]
    assert made[1].probability == pytest.approx(0.8)


def test_bytes_are_put_together_and_broken_ones_replaced():
    accent = [3 + byte for byte in "é".encode()]
    assert decode_tokens([*tokens("▁the"), *accent]) == " theé"
    assert decode_tokens(accent[:1]) == "\N{REPLACEMENT CHARACTER}"


def test_marks_and_control_characters_are_no_text():
    assert decode_tokens([0, 1, 2, token("<<ST_0>>"), 99_999, -1]) == ""
    assert decode_tokens([3 + 0x0A, 3 + 0x00]).strip() == ""


def test_phrases_end_at_sentences_and_at_pieces():
    made = phrases(track(tokens("▁It", "▁was", ".", "▁We", "▁had"), tokens("▁nothing", "."), []))
    assert [phrase.text for phrase in made] == ["It was.", "We had", "nothing."]
    assert [phrase.start for phrase in made] == [0.0, 1.5, 4.5]
    assert made[0].end == pytest.approx(0.9)


def test_a_track_that_still_grows_gives_what_is_there():
    grown = track(tokens("▁It", "▁was"))
    grown.append(Chunk("transcript", np.array([9.0]), np.array([[token("▁We"), 0.5, 0.2]], np.float32)))
    assert [phrase.text for phrase in phrases(grown)] == ["It was", "We"]
    assert phrases(track()) == []


def test_probability_is_that_of_the_letters():
    grown = Track(TrackSpec("transcript", "", TrackKind.CURVE, words.CHANNELS))
    rows = [[token("▁a"), 0.1, 0.1], [token("▁something"), 0.9, 0.1]]
    grown.append(Chunk("transcript", np.array([0.0, 1.0]), np.array(rows, np.float32)))
    (phrase,) = phrases(grown)
    assert 0.7 < phrase.probability < 0.9


@pytest.mark.parametrize(
    ("word", "following", "pause", "ends"),
    [
        ("end.", "Next", 0.0, True),
        ("what?”", "Next", 0.0, True),
        ("Mrs.", "Allan", 0.1, False),
        ("J.", "Smith", 0.1, False),
        ("p.m.", "tomorrow", 0.1, False),
        ("times.", "it", 0.5, True),
        ("word", "Next", 0.5, False),
        ("word", "next", 1.5, True),
    ],
)
def test_where_a_sentence_ends(word, following, pause, ends):
    one, other = Word(0.0, 1.0, word, 0.9), Word(1.0 + pause, 2.0 + pause, following, 0.9)
    assert ends_sentence(one, other) is ends
