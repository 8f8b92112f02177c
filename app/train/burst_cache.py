"""What the frozen encoder hears in every scene of vocal bursts, computed once."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.train.burst_labels import CATEGORIES
from app.train.burst_scene import SILENT, Row, layout, make
from app.train.corpora import Clip, Corpus
from app.train.encoder import WIDTH, Encoder, digest
from app.train.scene import STEPS

VERSION = 1
"""Raised whenever the same clip would give other features."""

CORPUS = "emogator"
SPEAKERS = 357
"""All of the corpus."""

BATCH = 8
PART = 256
"""Scenes in a file of the cache."""


@dataclass(frozen=True, slots=True)
class BurstFeatures:
    """Scenes as the network sees them.

    frames: float16 [rows, 50, width]. labels: int8 [rows, 50], the category heard in each 80 ms of
    CATEGORIES, -1 where nothing is heard.
    """

    clips: tuple[Clip, ...]
    rows: list[Row]
    frames: NDArray[np.float16]
    labels: NDArray[np.int8]


def build(data: Path, cache: Path, *, speakers: int = SPEAKERS, seed: int = 0) -> BurstFeatures:
    """Read the features from the cache, computing those that are missing.

    What is there for fewer speakers, or was left by a run that was stopped, is kept and gone on from.
    """
    folder, corpus = cache / CORPUS, Corpus(data, CORPUS)
    rows = layout(corpus.clips, speakers, seed)
    with (data / f"{CORPUS}.tar").open("rb") as tar:
        sounds = hashlib.file_digest(tar, "sha256").hexdigest()
    identity = {"version": VERSION, "tar": sounds, "encoder": digest(), "seed": seed}
    stamp = folder / "identity.json"
    if not stamp.exists() or json.loads(stamp.read_text()) != identity:
        folder.mkdir(parents=True, exist_ok=True)
        for part in folder.glob("part-*.npz"):
            part.unlink()
        stamp.write_text(json.dumps(identity, indent=1))
    encoder = Encoder()
    frames = np.empty((len(rows), STEPS, WIDTH), np.float16)
    labels = np.empty((len(rows), STEPS), np.int8)
    for first in range(0, len(rows), PART):
        here = slice(first, min(first + PART, len(rows)))
        part = _part(folder, rows[here], first, corpus, encoder)
        frames[here], labels[here] = part["frames"], part["labels"]
    return BurstFeatures(corpus.clips, rows, frames, labels)


def _part(
    folder: Path, rows: list[Row], first: int, corpus: Corpus, encoder: Encoder
) -> Mapping[str, NDArray[Any]]:
    file = folder / f"part-{first:06}-{len(rows)}.npz"
    if file.exists():
        return np.load(file)
    print(f"scenes {first} to {first + len(rows)}", flush=True)
    frames, labels = list[NDArray[np.float16]](), list[NDArray[np.int8]]()
    for start in range(0, len(rows), BATCH):
        scenes = [make(row, corpus.clips, corpus.sound) for row in rows[start : start + BATCH]]
        frames.append(encoder(np.stack([sound for sound, _ in scenes])).astype(np.float16))
        labels += [
            categories(row, heard, corpus.clips)
            for row, (_, heard) in zip(rows[start : start + BATCH], scenes, strict=True)
        ]
    made = {"frames": np.concatenate(frames), "labels": np.stack(labels)}
    unfinished = file.with_suffix(".tmp.npz")
    np.savez(unfinished, **made)
    unfinished.rename(file)
    return made


def categories(row: Row, heard: NDArray[np.int8], clips: tuple[Clip, ...]) -> NDArray[np.int8]:
    """Turn which clip is heard, [50], into which category is."""
    names = np.array([CATEGORIES.index(clips[number].emotion) for number in row.clips], np.int8)
    return np.where(heard >= 0, names[heard], SILENT).astype(np.int8)
