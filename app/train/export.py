"""From trained networks to the shipped folder: one ONNX file with its manifest."""

import hashlib
import warnings
from collections.abc import Sequence
from pathlib import Path

import onnx
import torch
from torch import nn

from app.recipes.half import halve

OPSET = 17


def to_onnx(network: nn.Module, path: Path, shape: Sequence[int], heard: str, said: str) -> None:
    """Write a network of one input `heard` [n, *shape] and one output `said`, with half-precision weights."""
    example = torch.zeros(2, *shape)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter's advice on variable batches and on its own successor
        torch.onnx.export(
            network.eval(),
            (example,),
            path,
            dynamo=False,
            opset_version=OPSET,
            input_names=[heard],
            output_names=[said],
            dynamic_axes={heard: {0: "n"}, said: {0: "n"}},
        )
    model = halve(onnx.load(path))
    onnx.checker.check_model(model, full_check=True)
    path.write_bytes(model.SerializeToString())


def write_manifest(folder: Path, fields: dict[str, object]) -> None:
    """Write manifest.toml; the digest is that of the file named in it."""
    digest = hashlib.sha256((folder / str(fields["file"])).read_bytes()).hexdigest()
    lines = [f"{key} = {_toml(value)}" for key, value in {**fields, "sha256": digest}.items()]
    (folder / "manifest.toml").write_text("\n".join(lines) + "\n", "utf-8")


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    if isinstance(value, float):
        return repr(value)
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'
