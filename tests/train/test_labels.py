"""Labels, speakers and folds of the training corpora."""

import numpy as np
import pytest

from app.train.corpora import parse_nemo, parse_ravdess
from app.train.folds import FOLDS, NEMO_SPEAKERS, fold_of, folds
from app.train.labels import CIRCUMPLEX, CLASSES, SHIPPED, merge_calm, present, target
from inference.speech.speech_windows import EMOTIONS


def clip_of(name):
    """A clip by its name, which has to be one."""
    clip = parse_ravdess(name) or parse_nemo(name)
    assert clip is not None
    return clip


def test_the_network_learns_what_the_analyzer_names():
    assert SHIPPED == EMOTIONS
    assert set(CLASSES) == set(CIRCUMPLEX)


def test_ravdess_names():
    clip = clip_of("03-01-05-02-01-02-12")
    assert (clip.speaker, clip.gender, clip.emotion, clip.intensity) == ("ravdess-12", "woman", "angry", 2)
    assert clip_of("03-01-02-01-01-01-07").gender == "man"
    assert parse_ravdess("02-01-05-02-01-02-12") is None  # a song


def test_nemo_names():
    clip = clip_of("MK0_fear_17")
    assert (clip.speaker, clip.gender, clip.emotion, clip.intensity) == ("nemo-MK0", "woman", "fearful", 1)
    assert clip_of("KS0_happiness_2").gender == "man"
    assert parse_nemo("nemo") is None


def test_absent_classes_are_masked():
    absent = {CLASSES[n] for n in np.flatnonzero(~present("nemo"))}
    assert absent == {"calm", "disgusted"}
    assert present("ravdess").all()


def test_strong_intensity_lies_further_out():
    normal, strong = target("angry", 1), target("angry", 2)
    assert strong.arousal > normal.arousal > 0
    assert strong.valence < normal.valence < 0


def test_points_lie_where_their_names_say():
    assert target("happy").valence > 0 > target("sad").valence
    assert target("angry").arousal > 0 > target("sad").arousal
    assert all(abs(v) <= 1 and abs(a) <= 1 for v, a in CIRCUMPLEX.values())


def test_calm_counts_as_neutral():
    shares = np.arange(8) / 28
    merged = merge_calm(shares)
    assert merged.shape == (7,)
    assert merged.sum() == pytest.approx(1)
    assert merged[0] == pytest.approx(7 / 28)
    np.testing.assert_array_equal(merged[1:], shares[1:7])


def clips():
    names = [f"03-01-0{e}-01-01-0{r}-{a:02}" for e in range(1, 9) for r in (1, 2) for a in range(1, 21)]
    return [clip_of(name) for name in names] + [clip_of(f"{s}_anger_1") for s in NEMO_SPEAKERS]


def test_no_speaker_is_on_both_sides():
    all_clips = clips()
    held_out = []
    for _, learned, asked in folds(all_clips):
        known = {all_clips[n].speaker for n in learned}
        new = {all_clips[n].speaker for n in asked}
        assert not known & new
        assert known | new == {clip.speaker for clip in all_clips}
        held_out += asked.tolist()
    assert sorted(held_out) == list(range(len(all_clips)))  # every clip is asked once


def test_identical_recordings_stay_together():
    first, second = clip_of("03-01-03-01-02-01-07"), clip_of("03-01-03-01-02-02-07")
    assert fold_of(first.speaker) == fold_of(second.speaker)


def test_every_fold_holds_out_women_and_men():
    for number in range(FOLDS):
        actors = [a for a in range(1, 21) if fold_of(f"ravdess-{a:02}") == number]
        assert sorted(actor % 2 for actor in actors) == [0, 0, 1, 1]
