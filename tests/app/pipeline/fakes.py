"""Small analyzers with known answers, so that what is tested is the pipeline."""

import numpy as np

import resources
from inference.contract.analyzer import Analyzer
from inference.contract.errors import ModelError
from inference.contract.segments import spans
from inference.contract.types import AudioSpec, Chunk, FrameSpec, Segment, TrackKind, TrackSpec
from inference.runtime.scaler import Scaler
from resources.messages import Message

DEMO = resources.path("demo", "rushes-demo.mp4")
FRAMES = 484


class Light(Analyzer):
    """Mean light of every picture."""

    key = "light"
    title = "Light"
    version = 1
    makes = (TrackSpec("light", "Light", TrackKind.CURVE, ("mean",)),)
    thresholds = {"dark": 0.1}

    @classmethod
    def wants(cls, params):
        return FrameSpec(16, 9)

    def feed(self, batch, tracks):
        yield Chunk("light", batch.times, batch.data.mean(axis=(1, 2, 3))[:, None] / 255)

    @classmethod
    def derive(cls, tracks, thresholds, duration):
        track = tracks["light"]
        dark = spans(track.times, 1 - track.column("mean"), high=1 - thresholds["dark"], duration=duration)
        return [Segment(span.start, span.end, "light", "dark", span.mean) for span in dark]


class Level(Analyzer):
    """Effective level of each tenth of a second."""

    key = "level"
    title = "Level"
    version = 1
    order = 51
    makes = (TrackSpec("level", "Level", TrackKind.CURVE, ("rms",)),)
    params = {"gain": 1.0}

    @classmethod
    def wants(cls, params):
        return AudioSpec(8000, 800, 800)

    def feed(self, batch, tracks):
        rms = np.sqrt((batch.data**2).mean(axis=1)) * float(self.settings["gain"])
        yield Chunk("level", batch.times, rms[:, None])

    @classmethod
    def derive(cls, tracks, thresholds, duration):
        return []


class Doubled(Level):
    """Twice what `level` says: reads another analyzer's track."""

    key = "doubled"
    title = "Doubled"
    order = 52
    makes = (TrackSpec("doubled", "Doubled", TrackKind.CURVE, ("rms",)),)
    uses = ("level",)
    params = {}

    def feed(self, batch, tracks):
        level = tracks["level"]
        rows = np.searchsorted(level.times, batch.times)
        yield Chunk("doubled", batch.times, level.values[rows] * 2)


class Broken(Light):
    """Fails at the third batch."""

    key = "broken"
    title = "Broken"
    makes = (TrackSpec("broken", "Broken", TrackKind.CURVE, ("mean",)),)
    error: Exception = ModelError(Message("The model is broken."), Message("Mend it."))
    fed = 0

    def feed(self, batch, tracks):
        self.fed += 1
        if self.fed == 3:
            raise self.error
        yield Chunk("broken", batch.times, np.zeros((len(batch.times), 1), np.float32))


class NoSessions:
    """No model is asked for here."""

    def session(self, model: str):
        raise AssertionError(model)

    def scaler(self) -> Scaler | None:
        return None
