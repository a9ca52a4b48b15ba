"""python -m training.nano --config training/configs/NAME.toml --out FOLDER"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ..command import errors_in_a_line
from .config import load_config
from .train import train


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m training.nano", description="Train a nano model from scratch.")
    parser.add_argument("--config", type=Path, required=True, help="TOML file, see training/configs")
    parser.add_argument(
        "--out", type=Path, required=True, help="folder for checkpoints and log; a training in it is resumed"
    )
    parser.add_argument("--official", type=Path, help="EdgeJSON's train split: mixed in, held-out lines validate")
    arguments = parser.parse_args()
    with errors_in_a_line():
        config = load_config(arguments.config)
        train(config, arguments.out, arguments.official)
    return 0


if __name__ == "__main__":
    sys.exit(main())
