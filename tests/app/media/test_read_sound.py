"""One pass over the sound: windows however the file is cut into packets, and times from media zero."""

import threading
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from app.errors import MediaError
from app.media.blocks import BlockSplitter
from app.media.decode import decode_bytes, read_sound
from app.media.info import probe
from app.media.resample import Resampler
from app.media.windows import WindowSplitter
from inference.contract.types import AudioSpec, Batch, MeterSpec, RawSpec
from tests import footage


def windows(path: Path, spec: AudioSpec, **how) -> tuple[np.ndarray, np.ndarray]:
    made = [
        one.batch
        for one in read_sound(
            probe(path), [spec], stop=threading.Event(), warn=footage.fail_on_warning, **how
        )
    ]
    return np.concatenate([b.times for b in made]), np.concatenate([b.data for b in made])


def noise(seconds: float, rate: int = 16_000, channels: int = 1, seed: int = 1) -> footage.Sound:
    random = np.random.default_rng(seed)
    return (0.3 * random.uniform(-1, 1, (channels, round(seconds * rate)))).astype(np.float32)


@pytest.mark.parametrize(
    ("window", "hop"), [(512, 512), (4000, 1000), (64_000, 16_000), (400, 160), (16_000, 16_000), (100, 250)]
)
@pytest.mark.parametrize("count", [1, 399, 512, 16_000, 50_001])
def test_windows_are_slices_of_the_sound(tmp_path: Path, window: int, hop: int, count: int) -> None:
    path = tmp_path / "sound.wav"
    sound = noise(count / 16_000)
    footage.write(path, sound=sound, rate=16_000)
    times, data = windows(path, AudioSpec(16_000, window, hop), seconds=0.7)
    padded = np.concatenate([sound[0], np.zeros(window + hop, np.float32)])
    assert times == pytest.approx(np.arange(len(times)) * hop / 16_000)
    for index, row in enumerate(data):
        assert np.array_equal(row, padded[index * hop : index * hop + window])
    starts = np.arange(len(times)) * hop
    if hop <= window:
        assert starts[-1] + window >= count, "every sample stands in a window"
        assert len(times) == 1 or starts[-2] + window < count, "and no window more than needed"
    else:
        assert starts[-1] < count <= starts[-1] + hop


@pytest.mark.parametrize("sizes", [[1] * 50, [7, 500, 1, 1024], [5000]])
def test_windows_do_not_depend_on_blocks(sizes: list[int]) -> None:
    sound = noise(3.0)[0]
    made = []
    for blocks in (sizes, [len(sound)]):
        maker = WindowSplitter(AudioSpec(16_000, 700, 300))
        offset = 0
        while offset < len(sound):
            for size in blocks:
                maker.feed(sound[offset : offset + size])
                offset += size
        maker.finish()
        batch = maker.take()
        assert isinstance(batch, Batch)
        made.append(batch)
    assert np.array_equal(made[0].data, made[1].data)


@pytest.mark.parametrize(
    ("rate", "to_rate"), [(48_000, 16_000), (44_100, 16_000), (8_000, 16_000), (44_100, 48_000)]
)
def test_resampling_does_not_depend_on_blocks(rate: int, to_rate: int) -> None:
    sound = noise(1.0, rate, 2)
    made = []
    for size in (rate, 1024, 333):
        resampler = Resampler(rate, 2, "stereo", to_rate)
        parts = [resampler.feed(sound[:, i : i + size]) for i in range(0, rate, size)]
        made.append(np.concatenate([*parts, resampler.finish()]))
    assert len(made[0]) == pytest.approx(to_rate, abs=2)
    assert np.array_equal(made[0], made[1])
    assert np.array_equal(made[0], made[2])


@pytest.mark.parametrize("rate", [48_000, 44_100, 8_000])
def test_resampled_sound_keeps_its_times(rate: int) -> None:
    sound = np.zeros((1, rate), np.float32)
    sound[0, rate // 2] = 1.0
    resampler = Resampler(rate, 1, "mono", 16_000)
    made = np.concatenate([resampler.feed(sound), resampler.finish()])
    assert int(np.argmax(np.abs(made))) == pytest.approx(8_000, abs=1)


def test_mono_is_the_average_and_never_louder(tmp_path: Path) -> None:
    path = tmp_path / "sound.wav"
    sound = footage.sine(440, 0.0, 0.5, 16_000, 2)
    footage.write(path, sound=sound, rate=16_000)
    _, data = windows(path, AudioSpec(16_000, 8_000, 8_000))
    assert data[0] == pytest.approx(sound[0], abs=1e-4)
    sound[1] = 0
    footage.write(path, sound=sound, rate=16_000)
    _, data = windows(path, AudioSpec(16_000, 8_000, 8_000))
    assert data[0] == pytest.approx(sound[0] / 2, abs=1e-4)


@pytest.mark.parametrize("suffix", [".wav", ".flac", ".mp4", ".mp3", ".ogg", ".mkv", ".mov"])
def test_pitch_and_length_through_codecs(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"sound{suffix}"
    footage.tone(path, 1000, -12, 2.0, 48_000)
    _, data = windows(path, AudioSpec(16_000, 32_000, 32_000))
    spectrum = np.abs(np.fft.rfft(data[0]))
    assert np.argmax(spectrum) * 16_000 / 32_000 == pytest.approx(1000, abs=1)
    assert np.sqrt(np.mean(data[0, 4_000:28_000] ** 2)) == pytest.approx(
        10 ** (-12 / 20) / np.sqrt(2), rel=0.07
    )


@pytest.mark.parametrize("suffix", [".mkv", ".mp4", ".mov"])
def test_late_sound_is_silence_first(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"clip{suffix}"
    sound = footage.sine(1000, -6, 1.0)
    footage.counter(path, 60, sound=sound, sound_start=Fraction(3, 4))
    assert probe(path).audio[0].start == pytest.approx(0.75, abs=0.03)
    times, data = windows(path, AudioSpec(48_000, 480, 480))
    loud = times[np.abs(data).max(axis=1) > 0.1]
    assert loud[0] == pytest.approx(0.75, abs=0.025)
    assert loud[-1] == pytest.approx(1.75, abs=0.03)


def test_gaps_are_silence(tmp_path: Path) -> None:
    path = tmp_path / "gap.mka"
    import av

    tone = footage.sine(1000, -6, 0.5, 16_000, 1)
    with av.open(str(path), "w") as container:
        track = container.add_stream("pcm_s16le", rate=16_000, layout="mono")
        for start in (0, 16_000):
            frame = av.AudioFrame.from_ndarray((tone * 32767).astype(np.int16), "s16", "mono")
            frame.sample_rate, frame.pts, frame.time_base = 16_000, start, Fraction(1, 16_000)
            container.mux(track.encode(frame))
        container.mux(track.encode(None))
    times, data = windows(path, AudioSpec(16_000, 160, 160))
    loud = np.abs(data).max(axis=1) > 0.1
    assert loud[times < 0.499].all()
    assert not loud[(times > 0.501) & (times < 0.999)].any()
    assert loud[(times > 1.001) & (times < 1.489)].all()
    assert times[-1] == pytest.approx(1.49, abs=0.011)


def test_unnamed_channels_are_averaged(tmp_path: Path) -> None:
    import av

    path = tmp_path / "many.wav"
    sound = np.repeat(noise(0.5)[:1], 16, axis=0)
    with av.open(str(path), "w") as container:
        track = container.add_stream("pcm_s16le", rate=16_000, layout="hexadecagonal")
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray((sound.T * 32768).astype(np.int16).reshape(1, -1)), "s16", "hexadecagonal"
        )
        frame.sample_rate, frame.pts, frame.time_base = 16_000, 0, Fraction(1, 16_000)
        container.mux(track.encode(frame))
        container.mux(track.encode(None))
    data = path.read_bytes()
    # The mask of channel places, wiped out: sixteen channels of which nothing is known.
    place = data.index(b"fmt ") + 8 + 20
    path.write_bytes(data[:place] + bytes(4) + data[place + 4 :])
    _, made = windows(path, AudioSpec(16_000, 8_000, 8_000))
    assert made[0] == pytest.approx(sound[0], abs=1e-3)


def test_chooses_the_track(tmp_path: Path) -> None:
    import av

    path = tmp_path / "two.mka"
    with av.open(str(path), "w") as container:
        tracks = [container.add_stream("pcm_s16le", rate=16_000, layout="mono") for _ in range(2)]
        for track, freq in zip(tracks, (500, 2000), strict=True):
            tone = (footage.sine(freq, -6, 1.0, 16_000, 1) * 32767).astype(np.int16)
            frame = av.AudioFrame.from_ndarray(tone, "s16", "mono")
            frame.sample_rate, frame.pts, frame.time_base = 16_000, 0, Fraction(1, 16_000)
            container.mux(track.encode(frame))
    for track, freq in enumerate((500, 2000)):
        _, data = windows(path, AudioSpec(16_000, 16_000, 16_000), audio_track=track)
        assert np.argmax(np.abs(np.fft.rfft(data[0]))) == freq
    with pytest.raises(MediaError, match="no sound track 3"):
        windows(path, AudioSpec(16_000, 512, 512), audio_track=2)


def test_one_pass_feeds_all(tmp_path: Path) -> None:
    path = tmp_path / "sound.flac"
    footage.tone(path, seconds=3.0)
    specs = [
        AudioSpec(16_000, 512, 512),
        AudioSpec(8_000, 4_000, 2_000),
        MeterSpec(),
        AudioSpec(16_000, 512, 512),
    ]
    made = list(
        read_sound(probe(path), specs, stop=threading.Event(), warn=footage.fail_on_warning, seconds=1.0)
    )
    assert {one.spec for one in made} == set(specs)
    assert sum(len(one.batch.times) for one in made if one.spec == specs[0]) == 94
    assert made[-1].reached == pytest.approx(3.0)
    assert [one.reached for one in made] == sorted(one.reached for one in made)


def test_stop(tmp_path: Path) -> None:
    path = tmp_path / "sound.flac"
    footage.tone(path, seconds=30.0, rate=16_000, channels=1)
    stop = threading.Event()
    made = []
    for one in read_sound(
        probe(path), [AudioSpec(16_000, 512, 512)], stop=stop, warn=footage.fail_on_warning, seconds=1
    ):
        made.append(one)
        stop.set()
    assert len(made) == 1


def test_picture_alone_has_no_sound(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    footage.counter(path, 5)
    assert (
        list(read_sound(probe(path), [MeterSpec()], stop=threading.Event(), warn=footage.fail_on_warning))
        == []
    )


@pytest.mark.parametrize("suffix", [".wav", ".ogg", ".mp3"])
def test_decodes_bytes(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"sound{suffix}"
    footage.tone(path, 440, -6, 1.0, 48_000)
    samples = decode_bytes(path.read_bytes(), 16_000)
    assert samples.dtype == np.float32
    assert len(samples) == pytest.approx(16_000, abs=1_200)
    assert np.argmax(np.abs(np.fft.rfft(samples[:16_000]))) == pytest.approx(440, abs=3)


def test_bytes_that_are_no_sound() -> None:
    with pytest.raises(MediaError):
        decode_bytes(b"these are notes about the shoot" * 50, 16_000)


@pytest.mark.parametrize(("rate", "channels"), [(44_100, 2), (8_000, 1), (11_025, 2)])
def test_raw_blocks_are_the_sound_itself(tmp_path: Path, rate: int, channels: int) -> None:
    path = tmp_path / "sound.wav"
    sound = noise(2.34, rate, channels)
    footage.write(path, sound=sound, rate=rate)
    size = round(0.1 * rate)
    made = [
        one.batch
        for one in read_sound(
            probe(path),
            [RawSpec(0.1), AudioSpec(16_000, 512, 512)],
            stop=threading.Event(),
            warn=footage.fail_on_warning,
        )
        if isinstance(one.spec, RawSpec)
    ]
    times, data = np.concatenate([b.times for b in made]), np.concatenate([b.data for b in made])
    assert data.shape[1:] == (size, channels)
    assert times == pytest.approx(np.arange(len(times)) * size / rate)
    flat = data.reshape(-1, channels)
    np.testing.assert_array_equal(flat[: sound.shape[1]], sound.T)
    assert not flat[sound.shape[1] :].any()
    assert len(flat) - sound.shape[1] < size


def test_raw_blocks_do_not_depend_on_how_they_are_fed() -> None:
    sound = noise(1.0, 8_000, 2)
    made = []
    for size in (8_000, 333, 1):
        blocks = BlockSplitter(RawSpec(0.1), 8_000, 2)
        for first in range(0, 8_000, size):
            blocks.feed(sound[:, first : first + size])
        blocks.finish()
        batch = blocks.take()
        assert batch is not None
        made.append(batch.data)
    assert all(np.array_equal(made[0], other) for other in made)
    assert BlockSplitter(RawSpec(0.1), 8_000, 2).take() is None
