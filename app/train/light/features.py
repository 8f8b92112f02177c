"""Log-mel pictures of scenes that the encoder hears too, computed once: float16, a folder for each corpus."""

import hashlib
import json
import zlib
from collections import defaultdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.train.cache import Features, describe
from app.train.corpora import Clip, Corpus
from app.train.scene import STEPS, Scene, plain_scene, spoilt_scene
from inference.audio.features import BANDS, log_mel
from inference.speech.speech_windows import LOUDEST

VERSION = 1
"""Raised whenever the same clip would give other pictures."""

FRAMES = 200
"""Frames of 20 ms in a window: means of two of `log_mel`'s."""

COPIES = {"ravdess": 4, "nemo": 2}
"""Scenes made of each clip, the first of those that the encoder hears: the clip itself, then spoilt ones."""

BATCH = 16


def pictures(windows: NDArray[np.float32]) -> NDArray[np.float16]:
    """Give sounds [n, 64000] at 16 kHz as pictures [n, 200, 80], brought to one level."""
    mel = log_mel(windows, LOUDEST)
    return mel.reshape(len(windows), BANDS, FRAMES, -1).mean(axis=3).transpose(0, 2, 1).astype(np.float16)


class Scenes:
    """The scenes of a corpus; each depends on nothing but the clip, the copy and the seed."""

    def __init__(self, corpus: Corpus, seed: int) -> None:
        self._corpus, self._seed = corpus, seed
        self.clips = corpus.clips
        self._by_speaker: defaultdict[str, list[Clip]] = defaultdict(list)
        for clip in corpus.clips:
            self._by_speaker[clip.speaker].append(clip)

    def __call__(self, number: int, copy: int) -> Scene:
        """Give a scene as `cache.scenes` does. `copy` 0 is the clip itself."""
        clip = self.clips[number]
        if copy == 0:
            return plain_scene(clip, self._corpus.sound(clip))
        rng = np.random.default_rng([self._seed, copy, zlib.crc32(clip.name.encode())])
        return spoilt_scene(clip, self._by_speaker[clip.speaker], self._corpus.sound, rng)


def build(data: Path, cache: Path, name: str, *, seed: int = 0) -> Features:
    """Read a corpus's pictures from the cache, computing what it lacks.

    The features' frames are pictures [clips * copies, 200, 80]; the rest is that of the encoder's features.
    """
    folder, copies, corpus = cache / f"{name}-mel", COPIES[name], Corpus(data, name)
    scenes = Scenes(corpus, seed)
    with (data / f"{name}.tar").open("rb") as tar:
        sounds = hashlib.file_digest(tar, "sha256").hexdigest()
    identity: dict[str, object] = {
        "pictures": VERSION,
        "tar": sounds,
        "copies": copies,
        "seed": seed,
    }
    stamp = folder / "identity.json"
    if not stamp.exists() or json.loads(stamp.read_text()) != identity:
        stamp.unlink(missing_ok=True)
        folder.mkdir(parents=True, exist_ok=True)
        shape = (len(scenes.clips) * copies, STEPS)
        np.lib.format.open_memmap(folder / "frames.npy", "w+", np.float16, (shape[0], FRAMES, BANDS))
        np.lib.format.open_memmap(folder / "labels.npy", "w+", np.int8, shape)[:] = UNKNOWN
        np.lib.format.open_memmap(folder / "points.npy", "w+", np.float16, (*shape, 2))
        stamp.write_text(json.dumps(identity, indent=1))
    _complete(scenes, folder, copies)
    arrays = [np.load(folder / f"{part}.npy", mmap_mode="r") for part in ("frames", "labels", "points")]
    return Features(scenes.clips, copies, identity, *arrays)


UNKNOWN = -2
"""Label of scenes that are not computed yet: what was interrupted goes on where it stopped."""


def _complete(scenes: Scenes, folder: Path, copies: int) -> None:
    frames, labels, points = (
        np.load(folder / f"{part}.npy", mmap_mode="r+") for part in ("frames", "labels", "points")
    )
    missing = np.flatnonzero(labels[:, 0] == UNKNOWN)
    missing = missing[np.argsort(missing % copies, kind="stable")]
    for first in range(0, len(missing), BATCH):
        rows = missing[first : first + BATCH]
        made = [scenes(row // copies, row % copies) for row in rows.tolist()]
        frames[rows] = pictures(np.stack([scene.sound for scene in made]))
        for row, scene in zip(rows, made, strict=True):
            said, points[row] = describe(scene)
            labels[row] = said
