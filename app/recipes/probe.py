"""Makes `resources/models/_probe/model.onnx`: one convolution, to see whether a device really works."""

import numpy as np
from onnx import TensorProto, checker, helper, numpy_helper, save

import resources


def build() -> None:
    """Write the model: picture [1, 1, 8, 8] -> the sum of each pixel and its neighbors."""
    kernel = numpy_helper.from_array(np.ones((1, 1, 3, 3), np.float32), "kernel")
    shape = [1, 1, 8, 8]
    graph = helper.make_graph(
        [helper.make_node("Conv", ["picture", "kernel"], ["sums"], pads=[1, 1, 1, 1])],
        "probe",
        [helper.make_tensor_value_info("picture", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("sums", TensorProto.FLOAT, shape)],
        [kernel],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    checker.check_model(model)
    save(model, resources.path("models", "_probe", "model.onnx"))


if __name__ == "__main__":
    build()
