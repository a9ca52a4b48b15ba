"""What a LoRA training is put together from, each by itself."""

from __future__ import annotations

import itertools
import json
import random
import tempfile
import unittest
from pathlib import Path

from transformers import AutoTokenizer

from training.lora.data import batch_of, encode, parts, split, steps_per_epoch
from training.lora.exact import is_exact
from training.lora.recipe import Recipe
from training.lora.sweep import variants
from training.lora.train import rate_factor
from training.nano.data import Encoded, read_file
from training.nano.train import held_out_ids
from training.tests.support import write_base, write_split


class SplitTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.official = Path(folder.name) / "train.jsonl"
        write_split(self.official)

    def test_held_out_lines_validate_and_never_train(self) -> None:
        cut = split(self.official, held_out_ids(), None, 100, 1)
        self.assertEqual(len(cut.training), 24)
        self.assertEqual(len(cut.validation), 4)
        self.assertFalse(any("secret" in each.prompt for each in cut.training))
        self.assertTrue(all("secret" in each.prompt for each in cut.validation))

    def test_smaller_sizes_are_part_of_larger_ones_whatever_the_order_of_the_file(self) -> None:
        sizes = [{each.id for each in split(self.official, held_out_ids(), size, 2, 7).training} for size in (5, 9, 99)]
        self.assertEqual([len(each) for each in sizes], [5, 9, 24])
        self.assertTrue(sizes[0] < sizes[1] < sizes[2])
        reversed_lines = reversed(self.official.read_text(encoding="utf-8").splitlines(keepends=True))
        self.official.write_text("".join(reversed_lines), encoding="utf-8")
        self.assertEqual({each.id for each in split(self.official, held_out_ids(), 5, 2, 7).training}, sizes[0])

    def test_a_file_without_one_of_the_two_is_refused(self) -> None:
        ids = frozenset(each.id for each in read_file(self.official))
        with self.assertRaisesRegex(ValueError, "left to train on"):
            split(self.official, ids, None, 1, 1)
        with self.assertRaisesRegex(ValueError, "held out to validate on"):
            split(self.official, frozenset(), None, 1, 1)


class EncodeTest(unittest.TestCase):
    def test_the_prompt_is_as_asked_and_the_answer_ends(self) -> None:
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch)
            write_split(folder / "train.jsonl")
            write_base(folder / "base")
            tokenizer = AutoTokenizer.from_pretrained(folder / "base")
            for example in read_file(folder / "train.jsonl"):
                (encoded,) = encode(tokenizer, [example])
                self.assertEqual(encoded.tokens[: encoded.prompt], tokenizer(example.prompt)["input_ids"])
                self.assertEqual(encoded.tokens[-1], tokenizer.eos_token_id)
                answer = tokenizer.decode(encoded.tokens[encoded.prompt : -1])
                self.assertEqual(answer, f" {example.answer}")


class OrderTest(unittest.TestCase):
    def test_an_epoch_has_every_example_once_and_epochs_differ(self) -> None:
        for examples, batch in itertools.product((1, 7, 32, 33), (1, 4, 32)):
            steps = steps_per_epoch(examples, batch)
            epochs = [
                [index for step in range(at * steps, (at + 1) * steps) for index in batch_of(step, examples, batch, 1)]
                for at in range(2)
            ]
            for each in epochs:
                self.assertEqual(sorted(each), list(range(examples)))
            self.assertEqual(epochs[0] == epochs[1], examples == 1)

    def test_parts_hold_the_batch_within_the_budget(self) -> None:
        draw = random.Random(4)
        for _ in range(100):
            batch = [Encoded([1] * draw.randrange(2, 50), 1) for _ in range(draw.randrange(1, 20))]
            cut = parts(batch, 64)
            together = sorted(len(each.tokens) for part in cut for each in part)
            self.assertEqual(together, sorted(len(each.tokens) for each in batch))
            for part in cut:
                self.assertTrue(len(part) == 1 or max(len(each.tokens) for each in part) * len(part) <= 64)

    def test_the_rate_warms_up_and_follows_a_cosine(self) -> None:
        self.assertEqual([rate_factor(step, 100, 4) for step in range(5)], [0.25, 0.5, 0.75, 1.0, 1.0])
        self.assertAlmostEqual(rate_factor(52, 100, 4), 0.5)
        self.assertLess(rate_factor(99, 100, 4), 0.001)
        falling = [rate_factor(step, 100, 4) for step in range(4, 100)]
        self.assertEqual(falling, sorted(falling, reverse=True))
        self.assertEqual(rate_factor(11, 12, 50), 0.24)
        self.assertEqual(rate_factor(0, 1, 0), 1.0)


class ExactTest(unittest.TestCase):
    def test_counts_as_the_official_harness_does(self) -> None:
        wanted = json.dumps({"a": 1, "b": [True, {}]})
        for output, right in (
            (' {"a": 1, "b": [true, {}]}', True),
            ('{"b": [1, {}], "a": 1.0}', True),  # Python's ==: True is 1 is 1.0
            ('Sure: {"a": 1, "b": [true, {}]} done', True),
            ('{"a": 1, "b": [{}, true]}', False),
            ('{"a": 1, "b": [true, {}]', False),
            ("", False),
            ("[" * 100_000, False),
            ('{"a": ' + "9" * 5000 + "}", False),
        ):
            self.assertEqual(is_exact(output, wanted), right, output[:60])

    def test_sees_two_levels_of_braces_only_outside_plain_json(self) -> None:
        wanted = {"a": {"b": {"c": 1}}}
        self.assertTrue(is_exact(json.dumps(wanted), json.dumps(wanted)))
        self.assertFalse(is_exact(f"```json\n{json.dumps(wanted)}\n```", json.dumps(wanted)))


class SweepTest(unittest.TestCase):
    def test_one_thing_changes_at_a_time(self) -> None:
        found = variants(Recipe(alpha=32), 503, [100, 300, 629], [8, 16, 32], full=False)
        self.assertEqual(
            list(found),
            ["lines-100-rank-16", "lines-300-rank-16", "lines-503-rank-16", "lines-503-rank-8", "lines-503-rank-32"],
        )
        self.assertEqual(found["lines-503-rank-32"].scaling, 64)

    def test_the_full_grid_has_every_pair(self) -> None:
        self.assertEqual(len(variants(Recipe(), 503, [100, 300, 629], [8, 16, 32], full=True)), 9)


if __name__ == "__main__":
    unittest.main()
