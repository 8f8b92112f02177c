"""The GPU's way of decoding, without a GPU: its scaler beside swscale."""

import threading
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from av.video.frame import VideoFrame

from app.media import device
from app.media.convert import Converter, FrameFitter
from app.media.device import DeviceConverter
from app.media.info import probe
from app.media.packets import DecodeEffort
from app.media.recovery import recovered_pictures
from inference.contract.types import Fit, FrameSpec, Scaling
from inference.runtime.runtime import make_scaler
from inference.runtime.scaler import Scaler
from resources.messages import Message
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

    made = FrameFitter(video, spec, make)(frame)
    assert made.shape == (spec.height, spec.width, 3)
    assert not scaler.lost
    return differs(made, FrameFitter(video, spec)(frame))


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
    damage = device.DamageCounter(footage.fail_on_warning, Message("picture"))
    pictures = recovered_pictures(info, info.video, threading.Event(), damage, DecodeEffort.WHOLE)
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
    assert str(scaler.lost) == "the GPU could not scale a picture (the device is gone)"
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
    assert str(scaler.lost) == "the GPU makes other pictures than the CPU"


def test_one_picture_that_shows_something_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    scaler, video = make_scaler("cpu"), video_like(160, 90, "bt601", "limited")
    frame = nv12(VideoFrame.from_ndarray(footage.scene(1, 0), "rgb24"))
    convert = DeviceConverter(scaler, video, 48, 27)
    convert(frame)
    monkeypatch.setattr(convert, "_ours", lambda frame: pytest.fail("it was converted twice"))
    convert(frame)
