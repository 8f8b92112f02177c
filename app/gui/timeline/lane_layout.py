"""How the user arranged the lanes, kept from one start to the next."""

import json
from collections.abc import Mapping
from typing import Any, cast

from PySide6.QtCore import QSettings

from app.config import folders

KEY = "lanes"


def saved_layout() -> Mapping[str, Any]:
    """Give what was kept last; nothing if there is nothing, or it cannot be read."""
    try:
        state: object = json.loads(str(_settings().value(KEY, "{}")))
    except ValueError:
        return {}
    return cast("dict[str, Any]", state) if isinstance(state, dict) else {}


def save_layout(state: Mapping[str, Any]) -> None:
    """Keep how the lanes are arranged."""
    _settings().setValue(KEY, json.dumps(state))


def _settings() -> QSettings:
    return QSettings(str(folders().config / "window.ini"), QSettings.Format.IniFormat)
