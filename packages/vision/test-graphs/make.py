"""Writes the tiny ONNX graphs beside this file: the I/O of the layout and orientation models without a network.

pip install onnx numpy && python make.py

The rows of a layout graph are a constant scaled by the page size that the graph recovers from
im_shape / scale_factor, and the score of row 0 is the mean of the image's red plane, so that a test sees that every
input arrived. The orientation graph scores 90 degrees highest when the image's top half is brighter than the bottom.
"""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

HERE = Path(__file__).parent

# class, score, then the box as shares of the page, then the order columns
ROWS = np.array(
    [
        [22, 0.0, 0.1, 0.5, 0.9, 0.8, 3, 0],  # text; its score is set by the image
        [6, 0.9, 0.1, 0.1, 0.9, 0.2, 1, 0],  # doc_title
        [14, 0.8, 0.1, 0.25, 0.9, 0.45, 2, 0],  # image
        [22, 0.1, 0.2, 0.6, 0.4, 0.7, 4, 0],  # text below every threshold
        [22, 0.9, 0.3, 0.3, 0.4, 0.4, 5, 0],  # padding: beyond the count
    ],
    np.float32,
)
COUNT = 4

# The masks of the rows, in cells: two half-planes each, a x + b y + c > 0, that hold either or both.
MASKS = [
    (True, (-1, 0, 99.5), (0, -1, 129.5)),  # text: an L, its lower right quarter is missing
    (False, (-0.0625, 1, -19.5), (0.0625, -1, 28)),  # doc_title: a band that leans
    (True, (0, 0, 1), (0, 0, 1)),  # image: everything
    (True, (0, 0, -1), (0, 0, -1)),  # nothing
    (True, (0, 0, -1), (0, 0, -1)),
]


def constant(name, array):
    return numpy_helper.from_array(np.asarray(array), name)


def save(name, nodes, inputs, outputs, constants):
    graph = helper.make_graph(nodes, name, inputs, outputs, constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    onnx.save(model, HERE / f"{name}.onnx")


def half_plane(k):
    return [
        helper.make_node("Mul", [f"{k}_x", "x"], [f"{k}_ax"]),
        helper.make_node("Mul", [f"{k}_y", "y"], [f"{k}_by"]),
        helper.make_node("Add", [f"{k}_ax", f"{k}_by"], [f"{k}_sum"]),
        helper.make_node("Add", [f"{k}_sum", f"{k}_at"], [k]),
    ]


def layout(name, columns, masks=False, count=COUNT):
    rows = ROWS[:, :columns]
    geometry = np.zeros((1, columns), np.float32)
    geometry[0, 2:6] = 1
    nodes = [
        helper.make_node("Div", ["im_shape", "scale_factor"], ["page_hw"]),
        helper.make_node("Gather", ["page_hw", "xyxy"], ["sides"], axis=1),  # [1, 4]: w, h, w, h
        helper.make_node("Pad", ["sides", "pads", "one"], ["scale"]),
        helper.make_node("Mul", ["rows", "scale"], ["boxes"]),
        helper.make_node("Slice", ["image", "zero_i", "one_i", "axis_i"], ["red"]),
        helper.make_node("ReduceMean", ["red"], ["mean"], keepdims=0),
        helper.make_node("Mul", ["mean", "score_cell"], ["score"]),
        helper.make_node("Add", ["boxes", "score"], ["fetch_name_0"]),
        helper.make_node("Identity", ["count"], ["fetch_name_1"]),
    ]
    score_cell = np.zeros((len(rows), columns), np.float32)
    score_cell[0, 1] = 1
    constants = [
        constant("rows", rows),
        constant("xyxy", np.array([1, 0, 1, 0], np.int64)),
        constant("pads", np.array([0, 2, 0, columns - 6], np.int64)),
        constant("one", np.float32(1)),
        constant("zero_i", np.array([0], np.int64)),
        constant("one_i", np.array([1], np.int64)),
        constant("axis_i", np.array([1], np.int64)),
        constant("score_cell", score_cell),
        constant("count", np.array([count], np.int32)),
    ]
    outputs = [
        helper.make_tensor_value_info("fetch_name_0", TensorProto.FLOAT, ["M", columns]),
        helper.make_tensor_value_info("fetch_name_1", TensorProto.INT32, ["N"]),
    ]
    if masks:
        nodes += [
            *(node for k in "uv" for node in half_plane(k)),
            helper.make_node("Max", ["u", "v"], ["either"]),
            helper.make_node("Min", ["u", "v"], ["both"]),
            helper.make_node("Where", ["is_either", "either", "both"], ["depth"]),
            helper.make_node("Greater", ["depth", "zero"], ["is_set"]),
            helper.make_node("Cast", ["is_set"], ["fetch_name_2"], to=TensorProto.INT32),
        ]
        column = lambda values, kind=np.float32: np.array(values, kind).reshape(-1, 1, 1)
        constants += [
            constant("x", np.arange(200, dtype=np.float32).reshape(1, 1, 200)),
            constant("y", np.arange(200, dtype=np.float32).reshape(1, 200, 1)),
            constant("zero", np.float32(0)),
            constant("is_either", column([m[0] for m in MASKS], bool)),
            *(constant(f"{k}_{n}", column([m[1 + i][j] for m in MASKS])) for i, k in enumerate("uv") for j, n in enumerate(("x", "y", "at"))),
        ]
        outputs.append(helper.make_tensor_value_info("fetch_name_2", TensorProto.INT32, ["M", 200, 200]))
    inputs = [
        helper.make_tensor_value_info("im_shape", TensorProto.FLOAT, ["N", 2]),
        helper.make_tensor_value_info("image", TensorProto.FLOAT, ["N", 3, 800, 800]),
        helper.make_tensor_value_info("scale_factor", TensorProto.FLOAT, ["N", 2]),
    ]
    save(name, nodes, inputs, outputs, constants)


def orientation():
    halves = [
        constant("top0", np.array([0], np.int64)),
        constant("mid", np.array([112], np.int64)),
        constant("end", np.array([224], np.int64)),
        constant("axis", np.array([2], np.int64)),
    ]
    nodes = [
        helper.make_node("Slice", ["x", "top0", "mid", "axis"], ["top"]),
        helper.make_node("Slice", ["x", "mid", "end", "axis"], ["bottom"]),
        helper.make_node("ReduceMean", ["top"], ["top_mean"], keepdims=0),
        helper.make_node("ReduceMean", ["bottom"], ["bottom_mean"], keepdims=0),
        helper.make_node("Sub", ["top_mean", "bottom_mean"], ["difference"]),
        helper.make_node("Reshape", ["difference", "shape1"], ["d"]),
        helper.make_node("Neg", ["d"], ["minus"]),
        helper.make_node("Concat", ["minus", "d", "minus", "minus"], ["flat"], axis=0),
        helper.make_node("Reshape", ["flat", "shape4"], ["fetch_name_0"]),
    ]
    constants = halves + [
        constant("shape1", np.array([1], np.int64)),
        constant("shape4", np.array([1, 4], np.int64)),
    ]
    save(
        "tiny-orientation",
        nodes,
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["N", 3, 224, 224])],
        [helper.make_tensor_value_info("fetch_name_0", TensorProto.FLOAT, ["N", 4])],
        constants,
    )


def unwarping():
    """Mirrors the page and halves its first plane, which is blue."""
    nodes = [
        helper.make_node("Slice", ["image", "last", "before_first", "axis", "back"], ["mirrored"]),
        helper.make_node("Mul", ["mirrored", "planes"], ["fetch_name_0"]),
    ]
    constants = [
        constant("last", np.array([-1], np.int64)),
        constant("before_first", np.array([np.iinfo(np.int64).min], np.int64)),
        constant("axis", np.array([3], np.int64)),
        constant("back", np.array([-1], np.int64)),
        constant("planes", np.array([0.5, 1, 1], np.float32).reshape(1, 3, 1, 1)),
    ]
    shape = ["N", 3, "H", "W"]
    save(
        "tiny-unwarping",
        nodes,
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("fetch_name_0", TensorProto.FLOAT, shape)],
        constants,
    )


for columns in (6, 7, 8):
    layout(f"tiny-layout-{columns}", columns)
layout("tiny-layout-masks", 7, masks=True)
orientation()
unwarping()
