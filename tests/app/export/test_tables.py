"""Tables and archives say what the document says, in the types that their readers know."""

import csv
import io
import json
import sys

import jsonschema
import pyarrow.parquet
import pytest
from openpyxl import load_workbook

import resources
from app.edits import AcceptSegment, AddSegment, EditedSegments, ReplaceSegment
from app.errors import UsageError
from app.export import Content, select_content
from inference.contract.analyzer_registry import AnalyzerRegistry
from inference.contract.types import Segment
from tests.app.export.films import content, media, written
from tests.app.export.readers import DC, DM, OA, RDF, eaf_tiers, only, web_graph, xmp_graph

SEGMENTS = [
    Segment(0.0, 2.0, "shots", "start", 1.0),
    Segment(0.5, 2.5, "tags", "dog", 0.75),
    Segment(1.0, 1.5, "tags", "cat", 0.5),
    Segment(3.0, 3.0, "tags", "dog", 0.25),
    Segment(4.0, 5.0, "transcript", "Hello there.", 0.9),
]


@pytest.fixture
def film() -> Content:
    return content(SEGMENTS, media(timecode="01:00:00:00"))


def test_each_curve_is_a_table(film: Content) -> None:
    files = written("curves", film)
    assert list(files) == [".loudness", ".transcript"]
    rows = list(csv.reader(io.StringIO(files[".loudness"].decode(), newline="")))
    assert rows == [["time", "momentary", "peak"], ["0.000000", "-23.25", "-1"], ["0.100000", "", ""]]


def test_json_keeps_to_its_schema_and_the_schema_is_strict(film: Content) -> None:
    schema = json.loads(resources.path("schema", "rushes.document-1.json").read_text("utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    whole = json.loads(only(written("json", film)))
    validator.validate(whole)
    validator.validate(json.loads(only(written("json", content((), media(picture=False))))))
    for broken in (
        {key: value for key, value in whole.items() if key != "segments"},
        {**whole, "schema": "rushes.document/2"},
        {**whole, "tracks": [{**whole["tracks"][0], "values": [["loud"]]}]},
        {**whole, "segments": [{**whole["segments"][0], "origin": "rumour"}]},
        {**whole, "media": {**whole["media"], "video": {**whole["media"]["video"], "fps": 25.0}}},
    ):
        assert not validator.is_valid(broken)
    # What was written before segments had an origin is still a document of this number.
    for segment in whole["segments"]:
        del segment["origin"]
    validator.validate(whole)


def test_json_says_who_found_a_segment() -> None:
    made = content((), media())
    made.document.analyzers = AnalyzerRegistry()
    drawn, moved = Segment(0.5, 2.5, "tags", "dog", 1.0), Segment(0.5, 2.0, "tags", "dog", 1.0)
    sure, note = Segment(3.0, 4.0, "tags", "cat", 0.75), Segment(1.0, 1.0, "notes", "trim", 1.0)
    made.document.edits = [
        *(AddSegment(drawn), ReplaceSegment(drawn, moved), AcceptSegment(sure), AddSegment(note))
    ]
    rows = json.loads(only(written("json", select_content(made.document))))["segments"]
    assert {(row["track"], row["label"]): row["origin"] for row in rows if row["track"] != "shots"} == {
        ("tags", "dog"): "handmade",
        ("tags", "cat"): "accepted",
        ("notes", "trim"): "handmade",
    }
    assert {
        row["origin"] for row in json.loads(only(written("json", content(SEGMENTS, media()))))["segments"]
    } == {"machine"}


def test_sheets_of_a_workbook(film: Content) -> None:
    book = load_workbook(io.BytesIO(only(written("xlsx", film))))
    rows = list(book["segments"].values)
    assert rows[0][:4] == ("file", "track", "start", "end")
    assert rows[2] == ("a film.mov", "tags", 0.5, 2.5, 2, "01:00:00:13", "01:00:02:13", "dog", 0.75)
    told = {str(row[0]): row[1] for row in book["media"].values}
    assert (told["width"], told["exact fps"], told["timecode"]) == (1920, "25", "01:00:00:00")
    assert list(book["runs"].values)[1][:4] == ("loudness", 1, "cpu", "no GPU")


def test_parquet_has_types_and_frames(film: Content) -> None:
    table = pyarrow.parquet.read_table(io.BytesIO(only(written("parquet", film))))
    assert [str(field.type) for field in table.schema] == [
        *("string", "string", "double", "double", "double", "int64", "int64", "string", "double")
    ]
    assert table["start_frame"].to_pylist() == [0, 13, 25, 75, 100]
    assert table["score"].to_pylist() == [segment.score for segment in SEGMENTS]
    assert table.schema.metadata[b"rate"] == b"25"
    sound = written("parquet", content(SEGMENTS, media(picture=False)))
    assert pyarrow.parquet.read_table(io.BytesIO(only(sound)))["start_frame"].null_count == len(SEGMENTS)


def test_parquet_without_pyarrow_says_what_to_install(film: Content, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(UsageError, match="pyarrow") as caught:
        written("parquet", film)
    assert "rushes[parquet]" in str(caught.value.hint)


def test_without_opentimelineio_it_says_so(film: Content, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentimelineio", None)
    with pytest.raises(UsageError, match="OpenTimelineIO") as caught:
        written("otio", film)
    assert "pip install opentimelineio" in str(caught.value.hint)


def test_tiers_of_elan_never_overlap(film: Content) -> None:
    tiers = eaf_tiers(written("eaf", film))
    assert tiers == {
        "shots": [(0, 2000, "start")],
        "tags": [(500, 2500, "dog"), (3000, 3001, "dog")],
        "tags-2": [(1000, 1500, "cat")],
        "transcript": [(4000, 5000, "Hello there.")],
    }


def test_keywords_and_tracks_of_xmp(film: Content) -> None:
    graph = xmp_graph(written("xmp", film))
    (bag,) = graph.objects(None, DC.subject)
    assert sorted(str(word) for word in graph.objects(bag) if word != RDF.Bag) == ["cat", "dog"]
    kinds = {
        str(graph.value(track, DM.trackName)): str(graph.value(track, DM.trackType))
        for track in graph.subjects(DM.trackName, None)
    }
    assert kinds == {"shots": "Chapter", "tags": "Index", "transcript": "Speech"}
    scores = {str(value) for value in graph.objects(None, DM.probability)}
    assert scores == {"1.00000", "0.75000", "0.50000", "0.25000", "0.90000"}


def test_annotations_of_the_web(film: Content) -> None:
    files = written("webanno", film)
    graph = web_graph(files)
    selectors = set(graph.subjects(RDF.type, OA.FragmentSelector))
    assert {str(graph.value(one, RDF.value)) for one in selectors} == {
        f"t={s.start:.6f},{max(s.end, s.start + 0.001):.6f}" for s in SEGMENTS
    }
    targets = set(graph.objects(None, OA.hasTarget))
    assert len(targets) == len(SEGMENTS)
    assert files == written("webanno", film)


def test_what_is_chosen_is_written(monkeypatch: pytest.MonkeyPatch, film: Content) -> None:
    monkeypatch.setattr("app.document.Document.corrected", lambda _: EditedSegments(list(film.segments)))
    document = film.document
    chosen = select_content(document, ["tags"], 0.5)
    assert [segment.label for segment in chosen.segments] == ["dog", "cat"]
    assert chosen.tracks == {}
    assert len(chosen.shots) == 1
    assert [segment.track for segment in select_content(document, ["shots", "loudness"]).segments] == [
        "shots"
    ]
    assert list(select_content(document, ["loudness"]).tracks) == ["loudness"]
    assert select_content(document, ["faces"]).segments == []
    with pytest.raises(UsageError, match="smells") as caught:
        select_content(document, ["tags", "smells"])
    assert "loudness, shots, tags, transcript" in str(caught.value.hint)
