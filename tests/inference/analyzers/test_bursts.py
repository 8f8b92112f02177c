"""Vocal bursts: where they are looked for, and what is made of what the networks say."""

import numpy as np
import pytest

from inference.analyzers.bursts import (
    CHANNELS,
    CONTEXT,
    FEELINGS,
    GATE,
    SHIFT,
    STEP,
    STRIDE,
    WINDOW,
    Bursts,
    is_open,
    neighbors,
    row_times,
)
from inference.analyzers.sounds import Sounds
from inference.audio.features import RATE
from inference.audio.sound_labels import audioset
from inference.contract.presentation import Role
from inference.contract.track import Track
from inference.contract.types import AudioSpec, Batch, Chunk, SourceInfo
from tests.inference.running import append, filled

NAMES = audioset().names


def windows(sound):
    count = max(1, -(-(len(sound) - WINDOW) // STRIDE) + 1)
    padded = np.pad(sound, (0, (count - 1) * STRIDE + WINDOW - len(sound))).astype(np.float32)
    data = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::STRIDE]
    return np.arange(count) * STRIDE / RATE, data


def sounds_track(times, heard=()):
    """A sounds track in which names score in spans of time: (name, start, end, score)."""
    values = np.zeros((len(times), len(NAMES)), np.float32)
    for name, start, end, score in heard:
        values[(times >= start) & (times < end), NAMES.index(name)] = score
    track = Track(Sounds.makes[0])
    track.append(Chunk("sounds", times, values))
    return track


LAUGH = (("Laughter", 3.0, 6.0, 0.9),)


def listen(sessions, sound, heard=LAUGH, batch=5, late=False, seconds=None, **params):
    """Analyze sound beside a sounds track. late: the sounds track is there only at the end."""
    starts, data = windows(sound)
    seconds = seconds or len(sound) / RATE
    known = sounds_track(row_times(starts.tolist()), heard)
    one, track = Bursts(SourceInfo(seconds), sessions, params), Track(Bursts.makes[0])
    tracks = {"bursts": track}
    for first in range(0, len(starts), batch):
        here = slice(first, first + batch)
        upto = Track(Sounds.makes[0]) if late else known
        append(tracks, one.feed(Batch(starts[here], data[here]), {Role.SOUNDS: upto}))
    append(tracks, one.finish({Role.SOUNDS: known}))
    return track


class NoSessions:
    def session(self, model):
        raise AssertionError(f"{model} was asked for")


@pytest.fixture(scope="module")
def noise():
    rng = np.random.default_rng(0)
    loud = 0.05 * (1 + np.sin(2 * np.pi * 3 * np.arange(10 * RATE) / RATE))
    return (loud * rng.normal(size=10 * RATE)).astype(np.float32)


@pytest.fixture(scope="module")
def heard(cpu, noise):
    return listen(cpu, noise)


def test_it_asks_for_the_windows_of_the_sounds():
    assert Bursts.wants({}) == Sounds.wants({}) == AudioSpec(RATE, WINDOW, STRIDE)
    assert Sounds.makes[0].channels == NAMES
    assert set(GATE) <= set(NAMES)


def test_rows_stand_where_those_of_the_sounds_stand(heard, noise):
    starts, _ = windows(noise)
    times = np.where(starts > 0, starts + SHIFT, starts)
    np.testing.assert_allclose(heard.times, times[times < 10.0])


def test_only_where_a_burst_is_heard_something_is_claimed(heard):
    inside = (heard.times >= 3.0) & (heard.times < 6.0)
    assert inside.sum() > 4
    assert np.isfinite(heard.values[inside]).all()
    assert np.isnan(heard.values[~inside]).all()


def test_rows_are_what_their_channels_say(heard):
    rows = heard.values[np.isfinite(heard.values[:, 0])]
    shares = rows[:, CHANNELS.index(FEELINGS[0]) :]
    np.testing.assert_allclose(shares.sum(axis=1), 1.0, atol=2e-3)
    assert shares.min() >= 0
    np.testing.assert_allclose(rows[:, CHANNELS.index("confidence")], shares.max(axis=1))
    assert shares.std(axis=0).max() > 1e-4  # it listens: not every window sounds the same


@pytest.mark.parametrize(("batch", "late"), [(1, False), (2, False), (100, False), (3, True)])
def test_chunking_makes_no_difference(cpu, noise, heard, batch, late):
    again = listen(cpu, noise, batch=batch, late=late)
    np.testing.assert_array_equal(again.times, heard.times)
    np.testing.assert_allclose(again.values, heard.values, atol=1e-4)


@pytest.mark.parametrize(
    "heard",
    [(), (("Speech", 0.0, 10.0, 1.0),), (("Music", 0.0, 10.0, 1.0),), (("Laughter", 0.0, 10.0, 0.05),)],
    ids=["nothing", "speech", "music", "hardly"],
)
def test_without_a_burst_no_network_is_asked(noise, heard):
    track = listen(NoSessions(), noise, heard)
    assert len(track) > 15
    assert np.isnan(track.values).all()
    assert Bursts.derive({"bursts": track}, {}, 10.0) == []


@pytest.mark.parametrize("name", GATE)
def test_every_kind_of_burst_opens_the_gate(name):
    times = np.arange(8, dtype=np.float64) * np.float64(STEP)
    opened = is_open(sounds_track(times, [(name, 1.0, 2.0, 0.5)]), times, 0.2)
    np.testing.assert_array_equal(opened, (times >= 1.0) & (times < 2.0))


def test_the_gate_is_a_parameter(cpu, noise):
    weak = (("Sigh", 3.0, 6.0, 0.3),)
    assert np.isfinite(listen(cpu, noise, weak).values).any()
    assert np.isnan(listen(cpu, noise, weak, gate=0.4).values).all()


@pytest.mark.parametrize("seconds", [0.3, 0.9, 1.7])
def test_short_files(cpu, noise, seconds):
    track = listen(cpu, noise[: round(seconds * RATE)], [("Screaming", 0, 9, 0.9)])
    assert len(track)
    assert track.times[-1] < seconds
    assert np.isfinite(track.values).all()


def test_a_window_hears_two_on_either_side_and_none_beyond():
    class Counting:
        """YAMNet that tells a window's mean, and a network that tells the five it was given."""

        def session(self, model):
            class Session:
                def run(self, inputs):
                    if model == "yamnet":
                        mean = inputs["log_mel"].mean(axis=(1, 2))
                        return [mean, np.repeat(mean[:, None], 521, axis=1)]
                    five = inputs["logits"][:, :, 0]
                    asked.append(five)
                    return [np.tile(np.eye(len(FEELINGS))[0], (len(five), 1))]

            return Session()

    asked = []
    steps = np.repeat(np.arange(20), STRIDE).astype(np.float32) / 100 + 0.01
    listen(Counting(), steps, [("Gasp", 4.0, 4.5, 0.9)])
    (five,) = np.concatenate(asked)
    assert len(five) == 2 * CONTEXT + 1
    assert (np.diff(five) > 0).all()  # in the order of time, each another window


def test_at_ends_and_holes_the_last_window_is_heard_again():
    starts = [0.0, STEP, 2 * STEP, 10.0, 10.0 + STEP]
    assert neighbors(starts, 0) == [0, 0, 0, 1, 2]
    assert neighbors(starts, 2) == [0, 1, 2, 2, 2]
    assert neighbors(starts, 3) == [3, 3, 3, 4, 4]


def claims(*runs):
    """A track in which each run (feeling or None, rows, share) follows the one before."""
    rows = []
    for name, count, share in runs:
        row = np.full(len(CHANNELS), np.nan)
        if name is not None:
            row[0] = share
            row[1:] = (1 - share) / (len(FEELINGS) - 1)
            row[CHANNELS.index(name)] = share
        rows += [row] * count
    return filled(Bursts, np.arange(len(rows)) * STEP, bursts=rows)


def found(tracks, duration=1e9, **thresholds):
    return [(s.start, s.end, s.label) for s in Bursts.derive(tracks, thresholds, duration)]


def test_segments_name_what_is_sure():
    first, second = FEELINGS[1:3]
    tracks = claims((None, 4, 0), (first, 3, 0.9), (None, 4, 0), (second, 3, 0.3), (None, 2, 0))
    (only,) = found(tracks)
    assert only == (pytest.approx(4 * STEP), pytest.approx(7 * STEP), first)


def test_a_lone_sure_row_is_a_segment():
    assert len(found(claims((None, 4, 0), (FEELINGS[1], 1, 0.9), (None, 4, 0)))) == 1


def test_an_empty_track_has_no_segments():
    assert found({"bursts": Track(Bursts.makes[0])}) == []
