"""Decoding for a first look: fewer frames and rougher ones, but those at their own times."""

import threading
from pathlib import Path

import numpy as np
import pytest

from app.bench.clips import BenchClip, make
from app.media.damage import DamageCounter
from app.media.decode import read_pictures
from app.media.info import probe
from app.media.packets import DecodeEffort
from app.media.pictures import decode_effort
from app.media.recovery import recovered_pictures
from inference.contract.types import FrameSpec
from resources.messages import Message
from tests import footage

SELDOM = FrameSpec(80, 48, 5.0)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "clip.mp4"
    footage.counter(made, 100, b_frames=3)
    return made


def frames(path: Path, spec: FrameSpec, *, fast: bool) -> tuple[np.ndarray, np.ndarray]:
    given = read_pictures(
        probe(path), [spec], stop=threading.Event(), warn=footage.fail_on_warning, fast=fast
    )
    batches = [one.batch for one in given]
    return np.concatenate([b.times for b in batches]), np.concatenate([b.data for b in batches])


def test_frames_are_skipped_only_where_nobody_wants_so_many(path: Path) -> None:
    video = probe(path).video
    assert video is not None
    assert decode_effort(video, [SELDOM, FrameSpec(8, 8, 12.5)]) is DecodeEffort.SPARSE
    assert decode_effort(video, [SELDOM, FrameSpec(8, 8, 13.0)]) is DecodeEffort.ROUGH
    assert decode_effort(video, [SELDOM, FrameSpec(8, 8)]) is DecodeEffort.ROUGH
    assert decode_effort(video, []) is DecodeEffort.SPARSE


def test_a_first_look_gives_frames_with_their_own_times(path: Path) -> None:
    times, pictures = frames(path, SELDOM, fast=True)
    numbers = [footage.read_counter(picture) for picture in pictures]
    assert times == pytest.approx(np.array(numbers) / 25, abs=1e-3)
    whole, _ = frames(path, SELDOM, fast=False)
    assert len(times) == pytest.approx(len(whole), abs=2)
    late = [float(np.abs(times - time).min()) for time in whole]
    assert max(late) <= 4 / 25 + 1e-6


def test_who_wants_every_frame_gets_every_frame(path: Path) -> None:
    _, pictures = frames(path, FrameSpec(80, 48), fast=True)
    assert [footage.read_counter(picture) for picture in pictures] == list(range(100))


def test_a_whole_analysis_sees_every_frame_all_but_exactly(tmp_path: Path) -> None:
    path = make(BenchClip("grainy", 2, 640, 360), tmp_path)
    info = probe(path)
    video = info.video
    assert video is not None

    def decoded(effort: DecodeEffort) -> list[np.ndarray]:
        damage = DamageCounter(footage.fail_on_warning, Message("picture"))
        given = recovered_pictures(info, video, threading.Event(), damage, effort)
        return [frame.to_ndarray(format="rgb24").astype(float) for _, frame in given]

    exact, whole, rough = (
        decoded(effort) for effort in (DecodeEffort.EXACT, DecodeEffort.WHOLE, DecodeEffort.ROUGH)
    )
    assert len(exact) == len(whole) == 60
    off, worse = (
        np.array([np.square(one - other).mean() for one, other in zip(exact, others, strict=True)])
        for others in (whole, rough)
    )
    # What is left out never reaches another frame, so that it does not grow.
    assert 10 * np.log10(255**2 / off.max()) > 45
    assert (off == 0).mean() > 0.2
    assert 0 < off.sum() < worse.sum() / 4


def test_a_whole_analysis_is_decoded_in_full(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import app.media.recovery as module

    efforts: list[DecodeEffort] = []
    real = module.open_pictures

    def noting(container, video, effort=DecodeEffort.WHOLE):
        efforts.append(effort)
        return real(container, video, effort)

    monkeypatch.setattr(module, "open_pictures", noting)
    frames(path, SELDOM, fast=False)
    frames(path, SELDOM, fast=True)
    assert efforts == [DecodeEffort.WHOLE, DecodeEffort.SPARSE]


def test_without_the_loop_filter_pictures_are_nearly_the_same(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    footage.cuts(path, (20, 20), size=(320, 180))
    _, whole = frames(path, FrameSpec(112, 63), fast=False)
    _, rough = frames(path, FrameSpec(112, 63), fast=True)
    error = np.square(whole.astype(float) - rough).mean(axis=(1, 2, 3))
    assert 10 * np.log10(255**2 / np.maximum(error, 1e-3)).min() > 30
