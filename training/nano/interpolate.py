"""Validates weights between those that a further training began with and those that it ended with.

python -m training.nano.interpolate TRAINING_FOLDER [--official FILE] [--weights last|average|better] [--shares S…]

The table has a row for each share of the first weights: exact completions and loss with teacher forcing on the
validation sets of the training. `training.nano.export --start-share` exports the chosen one.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import get_args

from ..command import errors_in_a_line, share
from ..markdown import number, table
from .evaluate import teacher_forced
from .export import Choice, load_checkpoint, saved_state
from .tokenizer import load_tokenizer
from .train import held_out_lines, validation_sets

SHARES = (0.0, 0.15, 0.25, 0.35, 0.5, 1.0)


def interpolation_table(folder: Path, official: Path | None, weights: Choice, shares: list[float]) -> str:
    own = saved_state(folder)["config"]["own_validation"]
    sets = validation_sets(held_out_lines(official), own, lambda text: print(text, file=sys.stderr))
    tokenizer = load_tokenizer(folder / "tokenizer.json")
    head = ["share of the first weights"]
    for name, examples in sets.items():
        head += [f"{name}: exact of {len(examples)}", f"{name}: loss"]
    rows = []
    for each in shares:
        model = load_checkpoint(folder, weights, each)
        row = [f"{each:g}"]
        for examples in sets.values():
            result = teacher_forced(model, tokenizer, examples)
            row += [str(round(result.exact * len(examples))), number(result.loss, 4)]
        rows.append(row)
    return table(head, rows)


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m training.nano.interpolate",
        description="Validate weights between the start and the end of a further training.",
    )
    parser.add_argument("training", type=Path, help="folder of a training with train_further")
    parser.add_argument("--official", type=Path, help="EdgeJSON's train split: its held-out lines validate")
    parser.add_argument("--weights", choices=get_args(Choice), default="last", help="of the end (default: last)")
    parser.add_argument(
        "--shares", type=share, metavar="SHARE", nargs="+", default=list(SHARES), help="shares of the first weights"
    )
    arguments = parser.parse_args()
    with errors_in_a_line():
        print(interpolation_table(arguments.training, arguments.official, arguments.weights, arguments.shares))
    return 0


if __name__ == "__main__":
    sys.exit(main())
