"""Choosing files and folders, and what the window remembers from one time to the next."""

from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QFileDialog, QWidget

from app.batch import SUFFIXES
from app.config import folders

NAMES = f"Video and audio ({' '.join(f'*{suffix}' for suffix in sorted(SUFFIXES))});;All files (*)"
FOLDER = "folder"


def window_settings() -> QSettings:
    """Give what the window remembers: where things stood, and what was open."""
    return QSettings(str(folders().config / "window.ini"), QSettings.Format.IniFormat)


def choose_files(parent: QWidget) -> list[Path]:
    """Let a user choose files; none if they change their mind."""
    names, _ = QFileDialog.getOpenFileNames(parent, "Open files", _last_folder(), NAMES)
    return _remembered([Path(name) for name in names])


def choose_folder(parent: QWidget) -> list[Path]:
    """Let a user choose a folder."""
    name = QFileDialog.getExistingDirectory(parent, "Open folder", _last_folder())
    return _remembered([Path(name)] if name else [])


def _last_folder() -> str:
    return str(window_settings().value(FOLDER, ""))


def _remembered(paths: list[Path]) -> list[Path]:
    if paths:
        window_settings().setValue(FOLDER, str(paths[0].parent))
    return paths
