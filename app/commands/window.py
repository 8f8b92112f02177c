"""`rushes open`, and whether there is a display to open it on."""

import os
import subprocess
import sys
from pathlib import Path

from app.config import Settings
from app.errors import RushesError

TRY = "from PySide6.QtWidgets import QApplication; QApplication([])"


def has_display() -> bool:
    """Say whether a window can be opened, by trying it in another process: Qt ends a process that cannot."""
    named = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if os.environ.get("QT_QPA_PLATFORM", "") in ("offscreen", "minimal"):
        return False
    if not named and sys.platform not in ("darwin", "win32"):
        return False
    trial = subprocess.run(  # noqa: S603 (our own interpreter and our own text)
        [sys.executable, "-c", TRY], capture_output=True, timeout=60, check=False
    )
    return trial.returncode == 0


def open_files(paths: list[Path], settings: Settings) -> int:
    """Open the window; give its exit status."""
    if os.environ.get("QT_QPA_PLATFORM") is None and not has_display():
        raise RushesError(
            "There is no display to open a window on.",
            "Run it on a desktop, or use rushes analyze; rushes demo renders the timeline as a picture. "
            "On Linux, Qt may also lack a library: see the README's list.",
        )
    from app.gui.run import run  # noqa: PLC0415 (Qt only where there is a window)

    return run(paths, settings)
