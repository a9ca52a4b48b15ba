"""What a LoRA training is made of, read from a TOML file: every figure that changes the result is in it."""

from __future__ import annotations

import tomllib
from dataclasses import asdict, dataclass, field
from pathlib import Path

from ..nano.config import known_keys

SEVEN = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")


@dataclass(frozen=True)
class Recipe:
    """The defaults are the published ones of Maaza-MLM-135M, where a figure was published."""

    rank: int = 16
    alpha: int | None = None
    """Twice the rank unless it is set; the adapter's product is scaled by alpha / rank."""
    dropout: float = 0.1
    targets: list[str] = field(default_factory=lambda: list(SEVEN))
    """Names of the linear layers that get an adapter."""
    learning_rate: float = 2e-4
    """At its highest: after the warm-up, before the cosine takes it to zero."""
    batch: int = 32
    """Examples of a step; gradients of smaller parts are added up, see `part_tokens`."""
    epochs: int = 3
    warm_up_steps: int = 50
    weight_decay: float = 0.01
    clip: float = 1.0
    """Largest norm of a step's gradient."""
    lines: int | None = None
    """How many lines of the train split, a seeded choice (a smaller number's lines are among a larger one's); all
    that are not held out when left out."""
    longest: int = 2048
    """Examples of more tokens (prompt and answer) are left out; their number is in the log."""
    part_tokens: int = 4096
    """Tokens of one forward pass, padding included; memory alone depends on it."""
    seed: int = 1
    checkpoint_minutes: float = 5.0
    """A kill loses at most this much; the end of an epoch is saved anyhow."""
    validation_lines: int = 32
    """Held-out lines that every epoch's adapter answers, a seeded choice."""
    new_tokens: int = 512
    """Tokens of an answer at most, as in the official harness."""
    threads: int | None = None

    @property
    def scaling(self) -> int:
        """LoRA's alpha."""
        return 2 * self.rank if self.alpha is None else self.alpha


POSITIVE = ("rank", "scaling", "batch", "epochs", "longest", "part_tokens", "validation_lines", "new_tokens")


def load_recipe(path: Path) -> Recipe:
    """Raises ValueError naming the file and the key for what is unknown or has no meaning."""
    recipe = Recipe(**known_keys(Recipe, tomllib.loads(path.read_text(encoding="utf-8")), path))
    for name in POSITIVE:
        if getattr(recipe, name) < 1:
            raise ValueError(f"{path}: {name} is {getattr(recipe, name)}; it must be at least 1")
    if recipe.lines is not None and recipe.lines < 1:
        raise ValueError(f"{path}: lines is {recipe.lines}; it must be at least 1, or be left out for all")
    if not recipe.targets:
        raise ValueError(f"{path}: targets is empty; name at least one linear layer, such as {SEVEN[0]}")
    return recipe


RESULT_KEYS = frozenset(asdict(Recipe())) - {"checkpoint_minutes", "threads", "part_tokens"}
"""Keys that a training may not change when it goes on: the others cost time and memory, not the result."""
