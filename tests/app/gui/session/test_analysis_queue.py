"""What waits can be seen and put in another order; what is gone is marked."""

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QAbstractItemModelTester

from app.gui.library.item import SortOrder
from app.gui.library.model import ENTRY
from app.gui.library.panel import EVERYTHING
from app.media.location import Location
from tests import footage
from tests.app.gui.conftest import WAIT


@pytest.fixture
def line(qtbot, window, held, tmp_path):
    """One file is analyzed and is held there, four wait."""
    paths = [tmp_path / f"{name}.mp4" for name in "abcde"]
    for number, path in enumerate(paths):
        footage.counter(path, 12 + number)
    window.open(paths)
    qtbot.waitUntil(
        lambda: window.workspace.session.queue.waiting == 4 and held.reached.is_set(), timeout=WAIT
    )
    qtbot.waitUntil(lambda: window.workspace.session.queue.running is not None, timeout=WAIT)
    yield window
    held.gate.set()


def said(window):
    model = window.workspace.library.model
    rows = [model.index(row) for row in range(model.rowCount())]
    words = {row.data(): row.data(Qt.ItemDataRole.AccessibleDescriptionRole) for row in rows}
    return {name[0]: text.rpartition("waiting, ")[2] for name, text in words.items() if "waiting, " in text}


def rows(window):
    model = window.workspace.library.model
    return "".join(model.index(row).data()[0] for row in range(model.rowCount()))


def choose(window, *names):
    model, view = window.workspace.library.model, window.workspace.library.view
    view.clearSelection()
    for row in range(model.rowCount()):
        if model.index(row).data()[0] in names:
            view.selectionModel().select(model.index(row), view.selectionModel().SelectionFlag.Select)


def trigger(window, text):
    next(action for action in window.workspace.library.menu().actions() if action.text() == text).trigger()


def test_what_waits_says_when_its_turn_is_and_is_moved(line):
    assert said(line) == {"b": "next", "c": "no. 2", "d": "no. 3", "e": "no. 4"}
    choose(line, "d")
    trigger(line, "Move &up")
    assert said(line) == {"b": "next", "d": "no. 2", "c": "no. 3", "e": "no. 4"}
    choose(line, "b", "d")
    trigger(line, "Move &down")
    assert said(line) == {"c": "next", "b": "no. 2", "d": "no. 3", "e": "no. 4"}
    trigger(line, "Move &down")
    trigger(line, "Move &down")
    assert said(line) == {"c": "next", "e": "no. 2", "b": "no. 3", "d": "no. 4"}, "no further than the end"


def test_rows_in_waiting_order_are_dragged(qtbot, line, held):
    model, view = line.workspace.library.model, line.workspace.library.view
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert view.dragDropMode() is view.DragDropMode.NoDragDrop
    line.workspace.library.order.setCurrentText(SortOrder.QUEUE)
    assert view.dragDropMode() is view.DragDropMode.InternalMove
    assert rows(line) == "abcde"
    assert not model.flags(model.index(0)) & Qt.ItemFlag.ItemIsDragEnabled, "what is under way stays"
    choose(line, "e")
    view.drop_files([entry.file for entry in line.workspace.library.selected()], 2)
    assert rows(line) == "abecd"
    assert [entry.location.name for entry in line.workspace.library.selected()] == ["e.mp4"]
    view.drop_files([entry.file for entry in line.workspace.library.selected()], 5)
    assert rows(line) == "abcde"
    done = []
    line.workspace.session.changed.connect(
        lambda file: done.append(file.location.name[0]) if not file.busy else None
    )
    view.drop_files([model.index(4).data(ENTRY).file], 0)
    held.gate.set()
    qtbot.waitUntil(lambda: not line.workspace.session.busy, timeout=WAIT)
    assert "".join(dict.fromkeys(done)) == "aebcd"


def test_a_drop_puts_what_is_selected_there(line, monkeypatch):
    view = line.workspace.library.view
    line.workspace.library.order.setCurrentText(SortOrder.QUEUE)
    choose(line, "d")
    at = view.visualRect(line.workspace.library.model.index(1)).center()
    event = QDropEvent(
        QPointF(at.x(), at.y() - 10),
        Qt.DropAction.MoveAction,
        QMimeData(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    monkeypatch.setattr(QDropEvent, "source", lambda _: view)
    view.dropEvent(event)
    assert rows(line) == "adbce"
    assert said(line)["d"] == "next"


def test_files_that_are_gone_are_marked(qtbot, window, clip, tmp_path, settled):
    other = tmp_path / "other.mp4"
    footage.counter(other, 30)
    window.open([clip, other])
    settled()
    window.workspace.session.remove(*window.workspace.session.files)
    moved = clip.rename(tmp_path / "moved.mp4")
    window.workspace.library.scope.setCurrentText(EVERYTHING)
    model = window.workspace.library.model
    states = lambda: {  # noqa: E731
        model.index(row).data(): model.index(row).data(Qt.ItemDataRole.AccessibleDescriptionRole)
        for row in range(model.rowCount())
    }
    qtbot.waitUntil(lambda: "offline" in states().get("clip.mp4", ""), timeout=WAIT)
    assert "offline" not in states()["other.mp4"]
    window.workspace.library.view.grab()
    moved.rename(clip)
    window.open([clip])
    settled()
    assert "offline" not in states()["clip.mp4"]


def test_nothing_is_looked_up_once_the_window_is_closed(qtbot, window, clip, settled):
    window.open([clip])
    settled()
    window.close()
    window.workspace.library.missing.look_at([Location.of(clip)])
    window.workspace.library.missing._soon.timeout.emit()
    assert not window.workspace.session.busy
