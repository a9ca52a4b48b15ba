"""The settings of a training, read from a TOML file. They include every number that changes the result."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from pydantic import Field

from ..toml_file import CLOSED, Count, NotNegative, Positive, Share, Switch, Whole, read_toml, values_as
from .model import ModelConfig
from .start import Start


@dataclass(frozen=True)
class Source:
    """One stream of examples and its share of a batch."""

    __pydantic_config__ = CLOSED

    share: Positive
    """Relative weight; the shares of all sources need not add up to 1."""
    generate: list[str] | None = None
    """Arguments for `edgejson generate`; seed, count and output are added."""
    official: Switch = False
    """Or the official train split (`--official FILE`), repeated in shuffled order. Without a file it is left out, with
    a line in the log.
    """


@dataclass(frozen=True)
class Stage:
    """A part of the curriculum: up to this share of the budget, texts have at most this number of tokens."""

    __pydantic_config__ = CLOSED

    until: Annotated[float, Field(strict=True, gt=0, le=1)]
    tokens: Annotated[int, Field(strict=True, ge=2)]


@dataclass(frozen=True)
class TrainConfig:
    __pydantic_config__ = CLOSED

    sources: Annotated[list[Source], Field(min_length=1)]
    curriculum: Annotated[list[Stage], Field(min_length=1)]
    model: ModelConfig = field(default_factory=ModelConfig)
    seed: Whole = 1
    """Seed of the first weights and of the examples. After an interruption, other examples follow."""
    minutes: Positive = 30.0
    """Time budget of the training steps, without start-up and evaluation; or see `tokens`."""
    tokens: Count | None = None
    """Budget in tokens instead: the same on every machine, so that variants can be compared."""
    batch_tokens: Count = 8192
    """Tokens of a step, padding included."""
    matrix_rate: Positive = 0.02
    """Learning rate of the matrices (Muon), and"""
    other_rate: Positive = 3e-3
    """of the embedding and the norms (AdamW)."""
    weight_decay: NotNegative = 0.0
    """Of the matrices, decoupled from the gradient."""
    skip_from: Annotated[float, Field(strict=True, gt=0, lt=1)] | None = None
    """Probability from which a completion is learned already: a sequence whose every completion token has at least
    this probability gets no backward pass. Default: every sequence gets one.
    """
    warm_up_steps: Whole = 50
    """Warm-up steps of both learning rates; 0: no warm-up."""
    decay_from: Share = 0.6
    """Share of the budget after which the learning rate falls linearly to zero."""
    evaluate_minutes: Positive = 5.0
    """Minutes of steps from one validation to the next, in CPU time of the training: on a busy machine they take
    longer. Or see `evaluate_tokens`.
    """
    evaluate_tokens: Count | None = None
    """Tokens from one validation to the next instead: the same for every machine."""
    checkpoint_minutes: NotNegative = 10.0
    """Minutes of steps between two checkpoints (0: every step); every validation saves a checkpoint too."""
    snapshots: Whole = 4
    """Number of snapshots of the last validations that are kept while the learning rate falls. The end of the training
    also validates their average (see averaging).
    """
    own_validation: Count = 100
    """Number of generated examples of each own validation set."""
    tokenizer_examples: Count = 6000
    """Number of examples to train the tokenizer on, if the folder has no tokenizer."""
    start: Start = "copying"
    """The first weights (see start)."""
    train_further: str | None = None
    """Folder of an exported model, from the repository's root: first weights and tokenizer are its own, and `start` and
    `tokenizer_examples` have no effect.
    """
    threads: Count | None = None
    """Threads of PyTorch. Default: as PyTorch chooses."""


def load_config(path: Path) -> TrainConfig:
    """Raises ValueError that names the file, the key, its value and the rule, for an invalid value."""
    return read_config(read_toml(path), path)


def read_config(raw: dict, path: Path) -> TrainConfig:
    """The config of the values of a TOML file; raises like `load_config`."""
    config = values_as(TrainConfig, raw, path)
    for key, value, holds, rule in _relations(config):
        if not holds:
            raise ValueError(f"{path}: {key} is {value!r}; it must be {rule}")
    return config


def _relations(config: TrainConfig) -> list[tuple[str, object, bool, str]]:
    """Rules over more than one key: key, value, whether it holds, the rule."""
    rules: list[tuple[str, object, bool, str]] = []
    for index, source in enumerate(config.sources):
        one = source.official != (source.generate is not None)
        rules.append((f"sources[{index}]", source, one, "either official = true or arguments for generate"))
    for index, stage in enumerate(config.curriculum[1:], 1):
        after = config.curriculum[index - 1].until
        rules.append((f"curriculum[{index}].until", stage.until, stage.until > after, f"above {after} and at most 1"))
    model = config.model
    whole = model.head is not None or model.hidden % model.heads == 0
    return [
        *rules,
        ("model.hidden", model.hidden, whole, f"a multiple of model.heads ({model.heads}), or model.head must be set"),
        ("model.heads", model.heads, model.heads % model.kv_heads == 0, f"a multiple of kv_heads ({model.kv_heads})"),
        ("model.head", model.head_size, model.head_size % 2 == 0, "an even number"),
    ]
