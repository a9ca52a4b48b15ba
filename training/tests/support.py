"""A tiny train split and a tiny base model, made where they are needed; what tests share."""

from __future__ import annotations

import json
import random
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from tokenizers import Tokenizer

from training.nano.export import write_llama
from training.nano.model import ModelConfig, NanoModel
from training.nano.tokenizer import train_tokenizer
from training.nano.train import held_out_ids

torch.set_num_threads(1)
TINY = ModelConfig(layers=2, hidden=32, heads=2, kv_heads=1, feed_forward=64, vocabulary=320)
"""22,000 parameters; a head of 16 numbers is the least that ONNX Runtime's fused attention rotates."""
HOSTILE = (
    "",
    " ",
    "\n\n  \t\r\n",
    '{"a": [{"b": "c\\"d\\\\"}, {}], "__proto__": null}]}}}',
    "\x00\x01\x1b[31mred\x1b[0m\x7f",
    "naïve Straße — “quotes” 東京 ελληνικά",
    "👩‍👩‍👧‍👦 \U0010ffff \ufffd \u202egnirts\u202c e\u0301",
    "١٢٣ 1234567890.0001e-9 ²½",
    "_" * 40 + "a_b__C_d" + " " * 50,
    "[" * 500 + "]" * 500,
    "aaaa" * 300,
)


def lines(count: int, ids: list[str], word: str) -> list[dict]:
    """Lines of the official format about readings of a sensor; `word` is in every prompt and answer."""
    draw = random.Random(word)
    made = []
    for index in range(count):
        name, level = f"{word}{draw.randrange(10)}", draw.randrange(100)
        made.append(
            {
                "id": ids[index],
                "complexity": ("simple", "medium", None)[index % 3],
                "prompt": f"Sensor\n\nName: {name}\nLevel: {level}",
                "expected_output": {"name": name, "level": level},
            }
        )
    return made


def write_split(path: Path, training: int = 24, validation: int = 4, word: str = "secret") -> None:
    """A train split; what is held out says `word`, the rest says `open`."""
    kept = [f"line-{index:03}" for index in range(training)]
    held_out = sorted(held_out_ids())[:validation]
    both = [*lines(training, kept, "open"), *lines(validation, held_out, word)]
    random.Random(1).shuffle(both)
    path.write_text("".join(f"{json.dumps(line)}\n" for line in both), encoding="utf-8")


def tiny_tokenizer() -> Tokenizer:
    made = lines(200, [""] * 200, "open") + lines(50, [""] * 50, "secret")
    texts = (text for line in made for text in (line["prompt"], json.dumps(line["expected_output"])))
    return train_tokenizer(texts, TINY.vocabulary)


def write_base(folder: Path) -> None:
    """A Llama with random weights, as Hugging Face's folders have it."""
    folder.mkdir()
    torch.manual_seed(5)
    model = NanoModel(TINY)
    with torch.no_grad():
        model.embedding.weight.mul_(10)  # frozen under LoRA, and so small at first that no logit could stand out
    tiny_tokenizer().save(str(folder / "trained.json"))
    write_llama(model, folder / "trained.json", folder)


def records(folder: Path, kind: str) -> list[dict]:
    read = [json.loads(line) for line in (folder / "log.jsonl").read_text(encoding="utf-8").splitlines()]
    return [record for record in read if record["kind"] == kind]


def onnx_logits(file: Path, tokens: list[int]) -> np.ndarray:
    """[tokens, vocabulary] of a decoder with an empty KV cache."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    given = {
        "input_ids": np.array([tokens], dtype=np.int64),
        "attention_mask": np.ones((1, len(tokens)), dtype=np.int64),
        "position_ids": np.arange(len(tokens), dtype=np.int64)[None],
    }
    feeds = {}
    for each in session.get_inputs():
        if each.name.startswith("past"):
            _, heads, _, size = each.shape
            feeds[each.name] = np.zeros((1, heads, 0, size), dtype=np.float32)
        else:
            feeds[each.name] = given[each.name]
    return session.run(["logits"], feeds)[0][0]
