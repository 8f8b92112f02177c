"""The picture, and the bar below it."""

import numpy as np
import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage

from widgets.icons import pixmap
from widgets.palette import DARK, LIGHT
from widgets.picture import to_image
from widgets.player import PlayerView
from widgets.transport_bar import TransportBar


def halves(rows: int = 90, columns: int = 160) -> np.ndarray:
    """Red at the left, green at the right."""
    picture = np.zeros((rows, columns, 3), np.uint8)
    picture[:, : columns // 2, 0] = 255
    picture[:, columns // 2 :, 1] = 255
    return picture


@pytest.fixture
def player(qtbot) -> PlayerView:
    view = PlayerView()
    qtbot.addWidget(view)
    view.resize(400, 400)
    return view


def seen(player: PlayerView) -> QImage:
    return player.grab().toImage()


@pytest.mark.parametrize(
    ("size", "rect"),
    [((400, 400), QRectF(0, 87, 400, 225)), ((800, 225), QRectF(200, 0, 400, 225))],
)
def test_the_picture_keeps_its_aspect(player, size, rect):
    player.resize(*size)
    player.set_picture(halves(), 1.5)
    assert player.picture_rect() == rect
    image = seen(player)
    assert image.pixelColor(int(rect.left()) + 5, int(rect.center().y())) == QColor(255, 0, 0)
    assert image.pixelColor(int(rect.right()) - 5, int(rect.center().y())) == QColor(0, 255, 0)
    assert image.pixelColor(2, 2) == QColor(0, 0, 0)
    assert player.time == 1.5


def test_odd_widths_are_not_sheared(qtbot):
    picture = np.zeros((7, 13, 3), np.uint8)
    picture[:, 6] = (9, 99, 199)
    image = to_image(picture[:, ::1])
    assert all(image.pixelColor(6, y) == QColor(9, 99, 199) for y in range(7))
    flipped = to_image(picture[::-1])
    assert flipped.pixelColor(6, 0) == QColor(9, 99, 199)


def test_an_image_keeps_its_pixels_when_the_array_changes(qtbot):
    picture = halves()
    image = to_image(picture)
    picture[:] = 0
    assert image.pixelColor(0, 0) == QColor(255, 0, 0)


def test_boxes_frame_what_they_say(player):
    player.set_picture(np.zeros((100, 100, 3), np.uint8))
    plain = seen(player)
    player.set_boxes([(0.25, 0.25, 0.5, 0.5, 1.0)])
    framed = seen(player)
    changed = [x for x in range(400) if framed.pixel(x, 200) != plain.pixel(x, 200)]
    assert changed
    assert all(min(abs(x - 100), abs(x - 300)) <= 3 for x in changed)
    player.set_boxes([])
    assert seen(player) == plain


def test_captions_stay_within_the_picture(player):
    player.set_picture(np.zeros((100, 100, 3), np.uint8))
    plain = seen(player)
    player.set_caption(
        ["dog", "a very long name that no corner has room for, however wide it is, really none"]
    )
    assert seen(player) != plain
    assert "dog" in player.accessibleDescription()


def test_a_message_stands_while_there_is_no_picture(player):
    blank = seen(player)
    player.set_message("Audio only", "This file has no picture.")
    told = seen(player)
    assert told != blank
    player.set_picture(halves())
    assert seen(player).pixelColor(100, 200) == QColor(255, 0, 0)
    player.set_picture(None)
    assert seen(player) == told


@pytest.fixture
def bar(qtbot, transport) -> TransportBar:
    result = TransportBar(transport)
    qtbot.addWidget(result)
    with qtbot.waitExposed(result):
        result.show()
    return result


def test_buttons_move_the_clock(bar, transport, qtbot):
    for button, position in ((bar.end, 100), (bar.back, 99.96), (bar.start, 0), (bar.forward, 0.04)):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert transport.position == pytest.approx(position)


def test_play_and_pause_by_keyboard(bar, transport, qtbot):
    qtbot.keyClick(bar.play, Qt.Key.Key_Space)
    assert transport.playing
    assert bar.play.accessibleName() == "Pause"
    transport.set_playing(False)
    assert bar.play.accessibleName() == "Play"


def test_times_are_written_by_the_formatter(bar, transport):
    transport.tick(61.5)
    assert (bar.position.text(), bar.duration.text()) == ("1:01.50", "/ 1:40.00")
    bar.set_formatter(lambda time: f"{time:.0f} s")
    transport.tick(7)
    assert (bar.position.text(), bar.duration.text()) == ("7 s", "/ 100 s")


def test_volume_and_mute(bar, qtbot):
    with qtbot.waitSignal(bar.volume_changed) as heard:
        qtbot.keyClick(bar.volume, Qt.Key.Key_Left)
    assert heard.args == [0.99]
    with qtbot.waitSignal(bar.muted_changed) as heard:
        qtbot.mouseClick(bar.mute, Qt.MouseButton.LeftButton)
    assert heard.args == [True]
    with qtbot.assertNotEmitted(bar.muted_changed):
        bar.set_muted(True)
    bar.set_sound(False)
    assert not bar.mute.isEnabled()
    assert not bar.volume.isEnabled()


def test_everything_can_be_reached_and_named(bar):
    for child in (bar.start, bar.back, bar.play, bar.forward, bar.end, bar.mute, bar.volume):
        assert child.accessibleName()
        assert child.focusPolicy() & Qt.FocusPolicy.TabFocus


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_icons_take_the_color_of_the_theme(qtbot, theme):
    image = pixmap("play", theme.text, 24).toImage()
    assert image.pixelColor(11, 12).name() == theme.text
    assert image.pixelColor(0, 0).alpha() == 0
    with pytest.raises(FileNotFoundError):
        pixmap("no such icon", theme.text, 24)
