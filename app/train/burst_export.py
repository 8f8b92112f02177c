"""From trained bursts networks to the file that is shipped."""

import warnings
from pathlib import Path

import onnx
import torch

from app.recipes.half import halve
from app.train.burst_network import BurstEnsemble
from app.train.export import OPSET
from inference.analysers.bursts import CONTEXT


def to_onnx(ensemble: BurstEnsemble, path: Path, width: int) -> None:
    """Write `logits` [n, 5, width] -> `shares` [n, classes] with half-precision weights."""
    example = torch.zeros(2, 2 * CONTEXT + 1, width)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter's advice on variable batches and on its own successor
        torch.onnx.export(
            ensemble.eval(),
            (example,),
            path,
            dynamo=False,
            opset_version=OPSET,
            input_names=["logits"],
            output_names=["shares"],
            dynamic_axes={"logits": {0: "n"}, "shares": {0: "n"}},
        )
    model = halve(onnx.load(path))
    onnx.checker.check_model(model, full_check=True)
    path.write_bytes(model.SerializeToString())
