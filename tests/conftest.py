"""Every test has folders of its own, no display, and leaves nothing behind."""

import logging
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

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
