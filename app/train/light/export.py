"""From trained light networks to an ONNX file."""

import warnings
from pathlib import Path

import onnx
import torch

from app.recipes.half import halve
from app.train.export import OPSET
from app.train.light.network import LightEnsemble
from inference.features import BANDS

MEL_FRAMES = 400


def to_onnx(ensemble: LightEnsemble, path: Path) -> None:
    """Write `mel` [n, 80, 400] -> `scores` [n, 8, 9] with half-precision weights."""
    example = torch.zeros(2, BANDS, MEL_FRAMES)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter's advice on variable batches and on its own successor
        torch.onnx.export(
            ensemble.eval(),
            (example,),
            path,
            dynamo=False,
            opset_version=OPSET,
            input_names=["mel"],
            output_names=["scores"],
            dynamic_axes={"mel": {0: "n"}, "scores": {0: "n"}},
        )
    model = halve(onnx.load(path))
    onnx.checker.check_model(model, full_check=True)
    path.write_bytes(model.SerializeToString())
