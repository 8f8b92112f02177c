"""The contract of an analyzer: declare what it wants and makes, take batches, give chunks."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Protocol

import numpy.typing as npt

from inference.contract.picture_scaler import PictureScaler
from inference.contract.presentation import Presentation, Role, SegmentTrack
from inference.contract.track import Track
from inference.contract.types import (
    NVIDIA,
    Batch,
    Chunk,
    Device,
    Params,
    Segment,
    SourceInfo,
    Thresholds,
    TrackSpec,
    Want,
)


class InferenceSession(Protocol):
    """A loaded model."""

    @property
    def device(self) -> Device:
        """Where it really runs."""
        ...

    def run(self, inputs: Mapping[str, npt.NDArray[Any]]) -> list[npt.NDArray[Any]]:
        """Give the model's outputs in the order of its graph."""
        ...


class SessionProvider(Protocol):
    """Gives the session of a model by name, loading it at the first call."""

    def session(self, model: str) -> InferenceSession:
        """Raise `ModelError` if the model is missing, damaged or cannot be loaded."""
        ...


class Engine(SessionProvider, Protocol):
    """Sessions, and what else the device that runs models can do."""

    def scaler(self) -> PictureScaler | None:
        """Give what scales pictures on an NVIDIA GPU, or None if models run elsewhere."""
        ...


ON_GPU = 64
"""Pictures that an NVIDIA GPU is best given at once."""


def batch_size(session: InferenceSession, otherwise: int) -> int:
    """Give how many pictures a session is to run at once: so many, or ON_GPU."""
    return ON_GPU if session.device.used in NVIDIA else otherwise


class Analyzer(ABC):
    """One file's analysis. State between batches lives in the instance; one instance serves one file.

    key: its name in commands, lanes and exports. version: raised whenever scores change.
    params: what scores depend on, with defaults (part of a run's identity).
    fast: what it does otherwise for a fast look, or None if it is left out then unless it is named.
    thresholds: what only the derived segments depend on, with defaults.
    models: names under `resources/models`. uses: roles of the tracks that it reads, which it is handed by
    role, whoever makes them; or keys of analyzers that come with it, whose tracks it is handed by key.
    reads: channels that it reads of a wide track, its own by key or another's by role; of others it may
    read all. segment_tracks: tracks of segments that have no scores. presentation: how it is shown and told
    of.

    A class in a file of `inference.analyzers` is found by itself, and so is one to which an entry point of
    the group `rushes.analyzers` of another package points.

    >>> import rushes
    >>> class Light(rushes.Analyzer):
    ...     key, title, version = "light", "Light", 1
    ...     makes = (rushes.TrackSpec("light", "Light", rushes.TrackKind.CURVE, ("mean",)),)
    ...     thresholds = {"dark": 0.1}
    ...
    ...     @classmethod
    ...     def wants(cls, params):
    ...         return rushes.FrameSpec(width=32, height=18, fps=5)
    ...
    ...     def feed(self, batch, tracks):
    ...         yield rushes.Chunk("light", batch.times, batch.data.mean(axis=(1, 2, 3))[:, None] / 255)
    ...
    ...     @classmethod
    ...     def derive(cls, tracks, thresholds, duration):
    ...         dark = tracks["light"].column("mean") < thresholds["dark"]
    ...         return [rushes.Segment(0.0, duration, "light", "dark", 1.0)] if dark.all() else []
    >>> import numpy as np
    >>> batch = rushes.Batch(np.array([0.0, 0.2]), np.full((2, 18, 32, 3), 51, np.uint8))
    >>> (chunk,) = Light(rushes.SourceInfo(duration=0.4), sessions=None, params={}).feed(batch, {})
    >>> chunk.values.round(3).tolist()
    [[0.2], [0.2]]
    """

    key: ClassVar[str]
    title: ClassVar[str]
    version: ClassVar[int]
    makes: ClassVar[tuple[TrackSpec, ...]]
    models: ClassVar[tuple[str, ...]] = ()
    uses: ClassVar[tuple[Role | str, ...]] = ()
    reads: ClassVar[Mapping[Role | str, tuple[str, ...]]] = {}
    segment_tracks: ClassVar[tuple[SegmentTrack, ...]] = ()
    presentation: ClassVar[Presentation] = Presentation()
    params: ClassVar[Params] = {}
    fast: ClassVar[Params | None] = {}
    thresholds: ClassVar[Thresholds] = {}
    default: ClassVar[bool] = True
    """Whether it runs without being asked for by name."""
    order: ClassVar[int] = 50
    """Where its lane stands, from the top."""

    def __init__(self, source: SourceInfo, sessions: SessionProvider, params: Params) -> None:
        self.source = source
        self.sessions = sessions
        self.settings: Params = {**self.params, **params}

    @classmethod
    @abstractmethod
    def wants(cls, params: Params) -> Want:
        """Say what is to be delivered under these parameters."""

    @abstractmethod
    def feed(self, batch: Batch, tracks: Mapping[str, Track]) -> Iterable[Chunk]:
        """Take a batch and give what is now known. `tracks`: what is in `uses`, as far as it is made.

        Tracks of `uses` reach at least as far as this batch where both want the same kind of stream.
        """

    def finish(self, tracks: Mapping[str, Track]) -> Iterable[Chunk]:
        """Give what was held back; called once, after the last batch."""
        del tracks
        return ()

    @classmethod
    def relate(cls, tracks: Mapping[str, Track], marks: Sequence[Segment]) -> Mapping[str, Track]:
        """Give what is to be shown in place of its stored tracks, now that the whole file is known, by key.

        Pure, without models: it runs again whenever the user marks something. `tracks`: all finished ones
        but embeddings, by key and by role, those of `uses` as they are shown. `marks`: stretches that the
        user marked. Nothing, if the stored tracks are to be shown.
        """
        del tracks, marks
        return {}

    @classmethod
    @abstractmethod
    def derive(
        cls, tracks: Mapping[str, Track], thresholds: Thresholds, duration: float
    ) -> Sequence[Segment]:
        """Make segments from scores: pure, without models, also on a track that is still growing."""

    @classmethod
    def summarize(cls, tracks: Mapping[str, Track], segments: Sequence[Segment]) -> str:
        """Give its words for one line about the whole file, in English; nothing if there is nothing to say.

        Pure. `tracks`: those that its presentation's summary names, as they are shown, where they are there.
        `segments`: its own, with the user's edits.
        """
        del tracks, segments
        return ""
