"""Real and odd files from the folder of clips beside the checkout, where there is one."""

import threading
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from app.errors import MediaError
from app.media.decode import read_pictures, read_sound
from app.media.info import probe
from app.media.peaks import PeakBuilder
from app.media.picture_source import PictureSource
from app.media.thumbs import ThumbBuilder
from inference.contract.types import AudioSpec, Fit, FrameSpec, MeterSpec, Scaling
from tests import footage

if TYPE_CHECKING:
    from resources.messages import Message

PICTURES = [
    FrameSpec(64, 64, 2.0, Fit.COVER, zoom=256 / 224),
    FrameSpec(48, 27, 5.0, Fit.STRETCH, Scaling.AREA),
]
SOUNDS = [AudioSpec(16_000, 512, 512), MeterSpec()]
ODD = {"chunk_out_of_range.mp4", "zero_empty_stsc.mp4"}
QUICK = ("broken", "formats", "times", "sound")


@pytest.fixture
def clips(shared_data: Path) -> Path:
    return shared_data / "clips"


@pytest.mark.parametrize("folder", QUICK)
def test_every_clip_gives_what_it_declares_or_says_why_not(clips: Path, folder: str) -> None:
    for path in sorted((clips / folder).iterdir()):
        if path.name in ODD:
            with pytest.raises(MediaError) as caught:
                probe(path)
            assert caught.value.hint
            continue
        info = probe(path)
        warnings: list[Message] = []
        stop = threading.Event()
        thumbs, peaks = ThumbBuilder(), PeakBuilder()
        seen = list(read_pictures(info, PICTURES, stop=stop, warn=warnings.append, thumbs=thumbs))
        heard = list(read_sound(info, SOUNDS, stop=stop, warn=warnings.append, peaks=peaks))
        assert seen or heard, path.name
        assert bool(seen) == (info.video is not None), path.name
        for spec in {one.spec for one in [*seen, *heard]}:
            times = np.concatenate([one.batch.times for one in [*seen, *heard] if one.spec == spec])
            assert (np.diff(times) > 0).all(), (path.name, spec)
            assert times[0] >= 0
            assert times[-1] <= info.duration + 0.15, (path.name, spec)
        if seen:
            assert len(thumbs.thumbs) > 0
        if heard:
            assert peaks.peaks.end == pytest.approx(heard[-1].reached, abs=0.01)
        if folder != "broken":
            assert not warnings, (path.name, warnings)


def test_broken_clips_say_what_was_skipped(clips: Path) -> None:
    for name, words in {
        "corrupted.mp4": "1 damaged packet was skipped in the picture",
        "malformed-join.mp3": "damaged packets were skipped in the sound",
        "no_timescale.mp4": "damaged packets were skipped in the picture",
    }.items():
        info, warnings = probe(clips / "broken" / name), []
        list(read_pictures(info, PICTURES, stop=threading.Event(), warn=warnings.append))
        list(read_sound(info, SOUNDS, stop=threading.Event(), warn=warnings.append))
        assert any(words in str(text) for text in warnings), (name, warnings)


def test_late_start(clips: Path) -> None:
    info = probe(clips / "times" / "delayed_start.mp4")
    first = next(
        read_pictures(info, [FrameSpec(32, 32)], stop=threading.Event(), warn=footage.fail_on_warning)
    )
    assert first.batch.times[0] == pytest.approx(1.075, abs=1e-6)


@pytest.mark.parametrize(
    ("name", "width", "height", "rotation"),
    [
        ("video_0.mov", 568, 320, 0),
        ("video_90.mov", 320, 568, 90),
        ("video_180.mov", 568, 320, 180),
        ("video_270.mov", 320, 568, 270),
        ("sar_2x1.mp4", 1280, 360, 0),
        ("issue-195-aspect-ratio.mp4", 1024, 576, 0),
    ],
)
def test_displayed_sizes(clips: Path, name: str, width: int, height: int, rotation: int) -> None:
    video = probe(clips / "times" / name).video
    assert video is not None
    assert (video.width, video.height, video.rotation) == (width, height, rotation)


@pytest.mark.parametrize("name", ["goldeneye-vfr-drop3.mp4", "cursed-vfr.mp4"])
def test_variable_rates_are_seen(clips: Path, name: str) -> None:
    video = probe(clips / "times" / name).video
    assert video is not None
    assert video.variable


def test_covers_are_not_video(clips: Path) -> None:
    for name in ("sample.flac", "with-attached-pic.mp3", "h264-png.mp4"):
        info = probe(clips / "formats" / name)
        assert info.has_cover
        assert (info.video is not None) == name.endswith(".mp4")


@pytest.mark.parametrize(
    "name", ["cursed-vfr.mp4", "goldeneye-vfr-drop3.mp4", "delayed_start.mp4", "edts.mp4"]
)
def test_seeking_finds_what_the_pass_delivered(clips: Path, name: str) -> None:
    info = probe(clips / "times" / name)
    assert info.video is not None
    times, pictures = [], []
    for one in read_pictures(
        info,
        [FrameSpec(32, 32, None, Fit.STRETCH, Scaling.AREA)],
        stop=threading.Event(),
        warn=footage.fail_on_warning,
    ):
        times += one.batch.times.tolist()
        pictures += list(one.batch.data.astype(int))
    with PictureSource(info) as source:
        for index in np.random.default_rng(2).integers(0, len(times), 12).tolist():
            picture = source.frame_at(times[index], (32, 32))
            assert picture.time == pytest.approx(times[index], abs=1e-6)
            small = picture.rgb.astype(int)
            assert abs(small.mean() - pictures[index].mean()) < 4
