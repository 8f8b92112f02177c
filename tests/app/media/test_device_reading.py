"""Reading a file by the GPU's way, without a GPU: when that is taken, and that nothing is lost by it."""

import threading
from contextlib import contextmanager
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.media import device
from app.media.decode import read_pictures
from app.media.device import OffDeviceError, unsupported_reason
from app.media.info import probe
from app.media.location import Location
from app.media.opening import open_media
from app.media.packets import DecodeEffort
from app.media.thumbs import ThumbBuilder
from inference.contract.types import Fit, FrameSpec, Scaling
from inference.runtime import gpu
from inference.runtime.runtime import Runtime, make_scaler
from inference.runtime.scaler import Scaler
from resources.messages import Message
from tests import footage
from tests.app.media.test_device import LEVEL, SPECS, decoded, differs, nv12
from tests.app.media.test_pictures import video_like

if TYPE_CHECKING:
    import numpy as np


@pytest.fixture(scope="module")
def scaler() -> Scaler:
    return make_scaler("cpu")


def read(path: Path, scaler: Scaler | None, specs=SPECS, thumbs: ThumbBuilder | None = None):
    """Give what is read, as times and pictures by spec, and what was warned of."""
    warned: list[str] = []
    made: dict[object, list[tuple[float, np.ndarray]]] = {spec: [] for spec in specs}
    for one in read_pictures(
        probe(path),
        specs,
        stop=threading.Event(),
        warn=lambda message: warned.append(str(message)),
        scaler=scaler,
        thumbs=thumbs,
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
        raise OffDeviceError(Message("the GPU could not decode what is at 1.0 s"))

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
    given = device.device_pictures(info, info.video, threading.Event(), DecodeEffort.WHOLE, scaler)
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
    given = device.device_pictures(info, info.video, threading.Event(), DecodeEffort.WHOLE, scaler)
    assert len(list(islice(given, 3))) == 3
    scaler.lost = Message("the GPU could not scale a picture")
    with pytest.raises(OffDeviceError, match="could not scale"):
        next(given)
    again = device.device_pictures(info, info.video, threading.Event(), DecodeEffort.WHOLE, scaler)
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
    assert str(unsupported_reason(video)).endswith(reason)
    assert bool(unsupported_reason(video)) == bool(reason)


def test_hdr_is_for_the_cpu() -> None:
    from dataclasses import replace

    video = replace(video_like(160, 90, "bt2020", "limited"), pixel_format="yuv420p10le", hdr=True)
    assert "HDR" in str(unsupported_reason(video))


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
    device._opened(Location.of(clip)).close()
    assert steps == ["in", "opened", "out"]


def test_a_codec_that_no_gpu_decodes(clip: Path, scaler: Scaler, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "_opened", open_media)  # whose decoder is none of a device
    info = probe(clip)
    assert info.video is not None
    with pytest.raises(OffDeviceError, match="no decoder for h264"):
        next(device.device_pictures(info, info.video, threading.Event(), DecodeEffort.WHOLE, scaler))


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
