"""The main job with the real models on the demo's clip, whose cut, dissolve, fade and voice are known."""

import json
from pathlib import Path

import jsonschema
import numpy as np
import pytest

import app.media.decode
import inference.runtime.runtime
import resources
from app.batch import Result, analyze_one
from app.export import EXPORTERS, exporter_for, select_content, write
from app.pipeline import AnalysisOptions
from app.store import Store, open_store
from app.summary import device_words, headline, json_row, sections
from inference.analyzers import ANALYZERS
from inference.contract.types import TrackKind
from inference.runtime.runtime import Runtime
from tests.app.pipeline.fakes import DEMO, FRAMES

BY_DEFAULT = {key for key, analyzer in ANALYZERS.items() if analyzer.default}
CUTS = (60 / 25, 272 / 25)
DISSOLVE = (160 / 25, 172 / 25)
FADE = (360 / 25, 384 / 25)


@pytest.fixture(scope="module")
def store_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("store") / "rushes.sqlite"


@pytest.fixture(scope="module")
def result(store_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Result:
    with pytest.MonkeyPatch.context() as patch, open_store(store_file) as store:
        patch.setenv("RUSHES_HOME", str(tmp_path_factory.mktemp("home")))
        return run(store)


def run(store: Store) -> Result:
    import threading

    return analyze_one(DEMO, store, Runtime("cpu", 2), AnalysisOptions(), threading.Event())


@pytest.fixture(scope="module")
def lengths(result: Result, store_file: Path) -> dict[str, int]:
    assert result.document
    with open_store(store_file) as store:
        return store.lengths(result.document.runs.values())


@pytest.fixture(scope="module")
def row(result: Result, lengths: dict[str, int]) -> dict:
    return json.loads(json.dumps(json_row(result, "cpu", lengths), allow_nan=False))


def of(row: dict, track: str) -> list[dict]:
    return [segment for segment in row["segments"] if segment["track"] == track]


def test_all_analyzers_finish(row: dict) -> None:
    assert row["status"] == "done", row["error"]
    assert {track["key"].split(".")[0] for track in row["tracks"]} == BY_DEFAULT
    assert {"tags", "shots", "faces", "voice", "sentiment", "sounds", "loudness", "qc"} <= BY_DEFAULT
    assert row["device"] == {"requested": "cpu", "used": "cpu", "reason": row["device"]["reason"]}
    assert {"wall", *BY_DEFAULT} <= set(row["seconds"])


def test_shots_begin_where_they_were_cut(row: dict) -> None:
    shots = of(row, "shots")
    assert [shot["label"] for shot in shots] == ["start", "cut", "dissolve", "cut", "fade"]
    assert shots[0]["start"] == 0.0
    assert [shots[1]["start"], shots[3]["start"]] == pytest.approx(CUTS, abs=1e-6)
    assert DISSOLVE[0] - 0.08 <= shots[2]["start"] <= DISSOLVE[1] + 0.08
    assert FADE[0] - 0.08 <= shots[4]["start"] <= FADE[1] + 0.08
    assert [shot["end"] for shot in shots[:-1]] == [shot["start"] for shot in shots[1:]]
    assert shots[-1]["end"] == pytest.approx(FRAMES / 25, abs=0.05)


def test_tags_and_faces_are_those_of_the_pictures(row: dict) -> None:
    cat = [tag for tag in of(row, "tags") if 7 < (tag["start"] + tag["end"]) / 2 < 10.8]
    cup = [tag for tag in of(row, "tags") if 11 < (tag["start"] + tag["end"]) / 2 < 15]
    assert any("cat" in tag["label"] for tag in cat)
    assert any(tag["label"] in ("espresso", "cup", "food", "dish", "kitchenware") for tag in cup)
    faces = [face for face in of(row, "faces") if face["start"] < 4 < face["end"]]
    assert faces


def test_the_reading_is_heard_and_the_pauses_are_not(row: dict, result: Result) -> None:
    assert result.document
    voices = of(row, "voice")
    spoken = sum(segment["end"] - segment["start"] for segment in voices)
    assert 0.6 < spoken / result.document.duration < 0.95
    track = result.document.tracks["sentiment"]
    heard = np.isfinite(track.column("valence"))
    assert heard.any()
    assert not heard.all()
    voice = result.document.tracks["voice"]
    for time in track.times[heard]:
        near = (voice.times > time - 1.5) & (voice.times < time + 1.5)
        assert voice.column("speech")[near].max() > 0.3


def test_sentiment_has_the_channels_that_are_promised(row: dict) -> None:
    (track,) = [track for track in row["tracks"] if track["key"] == "sentiment"]
    assert track["channels"] == [
        *("valence", "arousal", "confidence"),
        *("neutral", "happy", "sad", "angry", "fearful", "surprised", "disgusted"),
    ]


def test_segments_are_sorted_and_inside_the_file(row: dict) -> None:
    starts = [segment["start"] for segment in row["segments"]]
    assert starts == sorted(starts)
    for segment in row["segments"]:
        assert set(segment) == {"track", "start", "end", "label", "score", "origin"}
        assert 0 <= segment["start"] < segment["end"] <= row["media"]["duration"] + 0.05
        assert segment["label"]


def test_a_second_run_loads_no_model_and_decodes_nothing(
    result: Result, lengths: dict[str, int], store_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args, **kwargs):
        raise AssertionError(args)

    for name in ("read_pictures", "read_sound"):
        monkeypatch.setattr(app.media.decode, name, fail)
    monkeypatch.setattr(inference.runtime.runtime, "_open", fail)
    with open_store(store_file) as store:
        again = run(store)
    assert again.status == "cached"
    # What is read from the index is what the scores give.
    assert again.segments == result.segments
    assert again.document
    assert again.segments == sorted(again.document.segments())
    assert json_row(again, "cpu", lengths)["segments"] == json_row(result, "cpu", lengths)["segments"]


def test_rows_are_counted_as_they_are_read(result: Result, lengths: dict[str, int], row: dict) -> None:
    assert result.document
    read = {key: len(track) for key, track in result.document.tracks.items()}
    assert {track["key"]: track["samples"] for track in row["tracks"]} == read
    assert lengths.items() >= read.items()


def test_the_summary_names_what_is_there(result: Result) -> None:
    assert result.document
    assert result.done
    text = dict(sections(result.document))
    assert text["Shots"][0].startswith("5 shots")
    assert "2 cuts, 1 dissolve, 1 fade" in text["Shots"][0]
    assert "LUFS" in text["Loudness"][0]
    assert "5 shots" in headline(result.document, result.segments)
    assert "CPU" in device_words(result.done.device)


def test_the_whole_document_as_json(result: Result, tmp_path: Path) -> None:
    assert result.document
    (file,) = write(exporter_for("json"), select_content(result.document), tmp_path / "demo.json")
    whole = json.loads(file.read_text(encoding="utf-8"), parse_constant=pytest.fail)
    schema = json.loads(resources.path("schema", "rushes.document-1.json").read_text("utf-8"))
    jsonschema.Draft202012Validator(schema).validate(whole)
    assert {run["analyser"] for run in whole["runs"]} == BY_DEFAULT
    for track in whole["tracks"]:
        assert len(track["times"]) == len(track["values"]) > 0
        assert {len(values) for values in track["values"]} == {len(track["channels"])}
    (silent,) = (track for track in whole["tracks"] if track["key"] == "sentiment")
    assert any(values[0] is None for values in silent["values"])


def test_the_other_formats_take_a_real_document(result: Result, tmp_path: Path) -> None:
    assert result.document
    content = select_content(result.document)
    made: dict[str, list[str]] = {}
    for name in sorted(EXPORTERS.keys() - {"json", "youtube"}):
        exporter = exporter_for(name)
        written = write(exporter, content, tmp_path / f"{name}{exporter.suffix}")
        assert all(path.stat().st_size for path in written), name
        made[name] = [path.name for path in written]
    assert len(made["curves"]) == sum(track.spec.kind is TrackKind.CURVE for track in content.tracks.values())
    assert made["resolve"] == ["resolve.markers.edl"]
    assert sum(line.startswith("00") for line in (tmp_path / "cmx3600.edl").read_text().splitlines()) == 5
