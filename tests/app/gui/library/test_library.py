"""The library: thousands of files, order, filter, what is stored and not open, menus, last time's files."""

from collections import Counter

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QMessageBox

from app.config import Settings
from app.gui.library.item import LibraryItem, SortOrder
from app.gui.library.model import ENTRY, LibraryModel
from app.gui.library.panel import EVERYTHING
from app.gui.session.open_file import OpenFile, State
from app.gui.session.relink import relink_to
from app.gui.shell.main_window import MainWindow
from app.media.location import Location
from app.store import open_store
from tests import footage
from tests.app.gui.conftest import FRAMES, WAIT

MANY = 10_000


def names(window):
    model = window.workspace.library.model
    return [model.index(row).data() for row in range(model.rowCount())]


@pytest.fixture
def many(window):
    """Files that are finished and not read, as those of last time are."""
    files = [
        OpenFile(Location(f"/footage/{n:05}.mp4"), State.DONE, duration=n * 7 % MANY) for n in range(MANY)
    ]
    window.workspace.session.restore(files)
    return files


@pytest.fixture
def counts(monkeypatch):
    """How often the model was asked for something."""
    counted, real = Counter(), LibraryModel.data

    def data(self, index, role=Qt.ItemDataRole.DisplayRole):
        counted["data"] += 1
        return real(self, index, role)

    monkeypatch.setattr(LibraryModel, "data", data)
    return counted


def test_ten_thousand_files_ask_for_no_more_than_is_seen(counts, qtbot, window, many):
    model, view = window.workspace.library.model, window.workspace.library.view
    view.grab()
    counts.clear()
    view.grab()
    seen = view.viewport().height() // 61 + 2
    assert 0 < counts["data"] < 40 * seen
    counts.clear()
    for file in many[MANY // 2 : MANY // 2 + 200]:
        window.workspace.session.changed.emit(file)
    view.grab()
    assert counts["data"] < 40 * seen, "what is out of sight is not asked for"
    assert model.row_of(many[-1]) == MANY - 1


def test_no_event_goes_through_all_files(window, many, monkeypatch):
    asked = Counter()
    for name in ("busy", "derive_pause"):
        monkeypatch.setattr(
            OpenFile, name, property(lambda _, name=name: bool(asked.update([name])) and False)
        )
    window.workspace.session.changed.emit(many[5000])
    window.workspace.session.collect()
    assert sum(asked.values()) < 10


def test_rows_keep_their_order_when_files_change(qtbot, window, many):
    model = window.workspace.library.model
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    window.workspace.library.order.setCurrentText(SortOrder.LENGTH)
    lengths = [model.index(row).data(ENTRY).duration for row in range(100)]
    assert lengths == sorted(lengths, reverse=True)
    window.workspace.library.filter.setText("0999")
    assert sorted(names(window)) == ["00999.mp4", *(f"0999{n}.mp4" for n in range(10))]
    model.index(3).data(ENTRY).file.duration = 20_000.0
    window.workspace.session.changed.emit(model.index(3).data(ENTRY).file)
    assert model.index(0).data(ENTRY).duration == 20_000.0
    window.workspace.library.order.setCurrentText(SortOrder.NAME)
    assert names(window)[0] == "00999.mp4"
    window.workspace.library.filter.clear()
    window.workspace.session.remove(*many[:5000])
    assert model.rowCount() == MANY - 5000
    window.workspace.library.order.setCurrentText(SortOrder.STATE)
    many[7000].state = State.FAILED
    window.workspace.session.changed.emit(many[7000])
    assert model.row_of(many[7000]) == MANY - 5001


@pytest.fixture
def two(window, clip, tmp_path, settled):
    other = tmp_path / "other.mp4"
    footage.counter(other, 30)
    window.open([clip, other])
    settled()
    return window


def test_what_was_analyzed_is_there_though_it_is_not_open(qtbot, two, settled):
    model, view = two.workspace.library.model, two.workspace.library.view
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    two.workspace.session.remove(*two.workspace.session.files)
    assert names(two) == []
    two.workspace.library.scope.setCurrentText(EVERYTHING)
    qtbot.waitUntil(lambda: model.rowCount() == 2, timeout=WAIT)
    posters = two.workspace.side_panel.poster_frames
    qtbot.waitUntil(lambda: len(posters._kept) == 2 and all(posters._kept.values()), timeout=WAIT)
    first = names(two)[0]
    view.activated.emit(model.index(0))
    assert settled().location.name == first
    assert len(two.workspace.session.files) == 1


def test_the_menu_does_something_with_all_that_is_selected(qtbot, two, settled, monkeypatch):
    view, answers = (
        two.workspace.library.view,
        [QMessageBox.StandardButton.Cancel, QMessageBox.StandardButton.Yes],
    )
    view.selectAll()
    actions = {action.text(): action for action in two.workspace.library.menu().actions()}
    assert not actions["&Cancel analysis"].isEnabled()
    actions["Re-&analyze"].trigger()
    assert {file.state for file in two.workspace.session.files} == {State.LOOKING}
    settled()
    assert not any(file.cached for file in two.workspace.session.files)
    monkeypatch.setattr(QMessageBox, "question", lambda *_: answers.pop(0))
    for left in (2, 0):
        view.selectAll()
        next(a for a in two.workspace.library.menu().actions() if a.text() == "&Delete analysis…").trigger()
        qtbot.waitUntil(lambda: not two.workspace.session.busy, timeout=WAIT)
        with open_store() as store:
            assert len(store.all_media()) == left
    assert two.workspace.library.model.rowCount() == 0
    assert two.workspace.session.current is None


def test_the_files_of_last_time_are_open_again_and_only_one_is_read(qtbot, qapp, two, analyzers):
    two.workspace.session.show(two.workspace.session.files[1])
    two.close()
    again = MainWindow(Settings(device="cpu"), analyzers)
    again.show()
    again.populate()
    qtbot.waitUntil(
        lambda: len(again.workspace.session.files) == 2 and not again.workspace.session.busy, timeout=WAIT
    )
    assert names(again) == ["clip.mp4", "other.mp4"]
    shown = again.workspace.session.current
    assert shown is not None
    assert shown.location.name == "other.mp4"
    assert shown.document is not None
    assert again.workspace.session.files[0].document is None
    assert LibraryItem(shown.location, 0, file=again.workspace.session.files[0]).poster is not None
    again.close()
    again.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_a_file_that_moved_has_its_results_at_once(two, tmp_path, settled):
    first = two.workspace.session.files[0]
    moved = tmp_path / "elsewhere" / "renamed.mp4"
    moved.parent.mkdir()
    two.workspace.session.remove(first)
    first.location.local.rename(moved)
    two.open([moved])
    file = settled()
    assert file.location == Location.of(moved)
    assert file.cached


@pytest.mark.usefixtures("two")
def test_results_without_the_file_are_shown_and_the_file_can_be_located(qtbot, window, tmp_path, settled):
    first = window.workspace.session.files[0]
    moved = first.location.beside("renamed.mp4")
    first.location.local.rename(moved)
    window.workspace.session.remove(first)
    window.open([first.location])
    file = settled()
    assert len(file.document.tracks["light"]) == FRAMES
    assert window.workspace.timeline.view.lane("light").track is file.document.tracks["light"]
    qtbot.waitUntil(window.workspace.viewer.player.action.isVisible, timeout=WAIT)
    assert window.commands["locate"].isEnabled()
    with qtbot.waitSignal(window.workspace.session.failed) as told:
        relink_to(window.workspace.session, file, window.workspace.session.files[0].location)
    assert "its content differs" in str(told.args[1].message)
    relink_to(window.workspace.session, file, Location.of(moved))
    located = settled()
    assert located.location == Location.of(moved)
    assert located.cached
    assert not window.commands["locate"].isEnabled()
    assert file not in window.workspace.session.files


def test_a_click_selects_several(qtbot, two):
    view, model = two.workspace.library.view, two.workspace.library.model
    plain, ctrl = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
    chosen = []
    for row, key in ((0, plain), (1, ctrl), (1, plain)):
        at = view.visualRect(model.index(row)).center()
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, key, at)
        chosen.append([entry.location.name for entry in two.workspace.library.selected()])
    assert chosen == [["clip.mp4"], ["clip.mp4", "other.mp4"], ["other.mp4"]]
