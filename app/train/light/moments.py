"""Moments of pictures, and of changed ones, computed once: what the network without memory learns from."""

import json
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from app.train.cache import Features
from app.train.light.augment import Change, Changer
from app.train.light.network import Moments

VERSION = 1
"""Raised whenever the same picture would give other moments."""

CHANGE = Change(frames=0)
CHANGED = 3
"""Changed versions of each picture beside the unchanged one."""

BATCH = 64


def build(pictures: Features, cache: Path, *, seed: int = 0) -> Features:
    """Read a corpus's moments from the cache, computing them first if the cache has none that fit.

    Features whose frames are moments [clips * copies, 9, 480]; the first copies are those of the pictures,
    the others those of changed ones.
    """
    folder = cache / f"{pictures.clips[0].corpus}-moments"
    identity: dict[str, object] = {
        **pictures.identity,
        "moments": VERSION,
        "changed": CHANGED,
        "change": repr(CHANGE),
        "seed": seed,
    }
    stamp = folder / "identity.json"
    if not stamp.exists() or json.loads(stamp.read_text()) != identity:
        folder.mkdir(parents=True, exist_ok=True)
        np.save(folder / "frames.npy", moments(pictures.frames, pictures.copies, seed))
        stamp.write_text(json.dumps(identity, indent=1))
    frames = np.load(folder / "frames.npy", mmap_mode="r")
    copies = pictures.copies * (1 + CHANGED)
    rows = np.arange(len(pictures.frames)).reshape(-1, pictures.copies)
    rows = np.tile(rows, 1 + CHANGED).reshape(-1)
    return Features(pictures.clips, copies, identity, frames, pictures.labels[rows], pictures.points[rows])


def moments(pictures: NDArray[np.float16], copies: int, seed: int) -> NDArray[np.float16]:
    """Give moments of pictures and of changed ones, [clips * copies * (1 + CHANGED), 9, 480]."""
    take, change = Moments(), Changer(CHANGE, np.random.default_rng(seed))
    made: list[NDArray[np.float16]] = []
    with torch.inference_mode():
        for version in range(1 + CHANGED):
            parts = [
                torch.from_numpy(pictures[n : n + BATCH].astype(np.float32)) for n in range(0, len(pictures), BATCH)
            ]
            found = [take(change(part) if version else part).half().numpy() for part in parts]
            made.append(np.concatenate(found).reshape(-1, copies, *found[0].shape[1:]))
    return np.concatenate(made, axis=1).reshape(-1, *made[0].shape[2:])
