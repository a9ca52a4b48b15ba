"""Writes 4-bit copies of an ONNX model with 8-bit MatMulNBits weights: quantize.py MODEL OUT [--one-scale].

--one-scale makes the mistake that the example shows: one scale for a whole matrix, not one for each block of 32 weights.
Needs the packages onnx and numpy.
"""

import shutil
import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import numpy_helper

source, target = Path(sys.argv[1]), Path(sys.argv[2])
one_scale = "--one-scale" in sys.argv

model = onnx.load(source / "onnx" / "model_quantized.onnx")
tensors = {tensor.name: tensor for tensor in model.graph.initializer}
for node in model.graph.node:
    if node.op_type != "MatMulNBits":
        continue
    codes, scales = (tensors[name] for name in node.input[1:3])
    weights = (numpy_helper.to_array(codes).astype(np.float32) - 128) * numpy_helper.to_array(scales)[..., None]
    peaks = np.abs(weights).max(axis=None if one_scale else -1, keepdims=True).clip(min=1e-8)
    peaks = np.broadcast_to(peaks, (*weights.shape[:2], 1))
    rounded = np.clip(np.round(weights / (peaks / 7)), -8, 7).astype(np.uint8) + 8 & 15
    packed = rounded[..., 0::2] | rounded[..., 1::2] << 4
    codes.CopyFrom(numpy_helper.from_array(packed.astype(np.uint8), codes.name))
    scales.CopyFrom(numpy_helper.from_array((peaks[..., 0] / 7).astype(np.float32), scales.name))
    next(attribute for attribute in node.attribute if attribute.name == "bits").i = 4

shutil.copytree(source, target, ignore=shutil.ignore_patterns("onnx", "README.md"))
(target / "onnx").mkdir()
onnx.save(model, target / "onnx" / "model_q4.onnx")
