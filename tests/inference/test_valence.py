"""How positive words are, and what the words around them do."""

import pytest

from inference.valence import lexicon, valence


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


def test_degree_and_negation():
    plain, more, less = valence("It is good."), valence("It is very good."), valence("It is barely good.")
    assert None not in (plain, more, less)
    assert less < plain < more
    turned = valence("It is not good.")
    assert turned is not None
    assert turned < 0
    assert abs(turned) < plain
    assert valence("It isn’t bad.") == pytest.approx(valence("It isn't bad."))
    assert (valence("It isn't bad.") or 0) > 0


def test_a_negation_far_off_does_not_count():
    assert (valence("Not one of the many trains was good.") or 0) > 0


def test_what_follows_but_weighs_more():
    assert (valence("It was good, but the end was horrible.") or 0) < 0
    assert (valence("The end was horrible, but it was great.") or 0) > 0


def test_it_stays_within_one():
    assert 0.9 < (valence("love " * 50) or 0) < 1
    assert -1 < (valence("hate " * 50) or 0) < -0.9
