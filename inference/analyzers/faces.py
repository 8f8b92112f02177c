"""Faces: how many, where, and how near the camera is to the largest."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from inference.contract.analyzer import Analyzer, batch_size
from inference.contract.presentation import Lane, LaneStyle, Presentation, Role, SegmentTrack, Summary
from inference.contract.segments import edges, smooth
from inference.contract.track import Track
from inference.contract.types import (
    Batch,
    Chunk,
    Fit,
    FrameSpec,
    Params,
    Scaling,
    Segment,
    Thresholds,
    Times,
    TrackKind,
    TrackSpec,
    Values,
    Want,
)
from resources.language import mark

WIDTH, HEIGHT = 640, 384
STRIDES = (8, 16, 32)
OVERLAP = 0.3
"""Boxes that share more of their joint area than this are one face."""

BOXES = 16
AT_ONCE = 4
FIELDS = ("x", "y", "w", "h", "score")

SCALES = ("extreme close-up", "close-up", "medium close-up", "medium shot", "full shot", "wide shot")
"""From the nearest: part of the face, the head, to the chest, to the waist, the whole body, farther."""


class Faces(Analyzer):
    """Number of faces, height of the largest, and the boxes of up to 16, largest first."""

    key = "faces"
    title = "Faces"
    version = 1
    models = ("yunet",)
    order = 30
    makes = (
        TrackSpec("faces", "Faces", TrackKind.CURVE, ("count", "largest"), high=4.0, role=Role.FACES),
        TrackSpec(
            "faces.boxes",
            "Face boxes",
            TrackKind.BOXES,
            tuple(f"{field}{index}" for index in range(BOXES) for field in FIELDS),
            lane=False,
        ),
    )
    segment_tracks = (SegmentTrack("faces.count", "Faces count", Role.FACE_COUNT),)
    presentation = Presentation(
        Lane(LaneStyle.SEGMENTS, empty=mark("No faces found"), segments=("faces", "faces.count")),
        limits=mark(
            "Faces are detected, not identified; small faces, profiles and masks are missed "
            "more often. The shot scale follows the largest face alone."
        ),
        aliases={"faces": {"closeup": "close-up", "face": ""}},
        leads=True,
        summary=Summary(30),
    )
    params: ClassVar[Params] = {"rate": 2.0, "score": 0.6}
    fast: ClassVar[Params | None] = {"rate": 1.0}
    thresholds: ClassVar[Thresholds] = {
        "confidence": 0.7,
        "seconds": 1.0,
        # Height of the face, brow to chin, over the height of the picture from which each scale begins.
        "extreme close-up": 0.6,
        "close-up": 0.38,
        "medium close-up": 0.25,
        "medium shot": 0.155,
        "full shot": 0.07,
    }

    @classmethod
    def wants(cls, params: Params) -> Want:
        """`rate` whole pictures a second."""
        rate = float({**cls.params, **params}["rate"])
        return FrameSpec(WIDTH, HEIGHT, rate, Fit.CONTAIN, Scaling.BILINEAR)

    def feed(self, batch: Batch, tracks: Mapping[str, Track]) -> Iterable[Chunk]:
        """Find the faces."""
        del tracks
        session = self.sessions.session("yunet")
        least = float(self.settings["score"])
        size = batch_size(session, AT_ONCE)
        for first in range(0, len(batch.times), size):
            times = batch.times[first : first + size]
            outputs = session.run({"pictures": batch.data[first : first + size]})
            found = [self._shares(faces) for faces in detect(outputs, WIDTH, HEIGHT, least)]
            sums = [[len(faces), faces[:, 3].max(initial=0.0)] for faces in found]
            yield Chunk("faces", times, np.array(sums, np.float32))
            yield Chunk("faces.boxes", times, np.stack([_row(faces) for faces in found]))

    def _shares(self, faces: Values) -> Values:
        """Boxes in pixels of the letterboxed picture to shares of the displayed one, largest first."""
        width, height = self.source.width or WIDTH, self.source.height or HEIGHT
        scale = min(WIDTH / width, HEIGHT / height)
        inner = np.array([width * scale, height * scale], np.float32)
        shares = faces.copy()
        start = (faces[:, :2] - (np.array([WIDTH, HEIGHT], np.float32) - inner) / 2) / inner
        end = start + faces[:, 2:4] / inner
        shares[:, :2] = np.clip(start, 0, 1)
        shares[:, 2:4] = np.clip(end, 0, 1) - shares[:, :2]
        return shares[np.argsort(-shares[:, 3], kind="stable")]

    @classmethod
    def derive(
        cls, tracks: Mapping[str, Track], thresholds: Thresholds, duration: float
    ) -> Sequence[Segment]:
        """Give stretches by shot scale on track `faces`, and by the number of faces on `faces.count`."""
        limits = {**cls.thresholds, **thresholds}
        track = tracks["faces.boxes"]
        boxes = track.values.reshape(len(track), BOXES, len(FIELDS))
        sure = boxes[:, :, 4] >= limits["confidence"]
        if not sure.any():
            return []
        heights = np.where(sure, boxes[:, :, 3], np.float32(0)).max(axis=1)
        heights = smooth(np.where(heights > 0, heights, np.nan), 3)
        starts = np.array([limits[scale] for scale in reversed(SCALES[:-1])])
        # Rows without a face get -1, the others the index of their scale from the farthest.
        scale = np.where(np.isnan(heights), -1, np.searchsorted(starts, heights, side="right"))
        count = np.minimum(sure.sum(axis=1), 4)
        times, ends = edges(track.times, duration)
        score = np.where(sure, boxes[:, :, 4], np.float32(0)).max(axis=1)
        names = dict(enumerate(reversed(SCALES)))
        counts = {1: "1 face", 2: "2 faces", 3: "3 faces", 4: "4 or more faces"}
        return sorted(
            Segment(float(times[first]), float(ends[last - 1]), key, label, float(score[first:last].mean()))
            for key, states, labels in (("faces", scale, names), ("faces.count", count, counts))
            for first, last, label in _stretches(states, labels, times, ends, limits["seconds"])
        )

    @classmethod
    def summarize(cls, tracks: Mapping[str, Track], segments: Sequence[Segment]) -> str:
        """Say that there are faces."""
        del tracks
        return "faces" if any(segment.track == cls.key for segment in segments) else ""


def detect(outputs: Sequence[npt.NDArray[Any]], width: int, height: int, least: float) -> list[Values]:
    """Decode the network's outputs for n pictures: n arrays [faces, 5] of x, y, w, h in pixels and score."""
    boxes, scores = zip(
        *(_decode(outputs[i::3], stride, width, height) for i, stride in enumerate(STRIDES)), strict=True
    )
    every, sure = np.concatenate(boxes, axis=1), np.concatenate(scores, axis=1)
    return [_apart(every[i][sure[i] >= least], sure[i][sure[i] >= least]) for i in range(len(every))]


def _decode(
    outputs: Sequence[npt.NDArray[Any]], stride: int, width: int, height: int
) -> tuple[Values, Values]:
    """Boxes [n, cells, 4] in pixels and scores [n, cells] of one stride; each cell guesses one face."""
    kind, presence, shape = outputs
    rows, columns = np.mgrid[0 : height // stride, 0 : width // stride].reshape(2, -1)
    center = (shape[..., :2] + np.stack([columns, rows], axis=1)) * stride
    size = np.exp(shape[..., 2:]) * stride
    scores = np.sqrt(np.clip(kind[..., 0], 0, 1) * np.clip(presence[..., 0], 0, 1))
    return np.concatenate([center - size / 2, size], axis=-1).astype(np.float32), scores


def _apart(boxes: Values, scores: Values) -> Values:
    """Keep the surest of the boxes [n, 4] that overlap, as [faces, 5]."""
    order = np.argsort(-scores, kind="stable")
    boxes, scores = boxes[order], scores[order]
    kept: list[int] = []
    free = np.ones(len(boxes), np.bool_)
    for index in range(len(boxes)):
        if free[index]:
            kept.append(index)
            free &= _overlap(boxes[index], boxes) <= OVERLAP
    return np.concatenate([boxes[kept], scores[kept, None]], axis=1)


def _overlap(box: Values, boxes: Values) -> Values:
    """Shared area over joint area of a box [4] and each of boxes [n, 4]."""
    low = np.maximum(box[:2], boxes[:, :2])
    high = np.minimum(box[:2] + box[2:], boxes[:, :2] + boxes[:, 2:])
    shared = np.prod(np.maximum(high - low, 0), axis=1)
    return shared / (box[2] * box[3] + boxes[:, 2] * boxes[:, 3] - shared)


def _row(faces: Values) -> Values:
    row = np.full((BOXES, len(FIELDS)), np.nan, np.float32)
    row[: len(faces)] = faces[:BOXES]
    return row.ravel()


def _stretches(
    states: npt.NDArray[np.intp], labels: Mapping[int, str], times: Times, ends: Times, seconds: float
) -> Iterator[tuple[int, int, str]]:
    """First row, row after the last, and label of each stretch; one too short joins the one before."""
    joined: list[tuple[int, int, int]] = []
    edge = np.flatnonzero(np.diff(states)) + 1
    for first, last in pairwise([0, *edge.tolist(), len(states)]):
        state = int(states[first])
        if joined and (ends[last - 1] - times[first] < seconds - 1e-6 or joined[-1][2] == state):
            start, _, state = joined.pop()
            joined.append((start, last, state))
        else:
            joined.append((first, last, state))
    return ((first, last, labels[state]) for first, last, state in joined if state in labels)
