"""A track grows while it is read; its pyramid keeps least and greatest values."""

import numpy as np
import pytest

from inference.contract.track import FACTOR, Track
from inference.contract.types import Chunk, TrackKind, TrackSpec

SPEC = TrackSpec("toy", "Toy", TrackKind.CURVE, ("one", "two"))
NAN = np.nan


def grown(rows, pieces=(1, 7, 300, 2), seed=0):
    """A track of some rows that came in pieces, with the values that it was given."""
    random = np.random.default_rng(seed)
    times = np.cumsum(random.uniform(0.01, 0.1, rows))
    values = random.normal(size=(rows, 2)).astype(np.float32)
    values[random.random((rows, 2)) < 0.1] = NAN
    track = Track(SPEC)
    first, turn = 0, 0
    while first < rows:
        last = first + pieces[turn % len(pieces)]
        track.append(Chunk("toy", times[first:last], values[first:last]))
        first, turn = last, turn + 1
    return track, times, values


def test_rows_are_kept_as_they_came():
    track, times, values = grown(2000)
    assert len(track) == 2000
    assert track.end == times[-1]
    np.testing.assert_array_equal(track.times, times)
    np.testing.assert_array_equal(track.values, values)
    np.testing.assert_array_equal(track.column("two"), values[:, 1])


def test_an_empty_track():
    track = Track(SPEC)
    assert len(track) == 0
    assert track.end == -np.inf
    assert track.row_at(3.0) == -1
    assert len(track.read(0, 10, 100).times) == 0
    track.append(Chunk("toy", np.zeros(0), np.zeros((0, 2), np.float32)))
    assert len(track) == 0


@pytest.mark.parametrize("times", [[0.5], [2.0, 1.9]])
def test_rows_that_go_back_are_refused(times):
    track = Track(SPEC)
    track.append(Chunk("toy", np.array([1.0]), np.zeros((1, 2), np.float32)))
    with pytest.raises(ValueError, match="time order"):
        track.append(Chunk("toy", np.array(times), np.zeros((len(times), 2), np.float32)))
    assert len(track) == 1


def test_rows_of_another_width_are_refused():
    with pytest.raises(ValueError, match="reshape"):
        Track(SPEC).append(Chunk("toy", np.array([1.0]), np.zeros((1, 3), np.float32)))


def test_row_at():
    track, times, _ = grown(100)
    for time in (0.0, times[0], times[50], times[50] + 1e-6, times[-1] + 5):
        at = np.flatnonzero(times <= time)
        assert track.row_at(time) == (at[-1] if len(at) else -1)


def test_near_enough_rows_come_as_they_are():
    track, times, values = grown(5000)
    part = track.read(times[100] - 1e-6, times[200] + 1e-6, 1000)
    np.testing.assert_array_equal(part.times, times[99:202])
    np.testing.assert_array_equal(part.low, values[99:202])
    np.testing.assert_array_equal(part.high, values[99:202])


@pytest.mark.parametrize("points", [20, 100, 700])
@pytest.mark.parametrize("rows", [1000, 20_003])
def test_the_extremes_of_every_zoom_are_those_of_the_rows(rows, points):
    track, times, values = grown(rows)
    rng = np.random.default_rng(1)
    for start, end in [(times[0], times[-1]), *np.sort(rng.uniform(0, times[-1], (20, 2)), axis=1)]:
        part = track.read(start, end, points)
        inside = values[(times >= start) & (times <= end)]
        if not len(inside):
            continue
        # A row of a higher level sums up rows beyond the edges too: wider is right, narrower is not.
        assert (np.nanmin(part.low, axis=0) <= np.nanmin(inside, axis=0)).all()
        assert (np.nanmax(part.high, axis=0) >= np.nanmax(inside, axis=0)).all()
        assert len(part.times) <= max(points, 2 * FACTOR) * 2 + 4 * FACTOR
        assert (np.diff(part.times) >= 0).all()


def test_the_whole_has_exactly_the_extremes_of_all():
    track, times, values = grown(30_001)
    part = track.read(-1, times[-1] + 1, 50)
    np.testing.assert_array_equal(np.nanmin(part.low, axis=0), np.nanmin(values, axis=0))
    np.testing.assert_array_equal(np.nanmax(part.high, axis=0), np.nanmax(values, axis=0))
    assert len(part.times) < 200


def test_the_newest_rows_are_there_at_every_zoom():
    for rows in (63, 64, 65, 511, 513, 4097):
        track, times, values = grown(rows)
        part = track.read(0, times[-1], 16)
        assert part.times[-1] >= times[-1] - 1e-9 or times[-1] - part.times[-1] < FACTOR * 0.1
        np.testing.assert_array_equal(np.nanmax(part.high, axis=0), np.nanmax(values, axis=0))


def test_what_is_not_claimed_stays_so():
    track = Track(SPEC)
    values = np.full((1000, 2), NAN, np.float32)
    values[500, 1] = 3.0
    track.append(Chunk("toy", np.arange(1000.0), values))
    part = track.read(0, 1000, 20)
    assert np.isnan(part.low[:, 0]).all()
    assert np.nanmax(part.high[:, 1]) == 3.0
    assert np.isnan(part.high[:, 1]).sum() == len(part.times) - 1


def in_steps(rows=5000):
    """A track that is kept in steps of 1/255, with the values that it was given."""
    values = np.random.default_rng(3).random((rows, 4)).astype(np.float32)
    track = Track(TrackSpec("toy", "Toy", TrackKind.HEAT, ("a", "b", "c", "d"), dtype="u1"))
    for first in range(0, rows, 700):
        track.append(
            Chunk("toy", np.arange(first, min(first + 700, rows), dtype=float), values[first : first + 700])
        )
    return track, values


def test_scores_kept_in_steps_are_as_near_as_the_steps_are_fine():
    track, values = in_steps()
    np.testing.assert_allclose(track.values, values, atol=0.5 / 255 + 1e-6)
    np.testing.assert_array_equal(track.values_at(slice(10, 20), [0, 3]), track.values[10:20][:, [0, 3]])
    np.testing.assert_array_equal(track.values_at(np.array([5, 900])), track.values[[5, 900]])
    np.testing.assert_array_equal(track.values_at(7, 2), track.values[7, 2])
    np.testing.assert_array_equal(track.highest(), track.values.max(axis=0))
    np.testing.assert_array_equal(track.column("c"), track.values[:, 2])
    whole = track.read(-1, 6000, 50)
    np.testing.assert_array_equal(whole.high.max(axis=0), track.values.max(axis=0))
    np.testing.assert_array_equal(whole.low.min(axis=0), track.values.min(axis=0))
    assert whole.low.dtype == np.float32


def test_what_was_seen_stays_while_the_track_grows():
    track, times, values = grown(2000)
    seen = track.snapshot()
    assert np.shares_memory(seen.times, track.times)
    later = times[-1] + np.arange(1.0, 6000.0)
    track.append(Chunk("toy", later, np.full((len(later), 2), 9, np.float32)))
    assert len(seen) == 2000
    np.testing.assert_array_equal(seen.values, values)
    np.testing.assert_array_equal(np.nanmax(seen.read(0, 1e6, 20).high, axis=0), np.nanmax(values, axis=0))
    assert np.nanmax(track.read(0, 1e6, 20).high) == 9


def test_the_highest_of_nothing():
    assert Track(SPEC).highest().tolist() == [0.0, 0.0]
    track = Track(SPEC)
    track.append(Chunk("toy", np.array([0.0, 1.0]), np.array([[NAN, NAN], [NAN, 2.0]], np.float32)))
    np.testing.assert_array_equal(track.highest(), [NAN, 2.0])


def test_halves_are_kept_as_halves():
    track = Track(TrackSpec("toy", "Toy", TrackKind.CURVE, ("one",), dtype="f2"))
    values = np.array([[0.1], [NAN], [1000.5]], np.float32)
    track.append(Chunk("toy", np.arange(3.0), values))
    np.testing.assert_array_equal(track.values, values.astype(np.float16).astype(np.float32))
    assert track.values.dtype == np.float32


def test_without_zoom_all_rows_are_read():
    track = Track(SPEC, zoom=False)
    track.append(Chunk("toy", np.arange(5000.0), np.zeros((5000, 2), np.float32)))
    assert len(track.read(0, 5000, 20).times) == 5000


def test_little_is_spare_and_what_is_expected_is_held_once():
    track, expected = Track(SPEC, zoom=False), Track(SPEC, zoom=False, capacity=6000)
    space = expected.times
    for first in range(0, 6000, 50):
        chunk = Chunk("toy", np.arange(first, first + 50.0), np.zeros((50, 2), np.float32))
        track.append(chunk)
        expected.append(chunk)
    assert track._levels[0].times._space.nbytes <= 1.25 * track.times.nbytes
    assert expected._levels[0].times._space.nbytes == expected.times.nbytes
    assert np.shares_memory(expected._levels[0].times._space, expected.times)
    assert space.base is expected.times.base


def test_columns_are_found_by_name():
    track = Track(SPEC)
    track.append(Chunk("toy", np.arange(3.0), np.array([[1, 2], [3, 4], [5, 6]], np.float32)))
    first, second = SPEC.channels
    assert track.columns((second, first), [0, 2]).tolist() == [[2, 1], [6, 5]]
