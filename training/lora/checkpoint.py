"""Checkpoint of a training, replaced atomically, with the settings that must be equal to resume from it."""

from __future__ import annotations

import hashlib
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from pickle import UnpicklingError

import torch
from peft import PeftModel, get_peft_model_state_dict, set_peft_model_state_dict

from ..nano.data import Encoded
from .recipe import RESULT_KEYS, Recipe


@dataclass
class Progress:
    """Counts since the first step."""

    step: int = 0
    tokens: int = 0
    """Prompt and completion, without padding."""
    answer_tokens: int = 0
    examples: int = 0
    seconds: float = 0.0
    """Time of the steps, without start-up and evaluation."""
    evaluated: int = 0
    """Epochs whose adapter was saved and validated."""


def digest(base: Path, examples: list[Encoded]) -> str:
    """SHA-256 of what a recipe trains: the base's name and configuration, and the tokens of every example."""
    made = hashlib.sha256(f"{base.resolve().name}\n".encode())
    made.update((base / "config.json").read_bytes())
    for each in examples:
        made.update(f"{each.prompt} {each.tokens}\n".encode())
    return made.hexdigest()


def save_checkpoint(
    folder: Path,
    model: PeftModel,
    optimizer: torch.optim.Optimizer,
    progress: Progress,
    recipe: Recipe,
    trained: str,
) -> None:
    """`trained`: the `digest` of base and examples."""
    state = {
        "adapter": get_peft_model_state_dict(model, save_embedding_layers=False),
        "optimizer": optimizer.state_dict(),
        "progress": asdict(progress),
        "recipe": asdict(recipe),
        "trained": trained,
        "random": torch.get_rng_state(),
        "random_cuda": torch.cuda.get_rng_state() if torch.cuda.is_available() else None,
    }
    fresh = folder / "checkpoint.tmp"
    torch.save(state, fresh)
    os.replace(fresh, folder / "checkpoint.pt")


def load_checkpoint(
    folder: Path, model: PeftModel, optimizer: torch.optim.Optimizer, recipe: Recipe, trained: str
) -> Progress | None:
    """Restores everything that was saved, the states of the random generators included; None if nothing was saved.

    Raises ValueError if the folder has a training with another recipe, base or examples.
    """
    path = folder / "checkpoint.pt"
    if not path.exists():
        return None
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
    except (EOFError, OSError, RuntimeError, UnpicklingError) as error:
        why = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ValueError(f"{path} cannot be read ({why}); remove it to train from the first step") from error
    if not isinstance(state, dict) or "recipe" not in state:
        raise ValueError(f"{path} is not a checkpoint of python -m training.lora")
    wanted = asdict(recipe)
    saved = asdict(Recipe()) | state["recipe"]
    for key in sorted(RESULT_KEYS):
        if saved[key] != wanted[key]:
            raise ValueError(
                f"{path} was made with {key} = {saved[key]!r}, the config says {wanted[key]!r}; "
                "train in another folder, or with the config of this one"
            )
    if state.get("trained") != trained:
        raise ValueError(
            f"{path} was made with another base or with other examples (--base, --official, the built generator); "
            "train in another folder"
        )
    set_peft_model_state_dict(model, state["adapter"])
    optimizer.load_state_dict(state["optimizer"])
    torch.set_rng_state(state["random"])
    if state["random_cuda"] is not None and torch.cuda.is_available():
        torch.cuda.set_rng_state(state["random_cuda"])
    return Progress(**state["progress"])
