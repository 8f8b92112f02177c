"""Settings: shown, changed, saved and followed at once; keys with their conflicts; the log."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from app.config import Settings, folders, load_settings, save_settings
from app.gui.chrome.shortcuts import conflicts, custom_keys, default_keys, entries, keys_of
from app.gui.settings.dialog import SettingsDialog
from app.gui.settings.storage_page import size_of, size_words
from app.gui.shell.log_dialog import LogDialog, read_end
from app.logs import logger, start_logging, stop_logging
from inference.contract.types import Device
from resources.messages import Message


@pytest.fixture
def dialog(qtbot, window):
    made = SettingsDialog(Settings(device="cpu"), Device("cpu", "cpu", Message("it was asked for")), window)
    made.open()
    yield made
    if isValid(made):
        made.close()


def choose(box, value):
    box.setCurrentIndex(box.findData(value))


def keys(window, name):
    return [key.toString() for key in window.commands[name].shortcuts()]


def test_what_is_saved_is_followed_at_once(window, dialog):
    dialog.saved.connect(window.workspace.preferences.take)
    choose(dialog.general.theme, "light")
    choose(dialog.analysis.license, "commercial")
    dialog.analysis.rates["tags"].setValue(4.0)
    dialog.analysis.also["advisory"].setChecked(True)
    dialog.accept()
    expected = Settings(theme="light", license="commercial", also=("advisory",), rates={"tags": 4.0})
    assert load_settings() == expected, "the device was given for this time only"
    assert window.workspace.preferences.settings == replace(expected, device="cpu")
    assert window.commands["light"].isChecked()
    assert window.workspace.timeline.view.theme.name == "light"
    assert window.workspace.session._tasks._options.commercial
    assert window.workspace.session._tasks._options.params == {"tags": {"rate": 4.0}}
    assert window.workspace.session._tasks._options.also == ("advisory",)


def test_another_device_gets_a_runtime_of_its_own(window):
    before = window.workspace.session._tasks._process.runtime
    window.workspace.preferences.take(replace(window.workspace.preferences.settings, threads=2))
    assert window.workspace.session._tasks._process.runtime is not before
    assert window.workspace.session._tasks._process.runtime.threads == 2


def test_nothing_changes_before_it_is_saved(window, dialog):
    choose(dialog.general.theme, "light")
    dialog.reject()
    assert load_settings() == Settings()
    assert not folders().settings.exists()


def test_where_models_run_is_told(dialog):
    assert "CPU" in dialog.analysis.device.accessibleDescription()
    assert "it was asked for" in dialog.analysis.device.accessibleDescription()


def test_a_key_is_changed_and_works(qtbot, window, dialog):
    dialog.saved.connect(window.workspace.preferences.take)
    page = dialog.keys
    row = [entry.name for entry in entries()].index("keys")
    page.view.selectRow(row)
    page.edit.setKeySequence(QKeySequence("Ctrl+J"))
    page.set.click()
    dialog.accept()
    assert keys(window, "keys") == ["Ctrl+J"]
    assert load_settings().keys == {"keys": "Ctrl+J"}
    window.workspace.preferences.take(replace(window.workspace.preferences.settings, keys={}))
    assert keys(window, "keys") == ["F1"]


def test_a_conflict_is_shown_and_cannot_be_saved(dialog):
    page = dialog.keys
    row = [entry.name for entry in entries()].index("mute")
    page.view.selectRow(row)
    page.edit.setKeySequence(QKeySequence("Ctrl+O"))
    assert "Open files" in page.message.text()
    page.add.click()
    assert page.conflicts == {"Ctrl+O": ["open", "mute"]}
    assert not dialog._save.isEnabled()
    shown = page.model.index(row, 1)
    assert page.model.data(shown, Qt.ItemDataRole.ForegroundRole) is not None
    page.none.click()
    assert page.conflicts == {}
    assert page.model.keys["mute"] == ""
    assert dialog._save.isEnabled()
    page.usual.click()
    assert page.model.keys == default_keys()


def test_the_keys_are_a_sound_model(qtmodeltester, dialog):
    QAbstractItemModelTester(dialog.keys.model, QAbstractItemModelTester.FailureReportingMode.Warning)
    dialog.keys.model.reset()
    assert dialog.keys.model.rowCount() == len(list(entries()))


def test_the_usual_keys_do_not_clash():
    assert conflicts(default_keys()) == {}
    assert custom_keys(keys_of({"open": "ctrl+p", "gone": "Ctrl+Q"})) == {"open": "Ctrl+P"}


def test_the_system_decides_where_it_is_asked(window):
    window.workspace.preferences.take(replace(window.workspace.preferences.settings, theme="system"))
    assert load_settings().theme == "system"
    assert window.workspace.timeline.view.theme.name in ("dark", "light")


def test_settings_that_cannot_be_saved_are_followed_all_the_same(window):
    folders().config.parent.mkdir(parents=True, exist_ok=True)
    folders().settings.mkdir(parents=True)
    window.workspace.preferences.set_light(True)
    assert window.workspace.timeline.view.theme.name == "light"
    assert "could not be saved" in window.workspace.status.currentMessage()


def test_the_cache_is_measured_and_cleared(qtbot, window):
    previews = folders().cache / "previews" / "ab"
    previews.mkdir(parents=True)
    (previews / "peaks.npz").write_bytes(b"x" * 2500)
    made = SettingsDialog(Settings(), None, window)
    made.open()
    assert "2 kB" in made.storage.cache.text()
    made.storage.clear.click()
    assert size_of(folders().cache) == 0
    assert not made.storage.clear.isEnabled()
    made.close()


@pytest.mark.parametrize(("size", "words"), [(0, "0 B"), (1500, "2 kB"), (3e9, "3 GB"), (2.5e12, "2.5 TB")])
def test_sizes_in_words(size, words):
    assert size_words(size) == words


def test_the_log_can_be_read_and_copied(window):
    start_logging()
    logger("test").info("file", path="a.mp4", status="done")
    stop_logging()
    dialog = LogDialog(window)
    dialog.open()
    assert "INFO    file" in dialog.text.toPlainText()
    assert "path=a.mp4" in dialog.text.toPlainText()
    dialog.copy.click()
    assert QApplication.clipboard().text() == dialog.text.toPlainText()
    dialog.close()


def test_a_log_that_is_not_there_or_broken(tmp_path):
    assert read_end(tmp_path / "none.log") == ""
    (tmp_path / "odd.log").write_bytes(b"not json\n[1]\n\xff\n")
    assert read_end(tmp_path / "odd.log").startswith("not json\n[1]")


def test_keys_of_the_settings_hold_from_the_start(qtbot, window):
    save_settings(Settings(keys={"open": "F9"}))
    window.workspace.preferences.take(load_settings())
    assert keys(window, "open") == ["F9"]
