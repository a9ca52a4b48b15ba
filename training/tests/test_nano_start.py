"""What the first weights can do before a single step of training."""

import unittest

import torch

from training.nano.model import ModelConfig, NanoModel, rotate
from training.nano.start.copying import write_copying
from training.nano.start.embedding import spellings
from training.nano.start.looking_ahead import write_looking_ahead
from training.nano.tokenizer import train_tokenizer

SHAPE = {"layers": 2, "hidden": 224, "heads": 6, "kv_heads": 2, "head": 48, "feed_forward": 64, "vocabulary": 700}


class CopyingTest(unittest.TestCase):
    def setUp(self) -> None:
        torch.manual_seed(1)
        words = [f"{first}{second} {first.lower()}{second}" for first in "ABCDEFGHIJ" for second in "klmnopqrst"]
        self.tokenizer = train_tokenizer(words * 3, SHAPE["vocabulary"])

    def repeated(self, model: NanoModel, length: int, alphabet: int) -> float:
        """Share of a random text's tokens that the model, which read it once, foretells when it comes again."""
        known = torch.randperm(self.tokenizer.get_vocab_size())[:alphabet]
        text = known[torch.randint(0, alphabet, (2, length))]
        with torch.no_grad():
            best = model.logits(model.features(torch.cat((text, text), dim=1))).argmax(-1)
        return (best[:, length + 4 : -1] == text[:, 5:]).float().mean().item()

    def test_an_untrained_model_repeats_what_it_read_at_any_distance(self) -> None:
        model = NanoModel(ModelConfig(**SHAPE, rope_base=1e9))
        self.assertLess(self.repeated(model, 100, 100), 0.1)
        write_copying(model, self.tokenizer, seed=1)
        for length, alphabet in ((100, 20), (300, 200), (1000, 200)):
            self.assertGreater(self.repeated(model, length, alphabet), 0.75, f"{length} tokens out of {alphabet}")

    def test_what_stood_before_a_key_tells_which_of_its_values_is_next(self) -> None:
        # Every record has the same key of five tokens: the four tokens that a head could compare are the same too.
        model = NanoModel(ModelConfig(**SHAPE, rope_base=1e9))
        write_copying(model, self.tokenizer, seed=1)
        words = [token for token, text in enumerate(spellings(self.tokenizer, SHAPE["vocabulary"])) if text.isalpha()]
        chosen = torch.tensor(words)[torch.randperm(len(words))]
        key, values = chosen[:5], chosen[5:]
        records = [torch.cat((key, values[torch.randint(0, len(values), (10,))])) for _ in range(20)]
        text = torch.cat(records)
        with torch.no_grad():
            best = model.logits(model.features(torch.cat((text, text))[None])).argmax(-1)[0, len(text) :]
        starts = torch.arange(5, len(text), 15)[1:]  # where a value begins, the first record's left out
        right = (best[starts - 1] == text[starts]).float().mean().item()
        self.assertGreater(right, 0.4)  # by chance: one of twenty

    def test_a_start_that_looks_ahead_sees_the_token_after_the_next(self) -> None:
        shape = {**SHAPE, "layers": 3, "hidden": 256}
        model = NanoModel(ModelConfig(**shape, rope_base=1e9))
        write_looking_ahead(model, self.tokenizer, seed=1)
        known = torch.randperm(self.tokenizer.get_vocab_size())[:200]
        text = known[torch.randint(0, 200, (150,))]
        tokens = torch.cat((text, text))[None]
        size = SHAPE["head"]
        with torch.no_grad():
            cosine, sine = model.rotary(0, tokens.shape[1], tokens.device)
            x, _ = model.blocks[0](model.embedding(tokens), cosine, sine, None, None)
            block = model.blocks[1]
            packed = block.query_key_value(block.attention_norm(x))[0].view(tokens.shape[1], -1, size).transpose(0, 1)
            query, key = rotate(packed[1], cosine, sine), rotate(packed[SHAPE["heads"]], cosine, sine)
            score = (query @ key.T).masked_fill(torch.ones(len(query), len(query)).triu(1) > 0, -torch.inf)
        looked = score[150 + 4 :].argmax(-1)
        wanted = torch.arange(4, 150) + 2
        self.assertGreater((looked == wanted).float().mean().item(), 0.8)

    def test_the_same_seed_writes_the_same_weights(self) -> None:
        first, second = (NanoModel(ModelConfig(**SHAPE, rope_base=1e9)) for _ in range(2))
        state = torch.get_rng_state()
        for model in (first, second):
            torch.set_rng_state(state)
            model.reset_parameters()
            write_copying(model, self.tokenizer, seed=7)
        for one, other in zip(first.parameters(), second.parameters(), strict=True):
            self.assertTrue(torch.equal(one, other))

    def test_refuses_shapes_without_room(self) -> None:
        for change in ({"layers": 1}, {"hidden": 128}, {"kv_heads": 6}, {"rope_base": 10_000.0}):
            config = ModelConfig(**{**SHAPE, "rope_base": 1e9, **change})
            with self.assertRaises(ValueError, msg=str(change)):
                write_copying(NanoModel(config), self.tokenizer, seed=1)
        with self.assertRaises(ValueError, msg="two layers"):
            write_looking_ahead(NanoModel(ModelConfig(**SHAPE, rope_base=1e9)), self.tokenizer, seed=1)


if __name__ == "__main__":
    unittest.main()
