"""JSONExact of one completion, as in the official harness; `edgejson score --mode official` gives the same result."""

from __future__ import annotations

import json
import re

OBJECT = re.compile(r"\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}", re.DOTALL)
"""Two levels of braces: the text that the harness looks for when the whole output is not JSON."""


def taken_out(output: str) -> object | None:
    """The extracted value of an output: the whole text, otherwise the first object in it that parses; None if there is
    no such object.
    """
    for text in (output.strip(), *(match.group() for match in OBJECT.finditer(output))):
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            continue
    return None


def is_exact(output: str, answer: str) -> bool:
    """Whether the extracted value equals the expected value by Python's `==`; `answer` is the expected one as JSON."""
    return taken_out(output) == json.loads(answer)
