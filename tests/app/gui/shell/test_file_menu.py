"""What leaves the window and what was opened last: export in the background, pictures, the recent menu."""

import csv
import json
import shutil

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices, QImage
from PySide6.QtWidgets import QFileDialog

from app.edits import AddSegment, SetThreshold
from app.gui.chrome.shortcuts import conflicts, default_keys
from app.gui.delivery.export_dialog import SELECTED, ExportDialog
from app.gui.session.window_settings import window_settings
from app.media.location import Location
from inference.contract.types import Segment
from tests import footage
from tests.app.gui.conftest import WAIT


@pytest.fixture
def shown(window, clip, settled):
    """A file with a threshold and a segment of the user's own."""
    window.open([clip])
    file = settled()
    window.workspace.session.edit(file, SetThreshold("light", "dark", 1.0))
    window.workspace.session.edit(file, AddSegment(Segment(0.5, 1.3, "tags", "dog", 0.9)))
    settled()
    return window


@pytest.fixture
def dialog(shown):
    """The dialog as the menu opens it."""

    def open_():
        shown.commands["export"].trigger()
        return shown.findChildren(ExportDialog)[-1]

    return open_


def choose_form(dialog, name):
    for row in range(dialog.forms.count()):
        if dialog.forms.item(row).data(Qt.ItemDataRole.UserRole) == name:
            dialog.forms.setCurrentRow(row)


def done(qtbot, window):
    qtbot.waitUntil(lambda: not window.workspace.session.busy, timeout=WAIT)


def test_each_of_some_formats_is_written_as_the_window_shows_it(qtbot, shown, dialog, clip):
    for form, suffix in (("csv", ".csv"), ("json", ".json"), ("cmx3600", ".edl"), ("xlsx", ".xlsx")):
        asked = dialog()
        choose_form(asked, form)
        assert asked.target.text() == str(clip.with_name(f"clip{suffix}"))
        asked.accept()
        done(qtbot, shown)
        assert clip.with_name(f"clip{suffix}").stat().st_size > 50, form
        assert not shown.workspace.viewer.banner.isVisible()
    rows = list(csv.DictReader(clip.with_suffix(".csv").read_text("utf-8-sig").splitlines()))
    seen = shown.workspace.session.current.segments
    assert sorted(row["label"] for row in rows) == sorted(segment.label for segment in seen)
    assert "dog" in {row["label"] for row in rows}
    assert "dark" in {row["label"] for row in rows}, "the threshold is that of the window"
    assert json.loads(clip.with_suffix(".json").read_text())["media"]
    assert window_settings().value("export/format") == "xlsx"


def test_where_it_went_is_shown(qtbot, shown, dialog, clip, monkeypatch):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    asked = dialog()
    choose_form(asked, "csv")
    asked.accept()
    done(qtbot, shown)
    assert shown.workspace.status.currentMessage() == f"Exported {clip.with_suffix('.csv')}"
    qtbot.mouseClick(shown.workspace.export_controller.show_folder, Qt.MouseButton.LeftButton)
    assert opened == [str(clip.parent)]


def test_tracks_that_are_left_out_are_not_written(qtbot, shown, dialog, clip):
    asked = dialog()
    choose_form(asked, "csv")
    asked.tracks.set_checked("light", False)
    asked.target.setText(str(clip.with_name("few.csv")))
    asked.accept()
    done(qtbot, shown)
    assert "light" not in clip.with_name("few.csv").read_text()
    asked = dialog()
    for key in ("light", "level", "doubled", "notes", "markers"):
        asked.tracks.set_checked(key, False)
    assert not asked._ok.isEnabled()
    asked.reject()


def test_one_bad_file_stops_no_other(qtbot, shown, dialog, clip, tmp_path, settled):
    others = [tmp_path / "other.mp4", tmp_path / "gone.mp4"]
    for other in others:
        footage.counter(other, 30 + len(other.name))
    shown.open(others)
    settled()
    shown.workspace.library.view.selectAll()
    out = tmp_path / "out"
    (out / "other.csv").mkdir(parents=True)
    asked = dialog()
    choose_form(asked, "csv")
    assert asked.files.currentData() == SELECTED
    asked.target.setText(str(out))
    asked.accept()
    done(qtbot, shown)
    assert sorted(path.name for path in out.iterdir() if path.is_file()) == ["clip.csv", "gone.csv"]
    assert shown.workspace.status.currentMessage() == "2 files written"
    assert "other.mp4" in shown.workspace.viewer.banner.details.text()


def test_a_missing_file_is_exported_from_its_results(qtbot, shown, dialog, clip, tmp_path, settled):
    shown.workspace.session.remove(shown.workspace.session.current)
    shutil.move(clip, tmp_path / "elsewhere.mp4")
    shown.open([clip])
    settled()
    asked = dialog()
    choose_form(asked, "csv")
    asked.accept()
    done(qtbot, shown)
    assert "dog" in clip.with_suffix(".csv").read_text()


def test_the_timeline_as_a_picture_has_all_lanes(shown, tmp_path, monkeypatch):
    view = shown.workspace.timeline.view
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "lanes"), ""))
    before = view.size()
    shown.commands["export_picture"].trigger()
    picture = QImage(str(tmp_path / "lanes.png"))
    assert picture.width() == 2 * view.width()
    assert picture.height() >= 2 * sum(lane.height for lane in view.stack.shown)
    assert view.size() == before
    assert "lanes.png" in shown.workspace.status.currentMessage()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "no" / "lanes.png"), ""))
    shown.commands["export_picture"].trigger()
    assert "cannot be written" in shown.workspace.viewer.banner.details.text()


def test_the_timeline_as_a_drawing(shown, tmp_path, monkeypatch):
    asked = []

    def choose(*given):
        asked.append(given[-1])
        return str(tmp_path / "lanes.v2"), given[-1].split(";;")[1]

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    shown.commands["export_picture"].trigger()
    assert asked == ["PNG picture (*.png);;SVG drawing (*.svg)"]
    drawing = (tmp_path / "lanes.v2.svg").read_text()
    assert all(f">{lane.title}</text>" in drawing for lane in shown.workspace.timeline.view.stack.shown)


def test_what_was_opened_last_is_in_a_menu(qtbot, shown, clip, tmp_path):
    recent = shown.workspace.file_menu.recent
    assert recent.menu.menuAction() in shown.commands.menus["&File"].actions()
    gone = tmp_path / "a & b.mp4"
    recent.add([tmp_path / f"{number}.mp4" for number in range(20)])
    recent.add([gone, clip])
    assert recent.locations[:2] == [Location.of(gone), Location.of(clip)]
    assert len(recent.locations) == 12
    recent.menu.aboutToShow.emit()
    first, second, *_ = recent.menu.actions()
    assert first.text().startswith("a && b.mp4")
    qtbot.waitUntil(lambda: not first.isEnabled(), timeout=WAIT)
    assert second.isEnabled()
    shown.workspace.session.remove(shown.workspace.session.current)
    second.trigger()
    qtbot.waitUntil(lambda: shown.workspace.session.current is not None, timeout=WAIT)
    assert shown.workspace.session.current.location == Location.of(clip)
    assert recent.locations[0] == Location.of(clip)
    recent.menu.aboutToShow.emit()
    recent.menu.actions()[-1].trigger()
    assert recent.locations == []


def test_no_two_actions_have_the_same_key():
    assert conflicts(default_keys()) == {}
