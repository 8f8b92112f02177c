"""Makes `resources/models/_scaler/model.onnx`: what a decoder gives on a GPU, scaled and as RGB."""

from onnx import TensorProto, checker, helper, save

import resources

INPUTS = {
    # As the decoder leaves it: lines of `pitch` bytes, of which the last are filling.
    "luma": (TensorProto.UINT8, ["lines", "pitch"]),
    "chroma": (TensorProto.UINT8, ["chroma_lines", "chroma_pitch"]),
    # Weights that scale, see `inference.runtime.scaling`; zero where there is filling or another channel.
    "luma_down": (TensorProto.FLOAT, ["height", "lines"]),
    "luma_across": (TensorProto.FLOAT, [1, "pitch", "width"]),
    "chroma_down": (TensorProto.FLOAT, ["height", "chroma_lines"]),
    "chroma_across": (TensorProto.FLOAT, [2, "chroma_pitch", "width"]),
    # From luma and both chromas to red, green and blue.
    "matrix": (TensorProto.FLOAT, [3, 3]),
    "offset": (TensorProto.FLOAT, [3]),
}


def build() -> None:
    """Write the model: planes uint8 and weights -> `rgb` uint8 [height, width, 3]."""
    nodes = [
        helper.make_node("Cast", ["luma"], ["luma.f"], to=TensorProto.FLOAT),
        helper.make_node("MatMul", ["luma_down", "luma.f"], ["luma.low"]),
        helper.make_node("MatMul", ["luma.low", "luma_across"], ["y"]),
        helper.make_node("Cast", ["chroma"], ["chroma.f"], to=TensorProto.FLOAT),
        helper.make_node("MatMul", ["chroma_down", "chroma.f"], ["chroma.low"]),
        helper.make_node("MatMul", ["chroma.low", "chroma_across"], ["uv"]),
        helper.make_node("Concat", ["y", "uv"], ["yuv.planes"], axis=0),
        helper.make_node("Transpose", ["yuv.planes"], ["yuv"], perm=[1, 2, 0]),
        helper.make_node("MatMul", ["yuv", "matrix"], ["mixed"]),
        helper.make_node("Add", ["mixed", "offset"], ["shifted"]),
        helper.make_node("Round", ["shifted"], ["rounded"]),
        helper.make_node("Clip", ["rounded", "black", "white"], ["clipped"]),
        helper.make_node("Cast", ["clipped"], ["rgb"], to=TensorProto.UINT8),
    ]
    limits = [
        helper.make_tensor("black", TensorProto.FLOAT, [], [0.0]),
        helper.make_tensor("white", TensorProto.FLOAT, [], [255.0]),
    ]
    inputs = [helper.make_tensor_value_info(name, *what) for name, what in INPUTS.items()]
    output = helper.make_tensor_value_info("rgb", TensorProto.UINT8, ["height", "width", 3])
    graph = helper.make_graph(nodes, "scaler", inputs, [output], limits)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    checker.check_model(model, full_check=True)
    save(model, resources.path("models", "_scaler", "model.onnx"))


if __name__ == "__main__":
    build()
