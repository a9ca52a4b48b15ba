from __future__ import annotations

import json
import random
import unittest

from training.nano.tokenizer import END
from training.tests.support import HOSTILE, TINY, tiny_tokenizer


class TokenizerTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.tokenizer = tiny_tokenizer()

    def round_trip(self, text: str) -> str:
        return self.tokenizer.decode(self.tokenizer.encode(text).ids, skip_special_tokens=False)

    def test_has_the_wanted_size_and_the_end_token_first(self) -> None:
        self.assertEqual(self.tokenizer.get_vocab_size(), TINY.vocabulary)
        self.assertEqual(self.tokenizer.token_to_id(END), 0)

    def test_gives_every_text_back(self) -> None:
        for text in HOSTILE:
            self.assertEqual(self.round_trip(text), text)

    def test_gives_random_texts_back(self) -> None:
        draw = random.Random(3)
        points = [*range(0x80), *range(0x2000, 0x2070), *range(0x1F600, 0x1F610), 0x660, 0xA0, 0xFEFF]
        for _ in range(300):
            text = "".join(chr(draw.choice(points)) for _ in range(draw.randrange(40)))
            self.assertEqual(self.round_trip(text), text)

    def test_the_end_token_comes_from_no_other_text(self) -> None:
        for text in (*HOSTILE, END[:-1], END.upper(), END.replace("|", "||")):
            self.assertNotIn(0, self.tokenizer.encode(text).ids)

    def test_a_value_has_the_same_tokens_in_the_text_and_in_quotes(self) -> None:
        for value in ("bd9c-77aa", "2012-02-29T18:46:41", "Anna Maria", "a_b@c.example", "12.50"):
            text = self.tokenizer.encode(f"Name: {value}\n").tokens
            answer = self.tokenizer.encode(json.dumps({"name": value})).tokens
            wanted = self.tokenizer.encode(value).tokens
            self.assertTrue(contains(text, wanted), (text, wanted))
            self.assertTrue(contains(answer, wanted), (answer, wanted))


def contains(tokens: list[str], wanted: list[str]) -> bool:
    return any(tokens[at : at + len(wanted)] == wanted for at in range(len(tokens)))


if __name__ == "__main__":
    unittest.main()
