"""A report that is written step by step."""

import threading
from pathlib import Path

import pytest

from app.batch import analyze_one
from app.errors import RushesError
from app.pipeline import AnalysisOptions
from app.report import checked_options, report_steps
from app.store import open_store
from tests import footage
from tests.app.pipeline.fakes import NoSessions


@pytest.fixture
def clips(tmp_path: Path) -> list[Path]:
    """Two files whose loudness is known."""
    made = [tmp_path / name for name in ("a.mp4", "b.mp4")]
    with open_store() as store:
        for path in made:
            footage.mux(path, 25)
            analyze_one(path, store, NoSessions(), AnalysisOptions(only=("loudness",)), threading.Event())
    return made


def test_each_file_is_a_step_and_the_report_is_there_at_the_last(clips, tmp_path):
    target = tmp_path / "both.html"
    steps = report_steps(clips, checked_options("Both"), target, commercial=False)
    seen = []
    for step in steps:
        seen.append((round(step.share, 2), step.text, step.written))
        assert target.exists() == (step.written is not None)
    assert seen[:3] == [(0.0, "a.mp4", None), (0.33, "b.mp4", None), (0.67, "both.html", None)]
    assert seen[3][0::2] == (1.0, target)
    text = target.read_text(encoding="utf-8")
    assert "a.mp4" in text
    assert "b.mp4" in text


def test_one_that_stops_between_has_written_nothing(clips, tmp_path):
    target = tmp_path / "both.html"
    steps = report_steps(clips, checked_options("Both"), target, commercial=False)
    for _ in clips:
        next(steps)
    steps.close()
    assert not target.exists()


def test_a_file_without_results_is_told(clips, tmp_path):
    other = tmp_path / "other.mp4"
    footage.mux(other, 25)
    steps = report_steps([other], checked_options("One"), tmp_path / "one.html", commercial=False)
    next(steps)
    with pytest.raises(RushesError, match="no results"):
        next(steps)
