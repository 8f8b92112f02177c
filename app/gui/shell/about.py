"""What this program is, its keys, and the machine it runs on."""

import platform
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version

from PySide6.QtWidgets import QWidget

from app.config import Settings, folders
from app.gui.chrome.shortcuts import action_title, keys_of, native_text
from app.gui.chrome.text_dialog import TextDialog
from inference.contract.types import Device
from resources.language import mark, tr

PACKAGES = ("rushes", "PySide6", "av", "onnxruntime-gpu", "onnxruntime", "numpy", "SQLAlchemy", "pyqtgraph")
FOLDERS = {"data": mark("data"), "cache": mark("cache"), "config": mark("config"), "logs": mark("logs")}
RULE = "|---|---|"
ON_TIMELINE = (
    (mark("Up, Down"), mark("Go to the lane or group above or below")),
    (mark("Ctrl+Left, Ctrl+Right"), mark("Go to the segment before or after in this lane")),
    (mark("Ctrl+Shift+Up, Ctrl+Shift+Down"), mark("Move this lane")),
    (mark("Shift+Up, Shift+Down"), mark("Make this lane lower or higher")),
    (mark("Return"), mark("Collapse or expand this lane or group")),
    (mark("Shift+Return"), mark("Collapse the group of this lane")),
    (mark("Menu"), mark("Open the menu of this lane")),
    (mark("Escape"), mark("Clear the selection")),
)
ABOUT = mark("""# Rushes {version}

Tells what is in your footage: shots, tags, faces, voices, sentiment and loudness, on timelines.
Everything runs on this machine; no file leaves it.

Licensed under the Apache License 2.0. The models have licenses of their own:
see *Help > Models and licenses*.
""")


def about_dialog(parent: QWidget) -> TextDialog:
    """Make the dialog about the program."""
    text = tr(ABOUT).format(version=_version("rushes") or "")
    return TextDialog(tr("About Rushes"), [(tr("About"), text)], parent)


def keys_dialog(settings: Settings, parent: QWidget) -> TextDialog:
    """Make the dialog that lists the keys of the menus."""
    lines = [_row(tr("Key"), tr("What it does")), RULE]
    lines += [
        _row(native_text(keys), action_title(name)) for name, keys in keys_of(settings.keys).items() if keys
    ]
    lines += [
        "",
        tr(
            "On the timeline: wheel zooms, Shift and wheel pans, drag pans, Shift and drag selects,"
            " click seeks."
        ),
        "",
        tr(
            "Click a segment to select it; Ctrl-click or Shift-click to select more. Drag an "
            "edge of a selected segment to trim it; Escape cancels. Double-click to zoom to "
            "the segment."
        ),
        "",
        _row(tr("On the timeline"), tr("What it does")),
        RULE,
        *(_row(tr(key), tr(what)) for key, what in ON_TIMELINE),
    ]
    return TextDialog(tr("Shortcuts"), [(tr("Shortcuts"), "\n".join(lines))], parent)


def device_dialog(devices: Sequence[Device], parent: QWidget) -> TextDialog:
    """Make the dialog that says which devices really work, tried with a small model."""
    lines = [
        _heading(tr("Devices")),
        "",
        tr("Tested with a small model just now."),
        "",
        f"{_row(tr('Device'), tr('Works'))} |",
        f"{RULE}---|",
    ]
    lines += [
        f"{_row(d.requested, tr('yes') if d.used == d.requested else tr('no'))} {tr(d.reason)} |"
        for d in devices
    ]
    lines += [
        "",
        _heading(tr("Versions")),
        "",
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}",
        "",
    ]
    lines += [f"- {name} {number}" for name in PACKAGES if (number := _version(name))]
    lines += ["", _heading(tr("Folders")), ""]
    lines += [f"- {tr(FOLDERS[name])}: `{path}`" for name, path in asdict(folders()).items()]
    return TextDialog(tr("Device and system"), [(tr("System"), "\n".join(lines))], parent)


def _row(first: str, second: str) -> str:
    return f"| {first} | {second} |"


def _heading(text: str) -> str:
    return f"# {text}"


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
