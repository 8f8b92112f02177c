"""The picture at a time is the one on the screen then; the sound begins where it is asked."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from app.errors import MediaError
from app.media.audio_source import AudioSource
from app.media.info import probe
from app.media.picture_source import PictureSource
from tests import footage

FILES = {
    "plain.mp4": {},
    "b_frames.mp4": {"b_frames": 3},
    "one_key.mp4": {"b_frames": 3, "keyframes": 500},
    "keys_only.mov": {"keyframes": 1},
    "vfr.mp4": {"b_frames": 3, "vfr": True},
    "vfr.mkv": {"b_frames": 3, "vfr": True},
    "late.mp4": {"b_frames": 3, "start": Fraction(43, 40)},
    "late.mkv": {"vfr": True, "start": Fraction(43, 40)},
    "turned.mp4": {"rotation": 90, "b_frames": 2, "vfr": True},
    "broadcast.ts": {"b_frames": 3, "start": Fraction(20)},
    "old.avi": {"codec": "mpeg4"},
    "live.flv": {"b_frames": 2},
}


@pytest.mark.parametrize("name", FILES)
def test_every_instant_shows_its_frame(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    written = footage.counter(path, 90, **FILES[name])
    info = probe(path)
    assert info.video is not None
    zero = written[0] - info.video.start
    times = [time - zero for time in written]
    ends = [*times[1:], times[-1] + 0.04]
    order = np.random.default_rng(1).permutation(90).tolist()
    with PictureSource(info) as source:
        for number in [*order, 0, 1, 2, 3, 2, 1, 89, 88, 89]:
            for share in (0.0, 0.5, 0.97):
                picture = source.frame_at(
                    times[number] + share * (ends[number] - times[number]) + 1e-3 * (share == 0)
                )
                assert footage.read_counter(picture.rgb) == number
                assert picture.time == pytest.approx(times[number], abs=1.1e-3)
                assert picture.until == pytest.approx(ends[number], abs=0.17 if number == 89 else 1.1e-3)


@pytest.mark.parametrize("name", FILES)
def test_plays_every_frame_from_anywhere(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    footage.counter(path, 60, **FILES[name])
    with PictureSource(probe(path)) as source:
        start = source.frame_at(0).time
        for first in (37, 0, 52):
            begin = next(p for p in source.frames_from(start) if footage.read_counter(p.rgb) == first)
            played = [footage.read_counter(picture.rgb) for picture in source.frames_from(begin.time)]
            assert played == list(range(first, 60))


def test_before_the_first_frame_and_after_the_last(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    footage.counter(path, 30, start=Fraction(1))
    with PictureSource(probe(path)) as source:
        assert footage.read_counter(source.frame_at(0.2).rgb) == 0
        assert source.frame_at(0.2).time == pytest.approx(1)
        assert source.frame_at(0.2).until == pytest.approx(1.04)
        assert footage.read_counter(source.frame_at(500).rgb) == 29
        assert footage.read_counter(source.frame_at(-3).rgb) == 0


def test_stepping_does_not_seek(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "clip.mp4"
    times = footage.counter(path, 60, b_frames=3)
    with PictureSource(probe(path)) as source:
        source.frame_at(times[20])
        monkeypatch.setattr(source, "_seek", lambda _: pytest.fail("it seeks"))
        for number in [*range(20, 50), *range(49, 42, -1), *range(43, 60)]:
            assert footage.read_counter(source.frame_at(times[number]).rgb) == number


def test_largest_size_keeps_the_aspect(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    footage.counter(path, 5, aspect=Fraction(2), rotation=90)
    with PictureSource(probe(path)) as source:
        assert source.frame_at(0).rgb.shape == (192, 160, 3)
        assert source.frame_at(0, (100, 96)).rgb.shape == (96, 80, 3)
        assert source.frame_at(0, (4000, 4000)).rgb.shape == (192, 160, 3)


def test_lost_end_shows_the_last_that_there_is(tmp_path: Path) -> None:
    path = tmp_path / "cut.mp4"
    footage.truncated(path)
    info = probe(path)
    with PictureSource(info) as source:
        last = source.frame_at(info.duration - 0.1)
        assert 60 < footage.read_counter(last.rgb) < 249


def test_sound_alone_has_no_picture(tmp_path: Path) -> None:
    path = tmp_path / "sound.wav"
    footage.tone(path, seconds=0.2)
    with pytest.raises(MediaError, match="no picture"):
        PictureSource(probe(path))


@pytest.mark.parametrize("suffix", [".wav", ".flac", ".mov", ".mkv"])
@pytest.mark.parametrize("begin", [0.0, 0.013, 1.7, 2.9999])
def test_sound_begins_at_the_sample(tmp_path: Path, suffix: str, begin: float) -> None:
    path = tmp_path / f"sound{suffix}"
    random = np.random.default_rng(1)
    sound = (0.3 * random.uniform(-1, 1, (2, 3 * 48_000))).astype(np.float32)
    footage.write(path, sound=sound)
    with AudioSource(probe(path)) as source:
        played = np.concatenate(list(source.blocks_from(begin)))
        again = np.concatenate(list(source.blocks_from(begin)))
    first = round(begin * 48_000)
    assert played.shape == (3 * 48_000 - first, 2)
    assert np.abs(played - sound.T[first:]).max() < 1e-4
    assert np.array_equal(played, again)


@pytest.mark.parametrize("suffix", [".mp4", ".ogg", ".mp3", ".ts"])
def test_compressed_sound_begins_at_its_time(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"sound{suffix}"
    sound = footage.sine(1000, -80, 6.0)
    sound[:, 3 * 48_000 : 3 * 48_000 + 4_800] *= 5_000
    footage.write(path, sound=sound)
    info = probe(path)
    shift = 0.025 if suffix == ".ts" else 0.0
    with AudioSource(info) as source:
        whole = np.abs(np.concatenate(list(source.blocks_from(0)))).max(axis=1)
        late = np.abs(np.concatenate(list(source.blocks_from(2.5)))).max(axis=1)
    assert np.argmax(whole > 0.2) / 48_000 == pytest.approx(3.0 + shift, abs=0.012)
    assert np.argmax(late > 0.2) / 48_000 == pytest.approx(np.argmax(whole > 0.2) / 48_000 - 2.5, abs=0.002)


def test_sound_is_mixed_and_resampled_for_playback(tmp_path: Path) -> None:
    path = tmp_path / "sound.flac"
    footage.tone(path, 1000, -6, 1.0, 44_100, channels=1)
    with AudioSource(probe(path), rate=48_000, channels=2) as source:
        played = np.concatenate(list(source.blocks_from(0.25)))
    assert played.shape[1] == 2
    assert len(played) == pytest.approx(36_000, abs=64)
    assert np.array_equal(played[:, 0], played[:, 1])


@pytest.mark.parametrize("how", [{"b_frames": 3}, {"b_frames": 3, "vfr": True}, {"codec": "mpeg2video"}])
def test_leaving_out_what_is_not_needed_changes_no_picture(tmp_path, monkeypatch, how) -> None:
    path = tmp_path / "long.mkv"
    times = footage.counter(path, 150, keyframes=500, **how)
    monkeypatch.setattr("app.media.picture_source._MOST", 6)
    info = probe(path)
    assert info.video is not None
    zero = times[0] - info.video.start
    with PictureSource(info) as source:
        passed = []
        for number in (140, 20, 149, 75, 76, 60, 120, 3):
            passed += [source._passed for _ in source.toward(times[number] - zero + 0.002)]
            assert footage.read_counter(source.frame_at(times[number] - zero + 0.002).rgb) == number
            assert len(source._kept) <= 6
        assert any(passed), "something was left out"


def test_a_picture_that_stands_for_long_is_found_although_it_may_be_left_out(tmp_path, monkeypatch) -> None:
    path = tmp_path / "screen.mkv"
    times = [Fraction(number, 25) + (6 if number > 40 else 0) for number in range(60)]
    pictures = ((time, footage.counter_picture(number)) for number, time in enumerate(times))
    footage.write(path, pictures, b_frames=3, keyframes=500)
    monkeypatch.setattr("app.media.picture_source._MOST", 6)
    with PictureSource(probe(path)) as source:
        for time, number in ((5.0, 40), (7.9, 47), (7.0, 40), (1.0, 25), (7.6, 40)):
            assert footage.read_counter(source.frame_at(time + 0.002).rgb) == number


def test_going_on_to_another_time_in_the_middle_is_exact(tmp_path) -> None:
    path = tmp_path / "long.mp4"
    times = footage.counter(path, 150, b_frames=3, keyframes=500)
    with PictureSource(probe(path)) as source:
        for number, steps in ((140, 30), (50, 3), (145, 60), (148, 2), (20, 1), (90, 40), (91, 1)):
            for _, _ in zip(range(steps), source.toward(times[number]), strict=False):
                pass
            if number in (50, 148, 91):
                assert footage.read_counter(source.frame_at(times[number] + 0.01).rgb) == number


def test_neighbors_are_kept_within_a_bound(tmp_path, monkeypatch) -> None:
    path = tmp_path / "clip.mp4"
    times = footage.counter(path, 100, b_frames=3, keyframes=30)
    frame = 160 * 96 * 3 // 2
    monkeypatch.setattr("app.media.picture_source.KEPT_BYTES", 10 * frame)
    with PictureSource(probe(path)) as source:
        most = 0
        for number in [*range(0, 100, 7), *range(99, 0, -4), *range(100)]:
            assert footage.read_counter(source.frame_at(times[number] + 0.01).rgb) == number
            most = max(most, len(source._kept))
        assert most == 10
        assert source.kept_bytes < 10 * frame * 4, "rows are padded"
