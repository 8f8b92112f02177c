"""What a file holds, and the words for what it doesn't."""

import json
import os
from fractions import Fraction
from pathlib import Path

import pytest

from app.errors import MediaError
from app.media.info import MediaInfo, probe
from tests import footage


def test_describes_picture_and_sound(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    footage.mux(path, frames=50, fps=Fraction(30000, 1001))
    info = probe(path)
    assert info.video is not None
    assert (info.video.width, info.video.height) == footage.COUNTER_SIZE
    assert info.video.fps == Fraction(30000, 1001)
    assert not info.video.variable
    assert info.video.codec == "h264"
    assert info.video.bit_depth == 8
    assert info.duration == pytest.approx(50 * 1001 / 30000, abs=0.03)
    assert [(a.rate, a.channels, a.layout, a.codec) for a in info.audio] == [(48_000, 2, "stereo", "aac")]
    assert info.size == path.stat().st_size
    source = info.source()
    assert (source.width, source.height, source.audio_rate) == (160, 96, 48_000)


def test_survives_json(tmp_path: Path) -> None:
    path = tmp_path / "clip.mov"
    footage.mux(path, frames=10)
    info = probe(path)
    assert MediaInfo.from_json(json.loads(json.dumps(info.to_json()))) == info


@pytest.mark.parametrize("fps", [Fraction(24000, 1001), Fraction(25), Fraction(50), Fraction(10)])
@pytest.mark.parametrize("suffix", [".mp4", ".mkv"])
def test_finds_rational_rates(tmp_path: Path, fps: Fraction, suffix: str) -> None:
    path = tmp_path / f"clip{suffix}"
    footage.counter(path, 40, fps, b_frames=2)
    video = probe(path).video
    assert video is not None
    assert (video.fps, video.variable) == (fps, False)


@pytest.mark.parametrize("suffix", [".mp4", ".mkv"])
def test_finds_variable_rate(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"clip{suffix}"
    times = footage.counter(path, 60, vfr=True, b_frames=3)
    info = probe(path)
    assert info.video is not None
    assert info.video.variable
    assert info.video.fps == 25
    assert info.duration > times[-1]


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_finds_rotation(tmp_path: Path, rotation: int) -> None:
    path = tmp_path / "clip.mp4"
    footage.counter(path, 5, rotation=rotation)
    video = probe(path).video
    assert video is not None
    assert video.rotation == rotation
    assert (video.width, video.height) == footage.COUNTER_SIZE


@pytest.mark.parametrize(
    ("aspect", "size"),
    [(Fraction(2), (320, 96)), (Fraction(1, 2), (160, 192)), (Fraction(16, 11), (233, 96))],
)
def test_applies_pixel_aspect(tmp_path: Path, aspect: Fraction, size: tuple[int, int]) -> None:
    path = tmp_path / "clip.mp4"
    footage.counter(path, 5, aspect=aspect)
    video = probe(path).video
    assert video is not None
    assert (video.width, video.height) == size
    assert (video.coded_width, video.coded_height) == footage.COUNTER_SIZE


def test_late_start_counts_from_the_file_s_own_zero(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    footage.counter(path, 24, start=Fraction(43, 40))
    info = probe(path)
    assert info.video is not None
    assert info.origin == 0
    assert info.video.start == pytest.approx(1.075, abs=1e-3)
    assert info.duration == pytest.approx(1.075 + 24 / 25, abs=1e-3)


def test_transport_streams_start_at_their_first_time_stamp(tmp_path: Path) -> None:
    path = tmp_path / "clip.ts"
    footage.counter(path, 50, start=Fraction(20))
    info = probe(path)
    assert info.video is not None
    assert info.origin == pytest.approx(20, abs=2)
    assert info.video.start == 0
    assert info.duration == pytest.approx(2, abs=0.1)


def test_reads_start_timecode(tmp_path: Path) -> None:
    path = tmp_path / "clip.mov"
    footage.counter(path, 10, metadata={"timecode": "10:11:12:13"})
    assert probe(path).timecode == "10:11:12:13"


def test_sound_alone(tmp_path: Path) -> None:
    path = tmp_path / "sound.flac"
    footage.tone(path, seconds=1.5, rate=44_100)
    info = probe(path)
    assert info.video is None
    assert info.duration == pytest.approx(1.5, abs=1e-3)
    assert info.source().fps == 0


def test_missing(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="does not exist") as caught:
        probe(tmp_path / "nothing.mp4")
    assert caught.value.hint


def test_folder(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="is a folder"):
        probe(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.mp4")
    with pytest.raises(MediaError, match="a pipe or a device"):
        probe(tmp_path / "pipe.mp4")


def test_empty(tmp_path: Path) -> None:
    path = tmp_path / "empty.mp4"
    path.touch()
    with pytest.raises(MediaError, match="is empty"):
        probe(path)


@pytest.mark.parametrize("name", ["notes.mp4", "notes.txt", "notes.srt"])
def test_not_media(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    footage.not_media(path)
    with pytest.raises(MediaError, match="not a media file") as caught:
        probe(path)
    assert caught.value.hint


def test_playlists_open_nothing_else(tmp_path: Path) -> None:
    clip = tmp_path / "clip.mp4"
    footage.counter(clip, 5)
    path = tmp_path / "list.m3u8"
    path.write_text("#EXTM3U\n#EXTINF:1,\nhttp://localhost:9/clip.ts\n#EXT-X-ENDLIST\n", encoding="utf-8")
    with pytest.raises(MediaError):
        probe(path)


def test_still_picture(tmp_path: Path) -> None:
    import cv2

    path = tmp_path / "still.png"
    cv2.imwrite(str(path), footage.counter_picture(7))
    with pytest.raises(MediaError, match="still picture"):
        probe(path)


def test_lost_header(tmp_path: Path) -> None:
    path = tmp_path / "cut.mp4"
    footage.truncated(path, header=False)
    with pytest.raises(MediaError, match="damaged") as caught:
        probe(path)
    assert "recovery" in str(caught.value.hint)


def test_encrypted(tmp_path: Path) -> None:
    path = tmp_path / "secret.mp4"
    footage.encrypted(path)
    with pytest.raises(MediaError, match="encrypted"):
        probe(path)


@pytest.mark.parametrize("side", [b"\xff\xff", b"\x60\x00"])
def test_absurd_size(tmp_path: Path, side: bytes) -> None:
    path = tmp_path / "clip.mkv"
    pictures = [(Fraction(0), footage.scene(1, 0, (320, 300)))]
    footage.write(path, pictures, codec="ffv1", pixel_format="yuv420p")
    data = path.read_bytes()
    assert data.count(b"\xb0\x82\x01\x40") == data.count(b"\xba\x82\x01\x2c") == 1
    path.write_bytes(
        data.replace(b"\xb0\x82\x01\x40", b"\xb0\x82" + side).replace(b"\xba\x82\x01\x2c", b"\xba\x82" + side)
    )
    with pytest.raises(MediaError) as caught:
        probe(path)
    assert caught.value.hint


def test_no_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "clip.mp4"
    footage.counter(path, 3)
    # Root, who runs many a test machine, may read everything.
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(MediaError, match="may not be read"):
        probe(path)


def test_unknown_codec(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    footage.counter(path, 5)
    path.write_bytes(path.read_bytes().replace(b"avc1", b"zzz9").replace(b"avcC", b"zzzC"))
    with pytest.raises(MediaError, match="neither picture nor sound") as caught:
        probe(path)
    assert caught.value.hint
