"""A training from scratch, interrupted, taken up again, exported and loaded. Needs `npm run build` and node."""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import tempfile
import time
import unittest
from dataclasses import replace
from pathlib import Path
from unittest import mock

import numpy as np
import torch
from tokenizers import Tokenizer
from transformers import AutoModelForCausalLM, AutoTokenizer

from training.nano.averaging import snapshots
from training.nano.clock import Clock, Since
from training.nano.config import Source, Stage, TrainConfig
from training.nano.data import TEMPLATE
from training.nano.evaluate import greedy
from training.nano.export import build_onnx, export, load_checkpoint, write_llama
from training.nano.interpolate import interpolation_table
from training.nano.log import Log, shown
from training.nano.model import NanoModel
from training.nano.start.exported import write_exported
from training.nano.train import train
from training.runs import read_run
from training.tests.support import TINY, onnx_logits, records, write_split

CONFIG = TrainConfig(
    sources=[Source(1.0, official=True)],
    curriculum=[Stage(1.0, 256)],
    model=TINY,
    tokens=150_000,
    batch_tokens=1024,
    warm_up_steps=5,
    evaluate_tokens=20_000,
    decay_from=0.3,
    snapshots=3,
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
            calm = replace(CONFIG, tokens=10**9, evaluate_tokens=10**9)
            with contextlib.redirect_stdout(io.StringIO()), mock.patch.object(Log, "write", stop_at_the_first_line):
                self.assertRaisesRegex(SystemExit, "143", train, calm, trained, official)
            self.assertTrue((trained / "checkpoint.pt").exists())
            (stopped,) = records(trained, "stopped")
            self.assertEqual(stopped["step"], records(trained, "step")[0]["step"])
            self.assertIs(signal.getsignal(signal.SIGTERM), before)


class LogTest(unittest.TestCase):
    def test_a_note_is_its_text_and_a_start_has_no_config(self) -> None:
        self.assertEqual(shown({"text": "no file given"}), "no file given")
        self.assertEqual(shown({"step": 3, "loss": 0.123456, "config": {"seed": 1}}), "step 3 loss 0.1235")


class PaceTest(unittest.TestCase):
    config = TrainConfig([], [], evaluate_minutes=1.0, checkpoint_minutes=2.0)

    def test_a_busy_machine_does_not_hasten_a_validation(self) -> None:
        since = Since()
        since.add(1000, 119.0, 59.0)  # half of the time belonged to other programs
        self.assertFalse(since.validation_is_due(self.config))
        self.assertFalse(since.checkpoint_is_due(self.config))
        since.add(1000, 2.0, 1.0)
        self.assertTrue(since.validation_is_due(self.config))
        self.assertTrue(since.checkpoint_is_due(self.config))
        by_tokens = replace(self.config, evaluate_tokens=2001)
        self.assertFalse(since.validation_is_due(by_tokens))
        since.add(1, 0.0, 0.0)
        self.assertTrue(since.validation_is_due(by_tokens))

    def test_a_pause_is_none_of_the_trainings_own_time(self) -> None:
        clock = Clock(torch.device("cpu"))
        time.sleep(0.3)
        seconds, own = clock.lap()
        self.assertGreaterEqual(seconds, 0.3)
        self.assertLess(own, 0.2)


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

    def test_keeps_the_last_snapshots_and_validates_their_average(self) -> None:
        kept = [int(file.stem) for file in snapshots(self.trained)]
        validated = [each["step"] for each in records(self.trained, "validation") if each["set"] == "official"]
        self.assertEqual(kept, sorted(set(validated))[-CONFIG.snapshots :])
        run = read_run(self.trained)
        self.assertEqual([each["set"] for each in run.averages], ["official", "own-official", "own-others"])
        self.assertEqual({each["of"] for each in run.averages}, {CONFIG.snapshots})
        averaged = load_checkpoint(self.trained, "average").state_dict()
        states = [torch.load(file, weights_only=True) for file in snapshots(self.trained)]
        for name, weight in averaged.items():
            torch.testing.assert_close(weight, sum(state[name] for state in states) / len(states))

    def test_exports_the_weights_with_the_lower_loss(self) -> None:
        log = self.trained / "log.jsonl"
        before = log.read_text(encoding="utf-8")
        self.addCleanup(log.write_text, before, encoding="utf-8")
        last, averaged = (load_checkpoint(self.trained, each).state_dict() for each in ("last", "average"))
        for factor, wanted in ((0.5, averaged), (2.0, last)):
            lines = [json.loads(line) for line in before.splitlines()]
            final = {each["set"]: each["loss"] for each in lines if each["kind"] == "validation"}
            for each in lines:
                if each["kind"] == "average":
                    each["loss"] = factor * final[each["set"]]
            log.write_text("".join(f"{json.dumps(each)}\n" for each in lines), encoding="utf-8")
            chosen = load_checkpoint(self.trained, "better").state_dict()
            self.assertTrue(all(torch.equal(weight, wanted[name]) for name, weight in chosen.items()), factor)
        log.write_text(before.replace('"average"', '"other"'), encoding="utf-8")
        with self.assertRaisesRegex(ValueError, "no validation of averaged weights"):
            load_checkpoint(self.trained, "better")

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

    def test_trains_an_exported_model_further(self) -> None:
        trained = load_checkpoint(self.trained)
        for precision, most in (("fp32", 1e-6), ("int8", 0.02)):
            out = self.folder / f"further-{precision}"
            export(self.trained, out, precision)
            again = NanoModel(TINY)
            write_exported(again, out)
            for name, weight in trained.named_parameters():
                read = again.get_parameter(name)
                self.assertLess((read - weight).norm() / weight.norm(), most, f"{precision} {name}")
        config = replace(CONFIG, train_further=str(out), tokens=2_000, evaluate_tokens=2_000)
        with contextlib.redirect_stdout(io.StringIO()):
            train(config, self.folder / "more", self.official)
        (start,) = records(self.folder / "more", "start")
        self.assertEqual(start["config"]["train_further"], str(out))
        self.assertIsNone(start["config"]["start"])
        self.assertIsNone(start["config"]["tokenizer_examples"])
        first = records(self.folder / "more", "step")[0]
        self.assertLess(first["loss"], 0.5 * records(self.trained, "step")[0]["loss"])
        last, first, between = (load_checkpoint(self.folder / "more", "last", each) for each in (0.0, 1.0, 0.25))
        read = NanoModel(TINY)
        write_exported(read, out)
        for name, weight in between.named_parameters():
            torch.testing.assert_close(first.get_parameter(name), read.get_parameter(name))
            mixed = 0.25 * first.get_parameter(name) + 0.75 * last.get_parameter(name)
            torch.testing.assert_close(weight, mixed)
        rows = interpolation_table(self.folder / "more", self.official, "last", [0.0, 1.0]).splitlines()
        self.assertEqual(len(rows), 4)
        self.assertIn("| official: exact of 20 | official: loss |", rows[0])
        (validated,) = [each for each in records(self.folder / "more", "validation") if each["set"] == "official"]
        self.assertEqual(rows[2].split(" | ")[2], f"{validated['loss']:.4f}")
        with self.assertRaisesRegex(ValueError, r"has no start\.pt: only a training with train_further"):
            load_checkpoint(self.trained, "last", 0.25)
        self.assertEqual((self.folder / "more/tokenizer.json").read_text(), (out / "tokenizer.json").read_text())

    def test_reads_8_bit_matrices_whose_rows_are_no_whole_blocks(self) -> None:
        model = NanoModel(replace(TINY, hidden=48, head=16, feed_forward=80))
        plain, out = self.folder / "odd", self.folder / "odd-onnx"
        write_llama(model, self.trained / "tokenizer.json", plain)
        build_onnx(plain, out / "onnx" / "model_quantized.onnx", "int8", 16)
        read = NanoModel(model.config)
        write_exported(read, out)
        for name, weight in model.named_parameters():
            self.assertLess((read.get_parameter(name) - weight).norm() / weight.norm(), 0.02, name)

    def test_refuses_to_train_further_what_does_not_fit(self) -> None:
        with self.assertRaisesRegex(ValueError, "has neither onnx/model.onnx nor"):
            train(replace(CONFIG, train_further=str(self.folder)), self.folder / "none", self.official)
        out = self.folder / "fits-not"
        export(self.trained, out, "fp32")
        with self.assertRaisesRegex(
            ValueError, r"embedding.weight has the shape \[320, 32\], the config's model needs"
        ):
            write_exported(NanoModel(replace(TINY, vocabulary=400)), out)


if __name__ == "__main__":
    unittest.main()
