"""First weights of a training from a model that `training.nano.export` wrote, to train it further."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor

from ..model import ModelConfig, NanoModel

ZERO_POINT = 128
"""The byte that stands for 0 in 8-bit weights without stored zero points (ONNX Runtime's MatMulNBits)."""
FILES = ("onnx/model.onnx", "onnx/model_quantized.onnx")
"""Graphs of an export, the one with exact weights first."""


def exported_graph(folder: Path) -> Path:
    """The graph of an exported model; raises ValueError if the folder has none."""
    for name in FILES:
        if (folder / name).exists():
            return folder / name
    raise ValueError(f"{folder} has neither {' nor '.join(FILES)}; give a folder of python -m training.nano.export")


def write_exported(model: NanoModel, folder: Path) -> None:
    """Sets the weights of a new model to those of an exported one of the same shape.

    8-bit weights are multiplied by their scales: rounding stays as it is. Raises ValueError that names the weight
    whose shape differs or which is missing.
    """
    file = exported_graph(folder)
    graph = onnx.load(file).graph
    stored = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
    columns = _quantized_columns(graph)
    with torch.no_grad():
        for name, target in model.named_parameters():
            names = _exported_names(name, model.config.layers)
            if name == "embedding.weight" and names[0] not in stored:
                names = ["lm_head.MatMul.weight"]  # the builder stores tied fp32 weights once, under the head's name
            value = _weight(stored, columns, names, file)
            if name.endswith("query_key_value.weight"):
                value = _without_idle_queries(value, model.config)
            elif name.endswith("output.weight"):
                value = _without_idle_columns(value, model.config)
            if value.shape != target.shape:
                shapes = f"{list(value.shape)}, the config's model needs {list(target.shape)}"
                raise ValueError(f"{file}: {name} has the shape {shapes}; use the [model] of that export")
            target.copy_(value)


def _exported_names(name: str, layers: int) -> list[str]:
    """The names in the export of the parts of one weight of `NanoModel`, from its first row to its last."""
    if name == "embedding.weight":
        return ["model.embed_tokens.weight"]
    if name == "norm.weight":
        return [f"model.layers.{layers}.final_norm_layernorm.weight"]
    _, index, part, _ = name.split(".")
    parts = {
        "attention_norm": ["input_layernorm.weight"],
        "query_key_value": ["attn.qkv_proj.MatMul.weight"],
        "output": ["attn.o_proj.MatMul.weight"],
        "mlp_norm": ["post_attention_layernorm.weight"],
        "gate_up": ["mlp.gate_proj.MatMul.weight", "mlp.up_proj.MatMul.weight"],
        "down": ["mlp.down_proj.MatMul.weight"],
    }
    return [f"model.layers.{index}.{each}" for each in parts[part]]


def _quantized_columns(graph: onnx.GraphProto) -> dict[str, int]:
    """Columns of each matrix in 8 bits, by the name of its blocks; the last block of a row is padded."""
    return {
        node.input[1]: next(each.i for each in node.attribute if each.name == "K")
        for node in graph.node
        if node.op_type == "MatMulNBits"
    }


def _weight(stored: dict[str, np.ndarray], columns: dict[str, int], names: list[str], file: Path) -> Tensor:
    """[rows, columns] of a matrix, [size] of a norm."""
    parts = []
    for name in names:
        if name in stored:
            plain = stored[name]
            parts.append(plain.T if ".MatMul." in name else plain)
        elif f"{name}_Q8" in stored:
            blocks = stored[f"{name}_Q8"].astype(np.float32) - ZERO_POINT
            padded = (blocks * stored[f"{name}_scales"][..., None]).reshape(len(blocks), -1)
            parts.append(padded[:, : columns.get(f"{name}_Q8")])
        else:
            raise ValueError(f"{file} has no weight {name}; give a folder of python -m training.nano.export")
    return torch.from_numpy(np.concatenate(parts).astype(np.float32))


def _exported_heads(rows: int, config: ModelConfig) -> int:
    """Query heads of each KV head in the export, idle ones included."""
    return rows // (config.kv_heads * config.head_size)


def _without_idle_queries(value: Tensor, config: ModelConfig) -> Tensor:
    """Rows of the trained query heads, then keys and values."""
    both = 2 * config.kv_heads * config.head_size
    query, rest = value[:-both], value[-both:]
    grouped = query.reshape(config.kv_heads, _exported_heads(len(query), config), config.head_size, -1)
    kept = grouped[:, : config.heads // config.kv_heads]
    return torch.cat((kept.reshape(-1, value.shape[1]), rest))


def _without_idle_columns(value: Tensor, config: ModelConfig) -> Tensor:
    grouped = value.reshape(len(value), config.kv_heads, _exported_heads(value.shape[1], config), config.head_size)
    return grouped[:, :, : config.heads // config.kv_heads].reshape(len(value), -1)
