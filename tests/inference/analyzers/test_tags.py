"""Tags of pictures, by the real network."""

import numpy as np
import pytest

import resources
from inference.analyzers.tags import Tags
from inference.contract.types import Batch, Fit, FrameSpec, Scaling, SourceInfo
from inference.vision.labels import imagenet
from tests.inference.drawing import clock, crossword
from tests.inference.running import filled, run

NAMES = imagenet().names


@pytest.fixture(scope="module")
def film(cpu):
    """Four seconds of a crossword, then four of a clock."""
    pictures = np.stack([crossword(seed=seed) for seed in range(8)] + [clock(hour) for hour in range(1, 9)])
    times = np.arange(16) * 0.5
    return times, pictures, run(Tags, cpu, times, pictures)


def scores(**values):
    rows = len(next(iter(values.values())))
    table = np.zeros((rows, len(NAMES)), np.float32)
    for name, column in values.items():
        table[:, NAMES.index(name.replace("_", " "))] = column
    return table


def derive(table, thresholds=None, duration=None):
    times = np.arange(len(table)) * 0.5
    tracks = filled(Tags, times, tags=table)
    return Tags.derive(tracks, thresholds or {}, len(table) / 2 if duration is None else duration)


def test_it_asks_for_the_pictures_it_was_trained_on():
    assert Tags.wants({}) == FrameSpec(224, 224, 2.0, Fit.COVER, Scaling.BICUBIC, 256 / 224)
    assert Tags.wants({"rate": 4}) == FrameSpec(224, 224, 4.0, Fit.COVER, Scaling.BICUBIC, 256 / 224)


def test_drawn_things_are_recognized(film):
    _, _, tracks = film
    found = Tags.derive(tracks, {}, 8.0)
    assert [(tag.start, tag.end, tag.label) for tag in found if tag.label == "crossword"] == [
        (0.0, 4.0, "crossword")
    ]
    later = {tag.label for tag in found if tag.start >= 4.0}
    assert later & {"analog clock", "wall clock", "clock"}
    assert "timepiece" not in {tag.label for tag in found if tag.end - tag.start == 4.0}
    for tag in found:
        assert 0.35 <= tag.score <= 1.0
        assert tag.track == "tags"


def test_scores_are_probabilities(film, cpu):
    times, pictures, tracks = film
    chunks = Tags(SourceInfo(8.0), cpu, {}).feed(Batch(times[:4], pictures[:4]), {})
    values = next(chunk.values for chunk in chunks if chunk.track == "tags")
    assert values.min() >= 0
    assert values.max() <= 1
    assert values[:, -1000:].sum(axis=1) == pytest.approx(1.0, abs=1e-3)
    assert len(tracks["tags.embedding"]) == len(tracks["tags"]) == 16


def test_batches_change_nothing(cpu, film):
    times, pictures, whole = film
    parts = run(Tags, cpu, times[:5], pictures[:5], chunk=2)
    for key in whole:
        np.testing.assert_allclose(parts[key].values, whole[key].values[:5], atol=1e-4)


def test_alike_pictures_have_alike_embeddings(film):
    _, _, tracks = film
    vectors = tracks["tags.embedding"].values
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    alike = unit @ unit.T
    assert min(alike[:8, :8].min(), alike[8:, 8:].min()) > alike[:8, 8:].max()


def test_the_narrowest_sure_word_wins():
    found = derive(scores(animal=[0.99] * 6, dog=[0.98] * 6, Beagle=[0.9] * 6))
    assert [(tag.label, tag.start, tag.end) for tag in found] == [("Beagle", 0.0, 3.0)]


def test_the_group_stands_where_the_breed_is_unsure():
    found = derive(
        scores(animal=[0.9] * 8, dog=[0.9] * 8, Beagle=[0.9] * 4 + [0.1] * 4, Whippet=[0] * 4 + [0.2] * 4)
    )
    assert [(tag.label, tag.start, tag.end) for tag in found] == [("Beagle", 0.0, 2.0), ("dog", 2.0, 4.0)]
    assert "Beagle" in imagenet().matches("dog")


def test_short_glimpses_are_dropped_and_pauses_bridged():
    assert derive(scores(dog=[0, 0, 0.9, 0, 0, 0])) == []
    (tag,) = derive(scores(dog=[0.9, 0.9, 0.1, 0.9, 0.9, 0.1]))
    assert (tag.start, tag.end) == (0.0, 2.5)
    (tag,) = derive(scores(dog=[0, 0.65, 0.95, 0.65, 0.45, 0]))
    assert (tag.start, tag.end) == (0.5, 2.0)


def test_a_clueless_network_says_nothing():
    even = imagenet().roll_up(np.full((6, 1000), 0.001, np.float32))
    assert even[0, NAMES.index("animal")] == pytest.approx(0.398, abs=1e-3)
    assert derive(even, {"confidence": 0.02, "release": 0.02}) == []
    assert derive(scores(animal=[0.79] * 6)) == []
    assert [tag.label for tag in derive(scores(animal=[0.85] * 6))] == ["animal"]


def test_thresholds_move():
    table = scores(Beagle=[0.6] * 4)
    assert derive(table, {"confidence": 0.7}) == []
    assert [tag.label for tag in derive(table, {"confidence": 0.55})] == ["Beagle"]


def test_nothing_yet():
    assert derive(scores(dog=[])) == []


def test_a_clip_of_one_picture():
    (tag,) = derive(scores(dog=[0.9]), duration=0.4)
    assert (tag.start, tag.end) == (0.0, 0.4)


def test_pictures_of_the_classes(cpu):
    import cv2

    folder = resources.path().parent.parent / "shared" / "data" / "pictures"
    files = sorted(folder.glob("*.jpg"))[::25]
    if not files:
        pytest.skip("the pictures are not here")
    right = 0
    for file in files:
        picture = np.asarray(cv2.imread(str(file)))[..., ::-1]
        zoom = 256 / min(picture.shape[:2])
        picture = cv2.resize(picture, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_AREA)
        y, x = ((side - 224) // 2 for side in picture.shape[:2])
        outputs = cpu.session("tags").run({"pictures": picture[None, y : y + 224, x : x + 224].copy()})
        # The files are every second class, in the order of the network's classes.
        right += int(outputs[0].argmax()) == 2 * sorted(folder.glob("*.jpg")).index(file)
    assert right >= 0.7 * len(files)
