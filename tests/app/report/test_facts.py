"""Numbers of a report are those of the results: the same as JSON has them."""

import json
from dataclasses import replace
from statistics import median

import numpy as np
import pytest

from app.edits import NOTES, AddSegment, MarkerColor, RemoveSegment, SetThreshold, track_of
from app.export import select_content
from app.export.json_document import JsonDocument
from app.media.location import Location
from app.report import checked_options
from app.report import gather_film as facts_of
from app.report.facts.delivery import reading_of
from app.report.facts.standards import STANDARDS, judge
from app.report.facts.subject import ReportLimits, limits_for, subject_of
from app.report.page.blocks import Text
from app.report.sections import advisory
from inference.contract.track import Track
from inference.contract.types import Chunk, Segment
from tests.app.report.films import MOVED, SEEN, SHOTS, with_advisory


@pytest.fixture(scope="module")
def facts(document):
    return facts_of(document, checked_options())


@pytest.fixture(scope="module")
def noted(document):
    """Only a note and markers."""
    own = [
        Segment(1.0, 1.0, NOTES, "is the logo cleared?", 1.0),
        Segment(2.0, 2.0, track_of(MarkerColor.RED), "", 1.0),
        Segment(3.5, 5.0, track_of(MarkerColor.SKY), "B-roll", 1.0),
    ]
    return replace(document, edits=[AddSegment(one) for one in own])


@pytest.fixture(scope="module")
def flagged(document):
    """One stretch that may be explicit, inside of the third shot."""
    return with_advisory(document, {4.5: 0.9, 5.0: 0.7})


@pytest.fixture(scope="module")
def whole(document):
    return json.loads(JsonDocument().text(select_content(document)))


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
    gone = Location.of(document.location.beside("gone.mp4"))
    again = facts_of(replace(document, media=replace(document.media, location=gone)), checked_options())
    assert again.screen
    assert all(one.still and one.still.jpeg is None for one in again.screen.shots)
    assert again.pace == facts.pace


@pytest.mark.parametrize(
    ("loudness", "peak", "passes"),
    [
        (
            *(-23.04, -1.04),
            {"EBU R 128 (2014)", "EBU R 128, production", "EBU R 128, quality control"},
        ),
        (-23.5, -1.0, {"EBU R 128 (2014)", "EBU R 128, production"}),
        (-22.6, -1.0, {"EBU R 128 (2014)", "EBU R 128, production"}),
        (-22.4, -1.0, {"EBU R 128, production"}),
        (-23.0, -0.9, set()),
        (-24.0, -2.0, {"EBU R 128, production", "ATSC A/85"}),
        (-27.0, -2.0, set()),
        (-18.0, 0.0, {"AES TD1008"}),
        (-16.0, -1.5, {"AES TD1008", "Apple Podcasts"}),
        (-14.0, -1.0, {"Spotify"}),
    ],
)
def test_verdicts(loudness, peak, passes):
    assert {one.name for one in STANDARDS if judge(one, loudness, peak).passes} == passes


def test_what_is_measured_on_the_dialogue_is_not_judged():
    (netflix,) = [one for one in STANDARDS if one.dialogue]
    verdict = judge(netflix, -27.0, -1.5)
    assert (verdict.passes, verdict.loudness_passes, verdict.off) == (None, None, None)
    assert verdict.peak_passes is False, "peaks are measured"


def test_every_target_names_a_document_or_a_page():
    assert all(any(char.isdigit() for char in one.source) and ":" in one.source for one in STANDARDS)


def test_silence_gets_no_verdict(document):
    spec = document.tracks["loudness"].spec
    quiet = Track(spec)
    quiet.append(Chunk("loudness", np.zeros(1), np.full((1, 5), np.nan, np.float32)))
    reading = reading_of(quiet)
    assert (reading.integrated, reading.spread, reading.peak) == (None, None, None)
    assert judge(STANDARDS[0], reading.integrated, reading.peak).passes is None


def test_provenance_names_models_thresholds_and_edits(document):
    edited = replace(document, edits=[*document.edits, *MOVED])
    found = facts_of(edited, checked_options()).provenance
    assert {one.name for one in found.models} == {"transnetv2", "silero-vad", "yamnet"}
    assert all(len(one.sha256) == 64 and one.license and one.accuracy for one in found.models)
    assert [(one.analyzer, one.name, one.value) for one in found.thresholds if one.changed] == [
        ("voice", "confidence", 0.6)
    ]
    assert found.edits == {"segments added": len(SEEN), "segments removed": 1}
    assert found.handmade == len(found.touched) == len(SEEN) - 1
    assert {(one.track, one.label) for one in found.touched} >= {("faces", "close-up"), ("tags", "dog")}


def test_notes_and_markers_are_those_of_json(noted):
    found, rows = (
        facts_of(noted, checked_options()),
        json.loads(JsonDocument().text(select_content(noted)))["segments"],
    )
    own = [one for one in rows if one["track"].partition(".")[0] in ("notes", "markers")]
    assert found.notes
    assert found.notes.count == len(own) == 3
    assert [(one.start, one.end, one.text) for one in found.notes.markers] == [
        (one["start"], one["end"], one["label"]) for one in own
    ]
    assert [one.color for one in found.notes.markers] == [None, MarkerColor.RED, MarkerColor.SKY]


def test_notes_are_no_corrections_and_can_be_left_out(noted):
    found = facts_of(noted, checked_options())
    assert found.provenance.touched == ()
    assert found.provenance.handmade == 0
    assert found.provenance.edits == {}
    assert facts_of(noted, checked_options(sections=["pace"])).notes is None
    assert facts_of(replace(noted, edits=[]), checked_options()).notes is None


def test_flags_are_those_of_json(flagged):
    found, rows = (
        facts_of(flagged, checked_options()).advisory,
        json.loads(JsonDocument().text(select_content(flagged))),
    )
    (one,) = [row for row in rows["segments"] if row["track"] == "advisory"]
    assert found
    assert found.ran
    (flag,) = found.flags
    assert (flag.start, flag.end, flag.score) == pytest.approx(
        (one["start"], one["end"], one["score"]), abs=1e-5
    )
    assert (flag.start, flag.end) == (4.5, 5.5)
    assert found.highest == (pytest.approx(0.9, abs=1e-3), 4.5)
    assert found.threshold == 0.8


def test_no_still_is_taken_of_what_was_flagged(flagged):
    screen = facts_of(flagged, checked_options()).screen
    assert screen
    # The flag stands in the third shot, from 4 to 6 s, and not at its middle alone.
    assert [one.still.withheld for one in screen.shots if one.still] == [False, False, True, False]
    assert [one.still.jpeg is None for one in screen.shots if one.still] == [False, False, True, False]
    assert all(not 4.0 <= one.time < 6.0 for one in screen.keys)
    sound = facts_of(flagged, checked_options()).sound
    assert sound
    for moment in sound.moments:
        assert moment.still.withheld == (4.0 <= moment.time < 6.0) == (moment.still.jpeg is None)
    # Who has looked and found nothing takes the flag back.
    told = facts_of(flagged, checked_options()).advisory
    assert told
    (flag,) = told.flags
    freed = facts_of(replace(flagged, edits=[*flagged.edits, RemoveSegment(flag)]), checked_options())
    assert freed.screen
    assert all(one.still and one.still.jpeg for one in freed.screen.shots)
    assert freed.advisory
    assert freed.advisory.flags == ()


def test_a_moved_threshold_is_told(flagged):
    moved = replace(flagged, edits=[*flagged.edits, SetThreshold("advisory", "confidence", 0.95)])
    found = facts_of(moved, checked_options()).advisory
    assert found
    assert (found.flags, found.threshold) == ((), 0.95)


def test_what_was_not_examined_is_no_good_news(document):
    found = facts_of(document, checked_options()).advisory
    assert found
    assert (found.ran, found.flags, found.highest) == (False, (), None)
    (text,) = advisory.section(found, subject_of(document)).blocks
    assert isinstance(text, Text)
    assert text.text.startswith("Not examined")


def test_a_model_that_has_changed_is_not_quoted(document):
    run = replace(document.runs["voice"], models={"silero-vad": "0" * 64})
    other = replace(document, runs={**document.runs, "voice": run})
    card = next(
        one for one in facts_of(other, checked_options()).provenance.models if one.name == "silero-vad"
    )
    assert (card.sha256, card.accuracy) == ("0" * 64, "")


def test_room_is_shared_by_many_films(document):
    room = limits_for(100)
    assert room.stills * 100 <= 400
    assert room.rows < limits_for(1).rows
    few = facts_of(document, checked_options(), limits_for(60)).screen
    assert few
    assert sum(one.still is not None for one in few.shots) == 4
    few = facts_of(document, checked_options(), ReportLimits(stills=2, rows=3)).screen
    assert few
    assert (few.count, len(few.shots), sum(one.still is not None for one in few.shots)) == (4, 3, 2)
