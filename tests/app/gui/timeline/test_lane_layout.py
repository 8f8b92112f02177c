"""Lanes stand where they stood when the window was closed."""

from PySide6.QtCore import QSettings

from app.config import Settings, folders
from app.gui.shell.main_window import MainWindow
from app.gui.timeline.panel import save_layout, saved_layout


def order(window) -> list[str]:
    return [lane.key for lane in window.workspace.timeline.view.stack.shown]


def test_lanes_are_arranged_as_they_were_in_the_window_before(qtbot, window, clip, settled, analyzers):
    window.open([clip])
    settled()
    stack = window.workspace.timeline.view.stack
    assert order(window)[-1] == "wave"
    stack.move("wave", "level")
    stack.move("light", "film")
    stack.set_hidden("level", True)
    window.workspace.timeline.view.lane("light").set_collapsed(True)
    window.close()
    other = MainWindow(Settings(device="cpu"), analyzers)
    qtbot.addWidget(other)
    other.populate()
    other.open([clip])
    qtbot.waitUntil(lambda: bool(order(other)) and not other.workspace.session.busy, timeout=20_000)
    assert order(other) == ["light", "film", "wave", "doubled"]
    folded = other.workspace.timeline.view.lane("light")
    assert folded is not None
    assert folded.collapsed
    other.close()


def test_what_cannot_be_read_is_forgotten(home):
    save_layout({"hidden": ["a"]})
    assert saved_layout() == {"hidden": ["a"]}
    for broken in ("{", "[1]"):
        settings = QSettings(str(folders().config / "window.ini"), QSettings.Format.IniFormat)
        settings.setValue("lanes", broken)
        assert saved_layout() == {}


def test_lanes_say_what_made_them(window, clip, settled):
    window.open([clip])
    file = settled()
    lane = window.workspace.timeline.view.lane("light")
    assert lane.origin == f"Light {file.document.runs['light'].version}"
    assert lane.hover(1.0, 10.0).endswith(lane.origin)
    assert window.workspace.timeline.view.lane("film").origin == ""
