"""The step of Moonshine's decoder, built anew from the published weights: one token, one piece at a time.

The published graph works out its shapes at every step, which takes longer than its products, and unpacks its
whole table. Here shapes are fixed, the output layer multiplies in 8 bits as the others do, query, key and
value are one product, and keys that stay the same come upright from the encoder. The mean attention of four
heads that follow the speech is given.

Weights, their 8 bits and how activations are rounded are as published.
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

    def packed(self, value: str, name: str, weight: str, zero: str, factor: Array) -> str:
        """Multiply by an 8-bit weight, as published: the state is brought to 8 bits by its own range."""
        state = [f"{name}.{part}" for part in ("state", "step", "zero")]
        self.add("DynamicQuantizeLinear", value, outputs=state)
        sums = self.add("MatMulInteger", state[0], weight, state[2], zero)
        worth = self.add("Mul", state[1], self.constant(f"{name}.factor", factor))
        return self.add("Mul", self.add("Cast", sums, to=TensorProto.FLOAT), worth)

    def linear(self, value: str, *modules: str, factor: float = 1.0) -> str:
        """Multiply by the weights of modules side by side, and add their bias if there is one."""
        names = [self.products[module].removesuffix("_quantized") for module in modules]
        weights = [self.published(f"{name}_quantized") for name in names]
        name, widths = modules[0], [weight.shape[1] for weight in weights]
        weight = self.constant(f"{name}.weight", np.concatenate(weights, axis=1))
        zeros, factors = ([self.published(f"{n}_{part}") for n in names] for part in ("zero_point", "scale"))
        if len(names) == 1:
            zero, worth = zeros[0], factors[0] * np.float32(factor)
        else:
            zero, worth = np.repeat(zeros, widths), np.repeat(factors, widths)
        product = self.packed(value, name, weight, self.constant(f"{name}.weight_zero", zero), worth)
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

    def attend(self, query: str, keys: str, values: str) -> tuple[str, str]:
        """Give what is heard [1, 1, 288], and where [1, 8, 1, n]; keys stand upright, [1, 8, 36, n]."""
        where = self.add("Softmax", self.add("MatMul", query, keys), axis=-1)
        return self.shaped(self.add("MatMul", where, values), 1, 1, STATE), where

    def said(self, value: str, layer: int, same: str, swapped: str) -> str:
        """Listen to the tokens so far."""
        module = f"layers.{layer}/self_attn"
        joined = self.linear(value, *(f"{module}/{part}_proj" for part in "qkv"))
        both, own = f"{module}.both", f"{module}.own"
        self.add("Split", joined, self.constant("2+1", [2 * STATE, STATE]), outputs=[both, own], axis=-1)
        both = self.shaped(both, 1, 2 * HEADS, 1, WIDTH)
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
        fresh = self.shaped(own, 1, HEADS, 1, WIDTH)
        self.add("Concat", f"past.{layer}.value", fresh, outputs=[values], axis=2)
        heard, _ = self.attend(query, self.add("Transpose", keys, perm=[0, 1, 3, 2]), values)
        return self.linear(heard, f"{module}/dense")

    def heard(self, value: str, layer: int) -> tuple[str, str]:
        """Listen to the sound; also give where."""
        module = f"layers.{layer}/encoder_attn"
        query = self.linear(value, f"{module}/q_proj", factor=WIDTH**-0.5)
        query = self.shaped(query, 1, HEADS, 1, WIDTH)
        heard, where = self.attend(query, f"cross.{layer}.key", f"cross.{layer}.value")
        return self.linear(heard, f"{module}/dense"), where

    def thought(self, value: str, layer: int) -> str:
        inner = self.linear(value, f"layers.{layer}/mlp/up_proj")
        kept, gate = f"{inner}.kept", f"{inner}.gate"
        self.add("Split", inner, self.constant("in+in", [INNER, INNER]), outputs=[kept, gate], axis=-1)
        opened = self.add("Mul", gate, self.add("Sigmoid", gate))
        return self.linear(self.add("Mul", opened, kept), f"layers.{layer}/mlp/down_proj")


def build(nodes: Iterable[onnx.NodeProto], tensors: Iterable[onnx.TensorProto]) -> onnx.ModelProto:
    """Make the graph of a step: token, past and cross keys and values to logits, present ones, attention.

    nodes, tensors: of the published decoder's second branch.
    """
    step = Step(nodes, tensors)
    table, zero, worth = (f"{TABLE}_merged_0_{part}" for part in ("quantized", "zero_point", "scale"))
    for name in (table, zero, worth):
        step.constant(name, step.published(name))
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
    logits = step.packed(step.norm(state, "norm"), "table", upright, zero, step.published(worth))
    step.add("Identity", logits, outputs=["logits"])
    layers = sorted({layer for layer, _ in FOLLOWING})
    places = np.array([layers.index(layer) * HEADS + head for layer, head in FOLLOWING])
    followed = step.add("Concat", *(listening[layer] for layer in layers), axis=1)
    followed = step.add("Gather", followed, step.constant("following", places), axis=1)
    step.add("ReduceMean", followed, outputs=["attention"], axes=[1], keepdims=0)
    return _model(step)


def _model(step: Step) -> onnx.ModelProto:
    def many(name: str, key: Sequence[int | str], value: Sequence[int | str]) -> list[onnx.ValueInfoProto]:
        return [
            helper.make_tensor_value_info(f"{name}.{layer}.{part}", TensorProto.FLOAT, shape)
            for layer in range(LAYERS)
            for part, shape in (("key", key), ("value", value))
        ]

    past, present, frames = ([1, HEADS, name, WIDTH] for name in ("past", "present", "frames"))
    inputs = [
        helper.make_tensor_value_info("token", TensorProto.INT64, [1, 1]),
        *many("past", past, past),
        *many("cross", [1, HEADS, WIDTH, "frames"], frames),
    ]
    outputs = [
        helper.make_tensor_value_info("logits", TensorProto.FLOAT, [1, 1, "tokens"]),
        *many("present", present, present),
        helper.make_tensor_value_info("attention", TensorProto.FLOAT, [1, 1, "frames"]),
    ]
    constants = [numpy_helper.from_array(value, name) for name, value in step.constants.items()]
    graph = helper.make_graph(step.nodes, "moonshine_tiny_step", inputs, outputs, constants)
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR)
    onnx.checker.check_model(made)
    return made
