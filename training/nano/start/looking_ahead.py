"""A first state that also sees which key comes next, before the entry that it is writing has ended.

A model that knows its place in the text (see copying) still cannot tell whether `, "` or `}, {"` comes after a value:
the key that decides it stands one token further than what its matching heads find. Two more heads know:

- one of layer 1 looks for the place *two* tokens after one like the present: the first token of the next key in the
  text. It compares the current token with what stood two positions before, the one before it with what stood three
  before, and so on, by the keys that the first matching head has anyway, and writes the spelling that it finds into a
  slot of its own;
- one of layer 2 looks where a token of that spelling is in the output, after a quote, and reads what is before
  it. Where that is the beginning of an object, the key is the first of a list's items, and so another item begins. What
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
"""Gain with which it is looked for in the answer."""


@torch.no_grad()
def write_looking_ahead(model: NanoModel, tokenizer: Tokenizer, seed: int) -> None:
    """Sets the weights of a fresh model: those of `write_copying`, and the two heads.

    Raises ValueError for a shape without room: what `write_copying` needs, three layers, and in the hidden size some
    dimensions more for the slot (the more, the better it tells keys apart).
    """
    config = model.config
    size = config.head_size
    if config.layers < 3:
        raise ValueError(f"a start that looks ahead needs 3 layers; the model has {config.layers}")
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
    """The matrix [small slot, head size] with which layer 0 writes what stood two positions back."""
    size = model.config.head_size
    return model.blocks[0].output.weight[two_back, size : 2 * size] / EMBEDDING_SCALE
