"""One pass over the picture: which frames, at which times, and what they look like."""

import threading
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from app.media.decode import DecodedBatch, read_pictures
from app.media.info import probe
from app.media.pictures import FrameSampler
from inference.contract.types import Fit, FrameSpec, Scaling
from tests import footage

EVERY = FrameSpec(80, 48)
TINY = FrameSpec(48, 27, None, Fit.STRETCH, Scaling.AREA)


def deliveries(path: Path, *specs: FrameSpec, **how) -> list[DecodedBatch]:
    return list(
        read_pictures(probe(path), specs, stop=threading.Event(), warn=footage.fail_on_warning, **how)
    )


def frames(path: Path, spec: FrameSpec) -> tuple[np.ndarray, np.ndarray]:
    batches = [one.batch for one in deliveries(path, spec)]
    return np.concatenate([b.times for b in batches]), np.concatenate([b.data for b in batches])


FILES = {
    "plain.mp4": {},
    "b_frames.mp4": {"b_frames": 3},
    "vfr.mp4": {"b_frames": 3, "vfr": True},
    "vfr.mkv": {"b_frames": 2, "vfr": True},
    "late.mp4": {"b_frames": 3, "start": Fraction(43, 40)},
    "late_vfr.mkv": {"vfr": True, "start": Fraction(43, 40)},
    "turned.mp4": {"rotation": 90, "b_frames": 2},
    "back.mov": {"rotation": 270},
    "upside_down.mp4": {"rotation": 180},
    "old.avi": {"codec": "mpeg4"},
    "wide.mp4": {"aspect": Fraction(2)},
}


@pytest.mark.parametrize("name", FILES)
def test_every_frame_comes_once_upright_and_on_time(tmp_path: Path, name: str) -> None:
    expected = footage.counter(tmp_path / name, 60, **FILES[name])
    times, pictures = frames(tmp_path / name, EVERY)
    assert [footage.read_counter(picture) for picture in pictures] == list(range(60))
    assert times == pytest.approx(expected, abs=1e-3)


@pytest.mark.parametrize("name", ["vfr.mp4", "late_vfr.mkv", "plain.mp4"])
@pytest.mark.parametrize("fps", [2.0, 7.0, 24.0, 60.0])
def test_samples_the_first_frame_at_or_after_each_grid_time(tmp_path: Path, name: str, fps: float) -> None:
    every = footage.counter(tmp_path / name, 60, **FILES[name])
    times, pictures = frames(tmp_path / name, FrameSpec(80, 48, fps))
    grid = np.arange(0, every[-1] + 1e-6, 1 / fps)
    first = np.searchsorted(np.array(every) + 1e-3, grid)
    expected = sorted({int(index) for index in first if index < len(every)})
    assert [footage.read_counter(picture) for picture in pictures] == expected
    assert times == pytest.approx(np.array(every)[expected], abs=1e-3)


def test_sampler_meets_exact_grid_times_in_spite_of_rounding() -> None:
    sampler = FrameSampler(3.0)
    assert sum(sampler.takes(float(Fraction(k, 24))) for k in range(24 * 10)) == 30


def test_one_pass_feeds_all_and_equal_specs_once(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    footage.counter(path, 60)
    made = deliveries(path, TINY, FrameSpec(80, 48, 2.0), TINY, FrameSpec(64, 64, 5.0, Fit.COVER))
    counts: dict[object, int] = {}
    for one in made:
        counts[one.spec] = counts.get(one.spec, 0) + len(one.batch.times)
    assert sorted(counts.values()) == [5, 12, 60]


def test_batches_are_small_enough_to_be_live(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    footage.counter(path, 250)
    made = deliveries(path, EVERY, FrameSpec(64, 36, 2.0))
    assert all(len(one.batch.times) <= 16 for one in made)
    seldom = [one for one in made if one.spec != EVERY]
    assert len(seldom) >= 4
    assert all(one.batch.times[-1] - one.batch.times[0] <= 2.0 for one in seldom)
    assert [one.reached for one in made] == sorted(one.reached for one in made)


def test_batches_belong_to_whoever_takes_them(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    footage.counter(path, 40)
    kept = [one.batch.data for one in deliveries(path, EVERY)]
    numbers = [footage.read_counter(picture) for data in kept for picture in data]
    assert numbers == list(range(40))


def flat(path: Path, color: tuple[int, int, int], **how) -> None:
    picture = np.full((64, 96, 3), color, np.uint8)
    footage.write(path, [(Fraction(k, 25), picture) for k in range(2)], **how)


COLORS = [(255, 255, 255), (0, 0, 0), (200, 30, 40), (20, 180, 60), (40, 60, 220), (128, 128, 128)]


@pytest.mark.parametrize("color", COLORS)
@pytest.mark.parametrize("pixel_format", ["yuv420p", "yuvj420p", "yuv422p", "yuv444p", "yuv420p10le"])
def test_colors_come_back(tmp_path: Path, color: tuple[int, int, int], pixel_format: str) -> None:
    path = tmp_path / "clip.mkv"
    flat(path, color, pixel_format=pixel_format)
    for spec in (TINY, FrameSpec(32, 32, 2.0), FrameSpec(96, 64)):
        _, pictures = frames(path, spec)
        assert np.abs(pictures[0].astype(int) - color).max() <= 6, spec


@pytest.mark.parametrize("space", ["bt709", "bt601", "bt2020"])
@pytest.mark.parametrize("range_", ["limited", "full"])
def test_matrix_and_range_are_honored(space: str, range_: str) -> None:
    from av.video.frame import VideoFrame

    from app.media.convert import Converter

    kr, kb = {"bt709": (0.2126, 0.0722), "bt601": (0.299, 0.114), "bt2020": (0.2627, 0.0593)}[space]
    red, green, blue = 0.8, 0.3, 0.1
    luma = kr * red + (1 - kr - kb) * green + kb * blue
    chroma = (blue - luma) / (2 - 2 * kb), (red - luma) / (2 - 2 * kr)
    scale, offset, span = (219, 16, 224) if range_ == "limited" else (255, 0, 255)
    planes = [luma * scale + offset, *(part * span + 128 for part in chroma)]
    data = np.concatenate(
        [
            np.full(count, round(value), np.uint8)
            for value, count in zip(planes, (1536, 384, 384), strict=True)
        ]
    )
    frame = VideoFrame.from_ndarray(data.reshape(48, 48), "yuv420p")
    video = video_like(width=48, height=32, space=space, range_=range_)
    for size in ((48, 32), (12, 8)):
        picture = Converter(video, *size)(frame)
        assert np.abs(picture.reshape(-1, 3) - 255 * np.array([red, green, blue])).max() <= 3


def video_like(width: int, height: int, space: str, range_: str):
    from app.media.types import ColorInfo, VideoInfo

    return VideoInfo(
        index=0, codec="raw", width=width, height=height, coded_width=width, coded_height=height,
        fps=Fraction(25), variable=False, rotation=0, pixel_aspect=Fraction(1), pixel_format="", bit_depth=8,
        hdr=False, color=ColorInfo(space, "bt709", "bt709", range_), start=0.0, duration=1.0,
        time_base=Fraction(1, 25),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("nits", "expected"), [(0.0, 0), (100.0, 190), (203.0, 233), (1000.0, 255), (4000.0, 255)]
)
def test_pq_is_shown_with_white_below_the_top(nits: float, expected: int) -> None:
    from app.media.tonemap import tone_map

    share = (nits / 10_000) ** (1305 / 8192)
    code = ((3424 / 4096 + 2413 / 128 * share) / (1 + 2392 / 128 * share)) ** (2523 / 32)
    gray = np.full((2, 2, 3), round(code * 65535), np.uint16)
    made = tone_map(gray, "pq")
    assert made.min() == made.max()
    assert int(made[0, 0, 0]) == pytest.approx(expected, abs=2)


def test_hlg_rises_from_black_to_white() -> None:
    from app.media.tonemap import tone_map

    ramp = np.repeat(np.linspace(0, 65535, 200).astype(np.uint16)[None, :, None], 3, axis=2)
    made = tone_map(ramp, "hlg")[0, :, 0].astype(int)
    assert (made[0], made[-1]) == (0, 255)
    assert (np.diff(made) >= 0).all()


def test_alpha_stands_on_black() -> None:
    from av.video.frame import VideoFrame

    from app.media.convert import Converter

    rgba = np.zeros((32, 48, 4), np.uint8)
    rgba[:, :24] = (200, 100, 50, 255)
    rgba[:, 24:] = (200, 100, 50, 0)
    picture = Converter(video_like(48, 32, "rgb", "full"), 48, 32)(VideoFrame.from_ndarray(rgba, "rgba"))
    assert np.abs(picture[:, 4:20].astype(int) - (200, 100, 50)).max() <= 1
    assert picture[:, 28:].max() <= 1


def test_tiny_pictures_are_averages(tmp_path: Path) -> None:
    path = tmp_path / "clip.mkv"
    picture = footage.scene(3, 0, (480, 270))
    footage.write(path, [(Fraction(0), picture)], codec="ffv1", pixel_format="yuv444p")
    _, made = frames(path, TINY)
    expected = picture.reshape(27, 10, 48, 10, 3).mean(axis=(1, 3))
    assert np.abs(made[0] - expected).max() <= 4
    assert np.abs(made[0] - expected).mean() <= 1


def quarters(path: Path, size: tuple[int, int]) -> None:
    """Left half red, right half blue, a green middle that is a tenth of the width."""
    picture = np.zeros((size[1], size[0], 3), np.uint8)
    picture[:, : size[0] // 2] = (220, 0, 0)
    picture[:, size[0] // 2 :] = (0, 0, 220)
    picture[:, round(size[0] * 0.45) : round(size[0] * 0.55)] = (0, 200, 0)
    footage.write(path, [(Fraction(0), picture)], pixel_format="yuv444p")


def test_cover_keeps_the_middle(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    quarters(path, (320, 160))
    _, (wide,) = frames(path, FrameSpec(80, 80, None, Fit.COVER))
    _, (zoomed,) = frames(path, FrameSpec(80, 80, None, Fit.COVER, zoom=2.0))
    green = lambda picture: float((picture[40, :, 1] > 100).mean())  # noqa: E731
    assert green(wide) == pytest.approx(0.2, abs=0.03)
    assert green(zoomed) == pytest.approx(0.4, abs=0.03)
    assert wide[40, 0, 0] > 150
    assert wide[40, -1, 2] > 150


def test_contain_is_centered_on_black(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    quarters(path, (320, 160))
    _, (picture,) = frames(path, FrameSpec(81, 81, None, Fit.CONTAIN))
    rows = np.flatnonzero(picture.max(axis=(1, 2)) > 60)
    assert len(rows) == pytest.approx(40, abs=1)
    assert abs(rows[0] - (80 - rows[-1])) <= 1
    assert picture[40, 2, 0] > 150
    assert picture[40, -3, 2] > 150


@pytest.mark.parametrize("size", [(161, 97), (35, 255), (1, 1), (7, 3)])
@pytest.mark.parametrize("fit", list(Fit))
def test_odd_sizes(tmp_path: Path, size: tuple[int, int], fit: Fit) -> None:
    path = tmp_path / "clip.mkv"
    picture = footage.scene(1, 0, (51, 37))
    footage.write(path, [(Fraction(0), picture)], codec="ffv1", pixel_format="yuv444p")
    _, made = frames(path, FrameSpec(*size, None, fit))
    assert made.shape == (1, size[1], size[0], 3)


def test_sound_alone_has_no_pictures(tmp_path: Path) -> None:
    path = tmp_path / "sound.wav"
    footage.tone(path, seconds=0.5)
    assert deliveries(path, EVERY) == []


def test_stopping_ends_at_once_and_closes_the_file(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    footage.counter(path, 400, b_frames=2)
    stop = threading.Event()
    made = []
    for one in read_pictures(probe(path), [EVERY], stop=stop, warn=footage.fail_on_warning):
        made.append(one)
        stop.set()
    assert len(made) <= 3
    assert not open_files(path)


def test_letting_go_of_the_generator_closes_the_file(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    footage.counter(path, 200)
    before = len(list(Path("/proc/self/task").iterdir())) if Path("/proc/self/task").exists() else 0
    passing = read_pictures(probe(path), [EVERY], stop=threading.Event(), warn=footage.fail_on_warning)
    next(passing)
    passing.close()
    assert not open_files(path)
    if before:
        assert len(list(Path("/proc/self/task").iterdir())) <= before


def open_files(path: Path) -> list[str]:
    folder = Path("/proc/self/fd")
    if not folder.exists():
        return []
    links = [link.readlink() for link in folder.iterdir() if link.is_symlink()]
    return [str(link) for link in links if link == path]


def test_times_rise_strictly(tmp_path: Path) -> None:
    path = tmp_path / "clip.mkv"
    footage.counter(path, 100, Fraction(120), b_frames=3)
    times, _ = frames(path, TINY)
    assert all(earlier < later for earlier, later in pairwise(times))
