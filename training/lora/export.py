"""Exports an adapter to a folder that engines load: merged into its base, as ONNX in fp32, 8 or 4 bits.

python -m training.lora.export --base FOLDER --adapter FOLDER/adapters/epoch-3 --out FOLDER [--precision q4 q8 fp32]
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from pathlib import Path

from transformers import AutoTokenizer, PreTrainedModel

from ..command import errors_in_a_line
from ..nano.export import build_onnx
from .adapter import merged
from .data import check_base

PRECISIONS = {"fp32": ("fp32", "model.onnx"), "q8": ("int8", "model_quantized.onnx"), "q4": ("int4", "model_q4.onnx")}
"""By the dtype name of transformers.js: the builder's name, and the file that transformers.js looks for."""
TOKENIZER_FILES = ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "chat_template.jinja")
"""Files that are copied unchanged from the base. The first is required, the others are optional."""


def write_merged(model: PreTrainedModel, base: Path, folder: Path) -> None:
    """Writes a folder that Transformers loads. A completion ends at the tokenizer's end token, as in the training."""
    model.save_pretrained(folder)
    end = AutoTokenizer.from_pretrained(base).eos_token_id
    generation = {"bos_token_id": model.config.bos_token_id, "eos_token_id": end, "pad_token_id": end}
    text = json.dumps({**generation, "do_sample": False}, indent=2)
    (folder / "generation_config.json").write_text(text + "\n", encoding="utf-8")
    for name in TOKENIZER_FILES:
        if name == TOKENIZER_FILES[0] or (base / name).exists():
            shutil.copy(base / name, folder / name)


def head_size(model: PreTrainedModel) -> int:
    config = model.config
    return getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads


def export(base: Path, adapter: Path, out: Path, precisions: list[str], accuracy_level: int = 1) -> None:
    """Writes OUT/{config,generation_config,tokenizer,…}.json and OUT/onnx/model*.onnx, one for each precision."""
    check_base(base)
    if not (adapter / "adapter_config.json").exists():
        raise ValueError(f"{adapter}: no adapter_config.json; give an adapters/epoch-N folder (--adapter)")
    model = merged(base, adapter)
    with tempfile.TemporaryDirectory() as scratch:
        plain = Path(scratch)
        write_merged(model, base, plain)
        size = head_size(model)
        del model  # the builder loads the model again, in another process
        out.mkdir(parents=True, exist_ok=True)
        for name in ("config.json", "generation_config.json", *TOKENIZER_FILES):
            if (plain / name).exists():
                shutil.copy(plain / name, out / name)
        for precision in precisions:
            builders, file = PRECISIONS[precision]
            build_onnx(plain, out / "onnx" / file, builders, size, accuracy_level)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m training.lora.export", description="Merge an adapter; make ONNX.")
    parser.add_argument("--base", type=Path, required=True, help="folder of the model that was tuned")
    parser.add_argument("--adapter", type=Path, required=True, help="an adapters/epoch-N of a training")
    parser.add_argument("--out", type=Path, required=True, help="folder for configuration, tokenizer and onnx/")
    parser.add_argument("--precision", nargs="+", choices=sorted(PRECISIONS), default=["q8"], help="default: q8")
    parser.add_argument(
        "--accuracy-level",
        type=int,
        choices=(1, 4),
        default=1,
        help="of q8 and q4: 1 multiplies in fp32 (default); 4 in int8, faster, but completions depend on the batch",
    )
    arguments = parser.parse_args()
    with errors_in_a_line():
        export(arguments.base, arguments.adapter, arguments.out, arguments.precision, arguments.accuracy_level)
    return 0


if __name__ == "__main__":
    sys.exit(main())
