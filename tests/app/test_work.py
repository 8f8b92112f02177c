"""How much work one file is, in counts and not in time: a slip that doubles it fails here on any machine."""

import threading
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest
from sqlalchemy import event

import app.media.packets
import app.media.pictures
import app.media.recovery
import app.store.writing
from app.batch import Result, analyze_one
from app.media.convert import Converter
from app.pipeline import AnalysisOptions
from app.pipeline.analyzer_run import AnalyzerRun
from app.store import open_store
from app.summary import headline_tracks
from inference.runtime.runtime import OnnxSession, Runtime
from tests import footage

FRAMES = 100
ANALYZERS = ("shots", "tags", "faces", "loudness", "voice")
SECONDS = FRAMES / 25


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("clips") / "clip.mp4"
    footage.cuts(path, (60, 40), Fraction(25), sound=footage.sine(seconds=SECONDS), b_frames=3)
    return path


@pytest.fixture
def counts(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    counted: Counter[str] = Counter()
    # On a slow machine rows are written more often, so that they are safe.
    monkeypatch.setattr(app.store.writing, "FLUSH_SECONDS", 1e9)

    def calls(owner: object, name: str, key) -> None:
        real = getattr(owner, name)

        def counting(*args, **kwargs):
            counted[key(args)] += 1
            return real(*args, **kwargs)

        monkeypatch.setattr(owner, name, counting)

    def items(owner: object, name: str, key: str) -> None:
        real = getattr(owner, name)

        def counting(*args, **kwargs):
            for item in real(*args, **kwargs):
                counted[key] += 1
                yield item

        monkeypatch.setattr(owner, name, counting)

    calls(Converter, "__call__", lambda args: "converted")
    calls(OnnxSession, "run", lambda args: args[0].name)

    def handing(live, batch, lives):
        counted["picture bytes" if live.task.pictures else "sound bytes"] += batch.data.nbytes
        return feed(live, batch, lives)

    feed = AnalyzerRun.feed
    monkeypatch.setattr(AnalyzerRun, "feed", handing)
    items(app.media.recovery, "decode_pictures", "decoded")
    items(app.media.packets, "_read", "packets")
    return counted


def analyze(clip: Path, file: Path, counts: Counter[str], **options) -> Result:
    with open_store(file) as store:
        event.listen(store.database.engine, "before_cursor_execute", lambda *_: counts.update(["statements"]))
        return analyze_one(
            clip, store, Runtime("cpu", 2), AnalysisOptions(only=ANALYZERS, **options), threading.Event()
        )


def test_the_network_for_shots_is_asked_about_the_blocks_of_a_dissolve(
    tmp_path: Path, counts: Counter[str]
) -> None:
    path = tmp_path / "dissolve.mp4"
    footage.cuts(path, (70, 230), Fraction(25), dissolve=12)
    assert analyze(path, tmp_path / "store.sqlite", counts).status == "done"
    assert 1 <= counts["transnetv2"] <= 2, "of six blocks of 50 frames"


def test_one_pass_over_one_file(clip: Path, tmp_path: Path, counts: Counter[str]) -> None:
    result = analyze(clip, tmp_path / "store.sqlite", counts)
    assert result.status == "done"
    seldom = round(2 * SECONDS)
    assert counts["decoded"] == FRAMES
    # Every frame for the shots; two a second for tags, faces and thumbnails.
    assert counts["converted"] == FRAMES + 3 * seldom
    # Nothing larger than what analyzers ask for is handed on.
    assert counts["picture bytes"] == 3 * (FRAMES * 48 * 27 + seldom * (224 * 224 + 640 * 384))
    assert counts["sound bytes"] <= SECONDS * 16_000 * 4 * 1.2
    # The cut is a clear one.
    assert counts["transnetv2"] == 0
    # Two seconds are handed on at a time.
    assert counts["tags"] <= 3
    assert counts["yunet"] <= 5
    assert counts["statements"] <= 140
    # One packet a frame of picture, one for 1024 samples of sound, and those that flush.
    assert counts["packets"] <= FRAMES + SECONDS * 48 + 8

    counts.clear()
    assert analyze(clip, tmp_path / "store.sqlite", counts).status == "cached"
    assert {key for key in counts if key != "statements"} == set()
    assert counts["statements"] <= 30

    # What the command line does to say a line of a file that is stored.
    counts.clear()
    assert analyze(clip, tmp_path / "store.sqlite", counts, tracks=headline_tracks()).status == "cached"
    # Each begins with BEGIN: the file, its runs, edits, stamps twice, passages; a track and its rows.
    assert counts["statements"] <= 15


def test_a_first_look_is_less_of_everything(clip: Path, tmp_path: Path, counts: Counter[str]) -> None:
    assert analyze(clip, tmp_path / "store.sqlite", counts, fast=True).status == "done"
    assert counts["decoded"] <= 0.6 * FRAMES
    assert counts["converted"] <= counts["decoded"] + 3 * round(2 * SECONDS)
    assert counts["transnetv2"] == 0
    assert counts["tags"] <= 2


def test_a_longer_file_needs_no_more_statements_a_second(
    clip: Path, tmp_path: Path, counts: Counter[str]
) -> None:
    """Rows are written by the hundred: what is written must not grow with every batch."""
    short, long = tmp_path / "short.mp4", tmp_path / "long.mp4"
    made: list[int] = []
    for path, frames in ((short, 100), (long, 800)):
        footage.counter(path, frames)
        counts.clear()
        with open_store(tmp_path / f"{path.stem}.sqlite") as store:
            event.listen(
                store.database.engine, "before_cursor_execute", lambda *_: counts.update(["statements"])
            )
            options = AnalysisOptions(only=("shots",), fast=True)
            analyze_one(path, store, Runtime("cpu", 2), options, threading.Event())
        made.append(counts["statements"])
    assert made[1] <= made[0] + 10
