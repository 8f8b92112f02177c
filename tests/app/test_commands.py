"""The commands as a user runs them: output, exit status, what is left on disk."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from tests import footage
from tests.app.pipeline.fakes import DEMO

QUICK = ("--only", "loudness")


def rushes(*args: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app.cli", *map(str, args)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "COLUMNS": "200", **environment},
        timeout=100,
        check=False,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two good files, one in a folder, a bad one between them, and something that is no media."""
    made = tmp_path / "footage"
    (made / "day two").mkdir(parents=True)
    shutil.copy(DEMO, made / "a.mp4")
    (made / "b.mp4").write_bytes(b"")
    (made / "notes.txt").write_text("not for us")
    # other content, so that it is other media
    (made / "day two" / "c.mp4").write_bytes(DEMO.read_bytes() + b"\0" * 8)
    return made


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
        (("analyze",), 2, "PATH"),
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


def test_models_name_their_licences() -> None:
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


def test_the_help_names_what_runs_only_when_named() -> None:
    from inference.analysers import found

    out = rushes("analyze", "--help").stdout
    optional = [key for key, analyser in found().items() if not analyser.default]
    assert optional == ["speech_quality"]
    assert all(key in out for key in optional)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has names that are no text")
def test_a_name_that_is_no_text_fails_in_words(tmp_path: Path) -> None:
    named = Path(os.fsdecode(os.fsencode(tmp_path) + b"/bad\xff.mp4"))
    shutil.copy(DEMO, named)
    done = rushes("analyze", tmp_path, *QUICK, "--json")
    assert "no Unicode text" in json.loads(done.stdout)["error"]["message"]
    exported = rushes("export", named, "-f", "csv", "-o", "-")
    assert exported.returncode == 1
    assert "Traceback" not in exported.stderr


def test_the_audio_track_asked_for_last_is_the_one_exported(tmp_path: Path) -> None:
    clip = tmp_path / "two.mkv"
    with av.open(str(clip), "w") as container:
        tracks = [container.add_stream("pcm_s16le", rate=16_000, layout="mono") for _ in range(2)]
        for track, level in zip(tracks, (-6, -30), strict=True):
            tone = (footage.sine(440, level, 2.0, 16_000, 1) * 32767).astype(np.int16)
            frame = av.AudioFrame.from_ndarray(tone, "s16", "mono")
            frame.sample_rate, frame.pts, frame.time_base = 16_000, 0, Fraction(1, 16_000)
            container.mux(track.encode(frame))

    def peak(track: int) -> tuple[float, object]:
        assert rushes("analyze", clip, *QUICK, "--audio-track", track).returncode == 0
        whole = json.loads(rushes("export", clip, "-f", "json", "-o", "-").stdout)
        return whole["tracks"][0]["values"][-1][-1], whole["runs"][0]["parameters"].get("audio_track", 0)

    first, second, again = peak(1), peak(2), peak(1)
    assert first == again
    assert first[0] > second[0] + 15
    assert (first[1], second[1]) == (0, 1)


HARD = "[bold]é😀\n.mp4"
"""A name with markup, letters that few encodings have, and a line break."""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")
def test_names_that_are_hard_to_print(tmp_path: Path) -> None:
    shutil.copy(DEMO, tmp_path / HARD)
    first = rushes("analyze", tmp_path, *QUICK, PYTHONIOENCODING="ascii")
    assert (first.returncode, first.stderr) == (0, "")
    assert "[bold]" in first.stdout.splitlines()[0]
    assert first.stdout.startswith("done")

    (row,) = rushes("analyze", tmp_path, *QUICK, "--json", PYTHONIOENCODING="ascii").stdout.splitlines()
    assert Path(json.loads(row)["path"]).name == HARD
    assert "Traceback" not in rushes("list", PYTHONIOENCODING="ascii").stderr

    shown = rushes("demo", tmp_path / HARD, "--no-window", "-o", tmp_path / "[/out]")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "[/out]" in shown.stdout


def test_what_is_cached_reads_as_what_was_fresh(folder: Path) -> None:
    fresh, cached = (
        json.loads(rushes("analyze", folder / "a.mp4", "--only", "tags", "--json").stdout) for _ in range(2)
    )
    assert (fresh["status"], cached["status"]) == ("done", "cached")
    for key in ("media", "tracks", "segments", "device", "notes", "error"):
        assert cached[key] == fresh[key]


def test_a_failed_file_has_its_seconds_too(folder: Path) -> None:
    (row,) = rushes("analyze", folder / "b.mp4", "--json").stdout.splitlines()
    assert json.loads(row)["seconds"].keys() == {"wall"}


@pytest.mark.skipif(sys.platform == "win32", reason="sets permissions as Unix does")
def test_what_may_not_be_read_fails_alone(folder: Path) -> None:
    (folder / "b.mp4").write_bytes(DEMO.read_bytes())
    (folder / "b.mp4").chmod(0)
    (folder / "day two").chmod(0)
    try:
        # Permissions bind root only where it may not override them.
        command = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if os.geteuid() == 0 else []
        if command and shutil.which("setpriv") is None:
            pytest.skip("root may read everything, and setpriv is not here to bind it")
        command += [sys.executable, "-m", "app.cli", "analyze", str(folder), str(folder / "b.mp4"), *QUICK]
        done = subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)
    finally:
        (folder / "day two").chmod(0o755)
    assert done.returncode == 1
    assert re.search(r"^failed\s+b\.mp4 .*may not be read", done.stdout, re.MULTILINE)
    assert re.search(r"^failed\s+day two .*may not be read", done.stdout, re.MULTILINE)
    assert re.search(r"^done\s+a\.mp4", done.stdout, re.MULTILINE)


def test_commercial_leaves_out_what_is_not_for_commerce(folder: Path) -> None:
    clip = folder / "a.mp4"
    done = rushes("analyze", clip, "--only", "voice,sentiment", "--licence", "commercial")
    assert done.returncode == 0
    assert "Sentiment of voices was left out: its weights are not for commercial use." in done.stdout
    rushes("analyze", clip, "--only", "sentiment")
    free = json.loads(rushes("export", clip, "-f", "json", "-o", "-").stdout)
    licences = {run["analyser"]: run["licences"] for run in free["runs"]}
    assert licences["sentiment"]["sentiment"] == "CC-BY-NC-SA-4.0"
    assert licences["voice"] == {"silero-vad": "MIT"}
    kept = json.loads(rushes("export", clip, "-f", "json", "-o", "-", "--licence", "commercial").stdout)
    assert {run["analyser"] for run in kept["runs"]} == {"voice"}
    assert {track["key"] for track in kept["tracks"]} == {"voice"}
    (row,) = map(json.loads, rushes("analyze", clip, "--only", "sentiment", "--json").stdout.splitlines())
    assert row["status"] == "cached"
