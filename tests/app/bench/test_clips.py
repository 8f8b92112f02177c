"""Clips for the benchmark are what they are said to be: their cuts, times and lengths."""

import json
import threading
from pathlib import Path

import numpy as np
import pytest

from app.bench.clips import BenchClip, cuts_of, lacks, make, times_of, truth, truth_of
from app.media.decode import read_pictures
from app.media.info import probe
from inference.contract.types import FrameSpec
from tests import footage

SMALL = BenchClip("small", 7.0, 64, 36)


def seen(path: Path) -> tuple[np.ndarray, np.ndarray]:
    spec = FrameSpec(32, 18)
    given = list(read_pictures(probe(path), [spec], stop=threading.Event(), warn=footage.fail_on_warning))
    times = np.concatenate([one.batch.times for one in given])
    return times, np.concatenate([one.batch.data for one in given]).astype(np.float32)


def leaps(path: Path) -> list[float]:
    times, pictures = seen(path)
    change = np.abs(np.diff(pictures, axis=0)).mean(axis=(1, 2, 3))
    return times[1:][change > 25].tolist()


def test_a_clip_is_cut_where_its_truth_says(tmp_path: Path) -> None:
    path = make(SMALL, tmp_path)
    said = json.loads(truth_of(path).read_text(encoding="utf-8"))["cuts"]
    assert said == pytest.approx([172 / 30])
    assert leaps(path) == pytest.approx(said, abs=1e-3)
    media = probe(path)
    assert media.video is not None
    assert (media.video.width, media.video.height) == (64, 36)
    assert len(media.audio) == 1
    assert media.duration == pytest.approx(7.0, abs=0.1)


def test_a_repeated_clip_is_cut_at_its_seams_too(tmp_path: Path) -> None:
    clip = BenchClip("small", 2.0, 64, 36, repeats=3)
    path = make(clip, tmp_path)
    assert truth(clip) == [2.0, 4.0]
    times, _ = seen(path)
    assert len(times) == 180
    np.testing.assert_allclose(np.diff(times), 1 / 30, atol=1e-3)
    assert probe(path).audio[0].duration == pytest.approx(6.0, abs=0.1)


def test_frames_that_vary_do(tmp_path: Path) -> None:
    clip = BenchClip("vfr", 2.0, 64, 36, varies=True)
    times, _ = seen(make(clip, tmp_path))
    assert times == pytest.approx([float(time) for time in times_of(clip)], abs=1e-3)
    assert len(set(np.round(np.diff(times), 3))) == 3


def test_a_clip_is_made_once(tmp_path: Path) -> None:
    clip = BenchClip("sound", 1.0)
    path = make(clip, tmp_path)
    before = path.stat().st_mtime_ns
    assert make(clip, tmp_path) == path
    assert path.stat().st_mtime_ns == before
    assert probe(path).video is None


def test_what_cannot_be_encoded_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("av.codec.codecs_available", {"libx264"})
    assert lacks(BenchClip("hevc", 1.0, 64, 36, codec="hevc")) == "no encoder libx265"
    assert not lacks(SMALL)
    assert cuts_of(BenchClip("short", 1.0, 64, 36)) == []
