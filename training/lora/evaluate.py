"""Evaluation of an adapter on held-out lines: with teacher forcing (loss), and with its own completions."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional
from transformers import GenerationConfig, PreTrainedModel, PreTrainedTokenizerBase

from ..nano.data import IGNORED, Encoded, Example, collate
from .data import encode, parts
from .exact import is_exact


@dataclass(frozen=True)
class Figures:
    """One pass over a validation set."""

    lines: int
    loss: float
    """Nats per completion token."""
    exact: float
    """Share of examples in which every completion token is the most probable one, with teacher forcing."""
    token_accuracy: float
    """Share of completion tokens that are the most probable ones, with teacher forcing."""
    json_exact: float
    """Share of greedy completions whose JSON equals the expected value."""
    json_exact_of: dict[str, tuple[int, int]]
    """By complexity: number of exact ones, number of all."""


def completion_logits(model: PreTrainedModel, part: list[Encoded]) -> tuple[Tensor, Tensor]:
    """Logits and targets at every completion token, [tokens, vocabulary] and [tokens].

    Most logits belong to the prompt; they are not computed. Right padding needs no mask: no token attends to later
    ones.
    """
    inputs, targets = (each.to(model.device) for each in collate(part, multiple=1))
    columns = (targets != IGNORED).any(0).nonzero().flatten()
    logits = model(input_ids=inputs, logits_to_keep=columns, use_cache=False).logits
    targets = targets[:, columns]
    wanted = targets != IGNORED
    return logits[wanted].float(), targets[wanted]


@torch.no_grad()
def evaluate(
    model: PreTrainedModel,
    tokenizer: PreTrainedTokenizerBase,
    examples: list[Example],
    part_tokens: int,
    new_tokens: int,
    answers: Path,
) -> Figures:
    """The model must be in `eval()`. Writes the completions as lines for `edgejson score`."""
    loss = hits = total = exact = 0.0
    for part in parts(encode(tokenizer, examples), part_tokens):
        logits, targets = completion_logits(model, part)
        loss += functional.cross_entropy(logits, targets, reduction="sum").item()
        right = logits.argmax(-1) == targets
        hits += right.sum().item()
        total += len(targets)
        sizes = [len(each.tokens) - each.prompt for each in part]
        exact += sum(bool(each.all()) for each in right.split(sizes))
    by: dict[str, tuple[int, int]] = {}
    answers.parent.mkdir(parents=True, exist_ok=True)
    with answers.open("w", encoding="utf-8") as out:
        for example in examples:
            output = greedy(model, tokenizer, example.prompt, new_tokens)
            line = {"id": example.id, "expected": json.loads(example.answer), "output": output}
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
            key = example.complexity or "unlabelled"
            won, count = by.get(key, (0, 0))
            by[key] = (won + is_exact(output, example.answer), count + 1)
    share = sum(won for won, _ in by.values()) / len(examples)
    return Figures(len(examples), loss / total, exact / len(examples), hits / total, share, by)


@torch.no_grad()
def greedy(model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase, prompt: str, limit: int) -> str:
    """One completion of at most `limit` tokens; one example at a time, as in the official harness."""
    given = tokenizer(prompt, return_tensors="pt").to(model.device)
    end = tokenizer.eos_token_id
    config = GenerationConfig(do_sample=False, max_new_tokens=limit, eos_token_id=end, pad_token_id=end)
    tokens = model.generate(
        input_ids=given["input_ids"], attention_mask=given["attention_mask"], generation_config=config
    )
    return tokenizer.decode(tokens[0, given["input_ids"].shape[1] :], skip_special_tokens=True)
