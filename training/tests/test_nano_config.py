from __future__ import annotations

import tempfile
import unittest
from pathlib import Path

from training.lora.recipe import load_recipe
from training.nano.ablations import load_variants
from training.nano.config import Stage, TrainConfig, load_config
from training.nano.data import ROOT
from training.nano.train import learning_rate, longest_text


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

    def test_an_unknown_key_is_named_with_its_file(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "x.toml"
            for text, load, key in (
                ("[model]\nlayer = 2", load_config, "layer"),
                ("rnak = 8", load_recipe, "rnak"),
            ):
                path.write_text(text, encoding="utf-8")
                with self.assertRaisesRegex(ValueError, f"x.toml: unknown key '{key}'"):
                    load(path)

    def test_a_start_that_does_not_exist_is_refused(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "x.toml"
            path.write_text('start = "copy"', encoding="utf-8")
            with self.assertRaisesRegex(ValueError, "x.toml: start is 'copy'; there are 'looking ahead', 'copying'"):
                load_config(path)

    def test_a_value_that_no_training_can_have_is_refused(self) -> None:
        sources = "[[sources]]\nshare = 1\ngenerate = []\n"
        stages = "[[curriculum]]\nuntil = 1.0\ntokens = 64\n"
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "x.toml"
            path.write_text(f"warm_up_steps = 0\n{sources}{stages}", encoding="utf-8")
            self.assertEqual(learning_rate(0.0, 0, load_config(path)), 1.0)
            for text, message in (
                (f"curriculum = []\n{sources}", r"x.toml: curriculum is \[\]; it must be at least one stage"),
                (stages, r"x.toml: sources is \[\]; it must be at least one source"),
                (f"warm_up_steps = -1\n{sources}{stages}", "warm_up_steps is -1; it must be a whole number of at least 0"),
                (f"tokens = 0\n{sources}{stages}", "tokens is 0; it must be a whole number of at least 1"),
                (f'batch_tokens = "8192"\n{sources}{stages}', "batch_tokens is '8192'; it must be a whole number"),
                (f"minutes = nan\n{sources}{stages}", "minutes is nan; it must be a number above 0"),
                (f"decay_from = 1.5\n{sources}{stages}", "decay_from is 1.5; it must be from 0 to 1"),
                (f"{sources}{stages}{stages}", r"curriculum\[1\].until is 1.0; it must be above 1.0 and at most 1"),
                (sources.replace("1", "-1") + stages, r"sources\[0\].share is -1; it must be a number above 0"),
            ):
                path.write_text(text, encoding="utf-8")
                with self.assertRaisesRegex(ValueError, message):
                    load_config(path)

    def test_a_recipe_without_meaning_is_refused(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "x.toml"
            for text in ("rank = 0", "batch = -1", "epochs = 0", "lines = 0", "targets = []"):
                path.write_text(text, encoding="utf-8")
                with self.assertRaisesRegex(ValueError, text.split()[0]):
                    load_recipe(path)


if __name__ == "__main__":
    unittest.main()
