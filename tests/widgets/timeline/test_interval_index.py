"""What stands in a window is found without looking at the rest."""

import numpy as np
import pytest

from widgets.timeline.lanes.interval_index import IntervalIndex

RNG = np.random.default_rng(7)


def spans(count: int, seconds: float, longest: float) -> IntervalIndex:
    starts = np.sort(RNG.random(count) * seconds)
    return IntervalIndex(starts, starts + RNG.random(count) ** 4 * longest)


@pytest.mark.parametrize(("start", "end"), [(0.0, 1000.0), (400.0, 420.0), (999.5, 1000.0), (-5.0, 0.0)])
def test_finds_all_that_reach_into_a_window(start, end):
    given = spans(3000, 1000.0, 60.0)
    expected = np.flatnonzero((given.starts < end) & (given.ends > start))
    assert given.visible(start, end, 0.0).tolist() == expected.tolist()


def test_finds_all_at_a_time():
    given = spans(3000, 1000.0, 60.0)
    for time in (0.0, float(given.starts[70]), 500.0, float(given.ends[1200]), 999.0):
        expected = np.flatnonzero((given.starts <= time) & (time < given.ends))
        assert given.at(time).tolist() == expected.tolist()


def test_one_of_many_short_ones_stands_for_them():
    given = spans(100_000, 1000.0, 0.001)
    seen = given.visible(0.0, 1000.0, 1.0)
    assert len(seen) == 1000
    assert np.diff(given.starts[seen]).max() < 2.0


def test_a_long_one_is_never_left_out():
    starts = np.arange(10_000) / 10
    ends = starts + 0.01
    ends[17] = 900.0
    assert 17 in IntervalIndex(starts, ends).visible(500.0, 900.0, 2.0)
    assert 17 in IntervalIndex(starts, ends).visible(899.0, 899.01, 0.0)


@pytest.mark.parametrize("narrow", [0.0, 0.1])
def test_looks_at_no_more_of_a_day_than_of_an_hour(narrow):
    hour, day = (np.arange(0.0, hours * 3600, 0.5) for hours in (1, 24))
    looked = []
    for starts in (hour, day):
        lengths = np.where(np.arange(len(starts)) % 7, 0.3, 4.0)
        given = IntervalIndex(starts, starts + lengths)
        given.visible(1000.0, 1060.0, narrow)
        looked.append(given.looked_at)
        given.at(1030.0)
        looked.append(given.looked_at)
    assert looked[:2] == looked[2:]
    assert looked[0] <= 160


def test_nothing_is_found_in_nothing():
    none = IntervalIndex(np.empty(0), np.empty(0))
    assert none.visible(0.0, 10.0, 1.0).tolist() == []
    assert none.at(5.0).tolist() == []
