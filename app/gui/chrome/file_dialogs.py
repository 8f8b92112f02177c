"""Dialogs to choose files and folders, which begin where the last choice was made."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from app.gui.session.window_settings import window_settings
from resources.language import tr

FOLDER = "folder"


def choose_files(parent: QWidget) -> list[Path]:
    """Let a user choose files; none if they change their mind."""
    names, _ = QFileDialog.getOpenFileNames(parent, tr("Open video or audio files"), _last_folder(), _names())
    return _remembered([Path(name) for name in names])


def choose_folder(parent: QWidget) -> list[Path]:
    """Let a user choose a folder."""
    name = QFileDialog.getExistingDirectory(parent, tr("Open folder"), _last_folder())
    return _remembered([Path(name)] if name else [])


def _names() -> str:
    """Give what kinds of files there are to choose from."""
    from app.batch import SUFFIXES  # noqa: PLC0415 (most of the program, which the first picture does not need)

    patterns = " ".join(f"*{suffix}" for suffix in sorted(SUFFIXES))
    return tr("Video and audio ({patterns});;All files (*)").format(patterns=patterns)


def _last_folder() -> str:
    return str(window_settings().value(FOLDER, ""))


def _remembered(paths: list[Path]) -> list[Path]:
    if paths:
        window_settings().setValue(FOLDER, str(paths[0].parent))
    return paths
