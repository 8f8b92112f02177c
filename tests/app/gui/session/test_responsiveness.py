"""The window stays alive while a film is decoded and analyzed."""

import time

import numpy as np
from PySide6.QtCore import Qt, QTimer

from app.gui.session.open_file import State
from tests.app.gui.conftest import WAIT
from tests.app.pipeline.fakes import DEMO

BEAT_MS = 10
BEATS = 100
TIMES_IDLE = 60
"""How much longer than without work the longest of a hundred gaps may be."""


class Heart:
    """Beats on the window's thread."""

    def __init__(self, window):
        self.beats = []
        self._timer = QTimer(window, interval=BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(lambda: self.beats.append(time.perf_counter()))
        self._timer.start()

    def stop(self):
        """Give the 99th percentile of the seconds between two beats."""
        self._timer.stop()
        return float(np.percentile(np.diff(self.beats), 99))


def idle(qtbot, window):
    heart = Heart(window)
    qtbot.waitUntil(lambda: len(heart.beats) >= BEATS, timeout=WAIT)
    return heart.stop()


def test_an_analysis_does_not_hold_the_window_up(qtbot, window, settled):
    before = idle(qtbot, window)
    window.open([DEMO])
    qtbot.waitUntil(lambda: window.workspace.session.current is not None, timeout=WAIT)
    file = window.workspace.session.current
    qtbot.waitUntil(lambda: file.state is State.ANALYZING, timeout=WAIT)
    heart = Heart(window)
    settled()
    while len(heart.beats) < BEATS:
        window.workspace.session.redo(file)
        settled()
    busy = heart.stop()
    assert file.state is State.DONE
    assert not file.cached, "it was decoded and analyzed each time"
    assert busy <= TIMES_IDLE * max(before, idle(qtbot, window))
