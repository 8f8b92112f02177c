"""How voices found are compared with who speaks, and programs whose truth is known."""

from functools import lru_cache

import numpy as np
import pytest

from app.train.corpora import RATE, Clip, Corpus
from app.train.evaluate_speakers import best, score, steps, truth_at
from app.train.programs import Program, Turn, draw
from inference.contract.types import Segment


class Made(Corpus):
    """Clips of a second, each a number that tells its speaker."""

    def __init__(self):
        self.clips = tuple(
            Clip("made", f"{who}-{n}", f"made-{who}", "woman", emotion, 1)
            for who in range(4)
            for n, emotion in enumerate(("neutral", "angry", "sad"))
        )
        self.sound = lru_cache(lambda clip: np.full(RATE, 0.1 * (1 + int(clip.speaker[-1])), np.float32))


def test_all_right_whatever_the_voices_are_called():
    found = score(np.array([0, 0, 1, 1, 2]), np.array([2, 2, 0, 0, 1]))
    assert (found.wrong, found.unsure, found.purity, found.coverage) == (0, 0, 1, 1)
    assert (found.true, found.found) == (3, 3)


def test_two_taken_for_one():
    found = score(np.array([0] * 6 + [1] * 4), np.zeros(10, int))
    assert found.wrong == pytest.approx(0.4)
    assert found.purity == pytest.approx(0.6)
    assert found.coverage == pytest.approx(1.0)


def test_one_taken_for_two():
    found = score(np.zeros(10, int), np.array([0] * 7 + [1] * 3))
    assert found.wrong == pytest.approx(0.3)
    assert found.purity == pytest.approx(1.0)
    assert found.coverage == pytest.approx(0.7)


def test_what_is_unsure_is_not_wrong():
    found = score(np.array([0, 0, 1, 1]), np.array([0, -1, 1, -1]))
    assert (found.wrong, found.unsure, found.purity, found.coverage) == (0, 0.5, 1, 0.5)
    assert score(np.array([0, 0]), np.array([-1, -1])).unsure == 1.0


def test_the_best_mapping_is_not_the_greedy_one():
    assert best(np.array([[10, 9], [9, 0]])) == 18


def test_programs_are_as_long_as_asked_and_hold_what_their_truth_says():
    names = [f"made-{who}" for who in range(4)]
    programs = draw(Made(), names, (1, 3), 2, 20.0, seed=3)
    assert [len(one.speakers) for one in programs] == [1, 1, 3, 3]
    for one in programs:
        assert len(one.sound) >= 20 * RATE
        for turn in one.turns:
            heard = one.sound[round(turn.start * RATE) : round(turn.end * RATE)]
            assert heard.mean() == pytest.approx(0.1 * (1 + int(turn.speaker[-1])), abs=1e-3)
        assert len({turn.emotion for turn in one.turns}) == 3
    assert programs[2].turns == draw(Made(), names, (1, 3), 2, 20.0, seed=3)[2].turns


def test_segments_and_turns_at_times():
    times = np.arange(0, 4, 0.5)
    segments = [Segment(0, 1, "speakers", "voice 2", 0.9), Segment(2, 3, "speakers", "voice 1", 0.9)]
    assert steps(segments, times).tolist() == [1, 1, -1, -1, 0, 0, -1, -1]
    turns = (Turn(1.0, 2.0, "b", "sad"), Turn(3.0, 3.5, "a", "sad"))
    program = Program("two", np.zeros(4 * RATE, np.float32), turns)
    assert truth_at(program, times).tolist() == [-1, -1, 1, 1, -1, -1, 0, -1]
