"""First weights with which the model can copy, and with which it finds its position in the text.

A model from scratch needs most of a small budget to learn how to copy: to attend to an earlier occurrence of the
current token, and to repeat the token that followed. This circuit (an induction head; Olsson et al., 2022) is known,
so the first weights contain it and training adapts it. It is not sufficient: in a list of objects the same keys
repeat, and after `"price": ` only the text *before* it determines which price is next. So a second circuit compares
the last tokens:

- the embedding keeps a fingerprint of each token in its first dimensions (spelling alone, so that `Unit Price: ` and
  `unit_price": "` are alike; see embedding), empty slots next to it, a constant, and a mark for words;
- four heads of layer 0 look one, two, three and four positions back (their queries and keys see the constant alone,
  so only RoPE's angles count) and write the fingerprints found there into slots;
- a fifth head of layer 0 writes the mean fingerprint of about twenty words before into a slot: the surroundings;
- two heads of layer 1 look for a position like the current one: the first compares the current token and the three
  before it (their fingerprints with the four slots), the second the current token, the one before it and the
  surroundings, in dimensions of RoPE that rotate so slowly that distance has almost no effect. Both add the
  embedding of the token found there to the output. A position inside JSON (after a token with a quote) has less
  weight than one in the text.

Whatever else writes to the residual stream begins at zero. Everything is trained as usual from the first step.
Without any training step, a model with heads of size 48 and a RoPE base of 1e9 repeats 95 % of 1,200 random tokens
out of 200, and predicts three of five first tokens of values in the official style; without the second circuit and
the shared spellings, one of six.
"""

from __future__ import annotations

import torch
from tokenizers import Tokenizer
from torch import Tensor

from ..model import NanoModel
from .embedding import SPELLING, initial_embedding, is_word, spellings
from .heads import CONSTANT, look_back, mark_json, match, orthogonal, set_head, window
from .layout import LAGS, SLOT_SIZE, SURROUNDINGS_SIZE, Layout

EMBEDDING_SCALE = 0.06
SURROUNDINGS = 3.0
"""Gain with which the surroundings are written: a mean of many fingerprints is short."""
BY_TOKENS = ((14.0, 10), (12.0, 8), (10.0, 5), (8.0, 5))
"""The first matching head: gain and slow dimensions for the current token and each of the three before it."""
BY_SURROUNDINGS = ((14.0, 8), (12.0, 6))
"""The second: the same for the current token and the one before it,"""
SURROUNDINGS_MATCH = (8.0, 14)
"""and for the surroundings."""
COPY = 8.0
"""Size of the output of the matching heads, relative to the embedding."""


@torch.no_grad()
def write_copying(model: NanoModel, tokenizer: Tokenizer, seed: int) -> Layout:
    """Sets the weights of a fresh model; raises ValueError for a shape without room."""
    config = model.config
    size, groups = config.head_size, config.heads // config.kv_heads
    layout = Layout.of(config)
    fingerprint, more, slots, surroundings = layout.fingerprint, layout.more, layout.slots, layout.surroundings
    one_back, small, constant, word, quote = slots[0], slots[1:], layout.constant, layout.word, layout.quote
    maker = torch.Generator().manual_seed(seed)

    texts = spellings(tokenizer, config.vocabulary)
    embedding = initial_embedding(tokenizer, config.vocabulary, config.hidden, EMBEDDING_SCALE, seed)
    embedding[:, fingerprint] = initial_embedding(
        tokenizer, config.vocabulary, size, EMBEDDING_SCALE, seed, shares=SPELLING
    )
    for slot in (*slots, surroundings):
        embedding[:, slot] = 0
    for part in (slice(0, quote), more, layout.free):
        # All tokens have the same length: the norm then treats them equally, and no long vector has a higher score than
        # a match.
        length = EMBEDDING_SCALE * embedding[0, part].numel() ** 0.5
        embedding[:, part] *= length / embedding[:, part].norm(dim=1, keepdim=True)
    embedding[:, quote] = EMBEDDING_SCALE * torch.tensor([float('"' in text) for text in texts])
    embedding[:, constant] = CONSTANT * EMBEDDING_SCALE
    words = torch.tensor([float(is_word(text)) for text in texts])
    embedding[:, word] = CONSTANT * EMBEDDING_SCALE * words
    model.embedding.weight.copy_(embedding)
    for block in model.blocks:
        block.output.weight.zero_()
        block.down.weight.zero_()

    shrink = orthogonal(size, maker)[:SLOT_SIZE]
    whole = torch.eye(size)
    first, second = model.blocks[0], model.blocks[1]
    for head, (slot, shape) in enumerate(zip(slots, (whole, shrink, shrink, shrink), strict=True)):
        query, key = look_back(config, head + 1, constant)
        set_head(first, head, query, key, fingerprint)
        first.output.weight[slot, head * size : (head + 1) * size] = EMBEDDING_SCALE * shape
    query, key = window(config, constant, word)
    set_head(first, LAGS, query, key, fingerprint)
    mean = EMBEDDING_SCALE * SURROUNDINGS * orthogonal(size, maker)[:SURROUNDINGS_SIZE]
    first.output.weight[surroundings, LAGS * size : (LAGS + 1) * size] = mean

    def compared(tokens: tuple[tuple[float, int], ...]) -> list[tuple[float, int, slice, slice, Tensor | None]]:
        # The slot of one token back has full size, the slot that it is compared with is small.
        asked = ((fingerprint, None), (one_back, shrink), *((slot, None) for slot in small))
        return [
            (gain, share, ask, slot, cut)
            for (gain, share), (ask, cut), slot in zip(tokens, asked[: len(tokens)], slots[: len(tokens)], strict=True)
        ]

    around = (*SURROUNDINGS_MATCH, surroundings, surroundings, None)
    for index, (found, parts) in enumerate(
        ((fingerprint, compared(BY_TOKENS)), (more, [*compared(BY_SURROUNDINGS), around]))
    ):
        head = index * groups
        query, key = match(config, parts, maker)
        mark_json(query, key, layout, wanted=False)
        set_head(second, head, query, key, found)
        second.output.weight[found, head * size : (head + 1) * size] = COPY * EMBEDDING_SCALE * whole
    return layout
