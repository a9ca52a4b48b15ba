"""A decoder-only transformer of the Llama family, small enough for two CPU cores.

Query, key and value are one fused matrix, and so are gate and up, because fewer and larger products are faster on a
CPU. The export splits them into the names and shapes of Hugging Face's `LlamaForCausalLM` (`llama_weights`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated

import torch
import torch.nn.functional as F
from pydantic import Field
from torch import Tensor, nn

from ..toml_file import CLOSED, Count, Positive


@dataclass(frozen=True)
class ModelConfig:
    """The shape of a model; sizes are counts of numbers, not bytes."""

    __pydantic_config__ = CLOSED

    layers: Count = 5
    hidden: Count = 256
    """Size of the vector of a token between the layers."""
    heads: Count = 4
    """Query heads of a layer."""
    kv_heads: Count = 2
    """Key and value heads of a layer; they divide the query heads."""
    feed_forward: Count = 768
    """Size of the hidden layer of SwiGLU."""
    head: Count | None = None
    """Size of a head. Default: hidden / heads."""
    vocabulary: Annotated[int, Field(strict=True, ge=257)] = 2048
    """Entries of the tokenizer; 257 are all bytes and the end token."""
    rope_base: Positive = 10_000.0
    """Base of the rotary position embedding's wavelengths."""
    norm_epsilon: Positive = 1e-5
    """What RMSNorm adds to the mean square."""
    positions: Count = 8192
    """The context length: tokens of prompt and completion together."""

    @property
    def head_size(self) -> int:
        return self.head or self.hidden // self.heads


def rotate(x: Tensor, cosine: Tensor, sine: Tensor) -> Tensor:
    """Rotary position embedding, halves convention as in Hugging Face's Llama; x: [batch, heads, time, size]."""
    first, second = x.chunk(2, dim=-1)
    return torch.cat((first * cosine - second * sine, second * cosine + first * sine), dim=-1)


class Block(nn.Module):
    """Pre-norm attention and SwiGLU; every matrix without a bias."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        size = config.head_size
        self.attention_norm = nn.RMSNorm(config.hidden, config.norm_epsilon)
        self.query_key_value = nn.Linear(config.hidden, (config.heads + 2 * config.kv_heads) * size, bias=False)
        self.output = nn.Linear(config.heads * size, config.hidden, bias=False)
        self.mlp_norm = nn.RMSNorm(config.hidden, config.norm_epsilon)
        self.gate_up = nn.Linear(config.hidden, 2 * config.feed_forward, bias=False)
        self.down = nn.Linear(config.feed_forward, config.hidden, bias=False)

    def forward(
        self, x: Tensor, cosine: Tensor, sine: Tensor, past: tuple[Tensor, Tensor] | None, mask: Tensor | None
    ) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        config, (batch, time, _) = self.config, x.shape
        packed = self.query_key_value(self.attention_norm(x))
        packed = packed.view(batch, time, config.heads + 2 * config.kv_heads, config.head_size).transpose(1, 2)
        query, key, value = packed.split((config.heads, config.kv_heads, config.kv_heads), dim=1)
        query, key = rotate(query, cosine, sine), rotate(key, cosine, sine)
        if past is not None:
            key, value = torch.cat((past[0], key), dim=2), torch.cat((past[1], value), dim=2)
        present = (key, value)
        groups = config.heads // config.kv_heads
        if groups > 1:
            key, value = key.repeat_interleave(groups, dim=1), value.repeat_interleave(groups, dim=1)
        mixed = F.scaled_dot_product_attention(query, key, value, attn_mask=mask, is_causal=mask is None and time > 1)
        x = x + self.output(mixed.transpose(1, 2).reshape(batch, time, -1))
        gate, up = self.gate_up(self.mlp_norm(x)).chunk(2, dim=-1)
        return x + self.down(F.silu(gate) * up), present


class NanoModel(nn.Module):
    """Tokens [batch, time] in, next-token logits [.., vocabulary] out; embeddings tied."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        self.embedding = nn.Embedding(config.vocabulary, config.hidden)
        self.blocks = nn.ModuleList(Block(config) for _ in range(config.layers))
        self.norm = nn.RMSNorm(config.hidden, config.norm_epsilon)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Normally distributed weights. Matrices that write to the residual stream are scaled down by depth (GPT-2's
        rule).
        """
        for name, weight in self.named_parameters():
            if weight.dim() < 2:
                continue
            scale = 0.02 if "embedding" in name else 1 / math.sqrt(weight.shape[1])
            if name.endswith(("output.weight", "down.weight")):
                scale /= math.sqrt(2 * self.config.layers)
            nn.init.normal_(weight, std=scale)

    def rotary(self, start: int, time: int, device: torch.device) -> tuple[Tensor, Tensor]:
        """Cosine and sine for positions start … start + time, each [time, head size / 2]."""
        size = self.config.head_size
        frequency = self.config.rope_base ** (-torch.arange(0, size, 2, device=device, dtype=torch.float32) / size)
        angle = torch.arange(start, start + time, device=device, dtype=torch.float32)[:, None] * frequency
        return angle.cos(), angle.sin()

    def features(self, tokens: Tensor) -> Tensor:
        """The normalised hidden state at every position, [batch, time, hidden]; causal, no cache."""
        x = self.embedding(tokens)
        cosine, sine = self.rotary(0, tokens.shape[1], tokens.device)
        for block in self.blocks:
            x, _ = block(x, cosine, sine, None, None)
        return self.norm(x)

    def logits(self, features: Tensor) -> Tensor:
        return F.linear(features, self.embedding.weight)

    def forward(self, tokens: Tensor, targets: Tensor) -> Tensor:
        """Cross-entropy in nats of each position whose target is not -100; both [batch, time]."""
        features = self.features(tokens).reshape(-1, self.config.hidden)
        targets = targets.reshape(-1)
        wanted = targets >= 0
        return F.cross_entropy(self.logits(features[wanted]).float(), targets[wanted], reduction="none")


def parameter_count(model: nn.Module) -> int:
    """Trained numbers, the tied embedding counted once."""
    return sum(weight.numel() for weight in model.parameters())
