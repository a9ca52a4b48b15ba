"""The first weights of a model from scratch."""

from __future__ import annotations

from typing import Literal

import torch
from tokenizers import Tokenizer

from ..model import NanoModel
from .copying import write_copying
from .embedding import initial_embedding
from .looking_ahead import write_looking_ahead

Start = Literal["looking ahead", "copying", "spelling", "random"]
"""Heads that copy already (see copying), that see the next key as well (see looking_ahead), an embedding that knows
which tokens are spelt alike (see embedding), or none of these."""


def write_start(model: NanoModel, tokenizer: Tokenizer, start: Start, seed: int) -> None:
    """Sets the weights of a fresh model; raises ValueError for a shape without room."""
    match start:
        case "looking ahead":
            write_looking_ahead(model, tokenizer, seed)
        case "copying":
            write_copying(model, tokenizer, seed)
        case "spelling":
            shape = model.config.vocabulary, model.config.hidden
            with torch.no_grad():
                model.embedding.weight.copy_(initial_embedding(tokenizer, *shape, 0.02, seed))
        case "random":
            pass
