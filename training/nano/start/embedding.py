"""First weights of the embedding in which ` Name`, `Name`, `name` and `_name` have similar vectors.

A key is its title in another case (`Order Id` -> `order_id`), and a value may begin with or without its space.
Tokens of one spelling share a base vector; how they begin (space, underscore, neither) and their case add a vector
of their own. Separators between a key and its value (`: `, `": "`, `": [{"`) have one spelling, and so have
separators between two entries (a line break with its indentation, `", "`, `}, {"`). Training then learns one rule
for all words instead of one mapping for each.
"""

from __future__ import annotations

import torch
from tokenizers import Tokenizer
from torch import Tensor

SHARES = {"base": 0.8, "start": 0.35, "case": 0.35, "own": 0.35}
"""Weights of the parts; their squares add up to about one, so the length is that of a plain first embedding."""
SPELLING = {"base": 1.0, "start": 0.0, "case": 0.0, "own": 0.15}
"""The same for an embedding in which the title, the key and the value of one word are nearly one vector."""


def spellings(tokenizer: Tokenizer, vocabulary: int) -> list[str]:
    """The text of each token; empty for those that the tokenizer lacks."""
    return [tokenizer.decode([token], skip_special_tokens=False) for token in range(vocabulary)]


def is_word(text: str) -> bool:
    """Whether a token has a letter or a digit."""
    return any(letter.isalnum() for letter in text)


def initial_embedding(
    tokenizer: Tokenizer, vocabulary: int, hidden: int, scale: float, seed: int, shares: dict[str, float] = SHARES
) -> Tensor:
    """[vocabulary, hidden], standard deviation `scale`; tokens that the tokenizer lacks have no spelling."""
    maker = torch.Generator().manual_seed(seed)
    vectors: dict[str, Tensor] = {}

    def vector(name: str) -> Tensor:
        if name not in vectors:
            vectors[name] = torch.randn(hidden, generator=maker)
        return vectors[name]

    rows = []
    for text in spellings(tokenizer, vocabulary):
        word = text.lstrip(" _") if text.strip(" _") else text
        start = text[: len(text) - len(word)]
        case = "upper" if len(word) > 1 and word.isupper() else "title" if word[:1].isupper() else "lower"
        own = torch.randn(hidden, generator=maker)
        rows.append(
            shares["base"] * vector(f"base {_between(text) or word.lower()}")
            + shares["start"] * vector(f"start {start}")
            + shares["case"] * vector(f"case {case}")
            + shares["own"] * own
        )
    return torch.stack(rows) * scale


def _between(text: str) -> str | None:
    """What a token without a letter or a digit separates; None if it is no separator."""
    if is_word(text):
        return None
    if ":" in text:
        return "between key and value"
    if "\n" in text or ', "' in text or ', {"' in text:
        return "between entries"
    return None
