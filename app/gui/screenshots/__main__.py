"""Drives the window over real clips as a person would, and makes a picture of each step.

`python -m app.gui.screenshots CLIP... --out FOLDER [--query TEXT] [--theme light] [--language zh_CN]`
opens clips, waits for their analysis, searches, corrects, undoes and judges a cut. It works on any display
and with `QT_QPA_PLATFORM=offscreen`; results go into a home of its own, apart from the user's.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.config import Settings
from app.gui.session.open_file import State
from app.gui.session.session import Session
from app.gui.shell.application import make_application
from app.gui.shell.main_window import MainWindow
from inference.contract.presentation import LaneGroup

SIZE = (1440, 1000)
TIMEOUT_S = 20 * 60.0
SETTLE_MS = 600


def wait(milliseconds: int) -> None:
    """Let the program run on. QTest.qWait keeps Python's lock, so that threads would stand still."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


class Drive:
    """A window, what was done in it, and a picture of each step."""

    def __init__(self, window: MainWindow, out: Path) -> None:
        self.window = window
        self._out = out
        self._number = 0

    def picture(self, name: str, part: QWidget | None = None) -> None:
        """Wait until the window is quiet, and make a picture of it or a part."""
        wait(SETTLE_MS)
        self.wait(self._is_exact, "the picture does not come")
        self._number += 1
        file = self._out / f"{self._number:02d}-{name}.png"
        (part or self.window).grab().save(str(file))
        print(file)

    def wait(self, ready: Callable[[], bool], what: str) -> None:
        """Wait for something. Raise TimeoutError if it does not come."""
        until = time.monotonic() + TIMEOUT_S
        while not ready():
            if time.monotonic() > until:
                raise TimeoutError(what)
            wait(100)

    def _is_exact(self) -> bool:
        shown, file = self.window.workspace.viewer.playback.picture, self.window.workspace.session.current
        return shown is None or shown.exact or file is None or file.busy

    def do(self, action: str) -> None:
        """Choose an action of the menus."""
        self.window.commands[action].trigger()
        wait(SETTLE_MS)

    def seek(self, share: float) -> None:
        """Go to a share of the clip that is shown."""
        transport = self.window.workspace.transport
        transport.seek(share * transport.duration)


def drive(window: MainWindow, clips: Sequence[Path], query: str, out: Path) -> None:
    """Do what an editor does in the first quarter of an hour."""
    step, session = Drive(window, out), window.workspace.session
    step.picture("first-run")
    window.open(clips)
    # What is in the store already is not analyzed again.
    step.wait(lambda: _begun(session), "the analysis does not begin")
    step.seek(0.4)
    step.picture("analyzing")
    step.wait(lambda: bool(session.files) and not session.busy, "the analysis does not end")
    failed = [file.location.name for file in session.files if file.state is not State.DONE]
    if failed:
        raise RuntimeError(f"not analyzed: {', '.join(failed)}")
    step.seek(0.3)
    step.picture("analyzed")
    _fold(step)
    _find(step, query)
    _correct(step)
    step.do("judge_cuts")
    view = step.window.workspace.edit_controller.cuts.view
    step.wait(lambda: bool(view.pictures), "the pictures of the cut do not come")
    step.picture("judging-cuts")
    step.do("judge_cuts")
    _dialogs(step)


def _begun(session: Session) -> bool:
    return any(file.share > 0.3 for file in session.files) or (bool(session.files) and not session.busy)


def _fold(step: Drive) -> None:
    stack = step.window.workspace.timeline.view.stack
    stack.set_folded(True, LaneGroup.VIDEO, LaneGroup.DIALOGUE)
    step.picture("folded")
    stack.set_folded(False)


def _find(step: Drive, query: str) -> None:
    step.do("find")
    # Without a window manager nothing has the focus.
    QTest.keyClicks(step.window.workspace.side_panel.search_panel.line, query)
    wait(3 * SETTLE_MS)
    step.picture("found")
    step.do("find_next")
    step.picture("jumped")
    step.window.workspace.side_panel.setCurrentWidget(step.window.workspace.library)


def _correct(step: Drive) -> None:
    inspector, table = step.window.workspace.inspector, step.window.workspace.inspector.table
    inspector.setCurrentWidget(table)
    rows = table.table
    rows.selectRow(2)
    wait(SETTLE_MS)
    step.picture("selected")
    step.do("reject")
    step.picture("rejected")
    step.do("undo")
    step.picture("undone")
    step.do("add_marker")
    step.do("next_uncertain")
    step.picture("next-uncertain")


def _dialogs(step: Drive) -> None:
    for action in ("settings", "models", "keys"):
        step.do(action)
        dialog = QApplication.activeModalWidget() or QApplication.activeWindow()
        if dialog is not None and dialog is not step.window:
            step.picture(action, dialog)
            dialog.close()


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clips", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--query", default="speech or dog or person")
    parser.add_argument("--theme", default="dark")
    parser.add_argument("--language", default="en")
    parser.add_argument("--home", type=Path, help="where results are kept, to be used again")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    home = given.home or Path(tempfile.mkdtemp(prefix="rushes-drive-"))
    os.environ["RUSHES_HOME"] = str(home)
    settings = Settings(theme=given.theme, language=given.language)
    application = make_application(settings)
    application.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    window = MainWindow(settings)
    window.populate()
    window.resize(*SIZE)
    window.show()
    try:
        drive(window, given.clips, given.query, given.out)
    finally:
        window.close()


if __name__ == "__main__":
    main()
