"""The light network and how it learns, where torch is installed."""

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs torch, which the program does not")
pytest.importorskip("onnx", reason="training needs onnx, which the program does not")

from app.train.cache import Features, scenes  # noqa: E402
from app.train.corpora import Clip  # noqa: E402
from app.train.export import to_onnx  # noqa: E402
from app.train.fit import CorpusPart  # noqa: E402
from app.train.labels import CLASSES, target  # noqa: E402
from app.train.light import moments as moments_  # noqa: E402
from app.train.light.discriminant import SceneSample, sample_scenes, solve  # noqa: E402
from app.train.light.features import COPIES, Scenes, build, pictures  # noqa: E402
from app.train.light.network import Functionals, LightNetwork, Moments  # noqa: E402
from app.train.light.protocols import across, everyone, held_out, learn  # noqa: E402
from app.train.protocols import NEVER  # noqa: E402

NAMES = {"ravdess": CLASSES, "nemo": CLASSES[:6]}


@pytest.fixture(autouse=True)
def one_thread():
    torch.set_num_threads(1)
    yield
    torch.use_deterministic_algorithms(mode=False)


def made(corpus, seed=0, speakers=("01", "05", "09", "13", "17")):
    """Pictures in which every class has bands of its own."""
    rng = np.random.default_rng(seed)
    clips = tuple(
        Clip(corpus, f"{name}-{speaker}", f"{corpus}-{speaker}", "man", name, 1)
        for name in NAMES[corpus]
        for speaker in speakers
    )
    rows = len(clips) * 2
    frames = rng.normal(-0.4, 0.05, (rows, 200, 80))
    labels = np.full((rows, 50), -1, np.int8)
    points = np.zeros((rows, 50, 2))
    for row in range(rows):
        wanted = target(clips[row // 2].emotion)
        labels[row, 10:40] = wanted.label
        points[row, 10:40] = wanted.valence, wanted.arousal
        frames[row, 40:160, 10 * wanted.label : 10 * wanted.label + 8] += 1.0
    return Features(clips, 2, {"seed": seed}, frames.astype(np.float16), labels, points.astype(np.float16))


POLES = ("EB0", "IC0", "KD0", "MK0", "KS0")


@pytest.fixture(scope="module")
def seen():
    return {"ravdess": made("ravdess"), "nemo": made("nemo", 1, POLES)}


@pytest.fixture(scope="module")
def taken(seen, tmp_path_factory):
    folder = tmp_path_factory.mktemp("moments")
    return {name: moments_.build(pictures, folder) for name, pictures in seen.items()}


@pytest.fixture(scope="module")
def learned(taken):
    return learn([everyone(part) for part in taken.values()], 1)


def test_the_same_seed_learns_the_same(taken, learned):
    again, other = (learn([everyone(part) for part in taken.values()], seed) for seed in (1, 2))
    assert torch.equal(learned.weight, again.weight)
    assert not torch.equal(learned.weight, other.weight)


def test_it_learns(learned):
    unseen = made("nemo", 7, POLES)
    with torch.inference_mode():
        logits, points = learned(Moments()(torch.from_numpy(unseen.frames.astype(np.float32))))
    guessed = logits[:, -1].argmax(dim=1).numpy().reshape(-1, 2)[:, 0]
    assert np.mean(guessed == [CLASSES.index(clip.emotion) for clip in unseen.clips]) > 0.9
    assert points.abs().max() <= 1


def test_everyone_is_asked_once_and_clips_stay_with_their_answers(taken):
    heard = held_out(taken, 1)
    for (_, copy), part in heard.items():
        assert part.copy == copy
        assert sorted(part.clips.tolist()) == list(range(len(part.features.clips)))
        assert part.recall > 0.9


def test_of_another_corpus_only_shared_classes_are_asked(taken):
    heard = across(taken, "nemo", "ravdess", 1)
    assert set(heard.labels.tolist()) == set(range(6))
    assert (heard.logs[:, :, 6:] == NEVER).all()
    assert heard.recall > 0.9


def test_moments_are_those_of_the_frames_nearby():
    still = torch.rand(1, 1, 80).expand(1, 200, 80).clone()
    jumping = still.clone()
    jumping[:, 100:, :40] += 0.5
    first, second = (Moments()(pictures)[0] for pictures in (still, jumping))
    assert first.shape == (9, Moments.COUNT)
    torch.testing.assert_close(first[:, :80], still[0, :9])  # the mean of what stands still is that
    assert (first[:, 80:200] < -5).all()  # and it has no deviation
    torch.testing.assert_close(
        first[0, :80], second[0, :80], atol=0.05, rtol=0
    )  # half a second before the jump
    assert (second[7, :40] - first[7, :40] > 0.45).all()
    assert (second[8, 80:120] > first[8, 80:120] + 2).all()


def test_moments_know_what_picture_they_are_of(seen, taken):
    pictures, found = seen["nemo"], taken["nemo"]
    assert found.frames.shape == (len(pictures.frames), 9, Moments.COUNT)
    wanted = Moments()(torch.from_numpy(pictures.frames[35:36]).float())[0]
    np.testing.assert_allclose(found.frames[35], wanted.numpy(), atol=5e-3)


def test_what_tells_the_corpora_apart_tells_no_class():
    """Only one corpus has calm clips, and a channel of its own: it must not be heard as calm."""
    rng = np.random.default_rng(0)
    labels = rng.integers(8, size=2000)
    corpora = np.where(labels >= 6, 0, rng.integers(2, size=2000))
    moments = rng.normal(size=(2000, 12)).astype(np.float32)
    moments[np.arange(2000), labels] += 2
    moments[:, 10] += 3 * (corpora == 0)
    points, shares = np.zeros((2000, 2), np.float32), np.full(2000, 5e-4, np.float32)
    weight, constant = solve(
        SceneSample(moments, labels, points, corpora, shares),
        0.1,
        np.zeros(12, np.float32),
        np.ones(12, np.float32),
    )
    heard = moments @ weight[:, :8] + constant[:8]
    assert np.mean(heard.argmax(axis=1) == labels) > 0.7
    assert np.abs(weight[10, :8]).max() < 0.1 * np.abs(weight[:8, :8]).max()


def test_a_sample_counts_corpora_and_classes_alike(taken):
    parts = [CorpusPart(f, np.arange(len(f.clips))) for f in taken.values()]
    found = sample_scenes(parts, range(8), 3, np.random.default_rng(0))
    assert found.moments.shape[1] == Moments.COUNT
    for number, name in enumerate(("ravdess", "nemo")):
        there = found.corpora == number
        assert found.shares[there].sum() == pytest.approx(0.5, abs=1e-5)
        for label in range(len(NAMES[name])):
            here = there & (found.labels == label)
            assert found.shares[here].sum() == pytest.approx(0.5 / len(NAMES[name]), abs=1e-5)


@pytest.fixture
def shipped(learned):
    return LightNetwork(learned, 0.8).eval()


def test_the_shipped_form_gives_probabilities(shipped):
    with torch.inference_mode():
        scores = shipped(torch.randn(3, 80, 400))
    assert scores.shape == (3, 8, 9)
    torch.testing.assert_close(scores[:, :, 2:].sum(dim=2), torch.ones(3, 8))
    assert scores[:, :, :2].abs().max() <= 1


def test_the_exported_file_gives_what_the_network_gives(tmp_path):
    onnxruntime = pytest.importorskip("onnxruntime")
    torch.manual_seed(0)
    weight = torch.randn(2, Moments.COUNT, 10) / Moments.COUNT**0.5
    gauge = Functionals(torch.zeros(Moments.COUNT), torch.ones(Moments.COUNT), weight, torch.zeros(2, 10))
    network = LightNetwork(gauge, 0.8)
    to_onnx(network, tmp_path / "model.onnx", (80, 400), "mel", "scores")
    session = onnxruntime.InferenceSession(tmp_path / "model.onnx", providers=["CPUExecutionProvider"])
    mel = torch.randn(5, 80, 400)
    (scores,) = session.run(None, {"mel": mel.numpy()})
    with torch.inference_mode():
        np.testing.assert_allclose(scores, network(mel).numpy(), atol=5e-3)


def test_pictures_have_one_level():
    sound = np.random.default_rng(0).normal(0, 0.1, (1, 64000)).astype(np.float32)
    loud, faint = pictures(sound), pictures(sound * np.float32(0.03))
    assert loud.shape == (1, 200, 80)
    np.testing.assert_allclose(loud, faint, atol=2e-3)


def test_scenes_are_those_that_the_encoder_hears():
    class Two:
        clips = tuple(Clip("ravdess", f"happy-{n}", "ravdess-01", "man", "happy", 1) for n in range(2))

        def sound(self, clip):
            time = np.arange(24000) / 16000
            return (0.3 * np.sin(2 * np.pi * (200 + 50 * int(clip.name[-1])) * time)).astype(np.float32)

    corpus = Two()
    light = Scenes(corpus, 3)  # pyright: ignore[reportArgumentType]
    wanted = list(scenes(corpus, range(2), 3, 3))  # pyright: ignore[reportArgumentType]
    for row, scene in enumerate(wanted):
        np.testing.assert_array_equal(light(row // 3, row % 3).sound, scene.sound)


def test_pictures_of_real_clips_go_on_where_they_stopped(shared_data, tmp_path, monkeypatch):
    from app.train.light import features

    class Few(features.Corpus):
        def __init__(self, folder, corpus):
            super().__init__(folder, corpus)
            self.clips = self.clips[::400]

    monkeypatch.setattr(features, "Corpus", Few)
    whole = build(shared_data / "speech-emotion", tmp_path, "ravdess")
    assert whole.frames.shape == (3 * COPIES["ravdess"], 200, 80)
    assert (whole.labels >= 0).any(axis=1).all()
    before = np.array(whole.frames)
    labels = np.load(tmp_path / "ravdess-mel" / "labels.npy", mmap_mode="r+")
    frames = np.load(tmp_path / "ravdess-mel" / "frames.npy", mmap_mode="r+")
    labels[2], frames[2] = features.UNKNOWN, 0
    again = build(shared_data / "speech-emotion", tmp_path, "ravdess")
    np.testing.assert_array_equal(again.frames, before)
