"""`rushes report` as a user runs it."""

import threading
from pathlib import Path

import pypdf
import pytest

from app.batch import analyze_one
from app.commands.report import ReportRequest, report_files
from app.config import Settings
from app.edits import NOTES, AddSegment
from app.errors import RushesError, UsageError
from app.media.location import Location
from app.pipeline import AnalysisOptions
from app.store import open_store
from inference.contract.types import Segment
from tests import footage
from tests.app.pipeline.fakes import NoSessions
from tests.app.running import rushes


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two films that were metered, with one name, and one that nobody analyzed."""
    made = tmp_path / "footage"
    (made / "day two").mkdir(parents=True)
    with open_store() as store:
        for place, level in (("a.mp4", -23.0), ("day two/a.mp4", -12.0)):
            footage.mux(made / place, 50, level=level)
            options = AnalysisOptions(only=("loudness", "qc"))
            result = analyze_one(made / place, store, NoSessions(), options, threading.Event())
            assert result.status == "done"
    footage.mux(made / "b.mp4", 25)
    return made


def test_a_set_with_a_bad_file(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "new" / "set.pdf"
    done = rushes("report", folder, folder / "nowhere.mp4", "-o", out, "--title", "Both days")
    assert done.returncode == 1
    assert done.stdout.splitlines() == [str(out)]
    assert "b.mp4" in done.stderr
    assert "nowhere.mp4" in done.stderr
    assert "rushes analyze" in done.stderr
    assert "Traceback" not in done.stderr
    titles = [one.title for one in pypdf.PdfReader(out).outline if not isinstance(one, list)]
    assert titles == ["Comparison", "a.mp4", "a.mp4", "Methodology"]


def test_one_file_as_html(folder: Path, tmp_path: Path, capsys) -> None:
    out = tmp_path / "a.html"
    assert report_files(ReportRequest([folder / "a.mp4"], out), Settings(language="en")) == 0
    assert capsys.readouterr().out.splitlines() == [str(out)]
    assert "Against common loudness targets" in out.read_text(encoding="utf-8")


def test_a_folder_gets_a_report_of_each(folder: Path, tmp_path: Path, capsys) -> None:
    out = tmp_path / "out"
    wanted = ReportRequest([folder / "a.mp4", folder / "day two"], out, language="zh_CN")
    assert report_files(wanted, Settings()) == 0
    names = ["a-2.report.html", "a-2.report.pdf", "a.report.html", "a.report.pdf"]
    assert sorted(path.name for path in out.iterdir()) == names
    assert 'lang="zh-Hans"' in (out / "a.report.html").read_text(encoding="utf-8")


def test_one_bad_file_is_an_error(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"b\.mp4"):
        report_files(ReportRequest([folder / "b.mp4"], tmp_path / "b.pdf"), Settings())
    with pytest.raises(RushesError, match="does not exist"):
        report_files(ReportRequest([folder / "nowhere.mp4"], tmp_path / "b.pdf"), Settings())
    assert not (tmp_path / "b.pdf").exists()


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        ({"out": Path("report.docx")}, r"\.pdf"),
        ({"out": Path("a.pdf"), "language": "tlh"}, "tlh"),
        ({"out": Path("a.pdf"), "sections": ("weather",)}, "weather"),
        ({"out": Path("a.pdf"), "logo": Path("nowhere.png")}, "nowhere"),
    ],
)
def test_what_makes_no_sense_is_said(folder: Path, wanted, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        report_files(ReportRequest([folder / "a.mp4"], **wanted), Settings())


def test_the_help_names_every_section() -> None:
    from app.commands.registry import REPORT_SECTIONS
    from app.report import SECTIONS

    assert REPORT_SECTIONS.split(", ") == list(SECTIONS)


def test_notes_in_a_report_are_told_of(folder: Path, tmp_path: Path, capsys) -> None:
    path = folder / "a.mp4"
    with open_store() as store:
        note = AddSegment(Segment(0.5, 0.5, NOTES, "is the logo cleared?", 1.0))
        media = store.known(Location.of(path))
        assert media is not None
        store.add_edit(media, note.to_json())
    with_note, without = tmp_path / "a.html", tmp_path / "b.html"
    settings = Settings(language="en")
    assert report_files(ReportRequest([path], with_note), settings) == 0
    assert "notes and markers" in capsys.readouterr().err
    assert "is the logo cleared?" in with_note.read_text(encoding="utf-8")
    assert report_files(ReportRequest([path], without, sections=("delivery",)), settings) == 0
    assert capsys.readouterr().err == ""
    assert "is the logo cleared?" not in without.read_text(encoding="utf-8")
