"""Examples in, batches of tokens out."""

from __future__ import annotations

import contextlib
import json
import random
import subprocess
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Full, Queue
from typing import TypeVar

import torch
from tokenizers import Tokenizer
from torch import Tensor

from .config import Source

T = TypeVar("T")
ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = "Extract the structured JSON data from the following text.\n\nInput: {prompt}\n\nOutput:"
"""The official harness's prompt."""
UNLABELLED = "medium"
"""Complexity of the official lines without one: all of them have schemas of this level."""
IGNORED = -100
"""A target that costs nothing (prompt and padding)."""


@dataclass(frozen=True)
class Example:
    id: str
    prompt: str
    answer: str
    complexity: str | None = None


def read_example(line: str) -> Example:
    """A line of the official format; the answer as Python writes it, non-ASCII as it is."""
    raw = json.loads(line)
    answer = json.dumps(raw["expected_output"], ensure_ascii=False)
    complexity = raw.get("complexity") or UNLABELLED
    return Example(raw.get("id", ""), TEMPLATE.format(prompt=raw["prompt"]), answer, complexity)


def read_file(path: Path) -> list[Example]:
    """The lines of a dataset file. Raises ValueError naming file and line for one that is no example."""
    examples = []
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                examples.append(read_example(line))
            except (KeyError, TypeError, AttributeError, ValueError) as error:
                raise ValueError(f"{path}, line {number}: no example with prompt and expected_output ({error!r})") from None
    return examples


def generated(arguments: list[str], seed: int, start: int = 0) -> Generator[Example]:
    """Endless examples of `edgejson generate`; closing it ends the process that makes them."""
    command = ["node", "dist/cli/main.js", "generate", *arguments, "--seed", str(seed)]
    command += ["--start", str(start), "--count", "100000000", "--stdout"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
        try:
            assert process.stdout is not None
            for line in process.stdout:
                yield read_example(line)
        finally:
            process.kill()
    raise ValueError(f"{' '.join(command)} ended; is the project built (npm run build)?")


def repeated(path: Path, seed: int, without: frozenset[str]) -> Generator[Example]:
    """The lines of a file but those whose id is held out, in a new order every time round."""
    examples = [example for example in read_file(path) if example.id not in without]
    order = random.Random(seed)
    while True:
        order.shuffle(examples)
        yield from examples


def mixed(
    sources: list[Source], official: Path | None, seed: int, without: frozenset[str], note: Callable[[str], None]
) -> Generator[Example]:
    """Draws from the sources by their shares, for ever; examples with a held-out id never come. Closing it ends the
    processes of the generated sources."""
    streams: list[Generator[Example]] = []
    shares: list[float] = []
    for index, source in enumerate(sources):
        if source.official:
            if official is None:
                note(f"no official train split given: its share of {source.share} goes to the others")
                continue
            streams.append(repeated(official, seed + index, without))
        else:
            streams.append(generated(source.generate or [], seed + index))
        shares.append(source.share)
    if not streams:
        raise ValueError("no source of examples: give at least one [[sources]] with generate, or --official FILE")
    draw = random.Random(seed)
    try:
        while True:
            yield next(draw.choices(streams, shares)[0])
    finally:
        for stream in streams:
            stream.close()


@dataclass(frozen=True)
class Encoded:
    tokens: list[int]
    """Prompt, answer and end token."""
    prompt: int
    """How many of them belong to the prompt."""


def encode(tokenizer: Tokenizer, examples: list[Example]) -> list[Encoded]:
    prompts = tokenizer.encode_batch([example.prompt for example in examples])
    answers = tokenizer.encode_batch([example.answer for example in examples])
    return [
        Encoded([*prompt.ids, *answer.ids, 0], len(prompt.ids)) for prompt, answer in zip(prompts, answers, strict=True)
    ]


def collate(batch: list[Encoded], multiple: int = 16) -> tuple[Tensor, Tensor]:
    """Inputs and targets, both [batch, time]; padded on the right with 0 and IGNORED."""
    time = max(len(each.tokens) for each in batch) - 1
    time += -time % multiple
    inputs = torch.zeros(len(batch), time, dtype=torch.long)
    targets = torch.full((len(batch), time), IGNORED)
    for row, each in enumerate(batch):
        tokens = torch.tensor(each.tokens)
        inputs[row, : len(tokens) - 1] = tokens[:-1]
        targets[row, each.prompt - 1 : len(tokens) - 1] = tokens[each.prompt :]
    return inputs, targets


def batches(
    examples: Iterator[Example], tokenizer: Tokenizer, batch_tokens: int, limit: Callable[[], int], seed: int
) -> Iterator[list[Encoded]]:
    """Lists of examples of about one length, at most `batch_tokens` with padding, in random order.

    `limit` is asked before each pool for the longest text (in tokens) that is wanted now; longer ones wait in a
    reserve until the curriculum reaches them; it keeps the newest 2,000.
    """
    order = random.Random(seed)
    reserve: list[Encoded] = []
    while True:
        longest = limit()
        wanted = 16 * batch_tokens
        fits = [each for each in reserve if len(each.tokens) <= longest]
        reserve = [each for each in reserve if len(each.tokens) > longest][-2000:]
        order.shuffle(fits)
        pool: list[Encoded] = []
        size = passed = 0
        while size < wanted:
            if not pool and passed > 100:
                raise ValueError(f"none of {64 * passed} examples has at most {longest} tokens; let longer ones in")
            if fits and order.random() < 0.5:
                each = fits.pop()
                pool.append(each)
                size += len(each.tokens)
                continue
            passed += 1
            for each in encode(tokenizer, [next(examples) for _ in range(64)]):
                if len(each.tokens) <= longest:
                    pool.append(each)
                    size += len(each.tokens)
                else:
                    reserve.append(each)
        reserve.extend(fits)
        pool.sort(key=lambda each: len(each.tokens))
        grouped: list[list[Encoded]] = []
        for each in pool:
            if grouped and len(each.tokens) * (len(grouped[-1]) + 1) <= batch_tokens:
                grouped[-1].append(each)
            else:
                grouped.append([each])
        order.shuffle(grouped)
        yield from grouped


@contextmanager
def ahead(items: Iterator[T], depth: int = 24) -> Iterator[Iterator[T]]:
    """The same items, made in a thread while they are used; an error there is raised here. The thread ends with the
    block, whatever ends it."""
    queue: Queue[tuple[T] | BaseException | None] = Queue(depth)
    stopped = threading.Event()

    def put(what: tuple[T] | BaseException | None) -> bool:
        while not stopped.is_set():
            with contextlib.suppress(Full):
                queue.put(what, timeout=0.1)
                return True
        return False

    def fill() -> None:
        try:
            for item in items:
                if not put((item,)):
                    return
            put(None)
        except BaseException as error:  # handed over, not hidden
            put(error)

    def made() -> Iterator[T]:
        while (item := queue.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item[0]

    thread = threading.Thread(target=fill, daemon=True)
    thread.start()
    try:
        yield made()
    finally:
        stopped.set()
        thread.join()
