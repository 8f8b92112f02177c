"""Clusters of made embeddings whose truth is known."""

import time
import tracemalloc

import numpy as np
import pytest

from inference.speech.speaker_clustering import (
    UNASSIGNED,
    centroids,
    cluster,
    nearest_centroid,
    normalize_rows,
    smooth_embeddings,
)

LIMITS = {"merge_threshold": 0.67, "assign_threshold": 0.6, "min_rows": 8}
WIDTH = 256


def people(count, seed=0):
    """Unit centers [count, 256], nearly at right angles."""
    return normalize_rows(np.random.default_rng(seed).normal(size=(count, WIDTH)).astype(np.float32))


def speaking(centers, labels, spread=0.5, seed=1):
    """Rows near their centers: two of one voice have a cosine of about 1 / (1 + spread ** 2)."""
    noise = np.random.default_rng(seed).normal(size=(len(labels), WIDTH)) * spread / np.sqrt(WIDTH)
    return normalize_rows((centers[labels] + noise).astype(np.float32))


def turns(count, rows, seed=2):
    """Whose turn it is in each row; a turn has 4 to 20 rows."""
    rng = np.random.default_rng(seed)
    drawn = [np.full(rng.integers(4, 21), rng.integers(count)) for _ in range(rows // 4)]
    return np.concatenate(drawn)[:rows]


def partition(labels):
    """The sets of rows that share a label."""
    return {frozenset(np.flatnonzero(labels == label).tolist()) for label in set(labels.tolist())}


@pytest.mark.parametrize("count", [1, 2, 3, 8])
@pytest.mark.parametrize("rows", [60, 700])
def test_as_many_voices_as_there_are(count, rows):
    truth = turns(count, rows)
    found = cluster(speaking(people(count), truth), **LIMITS)
    common = [label for label in range(count) if (truth == label).sum() >= 8]
    kept = np.isin(truth, common)
    assert partition(found[kept]) == partition(truth[kept])


@pytest.mark.parametrize("rows", [1, 2, 4, 7])
def test_a_short_file_has_a_voice_too(rows):
    found = cluster(speaking(people(1), np.zeros(rows, int)), **LIMITS)
    assert found.tolist() == [0] * rows


def test_nothing_gives_nothing():
    assert len(cluster(np.zeros((0, WIDTH), np.float32), **LIMITS)) == 0


def test_one_who_speaks_little_is_kept_apart_from_one_who_speaks_much():
    truth = np.concatenate([np.zeros(900, int), np.ones(12, int), np.zeros(900, int)])
    found = cluster(speaking(people(2), truth), **LIMITS)
    np.testing.assert_array_equal(found, truth)


def test_voices_are_numbered_by_how_long_they_speak():
    truth = np.repeat([0, 1, 2], [20, 200, 80])
    found = cluster(speaking(people(3), truth), **LIMITS)
    np.testing.assert_array_equal(found, np.array([2, 0, 1])[truth])


def test_what_is_like_no_voice_is_unsure_and_makes_none():
    truth = np.repeat([0, 1], [150, 100])
    rows = speaking(people(2), truth)
    noise = people(90, seed=9)
    found = cluster(np.concatenate([rows, noise]), **LIMITS)
    assert set(found[250:].tolist()) == {UNASSIGNED}
    np.testing.assert_array_equal(found[:250], truth)


def test_where_no_row_is_sure_there_is_no_voice():
    found = cluster(people(60), **LIMITS)
    assert set(found.tolist()) == {UNASSIGNED}
    again = cluster(speaking(people(2), turns(2, 60)), **{**LIMITS, "assign_threshold": 1.1})
    assert set(again.tolist()) == {UNASSIGNED}


def test_a_voice_of_too_few_rows_is_unsure():
    truth = np.repeat([0, 1], [100, 7])
    found = cluster(speaking(people(2), truth), **LIMITS)
    assert found[100:].tolist() == [UNASSIGNED] * 7
    again = cluster(speaking(people(2), truth), **{**LIMITS, "min_rows": 7})
    np.testing.assert_array_equal(again, truth)


def test_order_makes_no_difference():
    truth = turns(4, 900)
    rows = speaking(people(4), truth)
    order = np.random.default_rng(5).permutation(len(rows))
    assert partition(cluster(rows, **LIMITS)[order]) == partition(cluster(rows[order], **LIMITS))


def test_the_same_again():
    rows = speaking(people(3), turns(3, 500))
    np.testing.assert_array_equal(cluster(rows, **LIMITS), cluster(rows, **LIMITS))


def test_time_and_memory_grow_with_the_rows_and_not_with_their_square():
    def spent(rows):
        made = speaking(people(5), turns(5, rows))
        tracemalloc.start()
        begun = time.process_time()
        found = cluster(made, **LIMITS)
        seconds, most = time.process_time() - begun, tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert found.max() == 4
        return seconds, most

    spent(500)
    few, many = spent(2_000), spent(16_000)
    assert many[0] < 30 * few[0]  # 64 times would be the square
    assert many[1] < 12 * few[1]
    assert many[1] < 10 * 16_000 * WIDTH * 4


def test_centroids_are_of_known_rows():
    rows = np.array([[1, 0], [0, 1], [0, 1], [1, 1]], np.float32)
    labels = np.array([0, 1, 1, UNASSIGNED])
    np.testing.assert_allclose(centroids(rows, labels), [[1, 0], [0, 1]])
    assert nearest_centroid(normalize_rows(rows), centroids(rows, labels), 0.8).tolist() == [
        0,
        1,
        1,
        UNASSIGNED,
    ]


def test_a_stretch_of_one_voice_becomes_its_mean():
    truth = np.repeat([0, 1], [6, 5])
    rows = speaking(people(2), truth)
    steady = smooth_embeddings(rows, np.arange(11) > 0, merge_threshold=0.6, max_rows=20)
    for label in (0, 1):
        mean = normalize_rows(rows[truth == label].sum(axis=0, keepdims=True))
        np.testing.assert_allclose(
            steady[truth == label], np.repeat(mean, (truth == label).sum(), 0), atol=1e-6
        )


def test_a_stretch_ends_at_a_pause_and_when_it_is_long():
    rows = speaking(people(1), np.zeros(10, int))
    follows = np.arange(10) > 0
    follows[3] = False
    steady = smooth_embeddings(rows, follows, merge_threshold=0.0, max_rows=4)
    changes = np.flatnonzero(np.abs(np.diff(steady, axis=0)).max(axis=1) > 1e-6) + 1
    assert changes.tolist() == [3, 7]
