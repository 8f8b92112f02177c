"""Finding in a real store: words, overlaps, filters, many files, and an index that keeps in step."""

from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import event

from app.edits import AddSegment
from app.errors import UsageError
from app.media.location import Location
from app.search import parse_query, search
from app.search.indexing import index_file, refresh
from app.search.intervals import Match, intersection, match_of, union
from app.search.search import AT_ONCE
from app.store import Store, StoredMedia, open_store
from inference.contract.analyzer_registry import AnalyzerRegistry
from inference.contract.types import Chunk, Device, Segment
from tests.app.pipeline.fakes import Light

SEGMENTS = (
    Segment(0.0, 4.0, "faces", "close-up", 0.9),
    Segment(4.0, 9.0, "faces", "medium close-up", 0.8),
    Segment(1.0, 3.0, "sounds", "laughter", 0.5),
    Segment(2.0, 6.0, "tags", "dog", 0.7),
    Segment(8.0, 9.0, "tags", "dog", 0.95),
    Segment(5.0, 7.0, "transcript", "It was the Café of hope.", 0.8),
    Segment(5.5, 6.5, "sentiment", "angry", 0.6),
    Segment(7.0, 9.0, "prosody", "subdued", 0.4),
    Segment(2.5, 2.5, "markers", "look here", 1.0),
)


@pytest.fixture
def store(tmp_path: Path):
    with open_store(tmp_path / "store.sqlite") as opened:
        yield opened


def remember(store: Store, folder: Path, name: str = "a.mp4") -> StoredMedia:
    path = folder / name
    path.write_bytes(name.encode())
    info = {"path": str(path), "duration": 10.0}
    return store.add_media(Location.of(path), f"fingerprint of {name}", info)


@pytest.fixture
def filled(store, tmp_path):
    store.passages.put(remember(store, tmp_path).id, "now", SEGMENTS)
    return store


def spans(store: Store, text: str, **how) -> list[tuple[float, float]]:
    return [(one.start, one.end) for one in search(store, parse_query(text), **how).stretches]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("dog", [(2, 6), (8, 9)]),
        ("DOGS", [(2, 6), (8, 9)]),
        ("do", []),
        ("do*", [(2, 6), (8, 9)]),
        ("cafe", [(5, 7)]),
        ('"of hope"', [(5, 7)]),
        ('"hope of"', []),
        ("close-up", [(0, 4), (4, 9)]),
        ('"medium close-up"', [(4, 9)]),
        ("faces:dog", []),
        ("tags:dog", [(2, 6), (8, 9)]),
        ("transcript:hope", [(5, 7)]),
        ("faces:*", [(0, 4), (4, 9)]),
        ("laughter and dog", [(2, 3)]),
        ("laughter and hope", []),
        ("laughter or hope", [(1, 3), (5, 7)]),
        ("dog close-up", [(2, 4), (4, 6), (8, 9)]),
        ("dog angry hope", [(5.5, 6)]),
        ("(laughter or angry) dog", [(2, 3), (5.5, 6)]),
        ("dog >0.8", [(8, 9)]),
        ("dog >0.95", []),
        ("angry", [(5.5, 6.5)]),
        ("calm", [(7, 9)]),
        ('"calm"', []),
        ("look and laughter", [(2.5, 2.5)]),
        ("face", [(0, 4), (4, 9)]),
    ],
)
def test_what_is_found(filled, text, expected):
    assert spans(filled, text) == expected


def test_a_stretch_tells_what_was_found_there_and_how_surely(filled):
    (stretch,) = search(filled, parse_query("laughter and dog")).stretches
    assert set(stretch.labels) == {"laughter", "dog"}
    assert stretch.score == pytest.approx(0.5), "both at once are as sure as the less sure one"
    assert stretch.location.name == "a.mp4"


def test_a_word_that_is_being_typed_goes_on_only_if_nothing_has_it_whole(filled):
    assert spans(filled, "laug", unfinished=True) == [(1, 3)]
    assert spans(filled, "dog hop", unfinished=True) == [(5, 6)]
    assert spans(filled, "zebra", unfinished=True) == []


def test_a_track_that_nothing_has_is_told(filled):
    with pytest.raises(UsageError, match="face") as caught:
        search(filled, parse_query("face:close-up"))
    assert "faces" in str(caught.value.hint)


def test_results_of_analyzers_that_do_not_count_are_left_out(filled):
    assert spans(filled, "angry or dog", without={"sentiment"}) == [(2, 6), (8, 9)]


def test_many_files_are_found_in_order_and_no_more_than_wanted(store, tmp_path):
    media = [remember(store, tmp_path, f"{number}.mp4") for number in range(AT_ONCE + 20)]
    for number, one in enumerate(media):
        labels = [Segment(0.0, 1.0, "tags", "dog", 0.9)] if number % 2 else []
        store.passages.put(one.id, "now", [*labels, Segment(0.5, 2.0, "voice", "speech", 0.9)])
    found = search(store, parse_query("dog and speech"), most=1000)
    assert [int(one.location.stem) for one in found.stretches] == list(range(AT_ONCE + 19, 0, -2))
    assert not found.more
    some = search(store, parse_query("speech"), most=7)
    assert len(some.stretches) == 7
    assert some.more
    (one,) = search(store, parse_query("speech"), only=media[3].id).stretches
    assert one.media.id == media[3].id


def test_no_question_goes_through_all_passages(filled):
    asked = []

    def note(_connection, _cursor, statement, parameters, *_):
        asked.append((statement, parameters))

    event.listen(filled.database.engine, "before_cursor_execute", note)
    for text in ("dog", "hop*", "faces:close-up", "faces:*", "calm >0.5", "laughter and dog"):
        search(filled, parse_query(text), unfinished=True)
    event.remove(filled.database.engine, "before_cursor_execute", note)
    with filled.database.reading() as connection:
        plans = [
            connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
            for statement, parameters in asked
            if statement.startswith("SELECT") and "passage" in statement
        ]
    assert len(plans) > 20
    assert not [step for plan in plans for *_, step in plan if step.startswith("SCAN passage")]


def test_what_becomes_one_and_what_stays_apart():
    a, b, c = (
        match_of(Segment(start, end, "t", "x", s))
        for start, end, s in ((0, 2, 0.2), (1, 3, 0.9), (3, 4, 0.5))
    )
    assert [(span.start, span.end, span.score) for span in union([c, b, a])] == [(0, 3, 0.9), (3, 4, 0.5)]
    assert intersection([c], [Match(5, 6, (), 1.0)]) == []


KNOWN = AnalyzerRegistry((Light,))


@pytest.fixture
def light(store, tmp_path):
    """A media with a finished run, whose dark stretch is derived."""
    media = remember(store, tmp_path)
    media = StoredMedia(media.id, media.fingerprint, INFO | {"path": str(media.location)}, media.location)
    store.add_media(media.location, media.fingerprint, media.info)
    writer = store.begin(media, "id", "light", 1, {}, {}, Light.makes)
    light = np.ones((100, 1), np.float32)
    light[20:40] = 0.0
    writer.add(Chunk("light", np.arange(100) / 25, light))
    writer.finish(Device("cpu", "cpu"), [], 0.0)
    return media


INFO = {
    "size": 5,
    "container": "mp4",
    "duration": 4.0,
    "origin": 0.0,
    "video": None,
    "audio": [],
    "has_cover": False,
    "subtitles": 0,
    "timecode": None,
    "warnings": [],
}


def test_a_store_from_before_is_brought_in_step_once(store, light):
    assert spans(store, "dark") == []
    told = []
    assert refresh(store, tell=lambda *how: told.append(how), analyzers=KNOWN) == 1
    assert told == [(0, 1)]
    assert spans(store, "dark") == [(0.8, 1.6)]
    assert refresh(store, analyzers=KNOWN) == 0


def test_edits_and_new_rules_are_followed(store, light, monkeypatch):
    assert index_file(store, light, KNOWN)
    assert not index_file(store, light, KNOWN)
    store.add_edit(light, AddSegment(Segment(3.0, 3.5, "notes", "Ask Anna", 1.0)).to_json())
    assert index_file(store, light, KNOWN)
    assert spans(store, "anna") == [(3.0, 3.5)]
    monkeypatch.setattr(Light, "thresholds", {"dark": -0.1})
    assert refresh(store, analyzers=KNOWN) == 1
    assert spans(store, "dark") == []
