"""The meaning of the dimensions of the hidden state in first weights that copy."""

from __future__ import annotations

from dataclasses import dataclass

from ..model import ModelConfig

LAGS = 4
"""Heads that attend one position back, two, …"""
SLOT_SIZE = 16
"""Dimensions of the slots for two, three and four tokens back; the slot for one token back has the size of a head."""
SURROUNDINGS_SIZE = 24
"""Dimensions of the surroundings' slot."""


@dataclass(frozen=True)
class Layout:
    """The meaning of the dimensions of the hidden state."""

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
        """Raises ValueError if the shape is too small. Needed are two layers, five heads, two KV heads with two query
        heads each, and a hidden size above that of three heads, three small slots and the surroundings.
        """
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
