"""A first embedding that knows spelling: ` Name`, `Name`, `name` and `_name` begin near each other.

A key is its title in another case (`Order Id` -> `order_id`), and a value may begin with or without its space. Tokens
of one spelling share a base vector; how they begin (space, underscore, neither) and their case add a vector of their
own. Training then learns one rule for all words instead of one mapping for each.
"""

from __future__ import annotations

import torch
from tokenizers import Tokenizer
from torch import Tensor

SHARES = {"base": 0.8, "start": 0.35, "case": 0.35, "own": 0.35}
"""Weights of the parts; their squares add up to about one, so the length stays that of a plain first embedding."""


def initial_embedding(tokenizer: Tokenizer, vocabulary: int, hidden: int, scale: float, seed: int) -> Tensor:
    """[vocabulary, hidden], standard deviation `scale`; tokens that the tokenizer lacks have no spelling."""
    maker = torch.Generator().manual_seed(seed)
    vectors: dict[str, Tensor] = {}

    def vector(name: str) -> Tensor:
        if name not in vectors:
            vectors[name] = torch.randn(hidden, generator=maker)
        return vectors[name]

    rows = []
    for token in range(vocabulary):
        text = tokenizer.decode([token], skip_special_tokens=False)
        word = text.lstrip(" _") if text.strip(" _") else text
        start = text[: len(text) - len(word)]
        case = "upper" if len(word) > 1 and word.isupper() else "title" if word[:1].isupper() else "lower"
        own = torch.randn(hidden, generator=maker)
        rows.append(
            SHARES["base"] * vector(f"base {word.lower()}")
            + SHARES["start"] * vector(f"start {start}")
            + SHARES["case"] * vector(f"case {case}")
            + SHARES["own"] * own
        )
    return torch.stack(rows) * scale
