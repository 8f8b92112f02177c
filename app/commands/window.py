"""`rushes open`, and whether there is a display to open it on."""

import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module

from app.config import Settings
from app.errors import RushesError
from app.extras import GUI, require
from app.media.location import LocationLike
from resources.messages import msg

TRY = "from PySide6.QtWidgets import QApplication; QApplication([])"
TIMEOUT_S = 60.0
"""Seconds."""


def has_display() -> bool:
    """Say whether a window can be opened, by trying it in another process: Qt ends a process that cannot."""
    trial = _begun_trial()
    return trial is not None and trial.wait(TIMEOUT_S) == 0


def open_files(places: Sequence[LocationLike], settings: Settings) -> int:
    """Open the window; give its exit status."""
    require(GUI)
    if os.environ.get("QT_QPA_PLATFORM") is None:
        trial = _begun_trial()
        if trial is not None:
            with suppress(ImportError):  # where Qt cannot be loaded, the trial fails, too
                import_module("app.gui.shell.application")
        if trial is None or trial.wait(TIMEOUT_S) != 0:
            raise RushesError(
                msg("There is no display to open a window on."),
                msg(
                    "Run it on a desktop, or use rushes analyze; rushes demo renders the timeline as a "
                    "picture. On Linux, Qt may also lack a library: see the README's list."
                ),
            )
    from app.gui.shell.application import run  # noqa: PLC0415 (Qt only where there is a window)

    return run(places, settings)


def _begun_trial() -> "subprocess.Popen[bytes] | None":
    """Let another process try to reach the display, if there may be one."""
    named = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if os.environ.get("QT_QPA_PLATFORM", "") in ("offscreen", "minimal"):
        return None
    if not named and sys.platform not in ("darwin", "win32"):
        return None
    return subprocess.Popen(  # noqa: S603 (our own interpreter and our own text)
        [sys.executable, "-c", TRY], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
