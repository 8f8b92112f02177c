"""What this program is, its keys, and the machine it runs on."""

import platform
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version

from PySide6.QtWidgets import QWidget

from app.config import Settings, folders
from app.gui.dialogs.keys_page import title
from app.gui.dialogs.text import TextDialog
from app.gui.keys import keys_of, native
from inference.types import Device

PACKAGES = ("rushes", "PySide6", "av", "onnxruntime-gpu", "onnxruntime", "numpy", "SQLAlchemy", "pyqtgraph")
ON_TIMELINE = (
    "| On the timeline | What it does |",
    "|---|---|",
    "| Up, Down | Go to the lane above or below |",
    "| Ctrl+Left, Ctrl+Right | Go to the segment before or after in this lane |",
    "| Ctrl+Shift+Up, Ctrl+Shift+Down | Move this lane |",
    "| Shift+Up, Shift+Down | Make this lane lower or higher |",
    "| Return | Fold or unfold this lane |",
    "| Menu | What else can be done with this lane |",
    "| Escape | Select nothing |",
)
ABOUT = """# Rushes {version}

Tells what is in your footage: shots, tags, faces, voices, sentiment and loudness, on timelines.
Everything runs on this machine; no file leaves it.

Licensed under the Apache License 2.0. The models have licences of their own:
see *Help > Models and licences*.
"""


def about_dialog(parent: QWidget) -> TextDialog:
    """Make the dialog about the program."""
    return TextDialog("About Rushes", [("About", ABOUT.format(version=_version("rushes") or ""))], parent)


def keys_dialog(settings: Settings, parent: QWidget) -> TextDialog:
    """Make the dialog that lists the keys of the menus."""
    lines = ["| Key | What it does |", "|---|---|"]
    lines += [f"| {native(keys)} | {title(name)} |" for name, keys in keys_of(settings.keys).items() if keys]
    lines += [
        "",
        "On the timeline: wheel zooms, Shift and wheel pans, drag pans, Shift and drag selects, click seeks.",
        "",
        (
            "A click on a segment selects it; Ctrl or Shift and click select more. Dragging an edge of a"
            " selected segment trims it, Escape lets go of it. A double click shows the segment."
        ),
        "",
        *ON_TIMELINE,
    ]
    return TextDialog("Keys", [("Keys", "\n".join(lines))], parent)


def device_dialog(devices: Sequence[Device], parent: QWidget) -> TextDialog:
    """Make the dialog that says which devices really work, tried with a small model."""
    lines = [
        "# Devices",
        "",
        "Tried with a small model just now.",
        "",
        "| Device | Works | |",
        "|---|---|---|",
    ]
    lines += [f"| {d.requested} | {'yes' if d.used == d.requested else 'no'} | {d.reason} |" for d in devices]
    lines += [
        "",
        "# Versions",
        "",
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}",
        "",
    ]
    lines += [f"- {name} {number}" for name in PACKAGES if (number := _version(name))]
    lines += ["", "# Folders", ""]
    lines += [f"- {name}: `{path}`" for name, path in asdict(folders()).items()]
    return TextDialog("Device and system", [("System", "\n".join(lines))], parent)


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
