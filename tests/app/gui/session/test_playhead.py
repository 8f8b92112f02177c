"""What is at a time."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from app.gui.session.playhead import boxes_at, labels_at, rows_at, signed
from inference.analyzers import ANALYZERS
from inference.contract.track import Track
from inference.contract.types import Chunk, Segment, TrackKind, TrackSpec

SEGMENTS = [
    Segment(0.0, 2.0, "shots", "cut", 1.0),
    Segment(2.0, 5.0, "shots", "dissolve", 1.0),
    Segment(0.0, 3.0, "tags", "dog", 0.6),
    Segment(1.0, 3.0, "tags", "grass", 0.8),
]


def track(key, kind, channels, times, rows, **more) -> Track:
    made = Track(TrackSpec(key, key.capitalize(), kind, channels, **more))
    made.append(Chunk(key, np.array(times, np.float64), np.array(rows, np.float32)))
    return made


def document(*tracks) -> Any:
    named = {one.spec.key: one for one in tracks}
    return SimpleNamespace(tracks=named, shown=named, analyzers=ANALYZERS)


def test_labels_are_those_over_the_time_the_surest_first():
    tags = [segment for segment in SEGMENTS if segment.track == "tags"]
    assert labels_at(tags, 0.5) == ["dog"]
    assert labels_at(tags, 1.5) == ["grass", "dog"]
    assert labels_at(tags, 3.0) == []


def test_a_shot_has_its_number_and_how_it_begins():
    rows = rows_at(document(), SEGMENTS, 2.0)
    assert rows[:2] == [
        ("Shot", "2 of 2", "0:02.0 – 0:05.0", None),
        ("Shot", "Transition", "dissolve", None),
    ]


def test_tags_have_the_score_of_the_moment():
    tags = track("tags", TrackKind.HEAT, ("grass", "dog"), [0.0, 1.0], [[0.1, 0.9], [0.7, 0.4]])
    rows = [row for row in rows_at(document(tags), SEGMENTS, 1.5) if row[0] == "Tags"]
    assert [row[1:3] for row in rows] == [("grass", "70%"), ("dog", "40%")]


@pytest.mark.parametrize(
    ("about", "words"),
    [((0, 3), "unknown"), ((1, 42), "estimated from 42 s"), ((2, 6), "marked, 6 s")],
)
def test_what_a_voice_is_seen_against_is_said(about, words):
    channels = ("valence", "arousal", "confidence", "neutral", "happy", "baseline", "baseline_seconds")
    mood = track("sentiment", TrackKind.CURVE, channels, [0.0], [[-0.5, 0.25, 0.8, 0.2, 0.8, *about]])
    rows = {row[1]: row[2] for row in rows_at(document(mood), (), 0.0)}
    assert rows["speaker baseline"] == words
    assert set(rows) == {"happy", "neutral", "valence", "arousal", "confidence", "speaker baseline"}


def test_sentiment_is_named_with_its_confidence_and_empty_without_a_voice():
    channels = ("valence", "arousal", "confidence", "neutral", "happy")
    nothing = [np.nan] * 5
    mood = track("sentiment", TrackKind.CURVE, channels, [0.0, 1.0], [nothing, [-0.5, 0.25, 0.8, 0.2, 0.8]])
    assert rows_at(document(mood), (), 0.5) == [("Sentiment", "No speech", "", None)]
    assert rows_at(document(mood), (), 9.0) == [], "nobody has listened there yet"
    rows = {row[1]: row[2] for row in rows_at(document(mood), (), 1.2)}
    assert rows == {
        "happy": "80%",
        "neutral": "20%",
        "valence": "\N{MINUS SIGN}0.50",
        "arousal": "+0.25",
        "confidence": "80%",
    }


def test_the_light_variant_is_named_apart_and_alike():
    channels = ("valence", "arousal", "confidence", "neutral", "happy")
    mood = track("sentiment_light", TrackKind.CURVE, channels, [0.0], [[-0.5, 0.25, 0.8, 0.2, 0.8]])
    rows = rows_at(document(mood), (), 0.2)
    assert rows[0] == ("Sentiment_light", "happy", "80%", pytest.approx(0.8))
    assert len(rows) == 5


def test_readings_have_their_units():
    loud = track(
        "loudness", TrackKind.CURVE, ("momentary", "range"), [0.0], [[-23.04, 5.5]], unit="LUFS", low=-60.0
    )
    assert rows_at(document(loud), (), 0.0) == [
        ("Loudness", "momentary", "\N{MINUS SIGN}23.0 LUFS", None),
        ("Loudness", "range", "5.5 LU", None),
    ]


def test_silence_is_no_number():
    loud = track("loudness", TrackKind.CURVE, ("momentary",), [0.0], [[-156.2]], unit="LUFS", low=-60.0)
    assert rows_at(document(loud), (), 0.0) == [("Loudness", "momentary", "silence", None)]


def test_faces_have_their_number_size_and_scale():
    faces = track(
        "faces", TrackKind.CURVE, ("count", "largest"), [0.0, 0.5], [[0.0, 0.0], [2.0, 0.3]], high=4.0
    )
    scale = [Segment(0.5, 1.0, "faces", "medium", 0.9)]
    assert rows_at(document(faces), scale, 0.2) == [("Faces", "No face", "", None)]
    assert [row[1:3] for row in rows_at(document(faces), scale, 0.6)] == [
        ("number", "2"),
        ("largest, of the height", "30%"),
        ("shot scale", "medium"),
    ]


def test_what_is_not_analyzed_yet_is_not_guessed_from_what_was():
    voice = track("voice", TrackKind.CURVE, ("speech",), np.arange(0, 5, 0.03), np.ones((167, 1)))
    assert rows_at(document(voice), (), 4.9)
    assert rows_at(document(voice), (), 9.0) == []


def test_boxes_are_the_last_measured_ones_and_do_not_outlive_their_moment():
    names = tuple(f"{part}{n}" for n in range(2) for part in ("x", "y", "width", "height", "score"))
    nan = np.nan
    rows = [[0.1, 0.2, 0.3, 0.4, 0.9, nan, nan, nan, nan, nan], [0, 0, 0, 0, 0, 0.5, 0.5, 0.1, 0.1, 0.5]]
    faces = track("boxes", TrackKind.BOXES, names, [1.0, 1.5], rows)
    assert boxes_at(document(faces), 0.9) == []
    assert boxes_at(document(faces), 1.2) == [pytest.approx((0.1, 0.2, 0.3, 0.4, 0.9))]
    assert boxes_at(document(faces), 1.6) == [pytest.approx((0.5, 0.5, 0.1, 0.1, 0.5))]
    assert boxes_at(document(faces), 4.0) == []


def test_numbers_have_a_true_minus():
    assert signed(-0.25) == "\N{MINUS SIGN}0.25"
    assert signed(0.25) == "+0.25"


def test_what_is_said_stands_as_text_and_not_as_tokens():
    spoken = track(
        "transcript", TrackKind.CURVE, ("token", "probability", "seconds"), [0.0], [[31, 0.9, 1]], lane=False
    )
    said = [*SEGMENTS, Segment(0.0, 1.5, "transcript", "It was the best of times.", 0.9)]
    rows = [row for row in rows_at(document(spoken), said, 1.0) if row[0] == "Transcript"]
    assert rows == [("Transcript", "It was the best of times.", "", None)]
