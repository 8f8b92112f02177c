"""The language: what a text means, and what is said where it means nothing."""

import pytest

from app.errors import UsageError
from app.search.query import LONGEST, And, Or, Term, as_prefix, parse_query
from app.search.synonyms import alternatives
from inference.analyzers import ANALYZERS

DOG, LAUGHTER = Term("dog"), Term("laughter")


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("dog", DOG),
        ("  Dog ", Term("Dog")),
        ("laugh*", Term("laugh", begins=True)),
        ('"age of wisdom"', Term("age of wisdom", plain=False)),
        ("close-up", Term("close-up")),
        ("laughter and dog", And((LAUGHTER, DOG))),
        ("laughter dog", And((LAUGHTER, DOG))),
        ("laughter AND dog", And((LAUGHTER, DOG))),
        ("laughter or dog", Or((LAUGHTER, DOG))),
        ("cat or laughter dog", Or((Term("cat"), And((LAUGHTER, DOG))))),
        ("(cat or laughter) dog", And((Or((Term("cat"), LAUGHTER)), DOG))),
        ("faces:close-up", Term("close-up", "faces", plain=False)),
        ('Transcript:"of hope"', Term("of hope", "transcript", plain=False)),
        ("sounds.mood:angry", Term("angry", "sounds.mood", plain=False)),
        ("faces:*", Term("", "faces", plain=False)),
        ("dog >0.6", Term("dog", above=0.6)),
        ("dog>60%", Term("dog", above=0.6)),
        ("laughter dog >.5", And((LAUGHTER, Term("dog", above=0.5)))),
        ("(laughter dog) >0.5", And((Term("laughter", above=0.5), Term("dog", above=0.5)))),
        ('"or"', Term("or", plain=False)),
        ("Straße 10", And((Term("Straße"), Term("10")))),
    ],
)
def test_what_a_text_means(text, query):
    assert parse_query(text) == query


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "Nothing is asked for"),
        ("   ", "Nothing is asked for"),
        ("and", "missing"),
        ("dog and", "missing"),
        ("or dog", "missing"),
        ("dog or or cat", "missing"),
        ('"of hope', "quotation mark"),
        ("(dog", "nothing closes"),
        ("dog)", "nothing opens"),
        ("()", "missing"),
        ("faces:", "label is missing after faces"),
        ("dog >", "number is missing"),
        ("dog >x", "number is missing"),
        ("dog >7", "never reached"),
        (">0.6", "behind what it is for"),
        ("*", "alone"),
        ('""', "no word"),
        ("?!", "no word"),
        ("10:30", "means nothing"),
        ("(" * 30 + "dog" + ")" * 30, "too many parentheses"),
        ("x" * (LONGEST + 1), "characters at the most"),
    ],
)
def test_what_means_nothing_is_told(text, says):
    with pytest.raises(UsageError, match=says) as caught:
        parse_query(text)
    assert caught.value.hint


def test_the_word_that_is_being_typed_may_go_on():
    assert as_prefix(parse_query("dog laugh")) == parse_query("dog laugh*")
    assert as_prefix(parse_query('"of hope"')) == parse_query('"of hope"')
    assert as_prefix(parse_query("dog >0.5")) == parse_query("dog >0.5")


def test_synonyms_name_what_analyzers_make():
    for kind in ANALYZERS.values():
        assert set(kind.presentation.aliases) <= {spec.key for spec in kind.makes}
    assert Term("subdued", "prosody", plain=False) in alternatives(Term("calm"))
    assert alternatives(Term("calm", plain=False)) == [Term("calm", plain=False)], (
        "what is quoted is meant literally"
    )
    assert [other.above for other in alternatives(Term("calm", above=0.6))] == [0.6] * 4
