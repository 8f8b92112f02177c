"""Which rows of voice embeddings are the same voice: agglomeration in blocks, then of the blocks' clusters.

Rows are unit vectors [n, d]. Two clusters are as near as the mean cosine of their rows (average linkage),
which the sums of their rows are enough to know. Memory and time grow with n, not with its square: only BLOCK
clusters are ever compared with each other at once.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Labels = npt.NDArray[np.intp]

BLOCK = 128
"""Clusters that are compared with each other at once."""

ROUNDS = 3
"""How often rows are given to the nearest voice anew."""

UNASSIGNED = -1


def cluster(embeddings: Floats, *, merge_threshold: float, assign_threshold: float, min_rows: int) -> Labels:
    """Give each row [n, d] the number of its voice, from 0, most rows first; UNSURE where none is near.

    alike: mean cosine of two clusters' rows from which they are one voice. sure: cosine with its voice's
    centroid that a row needs. least: rows that a voice has at the least; of fewer than four times as many
    rows in all, a quarter is enough.
    """
    rows = np.asarray(embeddings, np.float32)
    needed = max(1, min(min_rows, -(-len(rows) // 4)))
    clusters = _gathered(_Clusters(rows, np.ones(len(rows), np.int64), np.arange(len(rows))), merge_threshold)
    labels = clusters.labels
    for _ in range(ROUNDS):
        counts = np.bincount(labels[labels >= 0])
        voices = centroids(rows, labels)[counts >= needed]
        if not len(voices):
            return np.full(len(rows), UNASSIGNED, np.intp)
        labels = nearest_centroid(rows, voices, assign_threshold)
    return _by_size(labels)


def smooth_embeddings(
    embeddings: Floats, follows: npt.NDArray[np.bool_], *, merge_threshold: float, max_rows: int
) -> Floats:
    """Replace rows [n, d] by the unit mean of their stretch, in which the words matter less than the voice.

    follows: whether each row follows the one before it in time [n]. A stretch goes on for as long as rows
    follow one another and have a cosine of `alike` with its mean, and for `most` rows.
    """
    rows = np.asarray(embeddings, np.float32)
    made = np.empty_like(rows)
    first, total = 0, np.zeros(rows.shape[1], np.float32)
    for row in range(len(rows)):
        away = rows[row] @ total < merge_threshold * np.linalg.norm(total)
        if row > first and (not follows[row] or away or row - first >= max_rows):
            made[first:row] = total / max(float(np.linalg.norm(total)), 1e-9)
            first, total = row, np.zeros_like(total)
        total += rows[row]
    made[first:] = total / max(float(np.linalg.norm(total)), 1e-9)
    return made


def centroids(embeddings: Floats, labels: Labels) -> Floats:
    """Give the unit mean [k, d] of each voice's rows; UNSURE rows belong to none."""
    sums = np.zeros((int(labels.max(initial=UNASSIGNED)) + 1, embeddings.shape[1]), np.float32)
    known = labels >= 0
    np.add.at(sums, labels[known], np.asarray(embeddings, np.float32)[known])
    return normalize_rows(sums)


def nearest_centroid(embeddings: Floats, voices: Floats, assign_threshold: float) -> Labels:
    """Give each row [n, d] the nearest of the voices [k, d], UNSURE where its cosine is under `sure`."""
    cosines = embeddings @ voices.T
    return np.where(cosines.max(axis=1) >= assign_threshold, cosines.argmax(axis=1), UNASSIGNED)


def normalize_rows(rows: Floats) -> Floats:
    """Bring rows [n, d] to length 1; a row of zeros stays."""
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return (rows / np.maximum(length, np.float32(1e-9))).astype(np.float32)


@dataclass(frozen=True, slots=True)
class _Clusters:
    """Sums of rows [k, d], how many rows [k], and to which cluster each row belongs [n]."""

    sums: Floats
    counts: npt.NDArray[np.int64]
    labels: Labels

    def merged(self, into: Labels) -> "_Clusters":
        """Sum up the clusters of equal number in `into` [k], the largest first."""
        names, numbers = np.unique(into, return_inverse=True)
        counts = np.bincount(numbers, self.counts, len(names)).astype(np.int64)
        order = np.argsort(-counts, kind="stable")
        places = np.empty(len(order), np.intp)
        places[order] = np.arange(len(order))
        sums = np.zeros((len(names), self.sums.shape[1]), np.float32)
        np.add.at(sums, places[numbers], self.sums)
        return _Clusters(sums, counts[order], places[numbers][self.labels])


def _gathered(clusters: _Clusters, merge_threshold: float) -> _Clusters:
    """Agglomerate block by block until one block holds everything, or nothing more comes together.

    The largest clusters stand first, so those of one voice meet in a block.
    """
    while True:
        count = len(clusters.counts)
        into = np.arange(count)
        for first in range(0, count, BLOCK):
            block = slice(first, first + BLOCK)
            into[block] = first + _agglomerated(clusters.sums[block], clusters.counts[block], merge_threshold)
        clusters = clusters.merged(into)
        if count <= BLOCK or len(clusters.counts) == count:
            return clusters


def _agglomerated(sums: Floats, counts: npt.NDArray[np.int64], merge_threshold: float) -> Labels:
    """Merge the two nearest clusters for as long as they are alike: a number for each cluster [k]."""
    labels = np.arange(len(sums))
    sizes = counts.astype(np.float32)
    near = (sums @ sums.T) / np.outer(sizes, sizes)
    np.fill_diagonal(near, -np.inf)
    while len(sums):
        one, other = divmod(int(near.argmax()), len(sums))
        if near[one, other] < merge_threshold:
            break
        both = sizes[one] + sizes[other]
        joined = (sizes[one] * near[one] + sizes[other] * near[other]) / both
        joined[[one, other]] = -np.inf
        near[one], near[:, one] = joined, joined
        near[other], near[:, other] = -np.inf, -np.inf
        sizes[one] = both
        labels[labels == other] = one
    return labels


def _by_size(labels: Labels) -> Labels:
    """Give the voices other numbers, most rows first; of equally many, the one that was heard first."""
    names, first, counts = np.unique(labels[labels >= 0], return_index=True, return_counts=True)
    places = np.full(int(labels.max(initial=0)) + 2, UNASSIGNED, np.intp)
    places[names[np.lexsort((first, -counts))]] = np.arange(len(names))
    return places[labels]
