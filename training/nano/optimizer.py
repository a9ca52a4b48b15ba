"""Muon for the matrices, AdamW for the rest.

Muon (K. Jordan et al., 2024) replaces a matrix's momentum by the nearest matrix whose singular values are all near
one. PyTorch's implementation always computes in bfloat16, which a CPU without bfloat16 arithmetic emulates a hundred
times slower. This one computes in a given precision.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

NEWTON_SCHULZ = (3.4445, -4.7750, 2.0315)
"""Coefficients of the quintic iteration, as published with Muon."""


def orthogonalised(matrix: Tensor, steps: int = 5, precision: torch.dtype = torch.float32) -> Tensor:
    """About the nearest semi-orthogonal matrix, same shape: singular values fall between 0.7 and 1.2."""
    a, b, c = NEWTON_SCHULZ
    tall = matrix.shape[0] > matrix.shape[1]
    x = matrix.T if tall else matrix
    x = (x / (x.norm() + 1e-7)).to(precision)
    for _ in range(steps):
        gram = x @ x.T
        x = a * x + (b * gram + c * gram @ gram) @ x
    return (x.T if tall else x).to(matrix.dtype)


class Muon(torch.optim.Optimizer):
    """Nesterov momentum, orthogonalised in `precision`; `parts` of a parameter group first splits fused matrices along
    their rows.
    """

    def __init__(
        self,
        groups: list[dict],
        lr: float,
        momentum: float = 0.95,
        weight_decay: float = 0.0,
        precision: torch.dtype = torch.float32,
    ) -> None:
        super().__init__(groups, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay, "parts": None})
        self.precision = precision

    @torch.no_grad()
    def step(self, closure: None = None) -> None:
        for group in self.param_groups:
            for weight in group["params"]:
                if weight.grad is None:
                    continue
                state = self.state[weight]
                if not state:
                    state["momentum"] = torch.zeros_like(weight)
                momentum = state["momentum"].lerp_(weight.grad, 1 - group["momentum"])
                update = weight.grad.lerp(momentum, group["momentum"])
                pieces = update.split(group["parts"]) if group["parts"] else (update,)
                weight.mul_(1 - group["lr"] * group["weight_decay"])
                for target, piece in zip(weight.split([len(piece) for piece in pieces]), pieces, strict=True):
                    scale = max(1.0, piece.shape[0] / piece.shape[1]) ** 0.5
                    target.add_(orthogonalised(piece, precision=self.precision), alpha=-group["lr"] * scale)


def optimizers(
    model: nn.Module,
    matrix_rate: float,
    other_rate: float,
    weight_decay: float,
    precision: torch.dtype = torch.float32,
) -> list[torch.optim.Optimizer]:
    """Muon for every matrix inside the blocks; AdamW for the embedding and the norms."""
    by_rows: dict[tuple[int, ...] | None, list[Tensor]] = {}
    others: list[Tensor] = []
    for name, weight in model.named_parameters():
        if weight.dim() < 2 or name.startswith("embedding"):
            others.append(weight)
            continue
        config = model.config
        parts = None
        if name.endswith("query_key_value.weight"):
            size = config.head_size
            parts = (config.heads * size, config.kv_heads * size, config.kv_heads * size)
        elif name.endswith("gate_up.weight"):
            parts = (config.feed_forward, config.feed_forward)
        by_rows.setdefault(parts, []).append(weight)
    groups = [{"params": weights, "parts": parts} for parts, weights in by_rows.items()]
    return [
        Muon(groups, lr=matrix_rate, weight_decay=weight_decay, precision=precision),
        torch.optim.AdamW(others, lr=other_rate, betas=(0.9, 0.98), weight_decay=0.0, fused=True),
    ]
