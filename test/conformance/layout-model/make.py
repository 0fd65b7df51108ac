"""Writes conformance-layout.onnx: the inputs and outputs of PP-DocLayoutV3 without a network (pipeline.md 2).

pip install onnx numpy && python make.py

A white page has the five boxes of the worked example of wire.md 3.9 (1000 x 1400 px). A black page has them and one box
for nearly every other class: their scores are 0.9 times the darkness of the image, so that a white page loses them all.
"""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

PAGE = (1000, 1400)

# class id, score, box in pixels of the page
EXAMPLE = [
    (6, 0.95, (100, 80, 900, 140)),  # doc_title
    (22, 0.91, (100, 200, 480, 300)),  # text
    (14, 0.88, (520, 200, 900, 600)),  # image
    (21, 0.97, (100, 700, 900, 1000)),  # table
    (16, 0.80, (480, 1350, 520, 1380)),  # number
]
# The last two lie so that layoutNms and the merge mode have something to do.
DARK = [
    (12, (100, 10, 900, 40)),  # header
    (17, (100, 160, 480, 190)),  # paragraph_title
    (2, (10, 200, 60, 600)),  # aside_text
    (3, (100, 320, 480, 480)),  # chart
    (20, (100, 500, 480, 600)),  # seal
    (24, (520, 610, 900, 640)),  # vision_footnote
    (7, (520, 650, 900, 690)),  # figure_title
    (5, (100, 1020, 700, 1080)),  # display_formula
    (11, (720, 1020, 900, 1080)),  # formula_number
    (10, (100, 1280, 900, 1305)),  # footnote
    (8, (100, 1310, 400, 1340)),  # footer
    (22, (100, 1100, 900, 1200)),  # text
    (22, (160, 1105, 840, 1195)),  # the same text once more: NMS drops one of the two
]


def rows():
    table = []
    for order, (class_id, score, box) in enumerate(EXAMPLE + [(c, 0.0, b) for c, b in DARK]):
        width, height = PAGE
        shares = [box[0] / width, box[1] / height, box[2] / width, box[3] / height]
        table.append([class_id, score, *shares, order])
    return np.array(table, np.float32)


def constant(name, array):
    return numpy_helper.from_array(np.asarray(array), name)


def main():
    table = rows()
    darkness_cell = np.zeros_like(table)
    darkness_cell[len(EXAMPLE) :, 1] = 0.9
    nodes = [
        helper.make_node("Div", ["im_shape", "scale_factor"], ["page_hw"]),
        helper.make_node("Gather", ["page_hw", "xyxy"], ["sides"], axis=1),
        helper.make_node("Pad", ["sides", "pads", "one"], ["scale"]),
        helper.make_node("Mul", ["rows", "scale"], ["boxes"]),
        helper.make_node("ReduceMean", ["image"], ["mean"], keepdims=0),
        helper.make_node("Sub", ["one", "mean"], ["darkness"]),
        helper.make_node("Mul", ["darkness", "darkness_cell"], ["scores"]),
        helper.make_node("Add", ["boxes", "scores"], ["fetch_name_0"]),
        helper.make_node("Identity", ["count"], ["fetch_name_1"]),
    ]
    constants = [
        constant("rows", table),
        constant("xyxy", np.array([1, 0, 1, 0], np.int64)),
        constant("pads", np.array([0, 2, 0, 1], np.int64)),
        constant("one", np.float32(1)),
        constant("darkness_cell", darkness_cell),
        constant("count", np.array([len(table)], np.int32)),
    ]
    inputs = [
        helper.make_tensor_value_info("im_shape", TensorProto.FLOAT, ["N", 2]),
        helper.make_tensor_value_info("image", TensorProto.FLOAT, ["N", 3, 800, 800]),
        helper.make_tensor_value_info("scale_factor", TensorProto.FLOAT, ["N", 2]),
    ]
    outputs = [
        helper.make_tensor_value_info("fetch_name_0", TensorProto.FLOAT, ["M", 7]),
        helper.make_tensor_value_info("fetch_name_1", TensorProto.INT32, ["N"]),
    ]
    graph = helper.make_graph(nodes, "conformance-layout", inputs, outputs, constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    onnx.save(model, Path(__file__).with_name("conformance-layout.onnx"))


main()
