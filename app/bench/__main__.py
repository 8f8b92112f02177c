"""Measure Rushes beside others on clips made here, or on your own film.

python -m app.bench --quick
python -m app.bench --film my.mp4 --only film
"""

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path

from app.bench.clips import BenchClip
from app.bench.losses import Loss, losses
from app.bench.measure import can_measure
from app.bench.report import as_json, as_markdown
from app.bench.rows import (
    Bench,
    Lengths,
    film,
    folder,
    gpu,
    memory,
    other_film,
    several,
    sound,
    started,
    starting,
)
from app.bench.stages import Stages, stages
from app.errors import RushesError
from app.pipeline import AnalysisOptions
from inference.runtime.runtime import Runtime, probe_providers
from resources.messages import msg

ON_FILM = {"film", "gpu", "stages", "losses"}
PARTS = (
    "film",
    "hevc",
    "4k",
    "vfr",
    "sound",
    "start",
    "memory",
    "folder",
    "files",
    "gpu",
    "stages",
    "losses",
)


def main() -> int:
    """Measure what was asked for, and write what came of it."""
    given = _options()
    if lack := can_measure():
        sys.stderr.write(f"Nothing is measured: {lack}.\n")
        return 1
    lengths = Lengths.quick() if given.quick else Lengths()
    asked = {name: getattr(given, name) for name in ("film_seconds", "sound_seconds", "rounds")}
    lengths = replace(
        lengths,
        **{name.removesuffix("_seconds"): value for name, value in asked.items() if value is not None},
    )
    parts: list[str] = given.only.split(",") if given.only else [*PARTS]
    with started(lengths, given.out / "clips", _tell) as bench:
        split, lost = _measure(bench, parts, given.film)
        given.out.mkdir(parents=True, exist_ok=True)
        result = as_json(bench, split, lost)
        (given.out / "bench.json").write_text(json.dumps(result, indent=1), encoding="utf-8")
        table = as_markdown(bench, split, lost)
        (given.out / "bench.md").write_text(table, encoding="utf-8")
    sys.stdout.write(table)
    return 0


def _measure(bench: Bench, parts: list[str], own: Path | None) -> tuple[dict[str, Stages], dict[str, Loss]]:
    lengths = bench.lengths
    made = own or Path()
    if own is None and ON_FILM & set(parts):
        clip = bench.clip(BenchClip("film", 10, 1920, 1080, repeats=max(1, round(lengths.film / 10))))
        if isinstance(clip, str):
            raise RushesError(
                msg("The film cannot be made: {path}.", path=str(clip)), msg("Give your own with --film.")
            )
        made = clip
    work = {
        "film": lambda: film(bench, made, made.stem),
        "hevc": lambda: other_film(bench, BenchClip("hevc", lengths.hevc, 1920, 1080, codec="hevc")),
        "4k": lambda: other_film(bench, BenchClip("4k", lengths.large, 3840, 2160)),
        "vfr": lambda: other_film(bench, BenchClip("vfr", lengths.varying, 1920, 1080, varies=True)),
        "sound": lambda: sound(bench),
        "start": lambda: starting(bench),
        "memory": lambda: memory(bench),
        "folder": lambda: folder(bench),
        "files": lambda: several(bench),
        "gpu": lambda: gpu(bench, made, *_devices()),
    }
    for part in parts:
        if part in work:
            work[part]()
    split = _split(made) if "stages" in parts else {}
    # What was cut where is known of our own film only.
    lost = losses(made, Runtime("cpu")) if "losses" in parts and own is None else {}
    return split, lost


def _split(path: Path) -> dict[str, Stages]:
    made: dict[str, Stages] = {}
    for name, options in (("whole", AnalysisOptions()), ("--fast", AnalysisOptions(fast=True))):
        _tell(f"stages: {name}")
        made[name] = stages(path, options)
    return made


def _devices() -> tuple[list[str], str]:
    """Give the devices that really work besides the CPU, or why there is none."""
    probed = probe_providers()
    working = [one.used for one in probed if one.used not in ("", "cpu")]
    return working, "; ".join(
        dict.fromkeys(str(one.reason) for one in probed if one.reason)
    ) or "no GPU works"


def _options() -> argparse.Namespace:
    made = argparse.ArgumentParser(
        prog="python -m app.bench",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("--quick", action="store_true", help="short clips and three rounds")
    made.add_argument("--film", type=Path, help="your own file in place of the film that is made")
    made.add_argument("--film-seconds", type=float)
    made.add_argument("--sound-seconds", type=float)
    made.add_argument("--rounds", type=int)
    made.add_argument("--only", default="", help=f"parts, by commas: {', '.join(PARTS)}")
    made.add_argument("--out", type=Path, default=Path("out/bench"), help="folder for clips and results")
    return made.parse_args()


def _tell(text: str) -> None:
    sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    try:
        sys.exit(main())
    except RushesError as error:
        sys.stderr.write(f"{error.message} {error.hint}\n")
        sys.exit(1)
