"""A LoRA training of a tiny model, killed and taken up again, merged, exported and loaded."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest
from dataclasses import replace
from pathlib import Path
from unittest import mock

import numpy as np
import torch
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM, AutoTokenizer, GenerationConfig

from training.lora.adapter import adapted, merged
from training.lora.data import encode, split
from training.lora.evaluate import greedy, in_bfloat16
from training.lora.exact import is_exact
from training.lora.export import export
from training.lora.recipe import Generated, load_recipe
from training.lora.train import accumulate, train
from training.nano.data import ROOT, TEMPLATE
from training.nano.train import held_out_ids
from training.tests.support import onnx_logits, records, write_base, write_split

RECIPE = """
rank = 4
dropout = 0.1
learning_rate = 2e-2
batch = 8
epochs = 3
warm_up_steps = 2
part_tokens = 512
checkpoint_minutes = 0.0
validation_lines = 3
new_tokens = 12
threads = 1
"""
CPU = torch.device("cpu")
PROMPT = TEMPLATE.format(prompt="Sensor\n\nName: open3\nLevel: 42")


class LoraTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(scratch.cleanup)
        cls.folder = Path(scratch.name)
        cls.official, cls.base, cls.config = cls.folder / "train.jsonl", cls.folder / "base", cls.folder / "tiny.toml"
        cls.whole, cls.killed = cls.folder / "whole", cls.folder / "killed"
        write_split(cls.official)
        write_base(cls.base)
        cls.config.write_text(RECIPE, encoding="utf-8")
        cls.recipe = load_recipe(cls.config)
        train(cls.recipe, cls.base, cls.whole, cls.official)
        kill_after(4, cls.config, cls.official, cls.base, cls.killed)

    def test_the_loss_falls_and_every_epoch_is_examined(self) -> None:
        steps = records(self.whole, "step")
        self.assertEqual([each["step"] for each in steps], list(range(1, 10)))
        self.assertLess(steps[-1]["loss"], 0.9 * steps[0]["loss"])
        validations = records(self.whole, "validation")
        self.assertEqual([each["step"] for each in validations], [3, 6, 9])
        self.assertEqual([each["lines"] for each in validations], [3, 3, 3])
        self.assertEqual(["json_exact" in each for each in validations], [False, False, True])
        self.assertEqual(len(records(self.whole, "end")), 1)
        (start,) = records(self.whole, "start")
        self.assertEqual((start["lines"], start["steps"]), (24, 9))

    @mock.patch("training.lora.train.has_bfloat16", lambda _device: False)
    @mock.patch("training.lora.adapter.has_bfloat16", lambda _device: False)
    def test_the_last_adapter_completes_the_held_out_lines_as_its_merged_model_does_alone(self) -> None:
        out = self.folder / "in-float32"
        train(self.recipe, self.base, out, self.official)
        answers = map(json.loads, (out / "answers" / "epoch-3.jsonl").read_text(encoding="utf-8").splitlines())
        model = merged(self.base, out / "adapters" / "epoch-3")
        tokenizer = AutoTokenizer.from_pretrained(self.base)
        exact = []
        for answer, line in zip(answers, split(self.official, held_out_ids(), None, 3, 1).validation, strict=True):
            (alone,) = greedy(model, tokenizer, [line.prompt], self.recipe.new_tokens)
            wanted = {"id": line.id, "expected": json.loads(line.answer), "output": alone.text}
            reason = "stop" if alone.ended else "length"
            wanted |= {"finishReason": reason, "tokensIn": alone.prompt_tokens, "tokensOut": alone.tokens}
            self.assertEqual(answer, wanted)
            exact.append(is_exact(alone.text, line.answer))
        self.assertEqual(records(out, "validation")[-1]["json_exact"], sum(exact) / 3)

    def test_a_batch_has_the_completions_of_its_prompts_alone_in_their_order(self) -> None:
        model = merged(self.base, self.whole / "adapters" / "epoch-3")
        tokenizer = AutoTokenizer.from_pretrained(self.base)
        prompts = [PROMPT * times for times in (4, 1, 3, 1, 2)] + ["Output:"]
        alone = [greedy(model, tokenizer, [prompt], 12)[0] for prompt in prompts]
        self.assertEqual(len({each.prompt_tokens for each in alone}), 5)
        self.assertEqual(len({each.text for each in alone}), 5)
        for batch_tokens in (1, 500, 100_000):
            self.assertEqual(greedy(model, tokenizer, prompts, 12, batch_tokens), alone)

    def test_settings_of_the_base_do_not_change_a_completion(self) -> None:
        model = merged(self.base, self.whole / "adapters" / "epoch-3")
        tokenizer = AutoTokenizer.from_pretrained(self.base)
        plain = greedy(model, tokenizer, [PROMPT], 12)
        model.generation_config = GenerationConfig(repetition_penalty=1.3, no_repeat_ngram_size=2, temperature=0.5)
        self.assertEqual(greedy(model, tokenizer, [PROMPT], 12), plain)

    def test_rotary_frequencies_stay_in_float32(self) -> None:
        model = merged(self.base, self.whole / "adapters" / "epoch-3")
        in_bfloat16(model)
        self.assertEqual({each.dtype for each in model.parameters()}, {torch.bfloat16})
        self.assertEqual({each.dtype for each in model.buffers()}, {torch.float32})

    def test_a_target_that_no_layer_is_named_is_an_error(self) -> None:
        recipe = replace(self.recipe, targets=["q_proj", "v_prj"])
        with self.assertRaisesRegex(ValueError, "no linear layer 'v_prj'; its layers are down_proj, gate_proj"):
            adapted(self.base, recipe, CPU)

    def test_a_folder_of_other_examples_or_another_base_is_refused(self) -> None:
        other = self.folder / "other.jsonl"
        write_split(other, word="hidden", training=23)
        with self.assertRaisesRegex(ValueError, "made with another base or with other examples"):
            train(self.recipe, self.base, self.whole, other)
        base = self.folder / "another"
        shutil.copytree(self.base, base)
        with self.assertRaisesRegex(ValueError, "made with another base or with other examples"):
            train(self.recipe, base, self.whole, self.official)

    def test_a_completion_ends_at_the_end_token_or_at_the_limit(self) -> None:
        tokenizer = AutoTokenizer.from_pretrained(self.base)
        model = merged(self.base, self.whole / "adapters" / "epoch-3")
        (long,) = greedy(model, tokenizer, [PROMPT], 12)
        self.assertEqual((long.tokens, long.ended), (12, False))
        self.assertTrue(long.text.startswith(greedy(model, tokenizer, [PROMPT], 5)[0].text))
        # The third token becomes the end token: two are left.
        tokens = model.generate(torch.tensor([tokenizer(PROMPT)["input_ids"]]), max_new_tokens=12, do_sample=False)
        fresh = tokens[0, long.prompt_tokens :].tolist()
        tokenizer.eos_token = tokenizer.convert_ids_to_tokens(fresh[2])
        (short,) = greedy(model, tokenizer, [PROMPT], 12)
        self.assertEqual((short.tokens, short.ended), (fresh.index(fresh[2]), True))

    def test_generated_examples_are_trained_on_besides_the_lines(self) -> None:
        source = Generated(5, ["--complexity", "simple", "--style", "official"])
        recipe = replace(self.recipe, generated=[source], epochs=1, longest=1000)
        train(recipe, self.base, self.folder / "more", self.official)
        (start,) = records(self.folder / "more", "start")
        self.assertEqual((start["lines"], start["too_long"]), (29, 0))
        self.assertEqual(records(self.folder / "more", "step")[-1]["examples"], 29)

    def test_a_killed_training_goes_on_as_if_nothing_had_been(self) -> None:
        self.assertEqual(records(self.killed, "end"), [])
        train(self.recipe, self.base, self.killed, self.official)
        losses = {each["step"]: each["loss"] for each in records(self.killed, "step")}
        wanted = {each["step"]: each["loss"] for each in records(self.whole, "step")}
        self.assertEqual(losses, wanted)
        ours, theirs = (
            load_file(folder / "adapters" / "epoch-3" / "adapter_model.safetensors")
            for folder in (self.killed, self.whole)
        )
        for name, weight in ours.items():
            self.assertTrue(torch.equal(weight, theirs[name]), name)
        self.assertEqual(len(records(self.killed, "start")), 1)
        (resumed,) = records(self.killed, "resume")
        self.assertEqual(resumed["config"]["new_tokens"], 12)

        train(self.recipe, self.base, self.killed, self.official)
        self.assertEqual(len(records(self.killed, "end")), 1)
        self.assertIn("has ended", records(self.killed, "note")[-1]["text"])

    def test_a_folder_of_another_recipe_is_refused(self) -> None:
        with self.assertRaisesRegex(ValueError, "dropout = 0.1, the config says 0.0"):
            train(replace(self.recipe, dropout=0.0), self.base, self.whole, self.official)

    def test_no_path_of_this_machine_is_saved(self) -> None:
        for path in (self.whole / "adapters").rglob("*"):
            if path.suffix in (".json", ".md"):
                self.assertNotIn(str(self.folder), path.read_text(encoding="utf-8"))
        self.assertNotIn(str(self.folder), (self.whole / "log.jsonl").read_text(encoding="utf-8"))

    # In bfloat16 a padded batch rounds in other places than its parts: the law is float32's.
    @mock.patch("training.lora.train.has_bfloat16", lambda _device: False)
    @mock.patch("training.lora.adapter.has_bfloat16", lambda _device: False)
    def test_parts_of_a_batch_add_up_to_its_gradient(self) -> None:
        recipe = replace(self.recipe, dropout=0.0)
        tokenizer = AutoTokenizer.from_pretrained(self.base)
        batch = encode(tokenizer, split(self.official, held_out_ids(), 6, 1, 1).training)
        gradients, losses = [], []
        for size in (10_000, 1):
            model = adapted(self.base, recipe, CPU)
            losses.append(accumulate(model, batch, size, CPU))
            gradients.append([each.grad for each in model.parameters() if each.grad is not None])
        self.assertAlmostEqual(losses[0], losses[1], places=5)
        for whole, summed in zip(*gradients, strict=True):
            torch.testing.assert_close(whole, summed, rtol=1e-4, atol=1e-6)

        model = adapted(self.base, recipe, CPU)
        inputs = torch.tensor([batch[0].tokens])
        labels = inputs.clone()
        labels[:, : batch[0].prompt] = -100
        theirs = model(input_ids=inputs, labels=labels).loss.item()
        self.assertAlmostEqual(accumulate(model, batch[:1], 512, CPU), theirs, places=5)

    def test_merged_and_exported_it_says_the_same(self) -> None:
        adapter = self.whole / "adapters" / "epoch-3"
        model = merged(self.base, adapter)
        tokens = AutoTokenizer.from_pretrained(self.base)(PROMPT)["input_ids"]
        with torch.no_grad():
            wanted = model(input_ids=torch.tensor([tokens])).logits[0].numpy()
            base = AutoModelForCausalLM.from_pretrained(self.base)(input_ids=torch.tensor([tokens])).logits[0].numpy()
        self.assertGreater(np.abs(wanted - base).max(), 0.1)

        out = self.folder / "exported"
        export(self.base, adapter, out, ["fp32", "q4"])
        np.testing.assert_allclose(onnx_logits(out / "onnx" / "model.onnx", tokens), wanted, atol=1e-3)
        four_bits = onnx_logits(out / "onnx" / "model_q4.onnx", tokens)
        self.assertGreater(np.corrcoef(four_bits.ravel(), wanted.ravel())[0, 1], 0.95)
        self.assertGreater(np.abs(four_bits - wanted).max(), 1e-3)
        self.assertEqual((out / "tokenizer.json").read_bytes(), (self.base / "tokenizer.json").read_bytes())
        self.assertEqual(json.loads((out / "config.json").read_text())["model_type"], "llama")
        self.assertEqual(json.loads((out / "generation_config.json").read_text())["eos_token_id"], 0)


def kill_after(step: int, config: Path, official: Path, base: Path, out: Path) -> None:
    """Starts the command and kills it, with no chance to tidy up, once its log has this step."""
    command = [sys.executable, "-m", "training.lora", "--config", config, "--official", official]
    command += ["--base", base, "--out", out]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        assert process.stdout is not None
        said = b""
        for line in process.stdout:
            said += line
            if line.startswith(f"step: step {step} ".encode()):
                process.kill()
                break
        process.kill()
    if process.returncode != -signal.SIGKILL:
        raise AssertionError(said.decode())


if __name__ == "__main__":
    unittest.main()
