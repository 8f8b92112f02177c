"""A file whose disk was removed: told of where its picture was, with its results; there again by itself."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from app.gui.session.relink import is_offline
from app.media.location import Location
from tests.app.gui.conftest import FRAMES, WAIT


@pytest.fixture
def away(window, clip, settled):
    """An analyzed file that is not where it was, opened again."""
    window.open([clip])
    settled()
    window.workspace.session.remove(window.workspace.session.current)
    moved = clip.rename(clip.with_name("moved.mp4"))
    window.open([clip])
    file = settled()
    assert is_offline(file)
    return file, moved


def test_the_viewer_says_where_the_file_is_not_and_its_results_are_there(qtbot, window, away):
    file, _ = away
    player = window.workspace.viewer.player
    assert player.message[0] == "Media offline"
    assert player.action.isVisible()
    assert player.action.text() == "Relink…"
    assert player.rect().contains(player.action.geometry())
    assert not window.workspace.viewer.banner.isVisible(), "it is told once"
    assert window.workspace.timeline.view.lane("light").track is file.document.tracks["light"]
    assert len(file.document.tracks["light"]) == FRAMES
    window.workspace.transport.seek(1.0)
    window.workspace.transport.set_playing(True)
    qtbot.waitUntil(lambda: window.workspace.transport.position > 1.05, timeout=WAIT)
    window.workspace.transport.set_playing(False)
    assert not window.workspace.viewer.banner.isVisible()
    assert player.action.isVisible()


def test_the_button_locates_it(qtbot, window, away, settled, monkeypatch):
    _, moved = away
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(moved), ""))
    qtbot.mouseClick(window.workspace.viewer.player.action, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.workspace.session.current.location == Location.of(moved), timeout=WAIT)
    settled()
    assert not window.workspace.viewer.player.action.isVisible()
    qtbot.waitUntil(lambda: window.workspace.viewer.playback.picture is not None, timeout=WAIT)


def test_a_file_that_comes_back_is_shown_again(qtbot, window, away, clip, settled):
    file, moved = away
    assert window.workspace.media_watcher.timer.isActive()
    moved.rename(clip)
    window.workspace.media_watcher.timer.timeout.emit()
    qtbot.waitUntil(lambda: not is_offline(file), timeout=WAIT)
    settled()
    qtbot.waitUntil(lambda: window.workspace.viewer.playback.picture is not None, timeout=WAIT)
    assert not window.workspace.viewer.player.action.isVisible()
    assert not window.workspace.media_watcher.timer.isActive()


def test_a_disk_that_is_removed_while_the_file_is_shown_is_told_of(qtbot, window, clip, settled):
    window.open([clip])
    file = settled()
    qtbot.waitUntil(lambda: window.workspace.viewer.playback.picture is not None, timeout=WAIT)
    moved = clip.rename(clip.with_name("moved.mp4"))
    window.workspace.viewer.playback.try_again()
    qtbot.waitUntil(lambda: is_offline(file), timeout=WAIT)
    qtbot.waitUntil(window.workspace.viewer.player.action.isVisible, timeout=WAIT)
    assert window.workspace.viewer.player.message[0] == "Media offline"
    assert not window.workspace.viewer.banner.isVisible()
    assert len(file.document.tracks["light"]) == FRAMES
    moved.rename(clip)
