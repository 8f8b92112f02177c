"""Speech is cut at pauses, at quiet places, and never twice."""

from itertools import pairwise

import numpy as np
import pytest

from inference.speech.speech_chunks import BREATH, LEAST, LONG, LONGEST, PADDING, PAUSE, STEP, SpeechChunker


def cut(*stretches, level=lambda _time: 1.0, start=0.0):
    """Pieces of a voice that is there for some seconds and then not, in turn."""
    cutter, pieces, time = SpeechChunker(), [], start
    for number, seconds in enumerate(stretches):
        for _ in range(round(seconds / STEP)):
            pieces += cutter.push(time, 0.9 if number % 2 == 0 else 0.01, level(time))
            time += STEP
    return [*pieces, *cutter.end()]


def test_padding_is_heard_by_the_time_a_piece_ends():
    assert PADDING <= BREATH < PAUSE


def test_a_long_pause_ends_a_piece_and_a_short_one_does_not():
    pieces = cut(2.0, 0.8 * PAUSE, 2.0, 1.5 * PAUSE, 1.0)
    assert len(pieces) == 2
    first, second = pieces
    assert first.start == 0.0
    assert first.end == pytest.approx(4.0 + 0.8 * PAUSE + PADDING, abs=3 * STEP)
    assert second.start == pytest.approx(4.0 + 2.3 * PAUSE - PADDING, abs=3 * STEP)


def test_a_piece_that_is_long_already_ends_at_a_breath():
    assert len(cut(LONG - 1, 1.2 * BREATH, 1.0)) == 1
    assert len(cut(LONG + 1, 1.2 * BREATH, 1.0)) == 2


def test_silence_and_a_click_give_nothing():
    assert cut(0.0, 20.0) == []
    assert cut(0.6 * LEAST, 3.0, 0.6 * LEAST, 3.0) == []


def test_speech_without_a_pause_is_cut_where_it_is_quiet():
    quiet = 0.75 * LONGEST
    pieces = cut(LONGEST + 5, 2.0, level=lambda time: 0.01 if abs(time - quiet) < 0.1 else 1.0)
    assert len(pieces) == 2
    assert pieces[0].end == pieces[1].start
    assert pieces[0].end == pytest.approx(quiet, abs=0.15)


def test_hours_of_speech_stay_in_pieces_that_leave_nothing_out():
    random = np.random.default_rng(0)
    pieces = cut(200.0, level=lambda _: float(random.random()))
    assert all(piece.end - piece.start <= LONGEST + PADDING for piece in pieces)
    assert pieces[0].start == 0.0
    assert pieces[-1].end >= 200.0 - STEP
    assert [piece.end for piece in pieces[:-1]] == [piece.start for piece in pieces[1:]]


def test_pieces_never_overlap():
    random = np.random.default_rng(1)
    pieces = cut(*(random.uniform(0.1, 4.0, 200)))
    assert len(pieces) > 20
    assert all(one.end <= other.start for one, other in pairwise(pieces))


def test_a_hole_in_the_sound_ends_a_piece():
    cutter = SpeechChunker()
    pieces = [piece for time in np.arange(0, 2, STEP) for piece in cutter.push(float(time), 0.9, 1.0)]
    pieces += [piece for time in np.arange(90, 92, STEP) for piece in cutter.push(float(time), 0.9, 1.0)]
    pieces += cutter.end()
    assert [round(piece.start) for piece in pieces] == [0, 90]
    assert pieces[0].end < 3


def test_what_may_still_be_asked_for_is_little():
    cutter = SpeechChunker()
    for number in range(5000):
        time = number * STEP
        for piece in cutter.push(time, 0.9 if number % 100 < 60 else 0.0, 1.0):
            assert piece.start >= 0.0
        assert time - cutter.needs <= LONGEST + 2 * PADDING
