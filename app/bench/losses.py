"""What a first look loses: cuts found, missed and made up against the truth, how late, and rougher scores."""

import json
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import numpy as np

from app.batch import analyze_one
from app.bench.clips import truth_of
from app.document import Document
from app.errors import RushesError
from app.pipeline import AnalysisOptions
from app.store import open_store
from inference.contract.analyzer import Engine
from resources.messages import msg

NEAR = 0.25
"""Seconds within which a cut counts as found."""


@dataclass(frozen=True, slots=True)
class Loss:
    """Cuts found of those there are, made up, seconds late (median, most).

    tags, most: mean and largest difference of the tags' probabilities where both looked.
    """

    cuts: int
    found: int
    extra: int
    late: float
    latest: float
    tags: float
    most: float


def losses(path: Path, engine: Engine) -> dict[str, Loss]:
    """Compare a whole analysis and a first look with the cuts that a clip is known to have."""
    truth = json.loads(truth_of(path).read_text(encoding="utf-8"))["cuts"]
    whole, fast = (_analyzed(path, engine, fast=fast) for fast in (False, True))
    changed = tag_change(whole, fast)
    return {
        "whole": Loss(*_cuts(whole, truth), 0.0, 0.0),
        "fast": Loss(*_cuts(fast, truth), *changed),
    }


def matched(found: Sequence[float], truth: Sequence[float]) -> list[float]:
    """Give how late each true cut was found that was found; each found one serves once."""
    left = list(found)
    late: list[float] = []
    for time in truth:
        nearest = min(left, key=lambda one: abs(one - time), default=None)
        if nearest is not None and abs(nearest - time) <= NEAR:
            left.remove(nearest)
            late.append(nearest - time)
    return late


def tag_change(whole: Document, fast: Document) -> tuple[float, float]:
    """Mean and largest difference of tags where both looked at (nearly) the same moment."""
    one, other = whole.tracks["tags"], fast.tracks["tags"]
    rows = [int(np.abs(one.times - time).argmin()) for time in other.times]
    same = np.abs(one.times[rows] - other.times) < NEAR / 2
    apart = np.abs(one.values[rows][same] - other.values[same])
    return (float(apart.mean()), float(apart.max())) if apart.size else (0.0, 0.0)


def _cuts(document: Document, truth: Sequence[float]) -> tuple[int, int, int, float, float]:
    found = [one.start for one in document.segments() if one.track == "shots" and one.label != "start"]
    late = matched(found, truth)
    middle, most = (median(late), max(late, key=abs)) if late else (0.0, 0.0)
    return len(truth), len(late), len(found) - len(late), middle, most


def _analyzed(path: Path, engine: Engine, *, fast: bool) -> Document:
    options = AnalysisOptions(only=("shots", "tags"), fast=fast)
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder) / "bench.sqlite") as store:
        result = analyze_one(path, store, engine, options, threading.Event())
    if result.document is None or result.error is not None:
        raise result.error or RushesError(msg("{name} could not be analyzed.", name=path.name))
    return result.document
