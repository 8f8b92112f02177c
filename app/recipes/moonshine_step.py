"""The step of Moonshine's decoder, built anew from the published weights: a token each of several pieces.

The published graph works out its shapes at every step, which takes longer than its products, unpacks its
whole table, and quantizes all that runs at once by one range, so that pieces would change each other. Here
shapes are fixed, each piece has a range of its own, the output layer multiplies in 8 bits as the others do,
query, key and value are one product, and keys that stay the same come upright from the encoder. The mean
attention of four heads that follow the speech is given.
"""

from collections.abc import Iterable, Sequence

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

LAYERS, HEADS, WIDTH = 6, 8, 36
STATE, TURNED, INNER = HEADS * WIDTH, 32, 1152
"""Numbers of a state; how many of a head's are turned by their place; those between the two last layers."""

FOLLOWING = ((3, 0), (3, 2), (3, 5), (4, 3))
"""Layer and head of the attention that moves on with the speech: found by its order and narrowness."""

TABLE = "model.decoder.embed_tokens.weight"
MIDDLE, STEPS = 128, 127
"""Where zero stands in 8 bits, and the steps from there to a row's peak."""

OPSET, IR = 17, 8

Array = NDArray[np.generic]


class Step:
    """A graph under construction; each method gives the name of what it computes."""

    def __init__(self, nodes: Iterable[onnx.NodeProto], tensors: Iterable[onnx.TensorProto]) -> None:
        self.tensors = {tensor.name: tensor for tensor in tensors}
        self.products = {
            node.name.removesuffix("_quant").rsplit("/", 1)[0].removeprefix("/model/decoder/"): node.input[1]
            for node in nodes
            if node.op_type == "MatMulInteger"
        }
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, Array] = {}

    def published(self, name: str) -> Array:
        """Give a published weight."""
        return numpy_helper.to_array(self.tensors[name])

    def add(self, kind: str, *inputs: str, outputs: Sequence[str] = (), **attributes: object) -> str:
        """Add a node and give its first output."""
        outputs = outputs or [f"{kind.lower()}_{len(self.nodes)}"]
        self.nodes.append(helper.make_node(kind, list(inputs), list(outputs), **attributes))
        return outputs[0]

    def constant(self, name: str, value: Array | Sequence[int]) -> str:
        """Add a constant and give its name."""
        self.constants[name] = np.asarray(value)
        return name

    def shaped(self, value: str, *shape: int) -> str:
        return self.add("Reshape", value, self.constant("x".join(map(str, shape)), shape))

    def norm(self, value: str, name: str) -> str:
        weight = self.constant(name, self.published(f"model.decoder.{name}.weight_merged_0"))
        return self.add("LayerNormalization", value, weight, axis=-1, epsilon=1e-5)

    def packed(self, rows: str, weight: str, zero: str, factor: str) -> str:
        """Multiply rows [n, width] by an 8-bit weight, each brought to 8 bits around 128 by its own peak."""
        peak = self.add("ReduceMax", self.add("Abs", rows), axes=[-1], keepdims=1)
        least, steps = self.constant("least", np.float32(1e-9)), self.constant("steps", np.float32(STEPS))
        step = self.add("Div", self.add("Add", peak, least), steps)
        flat = self.shaped(step, -1)
        whole = self.add("QuantizeLinear", rows, flat, "zeros", axis=0)
        sums = self.add("MatMulInteger", whole, weight, self.constant("zero", np.uint8(MIDDLE)), zero)
        # One product of both would be fused into an operator that takes no factor for each row.
        return self.add("Mul", self.add("Mul", self.add("Cast", sums, to=TensorProto.FLOAT), factor), step)

    def linear(self, value: str, *modules: str, times: float = 1.0) -> str:
        """Multiply by the weights of modules side by side, and add their bias if there is one."""
        names = [self.products[module].removesuffix("_quantized") for module in modules]
        weights = [self.published(f"{name}_quantized") for name in names]
        name, widths = modules[0], [weight.shape[1] for weight in weights]
        weight = self.constant(f"{name}.weight", np.concatenate(weights, axis=1))
        zeros, factors = ([self.published(f"{n}_{part}") for n in names] for part in ("zero_point", "scale"))
        if len(names) == 1:
            zero, worth = zeros[0], factors[0] * np.float32(times)
        else:
            zero, worth = np.repeat(zeros, widths), np.repeat(factors, widths)
        zero, factor = self.constant(f"{name}.zero", zero), self.constant(f"{name}.factor", worth)
        product = self.packed(value, weight, zero, factor)
        bias = f"model.decoder.{name.replace('/', '.')}.bias_merged_0"
        if bias not in self.tensors:
            return product
        return self.add("Add", product, self.constant(f"{name}.bias", self.published(bias)))

    def turns(self) -> tuple[str, str]:
        """Give by what queries and keys [1, 16, 1, 36] and their swapped pairs are multiplied at this step.

        The queries' carry the root that attention is divided by.
        """
        speeds = self.published("/model/decoder/rotary_emb/Cast_1_output_0").ravel()
        along = np.concatenate([np.repeat(speeds, 2), np.zeros(WIDTH - TURNED)]).astype(np.float32)
        sign = np.tile(np.array([-1, 1], np.float32), WIDTH // 2)
        root = np.repeat(np.array([WIDTH**-0.5, 1], np.float32), HEADS)[None, :, None, None]
        place = self.add("Cast", self.add("Shape", "past.0.key", start=2, end=3), to=TensorProto.FLOAT)
        angle = self.add("Mul", place, self.constant("speeds", along))
        same = self.add(
            "Mul", self.add("Cos", angle), self.constant("same", root * np.ones(WIDTH, np.float32))
        )
        swapped = self.add("Mul", self.add("Sin", angle), self.constant("swapped", root * sign))
        return same, swapped

    def attend(self, query: str, keys: str, values: str, beyond: str = "") -> tuple[str, str]:
        """Give what is heard [n, 288], and where [n, 8, 1, m]; keys stand upright, [n, 8, 36, m].

        beyond: what is added to the likenesses, if not all may be heard.
        """
        likeness = self.add("MatMul", query, keys)
        if beyond:
            likeness = self.add("Add", likeness, beyond)
        where = self.add("Softmax", likeness, axis=-1)
        return self.shaped(self.add("MatMul", where, values), -1, STATE), where

    def said(self, value: str, layer: int, same: str, swapped: str) -> str:
        """Listen to the tokens so far."""
        module = f"layers.{layer}/self_attn"
        joined = self.linear(value, *(f"{module}/{part}_proj" for part in "qkv"))
        both, own = f"{module}.both", f"{module}.own"
        self.add("Split", joined, self.constant("2+1", [2 * STATE, STATE]), outputs=[both, own], axis=-1)
        both = self.shaped(both, -1, 2 * HEADS, 1, WIDTH)
        pairs = self.constant("pairs", np.arange(WIDTH) ^ 1)
        turned = self.add(
            "Add",
            self.add("Mul", both, same),
            self.add("Mul", self.add("Gather", both, pairs, axis=-1), swapped),
        )
        query, key = f"{module}.query", f"{module}.key"
        self.add("Split", turned, self.constant("1+1", [HEADS, HEADS]), outputs=[query, key], axis=1)
        keys, values = f"present.{layer}.key", f"present.{layer}.value"
        self.add("Concat", f"past.{layer}.key", key, outputs=[keys], axis=2)
        fresh = self.shaped(own, -1, HEADS, 1, WIDTH)
        self.add("Concat", f"past.{layer}.value", fresh, outputs=[values], axis=2)
        heard, _ = self.attend(query, self.add("Transpose", keys, perm=[0, 1, 3, 2]), values)
        return self.linear(heard, f"{module}/dense")

    def heard(self, value: str, layer: int) -> tuple[str, str]:
        """Listen to the sound; also give where."""
        module = f"layers.{layer}/encoder_attn"
        query = self.linear(value, f"{module}/q_proj", times=WIDTH**-0.5)
        query = self.shaped(query, -1, HEADS, 1, WIDTH)
        heard, where = self.attend(query, f"cross.{layer}.key", f"cross.{layer}.value", "beyond")
        return self.linear(heard, f"{module}/dense"), where

    def thought(self, value: str, layer: int) -> str:
        inner = self.linear(value, f"layers.{layer}/mlp/up_proj")
        kept, gate = f"{inner}.kept", f"{inner}.gate"
        self.add("Split", inner, self.constant("in+in", [INNER, INNER]), outputs=[kept, gate], axis=-1)
        opened = self.add("Mul", gate, self.add("Sigmoid", gate))
        return self.linear(self.add("Mul", opened, kept), f"layers.{layer}/mlp/down_proj")


def build(nodes: Iterable[onnx.NodeProto], tensors: Iterable[onnx.TensorProto]) -> onnx.ModelProto:
    """Make the graph of a step: token, past and cross keys and values to logits, present ones, attention.

    Of pieces that are shorter than the longest, `beyond` holds -1e9 where there is no sound.

    nodes, tensors: of the published decoder's second branch.
    """
    step = Step(nodes, tensors)
    table, zero, worth = (f"{TABLE}_merged_0_{part}" for part in ("quantized", "zero_point", "scale"))
    for name in (table, zero, worth):
        step.constant(name, step.published(name))
    middle = helper.make_tensor("middle", TensorProto.UINT8, [1], [MIDDLE])
    step.add("ConstantOfShape", step.add("Shape", "token"), outputs=["zeros"], value=middle)
    state = step.add("DequantizeLinear", step.add("Gather", table, "token"), worth, zero)
    same, swapped = step.turns()
    listening: dict[int, str] = {}
    for layer in range(LAYERS):
        name = f"layers.{layer}"
        state = step.add(
            "Add", state, step.said(step.norm(state, f"{name}.input_layernorm"), layer, same, swapped)
        )
        heard, listening[layer] = step.heard(step.norm(state, f"{name}.post_attention_layernorm"), layer)
        state = step.add("Add", state, heard)
        state = step.add("Add", state, step.thought(step.norm(state, f"{name}.final_layernorm"), layer))
    upright = step.add("Transpose", table, perm=[1, 0])
    logits = step.packed(step.norm(state, "norm"), upright, zero, worth)
    step.add("Identity", logits, outputs=["logits"])
    layers = sorted({layer for layer, _ in FOLLOWING})
    places = np.array([layers.index(layer) * HEADS + head for layer, head in FOLLOWING])
    followed = step.add("Concat", *(listening[layer] for layer in layers), axis=1)
    followed = step.add("Gather", followed, step.constant("following", places), axis=1)
    step.add("ReduceMean", followed, outputs=["attention"], axes=[1, 2], keepdims=0)
    return _model(step)


def _model(step: Step) -> onnx.ModelProto:
    def many(name: str, key: Sequence[int | str], value: Sequence[int | str]) -> list[onnx.ValueInfoProto]:
        return [
            helper.make_tensor_value_info(f"{name}.{layer}.{part}", TensorProto.FLOAT, shape)
            for layer in range(LAYERS)
            for part, shape in (("key", key), ("value", value))
        ]

    past, present, frames = (["n", HEADS, name, WIDTH] for name in ("past", "present", "frames"))
    inputs = [
        helper.make_tensor_value_info("token", TensorProto.INT64, ["n"]),
        helper.make_tensor_value_info("beyond", TensorProto.FLOAT, ["n", 1, 1, "frames"]),
        *many("past", past, past),
        *many("cross", ["n", HEADS, WIDTH, "frames"], frames),
    ]
    outputs = [
        helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["n", "tokens"]),
        *many("present", present, present),
        helper.make_tensor_value_info("attention", TensorProto.FLOAT, ["n", "frames"]),
    ]
    constants = [numpy_helper.from_array(value, name) for name, value in step.constants.items()]
    graph = helper.make_graph(step.nodes, "moonshine_tiny_step", inputs, outputs, constants)
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR)
    onnx.checker.check_model(made)
    return made
