"""A format of another package is a class and an entry point: commands, dialog and scripts have it then."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.app.pipeline.fakes import DEMO

MODULE = """
import rushes

class Labels(rushes.TextExporter):
    name = "labels"
    suffix = ".labels.txt"
    title = "Labels (text)"
    purpose = "Every label, for word games."
    program = "Crossword"

    def text(self, content):
        return "\\n".join(sorted({segment.label for segment in content.segments}))

class Untitled(Labels):
    name = "untitled"
    title = None

class Dotless(Labels):
    name = "dotless"
    suffix = "txt"
"""
POINTS = """
[rushes.exporters]
labels = word_games:Labels
untitled = word_games:Untitled
dotless = word_games:Dotless
missing = word_games:Missing
broken = word_game:Labels
"""
DIALOG = """
from PySide6.QtWidgets import QLabel, QWidget
from app.config import Settings
from app.gui.delivery.export_dialog import ExportDialog
from app.gui.shell.application import make_application
from app.media.location import Location
application = make_application(Settings())
parent = QWidget()
dialog = ExportDialog(Location.of("a.mp4"), [], None, parent)
row = next(n for n in range(dialog.forms.count()) if dialog.forms.item(n).text() == "Labels (text)")
dialog.forms.setCurrentRow(row)
print(dialog.target.text(), dialog.request().form)
print([label.text() for label in dialog.findChildren(QLabel) if "word games" in label.text()])
"""
SCRIPT = f"""
import rushes
document = rushes.analyze({str(DEMO)!r}, only="shots", fast=True)
(path,) = rushes.export(document, "labels", "demo.labels.txt")
print(path.read_text().split(), rushes.exporters()["labels"].title)
"""

Run = Callable[..., CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run Python where the other package is installed."""
    site, work = tmp_path / "site", tmp_path / "work"
    info = site / "word_games-1.2.dist-info"
    for folder in (info, work):
        folder.mkdir(parents=True)
    (site / "word_games.py").write_text(MODULE)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: word-games\nVersion: 1.2\n")
    (info / "entry_points.txt").write_text(POINTS)
    path = os.pathsep.join(filter(None, (str(site), os.environ.get("PYTHONPATH"))))

    def run(*arguments: str) -> CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments],
            capture_output=True,
            text=True,
            check=False,
            cwd=work,
            env={**os.environ, "PYTHONPATH": path, "COLUMNS": "300"},
            timeout=100,
        )

    return run


def test_scripts_and_commands_write_it(run: Run) -> None:
    done = run("-c", SCRIPT)
    assert done.stdout.splitlines() == ["['cut', 'start'] Labels (text)"], done.stderr
    done = run("-m", "app.cli", "export", str(DEMO), "-f", "labels", "-o", "-")
    assert done.stdout.split() == ["cut", "start"], done.stderr
    assert "Other formats: labels." in " ".join(run("-m", "app.cli", "export", "--help").stdout.split())


def test_the_dialog_offers_it(run: Run) -> None:
    done = run("-c", DIALOG)
    assert done.stdout.splitlines() == [
        "a.labels.txt labels",
        r"['Every label, for word games.\nProgram: Crossword']",
    ], done.stderr


def test_doctor_tells_what_was_left_out_and_why(run: Run) -> None:
    told = {
        row["name"]: row for row in json.loads(run("-m", "app.cli", "doctor", "--json").stdout)["plugins"]
    }
    assert (told["labels"]["key"], told["labels"]["reason"]) == ("labels", "")
    assert (told["labels"]["package"], told["labels"]["version"]) == ("word-games", "1.2")
    assert "does not declare title" in told["untitled"]["reason"]
    assert "does not begin with a dot" in told["dotless"]["reason"]
    assert "AttributeError" in told["missing"]["reason"]
    assert "ModuleNotFoundError" in told["broken"]["reason"]
    shown = run("-m", "app.cli", "doctor").stdout
    assert "labels" in shown
    assert "No module named 'word_game'" in shown
