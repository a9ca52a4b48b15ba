"""Evaluation of a model with teacher forcing: one pass, no decoding."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from tokenizers import Tokenizer

from .data import IGNORED, Encoded, Example, collate, encode
from .model import NanoModel


@dataclass(frozen=True)
class Forced:
    """Figures of one pass over a validation set with teacher forcing."""

    loss: float
    """Nats per completion token."""
    exact: float
    """Share of examples in which every completion token is the most probable one: greedy decoding gives exactly these
    completions.
    """
    token_accuracy: float
    """Share of completion tokens that are the most probable ones."""
    exact_of: dict[str, tuple[int, int]]
    """By complexity: number of exact ones, number of all."""


@torch.no_grad()
def teacher_forced(model: NanoModel, tokenizer: Tokenizer, examples: list[Example], batch_tokens: int = 8192) -> Forced:
    encoded = encode(tokenizer, examples)
    device = model.embedding.weight.device
    exact: dict[int, bool] = {}
    loss = right = total = 0.0
    for indices in _grouped(encoded, batch_tokens):
        inputs, targets = (each.to(device) for each in collate([encoded[index] for index in indices]))
        wanted = targets != IGNORED
        logits = model.logits(model.features(inputs)[wanted]).float()
        loss += torch.nn.functional.cross_entropy(logits, targets[wanted], reduction="sum").item()
        hits = torch.ones_like(targets, dtype=torch.bool)
        hits[wanted] = logits.argmax(-1) == targets[wanted]
        right += hits[wanted].sum().item()
        total += wanted.sum().item()
        for row, index in enumerate(indices):
            exact[index] = bool(hits[row].all())
    by: dict[str, tuple[int, int]] = {}
    for index, example in enumerate(examples):
        key = example.complexity or "unlabelled"
        won, count = by.get(key, (0, 0))
        by[key] = (won + exact[index], count + 1)
    return Forced(loss / total, sum(exact.values()) / len(examples), right / total, by)


@torch.no_grad()
def greedy(model: NanoModel, tokenizer: Tokenizer, prompt: str, limit: int) -> str:
    """One completion of at most `limit` tokens, without the end token."""
    device = model.embedding.weight.device
    tokens = torch.tensor([tokenizer.encode(prompt).ids], device=device)
    pasts: list = [None] * len(model.blocks)
    answer: list[int] = []
    start = 0
    while len(answer) < limit:
        x = model.embedding(tokens)
        cosine, sine = model.rotary(start, tokens.shape[1], device)
        for index, block in enumerate(model.blocks):
            x, pasts[index] = block(x, cosine, sine, pasts[index], None)
        best = int(model.logits(model.norm(x[:, -1])).argmax())
        if best == 0:
            break
        answer.append(best)
        start += tokens.shape[1]
        tokens = torch.tensor([[best]], device=device)
    return tokenizer.decode(answer)


def _grouped(encoded: list[Encoded], batch_tokens: int) -> list[list[int]]:
    groups: list[list[int]] = []
    for index in sorted(range(len(encoded)), key=lambda each: len(encoded[each].tokens)):
        if groups and len(encoded[index].tokens) * (len(groups[-1]) + 1) <= batch_tokens:
            groups[-1].append(index)
        else:
            groups.append([index])
    return groups
