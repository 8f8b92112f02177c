"""Holds shots as they are found by default to those that the network finds when it is asked everywhere.

    python -m app.recipes.check_shots FILE [FILE ...] [--single FILE ...] [--splices 2]

Prints, for each file, how many windows were asked of all there are, and what only one of both ways found.
Pieces of the single shots are joined to films whose transitions are known: cuts, dissolves, fades and wipes.
"""

import argparse
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from app.media.info import probe
from app.media.pictures import read_pictures
from inference.analyzers.shots import Shots
from inference.contract.track import Track
from inference.contract.types import Batch, FrameSpec, Segment, SourceInfo, Times
from inference.runtime.runtime import Runtime
from inference.vision.shot_changes import HEIGHT, WIDTH, Frames

PIECES, SHORTEST, LONGEST = 40, 70, 140
LENGTHS = (8, 12, 16, 20, 24, 30, 40)
KINDS = ("cut", "dissolve", "fade", "wipe")
OFTEN = (0.4, 0.3, 0.15, 0.15)
RATE = 25
NEAR = 2
"""Frames that a change may be off."""

Truth = Sequence[tuple[int, int, str]]
"""First frame of each transition, the one behind it, and its kind."""


def read(path: Path) -> tuple[Times, Frames]:
    """Give times and tiny pictures of a file."""
    spec = Shots.wants({})
    assert isinstance(spec, FrameSpec)
    batches = [one.batch for one in read_pictures(probe(path), [spec], stop=threading.Event(), warn=print)]
    return np.concatenate([one.times for one in batches]), np.concatenate([one.data for one in batches])


def found(times: Times, frames: Frames, runtime: Runtime, dense: str) -> tuple[list[Segment], int, int]:
    """Give the shots, the windows that the network was asked about, and how many there are."""
    analyzer = Shots(SourceInfo(float(times[-1])), runtime, {**Shots.params, "dense": dense})
    track = Track(Shots.makes[0])
    for chunk in (*analyzer.feed(Batch(times, frames), {}), *analyzer.finish({})):
        track.append(chunk)
    end = float(2 * times[-1] - times[-2])
    shots = [one for one in Shots.derive({"shots": track}, {}, end) if one.track == "shots"]
    return shots[1:], analyzer.asked, analyzer.blocks


def pieces(films: Sequence[Frames], random: np.random.Generator) -> list[Frames]:
    """Cut pieces out of films of one shot each; no two from one film follow each other."""
    made: list[Frames] = []
    last = -1
    for _ in range(PIECES):
        last = int(random.choice([number for number in range(len(films)) if number != last]))
        film = films[last]
        count = min(len(film), int(random.integers(SHORTEST, LONGEST)))
        start = int(random.integers(0, len(film) - count + 1))
        made.append(film[start : start + count])
    return made


def joined(one: Frames, two: Frames, kind: str, count: int) -> Frames:
    """Join two pieces by a transition of `count` frames."""
    if kind == "cut":
        return np.concatenate([one, two])
    old, new = one[-count:].astype(np.float32), two[:count].astype(np.float32)
    share = (np.arange(1, count + 1, dtype=np.float32) / (count + 1))[:, None, None, None]
    if kind == "dissolve":
        mixed = old * (1 - share) + new * share
    elif kind == "fade":
        mixed = old * np.clip(1 - 2 * share, 0, 1) + new * np.clip(2 * share - 1, 0, 1)
    else:
        mixed = np.where(np.linspace(0, 1, WIDTH)[:, None] < share, new, old)
    return np.concatenate([one[:-count], mixed.round().astype(np.uint8), two[count:]])


def splice(films: Sequence[Frames], seed: int) -> tuple[Frames, Truth]:
    """Join pieces to a film, and give where each transition is."""
    random = np.random.default_rng(seed)
    film, *others = pieces(films, random)
    truth: list[tuple[int, int, str]] = []
    for piece in others:
        kind = str(random.choice(KINDS, p=OFTEN))
        count = min(int(random.choice(LENGTHS)), len(piece) // 2) if kind != "cut" else 0
        truth.append((len(film) - count, len(film), kind))
        film = joined(film, piece, kind, count)
    return film, truth


def known(shots: Iterable[Segment], times: Times, truth: Truth) -> str:
    """Say how many transitions were found, which kinds were missed, and how many found ones are none."""
    rows = np.searchsorted(times, [one.start - 1e-6 for one in shots]).tolist()
    missed: list[str] = []
    for first, last, kind in truth:
        fits = [row for row in rows if first - NEAR <= row <= last + NEAR]
        missed += [] if fits else [kind]
        rows = [row for row in rows if row not in fits[:1]]
    which = ", ".join(f"{missed.count(kind)} {kind}" for kind in KINDS if kind in missed) or "none"
    return f"{len(truth) - len(missed)} of {len(truth)} found (missed: {which}), {len(rows)} false"


def compare(name: str, times: Times, frames: Frames, runtime: Runtime, truth: Truth = ()) -> tuple[int, int]:
    """Print what differs between both ways; give the windows asked and all there are."""
    usual, asked, blocks = found(times, frames, runtime, "never")
    dense, _, _ = found(times, frames, runtime, "always")
    one, other = ({(shot.start, shot.label) for shot in shots} for shots in (usual, dense))
    against = f"; {known(usual, times, truth)}; everywhere: {known(dense, times, truth)}" if truth else ""
    print(
        f"{name}: {asked} of {blocks} windows, {len(one & other)} changes the same, "
        f"only so {sorted(one - other)}, only everywhere {sorted(other - one)}{against}",
        flush=True,
    )
    return asked, blocks


def main() -> None:
    """Compare on every file and splice, and sum up."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", type=Path, nargs="*")
    parser.add_argument("--single", type=Path, nargs="*", default=[], help="files of one shot each")
    parser.add_argument("--splices", type=int, default=2, help="films that are made of them")
    given = parser.parse_args()
    runtime = Runtime("cpu")
    counts = [compare(path.name, *read(path), runtime) for path in given.files]
    films = [frames for _, frames in map(read, given.single)]
    assert all(film.shape[1:] == (HEIGHT, WIDTH, 3) for film in films)
    for seed in range(1, given.splices + 1 if films else 1):
        film, truth = splice(films, seed)
        counts.append(compare(f"splice {seed}", np.arange(len(film)) / RATE, film, runtime, truth))
    asked, blocks = (sum(column) for column in zip(*counts, strict=True))
    print(f"{asked} of {blocks} windows asked")


if __name__ == "__main__":
    main()
