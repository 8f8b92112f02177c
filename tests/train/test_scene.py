"""Scenes laid out of clips, and what is learned from them."""

import numpy as np
import pytest

from app.train import augment
from app.train.corpora import Clip
from app.train.scene import RATE, SILENT, STEPS, WINDOW, plain_scene, spoilt_scene, trim

CLIPS = [
    Clip("ravdess", f"{emotion}-{number}", "ravdess-01", "man", emotion, 1)
    for emotion in ("happy", "sad")
    for number in range(3)
]


def buzz(clip):
    """A second and a half of buzz between two silences, another pitch for each clip."""
    time = np.arange(int(1.5 * RATE)) / RATE
    pitch = 100 + 10 * CLIPS.index(clip)
    voice = 0.3 * np.sign(np.sin(2 * np.pi * pitch * time))
    return np.pad(voice, RATE // 2).astype(np.float32)


def test_silence_is_trimmed_but_for_a_margin():
    assert len(trim(buzz(CLIPS[0]))) == pytest.approx(1.7 * RATE, abs=0.03 * RATE)


def test_a_plain_scene_is_the_clip_in_the_middle():
    scene = plain_scene(CLIPS[0], buzz(CLIPS[0]))
    assert scene.sound.shape == (WINDOW,)
    heard = np.flatnonzero(scene.heard == 0)
    assert heard.mean() == pytest.approx((STEPS - 1) / 2, abs=1)
    assert len(heard) * 0.08 == pytest.approx(1.5, abs=0.2)
    assert set(scene.heard.tolist()) == {0, SILENT}


@pytest.mark.parametrize("seed", range(12))
def test_spoilt_scenes_hold_enough_of_their_clip(seed):
    scene = spoilt_scene(CLIPS[0], CLIPS, buzz, np.random.default_rng(seed))
    assert scene.sound.shape == (WINDOW,)
    assert np.isfinite(scene.sound).all()
    assert np.sum(scene.heard >= 0) * 0.08 > 0.7
    assert scene.heard.max() < len(scene.clips)


def test_the_same_chance_makes_the_same_scene():
    first, second, other = (
        spoilt_scene(CLIPS[1], CLIPS, buzz, np.random.default_rng(seed)).sound for seed in (5, 5, 6)
    )
    np.testing.assert_array_equal(first, second)
    assert not np.array_equal(first, other)


def test_speed_moves_the_pitch():
    tone = np.sin(2 * np.pi * 440 * np.arange(RATE) / RATE).astype(np.float32)
    faster = augment.change_speed(tone, 1.1)
    assert len(faster) == round(RATE / 1.1)
    peak = np.abs(np.fft.rfft(faster)).argmax() * RATE / len(faster)
    assert peak == pytest.approx(440 * 1.1, abs=2)


def test_noise_lies_as_far_below_as_it_says():
    rng = np.random.default_rng(2)
    sound = buzz(CLIPS[0])
    for _ in range(10):
        noise = augment.add_noise(sound, [buzz(clip) for clip in CLIPS], rng) - sound
        below = 10 * np.log10(np.mean(sound**2) / np.mean(noise**2))
        assert 4.9 < below < 30.1
