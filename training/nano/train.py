"""The training loop: a budget of minutes or tokens, a length curriculum, checkpoints, and a JSONL log."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from pickle import UnpicklingError

import torch

from .averaging import average, drop_later_snapshots, keep_snapshot, keep_start, snapshots
from .clock import Clock, Since
from .config import TrainConfig
from .data import ROOT, Example, ahead, batches, collate, generated, mixed, read_file
from .evaluate import teacher_forced
from .gradient import Gradient, add_gradient
from .log import Log
from .model import NanoModel, parameter_count
from .optimizer import optimizers
from .start import write_start
from .start.exported import exported_graph, write_exported
from .tokenizer import load_tokenizer, train_tokenizer

HELD_OUT = ROOT / "training" / "validation-ids.txt"
"""Ids of official train lines that no training uses."""
LOG_STEPS = 20
"""Steps from one line of the log to the next. The loss of a line is the mean over these steps."""
FIRST_STEPS = (1, 5)
"""Further steps with a line: the first one shows that there are examples, and the duration of a step."""
VALIDATION_SEED = 990_001
"""The generator's seed of own validation examples; trainings use small seeds."""


def held_out_ids() -> frozenset[str]:
    lines = HELD_OUT.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def held_out_lines(official: Path | None) -> list[Example]:
    """The lines of the official train split that no training uses; none without its file."""
    if official is None:
        return []
    ids = held_out_ids()
    return [each for each in read_file(official) if each.id in ids]


def share_spent(progress: dict, config: TrainConfig) -> float:
    """Share of the budget that is used up."""
    if config.tokens is not None:
        return progress["tokens"] / config.tokens
    return progress["seconds"] / (60 * config.minutes)


def learning_rate(done: float, step: int, config: TrainConfig) -> float:
    """Factor of both learning rates: warm-up in steps, constant, then linear to zero. `done`: share of the budget."""
    warm = min(1.0, (step + 1) / max(1, config.warm_up_steps))
    decay = min(1.0, max(0.0, (1.0 - done) / (1.0 - config.decay_from))) if config.decay_from < 1 else 1.0
    return warm * decay


def longest_text(done: float, config: TrainConfig) -> int:
    """Tokens of the longest text that the curriculum allows at this share of the budget."""
    for stage in config.curriculum:
        if done < stage.until:
            return stage.tokens
    return config.curriculum[-1].tokens


def train(config: TrainConfig, folder: Path, official: Path | None) -> None:
    """Trains in `folder`, or resumes there from its last checkpoint; ends when the budget is spent.

    A signal to end saves a checkpoint after the step; then KeyboardInterrupt (Ctrl+C) or SystemExit(143) (`kill`) is
    raised.
    """
    with stop_signals() as told_to_stop:
        _train(config, folder, official, told_to_stop)


def _train(config: TrainConfig, folder: Path, official: Path | None, told_to_stop: list[int]) -> None:
    held_out = held_out_lines(official)
    folder.mkdir(parents=True, exist_ok=True)
    log = Log(folder)
    torch.manual_seed(config.seed)
    if config.threads:
        torch.set_num_threads(config.threads)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    without = held_out_ids()

    resumed = load_state(folder, device)
    if resumed and resumed["config"]["model"] != asdict(config.model):
        other = resumed["config"]["model"]
        raise ValueError(f"{folder} holds a training of another model ({other}); give another --out")
    if resumed and share_spent(resumed["progress"], config) >= 1:
        log.note("this training has ended; nothing to do")
        return
    starts = resumed["starts"] + 1 if resumed else 0
    seed = config.seed + 1000 * starts  # after an interruption other examples follow; no example is repeated on purpose
    tokenizer_file = folder / "tokenizer.json"
    further = None if config.train_further is None else ROOT / config.train_further
    if further is not None and not tokenizer_file.exists():
        exported_graph(further)
        shutil.copy(further / "tokenizer.json", tokenizer_file)
    if not tokenizer_file.exists():
        log.note(f"training the tokenizer on {config.tokenizer_examples} examples")
        with closing(mixed(config.sources, official, config.seed + 500, without, lambda _: None)) as stream:
            sample = [next(stream) for _ in range(config.tokenizer_examples)]
        texts = (text for example in sample for text in (example.prompt, example.answer))
        train_tokenizer(texts, config.model.vocabulary).save(str(tokenizer_file))
    tokenizer = load_tokenizer(tokenizer_file)

    model = NanoModel(config.model).to(device)
    narrow = has_bfloat16(device)
    precision = torch.bfloat16 if narrow else torch.float32
    optimisers = optimizers(model, config.matrix_rate, config.other_rate, config.weight_decay, precision)
    rates = [[group["lr"] for group in each.param_groups] for each in optimisers]
    progress = {"step": 0, "tokens": 0, "answer_tokens": 0, "examples": 0, "seconds": 0.0, "starts": starts}
    if resumed:
        model.load_state_dict(resumed["model"])
        for optimiser, state in zip(optimisers, resumed["optimisers"], strict=True):
            optimiser.load_state_dict(state)
        for group in optimisers[0].param_groups:  # Muon's: the state has the value of the start
            group["weight_decay"] = config.weight_decay
        progress |= resumed["progress"] | {"starts": starts}
        log.write("resume", **_counts(progress), starts=starts, seed=seed, config=effective(config))
    if not resumed:
        if further is None:
            write_start(model, tokenizer, config.start, config.seed)
        else:
            write_exported(model, further)
            keep_start(folder, model.state_dict())
        log.write(
            "start",
            parameters=parameter_count(model),
            device=str(device),
            threads=torch.get_num_threads(),
            config=effective(config),
        )
    validation = validation_sets(held_out, config.own_validation, log.note)

    def done() -> float:
        return share_spent(progress, config)

    def validate(kind: str, model: NanoModel, **values: object) -> None:
        for name, examples in validation.items():
            result = teacher_forced(model, tokenizer, examples)
            log.write(kind, set=name, **_counts(progress), **values, **asdict(result))

    drop_later_snapshots(folder, progress["step"])
    since_validation, since_checkpoint = Since(), Since()
    recent: list[Gradient] = []
    clock = Clock(device)
    with contextlib.ExitStack() as open_streams:
        stream = open_streams.enter_context(closing(mixed(config.sources, official, seed, without, log.note)))
        lists = batches(stream, tokenizer, config.batch_tokens, lambda: longest_text(done(), config), seed)
        made = open_streams.enter_context(ahead(collate(each) for each in lists))
        for inputs, targets in made:
            factor = learning_rate(done(), progress["step"], config)
            for optimiser, base in zip(optimisers, rates, strict=True):
                for group, rate in zip(optimiser.param_groups, base, strict=True):
                    group["lr"] = rate * factor
            with torch.autocast(device.type, torch.bfloat16, enabled=narrow):
                gradient = add_gradient(model, inputs.to(device), targets.to(device), config.skip_from)
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            for optimiser in optimisers:
                optimiser.step()
                optimiser.zero_grad(set_to_none=True)
            seconds, own_seconds = clock.lap()
            tokens = int((inputs != 0).sum())
            for since in (since_validation, since_checkpoint):
                since.add(tokens, seconds, own_seconds)
            progress["seconds"] += seconds
            progress["step"] += 1
            progress["examples"] += len(inputs)
            progress["tokens"] += tokens
            progress["answer_tokens"] += int((targets >= 0).sum())
            recent.append(gradient)
            if progress["step"] % LOG_STEPS == 0 or progress["step"] in FIRST_STEPS:
                log.write(
                    "step",
                    **_counts(progress),
                    loss=sum(each.loss for each in recent) / len(recent),
                    skipped=sum(each.skipped for each in recent),
                    rate=factor,
                    longest=longest_text(done(), config),
                )
                recent.clear()
            finished = done() >= 1
            if told_to_stop and not finished:
                _save(folder, model, optimisers, progress, config)
                log.write("stopped", **_counts(progress))
                if told_to_stop[0] == signal.SIGINT:
                    raise KeyboardInterrupt
                raise SystemExit(128 + told_to_stop[0])
            due = finished or since_validation.validation_is_due(config)
            if due:
                validate("validation", model)
                if config.snapshots and done() >= config.decay_from:
                    keep_snapshot(folder, progress["step"], model.state_dict(), config.snapshots)
                kept = snapshots(folder)
                if finished and len(kept) > 1:
                    averaged = NanoModel(config.model).to(device)
                    averaged.load_state_dict(average(kept))
                    validate("average", averaged, of=len(kept))
                since_validation = Since()
            if due or since_checkpoint.checkpoint_is_due(config):
                _save(folder, model, optimisers, progress, config)
                since_checkpoint = Since()
                clock.restart()
            if finished:
                log.write("end", **_counts(progress))
                return


def effective(config: TrainConfig) -> dict:
    """The config for the log: None for what has no effect, so that no table shows it."""
    unused = [] if config.train_further is None else ["start", "tokenizer_examples"]
    if config.tokens is not None:
        unused.append("minutes")
    if config.evaluate_tokens is not None:
        unused.append("evaluate_minutes")
    return asdict(config) | dict.fromkeys(unused)


def _counts(progress: dict) -> dict:
    return {key: progress[key] for key in ("step", "tokens", "answer_tokens", "examples", "seconds")}


def validation_sets(held_out: list[Example], own: int, note: Callable[[str], None]) -> dict[str, list[Example]]:
    """The held-out official lines, if there are any, and `own` generated examples each in the official and in the other
    styles.
    """
    sets: dict[str, list[Example]] = {}
    if held_out:
        sets["official"] = held_out
    else:
        note("no held-out lines of the official train split given: no validation on them")
    for name, styles in (("own-official", ["official"]), ("own-others", ["note", "log", "form", "table"])):
        with closing(generated(["--style", *styles], VALIDATION_SEED)) as stream:
            sets[name] = [next(stream) for _ in range(own)]
    return sets


@contextlib.contextmanager
def stop_signals() -> Iterator[list[int]]:
    """A list that is filled when the process receives a signal to end (Ctrl+C, `kill`); a second signal ends the
    process at once.
    """
    told: list[int] = []
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.getsignal(number) for number in numbers}

    def tell(number: int, _frame: object) -> None:
        told.append(number)
        signal.signal(number, before[number])

    for number in numbers:
        signal.signal(number, tell)
    try:
        yield told
    finally:
        for number in numbers:
            signal.signal(number, before[number])


def has_bfloat16(device: torch.device) -> bool:
    """Whether the hardware supports bfloat16 arithmetic. Emulation is far slower than float32."""
    if device.type == "cuda":
        return torch.cuda.is_bf16_supported(including_emulation=False)
    try:
        flags = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except FileNotFoundError:
        return False
    return "avx512_bf16" in flags or "amx_bf16" in flags


def _save(folder: Path, model: NanoModel, optimisers: list, progress: dict, config: TrainConfig) -> None:
    state = {
        "model": model.state_dict(),
        "optimisers": [each.state_dict() for each in optimisers],
        "progress": dict(progress),
        "starts": progress["starts"],
        "config": asdict(config),
    }
    fresh = folder / "checkpoint.tmp"
    torch.save(state, fresh)
    os.replace(fresh, folder / "checkpoint.pt")


def load_state(folder: Path, device: torch.device) -> dict | None:
    """The state that `_save` wrote; None if nothing was saved. Raises ValueError that names a file that is not a
    checkpoint.
    """
    path = folder / "checkpoint.pt"
    if not path.exists():
        return None
    try:
        state = torch.load(path, map_location=device, weights_only=True)
    except (EOFError, OSError, RuntimeError, UnpicklingError) as error:
        why = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ValueError(f"{path} cannot be read ({why}); remove it to train from the first step") from error
    if not isinstance(state, dict) or not state.keys() >= STATE_KEYS:
        raise ValueError(f"{path} is not a checkpoint of python -m training.nano")
    return state


STATE_KEYS = frozenset(("model", "optimisers", "progress", "starts", "config"))
"""The counts of a checkpoint, with defaults for checkpoints of earlier versions."""


def choose_validation_ids(path: Path, count: int, seed: int) -> list[str]:
    """The seeded choice of the ids in `validation-ids.txt`."""
    ids = sorted(example.id for example in read_file(path))
    return sorted(random.Random(seed).sample(ids, count))
