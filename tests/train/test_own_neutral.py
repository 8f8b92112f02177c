"""What a voice's own neutral gives, measured on made voices with a known answer."""

import numpy as np
import pytest

pytest.importorskip("torch", reason="training needs torch, which the program does not")
pytest.importorskip("onnx", reason="training needs onnx, which the program does not")

from app.train.own_neutral import KINDS, Voices, fit_scale, with_estimated, with_marked

SPEAKERS, EACH = 6, 12


def made(bias):
    """Clips whose class is heard well, but for a bias of each speaker that leads astray."""
    rng = np.random.default_rng(0)
    windows, halves, labels, speakers = [], [], [], []
    for speaker in range(SPEAKERS):
        wrong = np.zeros(7)
        wrong[1 + speaker % 6] = bias
        for label in range(7):
            for _ in range(EACH):
                logits = rng.normal(0, 0.5, (5, 7)) + wrong
                logits[:, label] += 2.0
                logs = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
                windows.append(logs.mean(axis=0))
                halves.append(logs)
                labels.append(label)
                speakers.append(f"s{speaker}")
    offset = np.log([0.6, *[0.4 / 6] * 6])
    half_labels = [np.full(5, label) for label in labels]
    return Voices(np.array(windows), halves, half_labels, np.array(labels), np.array(speakers), offset)


def test_a_marked_neutral_takes_the_bias_away():
    found = with_marked(made(2.5), 1.0)
    assert found["without"] < 0.75
    assert found["marked"] > found["without"] + 0.15
    assert found["marked_low"] <= found["marked"] <= found["marked_high"]


def test_clips_that_are_marked_are_not_asked():
    assert with_marked(made(0.0), 1.0)["clips"] == SPEAKERS * (7 * EACH - EACH // 2)


def test_where_voices_have_no_bias_little_is_lost():
    found = with_marked(made(0.0), 1.0)
    assert found["marked"] > found["without"] - 0.03


def test_an_estimate_helps_where_a_program_is_mixed():
    found = with_estimated(made(2.5), 1.0)
    assert set(found) == {f"{kind}, {how}" for kind in KINDS for how in ("without", "estimated")}
    assert found["mixed, estimated"] > found["mixed, without"] + 0.03
    assert found["mostly neutral, estimated"] > found["mostly neutral, without"]


def test_the_scale_is_the_likeliest():
    voices = made(2.5)
    steep = Voices(
        4.0 * voices.windows,
        [4.0 * rows for rows in voices.halves],
        voices.half_labels,
        voices.labels,
        voices.speakers,
        voices.offset,
    )
    assert fit_scale([steep]) < fit_scale([voices])
