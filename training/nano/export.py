"""Exports a checkpoint to a folder that engines load: Hugging Face layout, ONNX with 8-bit weights.

python -m training.nano.export TRAINING_FOLDER OUT [--precision int8|fp32] [--weights last|average|better]
    [--start-share SHARE]
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Literal, get_args

import onnx
import torch
from safetensors.torch import save_file
from torch import Tensor

from ..command import errors_in_a_line, share
from ..runs import read_run
from .averaging import average, snapshots, with_start
from .model import ModelConfig, NanoModel
from .tokenizer import END
from .train import load_state

Choice = Literal["last", "average", "better"]
"""The choice of weights to export."""


def llama_heads(config: ModelConfig) -> int:
    """Number of query heads in the export. Transformers needs a hidden size that is a multiple of it, so a KV head may
    have more query heads than were trained; the output of these is zero.
    """
    heads = config.heads
    while config.hidden % heads:
        heads += config.kv_heads
    return heads


def _with_idle_heads(weight: Tensor, config: ModelConfig) -> Tensor:
    """[heads * size, hidden] with rows of zeros for the heads that `llama_heads` adds to each KV head's group."""
    grouped = weight.reshape(config.kv_heads, -1, config.hidden)
    rows = llama_heads(config) // config.kv_heads * config.head_size
    idle = grouped.new_zeros(config.kv_heads, rows - grouped.shape[1], config.hidden)
    return torch.cat((grouped, idle), dim=1).reshape(-1, config.hidden)


def llama_weights(model: NanoModel) -> dict[str, Tensor]:
    """The weights under the names and in the shapes of `LlamaForCausalLM`; the tied head is left out."""
    config = model.config
    size = config.head_size
    weights = {
        "model.embed_tokens.weight": model.embedding.weight,
        "model.norm.weight": model.norm.weight,
    }
    for index, block in enumerate(model.blocks):
        layer = f"model.layers.{index}"
        parts = (config.heads * size, config.kv_heads * size, config.kv_heads * size)
        query, key, value = block.query_key_value.weight.split(parts)
        gate, up = block.gate_up.weight.chunk(2)
        weights |= {
            f"{layer}.input_layernorm.weight": block.attention_norm.weight,
            f"{layer}.self_attn.q_proj.weight": _with_idle_heads(query, config),
            f"{layer}.self_attn.k_proj.weight": key,
            f"{layer}.self_attn.v_proj.weight": value,
            f"{layer}.self_attn.o_proj.weight": _with_idle_heads(block.output.weight.T, config).T,
            f"{layer}.post_attention_layernorm.weight": block.mlp_norm.weight,
            f"{layer}.mlp.gate_proj.weight": gate,
            f"{layer}.mlp.up_proj.weight": up,
            f"{layer}.mlp.down_proj.weight": block.down.weight,
        }
    return {name: weight.detach().float().cpu().contiguous() for name, weight in weights.items()}


def llama_config(config: ModelConfig) -> dict:
    """`config.json` for the same model."""
    return {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "hidden_act": "silu",
        "hidden_size": config.hidden,
        "intermediate_size": config.feed_forward,
        "num_hidden_layers": config.layers,
        "num_attention_heads": llama_heads(config),
        "num_key_value_heads": config.kv_heads,
        "head_dim": config.head_size,
        "vocab_size": config.vocabulary,
        "max_position_embeddings": config.positions,
        "rms_norm_eps": config.norm_epsilon,
        "rope_theta": config.rope_base,
        "rope_scaling": None,
        "attention_bias": False,
        "mlp_bias": False,
        "tie_word_embeddings": True,
        "bos_token_id": 0,
        "eos_token_id": 0,
        "pad_token_id": 0,
        "torch_dtype": "float32",
    }


def saved_state(folder: Path) -> dict:
    """The state of a training folder, on the CPU. Raises ValueError if it has none."""
    state = load_state(folder, torch.device("cpu"))
    if state is None:
        raise ValueError(f"{folder} has no checkpoint.pt of python -m training.nano")
    return state


def load_checkpoint(folder: Path, weights: Choice = "last", start_share: float = 0.0) -> NanoModel:
    """The model of a training folder, on the CPU, in evaluation mode: with the last weights, with the average of the
    snapshots, or with the better of both at the end of the training; averaged with the weights that the training began
    with if `start_share` is above 0. Raises ValueError if there are no such weights.
    """
    state = saved_state(folder)
    model = NanoModel(ModelConfig(**state["config"]["model"]))
    if weights == "average" or (weights == "better" and average_is_better(folder)):
        files = snapshots(folder)
        if not files:
            raise ValueError(f"{folder} has no snapshots: its learning rate has not fallen yet, or snapshots is 0")
        model.load_state_dict(average(files))
    else:
        model.load_state_dict(state["model"])
    if start_share > 0:
        model.load_state_dict(with_start(folder, model.state_dict(), start_share))
    return model.eval()


def average_is_better(folder: Path) -> bool:
    """Whether the log's validation of the averaged weights has the lower loss, as a mean over the validation sets.

    Raises ValueError if there is no such validation: the training has not ended, or it has fewer than two snapshots.
    """
    run = read_run(folder)
    if not run.averages:
        raise ValueError(f"{folder}/log.jsonl has no validation of averaged weights; use --weights last or average")
    pairs = [(each["loss"], last["loss"]) for each in run.averages if (last := run.last(each["set"])) is not None]
    averaged, last = (sum(losses) / len(pairs) for losses in zip(*pairs, strict=True))
    return averaged < last


def write_llama(model: NanoModel, tokenizer: Path, folder: Path) -> None:
    """Writes a folder that Hugging Face Transformers loads: safetensors, configuration, tokenizer."""
    folder.mkdir(parents=True, exist_ok=True)
    save_file(llama_weights(model), str(folder / "model.safetensors"), metadata={"format": "pt"})
    _write_json(folder / "config.json", llama_config(model.config))
    _write_json(folder / "generation_config.json", dict.fromkeys(GENERATION, 0) | {"do_sample": False})
    shutil.copy(tokenizer, folder / "tokenizer.json")
    _write_json(
        folder / "tokenizer_config.json",
        {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "bos_token": END,
            "eos_token": END,
            "pad_token": END,
            "model_max_length": model.config.positions,
            "clean_up_tokenization_spaces": False,
        },
    )


GENERATION = ("bos_token_id", "eos_token_id", "pad_token_id")
ONE_FILE = 2**31 - 1
"""Largest size of a protobuf file in bytes."""
QUANTISED = "model_quantized.onnx"
"""The name that transformers.js looks for with dtype q8."""


def export(
    training: Path, out: Path, precision: str = "int8", weights: Choice = "last", start_share: float = 0.0
) -> None:
    """Writes OUT/{config,generation_config,tokenizer,tokenizer_config}.json and OUT/onnx/<model>.

    `int8` is weight-only quantization in blocks of 32 with products in fp32, so that a completion does not depend on
    the batch; `fp32` keeps the weights as trained.
    """
    model = load_checkpoint(training, weights, start_share)
    with tempfile.TemporaryDirectory() as scratch:
        plain = Path(scratch) / "llama"
        write_llama(model, training / "tokenizer.json", plain)
        out.mkdir(parents=True, exist_ok=True)
        for name in ("config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json"):
            shutil.copy(plain / name, out / name)
        name = QUANTISED if precision == "int8" else "model.onnx"
        build_onnx(plain, out / "onnx" / name, precision, model.config.head_size)


def build_onnx(plain: Path, target: Path, precision: str, head_size: int, accuracy_level: int = 1) -> None:
    """Builds TARGET, one ONNX file with its weights inside, from a folder that Hugging Face Transformers loads.

    `precision` is the builder's name: fp32, int8 or int4. The last two quantise weights in blocks of 32;
    `accuracy_level` 1 multiplies in fp32; 4 also quantizes activations to 8 bits, which is faster, but a completion
    then depends on batch and kernel. Raises ValueError for a graph that is too large for one file (2 GB),
    RuntimeError with the builder's last line where it fails.
    """
    with tempfile.TemporaryDirectory() as scratch:
        command = [sys.executable, "-m", "onnxruntime_genai.models.builder", "-i", str(plain), "-o", f"{scratch}/onnx"]
        command += ["-c", f"{scratch}/cache", "-p", precision, "-e", "cpu"]
        if precision != "fp32":
            command += ["--extra_options", f"accuracy_level={accuracy_level}", "block_size=32"]
        built = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if built.returncode != 0:
            last = built.stdout.strip().splitlines()[-1:] or [f"exit code {built.returncode}"]
            raise RuntimeError(f"onnxruntime-genai's builder failed: {last[0]} (command: {' '.join(command)})")
        graph = onnx.load(f"{scratch}/onnx/model.onnx")
    for value in [*graph.graph.input, *graph.graph.output]:
        if value.name.startswith(("past", "present")):  # transformers.js needs the head size as a number
            value.type.tensor_type.shape.dim[3].Clear()
            value.type.tensor_type.shape.dim[3].dim_value = head_size
    if graph.ByteSize() >= ONE_FILE:
        raise ValueError(f"{target.name} would take {graph.ByteSize()} bytes, more than one ONNX file; use fewer bits")
    target.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(graph, target)


def _write_json(path: Path, value: dict) -> None:
    path.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m training.nano.export", description="Export a trained model for engines."
    )
    parser.add_argument("training", type=Path, help="folder that python -m training.nano wrote")
    parser.add_argument("out", type=Path, help="folder for configuration, tokenizer and onnx/")
    parser.add_argument("--precision", choices=("int8", "fp32"), default="int8")
    parser.add_argument(
        "--weights",
        choices=get_args(Choice),
        default="last",
        help="of the checkpoint (default), the average of the snapshots, or the better of both by validation loss",
    )
    parser.add_argument(
        "--start-share",
        metavar="SHARE",
        type=share,
        default=0.0,
        help="share of the weights that a training with train_further began with, 0 (default) to 1",
    )
    arguments = parser.parse_args()
    with errors_in_a_line():
        export(arguments.training, arguments.out, arguments.precision, arguments.weights, arguments.start_share)
    return 0


if __name__ == "__main__":
    sys.exit(main())
