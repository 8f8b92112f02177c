"""The loudness meter against tones whose loudness is known (EBU Tech 3341, ITU-R BS.1770)."""

import math
import threading
from pathlib import Path

import numpy as np
import pytest

from app.media.decode import read_sound
from app.media.info import probe
from inference.contract.types import METER_CHANNELS, MeterSpec
from tests import footage

MOMENTARY, SHORT, WHOLE, SPREAD, PEAK = range(len(METER_CHANNELS))


def readings(path: Path, hop: float = 0.1) -> tuple[np.ndarray, np.ndarray]:
    made = [
        one.batch
        for one in read_sound(
            probe(path), [MeterSpec(hop=hop)], stop=threading.Event(), warn=footage.fail_on_warning
        )
    ]
    return np.concatenate([b.times for b in made]), np.concatenate([b.data for b in made])


@pytest.mark.parametrize("level", [-23.0, -33.0, -40.0])
@pytest.mark.parametrize("rate", [48_000, 44_100])
def test_stereo_sine_reads_its_level(tmp_path: Path, level: float, rate: int) -> None:
    path = tmp_path / "tone.wav"
    footage.tone(path, 1000, level, 5.0, rate)
    times, rows = readings(path)
    assert times == pytest.approx(np.arange(1, 51) / 10)
    assert rows[-1, [MOMENTARY, SHORT, WHOLE]] == pytest.approx(level, abs=0.1)
    assert rows[-1, SPREAD] == pytest.approx(0, abs=0.1)
    assert rows[-1, PEAK] == pytest.approx(level, abs=0.6)


def test_mono_counts_one_channel(tmp_path: Path) -> None:
    path = tmp_path / "tone.wav"
    footage.tone(path, 1000, -20.0, 4.0, channels=1)
    _, rows = readings(path)
    assert rows[-1, WHOLE] == pytest.approx(-23.01, abs=0.1)


def test_nothing_is_read_before_there_is_enough(tmp_path: Path) -> None:
    path = tmp_path / "tone.wav"
    footage.tone(path, 1000, -23.0, 4.0)
    times, rows = readings(path)
    assert np.isnan(rows[times < 0.39, MOMENTARY]).all()
    assert np.isfinite(rows[times > 0.39, MOMENTARY]).all()
    assert np.isnan(rows[times < 2.99, SHORT]).all()
    assert np.isfinite(rows[times > 2.99, SHORT]).all()


@pytest.mark.parametrize("seconds", [0.05, 0.25, 0.5, 1.04])
def test_short_clips(tmp_path: Path, seconds: float) -> None:
    path = tmp_path / "tone.wav"
    footage.tone(path, 1000, -20.0, seconds)
    times, rows = readings(path)
    assert times[-1] == pytest.approx(seconds, abs=1e-6)
    assert rows[-1, PEAK] == pytest.approx(-20, abs=0.2)
    assert math.isnan(rows[-1, SHORT])
    if seconds < 0.4:
        assert np.isnan(rows[-1, [MOMENTARY, WHOLE]]).all()
    else:
        assert rows[-1, [MOMENTARY, WHOLE]] == pytest.approx(-20, abs=0.1)


def test_peak_in_the_last_part_of_a_tenth_counts(tmp_path: Path) -> None:
    path = tmp_path / "click.wav"
    sound = footage.sine(1000, -40.0, 1.05)
    sound[:, -1500:] *= 10 ** (34 / 20)
    footage.write(path, sound=sound)
    _, rows = readings(path)
    assert rows[-2, PEAK] == pytest.approx(-40, abs=1.0)
    assert rows[-1, PEAK] == pytest.approx(-6, abs=1.5)


def test_true_peak_lies_between_samples(tmp_path: Path) -> None:
    path = tmp_path / "tone.wav"
    time = np.arange(48_000) / 48_000
    # Faded in and out: a wave that begins at once really has a higher peak.
    fade = np.minimum(1, 10 * np.minimum(time, 1 - time))
    sound = (0.5 * fade * np.sin(2 * np.pi * 12_000 * time + np.pi / 4)).astype(np.float32)[None]
    assert np.abs(sound).max() == pytest.approx(0.3536, abs=1e-3)
    footage.write(path, sound=sound)
    _, rows = readings(path)
    assert rows[-1, PEAK] == pytest.approx(-6.02, abs=0.2)


def test_gate_leaves_silence_out_and_range_spans(tmp_path: Path) -> None:
    path = tmp_path / "steps.wav"
    parts = [footage.sine(1000, -20, 10), footage.sine(1000, -35, 10), np.zeros((2, 48_000 * 5), np.float32)]
    footage.write(path, sound=np.concatenate(parts, axis=1))
    _, rows = readings(path)
    # The quiet part lies 12 LU under the ungated mean, so the relative gate leaves it out.
    assert rows[-1, WHOLE] == pytest.approx(-20, abs=0.3)
    assert rows[-1, SPREAD] == pytest.approx(15, abs=1)


def test_silence_has_no_integrated_loudness(tmp_path: Path) -> None:
    path = tmp_path / "silence.wav"
    footage.write(path, sound=np.zeros((2, 48_000), np.float32))
    _, rows = readings(path)
    assert np.isnan(rows[:, [WHOLE, PEAK]]).all()
    assert (rows[5:, MOMENTARY] < -100).all()


def test_hop(tmp_path: Path) -> None:
    path = tmp_path / "tone.wav"
    footage.tone(path, seconds=2.25)
    times, _ = readings(path, hop=0.5)
    assert times == pytest.approx([0.5, 1.0, 1.5, 2.0, 2.25])
