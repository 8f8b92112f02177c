"""The log-mel picture is the one that Whisper was trained on."""

import numpy as np
import pytest

from inference.audio.features import (
    BANDS,
    FFT,
    HOP,
    RATE,
    audioset_filters,
    audioset_log_mel,
    log_mel,
    mel_filters,
    mel_power,
)

# Bin and weight of some filters in the file that OpenAI ships with Whisper (mel_filters.npz, mel_80).
PUBLISHED = {
    0: {1: 0.02486259490251541},
    10: {10: 0.01990821771323681, 11: 0.004954374860972166},
    40: {42: 0.005411104764789343, 43: 0.014735566452145576, 44: 0.006518189795315266},
    79: {186: 0.000366741674952209, 192: 0.0031647118739783764, 199: 0.0004487590049393475},
}


@pytest.fixture
def sound():
    return np.random.default_rng(3).normal(0.0, 0.1, (2, 4000)).astype(np.float32)


@pytest.mark.parametrize("band", PUBLISHED)
def test_filters_are_whispers(band):
    weights = mel_filters()[band]
    for place, weight in PUBLISHED[band].items():
        assert weights[place] == pytest.approx(weight, rel=1e-5)
    assert mel_filters().shape == (BANDS, FFT // 2 + 1)


def test_power_is_that_of_a_sum_written_out(sound):
    frame, window = 7, 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(FFT) / FFT)
    around = sound[0, frame * HOP - FFT // 2 : frame * HOP + FFT // 2] * window
    turns = np.exp(-2j * np.pi * np.outer(np.arange(FFT // 2 + 1), np.arange(FFT)) / FFT)
    wanted = mel_filters() @ (np.abs(turns @ around) ** 2)
    np.testing.assert_allclose(mel_power(sound)[0, :, frame], wanted, rtol=1e-4)


def test_the_ends_are_mirrored(sound):
    mirrored = np.concatenate([sound[:, FFT // 2 : 0 : -1], sound[:, : FFT // 2]], axis=1)
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(FFT) / FFT)
    power = np.abs(np.fft.rfft(mirrored * window)) ** 2
    np.testing.assert_allclose(mel_power(sound)[:, :, 0], power @ mel_filters().T, rtol=1e-4)


def test_range_and_scale(sound):
    sound[:, 2000:] = 0.0
    picture = log_mel(sound)
    power = np.log10(mel_power(sound).max(axis=(1, 2)))
    np.testing.assert_allclose(picture.max(axis=(1, 2)), (power + 4) / 4, rtol=1e-5)
    np.testing.assert_allclose(picture.min(axis=(1, 2)), (power - 8 + 4) / 4, rtol=1e-5)


@pytest.mark.parametrize("decibels", [-60.0, -30.0, 12.0])
def test_level_makes_no_difference_once_fixed(sound, decibels):
    louder = sound * np.float32(10 ** (decibels / 20))
    np.testing.assert_allclose(log_mel(louder, 1.0), log_mel(sound, 1.0), atol=1e-5)
    assert log_mel(sound, 1.0).max() == pytest.approx((1.0 + 4) / 4)
    assert np.abs(log_mel(louder) - log_mel(sound)).max() > 0.1


def test_windows_do_not_know_each_other(sound):
    together = log_mel(sound, 1.0)
    for number in range(len(sound)):
        np.testing.assert_array_equal(log_mel(sound[number : number + 1], 1.0)[0], together[number])


def test_digital_silence_is_finite():
    picture = log_mel(np.zeros((1, RATE), np.float32), 1.0)
    np.testing.assert_allclose(picture, (-10 + 4) / 4, rtol=1e-6)


def test_audiosets_bands_stand_where_yamnet_has_them():
    filters = audioset_filters()
    assert filters.shape == (257, 64)
    hertz = np.arange(257) * RATE / 512
    # Nothing outside 125 to 7,500 Hz, and between the outer peaks the triangles add up to one.
    assert not filters[(hertz < 125) | (hertz > 7500)].any()
    np.testing.assert_allclose(filters[(hertz > 200) & (hertz < 7000)].sum(axis=1), 1.0, atol=1e-5)


def test_audiosets_log_mel_is_that_of_a_sum_written_out(sound):
    frame, window = 7, 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(400) / 400)
    part = sound[1, frame * 160 : frame * 160 + 400] * window
    turns = np.exp(-2j * np.pi * np.outer(np.arange(257), np.arange(400)) / 512)
    wanted = np.log(np.abs(turns @ part) @ audioset_filters() + 0.001)
    made = audioset_log_mel(sound)
    assert made.shape == (2, 23, 64)
    np.testing.assert_allclose(made[1, frame], wanted, atol=1e-4)
