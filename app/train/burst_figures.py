"""What the card of the bursts network says in numbers, of speakers that it has not heard."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

from app.train.burst_cache import BurstFeatures
from app.train.burst_fit import BurstExamples
from app.train.burst_labels import CATEGORIES, GROUPS, POINTS, group_of, group_points
from app.train.measure import concordance, interval, shares
from inference.analyzers.bursts import CONTEXT, GATE
from inference.audio.sound_labels import audioset

GROUP_OF = np.array([group_of(name) for name in CATEGORIES])


@dataclass(frozen=True, slots=True)
class HeldOutBursts:
    """What was made of the windows in which a burst is heard.

    logs: [n, k] log shares. labels: [n] class. categories: [n] of CATEGORIES. scenes: [n] where the window
    lies. speakers: [n]. gate: [n] how much YAMNet hears of a burst there.
    """

    logs: NDArray[np.float64]
    labels: NDArray[np.int64]
    categories: NDArray[np.int64]
    scenes: NDArray[np.int64]
    speakers: NDArray[np.str_]
    gate: NDArray[np.float64]

    def where(self, mask: NDArray[np.bool_]) -> "HeldOutBursts":
        """Give some of the windows."""
        return HeldOutBursts(*(getattr(self, name)[mask] for name in HeldOutBursts.__slots__))

    def clips(self) -> "HeldOutBursts":
        """Give scenes instead of windows: the mean of their log shares, and the highest of the gate."""
        _, first, number = np.unique(self.scenes, return_index=True, return_inverse=True)
        total, gate = np.zeros((len(first), self.logs.shape[1])), np.zeros(len(first))
        np.add.at(total, number, self.logs)
        np.maximum.at(gate, number, self.gate)
        mean = total / np.bincount(number)[:, None]
        rest = (getattr(self, name)[first] for name in ("labels", "categories", "scenes", "speakers"))
        return HeldOutBursts(mean, *rest, gate)


def examples(features: BurstFeatures, chosen: NDArray[np.bool_]) -> tuple[BurstExamples, NDArray[np.int64]]:
    """Give the windows of some scenes in which a burst is heard, and the scene of each."""
    scenes, windows = np.nonzero((features.labels >= 0) & chosen[:, None])
    categories = features.labels[scenes, windows].astype(np.int64)
    places = np.clip(windows[:, None] + np.arange(-CONTEXT, CONTEXT + 1), 0, features.labels.shape[1] - 1)
    heard = features.logits[scenes[:, None], places]
    return BurstExamples(heard, GROUP_OF[categories], categories), scenes


Answer = Callable[[NDArray[np.float32]], NDArray[np.floating]]
"""YAMNet's logits of five windows [n, 5, width] -> log shares of the classes [n, k]."""


def averaged(members: Sequence[nn.Module]) -> Answer:
    """Give the mean log shares of networks, not calibrated."""

    def answer(asked: NDArray[np.float32]) -> NDArray[np.floating]:
        with torch.inference_mode():
            heard = torch.from_numpy(asked)
            return torch.stack([functional.log_softmax(one(heard), dim=1) for one in members]).mean(0).numpy()

    return answer


def hear(answer: Answer, features: BurstFeatures, chosen: NDArray[np.bool_]) -> HeldOutBursts:
    """Ask about some scenes, each of one speaker."""
    asked, scenes = examples(features, chosen)
    logs = answer(asked.heard)
    names = np.array([features.clips[row.clips[0]].speaker for row in features.rows])
    likely = 1 / (1 + np.exp(-asked.heard[:, CONTEXT].astype(np.float64)))
    gate = audioset().roll_up(likely.astype(np.float32))[:, audioset().columns(*GATE)].max(axis=1)
    return HeldOutBursts(
        logs.astype(np.float64),
        asked.labels,
        asked.categories,
        scenes,
        names[scenes],
        gate.astype(np.float64),
    )


def temperature(heard: HeldOutBursts) -> float:
    """Find the temperature that makes the right classes likeliest; every class counts the same."""

    def surprise(value: float) -> float:
        right = shares(heard.logs, value)[np.arange(len(heard.labels)), heard.labels]
        wrong = -np.log(np.maximum(right, 1e-9))
        return float(np.mean([wrong[heard.labels == label].mean() for label in np.unique(heard.labels)]))

    return min((float(value) for value in np.geomspace(0.4, 4.0, 93)), key=surprise)


def uar(heard: HeldOutBursts) -> float:
    """Give the unweighted average recall of the classes."""
    guessed = heard.logs.argmax(axis=1)
    labels = np.unique(heard.labels)
    return float(np.mean([np.mean(guessed[heard.labels == label] == label) for label in labels]))


def figures(heard: HeldOutBursts, warmth: float, sure: float) -> dict[str, float]:
    """Measure windows or clips. `sure`: the confidence from which a segment is claimed.

    Calibration and what is claimed are those of equally frequent classes, which is what the network learned.
    """
    low, high = interval(heard.labels, heard.logs.argmax(axis=1), heard.speakers.tolist())
    likely = shares(heard.logs, warmth)
    confidence, right = likely.max(axis=1), likely.argmax(axis=1) == heard.labels
    wanted = np.array([POINTS[name] for name in CATEGORIES])[heard.categories]
    points = likely @ np.array(group_points())
    weight = 1 / np.bincount(heard.labels)[heard.labels]
    weight /= weight.sum()
    claimed = weight * (confidence >= sure)
    return {
        "count": float(len(heard.labels)),
        "uar": uar(heard),
        "uar_low": low,
        "uar_high": high,
        "calibration_error": calibration_error(confidence, right, weight),
        "claimed": float(claimed.sum()),
        "claimed_right": float((claimed * right).sum() / max(claimed.sum(), 1e-9)),
        "valence": concordance(wanted[:, 0], points[:, 0]),
        "arousal": concordance(wanted[:, 1], points[:, 1]),
        "positive_or_negative": _side(wanted[:, 0], points[:, 0]),
    }


def calibration_error(
    confidence: NDArray[np.float64], right: NDArray[np.bool_], weight: NDArray[np.float64], bins: int = 10
) -> float:
    """Give the expected calibration error in `bins` equal steps; weights add up to 1."""
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    return sum(abs(float(np.sum((weight * (right - confidence))[place == number]))) for number in range(bins))


def _side(wanted: NDArray[np.float64], heard: NDArray[np.float64]) -> float:
    """Give the mean recall of pleasant and unpleasant, of what is either."""
    return float(np.mean([np.mean(heard[wanted > 0] > 0), np.mean(heard[wanted < 0] < 0)]))


def confusion(heard: HeldOutBursts) -> NDArray[np.int64]:
    """Count by class acted (rows) and class heard (columns)."""
    counts = np.zeros((len(GROUPS), len(GROUPS)), np.int64)
    np.add.at(counts, (heard.labels, heard.logs.argmax(axis=1)), 1)
    return counts


def by_category(heard: HeldOutBursts) -> dict[str, dict[str, float]]:
    """Give how often each category acted is heard as each class, the most frequent first."""
    guessed = heard.logs.argmax(axis=1)
    found: dict[str, dict[str, float]] = {}
    for number in np.unique(heard.categories).tolist():
        here = guessed[heard.categories == number]
        counts = {name: float(np.mean(here == place)) for place, name in enumerate(GROUPS)}
        found[CATEGORIES[number]] = dict(sorted(counts.items(), key=lambda item: -item[1]))
    return found


def claims(heard: HeldOutBursts, warmth: float, sure: float) -> dict[str, tuple[float, float]]:
    """Give how often each class is claimed, and how often that is right, were classes equally frequent."""
    likely = shares(heard.logs, warmth)
    claimed = np.where(likely.max(axis=1) >= sure, likely.argmax(axis=1), -1)
    weight = 1 / np.bincount(heard.labels)[heard.labels]
    weight /= weight.sum()
    found: dict[str, tuple[float, float]] = {}
    for number, name in enumerate(GROUPS):
        share = float(weight[claimed == number].sum())
        right = float(weight[(claimed == number) & (heard.labels == number)].sum())
        found[name] = share, right / share if share else float("nan")
    return found
