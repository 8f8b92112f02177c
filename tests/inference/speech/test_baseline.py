"""A voice's own neutral: pure functions over scores with a known answer."""

import numpy as np
import pytest

from inference.analyzers import ANALYZERS, sentiment
from inference.analyzers.arc import Arc
from inference.analyzers.sentiment import MARKED, Sentiment, speakers_at
from inference.contract.track import Track
from inference.contract.types import Chunk, Segment, TrackKind, TrackSpec
from inference.speech.baseline import (
    UNASSIGNED,
    BaselineOrigin,
    BaselineTransform,
    SpeakerBaseline,
    apply_baselines,
    baseline_transform,
    log_shares,
    marked_rows,
    normalize_log_shares,
    relative_to_baseline,
)
from inference.speech.speech_windows import CHANNELS, EMOTIONS

PLAIN = BaselineTransform(1.0, np.log([0.7, *[0.05] * 6]))
"""Against this, what sounds like the voice's neutral is neutral with 0.7."""

NAMES = {name: number for number, name in enumerate(EMOTIONS)}


def shares(name, most=0.6):
    row = np.full(len(EMOTIONS), (1 - most) / (len(EMOTIONS) - 1))
    row[NAMES[name]] = most
    return row


def scored(*names, place=(0.0, 0.0)):
    """Scores [n, 9] of half seconds in which a category leads; None: no voice."""
    rows = [np.full(9, np.nan) if name is None else [*place, *shares(name)] for name in names]
    return np.array(rows, np.float32)


def leading(scores):
    return [EMOTIONS[row[2:].argmax()] if np.isfinite(row).all() else None for row in scores]


def test_a_voice_that_always_sounds_sad_is_neutral_against_itself():
    scores = scored(*["sad"] * 40)
    marked = np.arange(40) < 20
    seen, about = apply_baselines(scores, np.zeros(40, np.int64), marked, PLAIN, 0.5)
    assert set(leading(seen)) == {"neutral"}
    assert about[0].tolist() == [BaselineOrigin.MARKED, 10.0]


def test_what_differs_from_the_voice_stands_out():
    scores = scored(*["sad"] * 34)
    scores[30:, 2 + NAMES["sad"]], scores[30:, 2 + NAMES["angry"]] = 0.45, 0.42
    assert leading(scores)[30:] == ["sad"] * 4
    even = BaselineTransform(1.0, np.log([0.4, *[0.1] * 6]))
    seen, _ = apply_baselines(scores, np.zeros(34, np.int64), np.arange(34) < 30, even, 0.5)
    assert leading(seen)[:30] == ["neutral"] * 30
    assert leading(seen)[30:] == ["angry"] * 4  # its usual sadness no longer speaks against it


def test_shares_stay_shares_and_silence_stays_silent():
    scores = scored("happy", None, "sad", *["neutral"] * 20)
    seen, about = apply_baselines(scores, np.zeros(23, np.int64), np.zeros(23, np.bool_), PLAIN, 0.5)
    assert np.isnan(seen[1]).all()
    assert np.isnan(about[1]).all()
    heard = np.isfinite(seen[:, 0])
    np.testing.assert_allclose(seen[heard, 2:].sum(axis=1), 1.0, atol=1e-5)


def test_one_voice_does_not_move_another():
    scores = scored(*["sad"] * 20, *["happy"] * 20)
    voices = np.repeat([0, 1], 20)
    marked = np.zeros(40, np.bool_)
    marked[:20] = True
    together, _ = apply_baselines(scores, voices, marked, PLAIN, 0.5)
    apart, _ = apply_baselines(scores[20:], voices[20:], marked[20:], PLAIN, 0.5)
    np.testing.assert_array_equal(together[20:], apart)


def test_an_unknown_voice_and_a_short_one_are_left_as_they_are():
    scores = scored(*["sad"] * 20, *["happy"] * 6)
    voices = np.repeat([UNASSIGNED, 3], [20, 6])
    seen, about = apply_baselines(scores, voices, np.zeros(26, np.bool_), PLAIN, 0.5)
    np.testing.assert_array_equal(seen, scores)
    assert set(about[:, 0]) == {BaselineOrigin.NONE}


def test_valence_and_arousal_are_taken_against_the_neutral_too():
    scores = scored(*["sad"] * 400, place=(-0.6, -0.5))
    seen, _ = apply_baselines(scores, np.zeros(400, np.int64), np.ones(400, np.bool_), PLAIN, 0.5)
    np.testing.assert_allclose(seen[:, :2], 0.0, atol=0.02)


@pytest.mark.parametrize("kind", [BaselineOrigin.MARKED, BaselineOrigin.ESTIMATED])
def test_more_seconds_count_more_and_an_estimate_never_more_than_half(kind):
    weights = [
        SpeakerBaseline(kind, seconds, np.zeros(7), np.zeros(2)).weight for seconds in (8, 20, 60, 1e6)
    ]
    assert weights == sorted(weights)
    assert weights[-1] == pytest.approx(1.0 if kind is BaselineOrigin.MARKED else 0.5, abs=1e-3)


def test_no_weight_changes_nothing():
    logs = normalize_log_shares(log_shares(np.stack([shares("happy"), shares("sad")])))
    np.testing.assert_allclose(relative_to_baseline(logs, logs[0], PLAIN, 0.0), logs)


def test_a_mark_means_the_voice_that_speaks_most_in_it():
    times = np.arange(0.0, 5.0, 0.5)
    voices = np.array([0, 0, 0, 1, 1, 1, 1, 0, UNASSIGNED, 0])
    rows = marked_rows(times, voices, [Segment(1.0, 4.0, MARKED, "neutral voice", 1.0)], 0.5)
    assert np.flatnonzero(rows).tolist() == [3, 4, 5, 6]


def test_a_mark_on_silence_marks_nothing():
    rows = marked_rows(np.array([0.0, 5.0]), np.array([0, 0]), [Segment(1.0, 2.0, MARKED, "", 1.0)], 0.5)
    assert not rows.any()


def test_voices_are_those_nearest_in_time():
    speakers = Track(TrackSpec("speakers", "Speakers", TrackKind.CURVE, ("voice", "likeness")))
    values = np.array([[0, 0.9], [1, 0.9], [np.nan, np.nan]], np.float32)
    speakers.append(Chunk("speakers", np.array([1.0, 1.5, 2.0]), values))
    found = speakers_at(speakers, np.array([0.0, 1.0, 1.5, 2.0, 9.0]))
    assert found.tolist() == [UNASSIGNED, 0, 1, UNASSIGNED, UNASSIGNED]
    assert speakers_at(None, np.zeros(2)).tolist() == [UNASSIGNED, UNASSIGNED]


def test_a_manifest_without_a_relation_has_none():
    assert baseline_transform({}) is None
    found = baseline_transform({"relation_scale": 0.8, "relation_offset": [0.1] * 7})
    assert found is not None
    assert found.scale == 0.8


@pytest.fixture
def related(monkeypatch):
    """A sentiment track of a voice that always sounds sad, forty seconds long."""
    monkeypatch.setattr(sentiment, "baseline_transform", lambda _raw: PLAIN)
    track = Track(Sentiment.makes[0])
    scores = scored(*["sad"] * 80, place=(-0.5, -0.4))
    rows = np.column_stack([scores[:, :2], scores[:, 2:].max(axis=1), scores[:, 2:]])
    track.append(Chunk("sentiment", np.arange(0.0, 40.0, 0.5), rows))
    return track


def test_the_lane_follows_a_mark_and_forgets_it(related):
    mark = Segment(0.0, 40.0, MARKED, "neutral voice", 1.0)
    tracks = {"sentiment": related}
    seen = Sentiment.relate(tracks, [mark])["sentiment"]
    assert seen.spec.channels[: len(CHANNELS)] == CHANNELS
    assert (seen.column("baseline") == BaselineOrigin.MARKED).all()
    assert Sentiment.derive({"sentiment": seen}, {}, 40.0)[0].label == "neutral"
    without = Sentiment.relate(tracks, [])["sentiment"]
    np.testing.assert_allclose(without.values[:, : len(CHANNELS)], related.values, atol=1e-6)
    assert (related.column("sad") > 0.5).all()  # the scores themselves stay


def test_marks_of_other_tracks_change_nothing(related):
    mark = Segment(0.0, 10.0, "tags", "dog", 1.0)
    seen = Sentiment.relate({"sentiment": related}, [mark])["sentiment"]
    assert (seen.column("baseline") == BaselineOrigin.NONE).all()


def test_the_arc_is_laid_together_again_with_the_voices_as_they_are_shown(related):
    times = np.arange(20.0)
    tracks = {"sentiment": related}
    for spec in (*Arc.makes, *_sounds()):
        tracks[spec.key] = Track(spec)
        quiet = np.zeros((20, len(spec.channels)), np.float32)
        tracks[spec.key].append(Chunk(spec.key, times, quiet))
    assert Arc.relate(ANALYZERS.with_roles(tracks), []) == {}
    mark = Segment(0.0, 20.0, MARKED, "neutral voice", 1.0)
    tracks.update(Sentiment.relate(tracks, [mark]))
    arc = Arc.relate(ANALYZERS.with_roles(tracks), [])["arc"]
    assert len(arc) == 20
    assert np.nanmin(arc.column("voice valence")) > -0.15  # it was -0.5 without the mark


def _sounds():
    from inference.analyzers.sounds import Sounds

    return [spec for spec in Sounds.makes if spec.key in ("sounds", "sounds.kind", "sounds.mood")]
