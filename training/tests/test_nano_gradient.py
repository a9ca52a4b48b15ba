"""The gradient of a batch, with and without skipped sequences."""

from __future__ import annotations

import math
import unittest

import torch
from torch import Tensor

from training.nano.data import IGNORED
from training.nano.gradient import add_gradient
from training.nano.model import NanoModel
from training.tests.support import TINY


class GradientTest(unittest.TestCase):
    def setUp(self) -> None:
        torch.manual_seed(3)
        self.model = NanoModel(TINY)
        self.inputs = torch.randint(1, TINY.vocabulary, (3, 24))
        self.targets = torch.full_like(self.inputs, IGNORED)
        for row, (prompt, end) in enumerate(((5, 24), (3, 11), (10, 19))):
            self.targets[row, prompt:end] = torch.randint(1, TINY.vocabulary, (end - prompt,))
            self.inputs[row, end:] = 0

    def gradients(self, skip_from: float | None) -> tuple[float, int, list[Tensor]]:
        self.model.zero_grad(set_to_none=True)
        made = add_gradient(self.model, self.inputs, self.targets, skip_from)
        grads = [weight.grad if weight.grad is not None else torch.zeros_like(weight) for weight in self.weights()]
        return made.loss, made.skipped, [grad.clone() for grad in grads]

    def weights(self) -> list[Tensor]:
        return list(self.model.parameters())

    def least(self) -> list[float]:
        """The lowest probability of a completion token, for each sequence."""
        with torch.no_grad():
            rows = [self.model(self.inputs[row, None], self.targets[row, None]) for row in range(3)]
        return [math.exp(-losses.max().item()) for losses in rows]

    def test_one_sequence_after_another_gives_the_gradient_of_the_batch(self) -> None:
        whole, _, wanted = self.gradients(None)
        loss, skipped, made = self.gradients(0.999)
        self.assertEqual(skipped, 0)
        self.assertAlmostEqual(loss, whole, places=5)
        for one, other in zip(made, wanted, strict=True):
            torch.testing.assert_close(one, other, atol=1e-6, rtol=1e-4)

    def test_a_skipped_sequence_counts_in_the_loss_and_adds_no_gradient(self) -> None:
        whole, _, _ = self.gradients(None)
        least = self.least()
        surest = least.index(max(least))
        loss, skipped, made = self.gradients(max(least) * 0.999)
        self.assertEqual(skipped, 1)
        self.assertAlmostEqual(loss, whole, places=5)
        total = int((self.targets >= 0).sum())
        self.model.zero_grad(set_to_none=True)
        for row in range(3):
            if row != surest:
                (self.model(self.inputs[row, None], self.targets[row, None]).sum() / total).backward()
        for one, weight in zip(made, self.weights(), strict=True):
            torch.testing.assert_close(one, weight.grad, atol=1e-6, rtol=1e-4)

    def test_a_batch_of_learned_sequences_changes_nothing(self) -> None:
        _, skipped, made = self.gradients(min(self.least()) * 0.999)
        self.assertEqual(skipped, 3)
        self.assertTrue(all(not grad.any() for grad in made))


if __name__ == "__main__":
    unittest.main()
