"""Pictures of the whole window against ones that were looked at: both themes, both languages, high density.

A window is full of text, so it is compared where the fonts are those of the pictures; elsewhere the test
says so and is skipped. What machines differ in, the line of the status bar, is cut off.
RUSHES_RENEW_GOLDEN=1 makes the pictures anew, as in `tests.widgets.timeline.test_golden`.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QRect
from PySide6.QtGui import QFont, QFontInfo, QFontMetricsF, QImage
from PySide6.QtWidgets import QApplication

from app.config import Settings
from app.gui.chrome.theme import apply_theme, theme_named
from app.gui.shell.main_window import MainWindow
from app.gui.timeline.lane_groups import PICTURE, SOUND
from resources import language
from tests.app.gui.conftest import WAIT
from tests.widgets.timeline.test_golden import RENEW, check

GOLDEN = Path(__file__).parent / "golden"
SIZE = (1240, 760)
FONTS = "fonts"
"""Name of the text in a picture that says what fonts it was made with."""


def fonts() -> str:
    """Give what tells whether text looks as it does elsewhere."""
    font = QFont(QApplication.font())
    wide = [QFontMetricsF(font).horizontalAdvance(text) for text in ("Timeline 0:01.25", "时间线画面")]
    return f"{QFontInfo(font).family()} {QFontInfo(font).pixelSize()} {wide[0]:.1f} {wide[1]:.1f}"


def picture_of(window: MainWindow) -> QImage:
    """Give a window's picture without its status bar, and the fonts it is written in."""
    image = window.grab().toImage()
    ratio = image.devicePixelRatio()
    image.setDevicePixelRatio(1.0)
    height = round((window.height() - window.statusBar().height()) * ratio)
    cut = image.copy(QRect(0, 0, image.width(), height))
    cut.setText(FONTS, fonts())
    return cut


def compare(image: QImage, name: str) -> None:
    """Check a picture if it can be compared here."""
    path = GOLDEN / f"{name}.png"
    made_with = QImage(str(path)).text(FONTS)
    if not RENEW and made_with != image.text(FONTS):
        pytest.skip(f"made with other fonts: {made_with!r}, here {image.text(FONTS)!r}")
    check(image, name, GOLDEN)


@pytest.fixture
def shown(qtbot, qapp, analyzers, clip):
    """Give a window with an analyzed file in a theme and a language; English again in the end."""
    made: list[MainWindow] = []

    def show(theme: str, spoken: str) -> MainWindow:
        language.use(spoken)
        apply_theme(qapp, theme_named(theme))
        window = MainWindow(Settings(device="cpu", theme=theme, language=spoken))
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
        # Covers and the inspector follow a moment later.
        qtbot.wait(400)
        return window

    yield show
    for window in made:
        window.close()
        window.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    language.use("en")


@pytest.mark.parametrize(
    ("theme", "spoken"), [("dark", "en"), ("light", "en"), ("dark", "zh_CN"), ("light", "zh_CN")]
)
def test_window(shown, theme, spoken):
    compare(picture_of(shown(theme, spoken)), f"window_{theme}_{spoken}")


def test_window_with_a_folded_group_and_segments(shown):
    window = shown("dark", "en")
    window.workspace.timeline.view.stack.set_folded(True, PICTURE)
    window.workspace.timeline.view.stack.set_current(SOUND)
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
