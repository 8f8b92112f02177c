"""A window over small analyzers with known answers, real media and a real store."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent

from app.config import Settings
from app.gui.chrome.theme import apply_theme
from app.gui.session.open_file import OpenFile
from app.gui.shell.main_window import MainWindow
from app.gui.shell.workspace import Workspace
from app.pipeline import AnalysisOptions, Event, analyze
from app.store import open_store
from inference.contract.analyzer_registry import AnalyzerRegistry
from inference.contract.types import Device
from inference.runtime.runtime import Runtime
from tests import footage
from tests.app.pipeline.fakes import Doubled, Level, Light
from widgets.palette import DARK

WAIT = 20_000
"""Milliseconds that no test needs; one that hangs ends all the same."""

FRAMES, FPS = 60, 25


class Held(Light):
    """Goes on when it is let; so a test sees what stands in the middle of an analysis."""

    key = "held"
    title = "Held"
    makes = ()
    order = 90
    gate = threading.Event()
    reached = threading.Event()

    def feed(self, batch, tracks):
        self.reached.set()
        assert self.gate.wait(30)
        yield from ()

    @classmethod
    def derive(cls, tracks, thresholds, duration):
        return []


class Here:
    """Analyzes in this process, where tests can count, hold and add to what it does."""

    def __init__(self, device: str, threads: int, analyzers: AnalyzerRegistry) -> None:
        self.runtime = Runtime(device, threads)
        self.analyzers = analyzers

    @property
    def device(self) -> Device:
        return self.runtime.device

    def use(self, device: str, threads: int) -> None:
        if (device, threads) != (self.runtime.requested, self.runtime.threads):
            self.runtime = Runtime(device, threads)

    def events(self, path: Path, options: AnalysisOptions, canceled: threading.Event) -> Iterator[Event]:
        with open_store() as store:
            yield from analyze(path, store, self.runtime, options, canceled, self.analyzers)

    def close(self) -> None:
        pass


@pytest.fixture(autouse=True)
def here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Analyze in this process, except where a test is marked `apart`."""
    if request.node.get_closest_marker("apart") is None:
        monkeypatch.setattr("app.gui.background.tasks.AnalysisProcess", Here)


@pytest.fixture
def analyzers() -> AnalyzerRegistry:
    """What the window knows; tests may add to it."""
    return AnalyzerRegistry((Light, Level, Doubled))


@pytest.fixture
def held(analyzers) -> Iterator[type[Held]]:
    """An analyzer that waits until the test sets its gate."""
    Held.gate.clear()
    Held.reached.clear()
    analyzers.add(Held)
    yield Held
    Held.gate.set()


@pytest.fixture(autouse=True)
def silent(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test makes a noise."""
    monkeypatch.setattr("app.gui.player.audio_output._multimedia", lambda: None)


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """Numbered pictures with a tone, 2.4 s."""
    path = tmp_path / "clip.mp4"
    footage.mux(path, FRAMES)
    return path


@pytest.fixture
def window(qtbot, qapp, analyzers) -> Iterator[MainWindow]:
    apply_theme(qapp, DARK)
    made = MainWindow(Settings(device="cpu"), analyzers)
    made.show()
    made.populate()
    yield made
    made.close()
    made.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def workspace(window) -> Workspace:
    """What is in the window: its panels and controllers."""
    return window.workspace


@pytest.fixture
def settled(qtbot, window) -> Callable[[], OpenFile]:
    """Wait until nothing is under way; give the file that is shown."""

    def wait() -> OpenFile:
        qtbot.waitUntil(
            lambda: bool(window.workspace.session.files) and not window.workspace.session.busy, timeout=WAIT
        )
        return window.workspace.session.current

    return wait
