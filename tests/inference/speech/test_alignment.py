"""Tokens stand where the decoder listened."""

import numpy as np
import pytest

from inference.speech.alignment import align, trim_alignment


def listening(centers, frames, width=2.0):
    places = np.arange(frames)
    rows = np.exp(-0.5 * ((places - np.array(centers)[:, None]) / width) ** 2)
    return (rows / rows.sum(axis=1, keepdims=True)).astype(np.float32)


def test_stretches_follow_on_each_other_and_hold_their_token():
    centers = [5, 20, 28, 60, 90]
    bounds = align(listening(centers, 100))
    assert bounds[0, 0] == 0
    assert bounds[-1, 1] == 100
    np.testing.assert_array_equal(bounds[1:, 0], bounds[:-1, 1])
    assert all(first <= center < last for (first, last), center in zip(bounds.tolist(), centers, strict=True))


def test_no_other_partition_holds_more():
    attention = np.random.default_rng(3).random((3, 8)).astype(np.float32)

    def held(one, two):
        return attention[0, :one].sum() + attention[1, one:two].sum() + attention[2, two:].sum()

    best = max(held(one, two) for one in range(9) for two in range(one, 9))
    (_, one), (_, two), _ = align(attention).tolist()
    assert held(one, two) == pytest.approx(best)


def test_a_token_that_looks_back_does_not_go_back():
    bounds = align(listening([10, 60, 20, 80], 100))
    assert (np.diff(bounds.ravel()) >= 0).all()


def test_more_tokens_than_frames():
    bounds = align(listening([0, 0, 1, 1, 1, 1], 2))
    assert bounds.shape == (6, 2)
    assert (np.diff(bounds.ravel()) >= 0).all()
    assert bounds[-1, 1] == 2
    trim_alignment(listening([0, 0, 1, 1, 1, 1], 2), bounds)


def test_nothing_gives_nothing():
    assert align(np.empty((0, 10), np.float32)).shape == (0, 2)


def test_pauses_are_left_off():
    attention = listening([10, 80], 100)
    (first, last), (other, end) = trim_alignment(attention, align(attention)).tolist()
    assert 4 <= first < 10 < last <= 16
    assert 74 <= other < 80 < end <= 86
