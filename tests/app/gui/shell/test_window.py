"""The window as a user meets it."""

import shutil
import sys

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from app.config import Settings, load_settings
from app.errors import RushesError
from app.gui.chrome.actions import MENUS
from app.gui.chrome.device_text import device_words
from app.gui.chrome.placeholder import WELCOME
from app.gui.library.item import status
from app.gui.library.model import ENTRY, FILE
from app.gui.session.open_file import State
from app.gui.shell.about import about_dialog, device_dialog, keys_dialog
from app.gui.shell.application import _errors_shown
from app.gui.shell.error_dialog import error_dialog
from app.gui.shell.main_window import MainWindow
from app.gui.shell.models_dialog import models_dialog
from app.media.location import Location
from inference.contract.types import Device
from resources.messages import Message
from tests import footage
from tests.app.gui.conftest import FRAMES, WAIT


def colors_of(window) -> int:
    """Number of colors in what the window shows."""
    image = window.grab().toImage().convertToFormat(window.grab().toImage().Format.Format_RGB32)
    data = np.frombuffer(image.constBits(), np.uint32)
    return len(np.unique(data))


def keys(window) -> list[str]:
    return [lane.key for lane in window.workspace.timeline.view.lanes()]


def test_an_empty_window_says_what_to_do(window):
    assert window.workspace.viewer.player.message[0] == WELCOME
    assert "Ctrl+O" in window.workspace.viewer.player.message[1]
    assert keys(window) == []
    assert not window.commands["play"].isEnabled()
    assert window.commands["open"].isEnabled()


def test_lanes_are_there_at_once_and_fill(qtbot, window, clip, held, settled):
    window.open([clip])
    qtbot.waitUntil(lambda: held.reached.is_set() and bool(keys(window)), timeout=WAIT)
    assert keys(window) == ["film", "light", "level", "doubled", "wave"]
    qtbot.waitUntil(
        lambda: window.workspace.timeline.view.lane("light").message == "Analyzing…", timeout=WAIT
    )
    held.gate.set()
    file = settled()
    lanes = {lane.key: lane for lane in window.workspace.timeline.view.lanes()}
    assert len(lanes["light"].track) == FRAMES
    assert lanes["light"].track is file.document.tracks["light"]
    qtbot.waitUntil(lambda: not any(lane.is_empty() for lane in lanes.values()), timeout=WAIT)


def test_previews_that_are_made_again_are_drawn_to_the_end(qtbot, window, clip, settled, home):
    window.open([clip])
    settled()
    shutil.rmtree(home / "cache")
    window.workspace.session.remove(window.workspace.session.current)
    window.open([clip])
    file = settled()
    film = window.workspace.timeline.view.lane("film")
    window.workspace.timeline.view.flush()
    drawn = film.draws
    window.workspace.session.changed.emit(file)
    window.workspace.timeline.view.flush()
    assert file.pending == set()
    assert film.draws > drawn
    assert len(file.document.thumbs) > 1


def test_playing_seeking_and_zooming_while_it_is_analyzed(qtbot, window, clip, held, settled):
    window.open([clip])
    qtbot.waitUntil(held.reached.is_set, timeout=WAIT)
    qtbot.waitUntil(lambda: window.workspace.session.current.state is State.ANALYZING, timeout=WAIT)
    player, transport = window.workspace.viewer.player, window.workspace.transport
    transport.seek(1.5)
    qtbot.waitUntil(lambda: player.time == pytest.approx(1.48, abs=0.021), timeout=WAIT)
    window.commands["zoom_in"].trigger()
    assert transport.view[1] - transport.view[0] == pytest.approx(transport.duration / 2)
    window.commands["play"].trigger()
    assert transport.playing
    qtbot.waitUntil(lambda: player.time > 1.6, timeout=WAIT)
    window.commands["play"].trigger()
    assert window.workspace.session.current.state is State.ANALYZING
    position, view = transport.position, transport.view
    held.gate.set()
    settled()
    assert (transport.position, transport.view) == (position, view), "the end of an analysis moves nothing"


def test_closing_while_it_plays_and_analyzes_ends_everything(qtbot, window, clip, held):
    window.open([clip])
    qtbot.waitUntil(held.reached.is_set, timeout=WAIT)
    window.workspace.transport.set_playing(True)
    held.gate.set()
    assert window.close()
    assert not window.workspace.transport.playing


def test_a_bad_file_is_told_above_the_picture_and_the_next_one_opens(qtbot, window, clip, tmp_path, settled):
    bad = tmp_path / "notes.mp4"
    footage.not_media(bad)
    window.open([bad, clip])
    file = settled()
    assert file.state is State.FAILED
    banner = window.workspace.viewer.banner
    assert banner.isVisible()
    assert "notes.mp4" in banner.title.text() + banner.details.text()
    assert str(file.error.hint) in banner.details.text()
    assert window.workspace.viewer.player.message == (str(file.error.message), str(file.error.hint))
    window.workspace.session.show(window.workspace.session.files[1])
    settled()
    assert not banner.isVisible()
    assert keys(window) == ["film", "light", "level", "doubled", "wave"]


def test_sound_alone_says_so_and_has_its_lanes(window, tmp_path, settled):
    path = tmp_path / "tone.wav"
    footage.tone(path, seconds=1.0)
    window.open([path])
    settled()
    assert window.workspace.viewer.player.message == ("Audio only", "tone.wav")
    assert keys(window) == ["level", "doubled", "wave"]


def test_the_inspector_tells_what_is_under_the_playhead(qtbot, window, clip, settled):
    window.open([clip])
    file = settled()
    shown = []
    window.workspace.inspector.inspector.set_rows = lambda rows: shown.append(list(rows))
    window.workspace.transport.seek(1.0)
    qtbot.waitUntil(lambda: bool(shown), timeout=WAIT)
    track = file.document.tracks["light"]
    value = float(track.values[track.row_at(1.0), 0])
    assert ("Light", "mean", f"{value:.0%}", pytest.approx(value)) in shown[-1]


def test_a_folder_that_is_dropped_opens_its_media(qtbot, window, clip, tmp_path, settled):
    folder = tmp_path / "shoot"
    folder.mkdir()
    clip.rename(folder / "a.mp4")
    footage.tone(folder / "b.wav", seconds=0.5)
    (folder / "notes.txt").write_text("no media")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(folder))])
    action, button, keys_held = (
        Qt.DropAction.CopyAction,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    drop = QDropEvent(QPointF(9, 9), action, data, button, keys_held)
    window.dropEvent(drop)
    settled()
    assert [file.location.name for file in window.workspace.session.files] == ["a.mp4", "b.wav"]
    assert window.workspace.session.current.location.name == "a.mp4"


def test_the_library_is_a_sound_model_and_chooses_what_is_shown(qtbot, window, clip, tmp_path, settled):
    model = window.workspace.library.model
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    other = tmp_path / "other.mp4"
    footage.counter(other, 20)
    window.open([clip, other])
    settled()
    assert [model.index(row).data() for row in range(model.rowCount())] == ["clip.mp4", "other.mp4"]
    window.workspace.library.view.setCurrentIndex(model.index(1))
    assert window.workspace.session.current.location == Location.of(other)
    assert model.index(1).data(FILE) is window.workspace.session.current
    assert status(model.index(0).data(ENTRY)) == "0:02 · analyzed"
    settled()
    assert status(model.index(1).data(ENTRY)) == "0:01 · analyzed"
    window.commands["remove"].trigger()
    assert model.rowCount() == 1
    assert window.workspace.session.current.location == Location.of(clip)
    assert window.workspace.library.view.currentIndex().row() == 0


def test_opening_again_says_that_it_comes_from_the_store(qtbot, window, clip, settled, analyzers):
    window.open([clip])
    settled()
    window.commands["remove"].trigger()
    window.open([clip])
    settled()
    assert status(window.workspace.library.model.index(0).data(ENTRY)) == "0:02 · analyzed"


def test_canceling_from_the_menu(qtbot, window, clip, held, settled):
    window.open([clip])
    qtbot.waitUntil(held.reached.is_set, timeout=WAIT)
    qtbot.waitUntil(window.commands["cancel"].isEnabled, timeout=WAIT)
    qtbot.waitUntil(window.workspace.status.cancel.isVisible, timeout=WAIT)
    window.commands["cancel"].trigger()
    held.gate.set()
    assert settled().state is State.CANCELED
    assert not window.commands["cancel"].isEnabled()
    assert window.commands["retry"].isEnabled()
    assert not window.workspace.status.cancel.isVisible()


def test_the_theme_changes_at_once_and_is_kept(window, qapp):
    dark = window.grab().toImage().pixelColor(640, 5).lightness()
    window.commands["light"].trigger()
    assert window.grab().toImage().pixelColor(640, 5).lightness() > dark + 100
    assert load_settings().theme == "light"
    window.commands["light"].trigger()
    assert load_settings().theme == "dark"


def test_docks_stand_where_they_were(qtbot, window, analyzers):
    window.docks["inspector"].hide()
    window.resize(1500, 900)
    window.close()
    again = MainWindow(Settings(device="cpu"), analyzers)
    qtbot.addWidget(again)
    again.show()
    again.populate()
    assert not again.docks["inspector"].isVisible()
    assert again.docks["library"].isVisible()
    again.close()


def test_every_key_is_given_once(window):
    given = [key for entries in MENUS.values() for entry in entries if entry for key in entry.keys]
    assert len(given) == len(set(given))
    for entries in MENUS.values():
        for entry in entries:
            if entry is not None:
                assert [k.toString() for k in window.commands[entry.name].shortcuts()] == list(entry.keys)


@pytest.mark.logs_errors
def test_what_nobody_caught_is_logged_and_shown(window, caplog):
    with _errors_shown(window):
        error = ZeroDivisionError("somewhere")
        sys.excepthook(type(error), error, None)
    assert window.workspace.viewer.banner.isVisible()
    assert "ZeroDivisionError: somewhere" in caplog.text


def test_device_words():
    assert (
        device_words(Device("auto", "cpu", Message("no NVIDIA GPU was found")))
        == "CPU · no NVIDIA GPU was found"
    )
    assert device_words(Device("auto", "cpu+cuda")) == "CPU + CUDA"
    assert "none used yet" in device_words(None)


def test_dialogs_tell_what_they_are_for(qtbot, window):
    failed = RushesError("It broke.", "Mend it.")
    dialogs = {
        "Rushes": about_dialog(window),
        "Space": keys_dialog(Settings(), window),
        "cpu": device_dialog([Device("cpu", "cpu")], window),
        "Mend it.": error_dialog(failed, window),
        "License": models_dialog(window),
    }
    for text, dialog in dialogs.items():
        dialog.open()
        assert text in dialog.text.toPlainText()
        dialog.close()
    QApplication.sendPostedEvents()


def test_the_whole_is_drawn(qtbot, window, clip, settled):
    empty = colors_of(window)
    window.open([clip])
    settled()
    qtbot.waitUntil(lambda: window.workspace.viewer.player.image is not None, timeout=WAIT)
    qtbot.waitUntil(lambda: colors_of(window) > empty + 20, timeout=WAIT)
