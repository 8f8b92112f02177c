"""Train the sentiment network and write the folder that the program ships.

    python -m app.train.sentiment --data DIR --cache DIR --out resources/models/sentiment

DIR of data holds ravdess.tar and nemo.tar. The first run computes the encoder's features into the cache
(some 5 GB). The temperature that calibrates the probabilities is found on speakers held out; the shipped
networks then learn from all speakers.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch

from app.train.cache import Features, build
from app.train.corpora import CORPORA
from app.train.encoder import WIDTH
from app.train.export import to_onnx, write_manifest
from app.train.figures import figures, temperature
from app.train.fit import POOLED, TrainingPlan
from app.train.network import FRAMES, Ensemble, parameters
from app.train.own_neutral import Voices, fit_scale
from app.train.protocols import CLEAN, HeldOutClips, Member, fold_network, held_out

MEMBERS: dict[str, Member] = {
    "recurrent": (TrainingPlan(), 0),
    "second": (TrainingPlan(), 1),
    "pooled": (POOLED, 2),
}
"""What is averaged; a network is the same alone and among others."""

VERSION = "3"


@dataclass(frozen=True, slots=True)
class TrainingSettings:
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

    def corpora(self) -> dict[str, Features]:
        """Every corpus's features, from the cache or computed now."""
        return {
            name: build(self.data, self.cache, name, seed=self.seed, processes=self.processes)
            for name in CORPORA
        }


def training_settings(
    parser: argparse.ArgumentParser, arguments: Sequence[str] | None = None
) -> argparse.Namespace:
    """Parse what the training and the evaluation have in common into `.setting`."""
    parser.add_argument("--data", type=Path, required=True, help="folder with ravdess.tar and nemo.tar")
    parser.add_argument("--cache", type=Path, required=True, help="folder for the encoder's features")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--processes", type=int, default=1, help="for computing the features")
    parser.add_argument(
        "--members", nargs="+", choices=MEMBERS, default=list(MEMBERS), help="networks that are averaged"
    )
    found = parser.parse_args(arguments)
    found.setting = TrainingSettings(found.data, found.cache, found.seed, found.processes, found.members)
    torch.set_num_threads(1)
    return found


def ship(
    chosen: TrainingSettings,
    corpora: dict[str, Features],
    folds: dict[tuple[str, int], HeldOutClips],
    out: Path,
) -> None:
    """Train on all speakers and write model.onnx and manifest.toml."""
    members = [fold_network(corpora, plan, seed, None, chosen.cache) for plan, seed in chosen.members]
    warmth = temperature(folds)
    scale = fit_scale([Voices.of(folds[name, CLEAN], warmth) for name in corpora])
    offset = torch.stack([member.offset for member in members]).mean(0).tolist()
    out.mkdir(parents=True, exist_ok=True)
    to_onnx(Ensemble(members, warmth), out / "model.onnx", (FRAMES, WIDTH), "layers", "scores")
    recall = {name: 100 * float(str(figures(folds[name, CLEAN], warmth)["uar7"])) for name in corpora}
    size = sum(map(parameters, members)) / 1e6
    write_manifest(
        out,
        {
            "name": "sentiment",
            "title": "Sentiment of voices",
            "version": VERSION,
            "file": "model.onnx",
            "license": "CC-BY-NC-SA-4.0",
            "license_file": "LICENSE",
            "commercial": False,
            "source": "trained by app.train.sentiment",
            "trained_on": "RAVDESS (Livingstone and Russo 2018), actors 01 to 20; nEMO (Christop 2024)",
            "accuracy": "unweighted average recall with speakers held out: "
            f"{recall['ravdess']:.1f} % of seven categories (RAVDESS), {recall['nemo']:.1f} % of six (nEMO)",
            "protocol": "five folds over the speakers of both corpora; see card.md",
            "architecture": f"the mean of {len(members)} networks ({', '.join(chosen.kinds)}; {size:.2f} M "
            "parameters) on all layers of Whisper tiny's encoder at 12.5 Hz; calibrated",
            "analyzers": ["sentiment"],
            "relation_scale": scale,
            "relation_offset": [round(value, 4) for value in offset],
        },
    )
    print(f"temperature {warmth:.2f}; scale {scale:.2f}; recall {recall}")


def main() -> None:
    parser = argparse.ArgumentParser(description="Train the sentiment network.")
    parser.add_argument("--out", type=Path, required=True, help="folder to write the model into")
    arguments = training_settings(parser)
    chosen: TrainingSettings = arguments.setting
    corpora = chosen.corpora()
    folds = held_out(corpora, chosen.members, chosen.cache)
    ship(chosen, corpora, folds, arguments.out)


if __name__ == "__main__":
    main()
