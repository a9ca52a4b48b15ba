"""Logs read back, and the figure and the tables that are made of them."""

from __future__ import annotations

import json
import math
import tempfile
import unittest
from dataclasses import asdict
from pathlib import Path
from xml.etree import ElementTree

from training.curves import POINTS, draw, thinned
from training.lora.recipe import Recipe
from training.lora.sweep import sweep_table
from training.nano.config import Source, Stage, TrainConfig
from training.runs import read_run
from training.table import ablation_table

START = {
    "kind": "start",
    "parameters": 1_234_567,
    "config": asdict(
        TrainConfig([Source(3, ["--vary", "0.4"]), Source(1, official=True)], [Stage(0.5, 100), Stage(1, 300)])
    ),
}


def step(number: int, loss: float = 2.0) -> dict:
    return {"kind": "step", "step": number, "tokens": 1000 * number, "seconds": 6.0 * number, "loss": loss}


def validation(number: int, name: str = "official", exact: float = 0.5) -> dict:
    return {**step(number), "kind": "validation", "set": name, "exact": exact, "token_accuracy": 0.875}


class RunsTest(unittest.TestCase):
    def setUp(self) -> None:
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = Path(scratch.name)

    def written(self, name: str, *records: dict) -> Path:
        (self.folder / name).mkdir()
        text = "".join(f"{json.dumps(record)}\n" for record in records)
        (self.folder / name / "log.jsonl").write_text(text, encoding="utf-8")
        return self.folder / name

    def test_what_a_kill_made_obsolete_is_left_out(self) -> None:
        before = (START, step(20, 5.0), step(40, 4.0), validation(45), validation(45, "own"), step(60, 3.0))
        run = read_run(self.written("a", *before, step(60, 2.5), validation(70), step(80), {"kind": "end"}))
        self.assertEqual([each["loss"] for each in run.steps], [5.0, 4.0, 2.5, 2.0])
        self.assertEqual(
            [(each["step"], each["set"]) for each in run.validations], [(45, "official"), (45, "own"), (70, "official")]
        )
        self.assertTrue(run.ended)
        early = read_run(self.written("b", *before, step(20, 4.5)))
        self.assertEqual(([each["loss"] for each in early.steps], early.validations), ([4.5], []))
        self.assertFalse(early.ended)
        again = read_run(self.written("c", *before, START, step(20, 1.0)))
        self.assertEqual([each["loss"] for each in again.steps], [1.0])

    def test_the_config_is_the_one_with_which_it_went_on(self) -> None:
        longer = {**START["config"], "minutes": 45.0}
        resume = {"kind": "resume", "config": longer}
        run = read_run(self.written("a", START, step(20), resume, step(40)))
        self.assertEqual(run.start, {**START, "config": longer})
        self.assertEqual(len(run.steps), 2)

    def test_the_same_validation_twice_counts_once(self) -> None:
        run = read_run(self.written("a", START, step(20), validation(20, exact=0.1), validation(20, exact=0.2)))
        self.assertEqual([each["exact"] for each in run.validations], [0.2])

    def test_an_average_counts_until_the_training_goes_on(self) -> None:
        average = validation(20) | {"kind": "average", "of": 2}
        ended = [START, step(20), validation(20), average, {"kind": "end"}]
        self.assertEqual(len(read_run(self.written("a", *ended)).averages), 1)
        self.assertEqual(read_run(self.written("b", *ended, step(40))).averages, [])

    def test_a_line_that_is_no_record_is_named(self) -> None:
        for bad in ("nonsense", "[1]", '{"kind": "step"}', '{"kind": "step", "step": "x"}'):
            folder = self.written(f"run-{len(bad)}", START)
            with (folder / "log.jsonl").open("a", encoding="utf-8") as out:
                out.write(f"{bad}\n")
            with self.assertRaisesRegex(ValueError, "log.jsonl:2: not a record"):
                read_run(folder)
        with self.assertRaisesRegex(ValueError, "no record of kind start"):
            read_run(self.written("empty"))

    def test_the_table_says_what_was_not_measured(self) -> None:
        runs = [
            read_run(self.written("a|b", START, step(20, 1.5), validation(20), {"kind": "end"})),
            read_run(self.written("c", START)),
        ]
        lines = ablation_table(runs).splitlines()
        self.assertEqual(len(lines), 4)
        self.assertTrue(
            lines[2].startswith(
                "| a\\|b | 5 × 256, 4/2 heads, ff 768 | copying | 2048 | 75 % generated --vary 0.4 + 25 % official |"
            )
        )
        self.assertTrue(lines[2].endswith("| 100 → 300 | 30 min | 1,234,567 | 0.0 | 2.0 | 1.500 | 50.0 | 87.5 |"))
        self.assertTrue(lines[3].startswith("| c (not ended) |"))
        self.assertTrue(lines[3].endswith("| – | – | – | – | – |"))

    def test_the_table_names_the_model_that_was_trained_further(self) -> None:
        config = {**START["config"], "train_further": "models/first"}
        run = read_run(self.written("more", {**START, "config": config}, step(20)))
        cells = ablation_table([run]).splitlines()[-1].split(" | ")
        self.assertEqual(cells[2], "models/first")

    def test_the_table_of_a_sweep(self) -> None:
        start = {"kind": "start", "config": asdict(Recipe(lines=100)), "lines": 98, "trained": 4096, "steps": 12}
        ended = validation(12) | {"json_exact": 0.25, "lines": 32, "loss": 0.125}
        run = read_run(self.written("a", start, step(12, 0.5), ended, {"kind": "end"}))
        row = sweep_table([run]).splitlines()[-1]
        self.assertEqual(row, "| 100 | 98 | 16 | 4,096 | 12 | 1.2 | 0.500 | 87.5 | 25.0 | 0.125 | 32 |")

    def test_the_figure_is_small_labelled_and_the_same_every_time(self) -> None:
        steps = [step(number, 5 / number) for number in range(1, 3000)]
        folder = self.written(
            "a <&> $x$ b", START, *steps, validation(3000), validation(3000, "own") | {"json_exact": 0.4}
        )
        runs = [read_run(folder), read_run(self.written("nothing", START))]
        files = [self.folder / name / "x.svg" for name in ("1", "2")]
        for file in files:
            draw(runs, file)
        text = files[0].read_text(encoding="utf-8")
        self.assertEqual(text, files[1].read_text(encoding="utf-8"))
        self.assertLess(len(text), 150_000)
        said = "".join(ElementTree.fromstring(text).itertext())
        wanted = ["tokens seen (millions)", "training time (minutes)", "loss (nats per completion token)", "own"]
        for label in [*wanted, "JSONExact", "a <&> $x$ b", "nothing"]:
            self.assertIn(label, said)

    def test_thinning_keeps_the_mean_and_leaves_out_what_is_not_finite(self) -> None:
        points = [(float(index), 1.0) for index in range(1000)] + [(5.0, math.nan)]
        found = thinned(points)
        self.assertLessEqual(len(found), POINTS)
        self.assertEqual({y for _, y in found}, {1.0})
        self.assertEqual([x for x, _ in found], sorted(x for x, _ in found))


if __name__ == "__main__":
    unittest.main()
