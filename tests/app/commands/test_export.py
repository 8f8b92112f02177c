"""`rushes export` of one file and of many."""

import shutil
from pathlib import Path

import pytest

from app.commands.export import ExportRequest, export_files
from app.config import Settings
from app.errors import RushesError, UsageError
from app.export import EXPORTERS
from app.media.fingerprint import fingerprint
from app.media.info import probe
from app.media.location import Location
from app.store import open_store
from tests.app.pipeline.fakes import DEMO
from tests.app.running import rushes


@pytest.fixture
def footage(tmp_path: Path) -> Path:
    """Three known films of which two have one name, one that nobody analyzed, and one that is gone."""
    made = tmp_path / "footage"
    (made / "day two").mkdir(parents=True)
    places = ["a.mp4", "c.mp4", "day two/a.mp4"]
    with open_store() as store:
        for number, place in enumerate(places):
            path = made / place
            path.write_bytes(DEMO.read_bytes() + b"\0" * 8 * number)
            store.add_media(Location.of(path.absolute()), fingerprint(path), probe(path).to_json())
    shutil.copy(DEMO, made / "b.mp4")
    with (made / "b.mp4").open("ab") as file:
        file.write(b"new")
    return made


MORE = ("--tracks", "tags,faces", "--min-score", "0.5")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_help_names_every_format() -> None:
    words = rushes("export", "--help").stdout.replace(",", " ").replace(".", " ").split()
    assert not [name for name in EXPORTERS if name not in words]


def test_many_files_and_one_that_fails(footage: Path, tmp_path: Path, capsys) -> None:
    out = tmp_path / "new" / "out"
    assert export_files(ExportRequest([footage], "csv", out=out), Settings()) == 1
    assert names(out) == ["a-2.csv", "a.csv", "c.csv"]
    told = capsys.readouterr()
    assert told.out.splitlines() == [str(out / name) for name in ("a.csv", "c.csv", "a-2.csv")]
    assert "b.mp4" in told.err
    assert "rushes analyze" in told.err


def test_several_formats_beside_each_other(footage: Path, tmp_path: Path) -> None:
    for form in ("resolve", "cmx3600", "fcpxml", "otio", "xlsx", "sheet"):
        assert export_files(ExportRequest([footage / "a.mp4"], form, out=tmp_path), Settings()) == 0
    made = {name for name in names(tmp_path) if name.startswith("a.")}
    assert made == {"a.edl", "a.fcpxml", "a.markers.edl", "a.otio", "a.shots.png", "a.xlsx"}


def test_one_file_under_the_name_that_was_asked_for(footage: Path, tmp_path: Path, capsys) -> None:
    request = ExportRequest([footage / "a.mp4"], "resolve", out=tmp_path / "x.edl")
    assert export_files(request, Settings()) == 0
    assert (tmp_path / "x.edl").read_text().startswith("TITLE: a\nFCM:")
    assert capsys.readouterr().out == f"{tmp_path / 'x.edl'}\n"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"form": "papyrus"}, "papyrus"),
        ({"tracks": ("smells",)}, "smells"),
        ({"timecode": "noon"}, "noon"),
        ({"form": "youtube"}, "no shots"),
        ({"form": "vtt"}, "no transcript"),
        ({"form": "curves"}, "no curves"),
    ],
)
def test_what_cannot_be_is_said(footage: Path, change, says: str) -> None:
    request = ExportRequest(**{"places": [footage / "a.mp4"], "form": "csv", **change})
    with pytest.raises(UsageError, match=says):
        export_files(request, Settings())


def test_many_files_need_a_folder(footage: Path, tmp_path: Path) -> None:
    (tmp_path / "there.csv").write_text("kept")
    for out, says in (("-", "stdout"), (str(tmp_path / "there.csv"), "is a file")):
        with pytest.raises(UsageError, match=says):
            export_files(ExportRequest([footage], "csv", out=Path(out)), Settings())
    assert (tmp_path / "there.csv").read_text() == "kept"


def test_a_place_that_cannot_be_written(footage: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RushesError, match="cannot be written"):
        export_files(ExportRequest([footage / "a.mp4"], "csv", out=tmp_path / "file" / "a.csv"), Settings())
    assert names(tmp_path / "footage") == ["a.mp4", "b.mp4", "c.mp4", "day two"]


def test_as_a_user_runs_it(footage: Path) -> None:
    done = rushes("export", footage / "a.mp4", "-f", "cmx3600", "--timecode", "10:00:00:00", *MORE, "-o", "-")
    assert (done.returncode, done.stderr) == (0, "")
    assert "10:00:00:00 10:00:19:09 10:00:00:00 10:00:19:09" in done.stdout
    done = rushes("export", footage, footage / "nowhere.mp4", "-f", "csv", "-o", footage)
    assert done.returncode == 1
    assert "nowhere.mp4 does not exist" in done.stderr
    assert len(done.stdout.splitlines()) == 3
