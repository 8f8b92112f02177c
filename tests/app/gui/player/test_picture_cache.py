"""What stands in for a picture that is on its way."""

import threading

import numpy as np
import pytest

from app.gui.player.picture_cache import PictureCache
from app.gui.player.playback import Playback
from app.media.info import probe
from app.media.picture_source import Picture, PictureSource
from tests import footage
from tests.app.gui.conftest import WAIT
from widgets.transport import Transport


def gray(time: float, value: int = 0, until: float | None = None) -> Picture:
    rgb = np.full((10, 10, 3), value, np.uint8)
    return Picture(time, time + 0.04 if until is None else until, rgb)


def test_the_nearest_or_the_one_that_is_shown_then_is_given():
    previews = PictureCache()
    assert previews.nearest(1.0) is None
    for time in (1.0, 2.0, 5.0):
        previews.put(gray(time))
    previews.put(gray(3.0, until=4.9))
    found = [previews.nearest(time) for time in (0.0, 1.02, 1.6, 2.4, 4.8, 9.0)]
    assert [one.time for one in found if one] == [1, 1, 2, 2, 3, 5]
    assert not any(one.exact for one in found if one)


def test_those_not_used_for_longest_make_room():
    previews = PictureCache(room=3 * 300)
    for time in (1.0, 2.0, 3.0):
        previews.put(gray(time))
    previews.nearest(1.0)
    previews.put(gray(4.0))
    assert (len(previews), previews.kept_bytes) == (3, 900)
    kept = [previews.nearest(time) for time in (1.0, 2.0, 3.0, 4.0)]
    assert [one.time for one in kept if one] == [1, 1, 3, 4]


def test_copies_are_small_and_keep_their_aspect():
    previews = PictureCache()
    previews.put(Picture(0.0, 1.0, np.zeros((1080, 1920, 3), np.uint8)))
    found = previews.nearest(0.5)
    assert found is not None
    assert found.rgb.shape == (270, 480, 3)


@pytest.fixture
def slow(monkeypatch):
    """Decoding that waits at each frame until it is let on."""
    gate = threading.Event()
    gate.set()
    decode = PictureSource.toward

    def toward(self, time):
        for step in decode(self, time):
            gate.wait(0.05)
            yield step

    monkeypatch.setattr(PictureSource, "toward", toward)
    return gate


def test_something_near_is_shown_until_the_exact_one_comes(qtbot, slow, tmp_path):
    path = tmp_path / "long.mp4"
    footage.counter(path, 60, keyframes=500)
    transport = Transport()
    playback = Playback(transport)
    seen: list[tuple[int, bool]] = []
    playback.picture_changed.connect(
        lambda picture: seen.append((footage.read_counter(picture.rgb), picture.exact)) if picture else None
    )
    playback.open(probe(path))
    qtbot.waitUntil(lambda: bool(seen) and seen[-1] == (0, True), timeout=WAIT)
    slow.clear()
    transport.seek(1.01)
    qtbot.waitUntil(lambda: 0 < seen[-1][0] < 25 and not seen[-1][1], timeout=WAIT)
    slow.set()
    qtbot.waitUntil(lambda: seen[-1] == (25, True), timeout=WAIT)
    on_the_way = [number for number, exact in seen if not exact and number]
    assert on_the_way == sorted(on_the_way), "each one is nearer"
    playback.close()


def test_a_thumbnail_stands_in_where_nothing_is_decoded(qtbot, slow, tmp_path):
    path = tmp_path / "long.mp4"
    footage.counter(path, 60, keyframes=500)
    transport = Transport()
    playback = Playback(transport)
    playback.set_thumbs(lambda time: Picture(1.0, 1.0, footage.counter_picture(99), exact=False))
    playback.open(probe(path))
    qtbot.waitUntil(lambda: playback.picture is not None and playback.picture.exact, timeout=WAIT)
    slow.clear()
    transport.seek(1.2)
    qtbot.waitUntil(lambda: playback.picture is not None and not playback.picture.exact, timeout=WAIT)
    assert number(playback) == 99
    slow.set()
    qtbot.waitUntil(lambda: playback.picture is not None and playback.picture.exact, timeout=WAIT)
    assert number(playback) == 30
    playback.close()


def number(playback: Playback) -> int:
    return footage.read_counter(playback.picture.rgb) if playback.picture else -1
