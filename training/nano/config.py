"""What a training is made of, read from a TOML file: every figure that changes the result is in it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import get_args

from .model import ModelConfig
from .start import Start


@dataclass(frozen=True)
class Source:
    """One stream of examples and its share of a batch."""

    share: float
    """Relative weight; the shares of all sources need not add up to 1."""
    generate: list[str] | None = None
    """Arguments for `edgejson generate`; seed, count and output are added."""
    official: bool = False
    """Or the official train split (`--official FILE`), again and again in shuffled order; left out, with a line in
    the log, where no file is given."""


@dataclass(frozen=True)
class Stage:
    """A part of the curriculum: until this share of the budget, texts up to this many tokens."""

    until: float
    tokens: int


@dataclass(frozen=True)
class TrainConfig:
    sources: list[Source]
    curriculum: list[Stage]
    model: ModelConfig = field(default_factory=ModelConfig)
    seed: int = 1
    """Of the first weights and of the examples; after a kill other examples come."""
    minutes: float = 30.0
    """Time budget of the training steps, without start-up and evaluation; or see `tokens`."""
    tokens: int | None = None
    """Budget in tokens instead: the same for every machine, so that variants compare."""
    batch_tokens: int = 8192
    """Tokens of a step, padding included."""
    matrix_rate: float = 0.02
    """Learning rate of the matrices (Muon), and"""
    other_rate: float = 3e-3
    """of the embedding and the norms (AdamW)."""
    weight_decay: float = 0.0
    warm_up_steps: int = 50
    """Steps in which both rates rise to their values."""
    decay_from: float = 0.6
    """Share of the budget after which the learning rate falls linearly to zero."""
    evaluate_minutes: float = 5.0
    """Minutes of steps from one validation, and one checkpoint, to the next."""
    own_validation: int = 100
    """Generated examples of each of our own validation sets."""
    tokenizer_examples: int = 6000
    """Examples that the tokenizer is made from, where the folder has none yet."""
    start: Start = "copying"
    """The first weights (see start)."""
    threads: int | None = None
    """Threads of PyTorch; its own choice where absent."""


def load_config(path: Path) -> TrainConfig:
    """Raises ValueError naming the file and the key for anything unknown."""
    return read_config(tomllib.loads(path.read_text(encoding="utf-8")), path)


def read_config(raw: dict, path: Path) -> TrainConfig:
    """The config that a TOML file's values make; raises as `load_config` does."""
    start = raw.get("start", TrainConfig.start)
    if start not in get_args(Start):
        raise ValueError(f"{path}: start is {start!r}; there are {', '.join(map(repr, get_args(Start)))}")
    return TrainConfig(
        **{
            **known_keys(TrainConfig, raw, path),
            "model": ModelConfig(**known_keys(ModelConfig, raw.get("model", {}), path)),
            "sources": [Source(**known_keys(Source, each, path)) for each in raw.get("sources", [])],
            "curriculum": [Stage(**known_keys(Stage, each, path)) for each in raw.get("curriculum", [])],
        }
    )


def known_keys(kind: type, values: dict, path: Path) -> dict:
    """The values as they are, if each is a field of the dataclass; raises ValueError naming the file and the key."""
    names = {each.name for each in fields(kind)}
    for key in values:
        if key not in names:
            raise ValueError(f"{path}: unknown key {key!r}; {kind.__name__} has {', '.join(sorted(names))}")
    return values
