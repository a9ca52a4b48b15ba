"""Adapters of a base model: new ones to train, and trained ones merged into its weights."""

from __future__ import annotations

from pathlib import Path

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from torch import nn
from transformers import AutoModelForCausalLM, PreTrainedModel

from ..nano.train import has_bfloat16
from .recipe import Recipe


def adapted(base: Path, recipe: Recipe, device: torch.device) -> PeftModel:
    """The base with new adapters (which have no effect yet), weights in float32.

    Matrices that are not trained are in bfloat16 where the hardware multiplies it, because mixed precision would
    convert them in every pass. With a tied head that includes the embedding. Raises ValueError for a target that no
    layer of the base is named.
    """
    model = AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32)
    config = LoraConfig(
        r=recipe.rank,
        lora_alpha=recipe.scaling,
        lora_dropout=recipe.dropout,
        target_modules=list(recipe.targets),
        task_type="CAUSAL_LM",
    )
    layers = [name for name, layer in model.named_modules() if isinstance(layer, nn.Linear)]
    for target in recipe.targets:
        if not any(name == target or name.endswith(f".{target}") for name in layers):
            names = ", ".join(sorted({name.rpartition(".")[2] for name in layers}))
            raise ValueError(f"targets: {base.name} has no linear layer {target!r}; its layers are {names}")
    torch.manual_seed(recipe.seed)
    model = get_peft_model(model, config)
    model.peft_config["default"].base_model_name_or_path = base.resolve().name  # without a path of this machine
    if has_bfloat16(device):
        for layer in model.modules():
            if isinstance(layer, nn.Linear) and not layer.weight.requires_grad:
                layer.weight.data = layer.weight.data.bfloat16()
    return model.to(device)


def merged(base: Path, adapter: Path) -> PreTrainedModel:
    """The base model with the adapter merged into its weights, float32."""
    model = AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32)
    return PeftModel.from_pretrained(model, adapter).merge_and_unload().eval()
