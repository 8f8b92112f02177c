"""The GPU's way of decoding, without a GPU: its scaler beside swscale, and what happens where it fails."""

import threading
from contextlib import contextmanager
from fractions import Fraction
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from av.video.frame import VideoFrame

from app.media import device
from app.media.convert import Converter, Fitter
from app.media.decode import read_pictures
from app.media.device import DeviceConverter, OffDeviceError, unfit
from app.media.info import probe
from app.media.opening import open_media
from app.media.packets import Effort
from app.media.pictures import timed_pictures
from app.media.thumbs import ThumbBuilder
from inference import gpu
from inference.runtime import Runtime, make_scaler
from inference.scaler import Scaler
from inference.types import Fit, FrameSpec, Scaling
from tests import footage
from tests.app.media.test_pictures import video_like

LEVEL = 1
"""Levels of 255 by which both ways differ at most; swscale rounds in between, the GPU does not."""
SHORTCUT = 8
"""The same where the size stays and swscale takes a shortcut."""

SPECS = (
    FrameSpec(48, 27, None, Fit.STRETCH, Scaling.AREA),
    FrameSpec(224, 224, 2.0, Fit.COVER, Scaling.BICUBIC, 256 / 224),
    FrameSpec(640, 384, 2.0, Fit.CONTAIN, Scaling.BILINEAR),
    FrameSpec(61, 35, 2.0, Fit.STRETCH, Scaling.BICUBIC),
)


@pytest.fixture(scope="module")
def scaler() -> Scaler:
    return make_scaler("cpu")


def nv12(frame: VideoFrame, layout: str = "nv12") -> VideoFrame:
    """Lay a frame out as the decoder of a GPU does; 10 bits stay as they are."""
    made = frame.reformat(format=layout)
    if frame.time_base is not None:
        made.pts, made.time_base = frame.pts, frame.time_base
    return made


def differs(one: np.ndarray, other: np.ndarray) -> int:
    return int(np.abs(one.astype(int) - other).max())


def both(scaler: Scaler, frame: VideoFrame, video, spec: FrameSpec) -> int:
    """Make a picture both ways; the levels by which they differ."""

    def make(*how) -> DeviceConverter:
        return DeviceConverter(scaler, *how)

    made = Fitter(video, spec, make)(frame)
    assert made.shape == (spec.height, spec.width, 3)
    assert not scaler.lost
    return differs(made, Fitter(video, spec)(frame))


SIZES = [(854, 480), (1280, 720), (322, 182), (162, 90)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("space", ["bt709", "bt601", "bt2020", "smpte240m", "fcc"])
@pytest.mark.parametrize("range_", ["limited", "full"])
def test_pictures_are_those_of_swscale(
    scaler: Scaler, size: tuple[int, int], space: str, range_: str
) -> None:
    frame = nv12(VideoFrame.from_ndarray(footage.scene(7, 3, size), "rgb24"))
    for spec in SPECS:
        assert both(scaler, frame, video_like(*size, space, range_), spec) <= LEVEL, spec


@pytest.mark.parametrize("range_", ["limited", "full"])
def test_a_picture_that_keeps_its_size(scaler: Scaler, range_: str) -> None:
    frame = nv12(VideoFrame.from_ndarray(footage.scene(7, 3, (640, 360)), "rgb24"))
    spec = FrameSpec(640, 384, 2.0, Fit.CONTAIN, Scaling.BILINEAR)
    assert both(scaler, frame, video_like(640, 360, "bt709", range_), spec) <= SHORTCUT


CODECS = {
    "h264.mp4": {},
    "hevc.mp4": {"codec": "libx265"},
    "mpeg2.mpg": {"codec": "mpeg2video"},
    "mpeg4.mp4": {"codec": "mpeg4"},
    "vp8.webm": {"codec": "libvpx"},
    "vp9.webm": {"codec": "libvpx-vp9"},
    "mpeg1.mpg": {"codec": "mpeg1video"},
}


@pytest.mark.parametrize("name", CODECS)
def test_chroma_lies_where_the_codec_puts_it(tmp_path: Path, scaler: Scaler, name: str) -> None:
    path = tmp_path / name
    footage.cuts(path, (3, 3), Fraction(25), size=(320, 180), **CODECS[name])
    video = probe(path).video
    assert video is not None
    frame = decoded(path)[4]
    for spec in SPECS:
        assert both(scaler, nv12(frame), video, spec) <= LEVEL, spec


@pytest.mark.parametrize("layout", ["nv12", "p010le"])
def test_lines_longer_than_the_picture(scaler: Scaler, layout: str) -> None:
    frame = nv12(VideoFrame.from_ndarray(footage.scene(2, 0, (330, 186)), "rgb24"), layout)
    assert frame.planes[0].line_size > 330 * (1 if layout == "nv12" else 2)
    for spec in SPECS:
        assert both(scaler, frame, video_like(330, 186, "bt709", "limited"), spec) <= LEVEL, spec


def test_sides_that_are_odd(scaler: Scaler) -> None:
    # RGB cannot be made 4:2:0 of an odd size by swscale, so the planes are made here.
    random = np.random.default_rng(1)
    frame = VideoFrame(51, 37, "nv12")
    for plane in frame.planes:
        coarse = random.integers(60, 190, (plane.height // 4 + 1, plane.line_size // 8 + 1), np.uint8)
        fine = np.repeat(np.repeat(coarse, 4, 0), 8, 1)[: plane.height, : plane.line_size]
        plane.update(np.ascontiguousarray(fine).tobytes())
    for spec in SPECS:
        assert both(scaler, frame, video_like(51, 37, "bt709", "limited"), spec) <= LEVEL, spec


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("fit", list(Fit))
def test_pictures_stand_upright(tmp_path: Path, scaler: Scaler, rotation: int, fit: Fit) -> None:
    path = tmp_path / "clip.mp4"
    footage.counter(path, 4, rotation=rotation)
    info = probe(path)
    assert info.video is not None
    for number, frame in enumerate(decoded(path)):
        spec = FrameSpec(100, 75, None, fit, Scaling.BILINEAR)
        assert both(scaler, nv12(frame), info.video, spec) <= LEVEL
        upright = DeviceConverter(scaler, info.video, 160, 96)(nv12(frame))
        assert footage.read_counter(upright) == number


def decoded(path: Path) -> list[VideoFrame]:
    info = probe(path)
    assert info.video is not None
    damage = device.Damage(pytest.fail, "picture")
    with open_media(path) as container:
        pictures = timed_pictures(container, info, info.video, threading.Event(), damage)
        return [frame for _, frame in pictures]


def test_a_layout_that_is_not_known_goes_the_other_way() -> None:
    scaler = make_scaler("cpu")
    frame = VideoFrame.from_ndarray(footage.scene(1, 0), "rgb24").reformat(format="yuv444p")
    video = video_like(160, 90, "bt601", "limited")
    made = DeviceConverter(scaler, video, 48, 27)(frame)
    np.testing.assert_array_equal(made, Converter(video, 48, 27)(frame))


def test_a_frame_that_fails_there_is_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    scaler = make_scaler("cpu")
    frame = nv12(VideoFrame.from_ndarray(footage.scene(1, 0), "rgb24"))
    video = video_like(160, 90, "bt601", "limited")
    convert = DeviceConverter(scaler, video, 48, 27)
    convert(frame)
    monkeypatch.setattr(scaler, "_wait", lambda: (_ for _ in ()).throw(OSError("the device is gone")))
    np.testing.assert_array_equal(convert(frame), Converter(video, 48, 27)(frame))
    assert scaler.lost == "the GPU could not scale a picture (the device is gone)"
    monkeypatch.undo()
    np.testing.assert_array_equal(convert(frame), Converter(video, 48, 27)(frame))


def test_a_device_that_makes_other_pictures_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    scaler, video = make_scaler("cpu"), video_like(160, 90, "bt601", "limited")
    black = nv12(VideoFrame.from_ndarray(np.zeros((90, 160, 3), np.uint8), "rgb24"))
    frame = nv12(VideoFrame.from_ndarray(footage.scene(1, 0), "rgb24"))
    convert = DeviceConverter(scaler, video, 48, 27)
    # As if the decoder had not written the frame yet.
    real = scaler.run
    monkeypatch.setattr(scaler, "run", lambda *what: real(*what) * 0)
    assert convert(black).max() == 0
    assert not scaler.lost
    np.testing.assert_array_equal(convert(frame), Converter(video, 48, 27)(frame))
    assert scaler.lost == "the GPU makes other pictures than the CPU"


def test_one_picture_that_shows_something_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    scaler, video = make_scaler("cpu"), video_like(160, 90, "bt601", "limited")
    frame = nv12(VideoFrame.from_ndarray(footage.scene(1, 0), "rgb24"))
    convert = DeviceConverter(scaler, video, 48, 27)
    convert(frame)
    monkeypatch.setattr(convert, "_ours", lambda frame: pytest.fail("it was converted twice"))
    convert(frame)


def read(path: Path, scaler: Scaler | None, specs=SPECS, thumbs: ThumbBuilder | None = None):
    """Give what is read, as times and pictures by spec, and what was warned of."""
    warned: list[str] = []
    made: dict[object, list[tuple[float, np.ndarray]]] = {spec: [] for spec in specs}
    for one in read_pictures(
        probe(path), specs, stop=threading.Event(), warn=warned.append, scaler=scaler, thumbs=thumbs
    ):
        made[one.spec] += list(zip(one.batch.times.tolist(), one.batch.data, strict=True))
    return made, warned


def same(one: dict, other: dict, levels: int = 0) -> None:
    for spec, pictures in one.items():
        assert [time for time, _ in pictures] == [time for time, _ in other[spec]]
        for (_, mine), (_, theirs) in zip(pictures, other[spec], strict=True):
            assert differs(mine, theirs) <= levels


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("clips") / "clip.mp4"
    footage.cuts(path, (40, 30), Fraction(25), size=(320, 180), b_frames=3)
    return path


def test_without_the_device_all_is_as_ever_and_the_reason_is_told(clip: Path, scaler: Scaler) -> None:
    if gpu.nvidia_gpus():
        pytest.skip("there is a GPU here, which may decode")
    made, warned = read(clip, scaler)
    expected, none = read(clip, None)
    same(made, expected)
    assert not none
    (line,) = warned
    assert line.startswith("The picture was decoded on the CPU: the GPU's decoder could not be opened (")


@pytest.mark.parametrize("given", [0, 1, 33, 69])
def test_a_device_that_fails_in_the_middle_loses_nothing(
    monkeypatch: pytest.MonkeyPatch, clip: Path, scaler: Scaler, given: int
) -> None:
    frames = decoded(clip)

    def failing(info, video, stop, effort, scaler):
        for number, frame in enumerate(frames[:given]):
            yield number / 25, nv12(frame)
        raise OffDeviceError("the GPU could not decode what is at 1.0 s")

    monkeypatch.setattr(device, "device_pictures", failing)
    thumbs, ours = ThumbBuilder(), ThumbBuilder()
    made, warned = read(clip, scaler, thumbs=thumbs)
    expected, _ = read(clip, None, thumbs=ours)
    same(made, expected, LEVEL)
    assert len(made[SPECS[0]]) == 70
    assert [time for time, _ in thumbs.thumbs.kept] == [time for time, _ in ours.thumbs.kept]
    assert warned == ["The picture was decoded on the CPU: the GPU could not decode what is at 1.0 s."]


@pytest.fixture
def pretended(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let our own decoder, and its frames, pass for those of a device."""
    monkeypatch.setattr(device, "_opened", open_media)
    monkeypatch.setattr(device, "_is_there", lambda stream: True)
    monkeypatch.setattr(device, "CUDA", "yuv420p")


def test_the_device_gives_every_frame_with_its_time(pretended: None, clip: Path, scaler: Scaler) -> None:
    info = probe(clip)
    assert info.video is not None
    given = device.device_pictures(info, info.video, threading.Event(), Effort.WHOLE, scaler)
    assert [time for time, _ in given] == pytest.approx([number / 25 for number in range(70)])


def test_damage_is_for_the_cpu_which_gets_past_it(pretended: None, tmp_path: Path, scaler: Scaler) -> None:
    path = tmp_path / "damaged.mp4"
    footage.damaged(path)
    specs = (FrameSpec(80, 48, None, Fit.STRETCH, Scaling.AREA),)
    made, warned = read(path, scaler, specs)
    expected, usual = read(path, None, specs)
    same(made, expected)
    assert warned[0].startswith("The picture was decoded on the CPU: the GPU could not decode what is at")
    assert warned[1:] == usual != []


def test_a_scaler_that_is_lost_ends_decoding_there(
    pretended: None, monkeypatch: pytest.MonkeyPatch, clip: Path
) -> None:
    scaler, info = make_scaler("cpu"), probe(clip)
    assert info.video is not None
    given = device.device_pictures(info, info.video, threading.Event(), Effort.WHOLE, scaler)
    assert len(list(islice(given, 3))) == 3
    scaler.lost = "the GPU could not scale a picture"
    with pytest.raises(OffDeviceError, match="could not scale"):
        next(given)
    again = device.device_pictures(info, info.video, threading.Event(), Effort.WHOLE, scaler)
    with pytest.raises(OffDeviceError, match="could not scale"):
        next(again)


@pytest.mark.parametrize(
    ("pixel_format", "reason"),
    [
        ("yuv422p", "4:2:0 pictures of 8 or 10 bits"),
        ("yuv444p", "4:2:0 pictures of 8 or 10 bits"),
        ("yuv420p", ""),
        ("yuv420p10le", ""),
    ],
)
def test_what_is_for_the_cpu_is_told_beforehand(tmp_path: Path, pixel_format: str, reason: str) -> None:
    path = tmp_path / "clip.mkv"
    footage.counter(path, 2, pixel_format=pixel_format)
    video = probe(path).video
    assert video is not None
    assert unfit(video).endswith(reason)
    assert bool(unfit(video)) == bool(reason)


def test_hdr_is_for_the_cpu() -> None:
    from dataclasses import replace

    video = replace(video_like(160, 90, "bt2020", "limited"), pixel_format="yuv420p10le", hdr=True)
    assert "HDR" in unfit(video)


def test_the_file_is_opened_in_the_context_that_models_run_in(
    monkeypatch: pytest.MonkeyPatch, clip: Path, scaler: Scaler
) -> None:
    steps: list[str] = []

    @contextmanager
    def context():
        steps.append("in")
        yield
        steps.append("out")

    def opened(path, hwaccel):
        steps.append("opened")
        assert hwaccel.options == {"primary_ctx": "0", "current_ctx": "1"}
        assert hwaccel.is_hw_owned
        return open_media(path)

    monkeypatch.setattr(device.gpu, "primary_context", context)
    monkeypatch.setattr(device, "open_media", opened)
    device._opened(clip).close()
    assert steps == ["in", "opened", "out"]


def test_a_codec_that_no_gpu_decodes(clip: Path, scaler: Scaler, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "_opened", open_media)  # whose decoder is none of a device
    info = probe(clip)
    assert info.video is not None
    with pytest.raises(OffDeviceError, match="no decoder for h264"):
        next(device.device_pictures(info, info.video, threading.Event(), Effort.WHOLE, scaler))


@pytest.mark.skipif(not gpu.nvidia_gpus(), reason="no NVIDIA GPU")
def test_a_real_gpu_makes_the_same_pictures(tmp_path: Path) -> None:
    scaler = Runtime("cuda").scaler()
    if scaler is None:
        pytest.skip("CUDA does not start here")
    path = tmp_path / "clip.mp4"
    footage.cuts(path, (20, 20), Fraction(25), size=(320, 180))
    made, warned = read(path, scaler)
    assert not warned
    same(made, read(path, None)[0], LEVEL + 1)
