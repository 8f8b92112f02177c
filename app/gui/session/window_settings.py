"""What the window remembers from one time to the next."""

from PySide6.QtCore import QSettings

from app.config import folders


def window_settings() -> QSettings:
    """Give what the window remembers: where things stood, and what was open."""
    return QSettings(str(folders().config / "window.ini"), QSettings.Format.IniFormat)
