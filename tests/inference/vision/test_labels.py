"""The words of the tagger."""

import numpy as np

from inference.vision.labels import imagenet

WORDS = imagenet()


def test_there_is_one_word_for_everything():
    assert len(set(map(str.lower, WORDS.names))) == len(WORDS.names) > 1100
    assert WORDS.covers.shape == (1000, len(WORDS.names))
    classes = WORDS.covers[:, -1000:]
    assert (classes == np.eye(1000)).all()
    assert WORDS.names[-1000:][207] == "Golden Retriever"  # the 208th id, n02099601
    assert not {"entity", "artifact", "whole", "person"} & set(WORDS.names)


def test_groups_cover_what_they_say():
    def covered(name):
        rows = np.flatnonzero(WORDS.covers[:, WORDS.names.index(name)])
        return {WORDS.names[len(WORDS.names) - 1000 + row] for row in rows}

    assert len(covered("dog")) == 118
    assert "Siamese cat" in covered("cat")
    assert "Siamese cat" not in covered("dog")
    assert covered("guitar") == {"acoustic guitar", "electric guitar"}
    assert covered("guitar") < covered("musical instrument")
    assert {"pizza", "banana", "broccoli"} < covered("food")


def test_wide_words_come_before_narrow_ones():
    sizes = WORDS.covers.sum(axis=0)
    assert (np.diff(sizes) <= 0).all()


def test_above_goes_from_narrow_to_wide():
    above = WORDS.above("Golden Retriever")
    assert above[0] == "retriever"
    assert above.index("dog") < above.index("mammal") < above.index("animal")
    assert WORDS.above("animal") == []


def test_probabilities_are_summed_upward():
    probabilities = np.zeros((1, 1000), np.float32)
    probabilities[0, 205:210] = 0.2  # five retrievers
    rolled = dict(zip(WORDS.names, WORDS.roll_up(probabilities)[0], strict=True))
    assert rolled["retriever"] == rolled["dog"] == rolled["animal"] == 1.0
    assert rolled["Golden Retriever"] == np.float32(0.2)
    assert rolled["cat"] == 0.0


def test_a_search_finds_what_is_below():
    assert {"dog", "terrier", "Beagle"} <= set(WORDS.matches("dog"))
    assert {"dog", "Beagle"} <= set(WORDS.matches("Dogs"[:3].upper()))
    assert {"car", "convertible"} <= set(WORDS.matches("automobile"))
    assert "Golden Retriever" in WORDS.matches("retr")
    assert "vacuum cleaner" not in WORDS.matches("cat")
    assert WORDS.matches("golden retr") == ["Golden Retriever"]
    assert "beach" in WORDS.matches("shore")
    assert WORDS.matches("") == WORDS.matches("?!") == WORDS.matches("zzz") == []
