"""Train the bursts network and write the folder that the program ships.

    python -m app.train.bursts --data DIR --cache DIR --out resources/models/bursts

DIR of data holds emogator.tar. The first run computes what YAMNet hears into the cache. A tenth of the
speakers is kept from the network to calibrate it, a fifth to be asked for the figures: the shipped file is
the one that was asked.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from app.train.burst_cache import CLASSES, SPEAKERS, BurstFeatures, build
from app.train.burst_figures import averaged, examples, figures, hear, temperature
from app.train.burst_fit import BurstPlan, train
from app.train.burst_labels import GROUPS
from app.train.burst_network import BurstEnsemble
from app.train.burst_scene import ASKED, CHECKED, LEARNED
from app.train.export import to_onnx, write_manifest
from app.train.network import parameters
from inference.analyzers.bursts import CONTEXT, Bursts

MEMBERS = 3
"""Networks that are averaged; each has a seed of its own."""

VERSION = "1"
SURE = Bursts.thresholds["confidence"]


def chosen(features: BurstFeatures, split: str, *, spoilt: bool | None = None) -> NDArray[np.bool_]:
    """Say which scenes belong to the speakers of a split: the clean ones, the spoilt ones, or both (None)."""
    return np.array([row.split == split and spoilt in (None, row.spoilt) for row in features.rows])


def trained(features: BurstFeatures, seed: int) -> tuple[Sequence[nn.Module], float]:
    """Train the networks and find the temperature that calibrates them; the same seed gives the same."""
    torch.set_num_threads(1)
    learned, _ = examples(features, chosen(features, LEARNED))
    members = [train(learned, len(GROUPS), BurstPlan(), seed + number) for number in range(MEMBERS)]
    return members, temperature(hear(averaged(members), features, chosen(features, CHECKED)))


def ship(features: BurstFeatures, seed: int, out: Path) -> None:
    """Train, and write model.onnx and manifest.toml."""
    members, warmth = trained(features, seed)
    out.mkdir(parents=True, exist_ok=True)
    to_onnx(
        BurstEnsemble(members, warmth),
        out / "model.onnx",
        (2 * CONTEXT + 1, CLASSES),
        "logits",
        "shares",
    )
    asked = figures(
        hear(averaged(members), features, chosen(features, ASKED, spoilt=False)).clips(), warmth, SURE
    )
    size = sum(map(parameters, members)) / 1e6
    people = {split: _speakers(features, split) for split in (LEARNED, CHECKED, ASKED)}
    write_manifest(
        out,
        {
            "name": "bursts",
            "title": "Vocal bursts",
            "version": VERSION,
            "file": "model.onnx",
            "license": "Apache-2.0",
            "license_file": "LICENSE",
            "commercial": True,
            "source": "trained by app.train.bursts",
            "trained_on": f"EmoGator (Buhl 2023), {people[LEARNED]} speakers",
            "accuracy": f"unweighted average recall of {len(GROUPS)} categories with {people[ASKED]} "
            f"speakers held out: {100 * asked['uar']:.1f} %",
            "protocol": f"split by speaker; calibrated on {people[CHECKED]} others; see card.md",
            "architecture": f"the mean of {MEMBERS} recurrent networks ({size:.2f} M parameters) on YAMNet's "
            "logits of five windows; calibrated",
            "analyzers": ["bursts"],
        },
    )
    print(f"temperature {warmth:.2f}; clips {asked}")


def _speakers(features: BurstFeatures, split: str) -> int:
    return len({features.clips[row.clips[0]].speaker for row in features.rows if row.split == split})


def setting(parser: argparse.ArgumentParser) -> argparse.Namespace:
    """Parse what the training and the evaluation have in common."""
    parser.add_argument("--data", type=Path, required=True, help="folder with emogator.tar")
    parser.add_argument("--cache", type=Path, required=True, help="folder for what YAMNet hears")
    parser.add_argument("--speakers", type=int, default=SPEAKERS, help="how many speakers take part")
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


def main() -> None:
    parser = argparse.ArgumentParser(description="Train the bursts network.")
    parser.add_argument("--out", type=Path, required=True, help="folder to write the model into")
    asked = setting(parser)
    features = build(asked.data, asked.cache, speakers=asked.speakers, seed=asked.seed)
    ship(features, asked.seed, asked.out)


if __name__ == "__main__":
    main()
