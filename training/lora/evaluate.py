"""Evaluation of an adapter on held-out lines: with teacher forcing (loss), and by completions of the merged model."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional
from transformers import DynamicCache, PreTrainedModel, PreTrainedTokenizerBase

from ..nano.data import IGNORED, Encoded, Example, collate
from .data import encode, parts
from .exact import is_exact


@dataclass(frozen=True)
class Forced:
    """One pass over a validation set, with teacher forcing."""

    lines: int
    loss: float
    """Nats per completion token."""
    exact: float
    """Share of examples in which every completion token is the most probable one."""
    token_accuracy: float
    """Share of completion tokens that are the most probable ones."""


@dataclass(frozen=True)
class Completed:
    """The greedy completions of a validation set."""

    json_exact: float
    """Share of completions whose JSON equals the expected value."""
    json_exact_of: dict[str, tuple[int, int]]
    """By complexity: number of exact ones, number of all."""


@dataclass(frozen=True)
class Completion:
    text: str
    prompt_tokens: int
    tokens: int
    """Generated tokens, without the end token."""
    ended: bool
    """Whether the model generated the end token, and did not run into the limit."""


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
def forced(
    model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase, examples: list[Example], part_tokens: int
) -> Forced:
    """The model must be in `eval()`. `part_tokens`: tokens of one forward pass, padding included."""
    loss = hits = total = exact = 0.0
    for part in parts(encode(tokenizer, examples), part_tokens):
        logits, targets = completion_logits(model, part)
        loss += functional.cross_entropy(logits, targets, reduction="sum").item()
        right = logits.argmax(-1) == targets
        hits += right.sum().item()
        total += len(targets)
        sizes = [len(each.tokens) - each.prompt for each in part]
        exact += sum(bool(each.all()) for each in right.split(sizes))
    return Forced(len(examples), loss / total, exact / len(examples), hits / total)


def in_bfloat16(model: PreTrainedModel) -> None:
    """Rounds the weights, and no buffer, as `model.to(torch.bfloat16)` would: rotary frequencies need float32."""
    for weight in model.parameters():
        weight.data = weight.data.bfloat16()


def completed(
    model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase, examples: list[Example], limit: int, answers: Path
) -> Completed:
    """Completes every example with at most `limit` tokens. Writes the completions as lines for `edgejson score` and for
    a replay.
    """
    completions = greedy(model, tokenizer, [example.prompt for example in examples], limit)
    by: dict[str, tuple[int, int]] = {}
    answers.parent.mkdir(parents=True, exist_ok=True)
    with answers.open("w", encoding="utf-8") as out:
        for example, completion in zip(examples, completions, strict=True):
            line = {
                "id": example.id,
                "expected": json.loads(example.answer),
                "output": completion.text,
                "finishReason": "stop" if completion.ended else "length",
                "tokensIn": completion.prompt_tokens,
                "tokensOut": completion.tokens,
            }
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
            key = example.complexity or "unlabelled"
            won, count = by.get(key, (0, 0))
            by[key] = (won + is_exact(completion.text, example.answer), count + 1)
    return Completed(sum(won for won, _ in by.values()) / len(examples), by)


@torch.no_grad()
def greedy(
    model: PreTrainedModel,
    tokenizer: PreTrainedTokenizerBase,
    prompts: list[str],
    limit: int,
    batch_tokens: int = 16384,
) -> list[Completion]:
    """Completions of at most `limit` tokens, in the order of the prompts.

    A batch has prompts of similar length with at most `batch_tokens` (padding and completions included), or one. It
    shrinks with every completion that ends. Rounding depends on the batch, so a completion can differ from one of the
    same prompt alone.
    """
    encoded = [tokenizer(prompt)["input_ids"] for prompt in prompts]
    left = sorted(range(len(prompts)), key=lambda index: len(encoded[index]), reverse=True)
    made: list[list[int]] = [[] for _ in prompts]
    ended = [False] * len(prompts)
    while left:
        longest = len(encoded[left[0]])
        size = max(1, batch_tokens // (longest + limit))
        running, left = left[:size], left[size:]
        padding = [longest - len(encoded[index]) for index in running]
        rows = [[0] * pad + encoded[index] for pad, index in zip(padding, running, strict=True)]
        inputs = torch.tensor(rows, device=model.device)
        mask = torch.tensor([[0] * pad + [1] * (longest - pad) for pad in padding], device=model.device)
        positions = (mask.cumsum(1) - 1).clamp(min=0)
        cache = DynamicCache(config=model.config)
        while running:
            logits = model(
                input_ids=inputs,
                attention_mask=mask,
                position_ids=positions,
                past_key_values=cache,
                use_cache=True,
                logits_to_keep=1,
            ).logits[:, -1]
            kept = []
            for row, (index, token) in enumerate(zip(running, logits.argmax(-1).tolist(), strict=True)):
                ended[index] = token == tokenizer.eos_token_id
                if not ended[index]:
                    made[index].append(token)
                    if len(made[index]) < limit:
                        kept.append(row)
            if len(kept) < len(running):
                running = [running[row] for row in kept]
                which = torch.tensor(kept, dtype=torch.long, device=model.device)
                mask, positions = mask[which], positions[which]
                cache.batch_select_indices(which)
            inputs = torch.tensor([[made[index][-1]] for index in running], dtype=torch.long, device=model.device)
            mask = torch.cat((mask, mask.new_ones(len(running), 1)), dim=1)
            positions = positions[:, -1:] + 1
    return [
        Completion(tokenizer.decode(tokens, skip_special_tokens=True), len(prompt), len(tokens), end)
        for prompt, tokens, end in zip(encoded, made, ended, strict=True)
    ]
