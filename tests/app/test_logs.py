"""The log: one JSON object a line, whatever is told."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.logs import logger, start_logging, stop_logging


@pytest.fixture
def written(tmp_path: Path) -> Iterator[Path]:
    file = start_logging(tmp_path)
    assert file is not None
    yield file
    stop_logging()


@pytest.mark.logs_errors
def test_events_become_lines_with_their_fields(written: Path) -> None:
    log = logger("app.somewhere")
    log.info("file", path="100 %s.mp4", status="done", place=Path("x"))
    try:
        assert 1 // len(path := "") == len(path)
    except ZeroDivisionError:
        log.exception("failed 100 %", path="a.mp4")
    logging.getLogger("another.library").warning("it %s", "warns")
    told, failed, warned = [json.loads(line) for line in written.read_text().splitlines()]
    assert (told["event"], told["path"], told["status"]) == ("file", "100 %s.mp4", "done")
    assert (told["level"], told["timestamp"][-1]) == ("info", "Z")
    assert (failed["event"], failed["level"]) == ("failed 100 %", "error")
    assert failed["exception"].endswith("ZeroDivisionError: integer division or modulo by zero")
    assert (warned["event"], warned["level"]) == ("it warns", "warning")


def test_a_folder_that_cannot_be_made_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert start_logging(tmp_path / "file" / "logs") is None
