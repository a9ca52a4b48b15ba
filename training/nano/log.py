"""The log of a training: one JSON record a line, shown on the console too."""

from __future__ import annotations

import json
from pathlib import Path


class Log:
    """Appends to FOLDER/log.jsonl, and prints the same on one line, without the config."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "log.jsonl"

    def write(self, kind: str, **values) -> None:
        with self.path.open("a", encoding="utf-8") as out:
            out.write(json.dumps({"kind": kind, **values}) + "\n")
        print(f"{kind}: {shown(values)}", flush=True)

    def note(self, text: str) -> None:
        self.write("note", text=text)


def shown(values: dict) -> str:
    """A record for the console: the text of a note, or names and values."""
    if values.keys() == {"text"}:
        return values["text"]
    return " ".join(
        f"{key} {value:.4g}" if isinstance(value, float) else f"{key} {value}"
        for key, value in values.items()
        if key != "config"
    )
