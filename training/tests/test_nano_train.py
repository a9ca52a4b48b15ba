"""A training from scratch, interrupted, taken up again, exported and loaded. Needs `npm run build` and node."""

from __future__ import annotations

import contextlib
import io
import os
import signal
import tempfile
import unittest
from dataclasses import replace
from pathlib import Path
from unittest import mock

import numpy as np
import torch
from tokenizers import Tokenizer
from transformers import AutoModelForCausalLM, AutoTokenizer

from training.nano.config import Source, Stage, TrainConfig
from training.nano.data import TEMPLATE
from training.nano.evaluate import greedy
from training.nano.export import export, load_checkpoint, write_llama
from training.nano.train import Log, train
from training.tests.support import TINY, onnx_logits, records, write_split

CONFIG = TrainConfig(
    sources=[Source(1.0, official=True)],
    curriculum=[Stage(1.0, 256)],
    model=TINY,
    tokens=150_000,
    batch_tokens=1024,
    warm_up_steps=5,
    evaluate_minutes=0.03,
    own_validation=2,
    start="spelling",
    tokenizer_examples=300,
    threads=1,
)
PROMPT = TEMPLATE.format(prompt="Sensor\n\nName: open3\nLevel: 42")


class Interrupted(BaseException):
    """Nothing that a program would catch and tidy up after."""


class StopTest(unittest.TestCase):
    def test_a_stop_signal_saves_a_checkpoint_first(self) -> None:
        with tempfile.TemporaryDirectory() as scratch:
            official, trained = Path(scratch) / "train.jsonl", Path(scratch) / "run"
            write_split(official, 200, 20, "open")
            write = Log.write

            def stop_at_the_first_line(log: Log, kind: str, **values: object) -> None:
                write(log, kind, **values)
                if kind == "step" and not (trained / "checkpoint.pt").exists():
                    os.kill(os.getpid(), signal.SIGTERM)

            before = signal.getsignal(signal.SIGTERM)
            calm = replace(CONFIG, tokens=10**9, evaluate_minutes=60.0)
            with contextlib.redirect_stdout(io.StringIO()), mock.patch.object(Log, "write", stop_at_the_first_line):
                train(calm, trained, official)
            self.assertTrue((trained / "checkpoint.pt").exists())
            (stopped,) = records(trained, "stopped")
            self.assertEqual(stopped["step"], records(trained, "step")[0]["step"])
            self.assertIs(signal.getsignal(signal.SIGTERM), before)


class NanoTrainTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(scratch.cleanup)
        cls.folder = Path(scratch.name)
        cls.official, cls.trained = cls.folder / "train.jsonl", cls.folder / "run"
        write_split(cls.official, 200, 20, "open")
        write = Log.write

        def stop_after_a_checkpoint(log: Log, kind: str, **values: object) -> None:
            write(log, kind, **values)
            if kind == "step" and (cls.trained / "checkpoint.pt").exists():
                raise Interrupted

        with contextlib.redirect_stdout(io.StringIO()):
            with mock.patch.object(Log, "write", stop_after_a_checkpoint), contextlib.suppress(Interrupted):
                train(CONFIG, cls.trained, cls.official)
            cls.interrupted_at = records(cls.trained, "step")[-1]["step"]
            train(CONFIG, cls.trained, cls.official)

    def test_goes_on_from_the_checkpoint(self) -> None:
        checkpoint = records(self.trained, "validation")[0]["step"]
        self.assertLess(checkpoint, self.interrupted_at)
        after = [each for each in records(self.trained, "step") if each["step"] > checkpoint]
        self.assertGreater(len(after), 1)
        self.assertEqual(len(records(self.trained, "start")), 1)
        (end,) = records(self.trained, "end")
        self.assertGreaterEqual(end["tokens"], CONFIG.tokens)

    def test_lowers_the_loss_on_lines_that_it_never_sees(self) -> None:
        official = [each for each in records(self.trained, "validation") if each["set"] == "official"]
        self.assertLess(official[-1]["loss"], 0.8 * official[0]["loss"])
        self.assertGreater(official[-1]["token_accuracy"], official[0]["token_accuracy"])
        steps = records(self.trained, "step")
        self.assertLess(steps[-1]["loss"], 0.5 * steps[0]["loss"])

    def test_is_a_llama_to_transformers(self) -> None:
        model, tokenizer = load_checkpoint(self.trained), Tokenizer.from_file(str(self.trained / "tokenizer.json"))
        write_llama(model, self.trained / "tokenizer.json", self.folder / "llama")
        theirs = AutoModelForCausalLM.from_pretrained(self.folder / "llama")
        tokens = AutoTokenizer.from_pretrained(self.folder / "llama")(PROMPT)["input_ids"]
        self.assertEqual(tokens, tokenizer.encode(PROMPT).ids)
        with torch.no_grad():
            ours = model.logits(model.features(torch.tensor([tokens])))[0]
            torch.testing.assert_close(theirs(torch.tensor([tokens])).logits[0], ours, atol=1e-4, rtol=1e-4)
            made = theirs.generate(torch.tensor([tokens]), max_new_tokens=20)[0, len(tokens) :]
        self.assertEqual(greedy(model, tokenizer, PROMPT, 20), tokenizer.decode(made.tolist()))

    def test_says_the_same_in_onnx(self) -> None:
        tokenizer = Tokenizer.from_file(str(self.trained / "tokenizer.json"))
        prompt = tokenizer.encode(PROMPT).ids
        tokens = prompt + tokenizer.encode('{"name": "open3", "level": 42}').ids
        model = load_checkpoint(self.trained)
        with torch.no_grad():
            wanted = model.logits(model.features(torch.tensor([tokens])))[0].numpy()
        for precision, name, most in (("fp32", "model.onnx", 1e-4), ("int8", "model_quantized.onnx", 0.03)):
            out = self.folder / precision
            export(self.trained, out, precision)
            logits = onnx_logits(out / "onnx" / name, tokens)
            self.assertLess(np.linalg.norm(logits - wanted) / np.linalg.norm(wanted), most, precision)
            said, right = (each[len(prompt) - 1 :].argmax(-1) for each in (logits, wanted))
            self.assertGreater((said == right).mean(), 0.9, precision)
            for file in ("config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json"):
                self.assertTrue((out / file).exists(), file)


if __name__ == "__main__":
    unittest.main()
