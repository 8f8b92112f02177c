"""What YAMNet hears in every scene of vocal bursts, computed once."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.train.augment import Sound
from app.train.burst_labels import CATEGORIES
from app.train.burst_scene import ROWS, SceneRow, in_order, layout, make, row_labels
from app.train.corpora import Clip, Corpus
from inference.analyzers.sounds import STRIDE, WINDOW
from inference.audio.features import audioset_log_mel
from inference.contract import models
from inference.runtime.runtime import CPU, Runtime

VERSION = 1
"""Raised whenever the same clip would give other features."""

CORPUS = "emogator"
MODEL = "yamnet"
CLASSES = 521
SPEAKERS = 357
"""All of the corpus."""


@dataclass(frozen=True, slots=True)
class BurstFeatures:
    """Scenes as the network sees them.

    logits: float32 [scenes, 7, 521], what YAMNet makes of the 0.975 s that begin every 0.48 s.
    labels: int8 [scenes, 7], the category heard there by its number in CATEGORIES, -1 for none.
    """

    clips: Sequence[Clip]
    rows: Sequence[SceneRow]
    logits: NDArray[np.float32]
    labels: NDArray[np.int8]


class Listener:
    """YAMNet, run exactly as the analyzer runs it."""

    def __init__(self) -> None:
        self._session = Runtime(CPU, threads=1).session(MODEL)

    def __call__(self, scene: Sound) -> NDArray[np.float32]:
        """Sound at 16 kHz [64000] -> logits [7, 521]."""
        windows = np.lib.stride_tricks.sliding_window_view(scene, WINDOW)[::STRIDE]
        return self._session.run({"log_mel": audioset_log_mel(windows)})[1]


def build(data: Path, cache: Path, *, speakers: int = SPEAKERS, seed: int = 0) -> BurstFeatures:
    """Read the features of the first so many speakers from the cache, computing those that are missing.

    A run that was stopped is gone on from, and fewer speakers are the first of more.
    """
    folder, corpus = cache / CORPUS, Corpus(data, CORPUS)
    with (data / f"{CORPUS}.tar").open("rb") as tar:
        sounds = hashlib.file_digest(tar, "sha256").hexdigest()
    model = models.find_model(MODEL).sha256
    identity = {"version": VERSION, "tar": sounds, "model": model, "seed": seed}
    stamp = folder / "identity.json"
    if not stamp.exists() or json.loads(stamp.read_text()) != identity:
        folder.mkdir(parents=True, exist_ok=True)
        for file in folder.glob("*.npz"):
            file.unlink()
        stamp.write_text(json.dumps(identity, indent=1))
    listener, names = Listener(), in_order(corpus.clips)[:speakers]
    rows = [layout(corpus.clips, name, seed) for name in names]
    parts = [
        _speaker(folder / f"{name}.npz", of_one, corpus, listener)
        for name, of_one in zip(names, rows, strict=True)
    ]
    logits, labels = (np.concatenate([part[name] for part in parts]) for name in ("logits", "labels"))
    return BurstFeatures(corpus.clips, [row for of_one in rows for row in of_one], logits, labels)


def _speaker(
    file: Path, rows: Sequence[SceneRow], corpus: Corpus, listener: Listener
) -> Mapping[str, NDArray[Any]]:
    if file.exists():
        return np.load(file)
    print(file.stem, flush=True)
    logits = np.empty((len(rows), ROWS, CLASSES), np.float32)
    labels = np.empty((len(rows), ROWS), np.int8)
    for place, row in enumerate(rows):
        scene, heard = make(row, corpus.clips, corpus.sound)
        logits[place] = listener(scene)
        names = np.array([CATEGORIES.index(corpus.clips[number].emotion) for number in row.clips])
        which = row_labels(heard)
        labels[place] = np.where(which >= 0, names[which], which)
    unfinished = file.with_suffix(".tmp")
    with unfinished.open("wb") as target:
        np.savez(target, logits=logits, labels=labels)
    unfinished.rename(file)
    return {"logits": logits, "labels": labels}
