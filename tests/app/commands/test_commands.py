"""The commands as a user runs them: output, exit status, what is left on disk."""

import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.app.pipeline.fakes import DEMO
from tests.app.running import rushes

QUICK = ("--only", "loudness")


def test_a_folder_with_one_bad_file(folder: Path) -> None:
    done = rushes("analyze", folder, *QUICK)
    assert done.returncode == 1
    statuses = [line.split()[0] for line in done.stdout.splitlines()]
    assert sorted(statuses) == ["done", "done", "failed"]
    assert re.search(r"failed\s+b\.mp4 .*empty", done.stdout)
    assert done.stderr == ""

    again = rushes("analyze", folder, *QUICK)
    assert sorted(line.split()[0] for line in again.stdout.splitlines()) == ["cached", "cached", "failed"]


def test_json_lines_and_nothing_else(folder: Path) -> None:
    done = rushes("analyze", folder, *QUICK, "--json", "--jobs", 2, "--device", "cpu")
    rows = {Path(row["path"]).name: row for row in map(json.loads, done.stdout.splitlines())}
    assert set(rows) == {"a.mp4", "b.mp4", "c.mp4"}
    good, bad = rows["a.mp4"], rows["b.mp4"]
    assert good["status"] == "done"
    assert good["media"] == {
        "duration": 19.381333,
        "width": 640,
        "height": 360,
        "fps": 25.0,
        "audio_rate": 48000,
    }
    assert good["device"]["requested"] == "cpu"
    assert good["seconds"]["wall"] > 0
    (track,) = good["tracks"]
    assert track["key"] == "loudness"
    assert track["samples"] > 150
    assert good["error"] is None
    starts = [segment["start"] for segment in good["segments"]]
    assert starts == sorted(starts)
    assert bad["status"] == "failed"
    assert bad["media"] is None
    assert bad["error"]["message"]
    assert bad["error"]["hint"]


def test_without_recursion_folders_in_folders_are_left(folder: Path) -> None:
    done = rushes("analyze", folder, *QUICK, "--no-recursive", "--json")
    assert len(done.stdout.splitlines()) == 2


def test_export_after_analysis(folder: Path, tmp_path: Path) -> None:
    rushes("analyze", folder / "a.mp4", *QUICK)
    done = rushes("export", folder / "a.mp4", "--format", "json", "-o", "-")
    assert done.returncode == 0
    whole = json.loads(done.stdout)
    assert whole["tracks"][0]["key"] == "loudness"
    assert len(whole["tracks"][0]["values"]) == len(whole["tracks"][0]["times"])
    target = tmp_path / "new folder" / "a.csv"
    assert rushes("export", folder / "a.mp4", "-f", "csv", "-o", target).returncode == 0
    assert target.read_text().startswith("file,track,start")


@pytest.mark.parametrize(
    ("args", "status", "says"),
    [
        ((), 2, "analyze"),
        (("analyze",), 2, "PATH"),
        (("analyze", DEMO, "--bogus"), 2, "--bogus"),
        (("analyze", DEMO, "--jobs", "0"), 2, "'0'"),
        (("analyze", DEMO, "--threads"), 2, "--threads"),
        (("analyze", "--json", "--", "--odd.mp4"), 1, "--odd.mp4"),
        (("export", DEMO, "--formt", "csv"), 2, "--formt"),
        (("export", DEMO), 2, "--format is missing"),
        (("find", "one", "two"), 2, "'two'"),
        (("analyze", "nowhere.mp4"), 1, "nowhere.mp4"),
        (("analyze", DEMO, "--only", "smells"), 2, "smells"),
        (("analyze", DEMO, "--device", "abacus"), 2, "abacus"),
        (("analyze", DEMO, "--audio-track", "7", *QUICK), 1, "track 7"),
        (("export", DEMO, "--format", "papyrus"), 2, "papyrus"),
        (("export", DEMO, "--format", "csv"), 2, "rushes analyze"),
        (("export", "nowhere.mp4", "--format", "csv"), 1, "does not exist"),
        (("models", "nobody"), 2, "nobody"),
        (("frobnicate",), 2, "frobnicate"),
    ],
)
def test_what_goes_wrong_is_said(args: tuple[object, ...], status: int, says: str) -> None:
    done = rushes(*args)
    assert done.returncode == status
    assert says in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_without_media(tmp_path: Path) -> None:
    assert rushes("analyze", tmp_path).returncode == 2


def test_models_name_their_licenses() -> None:
    rows = [json.loads(line) for line in rushes("models", "--json").stdout.splitlines()]
    assert {"tags", "transnetv2", "yunet", "silero-vad", "sentiment"} <= {row["name"] for row in rows}
    assert all(row["licence"] and row["bytes"] for row in rows)
    card = rushes("models", "sentiment").stdout
    assert "RAVDESS" in card


def test_doctor_is_well_here() -> None:
    done = rushes("doctor", "--json")
    report = json.loads(done.stdout)
    assert done.returncode == 0
    cpu = next(device for device in report["devices"] if device["requested"] == "cpu")
    assert cpu["used"] == "cpu"
    assert all(model["ok"] for model in report["models"])
    assert "h264" in report["codecs"]["picture"]


def test_doctor_sees_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = rushes("doctor", RUSHES_HOME=str(tmp_path / "file"))
    assert done.returncode == 1
    assert "cannot be written" in done.stdout


def test_list_shows_what_is_there_and_what_has_gone(folder: Path) -> None:
    rushes("analyze", folder / "a.mp4", *QUICK)
    (folder / "a.mp4").rename(folder / "z.mp4")
    (row,) = [json.loads(line) for line in rushes("list", "--json").stdout.splitlines()]
    assert (row["exists"], row["analysers"]) == (False, ["loudness"])


def test_what_was_analyzed_is_found(folder: Path) -> None:
    rushes("analyze", folder / "a.mp4", "--only", "voice")
    done = rushes("find", "voice:speech >0.5")
    assert done.returncode == 0
    title, first, *_ = done.stdout.splitlines()
    assert title.split() == ["file", "start", "end", "score", "found"]
    assert first.split()[0] == "a.mp4"
    assert first.endswith("voice: speech")
    rows = [
        json.loads(line) for line in rushes("find", "talking", "--json", "--limit", 2).stdout.splitlines()
    ]
    assert len(rows) == 2
    assert rows[0]["path"] == str(folder / "a.mp4")
    assert rows[0]["labels"] == [{"track": "voice", "label": "speech"}]
    assert 0 < rows[0]["start"] < rows[0]["end"] <= rows[1]["start"]

    nothing = rushes("find", "zebra")
    assert (nothing.returncode, nothing.stdout) == (1, "Nothing was found.\n")
    wrong = rushes("find", "(zebra")
    assert wrong.returncode == 2
    assert "nothing closes" in wrong.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="sends a signal")
def test_an_interrupt_ends_with_130_and_a_whole_store(tmp_path: Path, home: Path) -> None:
    for number in range(40):
        (tmp_path / f"{number}.mp4").write_bytes(
            DEMO.read_bytes() + bytes([0, 0, 0, 8]) + bytes([number] * 4)
        )
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "app.cli", "analyze", str(tmp_path), "--only", "loudness", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert json.loads(process.stdout.readline())["status"] == "done"
    process.send_signal(signal.SIGINT)
    rest, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in errors
    assert all(json.loads(line)["status"] in ("done", "cancelled") for line in rest.splitlines())
    listed = [json.loads(line) for line in rushes("list", "--json").stdout.splitlines()]
    assert listed
    assert any(row["analysers"] == ["loudness"] for row in listed)


def test_a_reader_that_goes_away_is_no_crash(folder: Path) -> None:
    rushes("analyze", folder / "a.mp4", *QUICK)
    process = subprocess.Popen(
        [sys.executable, "-m", "app.cli", "export", str(folder / "a.mp4"), "-f", "json", "-o", "-"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    errors = process.stderr.read().decode()
    process.stderr.close()
    process.wait(60)
    assert "Traceback" not in errors
