"""A voice's own neutral: what it usually sounds like, and its scores seen against that.

One voice sounds sad to a stranger when it only is deep; somebody who knows it hears no sadness. Here the
log shares of the categories are taken less those of the voice's neutral, plus what a neutral voice has, and
blended with the shares as they were: the more seconds the neutral rests on, the more it counts.

A neutral that the user marked counts `s / (s + 4)` for `s` seconds. One that is estimated, as the mean of
all that the voice says in the file, counts half of `s / (s + 8)`, and nothing under eight seconds: a mean is
led astray where somebody is angry throughout, so it never counts for more than the scores themselves.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from inference.contract.types import Segment, Values

CHANNELS = ("baseline", "baseline_seconds")
"""Channels of a track that is seen against each voice's neutral: its `Kind`, and what it rests on."""

MARKED_HALF = 4.0
"""Seconds of marked neutral that count as much as the scores without it."""

ESTIMATED_HALF = 8.0
ESTIMATED_LEAST = 8.0
"""Seconds of a voice under which its neutral is not estimated."""

UNASSIGNED = -1
"""Number of a voice that is not known."""

FLOOR = 1e-6

Logs = npt.NDArray[np.float64]
Voices = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


class BaselineOrigin(IntEnum):
    """Where a voice's neutral comes from."""

    NONE = 0
    ESTIMATED = 1
    MARKED = 2


@dataclass(frozen=True, slots=True)
class BaselineTransform:
    """How log shares become those against a voice's neutral: scale * (logs - usual) + offset, [7]."""

    scale: float
    offset: Logs


@dataclass(frozen=True, slots=True)
class SpeakerBaseline:
    """A voice's neutral: mean log shares [7], mean valence and arousal [2], the seconds it rests on."""

    kind: BaselineOrigin
    seconds: float
    logs: Logs
    place: Logs

    @property
    def weight(self) -> float:
        """How much what is heard against it counts, from 0 to 1."""
        if self.kind is BaselineOrigin.MARKED:
            return self.seconds / (self.seconds + MARKED_HALF)
        if self.kind is BaselineOrigin.ESTIMATED and self.seconds >= ESTIMATED_LEAST:
            return 0.5 * self.seconds / (self.seconds + ESTIMATED_HALF)
        return 0.0


def baseline_transform(raw: Mapping[str, Any]) -> BaselineTransform | None:
    """Read the relation from a model's manifest; None if the model has none."""
    if "relation_scale" not in raw:
        return None
    return BaselineTransform(float(raw["relation_scale"]), np.array(raw["relation_offset"], np.float64))


def log_shares(shares: npt.NDArray[np.floating]) -> Logs:
    """Logarithms of shares [n, 7]; NaN stays NaN."""
    return np.log(np.maximum(shares.astype(np.float64), FLOOR))


def normalize_log_shares(logs: Logs) -> Logs:
    """Log shares that add up to one, from any logarithms [n, 7]."""
    top = logs.max(axis=-1, keepdims=True)
    return logs - top - np.log(np.exp(logs - top).sum(axis=-1, keepdims=True))


def relative_to_baseline(logs: Logs, usual: Logs, relation: BaselineTransform, weight: float) -> Logs:
    """See log shares [n, 7] against a voice's usual ones [7]; `weight` 0 leaves them as they are."""
    related = normalize_log_shares(relation.scale * (logs - usual) + relation.offset)
    return normalize_log_shares(weight * related + (1.0 - weight) * logs)


def find_baseline(logs: Logs, places: Logs, marked: Mask, step: float) -> SpeakerBaseline:
    """Find the neutral of one voice from its half seconds: marked ones [n] if there are any, else all."""
    kind = BaselineOrigin.MARKED if marked.any() else BaselineOrigin.ESTIMATED
    rows = marked if kind is BaselineOrigin.MARKED else np.ones(len(logs), np.bool_)
    seconds = step * float(rows.sum())
    found = SpeakerBaseline(kind, seconds, logs[rows].mean(axis=0), places[rows].mean(axis=0))
    return (
        found if found.weight > 0 else SpeakerBaseline(BaselineOrigin.NONE, seconds, found.logs, found.place)
    )


def marked_rows(
    times: npt.NDArray[np.float64], voices: Voices, marks: Sequence[Segment], step: float
) -> Mask:
    """Which half seconds [n] a user marked as neutral: those in a mark, of the voice heard most in it."""
    rows = np.zeros(len(times), np.bool_)
    for mark in marks:
        inside = (times + step > mark.start) & (times < mark.end) & (voices != UNASSIGNED)
        if inside.any():
            numbers, counts = np.unique(voices[inside], return_counts=True)
            rows |= inside & (voices == numbers[counts.argmax()])
    return rows


def apply_baselines(
    scores: Values, voices: Voices, marked: Mask, relation: BaselineTransform, step: float
) -> tuple[Values, Values]:
    """See each voice's scores against its own neutral.

    scores: valence, arousal and shares [n, 2 + 7], NaN where no voice is heard. voices: number of the voice
    in each row [n], UNSURE where it is not known. marked: rows that are its neutral [n]. Gives scores [n, 9],
    and for each row the `Kind` of its voice's neutral and the seconds this rests on [n, 2].
    """
    seen = scores.astype(np.float64)
    about = np.zeros((len(scores), 2))
    heard = np.isfinite(scores).all(axis=1)
    about[~heard] = np.nan
    for voice in np.unique(voices[heard & (voices != UNASSIGNED)]):
        rows = heard & (voices == voice)
        logs, places = log_shares(scores[rows, 2:]), seen[rows, :2]
        neutral = find_baseline(logs, places, marked[rows], step)
        about[rows] = neutral.kind, neutral.seconds
        if neutral.kind is not BaselineOrigin.NONE:
            seen[rows, :2] = np.clip(places - neutral.weight * neutral.place, -1.0, 1.0)
            seen[rows, 2:] = np.exp(relative_to_baseline(logs, neutral.logs, relation, neutral.weight))
    return seen.astype(np.float32), about.astype(np.float32)
