"""Without the packages of its extras, Rushes analyzes, exports and says which extra brings the rest."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from app.extras import GUI, PARQUET, PDF
from tests import footage
from tests.app.pipeline.fakes import DEMO

PYPROJECT = Path(__file__).parents[2] / "pyproject.toml"
EXTRAS = (GUI, PARQUET, PDF)
HIDDEN = [package for extra in EXTRAS for package in extra.packages]


def rushes(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run a command where no package of an extra can be found."""
    code = f"""
import sys

class Hiding:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {HIDDEN!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Hiding())
sys.argv = ["rushes", *{[str(argument) for argument in arguments]!r}]
from app.cli import run
run()
"""
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=110
    )


def test_the_extras_are_those_of_the_package():
    declared = tomllib.loads(PYPROJECT.read_text("utf-8"))["project"]["optional-dependencies"]
    for extra in EXTRAS:
        named = " ".join(declared[extra.name])
        assert [name for name in extra.packages if name not in named] == []
    assert declared["all"] == [f"rushes[{','.join(sorted(extra.name for extra in EXTRAS))}]"]


@pytest.fixture
def analyzed() -> None:
    done = rushes("analyze", DEMO, "--only", "loudness,shots", "--fast")
    assert done.stdout.startswith("done"), done.stderr


@pytest.mark.usefixtures("analyzed")
def test_exports_and_html_reports_need_no_extra(tmp_path: Path) -> None:
    for arguments in (("export", DEMO, "-f", "xlsx"), ("report", DEMO)):
        target = tmp_path / {"export": "demo.xlsx", "report": "demo.html"}[arguments[0]]
        done = rushes(*arguments, "-o", target)
        assert not done.returncode, done.stderr
        assert target.stat().st_size > 5000


@pytest.mark.usefixtures("analyzed")
@pytest.mark.parametrize(
    ("arguments", "needs", "extra"),
    [
        (("open",), "PySide6, pyqtgraph", "gui"),
        (("report", DEMO, "-o", "demo.pdf"), "typst", "pdf"),
        (("report", DEMO, "-o", "reports"), "typst", "pdf"),
        (("export", DEMO, "-f", "parquet"), "pyarrow", "parquet"),
    ],
)
def test_what_needs_an_extra_names_it(
    arguments: tuple, needs: str, extra: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = rushes(*arguments)
    assert done.returncode == 2
    assert f"needs {needs}." in done.stderr
    assert f"pip install 'rushes[{extra}]'" in done.stderr
    assert not [path for path in tmp_path.iterdir() if path.name != "home"]


def test_the_demo_goes_without_its_picture(tmp_path: Path) -> None:
    footage.tone(tmp_path / "tone.wav", seconds=1.0)
    done = rushes("demo", tmp_path / "tone.wav", "-o", tmp_path / "out")
    assert not done.returncode, done.stderr
    assert "not drawn. The window needs PySide6, pyqtgraph." in done.stdout
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["tone.csv", "tone.json"]
