"""Every test has folders of its own, no display, and leaves nothing behind."""

import logging
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# Nothing by chance, and no limit of time on a busy machine.
settings.register_profile("tests", deadline=None, derandomize=True, database=None, max_examples=60)
settings.load_profile("tests")

FONTS = (Path(__file__).parent / "fonts", Path(__file__).parents[1] / "resources" / "report" / "fonts")
"""What tests write with; the machine's own fonts are out of reach where fontconfig looks for fonts."""

FONTCONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  {folders}
  <cachedir>{cache}</cachedir>
  <match target="pattern">
    <test name="family" compare="not_eq"><string>Rushes Test</string></test>
    <edit name="family" mode="append" binding="strong"><string>Rushes Test</string></edit>
  </match>
  <match target="pattern">
    <test name="family"><string>monospace</string></test>
    <edit name="family" mode="prepend" binding="strong"><string>Rushes Test Mono</string></edit>
  </match>
  <match target="font">
    <edit name="antialias" mode="assign"><bool>true</bool></edit>
    <edit name="hinting" mode="assign"><bool>false</bool></edit>
    <edit name="rgba" mode="assign"><const>none</const></edit>
  </match>
</fontconfig>
"""


def pytest_configure(config: pytest.Config) -> None:
    """Hide the machine's fonts before Qt or a report looks for any."""
    folder = Path(tempfile.mkdtemp(prefix="rushes-tests-fonts-"))
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    folders = "".join(f"<dir>{path}</dir>" for path in FONTS)
    file = folder / "fonts.conf"
    file.write_text(FONTCONFIG.format(folders=folders, cache=folder / "cache"), "utf-8")
    os.environ["FONTCONFIG_FILE"] = str(file)


os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_SCALE_FACTOR", "1")
os.environ.setdefault("OMP_NUM_THREADS", "2")
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

SHARED = Path(__file__).parents[2] / "shared" / "data"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Folders of its own for each test."""
    folder = tmp_path / "home"
    monkeypatch.setenv("RUSHES_HOME", str(folder))
    return folder


@pytest.fixture(autouse=True)
def no_threads_left() -> Iterator[None]:
    """Fail where a test leaves a thread behind."""
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + 2.0
    while (left := [t for t in threading.enumerate() if t not in before]) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not left, f"threads left behind: {left}"


@pytest.fixture(autouse=True)
def no_errors_logged(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail where an error is logged that the test does not expect (marker `logs_errors`)."""
    yield
    if request.node.get_closest_marker("logs_errors") is None:
        logged = [
            r for when in ("setup", "call") for r in caplog.get_records(when) if r.levelno >= logging.ERROR
        ]
        assert not logged, f"errors logged: {[r.getMessage() for r in logged]}"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real clips, where it stands beside the checkout."""
    if not SHARED.is_dir():
        pytest.skip("the folder of real clips (../shared/data) is not here")
    return SHARED
