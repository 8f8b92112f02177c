"""Prosody of voices made here, whose level, pitch, rate and tilt are known."""

from functools import cache
from typing import Any

import numpy as np
import pytest

from inference.analyzers.prosody import CHANNELS, Prosody
from inference.contract.presentation import Role
from inference.contract.track import Track
from inference.contract.types import Batch, Chunk, SourceInfo, TrackKind, TrackSpec
from inference.speech import prosody
from inference.speech.prosody import (
    BLOCK,
    CONTEXT,
    LEAST_SECONDS,
    MEASURES,
    RATE,
    STEP,
    a_weighting,
    band_weights,
    decibels,
    deviations,
    measure,
    relative_measures,
)
from tests.inference.running import append, filled

VOICE = TrackSpec("voice", "Voice", TrackKind.CURVE, ("speech",))


def voice(seconds, **how: Any):
    """A buzz in syllables; pitch, syllables, gain and slope are numbers, or functions of time."""
    time = np.arange(round(seconds * RATE)) / RATE
    usual: dict[str, Any] = {"pitch": 150.0, "syllables": 4.0, "gain": 0.1, "slope": 1.0}
    pitch, syllables, gain, slope = (
        np.broadcast_to(np.asarray(x(time) if callable(x) else x), time.shape) for x in (usual | how).values()
    )
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    made = np.zeros(len(time))
    for number in range(1, int(7000 / pitch.max())):
        made += np.sin(number * phase) / number**slope
    beat = 0.5 - 0.5 * np.cos(2 * np.pi * np.cumsum(syllables) / RATE)
    return (gain * (0.05 + 0.95 * beat) * made).astype(np.float32)


def measured(**how):
    return dict(zip(MEASURES, measure(voice(CONTEXT / RATE, **how))[0].tolist(), strict=True))


def test_level_is_a_weighted_decibels():
    time = np.arange(CONTEXT) / RATE
    tone = np.sin(2 * np.pi * 500 * time).astype(np.float32)
    full = dict(zip(MEASURES, measure(tone)[0], strict=True))["level"]
    assert full == pytest.approx(-3.01 - 3.2, abs=0.2)  # IEC 61672 gives -3.2 dB at 500 Hz
    half = dict(zip(MEASURES, measure((tone / 10).astype(np.float32))[0], strict=True))["level"]
    assert full - half == pytest.approx(20, abs=0.01)


@pytest.mark.parametrize(("hertz", "db"), [(100, -19.1), (500, -3.2), (1000, 0.0), (2500, 1.3), (5000, 0.5)])
def test_the_weighting_is_that_of_the_standard(hertz, db):
    bins = np.fft.rfftfreq(2048, 1 / RATE)
    place = np.abs(bins - hertz).argmin()
    ratio = a_weighting()[place] / band_weights(0, RATE)[place]
    assert decibels(ratio) == pytest.approx(db, abs=0.25)


@pytest.mark.parametrize("hertz", [90, 150, 260])
def test_pitch_is_in_semitones(hertz):
    assert measured(pitch=hertz)["pitch"] == pytest.approx(12 * np.log2(hertz / 55), abs=0.1)


def test_a_steady_pitch_has_no_range_and_a_moving_one_has():
    assert measured()["range"] < 0.1
    moving = measured(pitch=lambda time: 150 * 2 ** (4 * np.sin(2 * np.pi * 2 * time) / 12))
    # Of a sine, 16 % lie under -0.88 of its amplitude.
    assert moving["range"] == pytest.approx(4 * 0.88, abs=0.5)


@pytest.mark.parametrize("syllables", [2.0, 4.0, 6.0])
def test_syllables_are_counted(syllables):
    assert measured(syllables=syllables)["rate"] == pytest.approx(syllables, abs=0.7)


def test_tilt_is_what_the_spectrum_says():
    bright, dark = measured(slope=0.5)["tilt"], measured(slope=2.0)["tilt"]
    assert bright > dark + 12


def test_without_a_voice_there_is_nothing_to_measure():
    noise = np.random.default_rng(0).normal(0, 0.1, CONTEXT).astype(np.float32)
    assert np.isnan(measure(noise)).all()
    assert np.isnan(measure(np.zeros(CONTEXT, np.float32))).all()


class NoSessions:
    def session(self, model):
        raise AssertionError(f"{model} was asked for")


def listen(sound, spans=((0.0, 1e9),), batch=7, late=False, **params):
    """Analyze sound; a voice is heard in `spans`. late: the voice track is there only at the end."""
    seconds = len(sound) / RATE
    times = np.arange(0, seconds, 0.032)
    speech = np.zeros((len(times), 1), np.float32)
    for start, end in spans:
        speech[(times >= start) & (times < end)] = 0.95
    heard = Track(VOICE)
    heard.append(Chunk("voice", times, speech))
    blocks = np.pad(sound, (0, -len(sound) % BLOCK)).reshape(-1, BLOCK)
    starts = STEP * np.arange(len(blocks), dtype=np.float64)
    one = Prosody(SourceInfo(seconds), NoSessions(), params)
    tracks = {spec.key: Track(spec) for spec in Prosody.makes}
    for first in range(0, len(blocks), batch):
        here = slice(first, first + batch)
        append(
            tracks,
            one.feed(Batch(starts[here], blocks[here]), {Role.SPEECH: Track(VOICE) if late else heard}),
        )
    append(tracks, one.finish({Role.SPEECH: heard}))
    return tracks


def rising(time):
    """From 0 to 1 over half a minute."""
    return np.clip(time / 30, 0, 1)


@cache
def risen():
    sound = voice(
        30,
        pitch=lambda time: 120 * 2 ** (rising(time) * 8 / 12),
        syllables=lambda time: 3 + 3 * rising(time),
        gain=lambda time: 0.02 * 10 ** (rising(time) * 14 / 20),
        slope=lambda time: 1.4 - 0.6 * rising(time),
    )
    return sound, listen(sound)


def test_a_voice_that_rises_sounds_more_and_more_aroused():
    arousal = risen()[1]["prosody"].column("arousal")
    assert np.isfinite(arousal).all()
    assert np.corrcoef(arousal, np.arange(len(arousal)))[0, 1] > 0.95
    assert arousal[:8].mean() < -0.3 < 0.3 < arousal[-8:].mean()
    assert np.abs(arousal).max() <= 1


@pytest.mark.parametrize("part", ["level", "pitch", "rate", "tilt"])
def test_each_part_follows_what_moves(part):
    values = risen()[1]["prosody"].column(part)
    assert np.corrcoef(values, np.arange(len(values)))[0, 1] > 0.8


@pytest.mark.parametrize("decibel", [-30, 20])
def test_the_level_of_the_recording_makes_no_difference(decibel):
    sound, tracks = risen()
    again = listen(sound * np.float32(10 ** (decibel / 20)))
    np.testing.assert_allclose(again["prosody"].values, tracks["prosody"].values, atol=1e-3)
    moved = again["prosody.measures"].column("level") - tracks["prosody.measures"].column("level")
    np.testing.assert_allclose(moved, decibel, atol=1e-2)


@pytest.mark.parametrize(("batch", "late"), [(1, False), (2, False), (1000, False), (3, True)])
def test_chunking_makes_no_difference(batch, late):
    sound = risen()[0][: 12 * RATE]
    whole, again = listen(sound), listen(sound, batch=batch, late=late)
    for key, track in whole.items():
        np.testing.assert_array_equal(again[key].times, track.times)
        # More rows at once are summed up in another order.
        np.testing.assert_allclose(again[key].values, track.values, atol=1e-4)


def test_half_seconds_together_are_measured_as_each_between_its_neighbors():
    sound = voice(6, pitch=lambda time: 120 + 20 * time, gain=lambda time: 0.02 * (1 + time))
    alone = [
        measure(sound[start : start + CONTEXT])[0] for start in range(0, len(sound) - CONTEXT + 1, BLOCK)
    ]
    together = measure(sound)
    assert np.isfinite(together).all()
    assert together.shape == (10, len(MEASURES))
    np.testing.assert_allclose(together, alone, atol=1e-4)


def test_sound_is_transformed_once_however_many_half_seconds_hear_it(monkeypatch):
    heard = list[int]()
    cut = prosody.frames
    monkeypatch.setattr(prosody, "frames", lambda sound: heard.append(len(sound)) or cut(sound))
    listen(voice(30), batch=8)
    # Each run has a half second of context on either side.
    assert sum(heard) <= 1.5 * 30 * RATE


def test_nothing_is_measured_where_nobody_speaks():
    tracks = listen(risen()[0], spans=[(0, 12), (20, 40)])
    silent = (tracks["prosody"].times >= 12) & (tracks["prosody"].times < 20)
    for track in tracks.values():
        assert np.isnan(track.values[silent]).all()
        assert np.isfinite(track.values[~silent]).all()


@pytest.mark.parametrize("kind", ["silence", "noise"])
def test_what_is_no_voice_is_not_measured_though_a_voice_was_claimed(kind):
    time = np.arange(15 * RATE) / RATE
    made = {
        "silence": np.zeros(len(time)),
        "noise": np.random.default_rng(0).normal(0, 0.1, len(time)),
    }[kind]
    tracks = listen(made.astype(np.float32))
    for track in tracks.values():
        assert np.isnan(track.values).all()


def test_a_steady_tone_that_is_taken_for_a_voice_makes_no_segment():
    tone = 0.1 * np.sin(2 * np.pi * 440 * np.arange(15 * RATE) / RATE)
    assert Prosody.derive(listen(tone.astype(np.float32)), {}, 15.0) == []


def test_a_voice_that_is_heard_too_shortly_has_no_usual():
    tracks = listen(risen()[0], spans=[(0, LEAST_SECONDS - 1)])
    assert np.isfinite(tracks["prosody.measures"].values).any()
    assert np.isnan(tracks["prosody"].values).all()


def test_a_steady_voice_is_neither_excited_nor_subdued():
    tracks = listen(voice(20))
    assert np.abs(tracks["prosody"].column("arousal")).max() < 0.2
    assert Prosody.derive(tracks, {}, 20.0) == []


def test_each_voice_is_compared_with_itself():
    rng = np.random.default_rng(0)
    low = np.array([-30, 12, 2, 4, -10]) + rng.normal(0, 1, (60, 5))
    high = np.array([-20, 24, 4, 6, -2]) + rng.normal(0, 1, (60, 5))
    both = np.concatenate([low, high])
    apart = relative_measures(both, np.repeat([0, 1], 60))
    np.testing.assert_allclose(apart[:60], relative_measures(low), atol=1e-6)
    np.testing.assert_allclose(apart[60:], relative_measures(high), atol=1e-6)
    mixed = relative_measures(both)
    assert mixed[60:, 0].mean() > mixed[:60, 0].mean() + 0.5
    assert np.isnan(relative_measures(both, np.repeat([-1, 1], 60))[:60]).all()


def test_deviations_are_robust_and_cut_off():
    rng = np.random.default_rng(0)
    usual = rng.normal(0, 5, (400, 5))
    odd = np.concatenate([usual, np.full((20, 5), 1000.0)])
    assert deviations(odd).max() == 3
    assert np.corrcoef(deviations(odd)[:400].ravel(), deviations(usual).ravel())[0, 1] > 0.99
    assert deviations(odd)[:400].std() == pytest.approx(1, abs=0.1)  # a mean and deviation would give 0.02


def derived(arousal, **thresholds):
    times = np.arange(len(arousal)) * STEP
    rows = np.zeros((len(arousal), len(CHANNELS)))
    rows[:, 0] = arousal
    found = Prosody.derive(filled(Prosody, times, prosody=rows), thresholds, len(arousal) * STEP)
    return [(s.start, s.end, s.label) for s in found]


def test_segments_name_what_is_clear():
    arousal = [0.0] * 6 + [0.8] * 10 + [0.0] * 6 + [-0.8] * 10
    assert derived(arousal) == [(2.5, 8.5, "excited"), (10.5, 16, "subdued")]
    assert derived([0.0] * 6 + [0.2] * 10 + [0.0] * 6) == []


def test_an_empty_track_has_no_segments():
    assert Prosody.derive({spec.key: Track(spec) for spec in Prosody.makes}, {}, 0.0) == []
