"""Hand-written queries and keys of attention heads: what they attend to before training.

All are [head size, hidden]. A score is divided by the root of the head size, as attention does; RoPE rotates each
pair of dimensions: fast pairs distinguish neighbouring positions, slow pairs compare contents at any distance.
"""

from __future__ import annotations

import torch
from torch import Tensor

from ..model import Block, ModelConfig
from .layout import Layout

CONSTANT = 4.0
"""Size of the constant's dimension, and of a word's mark, against the others' one."""
FAST_PAIRS = 4
"""Pairs of RoPE's dimensions that rotate fast enough to distinguish neighbouring positions."""
LOOK_BACK = 60.0
"""Score of the wanted position for each of those pairs, before the division by the root of the head size."""
SLOW = 5e-4
"""Radians for each position of pairs that are slow enough to compare contents: no text reaches half a rotation."""
WINDOW_PAIRS = (SLOW, 0.1)
"""Radians for each position of the pairs for the window of the surroundings."""
WINDOW_CENTRE = 9.0
"""Positions back at which the window is highest; at twice the distance it is lower,"""
WINDOW = 3.0
"""by this score for each of its pairs at most."""
WORD = 2.0
"""Score that a word has in addition to that of punctuation in the surroundings."""
IN_JSON = 12.0
"""Score that is subtracted from, or added to, a position after a token with a quote."""


def _frequencies(config: ModelConfig) -> Tensor:
    """Radians for each position of each pair of RoPE's dimensions, [head size / 2]; pair i is dimensions i and i +
    half.
    """
    return config.rope_base ** (-torch.arange(0, config.head_size, 2, dtype=torch.float32) / config.head_size)


def slow_dimensions(config: ModelConfig) -> Tensor:
    """The dimensions of RoPE that rotate so slowly that contents can be compared in them; not the slowest pair."""
    slow = torch.nonzero(_frequencies(config) < SLOW).flatten()[:-1]
    return torch.cat((slow, slow + config.head_size // 2))


def look_back(config: ModelConfig, lag: int, constant: int) -> tuple[Tensor, Tensor]:
    """Query and key, [head size, hidden], whose score is highest `lag` positions back."""
    query, key = empty(config)
    gain, half = LOOK_BACK**0.5 / CONSTANT, config.head_size // 2
    angle = lag * _frequencies(config)[:FAST_PAIRS]
    query[:FAST_PAIRS, constant] = gain * angle.cos()
    query[half : half + FAST_PAIRS, constant] = -gain * angle.sin()
    key[:FAST_PAIRS, constant] = gain
    return query, key


def window(config: ModelConfig, constant: int, word: int) -> tuple[Tensor, Tensor]:
    """Query and key whose score is high for the words some WINDOW_CENTRE positions back, and fades on both sides.

    The key contains that of `look_back`, for the heads that share it.
    """
    query, _ = empty(config)
    _, key = look_back(config, 0, constant)
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


def match(
    config: ModelConfig, parts: list[tuple[float, int, slice, slice, Tensor | None]], maker: torch.Generator
) -> tuple[Tensor, Tensor]:
    """Query and key whose score is highest where the preceding tokens are similar. `parts`: gain, number of RoPE's slow
    dimensions, the query, the slot that it is compared with, and a matrix for the query where the slot is smaller.
    """
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


def mark_json(query: Tensor, key: Tensor, layout: Layout, *, wanted: bool) -> None:
    """Raises, or lowers, the score of positions inside JSON, which are after a token with a quote."""
    size = len(query)
    gain, slowest = (IN_JSON * size**0.5 / CONSTANT) ** 0.5, size // 2 - 1
    query[slowest, layout.constant] = gain
    key[slowest, layout.slots[0].start + layout.quote] = gain if wanted else -gain


def empty(config: ModelConfig) -> tuple[Tensor, Tensor]:
    shape = config.head_size, config.hidden
    return torch.zeros(shape), torch.zeros(shape)


def orthogonal(size: int, maker: torch.Generator) -> Tensor:
    return torch.linalg.qr(torch.randn(size, size, generator=maker))[0]


def set_head(block: Block, head: int, query: Tensor, key: Tensor, read: slice) -> None:
    """Sets the query of a head, the key of its KV head, and the dimensions that it copies."""
    config = block.config
    size, kv = config.head_size, head // (config.heads // config.kv_heads)
    packed = block.query_key_value.weight
    packed[head * size : (head + 1) * size] = query
    start = (config.heads + kv) * size
    packed[start : start + size] = key
    start = (config.heads + config.kv_heads + kv) * size
    packed[start : start + size] = 0
    packed[start : start + size, read] = torch.eye(size)
