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
"""Heads that copy (see copying), heads that also find the next key (see looking_ahead), an embedding in which tokens
with one spelling are similar (see embedding), or none of these.
"""


def write_start(model: NanoModel, tokenizer: Tokenizer, start: Start, seed: int) -> None:
    """Sets the weights of a new model; raises ValueError if its shape is too small."""
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
