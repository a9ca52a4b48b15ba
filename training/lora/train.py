"""The LoRA training loop: epochs over the official train split; each epoch saves and validates an adapter."""

from __future__ import annotations

import math
import time
from contextlib import AbstractContextManager
from dataclasses import asdict
from pathlib import Path

import torch
from peft import PeftModel
from peft.helpers import disable_input_dtype_casting
from torch.nn import functional
from transformers import AutoTokenizer, PreTrainedTokenizerBase

from ..nano.data import Encoded
from ..nano.log import Log
from ..nano.train import has_bfloat16, held_out_ids
from .adapter import adapted, merged
from .checkpoint import Progress, digest, load_checkpoint, save_checkpoint
from .data import Split, batch_of, check_base, encode, generated, parts, split, steps_per_epoch
from .evaluate import completed, completion_logits, forced, in_bfloat16
from .recipe import Recipe


def rate_factor(step: int, steps: int, warm_up: int) -> float:
    """Factor of the learning rate in step 0 … steps - 1: linear warm-up, then cosine decay to zero."""
    if step < warm_up:
        return (step + 1) / warm_up
    return 0.5 * (1 + math.cos(math.pi * (step - warm_up) / max(1, steps - warm_up)))


def train(recipe: Recipe, base: Path, folder: Path, official: Path) -> None:
    """Trains in `folder`, or resumes there from its last checkpoint.

    Writes log.jsonl (kinds note, start, step, validation, end), checkpoint.pt, adapters/epoch-N and
    answers/epoch-N.jsonl. Raises ValueError for input without usable examples.
    """
    if recipe.threads:
        torch.set_num_threads(recipe.threads)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    check_base(base)
    cut = split(official, held_out_ids(), recipe.lines, recipe.validation_lines, recipe.seed)
    tokenizer = AutoTokenizer.from_pretrained(base)
    known = [*cut.training, *generated(recipe.generated, recipe.seed)]
    examples = [each for each in encode(tokenizer, known) if len(each.tokens) <= recipe.longest]
    if not examples:
        raise ValueError(f"{official}: no example has at most {recipe.longest} tokens (longest)")
    model = adapted(base, recipe, device)
    weights = [weight for weight in model.parameters() if weight.requires_grad]
    optimizer = torch.optim.AdamW(weights, lr=recipe.learning_rate, weight_decay=recipe.weight_decay)
    epoch_steps = steps_per_epoch(len(examples), recipe.batch)
    steps = epoch_steps * recipe.epochs

    folder.mkdir(parents=True, exist_ok=True)
    log = Log(folder)
    trained = digest(base, examples)
    progress = load_checkpoint(folder, model, optimizer, recipe, trained)
    if progress is None:
        progress = Progress()
        log.write(
            "start",
            base=base.resolve().name,
            parameters=sum(weight.numel() for weight in model.parameters()),
            trained=sum(weight.numel() for weight in weights),
            lines=len(examples),
            too_long=len(known) - len(examples),
            steps=steps,
            device=str(device),
            threads=torch.get_num_threads(),
            config=asdict(recipe),
        )
        if recipe.warm_up_steps >= steps:
            log.write("note", text=f"{recipe.warm_up_steps} steps of warm-up of {steps}: the learning rate only rises")
    elif progress.evaluated == recipe.epochs:
        log.write("note", text="this training has ended; nothing to do")
        return
    else:
        log.write("resume", **_counts(progress), config=asdict(recipe))

    saved = clock = time.monotonic()
    while True:
        epoch = progress.step // epoch_steps
        if progress.step % epoch_steps == 0 and progress.evaluated < epoch:
            _examine(model, base, tokenizer, cut, recipe, folder, progress, epoch, log, device)
            progress.evaluated = epoch
            if epoch == recipe.epochs:
                log.write("end", **_counts(progress))
            save_checkpoint(folder, model, optimizer, progress, recipe, trained)
            saved = clock = time.monotonic()
        if progress.step == steps:
            return
        chosen = batch_of(progress.step, len(examples), recipe.batch, recipe.seed)
        batch = [examples[index] for index in chosen]
        factor = rate_factor(progress.step, steps, recipe.warm_up_steps)
        for group in optimizer.param_groups:
            group["lr"] = recipe.learning_rate * factor
        model.train()
        loss = accumulate(model, batch, recipe.part_tokens, device)
        norm = torch.nn.utils.clip_grad_norm_(weights, recipe.clip).item()
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        progress.step += 1
        progress.examples += len(batch)
        progress.tokens += sum(len(each.tokens) for each in batch)
        progress.answer_tokens += sum(len(each.tokens) - each.prompt for each in batch)
        progress.seconds += (now := time.monotonic()) - clock
        clock = now
        log.write("step", **_counts(progress), loss=loss, rate=factor, gradient=norm)
        if progress.step % epoch_steps == 0 or now - saved >= 60 * recipe.checkpoint_minutes:
            save_checkpoint(folder, model, optimizer, progress, recipe, trained)
            saved = clock = time.monotonic()


def accumulate(model: PeftModel, batch: list[Encoded], part_tokens: int, device: torch.device) -> float:
    """Adds the gradient of the batch's mean loss in nats per completion token, part by part; returns the loss."""
    total = sum(len(each.tokens) - each.prompt for each in batch)
    summed = 0.0
    for part in parts(batch, part_tokens):
        with _autocast(device), disable_input_dtype_casting(model):
            logits, targets = completion_logits(model, part)
        loss = functional.cross_entropy(logits, targets, reduction="sum") / total
        loss.backward()
        summed += loss.item()
    return summed


def _examine(
    model: PeftModel,
    base: Path,
    tokenizer: PreTrainedTokenizerBase,
    cut: Split,
    recipe: Recipe,
    folder: Path,
    progress: Progress,
    epoch: int,
    log: Log,
    device: torch.device,
) -> None:
    adapter = folder / "adapters" / f"epoch-{epoch}"
    model.save_pretrained(adapter, save_embedding_layers=False)
    (adapter / "README.md").unlink(missing_ok=True)  # PEFT's empty form, with a path of this machine in it
    model.eval()
    with _autocast(device):
        teacher = forced(model, tokenizer, cut.validation, recipe.part_tokens)
    figures = asdict(teacher)
    if epoch == recipe.epochs:
        whole = merged(base, adapter).to(device)
        if has_bfloat16(device):
            in_bfloat16(whole)
        answers = folder / "answers" / f"epoch-{epoch}.jsonl"
        figures |= asdict(completed(whole, tokenizer, cut.validation, recipe.new_tokens, answers))
    log.write("validation", set="official", epoch=epoch, **_counts(progress), **figures)


def _autocast(device: torch.device) -> AbstractContextManager:
    return torch.autocast(device.type, torch.bfloat16, enabled=has_bfloat16(device))


def _counts(progress: Progress) -> dict[str, int | float]:
    return {key: value for key, value in asdict(progress).items() if key != "evaluated"}
