"""Moonshine: sound to tokens, one after the other, each with its probability and its place in the sound."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from inference.contract.analyzer import InferenceSession, SessionProvider
from inference.contract.types import Times, Values
from inference.speech.alignment import align, trim_alignment

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
FAR = -1e9
"""Added to a likeness, it makes it nothing."""

PAST, CROSS = (tuple(f"{name}.{key}" for key in KEYS) for name in ("past", "cross"))

State = dict[str, Values]


@dataclass(frozen=True, slots=True)
class Recognition:
    """What was recognized in a piece; all of one length.

    tokens: without the end. probabilities: of each. starts, ends: seconds from the start of the piece.
    certain_end: the probability with which it came to an end by itself, 0 where it had to be stopped.
    """

    tokens: Sequence[int]
    probabilities: Values
    starts: Times
    ends: Times
    certain_end: float


class Moonshine:
    """The recognizer on a pair of sessions.

    The encoder hears one piece at a time: it quantizes activations over all that runs at once, so that pieces
    would change each other. The decoder keeps them apart, and several cost it little more than one.
    """

    def __init__(self, sessions: SessionProvider) -> None:
        self._sessions = sessions

    def recognize(self, pieces: Sequence[Values]) -> list[Recognition]:
        """Recognize pieces of mono sound at 16 kHz, of some seconds each."""
        decoder = self._decoder
        cross = [self._encoder.run({"samples": _filled(samples)[None]}) for samples in pieces]
        frames = [values.shape[2] for _, values, *_ in cross]
        said = [_Said(len(samples), count) for samples, count in zip(pieces, frames, strict=True)]
        state = _side_by_side(cross, frames)
        past: State = dict.fromkeys(PAST, np.zeros((len(pieces), HEADS, 0, WIDTH), np.float32))
        going: list[_Said] = said
        while going:
            token = np.array([one.last for one in going])
            logits, *present, attention = decoder.run({"token": token, **past, **state})
            past = dict(zip(PAST, present, strict=True))
            rows = [row for row, one in enumerate(going) if one.goes_on(logits[row], attention[row])]
            if len(rows) < len(going):
                going = [going[row] for row in rows]
                past, state = _of(past, rows), _of(state, rows)
        return [one.heard() for one in said]

    @property
    def _encoder(self) -> InferenceSession:
        return self._sessions.session(ENCODER)

    @property
    def _decoder(self) -> InferenceSession:
        return self._sessions.session(DECODER)


class _Said:
    """What has been said so far of a piece of so many samples, in which the encoder hears so many frames."""

    def __init__(self, samples: int, frames: int) -> None:
        self._samples, self._frames = samples, frames
        self._most = math.ceil(QUICKEST * samples / RATE) + 2
        self._tokens = list[int]()
        self._probabilities = list[float]()
        self._listened = list[Values]()
        self._certain_end = 0.0

    @property
    def last(self) -> int:
        """The token that the next one follows."""
        return self._tokens[-1] if self._tokens else START

    def goes_on(self, logits: Values, attention: Values) -> bool:
        """Take the next token, and say whether there may be another one."""
        token, probability = best_token(logits)
        self._listened.append(attention)
        if token == END:
            self._certain_end = probability
            return False
        self._tokens.append(token)
        self._probabilities.append(probability)
        return len(self._listened) < self._most and not repetition_length(self._tokens)

    def heard(self) -> Recognition:
        """Sum up."""
        kept = len(self._tokens) - repetition_length(self._tokens)
        listened = np.stack(self._listened)[:, : self._frames]
        bounds = trim_alignment(listened, align(listened))[:kept]
        seconds = np.clip((bounds * FRAME + FIRST) / RATE, 0.0, self._samples / RATE)
        probabilities = np.array(self._probabilities[:kept], np.float32)
        return Recognition(
            self._tokens[:kept], probabilities, seconds[:, 0], seconds[:, 1], self._certain_end
        )


def best_token(logits: Values) -> tuple[int, float]:
    """Give the token with the highest of the logits [tokens], and its probability."""
    token = int(logits.argmax())
    return token, float(1.0 / np.exp(logits - logits[token]).sum(dtype=np.float64))


def repetition_length(tokens: Sequence[int]) -> int:
    """Give how many tokens at the end only say again what stands before them; 0 unless it is a loop."""
    for unit in range(1, UNITS + 1):
        times = max(LOOP, math.ceil(LOOP_TOKENS / unit))
        tail = list(tokens[-unit * times :])
        if len(tail) == unit * times and tail == tail[:unit] * times:
            return unit * (times - 1)
    return 0


def _filled(samples: Values) -> Values:
    return np.pad(samples, (0, max(0, SHORTEST - len(samples)))).astype(np.float32, copy=False)


def _side_by_side(cross: Sequence[Sequence[Values]], frames: Sequence[int]) -> State:
    """Lay the keys and values of pieces side by side, as long as the longest; `beyond` marks the rest."""
    most = max(frames, default=0)
    state: State = {}
    for place, name in enumerate(CROSS):
        state[name] = np.zeros(
            (len(cross), HEADS, *((most, WIDTH) if place % 2 else (WIDTH, most))), np.float32
        )
        for row, each in enumerate(cross):
            height, width = each[place].shape[2:]
            state[name][row, :, :height, :width] = each[place][0]
    state["beyond"] = np.zeros((len(cross), 1, 1, most), np.float32)
    for row, count in enumerate(frames):
        state["beyond"][row, ..., count:] = FAR
    return state


def _of(state: State, rows: Sequence[int]) -> State:
    return {name: values[rows] for name, values in state.items()}
