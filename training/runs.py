"""Reads the log.jsonl of a training for figures and tables."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Run:
    """One training folder; its records are the lines of the log, in order, without those that an interruption made
    obsolete.
    """

    name: str
    start: dict
    """The record of the start; its config is that of the last start or resumption."""
    steps: list[dict]
    validations: list[dict]
    """One for each set and each time."""
    ended: bool
    averages: list[dict] = field(default_factory=list)
    """One for each set: the validation of averaged weights at the end, where there was one."""

    @property
    def sets(self) -> list[str]:
        """Names of the validation sets, in the order of their first records."""
        return list(dict.fromkeys(each["set"] for each in self.validations))

    def last(self, name: str) -> dict | None:
        """The last validation on a set; None when there was none."""
        return next((each for each in reversed(self.validations) if each["set"] == name), None)

    def titled(self, name: str) -> str:
        """The name, with a note if the training has not ended."""
        return name if self.ended else f"{name} (not ended)"

    @property
    def minutes(self) -> float | None:
        """Minutes of training steps so far; None before the first record of them, as the counts below."""
        seconds = self._most("seconds")
        return None if seconds is None else seconds / 60

    @property
    def mega_tokens(self) -> float | None:
        """Millions of tokens seen."""
        tokens = self._most("tokens")
        return None if tokens is None else tokens / 1e6

    @property
    def examples(self) -> int | None:
        return self._most("examples")

    def _most(self, count: str) -> float | None:
        return max((each[count] for each in (*self.steps, *self.validations)), default=None)


def read_run(folder: Path) -> Run:
    """Reads FOLDER/log.jsonl.

    A training that was killed resumes from its last checkpoint and counts steps from there again: a record replaces
    earlier records of the same or a later step. Raises ValueError that names a line that is not a record.
    """
    path = folder / "log.jsonl"
    start: dict = {}
    steps: list[dict] = []
    validations: list[dict] = []
    averages: list[dict] = []
    ended = False
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            record = json.loads(line)
            kind = record["kind"]
            if kind == "start":
                start, steps, validations, averages, ended = record, [], [], [], False
            elif kind == "step":
                _forget(steps, record["step"])
                _forget(validations, record["step"])
                steps.append(_counted(record))
                averages = []
                ended = False
            elif kind == "validation":
                _forget(steps, record["step"] + 1)
                _forget(validations, record["step"] + 1)
                now = (record["step"], record["set"])
                validations = [each for each in validations if (each["step"], each["set"]) != now]
                validations.append(_counted(record))
                ended = False
            elif kind == "average":
                now = (record["step"], record["set"])
                averages = [each for each in averages if each["step"] == now[0] and each["set"] != now[1]]
                averages.append(_counted(record))
            elif kind == "resume" and start:
                start = {**start, "config": record.get("config", start["config"])}
            elif kind == "end":
                ended = True
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"{path}:{number}: not a record of a training: {line[:80]!r} ({error!r})") from None
    if not start:
        raise ValueError(f"{path}: no record of kind start; it is written when a training begins")
    return Run(folder.resolve().name, start, steps, validations, ended, averages)


def _forget(records: list[dict], step: int) -> None:
    while records and records[-1]["step"] >= step:
        records.pop()


def _counted(record: dict) -> dict:
    for name in ("step", "tokens", "seconds", "loss"):
        if not isinstance(record[name], int | float):
            raise TypeError(f"{name} is no number")
    return record
