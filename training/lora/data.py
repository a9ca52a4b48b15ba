"""The examples of a LoRA training, their order and their tokens."""

from __future__ import annotations

import random
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from transformers import PreTrainedTokenizerBase

from ..nano.data import Encoded, Example, read_file
from ..nano.data import generated as stream
from .recipe import Generated


@dataclass(frozen=True)
class Split:
    training: list[Example]
    """No example with a held-out id."""
    validation: list[Example]


def split(official: Path, held_out: frozenset[str], lines: int | None, validation_lines: int, seed: int) -> Split:
    """Divides the official train split. The choices of `lines` are nested, so that sizes can be compared.

    Raises ValueError if no example is left to train or to validate on.
    """
    examples = read_file(official)
    training = sorted((each for each in examples if each.id not in held_out), key=lambda each: each.id)
    validation = sorted((each for each in examples if each.id in held_out), key=lambda each: each.id)
    for name, these in (("left to train on", training), ("held out to validate on", validation)):
        if not these:
            raise ValueError(f"{official}: no line is {name}; give EdgeJSON v3's train split")
    random.Random(seed).shuffle(training)
    random.Random(seed).shuffle(validation)
    return Split(training[:lines], validation[:validation_lines])


def generated(sources: list[Generated], seed: int) -> list[Example]:
    """The examples of all sources in order; source number n has the seed `seed` + n."""
    examples: list[Example] = []
    for number, source in enumerate(sources):
        with closing(stream(source.generate, seed + number)) as endless:
            examples.extend(islice(endless, source.count))
    return examples


def check_base(base: Path) -> None:
    """Raises ValueError that names the file of Hugging Face's layout that the folder lacks."""
    for pattern in ("config.json", "tokenizer.json", "*.safetensors"):
        if not any(base.glob(pattern)):
            raise ValueError(f"{base}: no {pattern}; give the folder of a model in Hugging Face's layout (--base)")


def encode(tokenizer: PreTrainedTokenizerBase, examples: list[Example]) -> list[Encoded]:
    """Prompt (with the tokens that the tokenizer adds before a text), a space, the completion, the end token.

    The space is what models write after `Output:`; JSON parsers skip it. The two parts are encoded separately, so
    that the prompt has the same tokens as at inference.
    """
    if tokenizer.eos_token_id is None:
        raise ValueError("the tokenizer has no end token (eos_token); so completions would have no end")
    encoded = []
    for example in examples:
        prompt = tokenizer(example.prompt)["input_ids"]
        answer = tokenizer(f" {example.answer}", add_special_tokens=False)["input_ids"]
        encoded.append(Encoded([*prompt, *answer, tokenizer.eos_token_id], len(prompt)))
    return encoded


def steps_per_epoch(examples: int, batch: int) -> int:
    return -(-examples // batch)


def batch_of(step: int, examples: int, batch: int, seed: int) -> list[int]:
    """Indices of the examples of a step (from 0): a function of the seed alone, so a training can resume at any step.

    Every epoch has each example once, in a new order; its last batch may be smaller.
    """
    epoch, within = divmod(step, steps_per_epoch(examples, batch))
    order = list(range(examples))
    random.Random(f"{seed} {epoch}").shuffle(order)
    return order[within * batch : (within + 1) * batch]


def parts(batch: list[Encoded], part_tokens: int) -> list[list[Encoded]]:
    """The batch in parts of examples of similar length, the longest first. A part has at most `part_tokens` with
    padding, or one example.
    """
    grouped: list[list[Encoded]] = []
    for each in sorted(batch, key=lambda each: len(each.tokens), reverse=True):
        if grouped and len(grouped[-1][0].tokens) * (len(grouped[-1]) + 1) <= part_tokens:
            grouped[-1].append(each)
        else:
            grouped.append([each])
    return grouped
