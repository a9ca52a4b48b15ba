"""Several LoRA trainings with different data sizes and ranks, in one table.

python -m training.lora.sweep --config FILE --official FILE --base FOLDER --out FOLDER [--sizes …] [--ranks …]

As in the paper, one setting changes at a time: every size with the rank of the config, every rank with all lines
(`--full-grid`: all pairs). A finished training is not run again; an interrupted one resumes.
"""

from __future__ import annotations

import argparse
import gc
import sys
from dataclasses import replace
from pathlib import Path

from ..command import errors_in_a_line
from ..markdown import number, percent, table
from ..nano.data import read_file
from ..nano.train import held_out_ids
from ..runs import Run, read_run
from .recipe import Recipe, load_recipe
from .train import train


def variants(recipe: Recipe, available: int, sizes: list[int], ranks: list[int], full: bool) -> dict[str, Recipe]:
    """Folder name to recipe, in order, each once. A size above the number of lines means all lines.

    Alpha follows the rank (2r), as published, also where the config sets it.
    """
    within = sorted({min(size, available) for size in sizes})
    if full:
        pairs = [(size, rank) for size in within for rank in sorted(set(ranks))]
    else:
        pairs = [(size, recipe.rank) for size in within]
        pairs += [(within[-1], rank) for rank in sorted(set(ranks)) if rank != recipe.rank]
    return {f"lines-{size}-rank-{rank}": replace(recipe, lines=size, rank=rank, alpha=None) for size, rank in pairs}


def sweep_table(runs: list[Run]) -> str:
    """One row for each training: the changed setting, its cost, and the results of its last adapter."""
    head = ["lines", "trained on", "rank", "trained weights", "steps", "minutes", "loss", "tokens %", "JSONExact %"]
    head += ["validation loss", "validation lines"]
    rows = []
    for run in runs:
        last = run.last("official") or {}
        rows.append(
            [
                str(run.start["config"]["lines"]),
                str(run.start["lines"]),
                str(run.start["config"]["rank"]),
                f"{run.start['trained']:,}",
                str(run.start["steps"]) if run.ended else f"{len(run.steps)} of {run.start['steps']}",
                number(run.minutes, 1),
                number(run.steps[-1]["loss"] if run.steps else None, 3),
                percent(last.get("token_accuracy")),
                percent(last.get("json_exact")),
                number(last.get("loss"), 3),
                number(last.get("lines"), 0),
            ]
        )
    return table(head, rows, left=0)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m training.lora.sweep", description="LoRA by data size and rank.")
    parser.add_argument("--config", type=Path, required=True, help="TOML file, see training/configs/lora-*.toml")
    parser.add_argument("--official", type=Path, required=True, help="EdgeJSON v3's train split (JSONL)")
    parser.add_argument("--base", type=Path, required=True, help="folder of the model to tune, Hugging Face layout")
    parser.add_argument("--out", type=Path, required=True, help="folder for the trainings and for sweep.md")
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 300, 629], help="lines; default: 100 300 629")
    parser.add_argument("--ranks", type=int, nargs="+", default=[8, 16, 32], help="default: 8 16 32")
    parser.add_argument("--full-grid", action="store_true", help="every size with every rank")
    arguments = parser.parse_args()
    if min(*arguments.sizes, *arguments.ranks) < 1:
        parser.error("sizes and ranks must be at least 1")
    with errors_in_a_line():
        recipe = load_recipe(arguments.config)
        held_out = held_out_ids()
        available = sum(example.id not in held_out for example in read_file(arguments.official))
        runs = []
        for name, variant in variants(recipe, available, arguments.sizes, arguments.ranks, arguments.full_grid).items():
            print(f"sweep: {name}", flush=True)
            train(variant, arguments.base, arguments.out / name, arguments.official)
            gc.collect()
            runs.append(read_run(arguments.out / name))
            (arguments.out / "sweep.md").write_text(sweep_table(runs) + "\n", encoding="utf-8")
        print(sweep_table(runs))
    return 0


if __name__ == "__main__":
    sys.exit(main())
