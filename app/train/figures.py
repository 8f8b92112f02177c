"""What a model's card says in numbers."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from app.train.labels import CIRCUMPLEX, merge_calm, target
from app.train.measure import average_recall, calibration_error, concordance, interval, recalls, seven, shares
from app.train.protocols import HeldOutClips


def temperature(heard: Mapping[object, HeldOutClips]) -> float:
    """Find the temperature that makes the half seconds' classes likeliest; every set counts the same."""
    sets = [part.half_seconds() for part in heard.values()]

    def surprise(value: float) -> float:
        likely = [
            merge_calm(shares(logs, value))[np.arange(len(labels)), seven(labels)] for logs, labels in sets
        ]
        return float(np.mean([-np.log(np.maximum(part, 1e-9)).mean() for part in likely]))

    return min((float(value) for value in np.geomspace(0.4, 4.0, 93)), key=surprise)


def window_shares(heard: HeldOutClips, warmth: float = 1.0) -> NDArray[np.float64]:
    """Give seven probabilities of each clip, [n, 7]."""
    return merge_calm(shares(heard.logs[:, -1], warmth))


def figures(heard: HeldOutClips, warmth: float) -> dict[str, object]:
    """Measure recall, correlation on the circumplex, and calibration of the half seconds."""
    labels, guessed = seven(heard.labels), window_shares(heard).argmax(axis=1)
    women = np.array([heard.features.clips[number].gender == "woman" for number in heard.clips])
    wanted = [heard.features.clips[number] for number in heard.clips]
    low, high = interval(labels, guessed, [clip.speaker for clip in wanted])
    points = np.array([(t.valence, t.arousal) for t in (target(c.emotion, c.intensity) for c in wanted)])
    logs, truth = heard.half_seconds()
    probabilities, truth = merge_calm(shares(logs, warmth)), seven(truth)
    sure = probabilities.max(axis=1) >= 0.5
    right = probabilities.argmax(axis=1) == truth
    return {
        "clips": len(labels),
        "uar7": average_recall(labels, guessed),
        "uar7_low": low,
        "uar7_high": high,
        "uar8": average_recall(heard.labels, heard.logs[:, -1].argmax(axis=1)),
        "recall": recalls(labels, guessed),
        "women": average_recall(labels[women], guessed[women]),
        "men": average_recall(labels[~women], guessed[~women]),
        "valence": concordance(points[:, 0], heard.points[:, -1, 0]),
        "arousal": concordance(points[:, 1], heard.points[:, -1, 1]),
        "half_second_uar7": average_recall(truth, probabilities.argmax(axis=1)),
        "calibration_error": calibration_error(truth, probabilities),
        "sure_share": float(sure.mean()),
        "sure_right": float(right[sure].mean()) if sure.any() else float("nan"),
    }


def confusion(heard: HeldOutClips) -> NDArray[np.int64]:
    """Count clips by class acted (rows) and class heard (columns), [7, 7]."""
    counts = np.zeros((len(CIRCUMPLEX) - 1, len(CIRCUMPLEX) - 1), np.int64)
    np.add.at(counts, (seven(heard.labels), window_shares(heard).argmax(axis=1)), 1)
    return counts
