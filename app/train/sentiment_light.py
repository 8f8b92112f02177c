"""Train the light sentiment network and write the folder that the program ships.

    python -m app.train.sentiment_light --data DIR --cache DIR --out resources/models/sentiment-light

DIR of data holds ravdess.tar and nemo.tar. The first run computes log-mel pictures and, where a member learns
from hints, the encoder's features into the cache (some 0.5 and 5 GB). The temperature that calibrates the
probabilities is found on speakers held out; the shipped networks then learn from all speakers.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch

from app.train import cache
from app.train.cache import Features
from app.train.corpora import CORPORA
from app.train.export import write_manifest
from app.train.figures import figures, temperature
from app.train.light import features, moments
from app.train.light.export import to_onnx
from app.train.light.fit import LightPlan
from app.train.light.network import LightEnsemble, LightShape, shipped_parameters
from app.train.light.protocols import Material, Member, held_out
from app.train.protocols import CLEAN, Heard

RECURRENT = LightPlan(shape=LightShape(hint=240), hints=1.0)
FUNCTIONALS = LightPlan("functionals")
MEMBERS: dict[str, Member] = {"recurrent": (RECURRENT, 0), "functionals": (FUNCTIONALS, 1)}
"""What is averaged; a network is the same alone and among others."""

VERSION = "1"


@dataclass(frozen=True, slots=True)
class Setting:
    """Where things lie and what chance starts from."""

    data: Path
    cache: Path
    seed: int
    processes: int
    kinds: Sequence[str]

    @property
    def members(self) -> Sequence[Member]:
        """The networks that are averaged: how each is trained, and its seed."""
        return [(plan, self.seed + seed) for plan, seed in (MEMBERS[kind] for kind in self.kinds)]

    def material(self) -> Material:
        """Pictures and, where a member asks for them, the encoder's features: from the cache or made now."""
        pictures = {name: features.build(self.data, self.cache, name, seed=self.seed) for name in CORPORA}
        if any(plan.kind == "functionals" for plan, _ in self.members):
            taken = {name: moments.build(part, self.cache) for name, part in pictures.items()}
        else:
            taken = dict[str, Features]()
        heard = (
            {
                name: cache.build(self.data, self.cache, name, seed=self.seed, processes=self.processes)
                for name in CORPORA
            }
            if any(plan.hints for plan, _ in self.members)
            else {}
        )
        return Material(pictures, taken, heard)


def setting(parser: argparse.ArgumentParser, arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Parse what the training and the evaluation have in common into `.setting`."""
    parser.add_argument("--data", type=Path, required=True, help="folder with ravdess.tar and nemo.tar")
    parser.add_argument("--cache", type=Path, required=True, help="folder for pictures and features")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--processes", type=int, default=1, help="for computing the encoder's features")
    parser.add_argument(
        "--members", nargs="+", choices=MEMBERS, default=["functionals"], help="networks that are averaged"
    )
    found = parser.parse_args(arguments)
    found.setting = Setting(found.data, found.cache, found.seed, found.processes, found.members)
    torch.set_num_threads(1)
    return found


def ship(chosen: Setting, material: Material, folds: dict[tuple[str, int], Heard], out: Path) -> None:
    """Train on all speakers and write model.onnx and manifest.toml."""
    members = [material.learn(material.everyone(), plan, seed) for plan, seed in chosen.members]
    warmth = temperature(folds)
    out.mkdir(parents=True, exist_ok=True)
    to_onnx(LightEnsemble(members, warmth), out / "model.onnx")
    found = {name: figures(folds[name, CLEAN], warmth) for name in CORPORA}
    recall = {name: 100 * float(str(found[name]["uar7"])) for name in CORPORA}
    eight = 100 * float(str(found["ravdess"]["uar8"]))
    size = sum(map(shipped_parameters, members)) / 1e6
    write_manifest(
        out,
        {
            "name": "sentiment-light",
            "title": "Sentiment of voices, light",
            "version": VERSION,
            "file": "model.onnx",
            "licence": "CC-BY-NC-SA-4.0",
            "licence_file": "LICENSE",
            "commercial": False,
            "source": "trained by app.train.sentiment_light",
            "trained_on": "RAVDESS (Livingstone and Russo 2018), actors 01 to 20; nEMO (Christop 2024)",
            "accuracy": "unweighted average recall with speakers held out: "
            f"{recall['ravdess']:.1f} % of seven categories, {eight:.1f} % of eight (RAVDESS), "
            f"{recall['nemo']:.1f} % of six (nEMO)",
            "protocol": "five folds over the speakers of both corpora; see card.md",
            "architecture": f"{' and '.join(chosen.kinds)}, averaged if several ({size:.2f} M numbers), on "
            "log-mel pictures; calibrated",
            "analysers": ["sentiment_light"],
        },
    )
    print(f"temperature {warmth:.2f}; recall {recall}")


def main() -> None:
    parser = argparse.ArgumentParser(description="Train the light sentiment network.")
    parser.add_argument("--out", type=Path, required=True, help="folder to write the model into")
    arguments = setting(parser)
    chosen: Setting = arguments.setting
    material = chosen.material()
    folds = held_out(material, chosen.members, chosen.cache)
    ship(chosen, material, folds, arguments.out)


if __name__ == "__main__":
    main()
