"""What the cheap look at tiny frames takes for sure, what it asks about, and what it passes by."""

import numpy as np
import pytest

from inference.vision.shot_changes import (
    DRIFT,
    HEIGHT,
    WIDTH,
    candidate_changes,
    gradual_changes,
    measure_frames,
    sure_cuts,
)
from tests.inference.analyzers.test_shots import (
    RATE,
    Counting,
    Refusing,
    analyze,
    dissolve,
    scene,
    shots,
    through_black,
)

WHOLE = slice(0, 100)


def looked(pictures, known=WHOLE):
    """Rows that are sure cuts, and whether anything else is to be asked about."""
    levels = measure_frames(pictures)
    sure = sure_cuts(pictures, levels, known)
    return np.flatnonzero(sure).tolist(), bool(candidate_changes(pictures, levels.change, sure > 0).any())


def calm(frames, seed):
    """A scene over which the camera hardly moves."""
    return scene(frames, seed, speed=0.05)


def cut(frame=50, whole=100):
    return np.concatenate([calm(frame, 1), calm(whole - frame, 2)])


@pytest.mark.parametrize("frame", [10, 49, 50, 51, 75, 90])
def test_a_clean_cut_needs_no_network(frame):
    assert looked(cut(frame)) == ([frame], False)


@pytest.mark.parametrize("frame", [9, 49, 50, 51, 99, 100, 141])
def test_it_is_found_where_it_is_and_nobody_is_asked(frame):
    pictures = cut(frame, 150)
    tracks, segments = analyze(pictures, Refusing())
    assert shots(segments) == [("start", 0.0), ("cut", frame / RATE)]
    assert np.flatnonzero(~np.isnan(tracks["shots"].column("cut"))).tolist() == [frame]
    assert segments[1].score > 0.97


@pytest.mark.parametrize("frame", [3, 147])
def test_near_the_ends_of_the_film_the_network_decides(frame):
    asked = Counting()
    pictures = cut(frame, 150)
    assert shots(analyze(pictures, asked)[1]) == [("start", 0.0), ("cut", frame / RATE)]
    assert asked.asked


def test_what_is_there_only_to_fill_up_proves_nothing():
    assert looked(cut(30), slice(25, 100)) == ([], True)
    assert looked(cut(70), slice(0, 75)) == ([], True)


def light(pictures):
    pictures[50:] = np.clip(pictures[50:].astype(int) * 0.6 + 90, 0, 255).astype(np.uint8)


def flash(pictures):
    pictures[50:53] = 250


def black(pictures):
    pictures[50:] = 16


def half(pictures):
    pictures[50:, :, WIDTH // 2 :] = calm(50, 4)[:, :, WIDTH // 2 :]


def twice(pictures):
    pictures[50:54] = calm(4, 4)
    pictures[54:] = calm(46, 5)


@pytest.mark.parametrize("change", [light, flash, black, half, twice])
def test_what_may_be_no_cut_or_not_the_only_one_is_asked_about(change):
    pictures = calm(100, 3)
    change(pictures)
    assert looked(pictures) == ([], True)


def test_where_the_network_is_asked_its_word_stands():
    asked = Counting()
    pictures = np.concatenate([calm(20, 1), dissolve(calm(25, 2), calm(80, 3), 12)])
    tracks, _ = analyze(pictures, asked)
    dense, _ = analyze(pictures, Counting(), dense="always")
    block = slice(1, 50)
    assert asked.asked == 1
    assert looked(pictures[:100])[0] == [20]
    np.testing.assert_array_equal(tracks["shots"].column("cut")[block], dense["shots"].column("cut")[block])


def wipe(one, two, frames):
    made = one.copy()
    for row in range(frames):
        made[50 + row, :, : round(WIDTH * (row + 1) / (frames + 1))] = two[
            50 + row, :, : round(WIDTH * (row + 1) / (frames + 1))
        ]
    made[50 + frames :] = two[50 + frames :]
    return made


@pytest.mark.parametrize("frames", [8, 16, 30])
def test_slow_transitions_are_asked_about(frames):
    one, two = scene(60, 6, speed=0.8), scene(60, 7, speed=0.8)
    for pictures in (
        dissolve(one, two, frames)[:100],
        through_black(one[:55], two, frames // 2)[:100],
        wipe(scene(100, 6), scene(100, 7), frames),
    ):
        levels = measure_frames(pictures)
        assert candidate_changes(pictures, levels.change, np.zeros(len(pictures), np.bool_))[30:80].any()


def test_a_dissolve_is_asked_about_and_what_moves_as_much_is_not():
    passing = np.full((100, HEIGHT, WIDTH, 3), 60, np.uint8)
    for row in range(100):
        across = abs(28 - 3 * row % 56)
        passing[row, 4:24, across : across + 20] = (220, 160, 120)
    tiles = passing.reshape(100, 3, 9, 6, 8, 3).mean(axis=(2, 4))
    assert np.median(np.abs(tiles[12:] - tiles[:-12]).mean(axis=(1, 2, 3))) > DRIFT
    assert gradual_changes(passing).mean() < 0.1
    assert gradual_changes(dissolve(calm(60, 6), calm(60, 7), 12)).any()


def test_pictures_that_come_in_twos_are_no_leaps():
    random = np.random.default_rng(3)
    world = scene(60, 12, speed=0.3)
    pictures = np.repeat(world, 2, axis=0)[:100]
    pictures = np.clip(pictures + random.normal(0, 0.3, pictures.shape), 0, 255).astype(np.uint8)
    assert looked(pictures) == ([], False)


def test_a_blended_cut_is_asked_about():
    pictures = cut(50)
    pictures[50] = (pictures[49].astype(int) + pictures[51]) // 2
    assert looked(pictures) == ([], True)


def test_jump_cuts_within_a_scene_are_asked_about():
    whole = scene(400, 13, speed=0.4)
    pictures = np.concatenate([whole[:50], whole[70:120]])
    assert looked(pictures)[1]
