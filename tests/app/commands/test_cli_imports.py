"""The command line starts quickly: nothing heavy is loaded before a command needs it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.app.pipeline.fakes import DEMO
from tests.app.running import rushes

HEAVY = ("PySide6", "onnxruntime", "av", "cv2", "sqlalchemy", "alembic", "numpy", "pyqtgraph", "torch")


def test_importing_the_commands_loads_nothing_heavy() -> None:
    code = f"import sys, app.cli; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_what_is_stored_is_shown_without_decoder_and_models(tmp_path: Path) -> None:
    """The second run over a file loads nothing that only a first one needs."""
    assert rushes("analyze", DEMO, "--only", "loudness,shots", "--fast").returncode == 0
    code = f"""
import sys
sys.argv = ["rushes", "analyze", {str(DEMO)!r}, "--only", "loudness,shots", "--fast"]
from app.cli import run
try:
    run()
finally:
    print([name for name in ("PySide6", "onnxruntime", "av", "cv2", "alembic") if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("cached")
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_headless_analysis_loads_no_qt() -> None:
    code = "import sys, app.commands.analyze, app.commands.inform; print('PySide6' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--help"], "analyze"),
        (["--version"], "rushes"),
        (["analyze", "--help"], "--fast"),
        (["report", "--help"], "--paper"),
        (["analyze", "--bogus"], "'--bogus'"),
        (["frobnicate"], "'frobnicate'"),
    ],
)
def test_help_and_usage_errors_do_not_even_load_the_log(arguments: list[str], says: str) -> None:
    code = f"""
import sys
sys.argv = ["rushes", *{arguments!r}]
from app.cli import run
try:
    run()
finally:
    print([name for name in {(*HEAVY, "logging", "rich", "asyncio")!r} if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert says in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_window_is_painted_without_what_comes_later() -> None:
    code = f"""
import sys
from app.config import Settings
from app.gui.shell.main_window import MainWindow
from app.gui.shell.application import make_application
application = make_application(Settings())
window = MainWindow(Settings())
window.show()
application.processEvents()
late = {(*HEAVY, "app.report", "jinja2", "typst", "openpyxl")!r}
def loaded():
    return [name for name in late if name in sys.modules and name != "PySide6"]
print(loaded())
window.populate()
application.processEvents()
print(loaded())
window.close()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    first, complete = done.stdout.splitlines()[-2:]
    assert first == "[]"
    assert complete == "['sqlalchemy', 'numpy', 'pyqtgraph']"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="threads are counted in /proc")
def test_products_of_numpy_start_no_threads_beside_the_decoder() -> None:
    code = """
import os, app, numpy
before = len(os.listdir("/proc/self/task"))
numpy.ones((600, 600)) @ numpy.ones((600, 600))
print(before, len(os.listdir("/proc/self/task")))
"""
    without = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=without
    )
    assert done.stdout.split() == ["1", "1"]
