"""Playing with the keys of an editing desk, marks, loops, full screen, stills; decoders that break."""

import threading
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from app.gui.player.shuttle import faster
from app.media.audio_source import AudioSource
from app.media.picture_source import PictureSource
from tests import footage
from tests.app.gui.conftest import FRAMES, WAIT

Key = Qt.Key


@pytest.fixture
def opened(qtbot, window, settled, clip):
    window.open([clip])
    settled()
    qtbot.waitUntil(lambda: shown(window) == 0, timeout=WAIT)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=WAIT)
    window.workspace.timeline.view.setFocus()
    return window


@pytest.fixture
def numbers(opened):
    """Numbers of the pictures that came to the screen while it ran."""
    seen: list[int] = []
    opened.workspace.viewer.playback.picture_changed.connect(
        lambda picture: seen.append(footage.read_counter(picture.rgb)) if picture and picture.exact else None
    )
    return seen


def shown(window) -> int:
    picture = window.workspace.viewer.playback.picture
    return footage.read_counter(picture.rgb) if picture is not None and picture.exact else -1


def press(window, *keys):
    for key in keys:
        QTest.keyClick(window.workspace.timeline.view, key)


def test_each_press_is_faster_and_the_other_way_begins_anew():
    assert [faster(rate, 1) for rate in (0.0, 0.5, 1.0, 2.0, 4.0, 8.0, -4.0)] == [1, 1, 2, 4, 8, 8, 1]
    assert [faster(rate, -1) for rate in (0.0, -1.0, -8.0, 2.0)] == [-1, -2, -8, -1]


def test_the_keys_of_the_shuttle(opened):
    transport = opened.workspace.transport
    transport.seek(1.0)
    rates = []
    for key in (Key.Key_L, Key.Key_L, Key.Key_J, Key.Key_J, Key.Key_L):
        press(opened, key)
        assert transport.playing
        rates.append(transport.rate)
    assert rates == [1, 2, -1, -2, 1]
    assert opened.workspace.viewer.bar.speed.text() == "1×"
    press(opened, Key.Key_K)
    assert not transport.playing
    press(opened, Key.Key_BracketRight, Key.Key_Space)
    assert (transport.playing, transport.rate) == (True, 1.25)
    press(opened, Key.Key_Space)


def test_backwards_shows_every_picture_down_to_the_first(qtbot, opened, numbers):
    opened.workspace.transport.seek(1.0)
    qtbot.waitUntil(lambda: shown(opened) == 25, timeout=WAIT)
    numbers.clear()
    opened.workspace.transport.play_at(-0.5)
    qtbot.waitUntil(lambda: len(numbers) > 4, timeout=WAIT)
    press(opened, Key.Key_L)
    press(opened, Key.Key_J, Key.Key_J, Key.Key_J)
    assert opened.workspace.transport.rate == -4
    qtbot.waitUntil(lambda: not opened.workspace.transport.playing, timeout=WAIT)
    qtbot.waitUntil(lambda: shown(opened) == 0, timeout=WAIT)
    assert opened.workspace.transport.position == 0.0
    assert opened.workspace.transport.rate == 1.0, "the next time it is the chosen speed again"
    assert numbers[:4] == sorted(numbers[:4], reverse=True)


def test_while_k_is_held_a_press_is_one_picture_and_a_held_key_is_slow(qtbot, opened, numbers, monkeypatch):
    view, transport = opened.workspace.timeline.view, opened.workspace.transport
    QTest.keyPress(view, Key.Key_K)
    QTest.keyClick(view, Key.Key_L)
    qtbot.waitUntil(lambda: shown(opened) == 1, timeout=WAIT)
    assert not transport.playing
    QTest.keyClick(view, Key.Key_J)
    qtbot.waitUntil(lambda: shown(opened) == 0, timeout=WAIT)
    QTest.keyPress(view, Key.Key_L)
    qtbot.waitUntil(lambda: transport.playing, timeout=WAIT)
    assert transport.rate == 0.25
    QTest.keyRelease(view, Key.Key_L)
    assert not transport.playing
    QTest.keyRelease(view, Key.Key_K)


def test_in_and_out_points_take_in_the_picture_under_the_playhead(qtbot, opened):
    transport = opened.workspace.transport
    transport.seek(0.42)
    qtbot.waitUntil(lambda: shown(opened) == 10, timeout=WAIT)
    press(opened, Key.Key_I)
    transport.seek(0.82)
    qtbot.waitUntil(lambda: shown(opened) == 20, timeout=WAIT)
    press(opened, Key.Key_O)
    assert transport.span == pytest.approx((0.42, 0.84))
    assert "In 00:00:00:10 · Out 00:00:00:21" in opened.workspace.status.marks.text()
    QTest.keyClick(opened.workspace.timeline.view, Key.Key_I, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: shown(opened) == 10, timeout=WAIT)
    QTest.keyClick(opened.workspace.timeline.view, Key.Key_O, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: shown(opened) == 20, timeout=WAIT)
    QTest.keyClick(opened.workspace.timeline.view, Key.Key_X, Qt.KeyboardModifier.AltModifier)
    assert (transport.in_point, transport.out_point) == (None, None)
    assert not opened.workspace.status.marks.isVisible()
    transport.snap = [0.4, 1.2]
    transport.seek(0.8)
    QTest.keyClick(opened.workspace.timeline.view, Key.Key_T, Qt.KeyboardModifier.ShiftModifier)
    assert transport.span == (0.4, 1.2)


def test_a_loop_stays_between_its_ends(qtbot, opened, numbers):
    transport = opened.workspace.transport
    transport.set_in(0.4)
    transport.set_out(0.6)
    opened.commands["loop"].trigger()
    assert opened.workspace.viewer.bar.loop.isChecked()
    press(opened, Key.Key_Space)
    qtbot.waitUntil(lambda: sum(b < a for a, b in pairwise(numbers)) >= 2, timeout=WAIT)
    assert transport.playing
    transport.set_playing(False)
    assert set(numbers) <= set(range(10, 16))


def test_full_screen_comes_and_goes_with_its_keys(qtbot, opened):
    press(opened, Key.Key_F)
    qtbot.waitUntil(opened.isFullScreen, timeout=WAIT)
    assert not opened.docks["timeline"].isVisible()
    assert not opened.menuBar().isVisible()
    QTest.keyClick(opened.workspace.viewer, Key.Key_L)
    assert opened.workspace.transport.playing, "keys work without the menu bar"
    QTest.keyClick(opened.workspace.viewer, Key.Key_K)
    QTest.keyClick(opened.workspace.viewer, Key.Key_Escape)
    qtbot.waitUntil(lambda: not opened.isFullScreen(), timeout=WAIT)
    assert opened.docks["timeline"].isVisible()
    assert opened.menuBar().isVisible()
    assert not opened.commands["full_screen"].isChecked()


def test_what_lies_over_the_picture_can_be_hidden(opened):
    player = opened.workspace.viewer.player
    player.set_boxes([(0.2, 0.2, 0.5, 0.5, 1.0)])
    player.set_caption(["dog"])
    both = player.grab().toImage()
    opened.commands["boxes"].trigger()
    tags = player.grab().toImage()
    opened.commands["labels"].trigger()
    plain = player.grab().toImage()
    assert both != tags != plain
    player.set_boxes([])
    player.set_caption([])
    assert player.grab().toImage() == plain


def test_keys_are_text_where_text_is_written(opened):
    field = opened.workspace.inspector.table.filter
    opened.workspace.inspector.setCurrentIndex(1)
    field.setFocus()
    QTest.keyClicks(field, "joker iol")
    QTest.keyClick(field, Key.Key_Left)
    assert field.text() == "joker iol"
    assert not opened.workspace.transport.playing
    assert opened.workspace.transport.position == 0.0
    assert opened.workspace.transport.in_point is None
    assert field.cursorPosition() == 8


@pytest.mark.logs_errors
def test_a_decoder_that_breaks_is_told_and_can_be_tried_again(qtbot, opened, monkeypatch):
    healthy = PictureSource.toward

    def breaking(self, time):
        if time > 1.0:
            raise RuntimeError("the decoder is gone")
        return healthy(self, time)

    monkeypatch.setattr(PictureSource, "toward", breaking)
    opened.workspace.transport.seek(1.5)
    banner = opened.workspace.viewer.banner
    qtbot.waitUntil(banner.isVisible, timeout=WAIT)
    assert "the decoder is gone" in banner.details.text()
    assert banner.action.text() == "Try again"
    press(opened, Key.Key_L)
    assert opened.workspace.transport.playing, "the clock and the sound go on"
    press(opened, Key.Key_K)
    opened.workspace.transport.seek(1.5)
    monkeypatch.undo()
    qtbot.mouseClick(banner.action, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: shown(opened) == 37, timeout=WAIT)
    assert not banner.isVisible()


@pytest.mark.logs_errors
def test_sound_that_breaks_is_told_and_the_pictures_go_on(qtbot, monkeypatch, tmp_path):
    from app.gui.player.audio_output import AudioReader
    from app.media.info import probe

    path = tmp_path / "tone.wav"
    footage.tone(path, seconds=0.2)
    info = probe(path)

    def breaking(self, time):
        raise RuntimeError("no sound card has such a codec")
        yield

    monkeypatch.setattr(AudioSource, "blocks_from", breaking)
    reader = AudioReader(lambda: AudioSource(info), 0.0, 4096)
    qtbot.waitUntil(lambda: reader.ended, timeout=WAIT)
    assert "no sound card" in reader.failure
    reader.close()


def test_a_still_is_the_exact_picture_with_its_timecode(qtbot, opened, settled, monkeypatch, tmp_path):
    offered = []

    def choose(_parent, _title, name, _kinds):
        offered.append(name)
        return str(tmp_path / "chosen"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    opened.workspace.transport.seek(1.5)
    opened.commands["save_still"].trigger()
    settled()
    assert offered == [str(tmp_path / "clip_00-00-01-12.png")]
    saved = QImage(str(tmp_path / "chosen.png"))
    assert (saved.width(), saved.height()) == footage.COUNTER_SIZE
    assert read(saved) == 37
    opened.workspace.transport.seek(0.5)
    opened.commands["copy_still"].trigger()
    settled()
    assert read(QGuiApplication.clipboard().image()) == 12


def test_a_still_that_cannot_be_written_is_told(qtbot, opened, settled, monkeypatch, tmp_path):
    nowhere = tmp_path / "nowhere" / "still.png"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(nowhere), ""))
    opened.commands["save_still"].trigger()
    settled()
    assert opened.workspace.viewer.banner.isVisible()
    assert "cannot be written" in opened.workspace.viewer.banner.details.text()


def test_dragging_keeps_no_more_than_it_may(qtbot, opened, monkeypatch):
    reader = opened.workspace.viewer.playback._reader
    reader.cache._room = 4 * 160 * 96 * 3
    for number in [*range(1, FRAMES, 2), *range(FRAMES - 1, 0, -3)]:
        opened.workspace.transport.seek((number + 0.5) / 25)
        qtbot.waitUntil(lambda number=number: shown(opened) == number, timeout=WAIT)
        assert len(reader._ready) <= 1
        assert len(reader.cache) <= 4
        assert reader.cache.kept_bytes <= reader.cache._room
    assert sum(thread.name == "rushes-pictures" for thread in threading.enumerate()) == 1


def read(image: QImage) -> int:
    import numpy as np

    image = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return footage.read_counter(rows[:, : image.width() * 3].reshape(image.height(), image.width(), 3))
