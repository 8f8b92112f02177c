"""The recognizer's loop: one token after the other, with guards."""

import numpy as np
import pytest

from inference.contract.types import Device
from inference.speech import moonshine
from inference.speech.moonshine import END, FRAME, RATE, START, Moonshine, best_token, repetition_length
from tests.app.pipeline.fakes import DEMO


class Parrot:
    """Stands in for both networks: says given tokens of each piece, listening to one frame after the other.

    Of each step it keeps the tokens and how many came before; frames: of each piece's sound.
    """

    device = Device("cpu", "cpu")

    def __init__(self, *says, frames=(100,)):
        self.says, self.frames, self.asked, self.samples = says, frames, [], []

    def session(self, model):
        return self

    def run(self, inputs):
        if "samples" in inputs:
            return self.encoded(inputs["samples"].shape[1])
        past = inputs["past.0.key"].shape[2]
        # The encoder has written into its values which piece they are of.
        pieces = inputs["cross.0.value"][:, 0, 0, 0].astype(int).tolist()
        self.asked.append((inputs["token"].tolist(), past))
        logits = np.zeros((len(pieces), 40), np.float32)
        attention = np.full((len(pieces), inputs["beyond"].shape[3]), 1e-3, np.float32)
        for row, piece in enumerate(pieces):
            said = self.says[piece]
            logits[row, said[past] if past < len(said) else END] = 10.0
            attention[row, min(10 * past + 5, self.frames[piece] - 1)] = 1.0
            assert ((inputs["beyond"][row, 0, 0] == 0).sum()) == self.frames[piece]
        present = np.zeros((len(pieces), moonshine.HEADS, past + 1, moonshine.WIDTH), np.float32)
        return [logits, *[present] * 2 * moonshine.LAYERS, attention]

    def encoded(self, samples):
        piece, heads, width = len(self.samples), moonshine.HEADS, moonshine.WIDTH
        self.samples.append(samples)
        key = np.full((1, heads, width, self.frames[piece]), piece, np.float32)
        return [key, key.transpose(0, 1, 3, 2)] * moonshine.LAYERS


def hear(says, seconds=5.0, **options):
    parrot = Parrot(says, **options)
    return Moonshine(parrot).recognize([np.zeros(round(seconds * RATE), np.float32)])[0], parrot


def test_each_token_is_asked_for_with_those_before():
    heard, parrot = hear([7, 8, 9])
    assert list(heard.tokens) == [7, 8, 9]
    assert parrot.asked == [([START], 0), ([7], 1), ([8], 2), ([9], 3)]
    assert heard.certain_end > 0.9
    assert heard.probabilities == pytest.approx([np.exp(10) / (np.exp(10) + 39)] * 3, rel=1e-4)


def test_tokens_stand_where_they_were_listened_to():
    heard, _ = hear([7, 8, 9])
    centers = (np.array([5, 15, 25]) * FRAME + FRAME / 2) / RATE
    assert (heard.starts <= centers + 0.02).all()
    assert (heard.ends >= centers).all()
    assert (heard.ends <= 5.0).all()
    assert (np.diff(heard.starts) >= 0).all()


def test_a_short_piece_is_filled_with_silence():
    _, parrot = hear([7], seconds=0.3)
    assert parrot.samples == [moonshine.SHORTEST]


def test_pieces_take_their_steps_together_until_each_comes_to_its_end():
    parrot = Parrot([7, 8, 9], [5], [], [20, 21], frames=(100, 60, 80, 90))
    lengths = (4.0, 2.0, 3.0, 1.5)
    heard = Moonshine(parrot).recognize([np.zeros(round(seconds * RATE), np.float32) for seconds in lengths])
    assert [list(each.tokens) for each in heard] == [[7, 8, 9], [5], [], [20, 21]]
    assert parrot.asked == [([START] * 4, 0), ([7, 5, 20], 1), ([8, 21], 2), ([9], 3)]
    assert all(each.certain_end > 0.9 for each in heard)
    assert all((each.ends <= seconds).all() for each, seconds in zip(heard, lengths, strict=True))
    assert Moonshine(Parrot()).recognize([]) == []


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
    assert repetition_length(tokens) == more


def test_the_likeliest_token_has_its_share():
    logits = np.log(np.array([0.1, 0.7, 0.2], np.float32))
    token, probability = best_token(logits)
    assert token == 1
    assert probability == pytest.approx(0.7, abs=1e-6)
    assert best_token(np.array([-1e4, 1e4], np.float32)) == (1, 1.0)


def test_silence_and_noise_give_nothing(cpu):
    recognizer = Moonshine(cpu)
    random = np.random.default_rng(0)
    for sound in (np.zeros(2 * RATE), 0.1 * random.normal(size=2 * RATE)):
        (heard,) = recognizer.recognize([sound.astype(np.float32)])
        assert len(heard.tokens) <= 1


def test_a_piece_is_heard_alike_each_time_and_beside_others(cpu):
    from tests.inference.speaking import sound_of

    sound = sound_of(DEMO)
    pieces = [sound[RATE : 5 * RATE], sound[5 * RATE : 7 * RATE], sound[8 * RATE : 11 * RATE]]
    recognizer = Moonshine(cpu)
    together = recognizer.recognize(pieces)
    for piece, beside in zip(pieces, together, strict=True):
        (alone,) = recognizer.recognize([piece])
        assert list(alone.tokens) == list(beside.tokens)
        # Sums over more frames are rounded in another order, and now and then to another of the 8 bits.
        np.testing.assert_allclose(beside.probabilities, alone.probabilities, atol=0.02)
        np.testing.assert_allclose(beside.starts, alone.starts, atol=0.05)
    assert together[0].certain_end > 0.5
    np.testing.assert_array_equal(recognizer.recognize(pieces)[0].probabilities, together[0].probabilities)
