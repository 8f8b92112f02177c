"""How well a network hears: recall, calibration and correlation on clips that it has not learned from."""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from app.train.fit import CorpusPart, Network
from app.train.labels import CALM, CLASSES, NEUTRAL


def hear(
    members: Sequence[nn.Module], part: CorpusPart, copy: int = 0
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give networks' mean log shares [n, 9, 8] and points [n, 9, 2] of clips.

    The first eight answers are for half seconds, the last for all of the window. `copy` 0 is the clean clip.
    """
    rows = part.clips * part.features.copies + copy
    logs, points = [], []
    with torch.inference_mode():
        for start in range(0, len(rows), 128):
            frames = torch.from_numpy(part.features.frames[rows[start : start + 128]]).float()
            answers = [member(frames) for member in members]
            logs.append(torch.stack([torch.log_softmax(a[0], 2) for a in answers]).mean(0).numpy())
            points.append(torch.stack([a[1] for a in answers]).mean(0).numpy())
    return np.concatenate(logs).astype(np.float64), np.concatenate(points).astype(np.float64)


def offsets(members: Sequence[Network], count: int) -> NDArray[np.float64]:
    """Give networks' mean offset for what is seen against a voice's own neutral, once for each clip."""
    with torch.inference_mode():
        offset = torch.stack([member.offset for member in members]).mean(0).numpy()
    return np.tile(offset.astype(np.float64), (count, 1))


def truth(part: CorpusPart) -> NDArray[np.int64]:
    """Give the class acted in each clip, of eight."""
    return np.array([CLASSES.index(part.features.clips[number].emotion) for number in part.clips])


def seven(labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give classes of eight as classes of seven: calm counts as neutral."""
    return np.where(labels == CALM, NEUTRAL, labels)


def shares(logs: NDArray[np.float64], temperature: float = 1.0) -> NDArray[np.float64]:
    """Give probabilities from logits or log shares."""
    scaled = logs / temperature
    powers = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def recalls(labels: NDArray[np.int64], heard: NDArray[np.int64]) -> dict[str, float]:
    """Give the recall of every class that occurs."""
    return {CLASSES[c]: float(np.mean(heard[labels == c] == c)) for c in sorted(set(labels.tolist()))}


def average_recall(labels: NDArray[np.int64], heard: NDArray[np.int64]) -> float:
    """Give the unweighted average recall (UAR)."""
    return float(np.mean(list(recalls(labels, heard).values())))


def interval(
    labels: NDArray[np.int64], heard: NDArray[np.int64], speakers: Sequence[str], draws: int = 2000
) -> tuple[float, float]:
    """Give the 95 % interval of the UAR when speakers, not clips, are drawn again with replacement."""
    names, speaker = np.unique(np.array(speakers), return_inverse=True)
    counts, right = np.zeros((2, len(names), int(labels.max()) + 1))
    np.add.at(counts, (speaker, labels), 1)
    np.add.at(right, (speaker, labels), heard == labels)
    drawn = np.random.default_rng(0).integers(len(names), size=(draws, len(names)))
    total, hits = counts[drawn].sum(axis=1), right[drawn].sum(axis=1)
    recall = np.nanmean(np.where(total > 0, hits / np.maximum(total, 1), np.nan), axis=1)
    low, high = np.percentile(recall, [2.5, 97.5])
    return float(low), float(high)


def calibration_error(labels: NDArray[np.int64], probabilities: NDArray[np.float64], bins: int = 10) -> float:
    """Give the expected calibration error of the highest probability, in `bins` equal steps."""
    confidence, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == labels
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [
        np.mean(place == b) * abs(np.mean(right[place == b]) - np.mean(confidence[place == b]))
        for b in range(bins)
        if np.any(place == b)
    ]
    return float(np.sum(gaps))


def concordance(wanted: NDArray[np.float64], heard: NDArray[np.float64]) -> float:
    """Give Lin's concordance correlation."""
    covariance = np.mean((wanted - wanted.mean()) * (heard - heard.mean()))
    return float(2 * covariance / (wanted.var() + heard.var() + (wanted.mean() - heard.mean()) ** 2))
