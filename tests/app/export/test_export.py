"""What is exported says what the document says, whatever the labels hold."""

import csv
import io
import json
from pathlib import Path

import numpy as np
import pytest

from app.document import Document
from app.edits import AddSegment
from app.export import EXPORTERS, Category, select_content
from app.media.info import probe
from app.store import StoredMedia, StoredRun
from inference.contract.analyzer_registry import AnalyzerRegistry
from inference.contract.track import Track
from inference.contract.types import Chunk, Device, Segment, TrackKind, TrackSpec
from resources.messages import Message
from tests.app.export import films
from tests.app.pipeline.fakes import DEMO

HOSTILE = [
    'a "quoted" label',
    "comma, semicolon; tab\t",
    "two\nlines",
    "--> 🎬 שלום",
    "=cmd()",
    "",
    "+1",
    "|pipe|",
]


@pytest.fixture
def document() -> Document:
    media = probe(DEMO)
    stored = StoredMedia(1, "f1", media.to_json(), media.location)
    made = Document(media, "f1", stored, analyzers=AnalyzerRegistry())
    sentiment = Track(TrackSpec("sentiment", "Sentiment", TrackKind.CURVE, ("valence", "arousal")))
    values = np.array([[0.5, -0.25], [np.nan, np.nan], [np.inf, 1.0]], np.float32)
    sentiment.append(Chunk("sentiment", np.array([0.0, 0.5, 1.0]), values))
    tags = Track(TrackSpec("tags", "Tags", TrackKind.HEAT, ("dog", "cat", "fox"), dtype="u1"))
    tags.append(Chunk("tags", np.array([0.0, 0.5]), np.array([[0.9, 0, 0.01], [0.2, 0, 0]], np.float32)))
    vector = Track(TrackSpec("tags.embedding", "Embedding", TrackKind.VECTOR, ("0", "1")))
    vector.append(Chunk("tags.embedding", np.array([0.0]), np.ones((1, 2), np.float32)))
    run = StoredRun(
        1,
        "id",
        "tags",
        3,
        {"rate": 2.0},
        {"tags": "ab"},
        Device("auto", "cpu", Message("no GPU")),
        (Message("odd"),),
        1.5,
    )
    made.add_run(run, [sentiment, tags, vector])
    made.edits = [
        AddSegment(Segment(number / 3, number / 3 + 0.1, "tags", label, 0.5))
        for number, label in enumerate(HOSTILE)
    ]
    return made


def written(document: Document, name: str) -> str:
    return films.written(name, select_content(document))[""].decode()


def test_every_format_says_what_it_is() -> None:
    for name, exporter in EXPORTERS.items():
        assert exporter.name == name
        assert exporter.suffix.startswith(".")
        assert exporter.title
        assert exporter.purpose.endswith(".")
        assert exporter.category is not Category.OTHER


def test_csv_is_read_back_whole(document: Document) -> None:
    rows = list(csv.DictReader(io.StringIO(written(document, "csv"), newline="")))
    added = [row for row in rows if float(row["score"]) == 0.5]
    assert [row["label"].removeprefix("'") for row in added] == HOSTILE
    assert [float(row["start"]) for row in added] == pytest.approx(
        [n / 3 for n in range(len(HOSTILE))], abs=1e-6
    )


def test_no_cell_is_a_formula(document: Document) -> None:
    cells = [cell for row in csv.reader(io.StringIO(written(document, "csv"), newline="")) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_json_holds_the_document(document: Document) -> None:
    whole = json.loads(written(document, "json"), parse_constant=pytest.fail)
    assert whole["schema"] == "rushes.document/1"
    assert whole["media"]["width"] == 640
    assert whole["media"]["duration"] == pytest.approx(document.duration)
    (run,) = whole["runs"]
    assert (run["analyser"], run["version"], run["device"]["reason"]) == ("tags", 3, "no GPU")
    tracks = {track["key"]: track for track in whole["tracks"]}
    assert tracks["sentiment"]["values"] == [[0.5, -0.25], [None, None], [None, 1.0]]
    assert tracks["sentiment"]["times"] == [0.0, 0.5, 1.0]
    assert tracks["tags"]["channels"] == ["dog"]
    assert "tags.embedding" not in tracks
    assert [s["label"] for s in whole["segments"] if s["score"] == 0.5] == HOSTILE
    assert [edit["segment"]["label"] for edit in whole["edits"]] == HOSTILE


def test_a_file_without_results_is_still_a_document(tmp_path: Path) -> None:
    media = probe(DEMO)
    empty = Document(media, "f1", StoredMedia(1, "f1", media.to_json(), media.location))
    assert json.loads(written(empty, "json"))["segments"] == []
    assert written(empty, "csv").splitlines() == ["file,track,start,end,duration,label,score"]
