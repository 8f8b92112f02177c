"""Train the light sentiment network and write the folder that the program ships.

    python -m app.train.sentiment_light --data DIR --cache DIR --out resources/models/sentiment-light

DIR of data holds ravdess.tar and nemo.tar. The first run computes log-mel pictures and their moments into the
cache (some 1.5 GB). The temperature that calibrates the probabilities is found on speakers held out; the
shipped network then learns from all speakers.
"""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch

from app.train.cache import Features
from app.train.corpora import CORPORA
from app.train.export import to_onnx, write_manifest
from app.train.figures import figures, temperature
from app.train.light import features, moments
from app.train.light.network import LightNetwork
from app.train.light.protocols import everyone, held_out, learn
from app.train.network import parameters
from app.train.protocols import CLEAN, HeldOutClips
from inference.audio.features import BANDS

MEL_FRAMES = 400
VERSION = "1"


@dataclass(frozen=True, slots=True)
class LightTrainingSettings:
    """Where things lie and what chance starts from."""

    data: Path
    cache: Path
    seed: int

    def moments(self) -> dict[str, Features]:
        """Moments of every corpus's pictures, from the cache or made now."""
        pictures = {name: features.build(self.data, self.cache, name) for name in CORPORA}
        return {name: moments.build(part, self.cache) for name, part in pictures.items()}


def light_training_settings(
    parser: argparse.ArgumentParser, arguments: Sequence[str] | None = None
) -> argparse.Namespace:
    """Parse what the training and the evaluation have in common into `.setting`."""
    parser.add_argument("--data", type=Path, required=True, help="folder with ravdess.tar and nemo.tar")
    parser.add_argument("--cache", type=Path, required=True, help="folder for pictures and their moments")
    parser.add_argument("--seed", type=int, default=1, help="of the half seconds that are drawn")
    found = parser.parse_args(arguments)
    found.setting = LightTrainingSettings(found.data, found.cache, found.seed)
    torch.set_num_threads(1)
    return found


def ship(
    taken: Mapping[str, Features], seed: int, folds: Mapping[tuple[str, int], HeldOutClips], out: Path
) -> None:
    """Learn from all speakers and write model.onnx and manifest.toml."""
    network = learn([everyone(part) for part in taken.values()], seed)
    warmth = temperature(folds)
    out.mkdir(parents=True, exist_ok=True)
    to_onnx(LightNetwork(network, warmth), out / "model.onnx", (BANDS, MEL_FRAMES), "mel", "scores")
    found = {name: figures(folds[name, CLEAN], warmth) for name in CORPORA}
    recall = {name: 100 * float(str(found[name]["uar7"])) for name in CORPORA}
    eight = 100 * float(str(found["ravdess"]["uar8"]))
    write_manifest(
        out,
        {
            "name": "sentiment-light",
            "title": "Sentiment of voices, light",
            "version": VERSION,
            "file": "model.onnx",
            "license": "CC-BY-NC-SA-4.0",
            "license_file": "LICENSE",
            "commercial": False,
            "source": "trained by app.train.sentiment_light",
            "trained_on": "RAVDESS (Livingstone and Russo 2018), actors 01 to 20; nEMO (Christop 2024)",
            "accuracy": "unweighted average recall with speakers held out: "
            f"{recall['ravdess']:.1f} % of seven categories, {eight:.1f} % of eight (RAVDESS), "
            f"{recall['nemo']:.1f} % of six (nEMO)",
            "protocol": "five folds over the speakers of both corpora; see card.md",
            "architecture": f"a linear discriminant ({parameters(network) / 1e6:.2f} M numbers) on moments "
            "of log-mel pictures; calibrated",
            "analyzers": ["sentiment_light"],
        },
    )
    print(f"temperature {warmth:.2f}; recall {recall}")


def main() -> None:
    parser = argparse.ArgumentParser(description="Train the light sentiment network.")
    parser.add_argument("--out", type=Path, required=True, help="folder to write the model into")
    arguments = light_training_settings(parser)
    chosen: LightTrainingSettings = arguments.setting
    taken = chosen.moments()
    ship(taken, chosen.seed, held_out(taken, chosen.seed), arguments.out)


if __name__ == "__main__":
    main()
