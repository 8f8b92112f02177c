"""The window stands before its panels are there, and they come without a jump."""

import threading

import pytest
from PySide6.QtCore import QEvent, QRect
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QWidget

from app.config import Settings
from app.errors import RushesError
from app.gui.chrome.placeholder import PlayerPlaceholder
from app.gui.chrome.theme import apply_theme
from app.gui.shell.main_window import MainWindow
from app.media.location import Location
from resources import language
from resources.messages import Message
from tests.app.gui.conftest import WAIT
from widgets.palette import DARK
from widgets.player import PlayerView


@pytest.fixture
def bare(qapp, analyzers):
    """A window that is shown and not populated yet."""
    apply_theme(qapp, DARK)
    made = MainWindow(Settings(device="cpu"), analyzers)
    made.show()
    yield made
    made.close()
    made.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def said(window: MainWindow) -> tuple[str, str]:
    place = window.centralWidget()
    assert isinstance(place, PlayerPlaceholder)
    assert isinstance(place.picture, PlayerView)
    return place.picture.message


def places(window: MainWindow) -> dict[str, QRect]:
    parts: dict[str, QWidget] = {name: dock for name, dock in window.docks.items() if dock.isVisible()}
    middle = window.centralWidget()
    assert middle is not None
    parts |= {"picture": middle, "status": window.statusBar(), "window": window}
    return {name: QRect(part.geometry()) for name, part in parts.items()}


def test_it_is_populated_by_itself_once_it_was_painted(qtbot, bare):
    assert not bare.is_populated
    with qtbot.waitSignal(bare.ready, timeout=WAIT):
        pass
    assert bare.workspace.viewer.isVisible()
    assert bare.focusWidget() is bare.workspace.timeline.view


@pytest.fixture
def written(qapp):
    """Write in a language and a size; as before in the end."""
    font = qapp.font()

    def use(spoken: str, points: float) -> None:
        language.use(spoken)
        changed = QFont(font)
        changed.setPointSizeF(points)
        qapp.setFont(changed)

    yield use
    language.use("en")
    qapp.setFont(font)


@pytest.mark.parametrize("size", [(1280, 800), (1100, 600), (1700, 1000)])
@pytest.mark.parametrize(("spoken", "points"), [("en", 9.0), ("zh_CN", 9.0), ("en", 13.0), ("zh_CN", 12.0)])
def test_nothing_moves_when_the_panels_come(qtbot, written, request, size, spoken, points):
    written(spoken, points)
    bare = request.getfixturevalue("bare")
    bare.resize(*size)
    QApplication.sendPostedEvents()
    before = places(bare)
    picture = bare.centralWidget().picture.geometry()
    with qtbot.waitSignal(bare.ready, timeout=WAIT):
        pass
    QApplication.processEvents()
    assert places(bare) == before
    assert bare.workspace.viewer.player.geometry() == picture
    assert set(before) >= {"library", "inspector", "timeline"}


@pytest.mark.parametrize(("spoken", "points"), [("en", 9.0), ("zh_CN", 9.0), ("en", 13.0), ("zh_CN", 12.0)])
def test_panels_have_the_room_that_they_ask_for(written, request, spoken, points):
    written(spoken, points)
    bare = request.getfixturevalue("bare")
    bare.resize(1100, 600)
    bare.populate()
    QApplication.processEvents()
    for panel in (bare.docks["library"].widget(), bare.docks["inspector"].widget(), bare.workspace.viewer):
        hint = panel.minimumSizeHint()
        assert panel.width() >= hint.width()
        assert panel.height() >= hint.height()


def test_what_was_moved_stays_where_it_was_put(qtbot, bare):
    bare.docks["inspector"].hide()
    bare.populate()
    QApplication.processEvents()
    assert not bare.docks["inspector"].isVisible()
    assert bare.docks["library"].isVisible()


def test_a_command_that_is_wanted_early_is_done(bare):
    bare.commands["light"].trigger()
    assert bare.workspace.preferences.settings.theme == "light"


def test_files_that_are_opened_early_are_there(qtbot, bare, clip):
    bare.open([clip])
    assert not bare.is_populated
    assert said(bare) == ("Opening…", "")
    qtbot.waitUntil(lambda: bare.is_populated and bool(bare.workspace.session.files), timeout=WAIT)
    assert bare.workspace.session.files[0].location == Location.of(clip)
    qtbot.waitUntil(lambda: not bare.workspace.session.busy, timeout=WAIT)


def test_an_early_error_is_told(bare):
    bare.show_error(RushesError(Message("The sky fell."), Message("Lift it.")))
    assert not bare.is_populated
    assert said(bare)[1] == "The sky fell. Lift it."


def test_it_may_be_closed_before_and_while_it_loads(qapp, bare, monkeypatch):
    gate = threading.Event()
    monkeypatch.setattr("app.gui.shell.workspace.load", lambda: gate.wait(10))
    bare._load()
    loading = bare._loading
    assert not loading.done()
    gate.set()
    bare.close()
    assert loading.done()
    QApplication.processEvents()
    assert not bare.is_populated


def test_one_that_is_not_painted_is_populated_all_the_same(qtbot, qapp, analyzers, monkeypatch):
    monkeypatch.setattr("app.gui.shell.main_window.UNSEEN_MS", 1)
    monkeypatch.setattr(MainWindow, "paintEvent", lambda self, event: None)
    window = MainWindow(Settings(device="cpu"), analyzers)
    qtbot.addWidget(window)
    with qtbot.waitSignal(window.ready, timeout=WAIT):
        window.showMinimized()
    window.close()
