"""A first state in which the model can already copy, and knows how far in the text it has come.

A model from scratch spends most of a small budget before it finds out how to copy: attend to the place where the
current token stood before, and take what followed. That circuit (an induction head; Olsson et al., 2022) is known, so
we write it down as the starting point and let training adapt it. It is not enough: in a list of objects the same keys
come again and again, and after `"price": ` nothing but what was written *before* says which of the prices is next. So
a second circuit compares what came last:

- the embedding keeps a fingerprint of each token in its first dimensions (spelling alone, so that `Unit Price: ` and
  `unit_price": "` are alike; see initial_embedding), empty slots beside it, a constant, and a mark for words;
- four heads of layer 0 look one, two, three and four positions back (their queries and keys see the constant alone, so
  only RoPE's angles count) and write the fingerprints found there into slots;
- a fifth head of layer 0 writes the mean fingerprint of the some twenty words before into a slot: the surroundings;
- two heads of layer 1 look for a place like the present one: the first compares the current token and the three before
  it (their fingerprints with the four slots), the second the current token, the one before it and the surroundings, in
  dimensions of RoPE that turn so slowly that distance hardly counts. Both add the embedding of the token found there
  to the output. A place inside JSON (after a token with a quote) counts less than one in the text.

Whatever else writes to the residual stream begins at zero. Everything is trained as usual from the first step. Without
a single step, a model with heads of 48 and a RoPE base of 1e9 repeats 95 % of 1,200 random tokens out of 200, and
foretells three of five first tokens of values in the official style; without the second circuit and the shared spellings, one of six.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from tokenizers import Tokenizer
from torch import Tensor

from .initial_embedding import SPELLING, initial_embedding, is_word, spellings
from .model import Block, ModelConfig, NanoModel

EMBEDDING_SCALE = 0.06
CONSTANT = 4.0
"""Size of the constant's dimension, and of a word's mark, against the others' one."""
LAGS = 4
"""Heads that look back, by one position, two, …"""
FAST_PAIRS = 4
"""Pairs of RoPE's dimensions that turn fast enough to tell neighbours apart."""
LOOK_BACK = 60.0
"""Score of the wanted position for each of those pairs, before the division by the root of the head size."""
SLOW = 5e-4
"""Radians a position of pairs that are slow enough to compare contents: no text is half a turn long."""
WINDOW_PAIRS = (SLOW, 0.1)
"""Radians a position of the pairs that make the window of the surroundings."""
WINDOW_CENTRE = 9.0
"""Positions back where the window is highest; twice as far it has faded,"""
WINDOW = 3.0
"""by this score for each of its pairs at most."""
WORD = 2.0
"""Score by which a word counts more than a sign in the surroundings."""
SURROUNDINGS_SIZE = 24
"""Dimensions of the surroundings' slot, and"""
SURROUNDINGS = 3.0
"""the gain with which they are written: a mean of many fingerprints is short."""
SLOT_SIZE = 16
"""Dimensions of the slots for two, three and four tokens back; one token back has a whole head's."""
BY_TOKENS = ((14.0, 10), (12.0, 8), (10.0, 5), (8.0, 5))
"""The first matching head: gain and slow dimensions for the current token and each of the three before it."""
BY_SURROUNDINGS = ((14.0, 8), (12.0, 6))
"""The second: the same for the current token and the one before it,"""
SURROUNDINGS_MATCH = (8.0, 14)
"""and for the surroundings."""
IN_JSON = 12.0
"""Score that a place after a token with a quote loses."""
COPY = 8.0
"""Size of what the matching heads write, against the embedding's."""


@dataclass(frozen=True)
class Layout:
    """Which dimensions of the hidden state hold what."""

    fingerprint: slice
    more: slice
    """A second part of the embedding, with case and beginning."""
    slots: tuple[slice, slice, slice, slice]
    """Fingerprints of the tokens one, two, three and four positions back."""
    constant: int
    word: int
    """The mark of a token with a letter or a digit."""
    surroundings: slice
    free: slice

    @property
    def quote(self) -> int:
        """The mark, inside a fingerprint, of a token with a quote."""
        return self.fingerprint.stop - 1

    @staticmethod
    def of(config: ModelConfig) -> Layout:
        """Raises ValueError for a shape without room: two layers, five heads, two KV heads with two query heads each,
        and a hidden size above three heads, three small slots and the surroundings are needed."""
        size, groups = config.head_size, config.heads // config.kv_heads
        room = 3 * size + 3 * SLOT_SIZE
        least = room + 2 + SURROUNDINGS_SIZE
        shape = config.layers >= 2 and config.heads > LAGS and config.kv_heads >= 2 and groups >= 2
        if not shape or config.hidden <= least or size < SURROUNDINGS_SIZE:
            raise ValueError(
                f"a copying start needs 2 layers, {LAGS + 1} heads, 2 KV heads with 2 query heads each and a hidden "
                f"size above {least}; the model has {config.layers}, {config.heads}, {config.kv_heads}, {groups} and "
                f"{config.hidden}"
            )
        fingerprint, more, one_back = (slice(index * size, (index + 1) * size) for index in range(3))
        two, three, four = (
            slice(3 * size + index * SLOT_SIZE, 3 * size + (index + 1) * SLOT_SIZE) for index in range(3)
        )
        slots = (one_back, two, three, four)
        return Layout(fingerprint, more, slots, room, room + 1, slice(room + 2, least), slice(least, config.hidden))


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
        # One length for all tokens: then the norm treats all alike, and a match is never beaten by a long vector.
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
        query, key = _look_back(config, head + 1, constant)
        set_head(first, head, query, key, fingerprint)
        first.output.weight[slot, head * size : (head + 1) * size] = EMBEDDING_SCALE * shape
    query, key = _window(config, constant, word)
    set_head(first, LAGS, query, key, fingerprint)
    mean = EMBEDDING_SCALE * SURROUNDINGS * orthogonal(size, maker)[:SURROUNDINGS_SIZE]
    first.output.weight[surroundings, LAGS * size : (LAGS + 1) * size] = mean

    def compared(tokens: tuple[tuple[float, int], ...]) -> list[tuple[float, int, slice, slice, Tensor | None]]:
        # The slot of one token back is whole, the one that it is compared with is small.
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
        query, key = _match(config, parts, maker)
        lost = (IN_JSON * size**0.5 / CONSTANT) ** 0.5
        slowest = size // 2 - 1
        query[slowest, constant], key[slowest, one_back.start + quote] = lost, -lost
        set_head(second, head, query, key, found)
        second.output.weight[found, head * size : (head + 1) * size] = COPY * EMBEDDING_SCALE * whole
    return layout


def _frequencies(config: ModelConfig) -> Tensor:
    """Radians a position of each pair of RoPE's dimensions, [head size / 2]; pair i is dimensions i and i + half."""
    return config.rope_base ** (-torch.arange(0, config.head_size, 2, dtype=torch.float32) / config.head_size)


def slow_dimensions(config: ModelConfig) -> Tensor:
    """The dimensions of RoPE that turn so slowly that contents can be compared in them; the slowest pair stays free."""
    slow = torch.nonzero(_frequencies(config) < SLOW).flatten()[:-1]
    return torch.cat((slow, slow + config.head_size // 2))


def _look_back(config: ModelConfig, lag: int, constant: int) -> tuple[Tensor, Tensor]:
    """Query and key, [head size, hidden], whose score is highest `lag` positions back."""
    query, key = empty(config)
    gain, half = LOOK_BACK**0.5 / CONSTANT, config.head_size // 2
    angle = lag * _frequencies(config)[:FAST_PAIRS]
    query[:FAST_PAIRS, constant] = gain * angle.cos()
    query[half : half + FAST_PAIRS, constant] = -gain * angle.sin()
    key[:FAST_PAIRS, constant] = gain
    return query, key


def _window(config: ModelConfig, constant: int, word: int) -> tuple[Tensor, Tensor]:
    """Query and key whose score is high for the words some WINDOW_CENTRE positions back, and fades on both sides.

    The key is `_look_back`'s with more in it, for the heads that share it.
    """
    query, _ = empty(config)
    _, key = _look_back(config, 0, constant)
    root, half = config.head_size**0.5, config.head_size // 2
    frequencies = _frequencies(config)
    gain = (WINDOW * root) ** 0.5 / CONSTANT
    for pair in range(half - 1):
        turn = float(frequencies[pair])
        if WINDOW_PAIRS[0] < turn < WINDOW_PAIRS[1]:
            if pair >= FAST_PAIRS:
                key[pair, constant] = gain
            size, angle = gain**2 / key[pair, constant], torch.tensor(WINDOW_CENTRE * turn)
            query[pair, constant], query[half + pair, constant] = size * angle.cos(), -size * angle.sin()
    mark = (WORD * root) ** 0.5 / CONSTANT
    query[half - 1, constant], key[half - 1, word] = mark, mark
    return query, key


def _match(
    config: ModelConfig, parts: list[tuple[float, int, slice, slice, Tensor | None]], maker: torch.Generator
) -> tuple[Tensor, Tensor]:
    """Query and key whose score is highest where what came before is alike. `parts`: gain, number of RoPE's slow
    dimensions, what is asked for, the slot that it is compared with, and a matrix for what is asked where the slot is
    smaller."""
    rows = slow_dimensions(config)
    wanted = sum(share for _, share, *_ in parts)
    if len(rows) < max(wanted // 2, 2 * len(parts)):
        raise ValueError(f"a RoPE base of {config.rope_base:g} leaves {len(rows) // 2} slow pairs; take 1e9")
    rows = rows[torch.randperm(len(rows), generator=maker)]
    query, key = empty(config)
    start = ends = 0
    for gain, share, ask, slot, cut in parts:
        ends += share
        end = round(len(rows) * ends / wanted)
        size = min(slot.stop - slot.start, config.head_size if cut is None else len(cut))
        taken = rows[start:end][:size]
        look = gain * orthogonal(size, maker)[: len(taken)] / len(taken) ** 0.5
        query[taken, ask] = look if cut is None else look @ cut
        key[taken, slot] = look
        start = end
    return query, key


def empty(config: ModelConfig) -> tuple[Tensor, Tensor]:
    shape = config.head_size, config.hidden
    return torch.zeros(shape), torch.zeros(shape)


def orthogonal(size: int, maker: torch.Generator) -> Tensor:
    return torch.linalg.qr(torch.randn(size, size, generator=maker))[0]


def set_head(block: Block, head: int, query: Tensor, key: Tensor, read: slice) -> None:
    """What a query head asks, what its KV head offers, and the dimensions whose content is carried."""
    config = block.config
    size, kv = config.head_size, head // (config.heads // config.kv_heads)
    packed = block.query_key_value.weight
    packed[head * size : (head + 1) * size] = query
    start = (config.heads + kv) * size
    packed[start : start + size] = key
    start = (config.heads + config.kv_heads + kv) * size
    packed[start : start + size] = 0
    packed[start : start + size, read] = torch.eye(size)
