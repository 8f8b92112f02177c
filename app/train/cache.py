"""What the frozen encoder hears in every clip, computed once: float16 arrays, a folder for each corpus."""

import hashlib
import json
import multiprocessing
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.train.augment import Sound
from app.train.corpora import Clip, Corpus
from app.train.encoder import WIDTH, Encoder, digest
from app.train.labels import target
from app.train.scene import SILENT, STEPS, Scene, plain_scene, spoilt_scene

VERSION = 1
"""Raised whenever the same clip would give other features."""

COPIES = {"ravdess": 7, "nemo": 4}
"""Scenes made of each clip: the first is the clip itself, the others are spoilt."""

BATCH = 8


@dataclass(frozen=True, slots=True)
class Features:
    """A corpus as the network sees it.

    frames: float16 [clips * copies, 50, width], the copies of a clip side by side.
    labels: int8 [clips * copies, 50], the class heard in each 80 ms, -1 where nobody speaks.
    points: float16 [clips * copies, 50, 2], valence and arousal there.
    """

    clips: tuple[Clip, ...]
    copies: int
    identity: Mapping[str, object]
    frames: NDArray[np.float16]
    labels: NDArray[np.int8]
    points: NDArray[np.float16]


def scenes(corpus: Corpus, numbers: range, copies: int, seed: int) -> Iterator[Scene]:
    """Give the scenes of some clips; each depends on nothing but the clip, the copy and the seed."""
    by_speaker: defaultdict[str, list[Clip]] = defaultdict(list)
    for clip in corpus.clips:
        by_speaker[clip.speaker].append(clip)
    for number in numbers:
        clip = corpus.clips[number]
        yield plain_scene(clip, corpus.sound(clip))
        for copy in range(1, copies):
            rng = np.random.default_rng([seed, copy, zlib.crc32(clip.name.encode())])
            yield spoilt_scene(clip, by_speaker[clip.speaker], corpus.sound, rng)


def describe(scene: Scene) -> tuple[NDArray[np.int8], NDArray[np.float16]]:
    """Give class and circumplex point of each 80 ms of a scene."""
    labels = np.full(STEPS, SILENT, np.int8)
    points = np.zeros((STEPS, 2), np.float16)
    for number, clip in enumerate(scene.clips):
        wanted = target(clip.emotion, clip.intensity)
        labels[scene.heard == number] = wanted.label
        points[scene.heard == number] = (wanted.valence, wanted.arousal)
    return labels, points


@dataclass(frozen=True, slots=True)
class _CacheJob:
    data: Path
    folder: Path
    corpus: str
    copies: int
    seed: int
    numbers: range


def _compute(job: _CacheJob) -> None:
    corpus, encoder = Corpus(job.data, job.corpus), Encoder()
    frames = np.load(job.folder / "frames.npy", mmap_mode="r+")
    labels = np.load(job.folder / "labels.npy", mmap_mode="r+")
    points = np.load(job.folder / "points.npy", mmap_mode="r+")
    row, waiting = job.numbers.start * job.copies, list[Sound]()
    for scene in scenes(corpus, job.numbers, job.copies, job.seed):
        labels[row + len(waiting)], points[row + len(waiting)] = describe(scene)
        waiting.append(scene.sound)
        if len(waiting) == BATCH:
            frames[row : row + BATCH] = encoder(np.stack(waiting))
            row, waiting = row + BATCH, []
    if waiting:
        frames[row : row + len(waiting)] = encoder(np.stack(waiting))


def _identity(data: Path, corpus: str, copies: int, seed: int) -> dict[str, object]:
    with (data / f"{corpus}.tar").open("rb") as tar:
        sounds = hashlib.file_digest(tar, "sha256").hexdigest()
    return {"version": VERSION, "tar": sounds, "encoder": digest(), "copies": copies, "seed": seed}


def build(data: Path, cache: Path, corpus: str, *, seed: int = 0, processes: int = 1) -> Features:
    """Read a corpus's features from the cache, computing them first if the cache has none that fit."""
    folder, copies = cache / corpus, COPIES[corpus]
    identity = _identity(data, corpus, copies, seed)
    stamp = folder / "identity.json"
    clips = Corpus(data, corpus).clips
    if not stamp.exists() or json.loads(stamp.read_text()) != identity:
        stamp.unlink(missing_ok=True)
        folder.mkdir(parents=True, exist_ok=True)
        rows = len(clips) * copies
        shape = (rows, STEPS, WIDTH)
        np.lib.format.open_memmap(folder / "frames.npy", "w+", np.float16, shape)
        np.lib.format.open_memmap(folder / "labels.npy", "w+", np.int8, shape[:2])
        np.lib.format.open_memmap(folder / "points.npy", "w+", np.float16, (*shape[:2], 2))
        edges = np.linspace(0, len(clips), processes + 1).astype(int)
        jobs = [
            _CacheJob(data, folder, corpus, copies, seed, range(start, end))
            for start, end in pairwise(edges.tolist())
        ]
        with multiprocessing.get_context("spawn").Pool(processes) as pool:
            pool.map(_compute, jobs, chunksize=1)
        (folder / "clips.json").write_text(json.dumps([asdict(clip) for clip in clips], indent=1))
        stamp.write_text(json.dumps(identity, indent=1))
    arrays = [np.load(folder / f"{name}.npy", mmap_mode="r") for name in ("frames", "labels", "points")]
    return Features(clips, copies, identity, *arrays)
