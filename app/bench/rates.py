"""What a device does in a second: frames decoded, scaled and analyzed; pictures through each model."""

import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
import numpy.typing as npt

from app.bench.stages import drain
from app.media.decode import BATCH, read_pictures
from app.media.info import probe
from app.media.types import MediaInfo
from app.pipeline import AnalysisOptions, analyze
from app.pipeline.planning import requested_analyzers
from app.store import open_store
from inference.contract.analyzer import ON_GPU, batch_size
from inference.contract.types import FrameSpec
from inference.runtime.runtime import Runtime
from resources.messages import Message

SEEN = ("shots", "tags", "faces")
MODELS = {
    "tags": ("pictures", (224, 224, 3)),
    "yunet": ("pictures", (384, 640, 3)),
    "opennsfw": ("pictures", (224, 224, 3)),
    "transnetv2": ("frames", (100, 27, 48, 3)),
}
"""Name and shape of a row of each model's input; TransNet V2 takes one, and answers for 50 of its frames."""

ANSWERED = {"transnetv2": 50}
RUNS = 8


@dataclass(frozen=True, slots=True)
class Rates:
    """A second's work on one device, the median of some rounds.

    decoded, scaled, analyzed: frames of a film, each including what stands before it. models: pictures.
    notes: what was said meanwhile, such as why the picture was not decoded there.
    """

    decoded: float
    scaled: float
    analyzed: float
    models: dict[str, float]
    notes: tuple[str, ...]

    @property
    def share(self) -> float:
        """How near a whole analysis of the picture comes to decoding alone."""
        return self.analyzed / self.decoded


def rates(path: Path, device: str, rounds: int) -> Rates:
    """Measure a film with a picture on a device, its models loaded before."""
    info, runtime, notes = probe(path), Runtime(device), list[Message]()
    specs = [want for kind in requested_analyzers(SEEN) if isinstance(want := kind.wants({}), FrameSpec)]
    frames = _read(info, [FrameSpec(8, 8)], runtime, notes.append)
    _analyzed(path, runtime)
    return Rates(
        decoded=frames / _taken(rounds, lambda: _read(info, [], runtime, notes.append)),
        scaled=frames / _taken(rounds, lambda: _read(info, specs, runtime, notes.append)),
        analyzed=frames / _taken(rounds, lambda: _analyzed(path, runtime)),
        models={name: _model(name, runtime, rounds) for name in MODELS},
        notes=tuple(dict.fromkeys(map(str, notes))),
    )


def _read(info: MediaInfo, specs: list[FrameSpec], runtime: Runtime, warn: Callable[[Message], None]) -> int:
    """Give how many pictures came."""
    scaler = runtime.scaler()
    batch = ON_GPU if scaler else BATCH
    given = read_pictures(info, specs, stop=threading.Event(), warn=warn, batch=batch, scaler=scaler)
    return sum(len(one.batch.times) for one in given)


def _analyzed(path: Path, runtime: Runtime) -> None:
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder) / "bench.sqlite") as store:
        drain(analyze(path, store, runtime, AnalysisOptions(only=SEEN)))


def _model(name: str, runtime: Runtime, rounds: int) -> float:
    session = runtime.session(name)
    key, shape = MODELS[name]
    rows = 1 if name in ANSWERED else batch_size(session, BATCH)
    inputs: dict[str, npt.NDArray[Any]] = {
        key: np.random.default_rng(1).integers(0, 256, (rows, *shape), np.uint8)
    }
    session.run(inputs)
    taken = _taken(rounds, lambda: drain(session.run(inputs) for _ in range(RUNS)))
    return RUNS * rows * ANSWERED.get(name, 1) / taken


def _taken(rounds: int, work: Callable[[], object]) -> float:
    """Give the seconds that some work takes: the median."""
    seconds: list[float] = []
    for _ in range(rounds):
        before = perf_counter()
        work()
        seconds.append(perf_counter() - before)
    return median(seconds)
