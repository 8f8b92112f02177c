"""Faults of sound, put into synthesized sound by the sample."""

import numpy as np
import pytest

from inference.analyzers.sound_quality import BLOCK, SoundQuality, measure_blocks
from inference.audio import hum as mains
from inference.audio.hum import hum
from inference.contract.types import RawSpec, SourceInfo
from tests.inference.running import run

RATE = 48_000


def sine(hertz, seconds, amplitude=0.5, rate=RATE):
    time = np.arange(round(seconds * rate)) / rate
    return np.asarray(amplitude * np.sin(2 * np.pi * hertz * time))


def noise(seconds, amplitude=0.01, rate=RATE, seed=0):
    return np.asarray(np.random.default_rng(seed).normal(0, amplitude, round(seconds * rate)))


def check(sound, *, rate=RATE, chunk=None):
    """Tracks and segments of sound [samples] or [samples, channels]."""
    sound = np.asarray(sound, np.float32).reshape(len(sound), -1)
    size = round(BLOCK * rate)
    padded = np.pad(sound, ((0, -len(sound) % size), (0, 0)))
    data = padded.reshape(-1, size, sound.shape[1])
    duration = len(sound) / rate
    source = SourceInfo(duration, audio_rate=rate)
    times = np.arange(len(data)) * size / rate
    tracks = run(SoundQuality, None, times, data, source=source, chunk=chunk)
    return tracks, SoundQuality.derive(tracks, {}, duration)


def labels(found):
    return [segment.label for segment in found]


def test_it_asks_for_sound_as_it_is():
    assert SoundQuality.wants({}) == RawSpec(0.1)


def test_nothing_is_wrong_with_a_sine():
    tracks, found = check(sine(1000, 5) + noise(5, 0.001))
    assert found == []
    np.testing.assert_allclose(tracks["qc"].column("level"), 20 * np.log10(0.5), atol=0.05)
    assert np.isnan(tracks["qc"].column("phase")).all()


def test_a_clipped_sine_has_its_flat_tops_counted():
    clean = sine(440, 3)
    loud = sine(440, 1, 2.0)
    sound = np.concatenate([clean, np.clip(loud, -1, 1), clean])
    tracks, (one,) = check(sound)
    assert (one.label, round(one.start, 6), round(one.end, 6)) == ("clipping", 3.0, 4.0)
    # A sine of twice full scale is over it two thirds of the time.
    assert tracks["qc"].column("clipping")[32:38] == pytest.approx(np.full(6, 2 / 3), abs=0.01)
    assert one.score == pytest.approx(2 / 3, abs=0.01)


def test_a_sine_at_full_scale_and_a_single_peak_are_no_clipping():
    sound = sine(5000, 2, 1.0)
    sound[RATE] = 1.0
    tracks, found = check(sound)
    assert found == []
    assert tracks["qc"].column("clipping").max() == 0


def test_clipping_of_one_channel_counts():
    clean, bad = sine(440, 2), np.clip(sine(440, 2, 2.0), -1, 1)
    tracks, found = check(np.stack([clean, bad], axis=1))
    assert labels(found) == ["clipping"]
    assert tracks["qc"].column("clipping")[5] == pytest.approx(2 / 3, abs=0.01)


@pytest.mark.parametrize("chunk", [None, 1, 7, 40])
def test_dropouts_are_found_wherever_blocks_end(chunk):
    sound = sine(300, 6) + noise(6)
    for start in (1.03, 2.09, 3.995):  # the second and the third lie over the end of a block
        sound[round(start * RATE) : round((start + 0.02) * RATE)] = 0
    tracks, found = check(sound, chunk=chunk)
    assert labels(found) == ["dropout"] * 3
    assert tracks["qc"].column("dropout").sum() == pytest.approx(0.06, abs=1e-3)
    for segment, start in zip(found, (1.03, 2.09, 3.995), strict=True):
        assert segment.start <= start < segment.end
        assert segment.end - segment.start <= 0.2 + 1e-6
        assert segment.score == pytest.approx(0.02, abs=1e-3)


def test_what_is_no_dropout():
    sound = sine(300, 8)
    sound[RATE : RATE + 48] = 0  # a millisecond
    sound[2 * RATE : 3 * RATE] = 0  # a pause of a second
    fade = np.concatenate([np.linspace(1, 0, 4800), np.zeros(2400), np.linspace(0, 1, 4800)])
    sound[5 * RATE : 5 * RATE + 12_000] *= fade
    sound[: RATE // 10] = 0
    assert check(sound)[1] == []


def test_silence():
    sound = np.concatenate([sine(300, 2), noise(3, 1e-4), sine(300, 2)])
    _, (one,) = check(sound)
    assert (one.label, round(one.start, 6), round(one.end, 6)) == ("silence", 2.0, 5.0)


def test_a_channel_upside_down_cancels():
    left = noise(6, 0.1)
    right = np.concatenate([left[: 2 * RATE], -left[2 * RATE : 4 * RATE], left[4 * RATE :]])
    tracks, (one,) = check(np.stack([left, right], axis=1))
    phase = tracks["qc"].column("phase")
    np.testing.assert_allclose(phase[:20], 1, atol=1e-5)
    np.testing.assert_allclose(phase[20:40], -1, atol=1e-5)
    assert one.label == "cancels in mono"
    assert one.start == pytest.approx(2.0, abs=0.3)
    assert one.end == pytest.approx(4.0, abs=0.3)


def test_phase_of_unlike_channels_and_of_silence():
    tracks, found = check(np.stack([noise(3, 0.1), noise(3, 0.1, seed=1)], axis=1))
    assert found == []
    assert np.abs(tracks["qc"].column("phase")).max() < 0.1
    tracks, _ = check(np.stack([noise(3, 0.1), np.zeros(3 * RATE)], axis=1))
    assert np.isnan(tracks["qc"].column("phase")).all()


@pytest.mark.parametrize(("base", "rate"), [(50, 48_000), (60, 44_100), (50, 8000)])
def test_hum_at_a_known_level(base, rate):
    lines = np.sum(
        [sine(base * k, 8, level, rate) for k, level in ((1, 0.01), (2, 0.005), (3, 0.002))], axis=0
    )
    sound = lines + noise(8, 0.003, rate)
    tracks, (one,) = check(sound, rate=rate)
    assert (one.label, one.start, one.end) == (f"hum {base} Hz", 0.0, 8.0)
    wanted = 10 * np.log10(0.01**2 + 0.005**2 + 0.002**2)
    np.testing.assert_allclose(tracks["qc.hum"].column("level"), wanted, atol=0.5)


def test_hum_of_the_base_alone_and_where_it_begins():
    sound = noise(12, 0.003)
    sound[4 * RATE :] += sine(50, 8, 0.02)
    _, (one,) = check(sound)
    assert one.label == "hum 50 Hz"
    assert one.start == pytest.approx(4.0, abs=1.0)
    assert one.end == 12.0


def test_what_is_no_hum():
    assert check(noise(20, 0.1))[1] == []
    bass = np.sum([sine(49.0 * k, 10, 0.3 / k) for k in range(1, 6)], axis=0)
    assert check(bass + noise(10, 0.003))[1] == []
    assert check(sine(300, 10) + noise(10, 0.003))[1] == []  # a tone where hum may have a harmonic
    rows = np.array(
        [hum(noise(2, 0.1, seed=seed)[:, None].astype(np.float32), RATE)[:2] for seed in range(40)]
    )
    assert rows.max() < 15


@pytest.mark.parametrize("loud", [1e-5, 0.3])
def test_single_precision_is_enough_for_hum(loud, monkeypatch):
    sound = (sine(440, 2, loud) + sine(50, 2, loud / 30) + noise(2, loud / 100))[:, None].astype(np.float32)
    single = hum(sound, RATE)
    monkeypatch.setattr(mains, "_window", lambda size: np.hanning(size + 1)[:-1, None])
    np.testing.assert_allclose(single, hum(sound, RATE), atol=0.01)


def test_a_clip_too_short_for_hum_says_nothing_of_it():
    tracks, found = check(sine(1000, 0.55))
    assert found == []
    assert len(tracks["qc"]) == 6
    assert np.isnan(tracks["qc.hum"].values).all()


@pytest.mark.parametrize("chunk", [1, 13, 40])
def test_batches_change_nothing(chunk):
    sound = np.stack([sine(300, 5, 1.5), noise(5, 0.2)], axis=1).clip(-1, 1)
    whole, parts = check(sound)[0], check(sound, chunk=chunk)[0]
    for key, track in whole.items():
        np.testing.assert_array_equal(parts[key].times, track.times)
        np.testing.assert_allclose(parts[key].values, track.values, atol=1e-6)


def test_digital_silence_has_a_level():
    assert measure_blocks(np.zeros((2, 4800, 1), np.float32), RATE)[:, 2].tolist() == [-120.0, -120.0]
