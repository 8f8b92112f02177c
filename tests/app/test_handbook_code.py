"""The code on the pages about plug-ins and the API does what is said."""

import doctest
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from resources.handbook import page
from tests.app.pipeline.fakes import DEMO

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
NAMED = re.compile(r"# (\S+\.(?:py|toml))\n")


def code(topic: str, kind: str) -> list[str]:
    return [text for name, text in BLOCK.findall(page(topic, "en").text) if name == kind]


def run(*arguments: object, at: Path) -> subprocess.CompletedProcess[str]:
    """Run Python where the plug-in is installed."""
    return subprocess.run(
        [sys.executable, *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=at,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(at), str(Path(__file__).parents[2])])},
        check=False,
    )


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """The package of the page, as pip leaves it: its modules, and a folder with its entry points."""
    for text in code("plugins", "toml") + code("plugins", "python"):
        if named := NAMED.match(text):
            file = tmp_path / named[1]
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, encoding="utf-8")
    project = tomllib.loads((tmp_path / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    info = tmp_path / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    info.mkdir()
    head = f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
    (info / "METADATA").write_text(head, encoding="utf-8")
    groups = [
        f"[{group}]\n" + "".join(f"{name} = {target}\n" for name, target in points.items())
        for group, points in project["entry-points"].items()
    ]
    (info / "entry_points.txt").write_text("\n".join(groups), encoding="utf-8")
    return tmp_path


def test_the_analyzer_of_the_page_runs_like_those_of_rushes(installed):
    done = run("-m", "app.cli", "analyze", DEMO, "--only", "darkness", "--json", at=installed)
    row = json.loads(done.stdout)
    assert (row["status"], row["error"]) == ("done", None)
    assert [(track["key"], track["channels"]) for track in row["tracks"]] == [("darkness", ["dark"])]
    segments = [segment for segment in row["segments"] if segment["track"] == "darkness"]
    assert segments, "the demo's clip fades through black"
    assert all(segment["label"] == "dark" for segment in segments)


def test_the_exporter_of_the_page_writes_like_those_of_rushes(installed):
    run("-m", "app.cli", "analyze", DEMO, "--only", "darkness", at=installed)
    done = run("-m", "app.cli", "export", DEMO, "--format", "lines", "-o", "-", at=installed)
    assert done.stderr == ""
    assert re.fullmatch(r"( *\d+\.\d{3} +\d+\.\d{3} darkness: dark\n)+", done.stdout)


def test_the_test_of_the_page_passes(installed):
    (check,) = [text for text in code("plugins", "python") if not NAMED.match(text)]
    done = run("-c", check, at=installed)
    assert done.stderr == ""
    assert done.returncode == 0


def test_the_examples_of_the_api_print_what_they_say(tmp_path, monkeypatch):
    shutil.copy(DEMO, tmp_path / "rushes-demo.mp4")
    monkeypatch.chdir(tmp_path)
    text = "\n".join(code("api", "pycon"))
    told = []
    test = doctest.DocTestParser().get_doctest(text, {}, "api.md", None, 0)
    assert len(test.examples) > 10
    doctest.DocTestRunner().run(test, out=told.append)
    assert told == []


def test_a_plug_in_that_is_broken_is_named_and_left_out(installed):
    (installed / "rushes_darkness" / "lines.py").write_text("import what_is_not_there\n", encoding="utf-8")
    done = run("-m", "app.cli", "doctor", at=installed)
    (line,) = [line for line in done.stdout.splitlines() if "lines" in line]
    assert "left out" in line
    assert "what_is_not_there" in line
    (line,) = [line for line in done.stdout.splitlines() if "darkness (rushes-darkness 1.0)" in line]
    assert "works" in line
