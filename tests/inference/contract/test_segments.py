"""Spans from scores, against slow and obvious reckonings."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.contract.segments import edges, hysteresis, in_spans, period, runs, smooth, spans

NAN = np.nan


def slow_hysteresis(scores, high, low):
    kept = [False] * len(scores)
    for seed, score in enumerate(scores):
        if not score >= high:
            continue
        for step in (-1, 1):
            row = seed
            while 0 <= row < len(scores) and scores[row] >= low:
                kept[row] = True
                row += step
    return kept


@pytest.fixture(params=range(20))
def scores(request):
    random = np.random.default_rng(request.param)
    values = np.clip(np.convolve(random.random(200), np.ones(5) / 5, "same") * 1.6 - 0.3, 0, 1)
    values[random.random(200) < 0.05] = NAN
    return values


def test_hysteresis_is_as_a_walk_from_each_peak(scores):
    assert hysteresis(scores, 0.6, 0.4).tolist() == slow_hysteresis(scores, 0.6, 0.4)
    assert hysteresis(scores, 0.6, 0.6).tolist() == (scores >= 0.6).tolist()


def test_runs_make_the_mask_again(scores):
    mask = scores > 0.5
    again = np.zeros(len(mask), bool)
    for first, last in runs(mask):
        again[first:last] = True
        assert not again[last:].any()
    assert (again == mask).all()


def test_spans_are_in_order_apart_and_long_enough(scores):
    times = np.arange(len(scores)) * 0.1
    for pad in (0.0, 0.25):
        found = spans(times, scores, 0.6, 0.4, least=0.3, gap=0.2, pad=pad, duration=20.0)
        for one, next_one in pairwise(found):
            assert one.end <= next_one.start + 1e-9
        for span in found:
            assert 0 <= span.start < span.end <= 20.0
            assert span.end - span.start >= 0.3 - 1e-6
            inside = scores[span.first : span.last]
            assert span.peak == np.nanmax(inside) >= 0.6
            assert span.mean == pytest.approx(np.nansum(inside) / len(inside))


def test_no_span_runs_over_what_is_not_claimed(scores):
    times = np.arange(len(scores)) * 0.1
    for span in spans(times, scores, 0.6, 0.4, gap=5.0):
        assert not np.isnan(scores[span.first : span.last]).any()


def test_a_growing_track_changes_only_its_last_span(scores):
    times = np.arange(len(scores)) * 0.1
    whole = spans(times, scores, 0.6, 0.4)
    part = spans(times[:120], scores[:120], 0.6, 0.4)
    settled = [span for span in part if span.last < 120]
    assert whole[: len(settled)] == settled


def test_edges_of_a_span():
    times = np.array([0.0, 0.5, 1.0, 1.5, 2.0])
    (span,) = spans(times, np.array([0, 0.9, 0.7, 0, 0]), 0.5)
    assert (span.start, span.end, span.first, span.last) == (0.5, 1.5, 1, 3)
    (last,) = spans(times, np.array([0, 0, 0, 0, 1.0]), 0.5)
    assert (last.start, last.end) == (2.0, 2.5)
    (cut,) = spans(times, np.array([0, 0, 0, 0, 1.0]), 0.5, duration=2.2)
    assert cut.end == 2.2


def test_a_hole_in_sampling_is_not_filled():
    times = np.array([0.0, 0.5, 1.0, 9.0, 9.5])
    assert edges(times)[1].tolist() == [0.5, 1.0, 1.5, 9.5, 10.0]
    assert period(times) == 0.5
    assert [(span.start, span.end) for span in spans(times, np.ones(5), 0.5, gap=1.0)] == [(0, 1.5), (9, 10)]


def test_gaps_are_bridged_before_short_spans_are_dropped():
    times = np.arange(8) * 1.0
    scores = np.array([1, 0, 1, 0, 0, 0, 1, 0.0])
    assert [(s.start, s.end) for s in spans(times, scores, 0.5, gap=1.0)] == [(0, 3), (6, 7)]
    assert [(s.start, s.end) for s in spans(times, scores, 0.5, gap=1.0, least=2.0)] == [(0, 3)]
    assert spans(times, scores, 0.5, least=2.0) == []


def test_padding_shares_the_room_between():
    times = np.arange(10) * 1.0
    scores = np.array([0, 1, 0, 1, 0, 0, 0, 0, 0, 1.0])
    found = [(s.start, s.end) for s in spans(times, scores, 0.5, pad=0.75, duration=10.0)]
    assert found == [(0.25, 2.5), (2.5, 4.75), (8.25, 10.0)]


def test_smoothing_is_the_mean_of_what_is_known(scores):
    smoothed = smooth(scores, 5)
    for row, value in enumerate(scores):
        if np.isnan(value):
            assert np.isnan(smoothed[row])
        else:
            assert smoothed[row] == pytest.approx(np.nanmean(scores[max(0, row - 2) : row + 3]))
    columns = np.stack([scores, scores[::-1]], axis=1)
    np.testing.assert_allclose(smooth(columns, 5)[:, 0], smoothed)


def test_covered():
    times = np.arange(6) * 1.0
    found = spans(times, np.array([0, 1, 1, 0, 1, 0]), 0.5)
    assert in_spans(times, found).tolist() == [False, True, True, False, True, False]
    assert not in_spans(times, []).any()


@pytest.mark.parametrize("times", [[], [3.0]])
def test_next_to_nothing(times):
    times = np.array(times)
    assert [s.start for s in spans(times, np.ones(len(times)), 0.5)] == times.tolist()
    assert spans(times, np.full(len(times), NAN), 0.5) == []


def test_limits_are_reached_at_equality():
    assert hysteresis(np.array([0.29, 0.3, 0.5, 0.3, 0.29]), 0.5, 0.3).tolist() == [
        False,
        True,
        True,
        True,
        False,
    ]
    assert hysteresis(np.array([0.3, 0.49, 0.3]), 0.5, 0.3).tolist() == [False] * 3
    assert hysteresis(np.array([0.5, 0.49]), 0.5, 0.5).tolist() == [True, False]
    (span,) = spans(np.arange(4) * 1.0, np.array([0.2, 0.5, 0.3, 0.2]), 0.5, 0.3)
    assert (span.start, span.end, span.peak, span.mean) == (1.0, 3.0, 0.5, 0.4)


@pytest.mark.parametrize(("gap", "count"), [(1.0, 2), (2.0, 1), (2.5, 1)])
def test_a_pause_of_exactly_the_gap_is_bridged(gap, count):
    assert len(spans(np.arange(6) * 1.0, np.array([1, 1, 0, 0, 1, 1.0]), 0.5, gap=gap)) == count


@pytest.mark.parametrize(("least", "count"), [(2.0, 1), (2.1, 0), (1.9, 1)])
def test_a_span_of_exactly_the_least_length_stays(least, count):
    assert len(spans(np.arange(6) * 1.0, np.array([0, 1, 1, 0, 0, 0.0]), 0.5, least=least)) == count


def test_what_begins_on_an_edge_is_in_and_what_ends_there_is_not():
    stretches = spans(np.arange(6) * 1.0, np.array([0, 1, 1, 0, 1, 0.0]), 0.5)
    at = np.array([0.99, 1.0, 2.99, 3.0, 4.0, 5.0])
    assert in_spans(at, stretches).tolist() == [False, True, True, False, True, False]


grids = st.lists(
    st.one_of(st.integers(0, 20).map(lambda n: n / 20), st.just(np.nan)), min_size=1, max_size=60
)


@given(grids, st.integers(1, 20), st.integers(0, 20), st.integers(0, 5), st.integers(0, 5), st.integers(0, 5))
def test_spans_never_overlap_and_stay_inside(values, high, low, gap, pad, least):
    scores, times = np.array(values), np.arange(len(values)) * 0.5
    length = len(values) * 0.5
    how = {"gap": gap / 2, "pad": pad / 4, "duration": length}
    found = spans(times, scores, high / 20, low / 20, least=least / 2, **how)
    assert found == sorted(found)
    for span in found:
        assert 0 <= span.start < span.end <= length
        assert span.end - span.start >= least / 2 - 1e-6
        assert span.peak >= high / 20
        assert span.mean <= span.peak + 1e-9
        assert not np.isnan(scores[span.first : span.last]).any()
        assert span.peak == scores[span.first : span.last].max()
    assert all(one.end <= other.start for one, other in pairwise(found))
    # A higher limit never finds what a lower one does not.
    more = spans(times, scores, max(high - 1, 1) / 20, low / 20, duration=length)
    bare = spans(times, scores, high / 20, low / 20, duration=length)
    assert all(in_spans(times[one.first : one.last], more).all() for one in bare)


@given(grids, st.integers(0, 4).map(lambda n: 2 * n + 1))
def test_smoothing_stays_between_the_lowest_and_the_highest(values, rows):
    scores = np.array(values)
    made = smooth(scores, rows)
    assert (np.isnan(made) == np.isnan(scores)).all()
    if not np.isnan(scores).all():
        assert np.nanmin(scores) - 1e-9 <= np.nanmin(made) <= np.nanmax(made) <= np.nanmax(scores) + 1e-9
