"""The commands on odd names, tracks, rights and licenses."""

import json
import os
import re
import shutil
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from tests import footage
from tests.app.pipeline.fakes import DEMO
from tests.app.running import rushes

QUICK = ("--only", "loudness")


def test_the_help_names_what_runs_only_when_named() -> None:
    from inference.analyzers import ANALYZERS

    out = rushes("analyze", "--help").stdout
    optional = [key for key, analyzer in ANALYZERS.items() if not analyzer.default]
    assert sorted(optional) == ["advisory", "sentiment_light", "speech_quality"]
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
    done = rushes("analyze", clip, "--only", "voice,sentiment", "--license", "commercial")
    assert done.returncode == 0
    said = " ".join(done.stdout.split())
    assert "Vocal emotion was left out: its weights are not for commercial use." in said
    assert "What still tells of feeling: vocal bursts" in said
    rushes("analyze", clip, "--only", "sentiment")
    free = json.loads(rushes("export", clip, "-f", "json", "-o", "-").stdout)
    licenses = {run["analyser"]: run["licences"] for run in free["runs"]}
    assert licenses["sentiment"]["sentiment"] == "CC-BY-NC-SA-4.0"
    assert licenses["voice"] == {"silero-vad": "MIT"}
    kept = json.loads(rushes("export", clip, "-f", "json", "-o", "-", "--license", "commercial").stdout)
    assert {run["analyser"] for run in kept["runs"]} == {"voice"}
    assert {track["key"] for track in kept["tracks"]} == {"voice"}
    (row,) = map(json.loads, rushes("analyze", clip, "--only", "sentiment", "--json").stdout.splitlines())
    assert row["status"] == "cached"


@pytest.mark.parametrize("command", [("analyze",), ("open",), ("export", "-f", "csv")])
def test_an_address_that_cannot_be_opened_is_told_at_once(command: tuple[str, ...]) -> None:
    done = rushes(*command, "s3://bucket/a.mp4")
    assert done.returncode == 2
    assert "Addresses that begin with s3:// cannot be opened." in done.stderr
    assert "file://" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_may_be_named_by_its_address(tmp_path: Path) -> None:
    clip = tmp_path / "a clip.mp4"
    shutil.copy(DEMO, clip)
    done = rushes("analyze", clip.as_uri(), *QUICK, "--json")
    assert json.loads(done.stdout)["path"] == str(clip)
