"""Numbers of a report are those of the results: the same as JSON has them."""

import json
from dataclasses import replace
from statistics import median

import numpy as np
import pytest

from app.edits import NOTES, AddSegment
from app.export import choose
from app.export.json_document import JsonDocument
from app.report import film as facts_of
from app.report import options
from app.report.delivery import reading_of
from app.report.standards import STANDARDS, judge
from app.report.subject import Room, room_for
from inference.track import Track
from inference.types import Chunk, Segment
from tests.app.report.films import MOVED, SEEN, SHOTS, film


@pytest.fixture(scope="module")
def document(tmp_path_factory):
    return film(tmp_path_factory.mktemp("film"))


@pytest.fixture(scope="module")
def facts(document):
    return facts_of(document, options())


@pytest.fixture(scope="module")
def whole(document):
    return json.loads(JsonDocument().text(choose(document)))


def lasting(whole, track, label=None):
    """Seconds that a track's segments cover in JSON, counted in microseconds one by one."""
    covered = np.zeros(round(whole["media"]["duration"] * 10_000), bool)
    for one in whole["segments"]:
        if one["track"] == track and label in (None, one["label"]):
            covered[round(one["start"] * 10_000) : round(one["end"] * 10_000)] = True
    return covered.sum() / 10_000


def test_screen_time_is_that_of_json(facts, whole):
    tags = {one.label: one.seconds for one in facts.screen.tags}
    assert set(tags) == {"dog", "boat"}
    for label, seconds in tags.items():
        assert seconds == pytest.approx(lasting(whole, "tags", label), abs=1e-3)
    assert facts.screen.face.seconds == pytest.approx(lasting(whole, "faces"), abs=1e-3)
    assert facts.screen.face.share == pytest.approx(0.5, abs=1e-3)
    # Stretches of one label that overlap count once.
    assert tags["dog"] == pytest.approx(4.0)


def test_shots_and_pace_are_those_of_json(facts, whole):
    shots = [one for one in whole["segments"] if one["track"] == "shots"]
    assert [(one.start, one.end, one.transition) for one in facts.screen.shots] == [
        (pytest.approx(one["start"]), pytest.approx(one["end"]), one["label"]) for one in shots
    ]
    lasts = [one["end"] - one["start"] for one in shots]
    assert lasts == pytest.approx([frames / 25 for frames in SHOTS])
    assert facts.pace.average == pytest.approx(sum(lasts) / 4)
    assert facts.pace.middle == pytest.approx(median(lasts))
    assert facts.pace.transitions == (("cut", 3),)
    assert facts.pace.per_minute == pytest.approx(24)
    assert sum(facts.pace.rates) / 60 * facts.pace.window == pytest.approx(4)
    assert sum(facts.pace.groups) == 4


def test_sound_is_that_of_json(facts, whole):
    assert facts.sound.voice.seconds == pytest.approx(lasting(whole, "voice"), abs=1e-3)
    assert facts.sound.music.seconds == pytest.approx(lasting(whole, "sounds.kind", "music"), abs=1e-3)
    assert facts.sound.music.seconds > 3
    arc = next(one for one in whole["tracks"] if one["key"] == "arc")
    columns = [arc["channels"].index(name) for name in ("valence", "arousal")]
    at = {
        time: [row[column] for column in columns]
        for time, row in zip(arc["times"], arc["values"], strict=True)
    }
    assert facts.sound.moments
    for moment in facts.sound.moments:
        assert [moment.valence, moment.arousal] == pytest.approx(at[moment.time], abs=1e-4)
        assert moment.parts == ("voice",)
    away = [np.hypot(*values) for values in at.values() if None not in values]
    strongest = max(np.hypot(one.valence, one.arousal) for one in facts.sound.moments)
    assert strongest == pytest.approx(max(away), abs=1e-4)


def test_delivery_is_that_of_json(facts, whole):
    meter = next(one for one in whole["tracks"] if one["key"] == "loudness")
    last = dict(zip(meter["channels"], meter["values"][-1], strict=True))
    reading = facts.delivery.reading
    assert [reading.integrated, reading.spread, reading.peak] == pytest.approx(
        [last["integrated"], last["range"], last["true_peak"]], abs=1e-4
    )
    faults = {one.label: one.seconds for one in facts.delivery.sound}
    assert set(faults) == {"clipping"}
    assert faults["clipping"] == pytest.approx(lasting(whole, "qc", "clipping"), abs=1e-3)
    seen = {one.label: one.stretches for one in facts.delivery.picture}
    assert seen["black"] == (pytest.approx((0.0, 0.4)),)
    assert [round(end - start, 1) for start, end in seen["still picture"]] == [3.0]


def test_stills_are_taken_where_the_report_says(facts):
    assert all(one.still and one.still.jpeg.startswith(b"\xff\xd8") for one in facts.screen.shots)
    assert facts.screen.shots[1].still.time == pytest.approx(3.5)
    assert facts.screen.shots[1].still.at == "00:00:03:12"


def test_a_film_that_is_gone_has_no_stills_and_all_numbers(document, facts):
    gone = document.path.with_name("gone.mp4")
    again = facts_of(replace(document, media=replace(document.media, path=gone)), options())
    assert again.screen
    assert all(one.still and one.still.jpeg is None for one in again.screen.shots)
    assert again.pace == facts.pace


@pytest.mark.parametrize(
    ("loudness", "peak", "passes"),
    [
        (-23.04, -1.04, {"EBU R 128", "EBU R 128, live", "EBU R 128, strict"}),
        (-23.5, -1.0, {"EBU R 128", "EBU R 128, live"}),
        (-22.6, -1.0, {"EBU R 128", "EBU R 128, live"}),
        (-22.4, -1.0, {"EBU R 128, live"}),
        (-23.0, -0.9, set()),
        (-24.0, -2.0, {"EBU R 128, live", "ATSC A/85"}),
        (-16.0, -1.5, {"Podcasts"}),
        (-14.0, -1.0, {"Music and video platforms"}),
    ],
)
def test_verdicts(loudness, peak, passes):
    assert {one.name for one in STANDARDS if judge(one, loudness, peak).passes} == passes


def test_silence_gets_no_verdict(document):
    spec = document.tracks["loudness"].spec
    quiet = Track(spec)
    quiet.append(Chunk("loudness", np.zeros(1), np.full((1, 5), np.nan, np.float32)))
    reading = reading_of(quiet)
    assert (reading.integrated, reading.spread, reading.peak) == (None, None, None)
    assert judge(STANDARDS[0], reading.integrated, reading.peak).passes is None


def test_provenance_names_models_thresholds_and_edits(document):
    edited = replace(document, edits=[*document.edits, *MOVED])
    found = facts_of(edited, options()).provenance
    assert {one.name for one in found.models} == {"transnetv2", "silero-vad", "yamnet"}
    assert all(len(one.sha256) == 64 and one.licence and one.accuracy for one in found.models)
    assert [(one.analyser, one.name, one.value) for one in found.thresholds if one.changed] == [
        ("voice", "confidence", 0.6)
    ]
    assert found.edits == {"AddSegment": len(SEEN), "RemoveSegment": 1}
    assert found.handmade == len(found.touched) == len(SEEN) - 1
    assert {(one.track, one.label) for one in found.touched} >= {("faces", "close-up"), ("tags", "dog")}


def test_notes_stay_with_those_who_wrote_them(document):
    note = AddSegment(Segment(1.0, 1.0, NOTES, "the client must not see this", 1.0))
    found = facts_of(replace(document, edits=[note]), options()).provenance
    assert found.touched == ()
    assert found.handmade == 0


def test_a_model_that_has_changed_is_not_quoted(document):
    run = replace(document.runs["voice"], models={"silero-vad": "0" * 64})
    other = replace(document, runs={**document.runs, "voice": run})
    card = next(one for one in facts_of(other, options()).provenance.models if one.name == "silero-vad")
    assert (card.sha256, card.accuracy) == ("0" * 64, "")


def test_room_is_shared_by_many_films(document):
    room = room_for(100)
    assert room.stills * 100 <= 400
    assert room.rows < room_for(1).rows
    few = facts_of(document, options(), room_for(60)).screen
    assert few
    assert sum(one.still is not None for one in few.shots) == 4
    few = facts_of(document, options(), Room(stills=2, rows=3)).screen
    assert few
    assert (few.count, len(few.shots), sum(one.still is not None for one in few.shots)) == (4, 3, 2)
