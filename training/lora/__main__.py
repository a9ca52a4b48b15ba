"""python -m training.lora --config training/configs/NAME.toml --official FILE --base FOLDER --out FOLDER"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ..command import errors_in_a_line
from .recipe import load_recipe
from .train import train


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m training.lora", description="Tune a language model by LoRA.")
    parser.add_argument("--config", type=Path, required=True, help="TOML file, see training/configs/lora-*.toml")
    parser.add_argument("--official", type=Path, required=True, help="EdgeJSON v3's train split (JSONL)")
    parser.add_argument("--base", type=Path, required=True, help="folder of the model to tune, Hugging Face layout")
    parser.add_argument(
        "--out", type=Path, required=True, help="folder for adapters and log; a training in it is resumed"
    )
    arguments = parser.parse_args()
    with errors_in_a_line():
        train(load_recipe(arguments.config), arguments.base, arguments.out, arguments.official)
    return 0


if __name__ == "__main__":
    sys.exit(main())
