"""Variants of a config, two tiny trainings of them, and their table. The trainings need `npm run build` and node."""

from __future__ import annotations

import contextlib
import io
import sys
import tempfile
import unittest
from dataclasses import replace
from pathlib import Path
from unittest import mock

from training.nano.ablations import folder_name, load_variants, main
from training.nano.config import TrainConfig
from training.nano.data import ROOT
from training.tests.support import records, write_split

TRAINED = """
tokens = 4_000
batch_tokens = 1024
own_validation = 2
tokenizer_examples = 50
start = "random"
threads = 1
sources = [{ share = 1.0, official = true }]
curriculum = [{ until = 1.0, tokens = 256 }]
[model]
layers = 2
hidden = 32
heads = 2
kv_heads = 1
feed_forward = 64
vocabulary = 320
"""


BASE = """
seed = 7
tokens = 90
sources = [{ share = 1, official = true }]
curriculum = [{ until = 1.0, tokens = 256 }]
[model]
layers = 3
hidden = 96
"""


class VariantsTest(unittest.TestCase):
    def load(self, text: str) -> dict[str, TrainConfig]:
        with tempfile.TemporaryDirectory() as folder:
            base = Path(folder) / "base.toml"
            base.write_text(BASE, encoding="utf-8")
            path = Path(folder) / "x.toml"
            path.write_text(text, encoding="utf-8")
            return load_variants(path)

    def test_a_variant_changes_what_it_names_and_nothing_else(self) -> None:
        made = self.load('config = "base.toml"\ncommon.tokens = 5\n[variants.a]\n[variants.b]\nmodel.layers = 4\n')
        self.assertEqual(list(made), ["a", "b"])
        self.assertEqual((made["a"].seed, made["a"].tokens, made["a"].model.layers), (7, 5, 3))
        self.assertEqual(made["b"], replace(made["a"], model=replace(made["a"].model, layers=4)))

    def test_every_committed_variant_changes_something_and_has_a_folder_of_its_own(self) -> None:
        made = load_variants(ROOT / "training" / "configs" / "ablations.toml")
        first, *others = made.values()
        self.assertNotIn(first, others)
        self.assertEqual(len({folder_name(name) for name in made}), len(made))
        self.assertEqual({each.tokens for each in made.values()}, {first.tokens})

    def test_what_is_unknown_or_missing_is_named(self) -> None:
        for text, said in (
            ('config = "base.toml"\n[variant.a]', "x.toml: unknown key 'variant'; the keys there are common, config, "),
            ('config = "base.toml"', "x.toml: variants is missing"),
            ('config = "base.toml"\nvariants = {}', "x.toml: variants is {}; it must have at least one item"),
            ('config = "base.toml"\n[variants.a]\nmodel = 3', "x.toml: model is 3; it must be a table"),
            ('config = "base.toml"\n[variants.a]\nrate = 1', "x.toml: unknown key 'rate'"),
            ('config = "base.toml"\n[variants."a: b"]\n[variants."a b"]', "variants.'a b' needs letters or digits"),
            ('config = "base.toml"\n[variants."№"]', "variants.'№' needs letters or digits that no other variant has"),
        ):
            with self.assertRaisesRegex(ValueError, said):
                self.load(text)


class RunTest(unittest.TestCase):
    def test_trains_what_has_not_ended_and_writes_a_row_for_each(self) -> None:
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch)
            out, official, config = folder / "out", folder / "train.jsonl", folder / "ablations.toml"
            write_split(official, 40, 4, "open")
            (folder / "base.toml").write_text(TRAINED, encoding="utf-8")
            config.write_text(
                'config = "base.toml"\n[variants."as it is"]\n[variants."wider: 48"]\nmodel.hidden = 48\n',
                encoding="utf-8",
            )

            def run(*only: str) -> list[str]:
                given = ["", "--config", str(config), "--official", str(official), "--out", str(out), *only]
                with mock.patch.object(sys, "argv", given), contextlib.redirect_stdout(io.StringIO()):
                    self.assertEqual(main(), 0)
                return (out / "ablations.md").read_text(encoding="utf-8").splitlines()[2:]

            early = out / folder_name("as it is")  # as a kill leaves it that comes before the first step
            early.mkdir(parents=True)
            (early / "log.jsonl").write_text('{"kind": "note", "text": "training the tokenizer"}\n', encoding="utf-8")
            (wider,) = run("--only", "wider: 48")
            self.assertTrue(wider.startswith("| wider: 48 | "), wider)
            rows = run()
            self.assertEqual([row.split(" | ")[0] for row in rows], ["| as it is", "| wider: 48"])
            self.assertEqual(rows[1], wider)
            self.assertEqual(len(records(out / folder_name("wider: 48"), "start")), 1)
            self.assertIn("has ended", records(out / folder_name("wider: 48"), "note")[-1]["text"])
            self.assertNotIn("–", rows[0])


if __name__ == "__main__":
    unittest.main()
