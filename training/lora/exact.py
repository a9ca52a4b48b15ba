"""JSONExact of one answer, as the official harness counts it; `edgejson score --mode official` gives the same."""

from __future__ import annotations

import json
import re

OBJECT = re.compile(r"\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}", re.DOTALL)
"""Two levels of braces: what the harness looks for when the whole answer is no JSON."""


def taken_out(output: str) -> object | None:
    """The JSON value of an answer: all of it, or else the first object in it that parses; None where there is none."""
    for text in (output.strip(), *(match.group() for match in OBJECT.finditer(output))):
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            continue
    return None


def is_exact(output: str, answer: str) -> bool:
    """Whether the answer's value equals the expected one by Python's `==`; `answer` is the expected value as JSON."""
    return taken_out(output) == json.loads(answer)
