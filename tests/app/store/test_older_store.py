"""A store that version 0.1.0 wrote, before modules were moved and renamed, with edits."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from inference.analyzers import ANALYZERS
from inference.contract.models import find_model
from tests.app.pipeline.fakes import DEMO
from tests.app.running import rushes

FIXTURES = Path(__file__).parents[2] / "fixtures"


@pytest.fixture
def older(tmp_path, monkeypatch) -> Path:
    """The store at the place where the program looks for it."""
    monkeypatch.setenv("RUSHES_HOME", str(tmp_path))
    file = tmp_path / "data" / "rushes.sqlite"
    file.parent.mkdir()
    return Path(shutil.copy(FIXTURES / "store-0.1.0.sqlite", file))


def unchanged(file: Path) -> list[str]:
    """Keys of the runs whose analyzer and models are still the ones that made them."""
    with closing(sqlite3.connect(file)) as store:
        runs = store.execute("SELECT analyser, version, models FROM run").fetchall()
    known = ANALYZERS
    return [
        key
        for key, version, models in runs
        if key in known
        and known[key].version == version
        and all(find_model(name).sha256 == digest for name, digest in json.loads(models).items())
    ]


def test_its_segments_and_edits_are_shown_as_they_were(older, tmp_path):
    exported = tmp_path / "demo.json"
    assert rushes("analyze", str(DEMO), "--only", ",".join(unchanged(older)), "--json").returncode == 0
    assert rushes("export", str(DEMO), "-f", "json", "-o", str(exported)).returncode == 0
    whole = json.loads(exported.read_text(encoding="utf-8"))
    shown = [
        (one["start"], one["end"], one["track"], one["label"], one["score"]) for one in whole["segments"]
    ]
    expected = json.loads((FIXTURES / "store-0.1.0.json").read_text(encoding="utf-8"))
    assert sorted(shown) == sorted(
        (round(start, 6), round(end, 6), track, label, round(score, 5))
        for start, end, track, label, score in expected
    )
    origins = {(one["track"], one["label"]): one["origin"] for one in whole["segments"]}
    assert origins["tags", "coffee"] == "handmade"
    assert origins["markers.fuchsia", "hero"] == "handmade"
    assert [one["label"] for one in whole["segments"] if one["track"] == "notes"] == ["check focus"]


def test_nothing_is_analyzed_again_that_has_not_changed(older):
    done = rushes("analyze", str(DEMO), "--only", ",".join(unchanged(older)), "--json")
    assert json.loads(done.stdout.splitlines()[0])["status"] == "cached"
