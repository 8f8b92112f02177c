"""Train the bursts network and write the folder that the program ships.

    python -m app.train.bursts --data DIR --cache DIR --out resources/models/bursts

DIR of data holds emogator.tar. The first run computes what YAMNet hears into the cache. A tenth of the
speakers is kept from the network to calibrate it, a fifth to be asked for the figures: the shipped file is
the one that was asked.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn

from app.train.burst_cache import CLASSES, SPEAKERS, BurstFeatures, build
from app.train.burst_export import to_onnx
from app.train.burst_figures import Heard, examples, figures, hear, temperature
from app.train.burst_fit import BurstPlan, train
from app.train.burst_labels import GROUPS
from app.train.burst_network import BurstEnsemble
from app.train.burst_scene import ASKED, CHECKED, LEARNED
from app.train.export import write_manifest
from app.train.network import parameters
from inference.analysers.bursts import Bursts

MEMBERS = 3
"""Networks that are averaged; each has a seed of its own."""

VERSION = "1"
SURE = Bursts.thresholds["confidence"]


@dataclass(frozen=True, slots=True)
class Trained:
    """The networks, what calibrates them, and what they were made of."""

    members: Sequence[nn.Module]
    temperature: float
    features: BurstFeatures

    def hear(self, split: str, *, spoilt: bool) -> Heard:
        """Ask about the speakers of a split."""
        rows = self.features.rows
        chosen = np.array([row.split == split and row.spoilt == spoilt for row in rows])
        return hear(self.members, self.features, chosen)


def trained(data: Path, cache: Path, speakers: int, seed: int) -> Trained:
    """Train the networks and find the temperature; the same seed gives the same."""
    torch.set_num_threads(1)
    features = build(data, cache, speakers=speakers, seed=seed)
    learned, _ = examples(features, np.array([row.split == LEARNED for row in features.rows]))
    members = [train(learned, len(GROUPS), BurstPlan(), seed + number) for number in range(MEMBERS)]
    checked = hear(members, features, np.array([row.split == CHECKED for row in features.rows]))
    return Trained(members, temperature(checked), features)


def ship(found: Trained, out: Path) -> None:
    """Write model.onnx and manifest.toml."""
    out.mkdir(parents=True, exist_ok=True)
    to_onnx(
        BurstEnsemble(found.members, found.temperature),
        out / "model.onnx",
        CLASSES,
    )
    asked = figures(found.hear(ASKED, spoilt=False).clips(), found.temperature, SURE)
    size = sum(map(parameters, found.members)) / 1e6
    people = {split: _speakers(found.features, split) for split in (LEARNED, CHECKED, ASKED)}
    write_manifest(
        out,
        {
            "name": "bursts",
            "title": "Vocal bursts",
            "version": VERSION,
            "file": "model.onnx",
            "licence": "Apache-2.0",
            "licence_file": "LICENSE",
            "commercial": True,
            "source": "trained by app.train.bursts",
            "trained_on": f"EmoGator (Buhl 2023), {people[LEARNED]} speakers",
            "accuracy": f"unweighted average recall of {len(GROUPS)} categories with {people[ASKED]} "
            f"speakers held out: {100 * asked['uar']:.1f} %",
            "protocol": f"split by speaker; calibrated on {people[CHECKED]} others; see card.md",
            "architecture": f"the mean of {MEMBERS} recurrent networks ({size:.2f} M parameters) on YAMNet's "
            "logits of five windows; calibrated",
            "analysers": ["bursts"],
        },
    )
    print(f"temperature {found.temperature:.2f}; clips {asked}")


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
    chosen = setting(parser)
    ship(trained(chosen.data, chosen.cache, chosen.speakers, chosen.seed), chosen.out)


if __name__ == "__main__":
    main()
