"""What a training is made of, read from a TOML file: every figure that changes the result is in it."""

from __future__ import annotations

import math
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
    """Steps in which both rates rise to their values; 0 for none."""
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
    config = TrainConfig(
        **{
            **known_keys(TrainConfig, raw, path),
            "model": ModelConfig(**known_keys(ModelConfig, raw.get("model", {}), path)),
            "sources": [Source(**known_keys(Source, each, path)) for each in raw.get("sources", [])],
            "curriculum": [Stage(**known_keys(Stage, each, path)) for each in raw.get("curriculum", [])],
        }
    )
    check_values(config, path)
    return config


def check_values(config: TrainConfig, path: Path) -> None:
    """Raises ValueError naming the file, the key, its value and the rule for a value that no training can have."""
    rules: list[tuple[str, object, bool, str]] = [
        ("minutes", config.minutes, _number(config.minutes) and config.minutes > 0, "a number above 0"),
        ("tokens", config.tokens, config.tokens is None or _whole(config.tokens, 1), "a whole number of at least 1"),
        ("batch_tokens", config.batch_tokens, _whole(config.batch_tokens, 1), "a whole number of at least 1"),
        ("warm_up_steps", config.warm_up_steps, _whole(config.warm_up_steps, 0), "a whole number of at least 0"),
        ("decay_from", config.decay_from, _number(config.decay_from) and 0 <= config.decay_from <= 1, "from 0 to 1"),
        ("evaluate_minutes", config.evaluate_minutes, _number(config.evaluate_minutes) and config.evaluate_minutes > 0,
         "a number above 0"),
        ("own_validation", config.own_validation, _whole(config.own_validation, 1), "a whole number of at least 1"),
        ("tokenizer_examples", config.tokenizer_examples, _whole(config.tokenizer_examples, 1),
         "a whole number of at least 1"),
        ("threads", config.threads, config.threads is None or _whole(config.threads, 1), "a whole number of at least 1"),
        ("sources", config.sources, len(config.sources) > 0, "at least one source"),
        ("curriculum", config.curriculum, len(config.curriculum) > 0, "at least one stage"),
    ]
    rules += [
        (f"sources[{index}].share", each.share, _number(each.share) and each.share > 0, "a number above 0")
        for index, each in enumerate(config.sources)
    ]
    for index, each in enumerate(config.curriculum):
        after = config.curriculum[index - 1].until if index > 0 else 0
        rising = _number(each.until) and after < each.until <= 1
        rules.append((f"curriculum[{index}].until", each.until, rising, f"above {after} and at most 1"))
        rules.append(
            (f"curriculum[{index}].tokens", each.tokens, _whole(each.tokens, 2), "a whole number of at least 2")
        )
    for key, value, holds, rule in rules:
        if not holds:
            raise ValueError(f"{path}: {key} is {value!r}; it must be {rule}")


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _whole(value: object, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def known_keys(kind: type, values: dict, path: Path) -> dict:
    """The values as they are, if each is a field of the dataclass; raises ValueError naming the file and the key."""
    names = {each.name for each in fields(kind)}
    for key in values:
        if key not in names:
            raise ValueError(f"{path}: unknown key {key!r}; {kind.__name__} has {', '.join(sorted(names))}")
    return values
