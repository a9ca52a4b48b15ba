"""A wrong input ends every command with one line on standard error and exit code 2. Needs `npm run build`."""

from __future__ import annotations

import contextlib
import io
import os
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import psutil
import torch

from training import curves, table
from training.command import error_line, errors_in_a_line, require
from training.lora import __main__ as lora
from training.lora import export as lora_export
from training.lora import sweep
from training.nano import __main__ as nano
from training.nano import ablations
from training.nano import export as nano_export
from training.nano.data import ROOT
from training.tests.support import write_split

CONFIGS = ROOT / "training" / "configs"
SMALL = """
tokenizer_examples = 3
own_validation = 1
threads = 1
start = "random"
model = { layers = 1, hidden = 32, heads = 2, kv_heads = 1, feed_forward = 32, vocabulary = 300 }
curriculum = [{ until = 1.0, tokens = 256 }]
"""


class ErrorLineTest(unittest.TestCase):
    def setUp(self) -> None:
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = Path(scratch.name)

    def line_of(self, main: Callable[[], int], *arguments: object) -> str:
        """What a command that ends with exit code 2 wrote to standard error: one line."""
        errors = io.StringIO()
        with (
            mock.patch.object(sys, "argv", ["", *map(str, arguments)]),
            contextlib.redirect_stdout(io.StringIO()),
            contextlib.redirect_stderr(errors),
            self.assertRaises(SystemExit) as ended,
        ):
            main()
        self.assertEqual(ended.exception.code, 2, errors.getvalue())
        (line,) = errors.getvalue().splitlines()
        self.assertTrue(line.startswith("error: "), line)
        return line

    def config(self, text: str) -> Path:
        path = self.folder / "x.toml"
        path.write_text(text, encoding="utf-8")
        return path

    def test_of_a_nano_training(self) -> None:
        small = f'{SMALL}sources = [{{ share = 1, generate = ["--style", "official"] }}]'
        out, missing, split = self.folder / "out", self.folder / "none", self.folder / "train.jsonl"
        write_split(split, 0, 4)
        only_official = f"{SMALL}sources = [{{ share = 1, official = true }}]"
        for said, config, *more in (
            (f"{missing}: No such file", missing),
            ("x.toml: not a TOML file", "a = ["),
            (f"{missing}: No such file", CONFIGS / "nano.toml", "--official", missing),
            (f"{CONFIGS}: Is a directory", CONFIGS / "nano.toml", "--official", CONFIGS),
            ("edgejson generate --style poem ended: ", small.replace('"official"', '"poem"')),
            ("train.jsonl: no line is left to train on", only_official, "--official", split),
            ("no source of examples", only_official),
        ):
            path = self.config(config) if isinstance(config, str) else config
            self.assertIn(said, self.line_of(nano.main, "--config", path, "--out", out, *more))
        taken = self.folder / "file"
        taken.write_text("", encoding="utf-8")
        self.assertIn("file: ", self.line_of(nano.main, "--config", self.config(small), "--out", taken))
        torch.save({"model": 1}, out / "checkpoint.pt")
        self.assertIn("is not a checkpoint", self.line_of(nano.main, "--config", self.config(small), "--out", out))

    def test_of_an_export(self) -> None:
        missing = self.folder / "none"
        self.assertIn("none has no checkpoint.pt", self.line_of(nano_export.main, missing, self.folder / "out"))
        (self.folder / "checkpoint.pt").write_text("no checkpoint", encoding="utf-8")
        self.assertIn("cannot be read", self.line_of(nano_export.main, self.folder, self.folder / "out"))
        given = ("--base", missing, "--adapter", missing, "--out", self.folder / "out")
        self.assertIn("none: no config.json", self.line_of(lora_export.main, *given))

    def test_of_a_lora_training(self) -> None:
        split, config, missing = self.folder / "train.jsonl", CONFIGS / "lora-smollm2-135m.toml", self.folder / "none"
        write_split(split)
        for main in (lora.main, sweep.main):
            for said, given, official in (
                ("none: No such file", missing, split),
                ("none: No such file", config, missing),
                ("none: no config.json", config, split),
            ):
                arguments = ("--config", given, "--official", official, "--base", missing, "--out", self.folder / "out")
                if main is lora.main and official is missing:
                    continue  # the base is looked at first
                self.assertIn(said, self.line_of(main, *arguments))

    def test_of_what_reads_logs_and_plans(self) -> None:
        missing, out = self.folder / "none", self.folder / "out"
        self.assertIn("log.jsonl: No such file", self.line_of(table.main, missing))
        self.assertIn("log.jsonl: No such file", self.line_of(curves.main, missing, "--out", out))
        self.assertIn("none: No such file", self.line_of(ablations.main, "--config", missing, "--out", out))
        plan = CONFIGS / "ablations.toml"
        self.assertIn("no variant 'x'", self.line_of(ablations.main, "--config", plan, "--out", out, "--only", "x"))


class CommandTest(unittest.TestCase):
    def test_an_error_of_any_kind_is_one_line(self) -> None:
        self.assertEqual(error_line(ValueError("one\n  two")), "one two")
        self.assertEqual(error_line(KeyError("model")), "KeyError: 'model' (python -X dev shows where)")
        self.assertLess(len(error_line(RuntimeError("x" * 5000))), 1000)

    def test_ctrl_c_is_a_line_and_exit_code_130(self) -> None:
        errors = io.StringIO()
        with contextlib.redirect_stderr(errors), self.assertRaises(SystemExit) as ended, errors_in_a_line():
            raise KeyboardInterrupt
        self.assertEqual((ended.exception.code, errors.getvalue()), (130, "interrupted\n"))

    def test_a_package_that_is_not_installed_is_named(self) -> None:
        errors = io.StringIO()
        with contextlib.redirect_stderr(errors), self.assertRaises(SystemExit) as ended:
            require("json", "no_such_package")
        self.assertEqual(ended.exception.code, 2)
        self.assertEqual(errors.getvalue().count("\n"), 1)
        self.assertIn("no_such_package; pip install", errors.getvalue())


class ProcessesTest(unittest.TestCase):
    """The generators of a training end with it, however it ends."""

    SCRIPT = """
import psutil
from training.nano.config import Source
from training.nano.data import mixed
sources = [Source(1.0, generate=["--style", style]) for style in ("official", "note")]
stream = mixed(sources, None, 1, frozenset(), print)
for _ in range(50):
    next(stream)
print(*(child.pid for child in psutil.Process().children()), flush=True)
{end}
"""

    def test_after_a_kill_and_after_a_crash(self) -> None:
        for end in ("import time; time.sleep(60)", "raise RuntimeError('crash')"):
            with (
                self.subTest(end),
                subprocess.Popen(
                    [sys.executable, "-c", self.SCRIPT.replace("{end}", end)],
                    cwd=ROOT,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    text=True,
                ) as training,
            ):
                assert training.stdout is not None
                children = [psutil.Process(int(pid)) for pid in training.stdout.readline().split()]
                self.assertEqual(len(children), 2)
                os.kill(training.pid, signal.SIGKILL) if "sleep" in end else training.wait()
                deadline = time.monotonic() + 30
                while any(map(runs, children)) and time.monotonic() < deadline:
                    time.sleep(0.1)
                self.assertEqual([child for child in children if runs(child)], [])


def runs(process: psutil.Process) -> bool:
    """Neither gone nor a zombie that no parent has waited for."""
    with contextlib.suppress(psutil.NoSuchProcess):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False


if __name__ == "__main__":
    unittest.main()
