"""Moments of pictures, computed once: what the member without memory learns from."""

import json
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from app.train.cache import Features
from app.train.light.network import Moments

VERSION = 3
"""Raised whenever the same picture would give other moments."""

BATCH = 32


def build(pictures: Features, cache: Path) -> Features:
    """Read a corpus's moments from the cache, computing them first if the cache has none that fit.

    Features whose frames are moments [clips * copies, 9, 2301]; the rest is that of the pictures.
    """
    folder = cache / f"{pictures.clips[0].corpus}-moments"
    identity: dict[str, object] = {**pictures.identity, "moments": VERSION}
    stamp = folder / "identity.json"
    if not stamp.exists() or json.loads(stamp.read_text()) != identity:
        stamp.unlink(missing_ok=True)
        folder.mkdir(parents=True, exist_ok=True)
        np.save(folder / "frames.npy", moments(pictures.frames))
        stamp.write_text(json.dumps(identity, indent=1))
    frames = np.load(folder / "frames.npy", mmap_mode="r")
    return Features(pictures.clips, pictures.copies, identity, frames, pictures.labels, pictures.points)


def moments(pictures: NDArray[np.float16]) -> NDArray[np.float16]:
    """Give the moments of pictures, [n, 9, 2301]."""
    take = Moments()
    with torch.inference_mode():
        parts = (
            torch.from_numpy(pictures[first : first + BATCH].astype(np.float32))
            for first in range(0, len(pictures), BATCH)
        )
        return np.concatenate([take(part).half().numpy() for part in parts])
