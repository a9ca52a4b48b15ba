"""The settings of a LoRA training, read from a TOML file. They include every number that changes the result."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Annotated

from pydantic import Field

from ..toml_file import CLOSED, Count, NotNegative, Positive, Whole, read_toml, values_as

SEVEN = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")


@dataclass(frozen=True)
class Generated:
    """Generated examples of a training, the same in each epoch."""

    __pydantic_config__ = CLOSED

    count: Count
    """Number of examples; those with more tokens than `longest` are left out of the training."""
    generate: list[str] = field(default_factory=list)
    """Arguments for `edgejson generate`; seed, count and output are added."""


@dataclass(frozen=True)
class Recipe:
    """The defaults are the published ones of Maaza-MLM-135M, where a figure was published."""

    __pydantic_config__ = CLOSED

    rank: Count = 16
    """Rows of an adapter's first matrix, columns of its second."""
    alpha: Count | None = None
    """Twice the rank unless it is set; the adapter's product is scaled by alpha / rank."""
    dropout: Annotated[float, Field(strict=True, ge=0, lt=1)] = 0.1
    targets: Annotated[list[str], Field(min_length=1)] = field(default_factory=lambda: list(SEVEN))
    """Names of the linear layers that get an adapter."""
    learning_rate: Positive = 2e-4
    """The highest learning rate: after the warm-up, before the cosine decay to zero."""
    batch: Count = 32
    """Examples of a step; gradients of smaller parts are added up, see `part_tokens`."""
    epochs: Count = 3
    warm_up_steps: Whole = 50
    """Steps in which the learning rate rises linearly; 0: none."""
    weight_decay: NotNegative = 0.01
    """AdamW's, of the adapters."""
    clip: Positive = 1.0
    """Largest norm of a step's gradient."""
    lines: Count | None = None
    """Number of lines of the train split, a seeded choice; a larger choice contains the smaller ones. Default: all
    lines that are not held out.
    """
    generated: list[Generated] = field(default_factory=list)
    """Generated examples to train on besides the lines. Their seeds follow from `seed`."""
    longest: Count = 2048
    """Examples with more tokens (prompt and completion) are left out; their number is in the log."""
    part_tokens: Count = 4096
    """Tokens of one forward pass, padding included. Only the memory depends on it."""
    seed: Whole = 1
    """Seed of the choice and order of the examples, of the generated ones, of the first adapter and of the dropout."""
    checkpoint_minutes: NotNegative = 5.0
    """Minutes between two checkpoints; the end of an epoch is always saved. 0: after every step."""
    validation_lines: Count = 126
    """Number of held-out lines that validate the adapter of every epoch, a seeded choice. Default: all."""
    new_tokens: Count = 512
    """Largest number of tokens of a completion, as in the official harness."""
    threads: Count | None = None
    """Threads of PyTorch. Default: as PyTorch chooses."""

    @property
    def scaling(self) -> int:
        """LoRA's alpha."""
        return 2 * self.rank if self.alpha is None else self.alpha


def load_recipe(path: Path) -> Recipe:
    """Raises ValueError that names the file, the key, its value and the rule, for an invalid value."""
    return values_as(Recipe, read_toml(path), path)


RESULT_KEYS = frozenset(asdict(Recipe())) - {
    "checkpoint_minutes",
    "threads",
    "part_tokens",
    "validation_lines",
    "new_tokens",
}
"""Keys that must not change when a training resumes: the adapter depends on them."""
