"""Moonshine: sound to tokens, one after the other, each with its probability and its place in the sound."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from inference.alignment import align, trimmed
from inference.analyser import Session, Sessions
from inference.types import Times, Values

ENCODER, DECODER = "moonshine-tiny-encoder", "moonshine-tiny-decoder"
RATE = 16_000
LAYERS, HEADS, WIDTH = 6, 8, 36
START, END = 1, 2
"""Tokens before the first and after the last."""

SHORTEST = RATE
"""Samples that a piece is filled up to with silence: the network knows no shorter ones."""

FRAME, FIRST = 384, 255
"""Samples from one frame of the encoder to the next, and those before the first."""

QUICKEST = 6.5
"""Tokens a second that nobody speaks: what goes on beyond is a loop."""

LOOP, UNITS, LOOP_TOKENS = 4, 12, 12
"""A stretch of up to UNITS tokens said LOOP times in a row, of LOOP_TOKENS tokens at the least, is a loop."""

KEYS = tuple(f"{layer}.{part}" for layer in range(LAYERS) for part in ("key", "value"))


@dataclass(frozen=True, slots=True)
class Heard:
    """What was recognised in a piece; all of one length.

    tokens: without the end. probabilities: of each. starts, ends: seconds from the start of the piece.
    certain_end: the probability with which it came to an end by itself, 0 where it had to be stopped.
    """

    tokens: Sequence[int]
    probabilities: Values
    starts: Times
    ends: Times
    certain_end: float


class Moonshine:
    """The recogniser on a pair of sessions.

    It hears one piece at a time: the published weights quantise activations over all that runs at once, so
    that pieces would change each other.
    """

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def hear(self, samples: Values) -> Heard:
        """Recognise mono sound [samples] at 16 kHz, of some seconds."""
        (*cross,) = self._encoder.run({"samples": _filled(samples)[None]})
        state = {f"cross.{name}": value for name, value in zip(KEYS, cross, strict=True)}
        past = dict.fromkeys((f"past.{name}" for name in KEYS), np.zeros((1, HEADS, 0, WIDTH), np.float32))
        decoder, token = self._decoder, START
        tokens, probabilities, listened = list[int](), list[float](), list[Values]()
        certain_end = 0.0
        for _ in range(math.ceil(QUICKEST * len(samples) / RATE) + 2):
            logits, *present, attention = decoder.run({"token": np.array([[token]]), **past, **state})
            token, probability = likeliest(logits[0, -1])
            listened.append(attention[0, -1])
            if token == END:
                certain_end = probability
                break
            tokens.append(token)
            probabilities.append(probability)
            if looped(tokens):
                break
            past = {f"past.{name}": value for name, value in zip(KEYS, present, strict=True)}
        kept = len(tokens) - looped(tokens)
        return _placed(tokens[:kept], probabilities[:kept], np.stack(listened), len(samples), certain_end)

    @property
    def _encoder(self) -> Session:
        return self._sessions.session(ENCODER)

    @property
    def _decoder(self) -> Session:
        return self._sessions.session(DECODER)


def likeliest(logits: Values) -> tuple[int, float]:
    """Give the token with the highest of the logits [tokens], and its probability."""
    token = int(logits.argmax())
    return token, float(1.0 / np.exp(logits - logits[token]).sum(dtype=np.float64))


def looped(tokens: Sequence[int]) -> int:
    """Give how many tokens at the end only say again what stands before them; 0 unless it is a loop."""
    for unit in range(1, UNITS + 1):
        times = max(LOOP, math.ceil(LOOP_TOKENS / unit))
        tail = list(tokens[-unit * times :])
        if len(tail) == unit * times and tail == tail[:unit] * times:
            return unit * (times - 1)
    return 0


def _filled(samples: Values) -> Values:
    return np.pad(samples, (0, max(0, SHORTEST - len(samples)))).astype(np.float32, copy=False)


def _placed(
    tokens: list[int], probabilities: list[float], listened: Values, samples: int, certain_end: float
) -> Heard:
    bounds = trimmed(listened, align(listened))[: len(tokens)]
    seconds = np.clip((bounds * FRAME + FIRST) / RATE, 0.0, samples / RATE)
    return Heard(tokens, np.array(probabilities, np.float32), seconds[:, 0], seconds[:, 1], certain_end)
