from __future__ import annotations

import tempfile
import unittest
from collections.abc import Callable
from pathlib import Path

from training.lora.recipe import load_recipe
from training.nano.ablations import load_variants
from training.nano.config import Stage, TrainConfig, load_config
from training.nano.data import ROOT
from training.nano.train import learning_rate, longest_text

SOURCES = "[[sources]]\nshare = 1\ngenerate = []\n"
STAGES = "[[curriculum]]\nuntil = 1.0\ntokens = 64\n"


class ScheduleTest(unittest.TestCase):
    config = TrainConfig([], [Stage(0.5, 100), Stage(1.0, 300)], warm_up_steps=10, decay_from=0.6)

    def test_rises_stays_and_falls_to_zero(self) -> None:
        self.assertAlmostEqual(learning_rate(0.0, 0, self.config), 0.1)
        self.assertEqual(learning_rate(0.3, 9, self.config), 1.0)
        self.assertEqual(learning_rate(0.6, 500, self.config), 1.0)
        self.assertAlmostEqual(learning_rate(0.8, 500, self.config), 0.5)
        self.assertEqual(learning_rate(1.0, 500, self.config), 0.0)
        self.assertEqual(learning_rate(1.3, 500, self.config), 0.0)

    def test_never_leaves_zero_to_one(self) -> None:
        for done in range(150):
            for step in (0, 3, 9, 10, 1000):
                self.assertTrue(0 <= learning_rate(done / 100, step, self.config) <= 1)

    def test_the_curriculum_only_lengthens(self) -> None:
        self.assertEqual([longest_text(done, self.config) for done in (0, 0.49, 0.5, 1, 2)], [100, 100, 300, 300, 300])


class ConfigTest(unittest.TestCase):
    def test_every_committed_config_loads(self) -> None:
        found = sorted((ROOT / "training" / "configs").glob("*.toml"))
        self.assertTrue(found)
        for path in found:
            load = load_variants if path.name == "ablations.toml" else load_config
            load_recipe(path) if path.name.startswith("lora-") else load(path)

    def load(self, text: str, load: Callable[[Path], object] = load_config) -> object:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "x.toml"
            path.write_text(text, encoding="utf-8")
            return load(path)

    def test_a_training_may_have_no_warm_up(self) -> None:
        self.assertEqual(learning_rate(0.0, 0, self.load(f"warm_up_steps = 0\n{SOURCES}{STAGES}")), 1.0)

    def test_a_value_that_no_training_can_have_is_refused(self) -> None:
        nothing = SOURCES.replace("generate = []\n", "")
        for text, message in (
            (f"[model]\nlayer = 2\n{SOURCES}{STAGES}", r"unknown key 'model.layer'; the keys there are feed_forward, "),
            (f"{SOURCES}style = 1\n{STAGES}", r"unknown key 'sources\[0\].style'; the keys there are generate, "),
            ("a = [", "not a TOML file: Invalid value"),
            (f"curriculum = []\n{SOURCES}", r"curriculum is \[\]; it must have at least one item"),
            (SOURCES, "curriculum is missing"),
            (STAGES, "sources is missing"),
            (f"sources = 5\n{STAGES}", "sources is 5; it must be a valid list"),
            (f"model = 3\n{SOURCES}{STAGES}", "model is 3; it must be a table"),
            (f'start = "copy"\n{SOURCES}{STAGES}', "start is 'copy'; it must be 'looking ahead', 'copying'"),
            (f"warm_up_steps = -1\n{SOURCES}{STAGES}", "warm_up_steps is -1; it must be greater than or equal to 0"),
            (f"tokens = 0\n{SOURCES}{STAGES}", "tokens is 0; it must be greater than or equal to 1"),
            (f"tokens = true\n{SOURCES}{STAGES}", "tokens is True; it must be a valid integer"),
            (f'batch_tokens = "8192"\n{SOURCES}{STAGES}', "batch_tokens is '8192'; it must be a valid integer"),
            (f"minutes = nan\n{SOURCES}{STAGES}", "minutes is nan; it must be a finite number"),
            (f"decay_from = 1.5\n{SOURCES}{STAGES}", "decay_from is 1.5; it must be less than or equal to 1"),
            (f"{SOURCES}{STAGES}{STAGES}", r"curriculum\[1\].until is 1.0; it must be above 1.0 and at most 1"),
            (f"{SOURCES}[[curriculum]]\nuntil = 1.0", r"curriculum\[0\].tokens is missing"),
            (SOURCES.replace("1", "0") + STAGES, r"sources\[0\].share is 0; it must be greater than 0"),
            (f"{nothing}{STAGES}", r"sources\[0\] is .*; it must be either official = true or arguments for generate"),
            (f"{SOURCES}official = true\n{STAGES}", r"sources\[0\] is .*; it must be either official = true or"),
            (f"model = {{ heads = 3 }}\n{SOURCES}{STAGES}", r"model.hidden is 256; it must be a multiple of"),
            (f"model = {{ heads = 4, kv_heads = 3 }}\n{SOURCES}{STAGES}", "model.heads is 4; it must be a multiple"),
            (f"model = {{ head = 5 }}\n{SOURCES}{STAGES}", "model.head is 5; it must be an even number"),
            (f"model = {{ vocabulary = 256 }}\n{SOURCES}{STAGES}", "model.vocabulary is 256; it must be greater than"),
        ):
            with self.subTest(text), self.assertRaisesRegex(ValueError, f"x.toml: {message}"):
                self.load(text)

    def test_a_recipe_without_meaning_is_refused(self) -> None:
        for text, message in (
            ("rnak = 8", "unknown key 'rnak'; the keys there are alpha, batch, "),
            ("rank = 0", "rank is 0; it must be greater than or equal to 1"),
            ('rank = "8"', "rank is '8'; it must be a valid integer"),
            ("batch = -1", "batch is -1"),
            ("epochs = 0", "epochs is 0"),
            ("lines = 0", "lines is 0"),
            ("dropout = 1", "dropout is 1; it must be less than 1"),
            ("learning_rate = -1", "learning_rate is -1; it must be greater than 0"),
            ("targets = []", r"targets is \[\]; it must have at least one item"),
        ):
            with self.subTest(text), self.assertRaisesRegex(ValueError, f"x.toml: {message}"):
                self.load(text, load_recipe)


if __name__ == "__main__":
    unittest.main()
