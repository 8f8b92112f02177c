"""The window over analyzes in a process of their own, and what is left when that crashes."""

import pytest

from app.config import Settings
from app.gui.session.open_file import State
from app.gui.shell.main_window import MainWindow
from app.pipeline.analysis_process import AnalysisProcess
from tests import footage
from tests.app.gui.conftest import FRAMES
from tests.app.pipeline import odd_work

pytestmark = pytest.mark.apart
WAIT = 60_000
"""Milliseconds: a process starts and loads models."""


@pytest.fixture
def crashing(monkeypatch):
    monkeypatch.setattr(
        "app.gui.background.tasks.AnalysisProcess",
        lambda device, threads, analyzers: AnalysisProcess(
            device, threads, odd_work.crashing, analyzers=analyzers
        ),
    )


@pytest.fixture
def window(qapp, crashing):
    made = MainWindow(Settings(device="cpu"))
    made.show()
    made.populate()
    yield made
    made.close()


def test_a_crash_of_the_analysis_leaves_the_window_and_the_other_files(qtbot, window, clip, tmp_path):
    bad = tmp_path / "crash.mp4"
    footage.mux(bad, FRAMES)
    window.open([bad, clip])
    qtbot.waitUntil(lambda: len(window.workspace.session.files) == 2, timeout=WAIT)
    window.workspace.session.show(window.workspace.session.files[1])
    qtbot.waitUntil(lambda: not window.workspace.session.busy, timeout=WAIT)
    first, second = window.workspace.session.files
    assert first.state is State.FAILED
    assert "crash.mp4 crashed" in str(first.error.message)
    assert second.state is State.DONE
    assert second.document.peaks.end == pytest.approx(second.document.duration, abs=0.1)
    assert len(second.document.thumbs) >= 3
    assert second.document.tracks["loudness"].times.size
    window.workspace.session.show(first)
    assert window.workspace.viewer.playback.picture is None, "what broke a decoder there is not decoded here"
    assert "crash.mp4 crashed" in window.workspace.viewer.player.message[0]
