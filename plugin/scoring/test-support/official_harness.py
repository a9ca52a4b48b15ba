"""The official EdgeJSON harness as its documentation describes it, rewritten, and a source of test texts.

For development only: `official-fuzz.test.ts` runs it where EDGEJSON_PYTHON names a CPython 3.11.

    python3 official_harness.py SEED COUNT

writes COUNT lines of JSON: output, expected, the official scores, and what the regular expression finds.
"""

import json
import random
import re
import sys

TWO_LEVELS = re.compile(r"\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}", re.DOTALL)


def extract(text):
    try:
        return json.loads(text.strip())
    except json.JSONDecodeError:
        pass
    for match in TWO_LEVELS.findall(text):
        try:
            return json.loads(match)
        except json.JSONDecodeError:
            continue
    return None


def field_f1(expected, predicted):
    if not expected and not predicted:
        return 1.0
    if not expected or not predicted or not isinstance(predicted, dict):
        return 0.0
    shared = expected.keys() & predicted.keys()
    correct = sum(1 for key in shared if expected[key] == predicted[key])
    precision = correct / len(predicted)
    recall = correct / len(expected)
    if precision + recall == 0:
        return 0.0
    return 2 * (precision * recall) / (precision + recall)


def complies(expected, predicted):
    if not predicted or not isinstance(predicted, dict):
        return False
    for key in expected.keys():
        if key not in predicted:
            return False
        wanted, found = type(expected[key]), type(predicted[key])
        if wanted in (int, float) and found in (int, float):
            continue
        if wanted is not found:
            return False
    return True


def score(output, expected):
    """What stops the harness with an exception counts as nothing found."""
    try:
        predicted = extract(output.strip())
    except (ValueError, RecursionError):
        predicted = None
    if predicted is None:
        return {"parsed": False, "json_exact": False, "field_f1": 0.0, "schema_compliance": False}
    return {
        "parsed": True,
        "json_exact": bool(predicted == expected),
        "field_f1": field_f1(expected, predicted),
        "schema_compliance": complies(expected, predicted),
    }


KEYS = ["a", "b", "c", "", "1", "10", "__proto__", "constructor", "toString", "é", "\ud800", "a b", 'q"', "{", "}"]
SCALARS = [
    "null", "true", "false", "0", "-0", "0.0", "-0.0", "1", "1.0", "1e0", "10E-1", "-1", "5", "5.0", "0.1",
    "9007199254740991", "9007199254740992", "9007199254740993", "9007199254740993.0", "9007199254740992.0",
    "-9007199254740993", "1e16", "10000000000000000", "10000000000000001", "1e22", "1" + "0" * 22, "1e23",
    "1" + "0" * 23, "99999999999999991611392", "1e308", "1e309", "-1e400", "1" * 400, "NaN", "Infinity",
    "-Infinity", '""', '"x"', '"5"', '"true"', '"a } b { c"', '"{"', '"}"', r'"\u00e9"', '"é"', r'"\ud83d\ude00"',
    '"😀"', r'"\ud800"', r'"\\"', r'"\/"', r'"\""', '"\x7f"', "[]", "{}",
]
PIECES = list('{}[]",:\\/ \n\t\r0123456789eE+-.NItfnu\'`_ax') + [
    "\x00", "\x0b", "\x0c", "\x1c", "\x1f", "\x7f", "\x85", "\xa0", "\ufeff", "\u1680", "\u180e", "\u200b", "\u2003",
    "\u2028", "\u3000", "\ud800", "\udc00", "😀", "null", "true", "NaN", "Infinity", "-Infinity", "\\u", "\\ud800",
    "\\x", '""', "{}", '{"a":1}', '{"a": {"b": 1}}', "```", "```json\n", "01", "1.", ".5", "1e", "+1", "٣", "//",
]
SPACES = ["", "", "", " ", "\n", "\t", "\r\n", "  "]
TWINS = {
    "1": ["1.0", "true", "1e0", "10E-1"], "0": ["0.0", "-0", "false", "-0.0"], "5": ["5.0", '"5"'],
    "9007199254740993": ["9007199254740992.0", "9007199254740993.0", "9007199254740992"],
    "10000000000000000": ["1e16", "10000000000000001"], "1e22": ["1" + "0" * 22], "1e23": ["1" + "0" * 23, "99999999999999991611392"],
    "1e309": ["Infinity", "1" * 400], "true": ["1", "1.0", '"true"'], "false": ["0", "0.0"],
}


def tree(rng, depth):
    if depth == 0 or rng.random() < 0.45:
        return rng.choice(SCALARS)
    if rng.random() < 0.3:
        return [tree(rng, depth - 1) for _ in range(rng.randrange(4))]
    return ("object", [(rng.choice(KEYS), tree(rng, depth - 1)) for _ in range(rng.randrange(5))])


def vary(rng, node, rate):
    if isinstance(node, str):
        if rng.random() < rate:
            return rng.choice(TWINS.get(node, [node]) if rng.random() < 0.7 else SCALARS)
        return node
    if isinstance(node, list):
        return [vary(rng, item, rate) for item in node if rng.random() > rate / 4]
    members = [(key, vary(rng, value, rate)) for key, value in node[1] if rng.random() > rate / 4]
    if rng.random() < 0.3:
        rng.shuffle(members)
    return ("object", members)


def text_of(rng, node):
    space = lambda: rng.choice(SPACES)
    if isinstance(node, str):
        return node
    if isinstance(node, list):
        return "[" + ",".join(space() + text_of(rng, item) + space() for item in node) + "]"
    parts = []
    for key, value in node[1]:
        quoted = json.dumps(key, ensure_ascii=rng.random() < 0.5)
        parts.append(space() + quoted + space() + ":" + space() + text_of(rng, value) + space())
    return "{" + ",".join(parts) + "}"


def wrap(rng, text):
    before = rng.choice(["", "", "Here: ", "```json\n", "Use {braces}: ", "{", '{"x', "\ufeff", "\x85\xa0", "\x1c", "[", "{}"])
    after = rng.choice(["", "", "\n```", " done", "}", "{", " {you}.", text, "\u3000", "\x0b", "]", ",", ' {"a": 1}'])
    return before + text + after


def damage(rng, text):
    for _ in range(rng.choice([0, 0, 0, 1, 1, 2, 4])):
        at = rng.randrange(len(text) + 1)
        text = text[:at] + rng.choice(PIECES + [""]) + text[at + rng.randrange(3) :]
    return text


def soup(rng):
    pieces = ["{", "}", "{", "}", '"', "a", "{}", '{"a":1}', '{"a":{"b":2}}', "\n", "[", "]", "\\", ",", ":"]
    return "".join(rng.choice(pieces) for _ in range(rng.randrange(40)))


def abyss(rng):
    levels = rng.choice([5, 100, 990, 991, 992, 993, 994, 1000, 1001, 3000])
    open_, close = rng.choice([("[", "]"), ('{"a":', "}")])
    inner = "1" if rng.random() < 0.5 or close == "}" else ""
    text = open_ * levels + inner + close * levels
    digits = rng.choice(["1" * 4300, "-" + "1" * 4300, "1" * 4301, "-" + "1" * 4301, "1" * 4301 + ".0", "1" * 5000 + "e5"])
    return rng.choice([text, text[:-1], 'x {"a":1} ' + text, text + ' {"a":1}', digits, '{"n":%s}' % digits, 'x {"n":%s} {"a":1}' % digits])


def case(rng):
    kind = rng.random()
    root = tree(rng, 4)
    if kind < 0.93 and not isinstance(root, tuple) and rng.random() < 0.95:
        root = ("object", [(rng.choice(KEYS), tree(rng, 3)) for _ in range(rng.randrange(6))])
    expected = json.loads(text_of(rng, root))
    if kind < 0.7:
        output = damage(rng, wrap(rng, text_of(rng, vary(rng, root, rng.choice([0, 0.1, 0.4])))))
    elif kind < 0.96:
        output = soup(rng)
    elif kind < 0.97:
        output = abyss(rng)
    else:
        output = rng.choice(SCALARS + PIECES)
    # The harness knows objects only as expected values; anything falsy happens to work as well.
    if not isinstance(expected, dict):
        expected = {"a": 1}
    return output, expected


def main():
    # The calls above the parser count against Python's recursion limit: main, score, extract are as many as there.
    rng = random.Random(int(sys.argv[1]))
    for _ in range(int(sys.argv[2])):
        output, expected = case(rng)
        line = {"output": output, "expected": expected, "official": score(output, expected), "matches": TWO_LEVELS.findall(output)}
        sys.stdout.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main()
