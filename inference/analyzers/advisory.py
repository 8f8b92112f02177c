"""Whether a picture may be pornographic; a convolutional network, run when asked for."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from inference.contract.analyzer import Analyzer, batch_size
from inference.contract.presentation import Lane, LaneStyle, Presentation, Role, Summary
from inference.contract.segments import spans
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
)
from resources.language import mark

WHOLE, SIZE = 256, 224
EDGE = (WHOLE - SIZE) // 2
QUALITY = 75
AT_ONCE = 8
LABEL = "possibly explicit"

Pictures = npt.NDArray[np.uint8]


class Advisory(Analyzer):
    """Probability that each sampled picture is pornographic. Violence is not looked for."""

    key = "advisory"
    title = "Content advisory"
    version = 1
    models = ("opennsfw",)
    default = False
    order = 35
    makes = (TrackSpec("advisory", "Content advisory", TrackKind.CURVE, ("explicit",), role=Role.FLAGS),)
    presentation = Presentation(
        Lane(LaneStyle.SEGMENTS, empty=mark("Nothing flagged")),
        about=mark("Flags frames that may be sexually explicit. It is a model's estimate and misses some."),
        limits=mark(
            "Content advisory: a model's guess of what one company called pornographic in 2016. It misses "
            "some and flags what is harmless; it knows neither violence nor words, and is no age rating."
        ),
        summary=Summary(70),
    )
    params: ClassVar[Params] = {"rate": 2.0}
    fast: ClassVar[Params | None] = {"rate": 1.0}
    thresholds: ClassVar[Thresholds] = {"confidence": 0.8, "release": 0.6, "seconds": 0.7, "gap": 1.0}
    """Above 0.8 a picture is "highly probable" to be pornographic, as the network's authors say.

    The least length leaves out what is seen in one picture alone, at two a second.
    """

    @classmethod
    def wants(cls, params: Params) -> FrameSpec:
        """`rate` whole pictures a second, their sides scaled apart as the network was trained."""
        rate = float({**cls.params, **params}["rate"])
        return FrameSpec(WHOLE, WHOLE, rate, Fit.STRETCH, Scaling.BILINEAR)

    def feed(self, batch: Batch, tracks: Mapping[str, Track]) -> Iterable[Chunk]:
        """Rate the pictures."""
        del tracks
        session = self.sessions.session("opennsfw")
        size = batch_size(session, AT_ONCE)
        for first in range(0, len(batch.times), size):
            times = batch.times[first : first + size]
            (answer,) = session.run({"pictures": preprocess(batch.data[first : first + size])})
            yield Chunk("advisory", times, np.ascontiguousarray(answer[:, 1:]))

    @classmethod
    def derive(
        cls, tracks: Mapping[str, Track], thresholds: Thresholds, duration: float
    ) -> Sequence[Segment]:
        """Give the stretches that may be pornographic; a score is the highest probability in one."""
        limits = {**cls.thresholds, **thresholds}
        track = tracks["advisory"]
        found = spans(
            track.times,
            track.column("explicit"),
            limits["confidence"],
            min(limits["release"], limits["confidence"]),
            least=min(limits["seconds"], duration),
            gap=limits["gap"],
            duration=duration,
        )
        return [Segment(span.start, span.end, "advisory", LABEL, span.peak) for span in found]

    @classmethod
    def summarize(cls, tracks: Mapping[str, Track], segments: Sequence[Segment]) -> str:
        """Count what is flagged."""
        del tracks
        return f"{len(segments)} flagged" if segments else ""


def preprocess(pictures: npt.NDArray[Any]) -> Pictures:
    """Bring pictures [n, 256, 256, 3] to those that the network knows: [n, 224, 224, 3].

    The middle, and through a JPEG file, as in the published program: it learned from such files, and without
    that step the probability of a picture moves by up to 0.25.
    """
    middle = pictures[:, EDGE : EDGE + SIZE, EDGE : EDGE + SIZE]
    return np.stack([_through_jpeg(picture) for picture in middle])


def _through_jpeg(picture: npt.NDArray[Any]) -> Pictures:
    import cv2  # noqa: PLC0415 (what only shows results does without it)

    _, data = cv2.imencode(".jpg", picture[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)[..., ::-1]
