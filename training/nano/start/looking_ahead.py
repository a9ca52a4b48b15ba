"""First weights with which the model also finds the next key before the current entry has ended.

A model that finds its position in the text (see copying) still cannot determine whether `, "` or `}, {"` follows a
value: this depends on the key, which is one token after the position that the matching heads find. Two more heads
find it:

- one of layer 1 looks for the place *two* tokens after one like the present: the first token of the next key in the
  text. It compares the current token with what stood two positions before, the one before it with what stood three
  before, and so on, by the keys that the first matching head has anyway, and writes the spelling that it finds into
  a slot of its own;
- one of layer 2 looks where a token of that spelling is in the output, after a quote, and reads what is before it.
  Where that is the beginning of an object, the key is the first of a list's items, and so another item begins. What
  it reads is written nowhere yet: training finds out what to do with it.
"""

from __future__ import annotations

import torch
from tokenizers import Tokenizer
from torch import Tensor

from ..model import NanoModel
from .copying import EMBEDDING_SCALE, write_copying
from .heads import empty, mark_json, orthogonal, set_head, slow_dimensions

NEXT = 2.0
"""Gain with which the next key's spelling is written."""
FIND = 10.0
"""Gain with which it is searched for in the completion."""


@torch.no_grad()
def write_looking_ahead(model: NanoModel, tokenizer: Tokenizer, seed: int) -> None:
    """Sets the weights of a new model: those of `write_copying`, and the two heads.

    Raises ValueError if the shape is too small. Needed are the shape for `write_copying`, three layers, and further
    dimensions of the hidden size for the slot (with more dimensions, it distinguishes keys better).
    """
    config = model.config
    size = config.head_size
    if config.layers < 3:
        raise ValueError(f"the start 'looking ahead' needs 3 layers; the model has {config.layers}")
    layout = write_copying(model, tokenizer, seed)
    free = layout.free.stop - layout.free.start
    room = min(free - free // 16, size)
    slot = slice(layout.free.start, layout.free.start + room)
    model.embedding.weight[:, slot] = 0
    maker = torch.Generator().manual_seed(seed + 1)
    first_key = slice(config.heads * size, (config.heads + 1) * size)

    second = model.blocks[1]
    key = second.query_key_value.weight[first_key].clone()
    asked = (layout.fingerprint, *layout.slots[:2])
    query, _ = empty(config)
    shrink = _shrink(model, layout.slots[1])
    for ask, held in zip(asked, layout.slots[1:], strict=True):
        wanted = key[:, held]
        query[:, ask] += wanted if ask.stop - ask.start == wanted.shape[1] else wanted @ shrink
    mark_json(query, key, layout, wanted=False)
    set_head(second, 1, query, key, layout.fingerprint)
    project = orthogonal(size, maker)[:room]
    second.output.weight[slot, size : 2 * size] = EMBEDDING_SCALE * NEXT * project

    rows = slow_dimensions(config)
    query, key = empty(config)
    look = FIND * orthogonal(room, maker)[: len(rows)] / len(rows) ** 0.5
    rows = rows[: len(look)]
    query[rows, slot] = look
    key[rows, layout.fingerprint] = look @ project
    mark_json(query, key, layout, wanted=True)
    set_head(model.blocks[2], 0, query, key, layout.slots[0])


def _shrink(model: NanoModel, two_back: slice) -> Tensor:
    """The matrix [small slot, head size] with which layer 0 writes the token two positions back."""
    size = model.config.head_size
    return model.blocks[0].output.weight[two_back, size : 2 * size] / EMBEDDING_SCALE
