"""Averages of weights: of snapshots while the learning rate falls, and with the first weights of a further training.

The average of late weights is often better than the last weights if the learning rate has not fallen to zero yet,
and costs one more validation. The log shows which is better for this training (kind `average`), on the same
validation sets.

The weights between those before and after a further training keep more of what the model could do before
(M. Wortsman et al., 2022: robust fine-tuning). `python -m training.nano.interpolate` validates them.
"""

from __future__ import annotations

import os
from pathlib import Path

import torch
from torch import Tensor

Weights = dict[str, Tensor]


def keep_snapshot(folder: Path, step: int, weights: Weights, most: int) -> None:
    """Writes FOLDER/snapshots/STEP.pt, and removes all but the last `most` of them."""
    kept = folder / "snapshots"
    kept.mkdir(exist_ok=True)
    fresh = kept / "snapshot.tmp"
    torch.save(weights, fresh)
    os.replace(fresh, kept / f"{step:08}.pt")
    for old in snapshots(folder)[:-most]:
        old.unlink()


def snapshots(folder: Path) -> list[Path]:
    """By step."""
    return sorted((folder / "snapshots").glob("*.pt"))


def drop_later_snapshots(folder: Path, step: int) -> None:
    """Removes snapshots of later steps: an interrupted training writes them again from its checkpoint."""
    for file in snapshots(folder):
        if int(file.stem) > step:
            file.unlink()


def keep_start(folder: Path, weights: Weights) -> None:
    """Writes FOLDER/start.pt, the weights that a further training begins with."""
    torch.save(weights, folder / "start.pt")


def with_start(folder: Path, weights: Weights, share: float) -> Weights:
    """`share` of the weights that the training began with, and the rest of `weights`. Raises ValueError if the training
    did not begin with those of an exported model.
    """
    kept = folder / "start.pt"
    if not kept.exists():
        raise ValueError(
            f"{folder} has no start.pt: only a training with train_further keeps the weights it began with"
        )
    start = torch.load(kept, map_location="cpu", weights_only=True)
    return {name: share * start[name].float() + (1 - share) * weight.float() for name, weight in weights.items()}


def average(files: list[Path]) -> Weights:
    """The mean of each weight over the files, float32, on the CPU."""
    total: Weights = {}
    for file in files:
        for name, weight in torch.load(file, map_location="cpu", weights_only=True).items():
            total[name] = total[name] + weight.float() if name in total else weight.float()
    return {name: weight / len(files) for name, weight in total.items()}
