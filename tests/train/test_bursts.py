"""The bursts network: scenes, splits and training, where torch is installed."""

from dataclasses import replace

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs torch, which the program does not")
pytest.importorskip("onnx", reason="training needs onnx, which the program does not")

from app.train.burst_cache import BurstFeatures  # noqa: E402
from app.train.burst_figures import averaged, examples, figures, hear, temperature, uar  # noqa: E402
from app.train.burst_fit import BurstPlan, train  # noqa: E402
from app.train.burst_labels import (  # noqa: E402
    CATEGORIES,
    EMOGATOR_CODES,
    GROUPS,
    POINTS,
    group_of,
    group_points,
)
from app.train.burst_network import BurstEnsemble, BurstNetwork, BurstShape  # noqa: E402
from app.train.burst_scene import (  # noqa: E402
    ASKED,
    CHECKED,
    LEARNED,
    ROWS,
    in_order,
    layout,
    make,
    row_labels,
    split_of,
)
from app.train.corpora import parse_emogator  # noqa: E402
from app.train.scene import STEPS, WINDOW  # noqa: E402
from inference.analyzers.bursts import FEELINGS  # noqa: E402

RATE = 16_000
WIDTH = 521
SMALL = BurstPlan(BurstShape(width=WIDTH, inner=16, hidden=8, dropout=0.1), updates=150, batch=32, rate=1e-2)
POOLED = replace(SMALL, shape=replace(SMALL.shape, kind="pooled"))


@pytest.fixture(autouse=True)
def one_thread():
    torch.set_num_threads(1)
    yield
    torch.use_deterministic_algorithms(mode=False)


def clips_of(speakers):
    return tuple(
        clip
        for speaker in range(1, speakers + 1)
        for code in EMOGATOR_CODES
        for instance in (1, 2, 3)
        if (clip := parse_emogator(f"{speaker:06}-{code}-{instance}"))
    )


def scenes(clips):
    return [row for name in in_order(clips) for row in layout(clips, name, 0)]


def laugh(clip):
    """Bursts of a second, each of another pitch."""
    time = np.arange(RATE) / RATE
    pitch = 150 + 20 * CATEGORIES.index(clip.emotion)
    return np.pad(0.3 * np.sin(2 * np.pi * pitch * time), RATE // 4).astype(np.float32)


def test_names():
    clip = parse_emogator("000123-19-2")
    assert clip is not None
    assert (clip.speaker, clip.emotion, clip.gender) == ("emogator-000123", "pain", "")
    assert parse_emogator("000123-01-2") is None
    assert parse_emogator("03-01-05-02-01-02-12") is None


def test_every_category_is_in_one_group():
    covered = [name for names in GROUPS.values() for name in names]
    assert sorted(covered) == sorted(CATEGORIES) == sorted(POINTS)
    assert [list(GROUPS).index(name) for name in GROUPS] == [group_of(names[0]) for names in GROUPS.values()]
    assert tuple(GROUPS) == FEELINGS  # the network learns what the analyzer names
    assert np.abs(group_points()).max() <= 1


def test_no_speaker_is_on_two_sides():
    clips = clips_of(40)
    by_speaker = {}
    for row in scenes(clips):
        for number in row.clips:
            assert by_speaker.setdefault(clips[number].speaker, row.split) == row.split
    assert len(by_speaker) == 40
    assert set(by_speaker.values()) == {LEARNED, CHECKED, ASKED}


def test_clips_are_used_once_where_they_are_learned_from_and_alone_elsewhere():
    clips = clips_of(40)
    rows = scenes(clips)
    learned = sorted(number for row in rows if row.split == LEARNED for number in row.clips)
    assert learned == [n for n, clip in enumerate(clips) if split_of(clip.speaker) == LEARNED]
    held_out = [row for row in rows if row.split != LEARNED]
    assert {len(row.clips) for row in held_out} == {1}
    assert {(clips[row.clips[0]].name[-1], row.spoilt) for row in held_out} == {("1", False), ("2", True)}


def test_every_share_of_the_speakers_has_some_of_each_side():
    order = in_order(clips_of(60))
    assert sorted(order) == sorted({clip.speaker for clip in clips_of(60)})
    sides = [split_of(name) for name in order[:30]]
    assert [sides.count(side) for side in (LEARNED, CHECKED, ASKED)] == [21, 3, 6]


@pytest.mark.parametrize("number", [0, 7, 40])
def test_a_scene_is_whole_and_always_the_same(number):
    clips = clips_of(6)
    rows = scenes(clips)
    for row in (rows[number], next(row for row in rows[number:] if row.spoilt)):
        (sound, heard), (again, _) = (make(row, clips, laugh) for _ in range(2))
        assert sound.shape == (WINDOW,)
        assert heard.shape == (STEPS,)
        np.testing.assert_array_equal(sound, again)
        assert sorted(set(heard[heard >= 0].tolist())) == list(range(len(row.clips)))
        assert np.sum(heard >= 0) * 0.08 == pytest.approx(len(row.clips), abs=0.5 * len(row.clips))


def test_windows_are_labeled_by_what_they_hear_longest():
    heard = np.full(STEPS, -1, np.int8)
    heard[:12] = 0
    heard[30:40] = 1
    assert row_labels(heard).tolist() == [0, 0, -1, -1, 1, 1, 1]


def made(seed=0, speakers=10):
    """Features in which a channel for each category tells it in the middle window or its neighbors."""
    rng = np.random.default_rng(seed)
    clips = clips_of(speakers)
    rows = scenes(clips)
    logits = np.zeros((len(rows), ROWS, WIDTH), np.float32)
    logits[:, :, :24] = rng.normal(0, 0.5, (len(rows), ROWS, 24))
    labels = np.full((len(rows), ROWS), -1, np.int8)
    for place, row in enumerate(rows):
        for number, clip in enumerate(row.clips):
            first = 1 + 3 * number
            category = CATEGORIES.index(clips[clip].emotion)
            labels[place, first : first + 2] = category
            logits[place, first : first + 2, category] += 3
    return BurstFeatures(clips, rows, logits, labels)


def asked(features, split):
    return np.array([row.split == split for row in features.rows])


@pytest.mark.parametrize("plan", [SMALL, POOLED], ids=["recurrent", "pooled"])
def test_it_learns_and_the_same_seed_learns_the_same(plan):
    features = made()
    learned, _ = examples(features, asked(features, LEARNED))
    first, second = (train(learned, len(GROUPS), plan, 3) for _ in range(2))
    other = train(learned, len(GROUPS), replace(plan, updates=2), 4)
    pairs = zip(first.parameters(), second.parameters(), strict=True)
    assert all(torch.equal(a, b) for a, b in pairs)
    assert any(not torch.equal(a, b) for a, b in zip(first.parameters(), other.parameters(), strict=True))
    heard = hear(averaged([first]), features, asked(features, ASKED))
    assert uar(heard.clips()) > 0.85
    found = figures(heard.clips(), temperature(heard), 0.5)
    assert found["uar_low"] <= found["uar"] <= found["uar_high"]
    assert found["claimed_right"] > 0.85
    assert found["positive_or_negative"] > 0.85


def test_what_is_asked_is_counted_by_speaker_and_scene():
    features = made()
    network = BurstNetwork(torch.zeros(WIDTH), torch.ones(WIDTH), len(GROUPS), SMALL.shape).eval()
    heard = hear(averaged([network]), features, asked(features, ASKED))
    clips = heard.clips()
    assert len(clips.labels) == asked(features, ASKED).sum() < len(heard.labels)
    one = heard.where(heard.scenes == clips.scenes[3])
    np.testing.assert_allclose(clips.logs[3], one.logs.mean(axis=0))
    assert clips.gate[3] == one.gate.max()


def test_the_exported_file_gives_what_the_networks_give(tmp_path):
    from app.train.export import to_onnx

    onnxruntime = pytest.importorskip("onnxruntime")
    torch.manual_seed(0)
    members = [BurstNetwork(torch.randn(WIDTH), torch.ones(WIDTH), 3, SMALL.shape).eval() for _ in range(2)]
    ensemble = BurstEnsemble(members, 0.8).eval()
    to_onnx(ensemble, tmp_path / "model.onnx", (5, WIDTH), "logits", "shares")
    session = onnxruntime.InferenceSession(tmp_path / "model.onnx", providers=["CPUExecutionProvider"])
    logits = torch.randn(7, 5, WIDTH)
    (shares,) = session.run(None, {"logits": logits.numpy()})
    with torch.inference_mode():
        np.testing.assert_allclose(shares, ensemble(logits).numpy(), atol=5e-3)
    np.testing.assert_allclose(shares.sum(axis=1), 1.0, atol=1e-5)
