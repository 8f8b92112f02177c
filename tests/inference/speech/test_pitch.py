"""Pitch of sounds made here."""

import numpy as np
import pytest

from inference.speech.pitch import FFT, FINER, LAST, RATE, autocorrelation, frames, pitch, pitches

TIME = np.arange(int(1.5 * RATE)) / RATE


def buzz(hertz):
    """A harmonic sound; hertz may move."""
    phase = 2 * np.pi * np.cumsum(np.broadcast_to(hertz, TIME.shape)) / RATE
    top = int(7000 / np.max(hertz))
    return 0.1 * harmonics(phase, range(1, top + 1))


def harmonics(phase, numbers):
    return np.sum([np.sin(n * phase) / n for n in numbers], axis=0).astype(np.float32)


@pytest.mark.parametrize("hertz", [70, 98, 147, 220, 331, 440, 580])
def test_the_pitch_of_a_harmonic_sound(hertz):
    found = pitch(frames(buzz(hertz)))
    assert np.isfinite(found).all()
    np.testing.assert_allclose(found, hertz, rtol=0.003)


@pytest.mark.parametrize("hertz", [98, 147, 220])
def test_noise_ten_decibels_below_leaves_it(hertz):
    sound = buzz(hertz)
    noise = np.random.default_rng(0).normal(0, sound.std() / np.sqrt(10), len(sound))
    found = pitch(frames((sound + noise).astype(np.float32)))
    assert np.isfinite(found).mean() > 0.95
    assert np.nanmedian(np.abs(found / hertz - 1)) < 0.01


def test_a_missing_fundamental_is_heard():
    sound = harmonics(2 * np.pi * 120 * TIME, (3, 4, 5, 6))
    np.testing.assert_allclose(pitch(frames(sound)), 120, rtol=0.01)


def test_a_glide_is_followed():
    hertz = 120 * 2 ** (TIME / 1.5)
    found = pitch(frames(buzz(hertz)))
    centers = (np.arange(len(found)) * 320 + 320) / RATE
    np.testing.assert_allclose(found, 120 * 2 ** (centers / 1.5), rtol=0.02)


def test_a_frame_that_calls_for_an_octave_does_not_get_it():
    sound = buzz(110)
    # For three frames every other harmonic fades, as in a creak.
    even = 0.1 * harmonics(2 * np.pi * 220 * TIME, range(1, 20))
    here = (TIME > 0.7) & (TIME < 0.76)
    sound[here] = (0.3 * sound + 0.7 * even)[here]
    np.testing.assert_allclose(pitch(frames(sound)), 110, rtol=0.05)


@pytest.mark.parametrize("gain", [1e-3, 30.0])
def test_level_makes_no_difference(gain):
    sound = buzz(180)
    sound[len(sound) // 2 :] = 0
    np.testing.assert_allclose(
        pitch(frames(sound * np.float32(gain))), pitch(frames(sound)), rtol=1e-4, equal_nan=True
    )


@pytest.mark.parametrize("sound", ["noise", "silence", "click"])
def test_what_has_no_pitch_gets_none(sound):
    made = np.zeros(len(TIME), np.float32)
    if sound == "noise":
        made = np.random.default_rng(1).normal(0, 0.1, len(TIME)).astype(np.float32)
    elif sound == "click":
        made[9000] = 1.0
    assert np.isfinite(pitch(frames(made))).mean() < 0.1


def test_the_autocorrelation_is_that_of_the_inverse_transform():
    power = frames(buzz(150) + np.random.default_rng(0).normal(0, 0.02, len(TIME)).astype(np.float32)).power
    whole = np.fft.irfft(power.astype(np.float64), FINER * FFT, axis=1)[:, : LAST + 2]
    apart = np.abs(autocorrelation(power) - whole) / whole[:, :1]
    assert apart.max() < 1e-5


def test_stretches_are_judged_each_by_itself():
    sound = buzz(200)
    sound[: len(sound) // 2] *= 0.001
    heard = frames(sound)
    length, hop = 30, 20
    alone = [
        pitch(frames(sound[start * 320 : (start + length - 1) * 320 + 640]))
        for start in range(0, len(heard.peak) - length + 1, hop)
    ]
    np.testing.assert_allclose(pitches(heard, length, hop), alone, rtol=1e-4)
