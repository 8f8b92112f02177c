"""Pictures of the whole window against ones that were looked at: both themes, both languages, high density.

A window is full of text, which tests write with fonts of their own (`tests/fonts`). Systems without
fontconfig draw the same fonts in their own way; there the test says so and is skipped. What machines differ
in, the line of the status bar, is cut off.
RUSHES_RENEW_GOLDEN=1 makes the pictures anew, as in `tests.widgets.timeline.test_golden`.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QRect, QTimer
from PySide6.QtGui import QFontDatabase, QFontInfo, QImage
from PySide6.QtWidgets import QApplication

from app.config import Settings
from app.gui.chrome.theme import apply_theme, theme_named
from app.gui.shell.main_window import MainWindow
from inference.contract.presentation import LaneGroup
from resources import language
from tests.app.gui.conftest import WAIT
from tests.widgets.timeline.test_golden import check

GOLDEN = Path(__file__).parent / "golden"
SIZE = (1240, 760)


pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="text is drawn otherwise on this system")


def picture_of(window: MainWindow) -> QImage:
    """Give a window's picture without its status bar."""
    image = window.grab().toImage()
    ratio = image.devicePixelRatio()
    image.setDevicePixelRatio(1.0)
    height = round((window.height() - window.statusBar().height()) * ratio)
    return image.copy(QRect(0, 0, image.width(), height))


def compare(image: QImage, name: str) -> None:
    """Check a picture against the one that was looked at."""
    check(image, name, GOLDEN)


def is_drawn(window: MainWindow) -> bool:
    """Say whether nothing is to come: poster frame and rows are there, and no timer is to redraw."""
    due = [timer for timer in window.findChildren(QTimer) if timer.isSingleShot() and timer.isActive()]
    file = window.workspace.session.current
    if due or file is None or file.poster is None or file.document is None:
        return False
    return len(list(window.workspace.inspector.inspector.rows())) == len(file.document.tracks)


@pytest.fixture
def shown(qtbot, qapp, analyzers, clip):
    """Give a window with an analyzed file in a theme and a language; English again in the end."""
    made: list[MainWindow] = []

    def show(theme: str, spoken: str) -> MainWindow:
        language.use(spoken)
        apply_theme(qapp, theme_named(theme))
        window = MainWindow(Settings(device="cpu", theme=theme, language=spoken), analyzers)
        made.append(window)
        window.resize(*SIZE)
        window.show()
        window.populate()
        window.open([clip])
        qtbot.waitUntil(
            lambda: bool(window.workspace.session.files) and not window.workspace.session.busy, timeout=WAIT
        )
        window.workspace.transport.seek(1.22)
        picture = window.workspace.viewer.playback
        qtbot.waitUntil(
            lambda: picture.picture is not None and picture.picture.exact and picture.picture.time > 1.1,
            timeout=WAIT,
        )
        qtbot.waitUntil(lambda: is_drawn(window), timeout=WAIT)
        return window

    yield show
    for window in made:
        window.close()
        window.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    language.use("en")


def test_only_fonts_of_the_tests_are_found(qapp):
    assert QFontInfo(QApplication.font()).family() == "Rushes Test"
    assert not [name for name in QFontDatabase.families() if "DejaVu" in name or "CJK" in name]


@pytest.mark.parametrize(
    ("theme", "spoken"), [("dark", "en"), ("light", "en"), ("dark", "zh_CN"), ("light", "zh_CN")]
)
def test_window(shown, theme, spoken):
    compare(picture_of(shown(theme, spoken)), f"window_{theme}_{spoken}")


def test_window_with_a_folded_group_and_segments(shown):
    window = shown("dark", "en")
    window.workspace.timeline.view.stack.set_folded(True, LaneGroup.VIDEO)
    window.workspace.timeline.view.stack.set_current(LaneGroup.AUDIO)
    window.workspace.inspector.setCurrentWidget(window.workspace.inspector.table)
    QApplication.processEvents()
    compare(picture_of(window), "window_folded")


def test_window_on_a_dense_screen(qapp, tmp_path):
    path = tmp_path / "dense.png"
    settings = {"QT_SCALE_FACTOR": "2", "QT_QPA_PLATFORM": "offscreen", "RUSHES_HOME": str(tmp_path)}
    subprocess.run(
        [sys.executable, "-m", "tests.app.gui.golden", str(path)],
        check=True,
        env={**os.environ, **settings},
        timeout=120,
    )
    image = QImage(str(path))
    assert image.width() == 2 * SIZE[0]
    compare(image, "window_2x")
