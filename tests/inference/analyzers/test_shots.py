"""Shots on films of 48 x 27 with transitions at known frames, by the real network."""

from itertools import pairwise

import cv2
import numpy as np
import pytest

import resources
from inference.analyzers.shots import Shots
from inference.contract.track import Track
from inference.contract.types import Batch, Chunk, Device, Fit, FrameSpec, Scaling, SourceInfo
from inference.vision.shot_changes import HEIGHT, WIDTH, candidate_changes, measure_frames
from tests.inference.running import append, run

RATE = 25


class Counting:
    """Stands in for the network: a cut where the picture leaps. Quick, and exact about frames."""

    def __init__(self, used="cpu"):
        self.device = Device("auto", used)
        self.asked = 0

    def session(self, model):
        return self

    def run(self, inputs):
        self.asked += 1
        frames = inputs["frames"][0].astype(np.float32)
        leap = np.abs(np.diff(frames, axis=0, append=frames[-1:])).mean(axis=(1, 2, 3)) / 255
        return [np.minimum(10 * leap, 1)[None], np.minimum(8 * leap, 1)[None]]


class Refusing:
    """Sessions on the CPU that must not be asked to run."""

    device = Device("cpu", "cpu")

    def session(self, model):
        return self

    def run(self, inputs):
        raise AssertionError("the network was asked")


def scene(frames, seed, speed=0.3, grain=1.0):
    """A textured scene over which the camera moves, uint8 RGB [frames, 27, 48, 3]."""
    random = np.random.default_rng(seed)
    world = cv2.resize(random.uniform(0, 255, (5, 9, 3)), (220, 120), interpolation=cv2.INTER_CUBIC)
    fine = cv2.resize(random.uniform(-40, 40, (40, 70, 3)), (220, 120), interpolation=cv2.INTER_LINEAR)
    film = []
    for index in range(frames):
        move = np.array([[1, 0, -speed * index - 10], [0, 1, -10]], np.float32)
        view = cv2.warpAffine(world + fine, move, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REFLECT)
        film.append(np.clip(view + random.normal(0, grain, view.shape), 0, 255))
    return np.array(film).astype(np.uint8)


def dissolve(one, two, frames):
    weight = (np.arange(1, frames + 1) / (frames + 1))[:, None, None, None]
    mixed = one[-frames:] * (1 - weight) + two[:frames] * weight
    return np.concatenate([one[:-frames], mixed.round().astype(np.uint8), two[frames:]])


def through_black(one, two, frames):
    down = one[-frames:] * np.linspace(1, 0, frames)[:, None, None, None]
    up = two[:frames] * np.linspace(0, 1, frames)[:, None, None, None]
    black = np.zeros((4, *one.shape[1:]))
    return np.concatenate([one[:-frames], down, black, up, two[frames:]]).round().astype(np.uint8)


def analyze(film, sessions, *, times=None, chunk=37, **params):
    times = np.arange(len(film)) / RATE if times is None else times
    tracks = run(Shots, sessions, times, film, chunk=chunk, **params)
    return tracks, Shots.derive(tracks, {}, float(times[-1]) + 1 / RATE)


def shots(segments):
    return [(one.label, one.start) for one in segments if one.track == "shots"]


@pytest.fixture(scope="module")
def film(cpu):
    """Cuts at frames 60 and 100 (a border between blocks), a dissolve 148 to 160, a fade about 220."""
    pictures = np.concatenate([scene(60, 1), scene(40, 2)])
    pictures = np.concatenate([pictures, dissolve(scene(60, 3), scene(70, 4), 12)])
    pictures = np.concatenate([pictures[:-10], through_black(pictures[-10:], scene(60, 5), 10)])
    return pictures, *analyze(pictures, cpu)


def test_it_asks_for_every_frame():
    assert Shots.wants({}) == FrameSpec(48, 27, None, Fit.STRETCH, Scaling.AREA)


def test_transitions_are_found_and_named(film):
    _, _, segments = film
    found = shots(segments)
    assert [label for label, _ in found] == ["start", "cut", "cut", "dissolve", "fade"]
    starts = [round(start * RATE) for _, start in found]
    assert starts[:3] == [0, 60, 100]
    assert 148 <= starts[3] <= 160
    assert 208 <= starts[4] <= 232


def test_shots_fill_the_film(film):
    pictures, _, segments = film
    whole = [one for one in segments if one.track == "shots"]
    assert whole[0].start == 0
    assert whole[-1].end == pytest.approx(len(pictures) / RATE)
    assert all(one.end == following.start for one, following in pairwise(whole))
    assert all(0.5 <= one.score <= 1 for one in whole)


def test_gradual_transitions_have_their_spans(film):
    _, _, segments = film
    spans = [one for one in segments if one.track == "shots.transitions"]
    assert [one.label for one in spans] == ["dissolve", "fade"]
    for one, (first, last) in zip(spans, ((148, 160), (208, 232)), strict=True):
        assert one.start * RATE == pytest.approx(first, abs=3)
        assert one.end * RATE == pytest.approx(last, abs=3)


def test_every_frame_has_its_row_and_what_was_not_asked_has_no_scores(film):
    pictures, tracks, _ = film
    track = tracks["shots"]
    np.testing.assert_allclose(track.times, np.arange(len(pictures)) / RATE)
    assert not np.isnan(track.column("change")).any()
    assert track.column("change")[60] > 5 * track.column("change")[30]


@pytest.mark.parametrize("chunk", [1, 64])
def test_batches_change_nothing(film, chunk):
    pictures, _, _ = film
    one, two = analyze(pictures, Counting(), chunk=chunk)[0], analyze(pictures, Counting(), chunk=1000)[0]
    np.testing.assert_array_equal(one["shots"].values, two["shots"].values)


def test_what_is_asked_is_as_if_all_were(film):
    pictures, _, _ = film
    pictures = np.concatenate([scene(170, 11, speed=0.0), pictures, scene(170, 12, speed=0.0)])
    some, every = Counting(), Counting()
    around, _ = analyze(pictures, some)
    dense, _ = analyze(pictures, every, dense="always")
    assert 0 < some.asked < every.asked == -(-len(pictures) // 50)
    part, cut = (around["shots"].column(channel) for channel in ("transition", "cut"))
    all_part, all_cut = (dense["shots"].column(channel) for channel in ("transition", "cut"))
    asked = ~np.isnan(part)
    np.testing.assert_array_equal(part[asked], all_part[asked])
    # The network marks the frame before a cut.
    told = np.append(False, asked[:-1])
    np.testing.assert_array_equal(cut[told], all_cut[told])
    np.testing.assert_array_equal(cut[~told] > 0.5, all_cut[~told] > 0.5)
    assert not np.isnan(dense["shots"].values[1:]).any()


def test_a_still_camera_asks_nothing():
    still = scene(260, 7, speed=0.0)
    tracks, segments = analyze(still, Refusing())
    assert shots(segments) == [("start", 0.0)]
    assert segments[0].end == pytest.approx(260 / RATE)
    assert np.isnan(tracks["shots"].column("cut")).all()


def test_a_gpu_is_asked_everywhere():
    fast = Counting("cuda")
    analyze(scene(120, 7, speed=0.0), fast)
    assert fast.asked == 3
    with pytest.raises(AssertionError, match="asked"):
        analyze(scene(60, 7, speed=0.0), Refusing(), dense="always")


def test_what_moves_and_flashes_is_one_shot(cpu):
    flashing = scene(150, 8)
    flashing[70:72] = np.clip(flashing[70:72].astype(int) + 110, 0, 255).astype(np.uint8)
    passing = scene(150, 9, speed=0.0)
    for index in range(60, 90):
        x = int((index - 60) * 2.4) - 12
        passing[index, 4:24, max(x, 0) : max(x + 14, 0)] = (200, 30, 30)
    part = flashing[20:120]
    assert candidate_changes(part, measure_frames(part).change, np.zeros(100, np.bool_)).any()
    for film in (flashing, passing, scene(150, 10, speed=1.5)):
        assert shots(analyze(film, cpu)[1]) == [("start", 0.0)]


@pytest.mark.parametrize("frame", [1, 24, 25, 49, 50, 51, 74, 75, 99, 100, 124, 125, 148])
def test_a_cut_at_any_place_of_a_block(frame):
    pictures = np.concatenate([scene(frame, 1), scene(150 - frame, 2)])
    _, segments = analyze(pictures, Counting())
    assert shots(segments) == [("start", 0.0), ("cut", frame / RATE)]


def test_times_come_from_the_frames():
    pictures = np.concatenate([scene(60, 1), scene(50, 2)])
    random = np.random.default_rng(0)
    times = 3.5 + np.cumsum(random.choice([1 / 60, 1 / 24], len(pictures)))
    _, segments = analyze(pictures, Counting(), times=times)
    assert [(one.label, one.start) for one in segments] == [("start", times[0]), ("cut", times[60])]
    assert segments[0].end == times[60]


def test_memory_stays_bounded():
    one = Shots(SourceInfo(1e4), Refusing(), {})
    still = scene(40, 7, speed=0.0)
    for index in range(50):
        times = (np.arange(40) + 40 * index) / RATE
        list(one.feed(Batch(times, still), {}))
        assert len(one._frames) < 100 + len(still)
        assert len(one._times) < 100 + len(still)


@pytest.mark.parametrize("frames", [1, 2, 24, 25, 26, 49, 50, 51, 75, 100, 101])
def test_films_of_any_length(frames):
    tracks, segments = analyze(scene(frames, 7, speed=0.0), Refusing())
    assert len(tracks["shots"]) == frames
    assert shots(segments) == [("start", 0.0)]


def test_no_frame_at_all():
    one = Shots(SourceInfo(0.0), Refusing(), {})
    assert list(one.finish({})) == []
    assert Shots.derive({"shots": Track(Shots.makes[0])}, {}, 0.0) == []


def stored(cut, transition=None, contrast=None, change=None):
    rows = np.zeros((len(cut), 6), np.float32)
    if change is not None:
        rows[:, 0], rows[:, 1] = change, max(change)
    rows[:, 2] = cut
    rows[:, 3] = cut if transition is None else transition
    rows[:, 5] = 0.2 if contrast is None else contrast
    track = Track(Shots.makes[0])
    track.append(Chunk("shots", np.arange(len(cut)) / RATE, rows))
    return {"shots": track}


def test_thresholds_move():
    cut = np.zeros(100)
    cut[40] = 0.45
    cut[70] = 0.9
    assert len(Shots.derive(stored(cut), {}, 4.0)) == 2
    assert len(Shots.derive(stored(cut), {"confidence": 0.4}, 4.0)) == 3
    assert len(Shots.derive(stored(cut), {"confidence": 0.95}, 4.0)) == 1


def test_a_cut_is_where_the_pictures_leap_though_the_network_is_a_frame_late():
    cut = np.zeros(30)
    cut[12] = 0.7
    track = stored(cut, change=np.where(np.arange(30) == 11, 0.13, 0.002))
    first, second = Shots.derive(track, Shots.thresholds, 30 / RATE)
    assert first.end == second.start == 11 / RATE

    # Nothing leaps: the network is believed.
    track = stored(cut, change=np.full(30, 0.002))
    assert Shots.derive(track, Shots.thresholds, 30 / RATE)[1].start == 12 / RATE


def test_out_to_black_and_in_again_is_one_fade():
    cut, transition, contrast = np.zeros(200), np.zeros(200), np.full(200, 0.2)
    cut[[80, 110]] = 0.7
    transition[72:88] = transition[102:118] = 0.9
    contrast[86:104] = 0.0
    found = Shots.derive(stored(cut, transition, contrast), {}, 8.0)
    assert shots(found) == [("start", 0.0), ("fade", 104 / RATE)]
    assert [(one.start, one.end) for one in found if one.track == "shots.transitions"] == [
        (72 / RATE, 118 / RATE)
    ]
    held = Shots.derive(stored(cut, transition, contrast), {"hold": 0.5}, 8.0)
    assert [label for label, _ in shots(held)] == ["start", "fade", "fade"]


def test_a_growing_track_keeps_its_settled_shots(film):
    _, tracks, segments = film
    part = Track(Shots.makes[0])
    append({"shots": part}, [Chunk("shots", tracks["shots"].times[:140], tracks["shots"].values[:140])])
    grown = Shots.derive({"shots": part}, {}, 100.0)
    assert grown[:2] == [one for one in segments if one.track == "shots"][:2]
    assert grown[2].end == pytest.approx(140 / RATE)


def test_footage_of_a_fixed_camera(cpu):
    av = pytest.importorskip("av")
    clip = resources.path().parent.parent / "shared" / "data" / "clips" / "real" / "car-detection.mp4"
    if not clip.exists():
        pytest.skip("the footage is not here")
    frames = []
    with av.open(str(clip)) as container:
        for frame in container.decode(video=0):
            frames.append(
                cv2.resize(frame.to_ndarray(format="rgb24"), (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
            )
            if len(frames) == 100:
                break
    assert shots(analyze(np.array(frames), cpu)[1]) == [("start", 0.0)]
