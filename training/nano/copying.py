"""A first state in which the model can already copy.

A model from scratch spends most of a small budget before it finds out how to copy: attend to the place where the
current token stood before, and take what followed. That circuit (an induction head; Olsson et al., 2022) is known, so
we write it down as the starting point and let training adapt it:

- the embedding keeps a fingerprint of each token in its first dimensions, two empty slots beside it, and a constant;
- two heads of layer 0 look one and two positions back (their queries and keys see the constant alone, so only RoPE's
  angles count) and write the fingerprints found there into the slots;
- two heads of layer 1 look for the place where the current token, and if possible the one before it, came before:
  they compare the fingerprint with the first slot and the first slot with the second, in the slowly turning dimensions
  of RoPE, where distance hardly counts, and add the embedding of the token found there to the output.

Whatever else writes to the residual stream begins at zero. Everything is trained as usual from the first step.
"""

from __future__ import annotations

import torch
from tokenizers import Tokenizer
from torch import Tensor

from .initial_embedding import initial_embedding
from .model import Block, NanoModel

EMBEDDING_SCALE = 0.06
CONSTANT = 4.0
"""Size of the constant's dimension against the others' one."""
LOOK_BACK = 60.0
"""Score of the wanted position per pair of RoPE's dimensions, before the division by the root of the head size."""
FAST_PAIRS = 4
"""Pairs of RoPE's dimensions that turn fast enough to tell neighbours apart."""
MATCH = (4.0, 2.5)
"""Gain of query and key for the current token and for the one before it."""
SLOT = 1.0
COPY = 4.0
"""Size of what the two kinds of heads write, against the embedding's."""


@torch.no_grad()
def write_copying(model: NanoModel, tokenizer: Tokenizer, seed: int) -> None:
    """Sets the weights of a fresh model; needs two layers, two KV heads and a hidden size of 4 heads and one more."""
    config = model.config
    size = config.head_size
    if config.layers < 2 or config.kv_heads < 2 or config.hidden <= 4 * size:
        raise ValueError("a copying start needs 2 layers, 2 KV heads and a hidden size above that of 4 heads")
    fingerprint, more, slot, slot_before = (slice(index * size, (index + 1) * size) for index in range(4))
    constant = 4 * size
    maker = torch.Generator().manual_seed(seed)

    embedding = initial_embedding(tokenizer, config.hidden, EMBEDDING_SCALE, seed)
    embedding[:, slot] = 0
    embedding[:, slot_before] = 0
    for part in (fingerprint, more, slice(constant, None)):
        # One length for all tokens: then the norm treats all alike, and a match is never beaten by a long vector.
        length = EMBEDDING_SCALE * embedding[0, part].numel() ** 0.5
        embedding[:, part] *= length / embedding[:, part].norm(dim=1, keepdim=True)
    embedding[:, constant] = CONSTANT * EMBEDDING_SCALE
    model.embedding.weight.copy_(embedding)
    for block in model.blocks:
        block.output.weight.zero_()
        block.down.weight.zero_()

    half = size // 2
    frequency = config.rope_base ** (-torch.arange(0, size, 2, dtype=torch.float32) / size)
    for kv, (back, target) in enumerate(((1, slot), (2, slot_before))):
        query, key = torch.zeros(size, config.hidden), torch.zeros(size, config.hidden)
        gain, angle = LOOK_BACK**0.5 / CONSTANT, back * frequency[:FAST_PAIRS]
        query[:FAST_PAIRS, constant] = gain * angle.cos()
        query[half : half + FAST_PAIRS, constant] = -gain * angle.sin()
        key[:FAST_PAIRS, constant] = gain
        _set_head(model.blocks[0], kv, query, key, fingerprint, target, SLOT * EMBEDDING_SCALE)

    slow = torch.cat((torch.arange(half // 2, half), torch.arange(half + half // 2, size)))
    now, before = slow[: len(slow) * 5 // 8], slow[len(slow) * 5 // 8 :]
    for kv, found in enumerate((fingerprint, more)):
        query, key = torch.zeros(size, config.hidden), torch.zeros(size, config.hidden)
        for rows, gain, asked, given in ((now, MATCH[0], fingerprint, slot), (before, MATCH[1], slot, slot_before)):
            look = gain * torch.randn(len(rows), size, generator=maker) / size**0.5
            query[rows, asked] = look
            key[rows, given] = look
        _set_head(model.blocks[1], kv, query, key, found, found, COPY * EMBEDDING_SCALE)


def _set_head(block: Block, kv: int, query: Tensor, key: Tensor, read: slice, write: slice, gain: float) -> None:
    """The first query head of a KV head: what it asks, what is offered, and which dimensions it copies where."""
    config = block.config
    size = config.head_size
    head = kv * (config.heads // config.kv_heads)
    packed = block.query_key_value.weight
    packed[head * size : (head + 1) * size] = query
    start = (config.heads + kv) * size
    packed[start : start + size] = key
    start = (config.heads + config.kv_heads + kv) * size
    packed[start : start + size] = 0
    packed[start : start + size, read] = torch.eye(size)
    block.output.weight[write, head * size : (head + 1) * size] = gain * torch.eye(size)
