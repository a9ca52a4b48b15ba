"""A table of trainings: python -m training.table RUN… (folders of python -m training.nano).

Validation figures are those of the last validation of a training: exact completions and right tokens, in per cent,
with teacher forcing (see nano/evaluate.py).
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .command import errors_in_a_line
from .markdown import MISSING, number, percent, table
from .runs import Run, read_run


def ablation_table(runs: list[Run]) -> str:
    """One row for each training, two columns for each validation set."""
    sets = list(dict.fromkeys(name for run in runs for name in run.sets))
    head = ["run", "model", "start", "tokenizer", "data", "curriculum", "budget"]
    head += ["parameters", "Mtokens", "minutes", "loss"]
    for name in sets:
        head += [f"{name}: exact %", f"{name}: tokens %"]
    return table(head, [_row(run, sets) for run in runs], left=7)


def _row(run: Run, sets: list[str]) -> list[str]:
    config = run.start["config"]
    model = config["model"]
    heads = f"{model['heads']}/{model['kv_heads']} heads" + (f" of {model['head']}" if model.get("head") else "")
    shape = f"{model['layers']} × {model['hidden']}, {heads}, ff {model['feed_forward']}"
    cells = [
        run.titled(run.name),
        shape,
        config.get("train_further") or config.get("start", MISSING),
        str(model["vocabulary"]),
        _data(config["sources"]),
        " → ".join(str(stage["tokens"]) for stage in config["curriculum"]),
        f"{config['minutes']:g} min" if config["tokens"] is None else f"{config['tokens'] / 1e6:g}M tokens",
        f"{run.start['parameters']:,}",
        number(run.mega_tokens, 1),
        number(run.minutes, 1),
        number(run.steps[-1]["loss"] if run.steps else None, 3),
    ]
    for name in sets:
        last = run.last(name) or {}
        cells += [percent(last.get("exact")), percent(last.get("token_accuracy"))]
    return cells


def _data(sources: list[dict]) -> str:
    whole = sum(source["share"] for source in sources)
    if not whole:
        return MISSING
    said = []
    for source in sources:
        what = "official" if source["official"] else " ".join(["generated", *(source["generate"] or [])])
        said.append(f"{100 * source['share'] / whole:.0f} % {what}")
    return " + ".join(said)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m training.table", description="Print a table of trainings.")
    parser.add_argument("runs", type=Path, nargs="+", help="folders with a log.jsonl")
    arguments = parser.parse_args()
    with errors_in_a_line():
        runs = [read_run(folder) for folder in arguments.runs]
        try:
            print(ablation_table(runs))
        except KeyError as error:
            raise ValueError(f"a log's start has no {error}; the table is for python -m training.nano") from error
    return 0


if __name__ == "__main__":
    sys.exit(main())
