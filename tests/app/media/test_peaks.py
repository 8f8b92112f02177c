"""The outline of a sound is right at every zoom, while it grows and after it was kept."""

import threading
from pathlib import Path

import numpy as np
import pytest

from app.media.decode import read_sound
from app.media.info import probe
from app.media.peaks import BINS, FEWEST, MOST, PeakBuilder, Peaks
from tests import footage

RATE = 48_000


def built(sound: np.ndarray, block: int = 4096) -> Peaks:
    builder = PeakBuilder()
    builder.begin(RATE, len(sound))
    for start in range(0, sound.shape[1], block):
        builder.feed(sound[:, start : start + block])
    builder.finish()
    return builder.peaks


def noise(seconds: float, channels: int = 2) -> np.ndarray:
    random = np.random.default_rng(1)
    count = round(seconds * RATE)
    envelope = np.abs(np.sin(np.linspace(0, 20, count)))
    return (envelope * random.uniform(-1, 1, (channels, count))).astype(np.float32)


@pytest.mark.parametrize("seconds", [0.001, 0.5, 7.3, 61.0])
@pytest.mark.parametrize("points", [10, 300, 5000, 100_000])
def test_every_bin_holds_the_extremes_of_its_span(seconds: float, points: int) -> None:
    sound = noise(seconds)
    outline = built(sound).read(0, seconds, points)
    step = np.diff(outline.times)
    width = step[0] if len(step) else seconds
    assert len(outline.times) <= max(points, 5) + 1
    assert (step == pytest.approx(width)) if len(step) else True
    edges = np.minimum(
        np.rint(np.append(outline.times, outline.times[-1] + width) * RATE).astype(int), sound.shape[1]
    )
    for row in range(0, len(outline.times), max(1, len(outline.times) // 40)):
        part = sound[:, edges[row] : edges[row + 1]]
        assert outline.low[row] == pytest.approx(part.min(axis=1), abs=1 / 32000)
        assert outline.high[row] == pytest.approx(part.max(axis=1), abs=1 / 32000)
    assert edges[-1] == sound.shape[1]


def test_reads_a_stretch() -> None:
    sound = np.zeros((1, RATE * 20), np.float32)
    sound[0, RATE * 7 + 100] = 0.9
    peaks = built(sound)
    for points in (50, 1000):
        inside, outside = peaks.read(6.5, 7.5, points), peaks.read(8, 20, points)
        assert inside.high.max() == pytest.approx(0.9, abs=1e-4)
        assert inside.times[np.argmax(inside.high[:, 0])] <= 7.0 + 100 / RATE
        assert outside.high.max() == 0


def test_does_not_depend_on_blocks() -> None:
    sound = noise(3.0)
    one, other = built(sound, 999).read(0, 3, 10_000), built(sound, 100_000).read(0, 3, 10_000)
    assert np.array_equal(one.low, other.low)
    assert np.array_equal(one.high, other.high)


def test_more_than_two_channels_are_mixed() -> None:
    sound = np.repeat(noise(1.0, 1), 6, axis=0)
    peaks = built(sound)
    assert peaks.channels == 1
    assert peaks.read(0, 1, 10).high.max() == pytest.approx(sound.max(), abs=1e-4)


def test_is_read_while_it_grows() -> None:
    builder = PeakBuilder()
    builder.begin(RATE, 1)
    sound = noise(30.0, 1)
    stop = threading.Event()
    problems: list[str] = []

    def look() -> None:
        while not stop.is_set():
            peaks = builder.peaks
            outline = peaks.read(0, peaks.end, 200)
            if (
                not len(outline.times) == len(outline.low) == len(outline.high)
                or (outline.low > outline.high).any()
            ):
                problems.append("torn")

    reader = threading.Thread(target=look)
    reader.start()
    for start in range(0, sound.shape[1], 2000):
        builder.feed(sound[:, start : start + 2000])
    stop.set()
    reader.join()
    assert not problems


def test_is_kept(tmp_path: Path) -> None:
    peaks = built(noise(12.0))
    peaks.save(tmp_path / "peaks.npz")
    loaded = Peaks.load(tmp_path / "peaks.npz")
    for points in (20, 5000):
        one, other = peaks.read(1, 11, points), loaded.read(1, 11, points)
        assert np.array_equal(one.times, other.times)
        assert np.array_equal(one.low, other.low)


def test_damaged_file_is_a_value_error(tmp_path: Path) -> None:
    (tmp_path / "peaks.npz").write_bytes(b"PK\x03\x04 not really")
    with pytest.raises(ValueError, match="damaged"):
        Peaks.load(tmp_path / "peaks.npz")
    with pytest.raises(OSError, match="absent"):
        Peaks.load(tmp_path / "absent.npz")


def test_comes_from_the_sound_pass(tmp_path: Path) -> None:
    path = tmp_path / "tone.flac"
    footage.tone(path, level=-6, seconds=2.0)
    builder = PeakBuilder()
    assert not list(
        read_sound(probe(path), [], stop=threading.Event(), warn=footage.fail_on_warning, peaks=builder)
    )
    assert builder.peaks.end == pytest.approx(2.0, abs=1 / BINS)
    assert builder.peaks.read(0, 2, 50).high.max() == pytest.approx(10 ** (-6 / 20), abs=1e-3)


def test_long_media_have_longer_bins():
    rate, seconds = 48_000, 2
    widths = {}
    for hours in (0.5, 3, 10):
        builder = PeakBuilder(hours * 3600)
        builder.begin(rate, 1)
        builder.feed(np.zeros((1, rate * seconds), np.float32))
        widths[hours] = builder.peaks.seconds
    assert widths[0.5] == pytest.approx(1 / BINS, rel=0.01)
    assert widths[3] == pytest.approx(3 * 3600 / MOST, rel=0.01)
    assert widths[10] == pytest.approx(1 / FEWEST, rel=0.01)
