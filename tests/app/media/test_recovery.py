"""A damaged file gives the same pictures and warnings each time, as if frames were decoded one by one."""

import hashlib
import threading
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from app.media import recovery
from app.media.damage import DamageCounter
from app.media.info import probe
from app.media.packets import DecodeEffort
from app.media.recovery import _Held, recovered_pictures
from resources.messages import Message
from tests import footage

Result = tuple[list[float], list[str], list[str]]


def read(path: Path) -> Result:
    """Give times and digests of all frames, and what is warned of."""
    info = probe(path)
    told: list[str] = []
    assert info.video is not None
    damage = DamageCounter(lambda message: told.append(str(message)), Message("picture"), info.origin)
    times, digests = [], []
    for time, frame in recovered_pictures(info, info.video, threading.Event(), damage, DecodeEffort.WHOLE):
        times.append(time)
        digests.append(hashlib.sha256(frame.to_ndarray().tobytes()).hexdigest())
    damage.report(info.duration, info.duration)
    return times, digests, told


@pytest.fixture
def passes(monkeypatch: pytest.MonkeyPatch) -> list[tuple[bool, bool]]:
    """What passes over the file were made: in parallel or not, after a seek or not."""
    made: list[tuple[bool, bool]] = []

    class Noted(recovery._Reader):
        def __init__(self, *how, parallel, seeks):
            made.append((parallel, seeks))
            super().__init__(*how, parallel=parallel, seeks=seeks)

    monkeypatch.setattr(recovery, "_Reader", Noted)
    return made


@pytest.fixture
def one_by_one(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], Result]:
    """Read a file by a decoder that does one frame after another from start to end."""

    def reference(path: Path) -> Result:
        class Slow(recovery._Reader):
            def __init__(self, *how, parallel, seeks):
                super().__init__(*how, parallel=False, seeks=False)

        with monkeypatch.context() as patch:
            patch.setattr(recovery, "_Reader", Slow)
            return read(path)

    return reference


def spoil(path: Path, places: list[float], seed: int = 1, size: int = 40) -> None:
    """Overwrite some bytes of the picture data at shares of the file."""
    data = np.frombuffer(path.read_bytes(), np.uint8).copy()
    random = np.random.default_rng(seed)
    first = bytes(data).index(b"mdat") + 2000
    for place in places:
        start = first + int((len(data) - first) * place)
        data[start : start + size] = random.integers(0, 256, len(data[start : start + size]))
    path.write_bytes(data.tobytes())


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("b_frames", [0, 3])
def test_damage_reads_the_same_each_time(tmp_path: Path, one_by_one, b_frames: int, seed: int) -> None:
    path = tmp_path / "clip.mp4"
    footage.counter(path, 150, b_frames=b_frames, options={"movflags": "+faststart"})
    spoil(path, list(np.random.default_rng(seed).uniform(0.1, 0.9, 5)), seed)
    expected = one_by_one(path)
    assert len(expected[0]) > 50
    for _ in range(6):
        assert read(path) == expected


def test_a_whole_file_is_read_once_and_in_parallel(tmp_path: Path, one_by_one, passes) -> None:
    path = tmp_path / "clip.mp4"
    footage.counter(path, 150, b_frames=3)
    times, digests, told = read(path)
    assert (len(times), told, passes) == (150, [], [(True, False)])
    assert (times, digests, told) == one_by_one(path)


def test_after_a_while_without_damage_frames_are_decoded_in_parallel_again(
    tmp_path: Path, one_by_one, passes, monkeypatch
) -> None:
    monkeypatch.setattr(recovery, "WHOLE_S", 2.0)
    path = tmp_path / "clip.mp4"
    footage.counter(path, 500, b_frames=2, options={"g": "25", "sc_threshold": "0", "movflags": "+faststart"})
    spoil(path, [0.2, 0.7], size=300)
    made = read(path)
    assert [parallel for parallel, _ in passes] == [True, False, True, False, True]
    assert all(seeks for _, seeks in passes[1:])
    assert made == one_by_one(path)
    assert len(made[2]) == 1


def test_a_file_that_cannot_be_sought_is_read_from_its_start_again(
    tmp_path: Path, one_by_one, passes, monkeypatch
) -> None:
    path = tmp_path / "clip.mp4"
    footage.counter(path, 150, options={"g": "25", "sc_threshold": "0", "movflags": "+faststart"})
    spoil(path, [0.5], size=300)
    expected = one_by_one(path)
    passes.clear()
    monkeypatch.setattr(recovery, "seek_before", lambda container, stream, time: container.seek(5_000_000))
    assert read(path) == expected
    assert passes == [(True, False), (False, True), (False, False)]


def held(order: list[int]) -> list[list[int | None]]:
    """Send packets in an order of decoding; say which frames come at each frame in order of display."""
    waiting = _Held()
    packets: list[Any] = [SimpleNamespace(pts=pts) for pts in order]
    for packet in packets:
        waiting.send(packet)
    return [[frame.pts for frame in waiting.offer(packet)] for packet in sorted(packets, key=lambda p: p.pts)]


def test_frames_wait_for_those_that_they_may_be_made_from() -> None:
    assert held([0, 1, 2]) == [[0], [1], [2]]
    assert held([0, 3, 1, 2, 6, 4, 5]) == [[0], [], [], [1, 2, 3], [], [], [4, 5, 6]]
    assert held([0, 4, 2, 1, 3]) == [[0], [], [], [], [1, 2, 3, 4]]


def test_frames_without_times_do_not_wait() -> None:
    waiting = _Held()
    frame: Any = SimpleNamespace(pts=None)
    waiting.send(frame)
    assert list(waiting.offer(frame)) == [frame]
    assert list(waiting.rest()) == []
