from __future__ import annotations

import itertools
import json
import random
import tempfile
import threading
import unittest
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psutil

from training.lora.recipe import load_recipe
from training.nano.ablations import load_variants
from training.nano.config import Source, load_config
from training.nano.data import (
    IGNORED,
    ROOT,
    TEMPLATE,
    Encoded,
    Example,
    ahead,
    batches,
    collate,
    encode,
    generated,
    mixed,
    read_example,
    read_file,
    repeated,
)
from training.nano.train import held_out_ids
from training.tests.support import HOSTILE, tiny_tokenizer, write_split

TEST_SPLIT = "fixtures/edgejson/test.jsonl"
LEAK_EXAMPLES = 1_000
"""Of each generated source; without `--avoid` the second source of nano.toml gives a test answer within these."""


def made(draw: random.Random) -> Encoded:
    prompt, answer = draw.randrange(1, 40), draw.randrange(1, 40)
    return Encoded([*(draw.randrange(1, 300) for _ in range(prompt + answer)), 0], prompt)


class ExampleTest(unittest.TestCase):
    def test_wraps_the_prompt_and_writes_the_answer_as_python_does(self) -> None:
        line = json.dumps({"id": "x", "prompt": "{braces} ß", "expected_output": {"é": [1.0, True, None]}})
        example = read_example(line)
        self.assertEqual(example.prompt, TEMPLATE.replace("{prompt}", "{braces} ß"))
        self.assertEqual(example.answer, '{"é": [1.0, true, null]}')
        self.assertEqual(example.complexity, "medium")

    def test_encodes_prompt_and_answer_apart_and_ends_with_the_end_token(self) -> None:
        tokenizer = tiny_tokenizer()
        for text in HOSTILE:
            (encoded,) = encode(tokenizer, [Example("x", TEMPLATE.format(prompt=text), json.dumps(text))])
            self.assertEqual(encoded.tokens[: encoded.prompt], tokenizer.encode(TEMPLATE.format(prompt=text)).ids)
            self.assertEqual(encoded.tokens[encoded.prompt :], [*tokenizer.encode(json.dumps(text)).ids, 0])


class HeldOutTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.official = Path(folder.name) / "train.jsonl"
        write_split(self.official)

    def test_there_are_126_of_them(self) -> None:
        self.assertEqual(len(held_out_ids()), 126)

    def test_a_round_has_every_other_line_once(self) -> None:
        for start in range(3):
            stream = repeated(self.official, start, held_out_ids())
            first, second = (sorted(each.id for each in itertools.islice(stream, 24)) for _ in range(2))
            self.assertEqual(first, [f"line-{index:03}" for index in range(24)])
            self.assertEqual(first, second)

    def test_none_comes_out_of_a_mixture(self) -> None:
        sources = [Source(1.0, official=True), Source(3.0, official=True)]
        stream = mixed(sources, self.official, 1, held_out_ids(), self.fail)
        for example in itertools.islice(stream, 500):
            self.assertNotIn(example.id, held_out_ids())
            self.assertNotIn("secret", example.prompt + example.answer)

    def test_a_mixture_without_its_file_says_so_and_one_of_nothing_is_refused(self) -> None:
        said: list[str] = []
        with self.assertRaisesRegex(ValueError, "no source of examples"):
            next(mixed([Source(1.0, official=True)], None, 1, held_out_ids(), said.append))
        self.assertEqual(len(said), 1)


class CollateTest(unittest.TestCase):
    def test_every_answer_token_is_the_target_of_the_position_before_it(self) -> None:
        draw = random.Random(2)
        for _ in range(50):
            batch = [made(draw) for _ in range(draw.randrange(1, 6))]
            inputs, targets = collate(batch)
            self.assertEqual(inputs.shape, targets.shape)
            self.assertEqual(inputs.shape[1] % 16, 0)
            for row, each in enumerate(batch):
                wanted = (targets[row] != IGNORED).nonzero().flatten().tolist()
                self.assertEqual(wanted, list(range(each.prompt - 1, len(each.tokens) - 1)))
                self.assertEqual(targets[row, wanted].tolist(), each.tokens[each.prompt :])
                self.assertEqual(inputs[row, : len(each.tokens) - 1].tolist(), each.tokens[:-1])
                self.assertEqual(int(inputs[row, len(each.tokens) - 1 :].sum()), 0)


class BatchesTest(unittest.TestCase):
    def examples(self) -> Iterator[Example]:
        draw = random.Random(9)
        for index in itertools.count():
            words = " ".join(f"w{draw.randrange(99)}" for _ in range(draw.choice((1, 5, 30))))
            yield Example(str(index), words, json.dumps(words))

    def test_no_batch_exceeds_the_budget_nor_an_example_the_curriculum(self) -> None:
        longest = 64
        stream = batches(self.examples(), tiny_tokenizer(), 256, lambda: longest, 1)
        for batch in itertools.islice(stream, 60):
            sizes = [len(each.tokens) for each in batch]
            self.assertLessEqual(max(sizes), longest)
            self.assertLessEqual(max(sizes) * len(sizes), 256)

    def test_no_example_comes_twice_and_the_long_ones_come_later(self) -> None:
        tokenizer, limit = tiny_tokenizer(), [64]
        stream = batches(self.examples(), tokenizer, 256, lambda: limit[0], 1)
        seen = [tuple(each.tokens) for batch in itertools.islice(stream, 40) for each in batch]
        limit[0] = 10_000
        later = [tuple(each.tokens) for batch in itertools.islice(stream, 200) for each in batch]
        given = Counter(tuple(each.tokens) for each in encode(tokenizer, list(itertools.islice(self.examples(), 9000))))
        self.assertFalse(Counter(seen + later) - given)
        self.assertTrue(any(len(each) > 64 for each in later))

    def test_a_length_that_no_example_has_is_refused(self) -> None:
        with self.assertRaisesRegex(ValueError, "at most 3 tokens"):
            next(batches(self.examples(), tiny_tokenizer(), 256, lambda: 3, 1))


class AheadTest(unittest.TestCase):
    def test_gives_the_same_items_and_ends(self) -> None:
        with ahead(iter(range(100)), depth=3) as items:
            self.assertEqual(list(items), list(range(100)))

    def test_an_error_of_the_source_is_raised_here(self) -> None:
        def broken() -> Iterator[int]:
            yield 1
            raise OSError("disk full")

        with ahead(broken()) as items:
            self.assertEqual(next(items), 1)
            with self.assertRaisesRegex(OSError, "disk full"):
                next(items)

    def test_its_thread_ends_with_the_block_though_the_source_has_no_end(self) -> None:
        before = threading.active_count()
        for _ in range(3):
            with self.assertRaisesRegex(ValueError, "enough"), ahead(itertools.count(), depth=2) as items:
                self.assertEqual(next(items), 0)
                raise ValueError("enough")
        self.assertEqual(threading.active_count(), before)


class GeneratedTest(unittest.TestCase):
    """Needs `npm run build` and node."""

    def test_a_mixture_that_is_closed_ends_its_processes(self) -> None:
        sources = [Source(1.0, generate=["--style", "official"]), Source(1.0, generate=["--style", "note"])]
        with closing(mixed(sources, None, 1, held_out_ids(), self.fail)) as stream, ahead(stream) as items:
            self.assertEqual(len(list(itertools.islice(items, 50))), 50)
            self.assertGreater(len(psutil.Process().children()), 0)
        self.assertEqual(psutil.Process().children(), [])

    def test_no_generated_source_gives_an_answer_of_the_test_split(self) -> None:
        configs = ROOT / "training" / "configs"
        sources = []
        for path in sorted(configs.glob("*.toml")):
            if path.name.startswith("lora-"):
                sources += [(path.name, each.generate) for each in load_recipe(path).generated]
                continue
            recipes = load_variants(path) if path.name == "ablations.toml" else {path.name: load_config(path)}
            sources += [
                (name, each.generate or [])
                for name, config in recipes.items()
                for each in config.sources
                if not each.official
            ]
        self.assertLess({"nano-further.toml", "lora-smollm2-135m-best.toml"}, {name for name, _ in sources})
        for name, given in sources:
            self.assertIn(TEST_SPLIT, given[given.index("--avoid") + 1 :] if "--avoid" in given else [], name)
        arguments = {tuple(given) for _, given in sources}
        forbidden = {each.answer for each in read_file(ROOT / TEST_SPLIT)}
        for given in sorted(arguments):
            with closing(generated(list(given), 1)) as stream:
                leaked = [each.answer for each in itertools.islice(stream, LEAK_EXAMPLES) if each.answer in forbidden]
            self.assertEqual(leaked, [], given)

    def test_without_avoid_the_same_streams_leak(self) -> None:
        forbidden = {each.answer for each in read_file(ROOT / TEST_SPLIT)}
        with closing(generated([], 2)) as stream:
            leaked = [each.answer for each in itertools.islice(stream, LEAK_EXAMPLES) if each.answer in forbidden]
        self.assertGreater(len(leaked), 0)


class ReadFileTest(unittest.TestCase):
    def test_a_line_that_is_no_example_is_named(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "train.jsonl"
            for line in ("[]", "{", '{"prompt": "p"}'):
                path.write_text(f"\n{line}\n", encoding="utf-8")
                with self.assertRaisesRegex(ValueError, "train.jsonl, line 2: no example"):
                    read_file(path)
            path.write_bytes(b"\n\xff\n")
            with self.assertRaisesRegex(ValueError, r"train.jsonl, line 2: not UTF-8 \(invalid start byte\)"):
                read_file(path)


if __name__ == "__main__":
    unittest.main()
