"""Ablations: several short trainings that differ in one setting, in one table.

python -m training.nano.ablations --config training/configs/ablations.toml --official FILE --out FOLDER [--only NAME
…]

The TOML file names a config, values that all variants have in place of its values (`common`), and the values of each
variant (`variants`). A finished training is not run again; an interrupted one resumes. Several of these at a time
may share a folder, each with other names: two trainings of one thread each get more out of two cores than one of
two.
"""

from __future__ import annotations

import argparse
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from pydantic import Field

from ..command import errors_in_a_line
from ..markdown import number, percent, table
from ..runs import Run, read_run
from ..toml_file import CLOSED, read_toml, values_as
from .config import TrainConfig, read_config
from .train import train


@dataclass(frozen=True)
class Ablations:
    """The content of the TOML file."""

    __pydantic_config__ = CLOSED

    config: str
    """File name of the config that the variants change, in the same folder."""
    variants: Annotated[dict[str, dict], Field(min_length=1)]
    """The values of each variant, by its name."""
    common: dict = field(default_factory=dict)
    """Values of all variants."""


def load_variants(path: Path) -> dict[str, TrainConfig]:
    """Name to config, in the file's order.

    Raises ValueError that names the file and the key for an unknown key, and for a name without a folder of its own.
    """
    plan = values_as(Ablations, read_toml(path), path)
    folders: dict[str, str] = {}
    for name in plan.variants:
        other = folders.setdefault(folder_name(name), name)
        if not folder_name(name) or other != name:
            raise ValueError(f"{path}: variants.{name!r} needs letters or digits that no other variant has")
    shared = _laid_over(read_toml(path.parent / plan.config), plan.common)
    return {name: read_config(_laid_over(shared, own), path) for name, own in plan.variants.items()}


def _laid_over(below: dict, above: dict) -> dict:
    """Replaces single keys of the model, and other values as a whole."""
    models = [each["model"] for each in (below, above) if "model" in each]
    if models and all(isinstance(each, dict) for each in models):
        return {**below, **above, "model": {key: value for each in models for key, value in each.items()}}
    return {**below, **above}  # a model that is not a table is rejected when the config is read


def folder_name(variant: str) -> str:
    """Letters, digits and hyphens of a variant's name."""
    return re.sub(r"\W+", "-", variant).strip("-")


def variants_table(runs: dict[str, Run]) -> str:
    """One row for each training, three columns for each validation set."""
    sets = list(dict.fromkeys(name for run in runs.values() for name in run.sets))
    head = ["variant", "parameters", "Mtokens", "examples", "minutes"]
    for name in sets:
        head += [f"{name}: exact %", "tokens %", "loss"]
    rows = []
    for variant, run in runs.items():
        cells = [
            run.titled(variant),
            f"{run.start['parameters']:,}",
            number(run.mega_tokens, 2),
            number(run.examples, 0),
            number(run.minutes, 1),
        ]
        for name in sets:
            last = run.last(name) or {}
            cells += [percent(last.get("exact")), percent(last.get("token_accuracy")), number(last.get("loss"), 3)]
        rows.append(cells)
    return table(head, rows)


def run_variants(
    variants: dict[str, TrainConfig], only: list[str], folder: Path, official: Path | None
) -> dict[str, Run]:
    """Trains the variants of `only` that have not ended; returns all that have begun, in order."""
    folders = {name: folder / folder_name(name) for name in variants}
    for name in only:
        print(f"ablations: {name}", flush=True)
        train(variants[name], folders[name], official)
    return {name: read_run(own) for name, own in folders.items() if (own / "checkpoint.pt").exists()}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m training.nano.ablations", description="Run ablations.")
    parser.add_argument("--config", type=Path, required=True, help="TOML file, see training/configs/ablations.toml")
    parser.add_argument("--out", type=Path, required=True, help="folder for the trainings and for ablations.md")
    parser.add_argument("--official", type=Path, help="EdgeJSON's train split: mixed in, held-out lines validate")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="these variants; default: all")
    arguments = parser.parse_args()
    with errors_in_a_line():
        variants = load_variants(arguments.config)
        only = arguments.only or list(variants)
        for name in only:
            if name not in variants:
                raise ValueError(f"{arguments.config}: no variant {name!r}; there are {', '.join(map(repr, variants))}")
        runs = run_variants(variants, only, arguments.out, arguments.official)
        made = variants_table(runs)
        (arguments.out / "ablations.md").write_text(made + "\n", encoding="utf-8")
        print(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
