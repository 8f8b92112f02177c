"""The recogniser's loop: one token after the other, with guards."""

import numpy as np
import pytest

from inference import moonshine
from inference.moonshine import END, FRAME, RATE, START, Moonshine, likeliest, looped
from inference.types import Device
from tests.app.pipeline.fakes import DEMO


class Parrot:
    """Stands in for both networks: says given tokens, listening to one frame after the other."""

    device = Device("cpu", "cpu")

    def __init__(self, says, frames=100):
        self.says, self.frames, self.asked, self.samples = list(says), frames, [], 0

    def session(self, model):
        return self

    def run(self, inputs):
        layers = 2 * moonshine.LAYERS
        if "samples" in inputs:
            self.samples = inputs["samples"].shape[1]
            return [np.zeros((1, moonshine.HEADS, self.frames, moonshine.WIDTH), np.float32)] * layers
        token, past = int(inputs["token"][0, 0]), inputs["past.0.key"].shape[2]
        self.asked.append((token, past))
        logits = np.zeros((1, 1, 40), np.float32)
        logits[0, 0, self.says[past] if past < len(self.says) else END] = 10.0
        attention = np.full((1, 1, self.frames), 1e-3, np.float32)
        attention[0, 0, min(10 * past + 5, self.frames - 1)] = 1.0
        present = np.zeros((1, moonshine.HEADS, past + 1, moonshine.WIDTH), np.float32)
        return [logits, *[present] * layers, attention]


def hear(says, seconds=5.0, **options):
    parrot = Parrot(says, **options)
    return Moonshine(parrot).hear(np.zeros(round(seconds * RATE), np.float32)), parrot


def test_each_token_is_asked_for_with_those_before():
    heard, parrot = hear([7, 8, 9])
    assert list(heard.tokens) == [7, 8, 9]
    assert parrot.asked == [(START, 0), (7, 1), (8, 2), (9, 3)]
    assert heard.certain_end > 0.9
    assert heard.probabilities == pytest.approx([np.exp(10) / (np.exp(10) + 39)] * 3, rel=1e-4)


def test_tokens_stand_where_they_were_listened_to():
    heard, _ = hear([7, 8, 9])
    centres = (np.array([5, 15, 25]) * FRAME + FRAME / 2) / RATE
    assert (heard.starts <= centres + 0.02).all()
    assert (heard.ends >= centres).all()
    assert (heard.ends <= 5.0).all()
    assert (np.diff(heard.starts) >= 0).all()


def test_a_short_piece_is_filled_with_silence():
    _, parrot = hear([7], seconds=0.3)
    assert parrot.samples == moonshine.SHORTEST


def test_what_never_ends_is_stopped_and_is_not_sure():
    heard, _ = hear([*range(3, 40)] * 20, seconds=2.0)
    assert len(heard.tokens) <= 2 * moonshine.QUICKEST + 2
    assert heard.certain_end == 0.0


def test_a_loop_is_said_once():
    heard, parrot = hear([7, *[8, 9, 10] * 40, 11], seconds=60.0)
    assert list(heard.tokens) == [7, 8, 9, 10]
    assert len(parrot.asked) < 20


@pytest.mark.parametrize(
    ("tokens", "more"),
    [
        ([], 0),
        ([5, 5, 5], 0),
        ([5] * 12, 11),
        ([1, 2] * 3, 0),
        ([9, *[1, 2] * 6], 10),
        ([1, 2, 3, 4] * 4, 12),
        ([1, 2, 3, 4] * 3 + [1, 2, 3, 5], 0),
        (list(range(50)), 0),
    ],
)
def test_loops(tokens, more):
    assert looped(tokens) == more


def test_the_likeliest_token_has_its_share():
    logits = np.log(np.array([0.1, 0.7, 0.2], np.float32))
    token, probability = likeliest(logits)
    assert token == 1
    assert probability == pytest.approx(0.7, abs=1e-6)
    assert likeliest(np.array([-1e4, 1e4], np.float32)) == (1, 1.0)


def test_silence_and_noise_give_nothing(cpu):
    recogniser = Moonshine(cpu)
    random = np.random.default_rng(0)
    for sound in (np.zeros(2 * RATE), 0.1 * random.normal(size=2 * RATE)):
        assert len(recogniser.hear(sound.astype(np.float32)).tokens) <= 1


def test_a_piece_is_heard_alike_each_time(cpu):
    from tests.inference.speaking import sound_of

    sound = sound_of(DEMO)[RATE : 5 * RATE]
    recogniser = Moonshine(cpu)
    first, again = recogniser.hear(sound), recogniser.hear(sound)
    assert list(first.tokens) == list(again.tokens)
    np.testing.assert_array_equal(first.starts, again.starts)
    assert first.certain_end > 0.5
