"""The tokenizer: byte-level BPE with pieces that make copying easy.

A value must have the same tokens in the text and between JSON quotes. So structure (a quote with the comma, colon
and brackets around it) is a piece of its own that ends with the opening quote, `: ` and a line break with its
indentation end before the value, digits go in pairs from the left, and a word takes the space or underscore before
it: ` Name` in a title and `_name` in a key are one token each.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

END = "<|endoftext|>"
"""Token 0: EOS, and the padding."""

PIECES = "|".join(
    (
        r'"[\]}]*(?:, |: )?[\[{]*"?',  # a quote, what closes and opens after it, and the next quote
        r'[\]}]+(?:, )?[\[{]*"?',  # the same after a number
        r', "',
        r": [\[{]*",
        r"\| ",
        r'[\[{]+"?',
        r"\n+ *",
        r"[ _]?\p{L}+",
        r"\d{1,2}",
        r" ",
        r"[^\s\p{L}\d]",
        r"\s",
    )
)


def train_tokenizer(texts: Iterable[str], vocabulary: int) -> Tokenizer:
    """A tokenizer of exactly `vocabulary` entries (if the texts contain enough pairs), the end token included."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(PIECES), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary,
        special_tokens=[END],
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def load_tokenizer(path: Path) -> Tokenizer:
    return Tokenizer.from_file(str(path))
