"""Cuts told by leaps alone, a few pictures a second, with the network left out."""

from typing import Any

import numpy as np
import pytest

from inference.analyzers.shots import Shots
from inference.contract.types import FrameSpec
from tests.inference.analyzers.test_shots import RATE, Refusing, analyze, scene, shots

FAST: dict[str, Any] = dict(Shots.fast or {})
STEP = RATE // 5
"""Every fifth frame of a film at 25: five a second, fewer than a first look asks for."""


def seldom(film: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    rows = np.arange(0, len(film), STEP)
    return film[rows], rows / RATE


def test_cuts_are_found_at_the_next_picture_that_is_seen() -> None:
    lengths = (130, 90, 170, 110)
    film = np.concatenate([scene(length, seed) for seed, length in enumerate(lengths)])
    seen, times = seldom(film)
    _, segments = analyze(seen, Refusing(), times=times, **FAST)
    labels, starts = zip(*shots(segments), strict=True)
    assert labels == ("start", "cut", "cut", "cut")
    true = np.cumsum(lengths)[:-1] / RATE
    late = np.array(starts[1:]) - true
    assert (late >= -1e-6).all()
    assert (late <= STEP / RATE + 1e-6).all()


@pytest.mark.parametrize("speed", [0.3, 2.0])
def test_a_moving_camera_makes_no_cut(speed: float) -> None:
    film = scene(250, 5, speed=speed)
    seen, times = seldom(film)
    _, segments = analyze(seen, Refusing(), times=times, **FAST)
    assert [label for label, _ in shots(segments)] == ["start"]


def test_the_wants_follow_the_rate() -> None:
    whole, fast = Shots.wants({}), Shots.wants(FAST)
    assert isinstance(whole, FrameSpec)
    assert isinstance(fast, FrameSpec)
    assert (whole.fps, fast.fps) == (None, FAST["rate"])


@pytest.mark.parametrize("frames", [1, 2, 3, 9, 16, 17, 18, 50, 51])
def test_films_of_any_length(frames: int) -> None:
    film = np.concatenate([scene(60, 1)[: frames - frames // 2], scene(60, 2)[: frames // 2]])
    tracks, segments = analyze(film, Refusing(), **FAST)
    assert len(tracks["shots"]) == frames
    assert np.isfinite(tracks["shots"].column("cut")).all()
    if frames > 8:
        assert shots(segments)[1:] == [("cut", pytest.approx((frames - frames // 2) / RATE))]
