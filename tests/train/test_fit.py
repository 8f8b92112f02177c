"""The network and its losses, where torch is installed."""

from dataclasses import replace

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs torch, which the program does not")
pytest.importorskip("onnx", reason="training needs onnx, which the program does not")

from app.train.cache import Features  # noqa: E402
from app.train.corpora import Clip  # noqa: E402
from app.train.fit import (  # noqa: E402
    CorpusPart,
    Draws,
    TrainingExamples,
    TrainingPlan,
    answers,
    distance,
    loss,
    merged_logs,
    related,
    revived,
    train,
)
from app.train.labels import CLASSES, present, target  # noqa: E402
from app.train.measure import interval  # noqa: E402
from app.train.network import Ensemble, SentimentNetwork, Shape, nearness  # noqa: E402
from app.train.pooled import PooledNetwork, voicing  # noqa: E402

SMALL = TrainingPlan(shape=Shape(width=16, used=16, inner=8, hidden=8, dropout=0.0), updates=200, rate=1e-2)
LIGHT = replace(SMALL, kind="pooled")
PLANS = pytest.mark.parametrize("plan", [SMALL, LIGHT], ids=["recurrent", "pooled"])
NAMES = {"ravdess": CLASSES, "nemo": CLASSES[:6]}


@pytest.fixture(autouse=True)
def one_thread():
    torch.set_num_threads(1)
    yield
    torch.use_deterministic_algorithms(mode=False)


def made(corpus, seed=0):
    """A corpus in which a channel for each class tells it, and one more tells the corpus."""
    rng = np.random.default_rng(seed)
    clips = tuple(
        Clip(corpus, f"{name}-{n}", f"{corpus}-{n}", "man", name, 1)
        for name in NAMES[corpus]
        for n in range(4)
    )
    frames = rng.normal(0, 0.3, (len(clips) * 2, 50, 16))
    labels = np.full((len(clips) * 2, 50), -1, np.int8)
    points = np.zeros((len(clips) * 2, 50, 2))
    for row in range(len(clips) * 2):
        wanted = target(clips[row // 2].emotion)
        labels[row, 10:40] = wanted.label
        points[row, 10:40] = wanted.valence, wanted.arousal
        frames[row, 10:40, wanted.label] += 2
        frames[row, :, 15] += corpus == "ravdess"
    return Features(clips, 2, {}, frames.astype(np.float16), labels, points.astype(np.float16))


def network(seed=0):
    torch.manual_seed(seed)
    return SentimentNetwork(torch.zeros(16), torch.ones(16), SMALL.shape).eval()


def light(seed=0):
    torch.manual_seed(seed)
    voiced = torch.cat([torch.randn(16), torch.zeros(1)])
    return PooledNetwork(torch.zeros(16), torch.ones(16), voiced, SMALL.shape).eval()


def test_half_seconds_are_labeled_by_what_is_heard_longest():
    labels = np.full((1, 50), -1, np.int8)
    labels[0, 13:25] = 3
    labels[0, 30:44] = 1
    wanted, _ = answers(labels, np.zeros((1, 50, 2), np.float32))
    assert wanted[0].tolist() == [-1, -1, 3, 3, 1, 1, 1, -1, -1]


def test_a_window_with_one_class_has_an_answer():
    labels = np.full((1, 50), -1, np.int8)
    labels[0, 20:40] = 4
    points = np.zeros((1, 50, 2), np.float32)
    points[0, 20:40] = 0.5, -0.25
    wanted, where = answers(labels, points)
    assert wanted[0, -1] == 4
    np.testing.assert_allclose(where[0, -1], (0.5, -0.25))


def asked(labels, corpus="ravdess"):
    """Examples of one voice whose windows have these classes, heard throughout; the first is its neutral."""
    count = len(labels)
    return TrainingExamples(
        torch.randn(count, 50, 16),
        torch.tensor(labels)[:, None].repeat(1, 9),
        torch.zeros(count, 9, 2),
        torch.from_numpy(present(corpus)).expand(count, -1),
        torch.zeros(count, dtype=torch.long),
        torch.arange(count) < 1,
    )


def test_absent_classes_take_no_part_in_the_loss():
    whole = network()
    whole.zero_grad()
    loss(whole, asked([0, 2, 3], "nemo"), replace(SMALL, related=0.0)).backward()
    assert whole.category.weight.grad is not None
    moved = whole.category.weight.grad.abs().sum(dim=1) > 0
    assert moved.tolist() == present("nemo").tolist()


def test_a_neutral_scene_is_not_asked():
    examples = asked([0, 2, 3])
    logits = torch.randn(3, 9, 8, requires_grad=True)
    distance(logits, torch.zeros(3, 9, 2), examples, SMALL).backward()
    assert logits.grad is not None
    assert logits.grad[0].abs().sum() == 0
    assert logits.grad[1:].abs().sum() > 0


def test_against_its_neutral_a_voice_is_what_the_offset_says():
    examples = asked([0, 0, 0])
    logits = torch.randn(1, 1, 8).expand(3, 9, 8)
    points = torch.full((3, 9, 2), 0.4)
    offset = torch.tensor([1.0, 0, 0, 0, 0, 0, 0])
    logs, places = related(logits, points, offset, examples)
    torch.testing.assert_close(logs, offset.expand(3, 9, 7))
    torch.testing.assert_close(places, torch.zeros(3, 9, 2))


def test_what_all_scenes_of_a_voice_share_is_gone():
    examples = asked([0, 2, 3])
    logits = torch.randn(3, 9, 8)
    deep = logits + torch.tensor([0.0, 0, 3, 0, 0, 0, 0, 0])
    offset, points = torch.zeros(7), torch.zeros(3, 9, 2)
    one, other = (torch.softmax(related(x, points, offset, examples)[0], dim=2) for x in (logits, deep))
    # Calm and neutral are summed up, so that only nearly the same is left.
    torch.testing.assert_close(one, other, atol=0.02, rtol=0.0)


def test_calm_counts_as_neutral():
    logits = torch.full((8,), -50.0)
    logits[7] = 50.0
    assert int(merged_logs(logits).argmax()) == 0
    torch.testing.assert_close(merged_logs(torch.zeros(8))[0].exp(), torch.tensor(0.25))


def test_draws_are_balanced_over_corpora_and_classes_with_a_neutral_of_each_voice():
    corpora = [made("ravdess"), made("nemo")]
    parts = [CorpusPart(f, np.arange(len(f.clips))) for f in corpora]
    draws = Draws(parts, TrainingPlan(voices=4, asked=100), np.random.default_rng(0))
    examples = draws()
    both = examples.present.all(dim=1) & ~examples.baseline
    assert int(both.sum()) == 200
    counts = np.bincount(examples.labels[both][:, -1].numpy(), minlength=8)
    assert counts.min() > 8
    assert (examples.labels[examples.baseline][:, -1] == 0).all()
    assert set(examples.voice[examples.baseline].tolist()) == {0, 1, 2, 3}


@PLANS
def test_a_network_that_was_kept_comes_back(plan, tmp_path):
    kept = network(3) if plan is SMALL else light(3)
    torch.save(kept.state_dict(), tmp_path / "kept.pt")
    again = revived(plan, torch.load(tmp_path / "kept.pt", weights_only=True))
    frames = torch.randn(2, 50, 16)
    with torch.inference_mode():
        torch.testing.assert_close(again(frames), kept(frames))


@pytest.fixture
def parts():
    return [CorpusPart(f, np.arange(len(f.clips))) for f in (made("ravdess"), made("nemo", 1))]


@PLANS
def test_the_same_seed_learns_the_same(parts, plan):
    short = replace(plan, updates=5)
    first, second, other = (list(train(parts, short, seed).parameters()) for seed in (1, 1, 2))
    assert all(torch.equal(a, b) for a, b in zip(first, second, strict=True))
    assert any(not torch.equal(a, b) for a, b in zip(first, other, strict=True))


@PLANS
def test_it_learns(parts, plan):
    learned, unseen = train(parts, plan, 1), made("nemo", 7)
    with torch.inference_mode():
        logits, points = learned(torch.from_numpy(unseen.frames.astype(np.float32)))
    heard = logits[:, -1].argmax(dim=1).numpy().reshape(-1, 2)[:, 0]
    wanted = [CLASSES.index(clip.emotion) for clip in unseen.clips]
    assert np.mean(heard == wanted) > 0.9
    assert points.abs().max() <= 1


def test_attention_looks_near_its_half_second():
    bells = nearness(0.6)
    assert bells.shape == (9, 50)
    assert int(bells[0].argmax()) == 3
    assert int(bells[7].argmax()) == 46
    assert torch.equal(bells[8], torch.zeros(50))


def test_voices_are_told_from_silence():
    rng = np.random.default_rng(3)
    frames = rng.normal(size=(2000, 16)).astype(np.float32)
    voiced = frames[:, 2] - frames[:, 5] > 0.3
    fitted = voicing(frames, voiced).numpy()
    assert np.mean((frames @ fitted[:-1] + fitted[-1] > 0.5) == voiced) > 0.95


def test_the_light_member_hears_voices_and_not_the_silence_between():
    network = PooledNetwork(
        torch.zeros(16), torch.ones(16), torch.eye(17)[0], SMALL.shape
    ).eval()  # the first channel tells the voice
    frames = torch.randn(1, 50, 16)
    frames[:, :, 0] = 1.0
    frames[:, 25:, 0] = -1.0
    other = frames.clone()
    other[:, 25:, 1:] += 0.2
    spoken = frames.clone()
    spoken[:, :25, 1:] += 0.2
    with torch.inference_mode():
        plain, silent, voiced = (network(x)[0][:, -1] for x in (frames, other, spoken))
    assert (plain - silent).abs().max() < 0.1 * (plain - voiced).abs().max()


def test_the_interval_is_that_of_speakers():
    labels = np.tile([0, 1], 50)
    speakers = [f"s{n // 10}" for n in range(100)]
    alike = np.where(np.arange(100) % 10 < 2, 1 - labels, labels)  # each speaker has the same recall
    unlike = np.where(np.arange(100) < 20, 1 - labels, labels)  # two speakers are wholly misheard
    assert interval(labels, alike, speakers) == pytest.approx((0.8, 0.8))
    low, high = interval(labels, unlike, speakers)
    assert 0.4 < low < 0.7
    assert 0.9 < high <= 1.0


def test_the_shipped_form_gives_probabilities():
    ensemble = Ensemble([network(0), light(1)], 1.7).eval()
    with torch.inference_mode():
        scores = ensemble(torch.randn(3, 50, 16))
    assert scores.shape == (3, 8, 9)
    torch.testing.assert_close(scores[:, :, 2:].sum(dim=2), torch.ones(3, 8))
    assert scores[:, :, :2].abs().max() <= 1


def test_the_exported_file_gives_what_the_network_gives(tmp_path):
    export = pytest.importorskip("app.train.export")
    onnxruntime = pytest.importorskip("onnxruntime")
    ensemble = Ensemble([network(0), light(1)], 0.8).eval()
    export.to_onnx(ensemble, tmp_path / "model.onnx", (50, 16), "layers", "scores")
    session = onnxruntime.InferenceSession(tmp_path / "model.onnx", providers=["CPUExecutionProvider"])
    frames = torch.randn(5, 50, 16)
    (scores,) = session.run(None, {"layers": frames.numpy()})
    with torch.inference_mode():
        np.testing.assert_allclose(scores, ensemble(frames).numpy(), atol=5e-3)
