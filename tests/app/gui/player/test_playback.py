"""What is on the screen when, by the numbers in the pictures."""

import threading
import time
from typing import cast

import numpy as np
import pytest

from app.errors import MediaError
from app.gui.player.audio_output import NO_LIBRARY, AudioOutput, AudioReader
from app.gui.player.picture_reader import PictureReader
from app.gui.player.playback import MediaClock, Playback
from app.media.audio_source import AudioSource
from app.media.info import probe
from app.media.picture_source import Picture, PictureSource
from tests import footage
from tests.app.gui.conftest import FRAMES, WAIT
from widgets.transport import Transport


@pytest.fixture
def transport():
    return Transport()


@pytest.fixture
def playback(transport):
    made = Playback(transport)
    yield made
    made.close()


@pytest.fixture
def shown(playback):
    """Numbers of the pictures that came to the screen, without what stood in for them on a slow machine."""
    numbers: list[int] = []
    playback.picture_changed.connect(
        lambda picture: (
            numbers.append(footage.read_counter(picture.rgb)) if picture and picture.exact else None
        )
    )
    return numbers


def test_the_standing_picture_is_the_one_at_the_playhead(qtbot, playback, transport, shown, clip):
    playback.open(probe(clip))
    qtbot.waitUntil(lambda: shown == [0], timeout=WAIT)
    for number in (40, 3, 59, 17):
        transport.seek((number + 0.5) / 25)
        qtbot.waitUntil(lambda number=number: shown[-1] == number, timeout=WAIT)


def test_only_the_last_of_many_seeks_has_to_be_shown(qtbot, playback, transport, shown, clip):
    playback.open(probe(clip))
    for number in range(1, 50):
        transport.seek((number + 0.5) / 25)
    qtbot.waitUntil(lambda: bool(shown) and shown[-1] == 49, timeout=WAIT)
    assert len(shown) < 10


def test_steps_go_from_picture_to_picture_at_a_variable_rate(qtbot, playback, transport, shown, tmp_path):
    path = tmp_path / "vfr.mkv"
    times = footage.counter(path, 20, vfr=True)
    playback.open(probe(path))
    qtbot.waitUntil(lambda: shown == [0], timeout=WAIT)
    for number in (*range(1, 8), *range(6, -1, -1)):
        transport.step(1 if number > shown[-1] else -1)
        qtbot.waitUntil(lambda number=number: shown[-1] == number, timeout=WAIT)
        assert transport.position == pytest.approx(times[number], abs=0.002)


def test_playing_shows_pictures_in_order_until_the_end(qtbot, playback, transport, shown, clip):
    playback.open(probe(clip))
    transport.seek(1.0)
    transport.set_playing(True)
    qtbot.waitUntil(lambda: not transport.playing, timeout=WAIT)
    qtbot.waitUntil(lambda: shown[-1] == FRAMES - 1, timeout=WAIT)
    assert transport.position == pytest.approx(transport.duration, abs=1e-3)
    moving = [number for number in shown if number >= 25]
    assert moving == sorted(moving)
    assert len(moving) > 5
    transport.set_playing(True)
    assert transport.position < 0.5, "playing at the end begins at the start"


def test_seeking_while_playing_goes_on_there(qtbot, playback, transport, shown, clip):
    playback.open(probe(clip))
    transport.set_playing(True)
    qtbot.waitUntil(lambda: len(shown) > 3, timeout=WAIT)
    transport.seek(1.6)
    qtbot.waitUntil(lambda: shown[-1] >= 40, timeout=WAIT)
    assert transport.playing
    transport.set_playing(False)
    qtbot.waitUntil(lambda: shown[-1] == int(transport.position * 25 + 1e-6), timeout=WAIT)


def test_sound_without_picture_plays_too(qtbot, playback, transport, tmp_path):
    path = tmp_path / "tone.wav"
    footage.tone(path, seconds=0.3)
    said = []
    playback.message.connect(said.append)
    playback.open(probe(path))
    for _ in range(2):
        transport.set_playing(True)
        qtbot.waitUntil(lambda: not transport.playing, timeout=WAIT)
        assert transport.position == pytest.approx(transport.duration, abs=1e-3)
    assert said == [NO_LIBRARY], "why it is silent is said once"


def test_a_file_that_vanished_is_told(qtbot, playback, clip):
    info = probe(clip)
    clip.unlink()
    with qtbot.waitSignal(playback.failed, timeout=WAIT) as told:
        playback.open(info)
    assert isinstance(told.args[0], MediaError)


class SlowSource:
    """Takes a tenth of a second for each picture of a hundredth."""

    def __init__(self) -> None:
        self.asked: list[float] = []

    def toward(self, at):
        return iter(())

    def frame_at(self, at, max_size=None):
        self.asked.append(at)
        time.sleep(0.05)
        start = np.floor(at * 100 + 1e-6) / 100
        return Picture(start, start + 0.01, np.zeros((2, 2, 3), np.uint8))

    def close(self) -> None:
        pass


def test_a_decoder_that_is_too_slow_leaves_pictures_out_instead_of_lagging(qtbot):
    source = SlowSource()
    reader = PictureReader(lambda: cast("PictureSource", source))
    reader.run(0.0)
    begin = time.monotonic()
    while (now := time.monotonic() - begin) < 0.6:
        reader.take(now)
        time.sleep(0.005)
    reader.close()
    assert len(source.asked) < 20
    assert source.asked[-1] > 0.3, "it went with the clock"


def test_closing_a_reader_does_not_wait_for_room_in_its_queue(clip):
    info = probe(clip)
    reader = PictureReader(lambda: PictureSource(info))
    reader.run(0.0)
    deadline = time.monotonic() + 5
    while reader.take(0.0) is None and time.monotonic() < deadline:
        time.sleep(0.01)
    reader.close()
    assert not any(thread.name == "rushes-pictures" for thread in threading.enumerate())


def test_the_clock_is_steady_and_follows_what_is_heard(monkeypatch):
    now = 100.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    clock = MediaClock(5.0)
    now = 101.0
    assert clock.now(None) == pytest.approx(6.0)
    assert clock.now(0.98) == pytest.approx(6.0), "a small difference is not jumped over"
    for _ in range(200):
        clock.now(0.98)
    assert clock.now(0.98) == pytest.approx(5.98, abs=1e-3)
    assert clock.now(0.5) == pytest.approx(5.5), "a stall of the sound holds the picture"


def test_the_sound_that_is_read_is_the_one_from_that_time(tmp_path):
    path = tmp_path / "ramp.wav"
    ramp = np.linspace(-0.5, 0.5, 48_000, dtype=np.float32)[None].repeat(2, axis=0)
    footage.write(path, sound=ramp)
    info = probe(path)
    reader = AudioReader(lambda: AudioSource(info, 0, 48_000, 2), 0.5, 1 << 16)
    data = b""
    deadline = time.monotonic() + 10
    while not reader.ended and time.monotonic() < deadline:
        data += reader.take(4096)
        time.sleep(0.001)
    reader.close()
    stereo = np.frombuffer(data, np.float32).reshape(-1, 2)
    np.testing.assert_allclose(stereo, ramp[:, 24_000:].T, atol=1e-4)


def test_a_speaker_that_is_not_used_has_nothing_to_stop():
    speaker = AudioOutput()
    assert speaker.seconds_played() is None
    speaker.set_volume(0.5)
    speaker.stop()
