"""What a picture shows: a convolutional network's classes, summed up into words that people search for."""

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from inference.contract.analyzer import Analyzer, batch_size
from inference.contract.presentation import Lane, LaneStyle, Presentation, Role, Summary
from inference.contract.segments import Mask, longest_labels, spans
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
    TrackKind,
    TrackSpec,
    Want,
)
from inference.vision.labels import imagenet
from resources.language import mark

SIZE = 224
ZOOM = 256 / 224
AT_ONCE = 16
"""Pictures in a run of the network: more gain nothing on a CPU and take memory."""

EMBEDDING = 1280


class Tags(Analyzer):
    """Probability of every word in each sampled picture, and the picture's embedding."""

    key = "tags"
    title = "Tags"
    version = 1
    models = ("tags",)
    order = 20
    makes = (
        TrackSpec("tags", "Tags", TrackKind.HEAT, imagenet().names, dtype="u1", role=Role.TAGS),
        TrackSpec(
            "tags.embedding",
            "Picture embedding",
            TrackKind.VECTOR,
            tuple(f"e{index}" for index in range(EMBEDDING)),
            dtype="f2",
            high=6.0,
            lane=False,
        ),
    )
    presentation = Presentation(
        Lane(LaneStyle.TAGS, rows=6, empty=mark("No confident tags")),
        limits=mark(
            "Tags: a thousand classes from the web, a third of them animals, and no person among them. A "
            "wrong word with a high score is possible."
        ),
        leads=True,
        summary=Summary(20),
    )
    params: ClassVar[Params] = {"rate": 2.0}
    fast: ClassVar[Params | None] = {"rate": 1.0}
    thresholds: ClassVar[Thresholds] = {"confidence": 0.7, "release": 0.5, "seconds": 1.0, "gap": 1.0}

    @classmethod
    def wants(cls, params: Params) -> Want:
        """`rate` pictures a second, scaled and cut as the network was trained."""
        rate = float({**cls.params, **params}["rate"])
        return FrameSpec(SIZE, SIZE, rate, Fit.COVER, Scaling.BICUBIC, ZOOM)

    def feed(self, batch: Batch, tracks: Mapping[str, Track]) -> Iterable[Chunk]:
        """Tag the pictures."""
        del tracks
        session = self.sessions.session("tags")
        size = batch_size(session, AT_ONCE)
        for first in range(0, len(batch.times), size):
            times = batch.times[first : first + size]
            outputs = session.run({"pictures": batch.data[first : first + size]})
            yield Chunk("tags", times, imagenet().roll_up(outputs[0]))
            yield Chunk("tags.embedding", times, outputs[1])

    @classmethod
    def derive(
        cls, tracks: Mapping[str, Track], thresholds: Thresholds, duration: float
    ) -> Sequence[Segment]:
        """Give the stretches of the narrowest sure words: a breed, or "dog" where the breed is unsure."""
        track = tracks["tags"]
        limits = {**cls.thresholds, **thresholds}
        high = required_probabilities(limits["confidence"])
        columns = np.flatnonzero(track.highest() >= high)
        if not len(columns):
            return []
        values = track.values_at(channels=columns)
        low = required_probabilities(min(limits["release"], limits["confidence"]))
        sure = np.stack(
            [
                _sure(track, column, high[column], low[column], limits, duration)
                for column in columns.tolist()
            ],
            axis=1,
        )
        narrower = imagenet().inside[np.ix_(columns, columns)]
        hidden = sure.astype(np.float32) @ narrower.T.astype(np.float32) > 0
        segments: list[Segment] = []
        for index, column in enumerate(columns):
            shown = (sure[:, index] & ~hidden[:, index]).astype(np.float32)
            for span in spans(track.times, shown, 0.5, least=_least(limits, duration), duration=duration):
                score = float(values[span.first : span.last, index].mean())
                name = track.spec.channels[column]
                segments.append(Segment(span.start, span.end, "tags", name, score))
        return sorted(segments)

    @classmethod
    def summarize(cls, tracks: Mapping[str, Track], segments: Sequence[Segment]) -> str:
        """Name the three words that are seen for longest."""
        del tracks
        return ", ".join(longest_labels(segments)[:3])


def required_probabilities(confidence: float) -> npt.NDArray[np.float64]:
    """Probability [names] at which each word is as sure as `confidence`.

    A network without a clue spreads itself over all classes and so gives 0.4 to "animal", which covers 398.
    That share proves nothing: confidence is how far the probability has come from there to 1.
    """
    covers = imagenet().covers
    share = covers.sum(axis=0, dtype=np.float64) / len(covers)
    return np.where(share > 1 / len(covers), share + confidence * (1 - share), confidence)


def _sure(track: Track, column: int, high: float, low: float, limits: Thresholds, duration: float) -> Mask:
    """Rows [n] of the stretches in which one word is sure."""
    scores = track.values_at(channels=column)
    mask: npt.NDArray[np.bool_] = np.zeros(len(scores), np.bool_)
    found = spans(
        track.times,
        scores,
        high,
        low,
        least=_least(limits, duration),
        gap=limits["gap"],
        duration=duration,
    )
    for span in found:
        mask[span.first : span.last] = True
    return mask


def _least(limits: Thresholds, duration: float) -> float:
    return min(limits["seconds"], duration)
