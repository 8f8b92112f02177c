"""Halves a model file: weights are kept in half precision and cast to single where they are used."""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

SMALL = 1024
"""Constants with fewer numbers are not worth the loss."""


def halve(model: onnx.ModelProto) -> onnx.ModelProto:
    """Change the model in place and give it. onnxruntime casts once, when it loads the model."""
    graph = model.graph
    casts: list[onnx.NodeProto] = []
    for constant in list(graph.initializer):
        if constant.data_type != TensorProto.FLOAT or np.prod(constant.dims) < SMALL:
            continue
        name = constant.name
        small = numpy_helper.from_array(numpy_helper.to_array(constant).astype(np.float16), f"{name}.half")
        graph.initializer.remove(constant)
        graph.initializer.append(small)
        casts.append(helper.make_node("Cast", [small.name], [name], to=TensorProto.FLOAT))
    nodes = [*casts, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)
    return model
