"""`import rushes`: light, complete, and the same library as the window and the commands have."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

import rushes
from app.store import open_store
from inference import analyzers as installed
from tests.app.pipeline.fakes import DEMO
from tests.app.running import rushes as command

HEAVY = (
    *("PySide6", "pyqtgraph", "typst", "alembic", "sqlalchemy", "onnxruntime", "av", "cv2", "numpy"),
    *("jinja2", "openpyxl", "rich", "app"),
)
FOR_OTHERS = ("PySide6", "pyqtgraph", "typst", "jinja2", "openpyxl", "rich", "app.gui", "app.report")


def run(code: str, cwd: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=cwd, timeout=100
    )
    assert not done.returncode, done.stderr
    return done.stdout.strip()


def test_importing_loads_nothing_before_it_is_needed(tmp_path: Path) -> None:
    code = f"import sys, rushes; print([name for name in {HEAVY!r} if name in sys.modules])"
    assert run(code, tmp_path) == "[]"


def test_what_plugins_need_loads_no_store(tmp_path: Path) -> None:
    code = f"""
import sys
from rushes import Analyzer, FrameSpec, Segment, TrackSpec
print([name for name in {HEAVY!r} if name in sys.modules and name not in ("numpy", "app")])
"""
    assert run(code, tmp_path) == "[]"


def test_an_analysis_loads_no_window_and_no_reports(tmp_path: Path) -> None:
    code = f"""
import sys, rushes
document = rushes.analyze({str(DEMO)!r}, only="loudness")
rushes.export(document, "csv", "demo.csv")
print([name for name in {FOR_OTHERS!r} if name in sys.modules])
"""
    assert run(code, tmp_path) == "[]"
    assert (tmp_path / "demo.csv").read_text().startswith("file,track,")


def test_every_name_is_there_and_no_other() -> None:
    assert set(rushes.__all__) <= set(dir(rushes))
    assert all(getattr(rushes, name) is not None for name in rushes.__all__)
    with pytest.raises(AttributeError, match="'rushes' has no attribute 'anlyze'"):
        _ = rushes.anlyze  # pyright: ignore[reportAttributeAccessIssue] (it is misspelled)


def test_commands_and_scripts_share_a_library() -> None:
    assert command("analyze", DEMO, "--only", "loudness").returncode == 0
    with rushes.open_library() as library:
        assert list(library) == [rushes.Location.of(DEMO)]
        assert str(DEMO) in library
        assert sorted(library.document(DEMO).tracks) == ["loudness"]
    shares: list[float] = []
    rushes.analyze(DEMO, only=["loudness"], progress=lambda now: shares.append(now.share))
    assert shares == [], "it is stored, so there is nothing to tell of"


def test_progress_is_told_up_to_the_end() -> None:
    told: list[rushes.Progress] = []
    rushes.analyze(DEMO, only="loudness", progress=told.append)
    assert told
    assert [now.share for now in told] == sorted(now.share for now in told)
    assert told[-1].stage == "sound"


def test_a_library_of_its_own_leaves_the_users_alone(tmp_path: Path) -> None:
    with rushes.open_library(tmp_path / "project.sqlite") as library:
        document = rushes.analyze(DEMO, only="loudness", library=library)
        assert len(library) == 1
        assert document.tracks["loudness"].values.shape == (194, 5)
        assert [place.track for s in library.search("loudness") for place in s.segments] == []
    with open_store() as store:
        assert not store.all_media()


def test_what_was_removed_is_not_known_again(tmp_path: Path) -> None:
    with rushes.open_library(tmp_path / "project.sqlite") as library:
        library.analyze(DEMO, only="loudness")
        library.remove(DEMO)
        assert DEMO not in library
        with pytest.raises(rushes.UsageError, match="no results"):
            library.document(DEMO)


@pytest.mark.parametrize(
    ("options", "says"),
    [({"only": "lodness"}, "lodness"), ({"device": "abacus"}, "abacus"), ({"audio_track": 7}, "track 8")],
)
def test_what_does_not_exist_is_a_usage_error(options: dict, says: str) -> None:
    with pytest.raises(rushes.UsageError, match=says):
        rushes.analyze(DEMO, **options)


def test_files_that_cannot_be_read_are_media_errors(tmp_path: Path) -> None:
    (tmp_path / "notes.mp4").write_text("no film")
    for name in ("notes.mp4", "missing.mp4"):
        with pytest.raises(rushes.MediaError) as raised:
            rushes.analyze(tmp_path / name)
        assert raised.value.hint


def test_an_analysis_is_canceled_by_its_event() -> None:
    canceled = threading.Event()
    with pytest.raises(rushes.Canceled):
        rushes.analyze(DEMO, only="shots", canceled=canceled, progress=lambda _: canceled.set())


@pytest.mark.logs_errors
def test_what_an_analyzer_fails_with_is_raised_and_the_rest_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ValueError("spilled coffee")

    monkeypatch.setattr(installed.ANALYZERS["voice"], "feed", fail)
    with rushes.open_library() as library:
        with pytest.raises(rushes.RushesError, match="spilled coffee"):
            library.analyze(DEMO, only=["voice", "loudness"])
        assert sorted(library.document(DEMO).tracks) == ["loudness"]


def test_an_unknown_format_and_an_unknown_track_are_usage_errors(tmp_path: Path) -> None:
    document = rushes.analyze(DEMO, only="loudness")
    with pytest.raises(rushes.UsageError, match="parchment"):
        rushes.export(document, "parchment", tmp_path / "demo.txt")
    with pytest.raises(rushes.UsageError, match="smells"):
        rushes.export(document, "csv", tmp_path / "demo.csv", tracks="smells")
    assert not list(tmp_path.glob("demo.*"))


def test_files_beside_the_first_are_told_of(tmp_path: Path) -> None:
    document = rushes.analyze(DEMO, only="loudness")
    written = rushes.export(document, "curves", str(tmp_path / "demo.curve.csv"), tracks=["loudness"])
    assert written == [tmp_path / "demo.loudness.curve.csv"]
    assert written[0].read_text().splitlines()[0] == "time,momentary,short_term,integrated,range,true_peak"
