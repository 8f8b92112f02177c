"""Small pictures along the file."""

import threading
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from app.media import thumbs as module
from app.media.decode import read_pictures
from app.media.info import probe
from app.media.thumbs import HEIGHT, ThumbBuilder, Thumbs
from tests import footage


def built(path: Path) -> Thumbs:
    builder = ThumbBuilder()
    assert not list(
        read_pictures(probe(path), [], stop=threading.Event(), warn=footage.fail_on_warning, thumbs=builder)
    )
    return builder.thumbs


def test_stand_along_the_file_as_displayed(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    times = footage.counter(path, 250, aspect=Fraction(2), vfr=True)
    thumbs = built(path)
    assert len(thumbs) == pytest.approx(times[-1] * 2, abs=2)
    for time in (0.0, 3.3, 7.2, times[-1] + 50):
        at, picture = thumbs.nearest(time) or pytest.fail("there is none")
        assert picture.shape == (HEIGHT, 180, 3)
        assert footage.read_counter(picture) == int(np.argmin(np.abs(np.array(times) - at)))
        assert abs(at - min(time, times[-1])) <= 0.5


def test_are_thinned_where_there_are_too_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST", 20)
    monkeypatch.setattr(module, "_CLOSEST", 0.04)
    path = tmp_path / "clip.mp4"
    footage.counter(path, 300)
    monkeypatch.setattr(ThumbBuilder, "begin", _without_length(ThumbBuilder.begin))
    thumbs = built(path)
    assert 10 <= len(thumbs) <= 20
    gaps = np.diff(thumbs.times)
    assert gaps.max() <= 2 * gaps.min() + 1e-6
    assert thumbs.times[-1] > 11.0


def _without_length(begin):
    return lambda self, video, _, make: begin(self, video, 0.0)


def test_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    footage.cuts(path, (30, 30, 30))
    thumbs = built(path)
    thumbs.save(tmp_path / "thumbs.npz")
    loaded = Thumbs.load(tmp_path / "thumbs.npz")
    assert np.array_equal(loaded.times, thumbs.times)
    for time in thumbs.times:
        one, other = thumbs.nearest(time), loaded.nearest(time)
        assert one is not None
        assert other is not None
        assert np.abs(one[1].astype(int) - other[1]).mean() < 6


def test_none_are_kept_too(tmp_path: Path) -> None:
    Thumbs().save(tmp_path / "thumbs.npz")
    assert Thumbs.load(tmp_path / "thumbs.npz").nearest(1.0) is None
