"""Loudness is metered where the sound is decoded; here are its track and its segments."""

import numpy as np
import pytest

from inference.analyzers.loudness import Loudness
from inference.contract.types import METER_CHANNELS, MeterSpec
from tests.inference.running import filled, run

NAN = np.nan


def readings(momentary, peak=None):
    times = (np.arange(len(momentary)) + 1) * 0.1
    rows = np.full((len(times), len(METER_CHANNELS)), NAN, np.float32)
    rows[:, 0] = momentary
    rows[:, 4] = -20.0 if peak is None else peak
    return times, rows


def derive(momentary, peak=None, thresholds=None):
    times, rows = readings(momentary, peak)
    return Loudness.derive(filled(Loudness, times, loudness=rows), thresholds or {}, float(times[-1]))


def test_readings_are_kept_as_they_are():
    times, rows = readings([NAN, NAN, NAN, -23.0, -22.5])
    track = run(Loudness, None, times, rows, chunk=2)["loudness"]
    assert Loudness.wants({}) == MeterSpec()
    assert track.spec.channels == METER_CHANNELS
    np.testing.assert_array_equal(track.values, rows)


def test_silence_begins_with_the_window_that_is_silent():
    # Sound up to 1.0 s, silence up to 3.0 s: the window of 0.4 s is all silent from 1.4 s on.
    momentary = [NAN] * 3 + [-20.0] * 10 + [-90.0] * 17 + [-20.0] * 5
    (silence,) = derive(momentary)
    assert (silence.label, silence.track) == ("silence", "loudness")
    assert (silence.start, silence.end) == (pytest.approx(1.0), pytest.approx(3.0))


def test_a_short_pause_is_no_silence():
    assert derive([-20.0] * 5 + [-90.0] + [-20.0] * 5) == []
    assert len(derive([-20.0] * 5 + [-90.0] + [-20.0] * 5, thresholds={"seconds": 0.3})) == 1


def test_silence_from_the_beginning():
    (silence,) = derive([NAN] * 3 + [-120.0] * 7)
    assert (silence.start, silence.end) == (0.0, pytest.approx(1.0))


def test_the_threshold_moves():
    assert derive([-50.0] * 10) == []
    assert len(derive([-50.0] * 10, thresholds={"silence": -45.0})) == 1


def test_peaks_over_the_limit_are_found_where_they_rise():
    peak = [NAN, -6.0, -0.5, -0.2, -0.2, -0.2, 0.3, 0.3]
    overs = [one for one in derive([-20.0] * 8, peak) if one.label == "over"]
    assert [(one.start, one.end) for one in overs] == [
        (pytest.approx(0.2), pytest.approx(0.4)),
        (pytest.approx(0.6), pytest.approx(0.7)),
    ]
    assert derive([-20.0] * 8, peak, {"peak": 1.0}) == []


def test_a_film_that_clips_at_once():
    (over,) = derive([-10.0] * 4, [0.0] * 4)
    assert (over.start, over.end) == (0.0, pytest.approx(0.1))


def test_nothing_yet():
    assert Loudness.derive(filled(Loudness, []), {}, 10.0) == []
