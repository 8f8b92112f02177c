"""How positive words are, and what the words around them do."""

import pytest

from inference.speech.valence import lexicon, valence


def test_the_lexicon_holds_words():
    assert len(lexicon()) > 7000
    assert lexicon()["wonderful"] > 2
    assert lexicon()["terrible"] < -1.5
    assert all(-4 <= score <= 4 for score in lexicon().values())


@pytest.mark.parametrize("text", ["", "The train leaves at nine.", "42 … !", "Schön ist das."])
def test_words_that_say_nothing_claim_nothing(text):
    assert valence(text) is None


def test_one_word_by_hand():
    score = lexicon()["good"]
    assert valence("A good train.") == pytest.approx(score / (score**2 + 15) ** 0.5)


def of(text):
    value = valence(text)
    assert value is not None
    return value


def test_degree_and_negation():
    plain = of("It is good.")
    assert of("It is barely good.") < plain < of("It is very good.")
    assert -plain < of("It is not good.") < 0
    assert of("It isn’t bad.") == of("It isn't bad.") > 0


def test_a_negation_far_off_does_not_count():
    assert of("Not one of the many trains was good.") > 0


def test_what_follows_but_weighs_more():
    assert of("It was good, but the end was horrible.") < 0
    assert of("The end was horrible, but it was great.") > 0


def test_it_stays_within_one():
    assert 0.9 < of("love " * 50) < 1
    assert -1 < of("hate " * 50) < -0.9
