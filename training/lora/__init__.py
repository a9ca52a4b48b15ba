"""LoRA on any causal language model, with the recipe of the EdgeJSON paper as the default."""

from ..command import require

require("peft", "pydantic", "torch", "transformers")
