"""The strip that tells of an error."""

import pytest
from PySide6.QtCore import Qt

from widgets.banner import Banner, BannerLevel
from widgets.palette import LIGHT


@pytest.fixture
def banner(qtbot) -> Banner:
    result = Banner()
    qtbot.addWidget(result)
    return result


def test_hidden_until_there_is_something_to_say(banner):
    assert banner.isHidden()


@pytest.mark.parametrize("level", list(BannerLevel))
def test_a_message_with_an_action(banner, qtbot, level):
    banner.show_message(level, "The file cannot be read", "It ends after 3 s.", "Try again")
    assert banner.isVisible()
    assert banner.accessibleName() == f"{level.value.capitalize()}: The file cannot be read"
    with qtbot.waitSignal(banner.acted):
        qtbot.mouseClick(banner.action, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(banner.dismissed):
        qtbot.keyClick(banner.cross, Qt.Key.Key_Space)
    assert banner.isHidden()
    with qtbot.assertNotEmitted(banner.dismissed):
        banner.dismiss()


def test_what_is_not_said_takes_no_room(banner):
    banner.show_message(BannerLevel.ERROR, "Failed", "There is a reason for it. " * 10, "Retry")
    tall = banner.heightForWidth(400)
    banner.show_message(BannerLevel.INFO, "Done")
    assert not banner.details.isVisible()
    assert not banner.action.isVisible()
    assert banner.heightForWidth(400) < tall


def test_levels_and_themes_look_different(banner):
    banner.resize(500, 60)
    pictures = []
    for level in BannerLevel:
        banner.show_message(level, "x")
        pictures.append(banner.grab().toImage())
    banner.set_theme(LIGHT)
    pictures.append(banner.grab().toImage())
    assert all(a != b for i, a in enumerate(pictures) for b in pictures[:i])


def test_markup_in_a_message_is_only_text(banner):
    banner.show_message(BannerLevel.ERROR, "<b>a</b>.mov", "<img src='x'>")
    assert banner.title.textFormat() == Qt.TextFormat.PlainText
    assert banner.details.textFormat() == Qt.TextFormat.PlainText
