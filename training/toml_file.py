"""Reads TOML files, and checks them against the dataclass that documents their keys."""

from __future__ import annotations

import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Annotated, TypeVar, get_type_hints

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

T = TypeVar("T")

CLOSED = ConfigDict(extra="forbid")
"""`__pydantic_config__` of a dataclass that forbids other keys."""
Whole = Annotated[int, Field(strict=True, ge=0)]
Count = Annotated[int, Field(strict=True, ge=1)]
Positive = Annotated[float, Field(strict=True, gt=0, allow_inf_nan=False)]
NotNegative = Annotated[float, Field(strict=True, ge=0, allow_inf_nan=False)]
Share = Annotated[float, Field(strict=True, ge=0, le=1)]
Switch = Annotated[bool, Field(strict=True)]

UNKNOWN_KEY = ("unexpected_keyword_argument", "extra_forbidden")
"""Pydantic's types of the error for an unknown key."""


def read_toml(path: Path) -> dict:
    """The file's values. Raises OSError, or ValueError that names the file and the error in its text."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:  # not UTF-8, or not TOML
        raise ValueError(f"{path}: not a TOML file: {error}") from None


def values_as(kind: type[T], raw: dict, path: Path) -> T:
    """The dataclass with these values, nested ones too.

    Raises ValueError that names the file, the key, its value and the rule, for the first key that is unknown,
    missing, or has a value that its annotation does not allow.
    """
    try:
        return TypeAdapter(kind).validate_python(raw)
    except ValidationError as error:
        # A misspelt key also makes a key missing: the misspelt one is named first.
        faults = error.errors(include_url=False)
        fault = next((each for each in faults if each["type"] in UNKNOWN_KEY), faults[0])
        raise ValueError(f"{path}: {_said(kind, fault)}") from None


def _said(kind: type, fault: dict) -> str:
    key = _key(fault["loc"])
    match fault["type"]:
        case unknown if unknown in UNKNOWN_KEY:
            names = ", ".join(sorted(each.name for each in fields(_owner(kind, fault["loc"]))))
            return f"unknown key {key!r}; the keys there are {names}"
        case "missing":
            return f"{key} is missing"
        case "too_short":
            return f"{key} is {fault['input']!r}; it must have at least one item"
        case "dataclass_type":
            return f"{key} is {fault['input']!r}; it must be a table"
        case _:
            rule = fault["msg"].removeprefix("Input should be ").removeprefix("Value error, ")
            return f"{key} is {fault['input']!r}; it must be {rule}"


def _key(location: tuple[str | int, ...]) -> str:
    """sources[0].share"""
    text = "".join(f"[{each}]" if isinstance(each, int) else f".{each}" for each in location)
    return text.removeprefix(".")


def _owner(kind: type, location: tuple[str | int, ...]) -> type:
    """The dataclass in which the last key of the location was expected."""
    for each in location[:-1]:
        if isinstance(each, str):
            hint = get_type_hints(kind)[each]
            kind = getattr(hint, "__args__", (hint,))[0]
    return kind
