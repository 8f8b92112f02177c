"""Sound events, kinds and moods, by the real network."""

import json
from itertools import pairwise

import numpy as np
import pytest

import resources
from app.recipes.sound_groups import groups
from inference.analyzers import sounds
from inference.analyzers.sounds import (
    EVENTS,
    INSIDE,
    KINDS,
    MOODS,
    OVER,
    STEP,
    STRIDE,
    WINDOW,
    Sounds,
    softmax,
)
from inference.audio.sound_labels import audioset
from inference.contract.types import AudioSpec, SourceInfo
from tests.inference.running import filled, run

RATE = 16_000
TIME = np.arange(WINDOW) / RATE
NAMES = audioset().names

# What the published 8-bit network says of these sounds.
ORIGINAL = {
    "silence": {"Silence": 0.800781, "Sound effect": 0.007812},
    "tone": {"Beep, bleep": 0.738281, "Sine wave": 0.148438, "Sound effect": 0.058594},
    "noise": {"Static": 0.738281, "White noise": 0.5},
    "chord": {"Sine wave": 0.199219, "Dial tone": 0.058594},
}
SOUND = {
    "silence": np.zeros(WINDOW),
    "tone": 0.3 * np.sin(2 * np.pi * 1000 * TIME),
    "noise": np.random.default_rng(0).normal(0, 0.1, WINDOW),
    "chord": 0.1
    * sum(np.sin(2 * np.pi * pitch * TIME) for pitch in (261.63, 329.63, 392.0))
    * np.exp(-2 * (TIME % 0.5)),
}


def windows(sound):
    count = max(1, -(-(len(sound) - WINDOW) // STRIDE) + 1)
    padded = np.pad(sound, (0, (count - 1) * STRIDE + WINDOW - len(sound))).astype(np.float32)
    data = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::STRIDE]
    return np.arange(count) * STRIDE / RATE, data


def hear(cpu, sound, **options):
    times, data = windows(sound)
    return run(Sounds, cpu, times, data, source=SourceInfo(len(sound) / RATE), **options)


def rows(scores, count=None):
    """Rows of the sounds track from scores by name."""
    values = np.zeros((count or max(map(len, scores.values())), len(NAMES)), np.float32)
    for name, heard in scores.items():
        values[:, NAMES.index(name)] = heard
    return values


def derive(count, heard, *, kinds=None, moods=None, duration=None, **thresholds):
    times = np.concatenate([[0.0], np.arange(1, count) * STEP + sounds.SHIFT])
    kinds = np.zeros((count, len(KINDS))) if kinds is None else kinds
    moods = np.full((count, len(MOODS)), np.nan) if moods is None else moods
    tracks = filled(Sounds, times, sounds=rows(heard, count), sounds_kind=kinds, sounds_mood=moods)
    return Sounds.derive(tracks, thresholds, duration or count * STEP)


@pytest.mark.parametrize("name", ORIGINAL)
def test_scores_are_those_of_the_original(cpu, name):
    values = hear(cpu, SOUND[name])["sounds"].values[0]
    for label, score in ORIGINAL[name].items():
        # A mel value between two 8-bit steps may be rounded to either, on another machine to the other.
        assert values[NAMES.index(label)] == pytest.approx(score, abs=1e-3 if name == "silence" else 0.09)


def test_windows_share_what_they_have_in_common(cpu):
    sound = np.random.default_rng(1).normal(0, 0.1, 4 * RATE)
    times, data = windows(sound)
    whole = hear(cpu, sound)["sounds"].values
    for row in range(len(whole)):
        source = SourceInfo(4.0)
        alone = run(Sounds, cpu, times[row : row + 1], data[row : row + 1], source=source)["sounds"].values[0]
        np.testing.assert_allclose(whole[row], alone, atol=1e-5)


@pytest.mark.parametrize("chunk", [1, 3])
def test_batches_change_nothing(cpu, chunk):
    sound = np.concatenate([SOUND["tone"], SOUND["noise"], SOUND["chord"], np.zeros(RATE)])
    whole, parts = hear(cpu, sound), hear(cpu, sound, chunk=chunk)
    for key, track in whole.items():
        np.testing.assert_array_equal(parts[key].times, track.times)
        np.testing.assert_allclose(parts[key].values, track.values, atol=1e-5)


def test_it_asks_for_overlapping_windows():
    assert Sounds.wants({}) == AudioSpec(16_000, 15_600, 7_680)


@pytest.mark.parametrize("seconds", [0.05, 0.3, 1.0, 5.2])
def test_rows_stay_inside_the_file(cpu, seconds):
    tracks = hear(cpu, np.zeros(int(seconds * RATE)))
    assert len(tracks["sounds"]) >= 1
    assert tracks["sounds"].times[0] == 0.0
    assert tracks["sounds"].end < seconds
    (one,) = Sounds.derive(tracks, {}, seconds)
    assert (one.track, one.label, one.start, one.end) == ("sounds.kind", "silence", 0.0, seconds)


def test_a_group_is_as_sure_as_its_surest_class():
    scores = np.zeros((1, 521), np.float32)
    scores[0, NAMES.index("Giggle")] = 0.7
    scores[0, NAMES.index("Owl")] = 0.4
    wide = audioset().roll_up(scores)[0]
    for name, score in {
        "Laughter": 0.7,
        "Speech": 0,
        "Bird": 0.4,
        "Animal": 0.4,
        "Owl": 0.4,
        "Music": 0,
    }.items():
        assert wide[NAMES.index(name)] == pytest.approx(score)


def test_the_labels_are_those_that_the_recipe_makes():
    raw = json.loads(resources.path("labels", "audioset.json").read_text("utf-8"))
    assert len(raw["classes"]) == len(set(raw["classes"])) == 521
    assert raw["groups"] == groups(raw["classes"])
    assert len(NAMES) == len(set(NAMES))


def test_every_event_has_its_names():
    assert set(INSIDE) | {one for narrower in INSIDE.values() for one in narrower} <= set(EVENTS)
    for names in EVENTS.values():
        assert set(names) <= set(NAMES)


def test_events():
    laughter = np.zeros(20)
    laughter[5:8] = (0.5, 0.3, 0.6)
    laughter[12] = 0.4  # never sure
    (one,) = derive(20, {"Laughter": laughter})
    assert (one.track, one.label, one.score) == ("sounds", "laughter", pytest.approx(0.6))
    assert one.start == pytest.approx(5 * STEP + 0.2)
    assert one.end == pytest.approx(8 * STEP + 0.2)


def test_an_explosion_is_no_gunshot():
    shot, boom = np.zeros(20), np.zeros(20)
    shot[3], boom[3], boom[10] = 0.8, 0.8, 0.9
    found = derive(20, {"Gunshot, gunfire": shot, "Explosion": boom})
    assert [(one.label, round(one.start / STEP)) for one in found] == [("gunshot", 3), ("explosion", 10)]


def test_kinds_part_the_time():
    kinds = np.zeros((40, 4))
    kinds[:10, 0] = 0.9  # speech
    kinds[8:20, 1] = 0.8  # music, from row 8 under the speech
    kinds[20:30, 1], kinds[20:30, 2] = 0.9, 0.35  # singing
    kinds[35:, 3] = 0.8  # silence, after what has no name
    found = derive(40, {}, kinds=kinds)
    assert [one.label for one in found] == ["speech", OVER, "music", "singing", "silence"]
    assert all(before.end <= after.start + 1e-9 for before, after in pairwise(found))
    assert found[-1].end == 40 * STEP


def test_a_moment_makes_no_kind():
    kinds = np.zeros((20, 4))
    kinds[:, 0] = 0.9
    kinds[7] = (0.1, 0.9, 0, 0)
    (one,) = derive(20, {}, kinds=kinds)
    assert (one.label, one.start, one.end) == ("speech", 0.0, 20 * STEP)


def test_moods_are_claimed_when_clear_and_only_of_music():
    moods = np.full((60, 6), np.nan)
    moods[:20] = 1 / 6
    moods[30:50] = (0.05, 0.75, 0.05, 0.05, 0.05, 0.05)
    (one,) = derive(60, {}, moods=moods)
    assert (one.track, one.label) == ("sounds.mood", "sad")
    assert one.start == pytest.approx(30 * STEP + 0.2)
    assert one.end == pytest.approx(50 * STEP + 0.2)


def test_moods_are_shares_where_music_is_heard(cpu):
    np.testing.assert_allclose(softmax(np.array([[0.0, np.log(3.0)]], np.float32)), [[0.25, 0.75]], rtol=1e-5)
    assert np.isnan(hear(cpu, SOUND["noise"])["sounds.mood"].values).all()
    heard = hear(cpu, SOUND["chord"], music=0.2)["sounds.mood"].values
    np.testing.assert_allclose(heard.sum(axis=1), 1.0, atol=1e-3)
    assert np.isnan(hear(cpu, SOUND["chord"], music=0.9)["sounds.mood"].values).all()


def labels(found, track):
    return [segment.label for segment in found if segment.track == track]


def test_recordings(cpu, shared_data):
    av = pytest.importorskip("av")

    def heard(name):
        resampler = av.AudioResampler("fltp", "mono", RATE)
        with av.open(str(shared_data / "clips" / "sound" / name)) as container:
            parts = [part for frame in container.decode(audio=0) for part in resampler.resample(frame)]
        sound = np.concatenate([part.to_ndarray()[0] for part in parts])
        return Sounds.derive(hear(cpu, sound), {}, len(sound) / RATE)

    assert labels(heard("sorohanro_-_solo-trumpet-06.hq.ogg"), "sounds.kind") == ["music", "silence"]
    assert labels(heard("456440__inspectorj__bird-whistling-robin-single-13.hq.ogg"), "sounds") == ["bird"]
    assert labels(heard("count.wav"), "sounds.kind") == ["speech"]
    mixed = heard("musanmix.mp3")
    assert labels(mixed, "sounds.kind") == ["music", "speech"]
    assert "thunder" in labels(mixed, "sounds")
