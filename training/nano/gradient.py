"""The gradient of one batch."""

from __future__ import annotations

import math
from dataclasses import dataclass

from torch import Tensor

from .model import NanoModel


@dataclass(frozen=True)
class Gradient:
    loss: float
    """Nats per completion token, the skipped sequences included."""
    skipped: int
    """Number of sequences without a backward pass."""


def add_gradient(model: NanoModel, inputs: Tensor, targets: Tensor, skip_from: float | None = None) -> Gradient:
    """Adds the gradient of the mean loss over the completion tokens of the batch to the weights' `.grad`; inputs and
    targets are [batch, time], as `collate` makes them.

    With `skip_from`, one sequence follows another, and a sequence whose every completion token has at least this
    probability gets no backward pass: two thirds of its cost, for a gradient of almost zero. The others keep their
    weight in the mean.
    """
    if skip_from is None:
        loss = model(inputs, targets).mean()
        loss.backward()
        return Gradient(loss.item(), 0)
    wanted = targets >= 0
    total = int(wanted.sum())
    most = -math.log(skip_from)
    lost, skipped = 0.0, 0
    for row in range(len(inputs)):
        time = int(wanted[row].nonzero().max()) + 1
        losses = model(inputs[row : row + 1, :time], targets[row : row + 1, :time])
        lost += losses.sum().item()
        if losses.max().item() <= most:
            skipped += 1
        else:
            (losses.sum() / total).backward()
    return Gradient(lost / total, skipped)
