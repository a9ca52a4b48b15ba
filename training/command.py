"""Functions that all commands of this folder use."""

from __future__ import annotations

import sys
from argparse import ArgumentTypeError
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec

LONGEST = 800
"""Largest number of characters of the line of an error."""


@contextmanager
def errors_in_a_line() -> Iterator[None]:
    """An error is shown as one line on standard error, with exit code 2; Ctrl+C as one line, with exit code 130.

    With `python -X dev` the traceback is shown instead.
    """
    try:
        yield
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        raise SystemExit(130) from None
    except Exception as error:
        if sys.flags.dev_mode:
            raise
        print(f"error: {error_line(error)}", file=sys.stderr)
        raise SystemExit(2) from None


def error_line(error: Exception) -> str:
    """The message of an error, without line breaks. Unexpected errors begin with their type."""
    if isinstance(error, OSError) and error.filename is not None and error.strerror:
        text = f"{error.filename}: {error.strerror}"
    else:
        text = " ".join(str(error).split())
        if not isinstance(error, OSError | ValueError | RuntimeError):
            text = f"{type(error).__name__}: {text} (python -X dev shows where)"
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} …"


def share(text: str) -> float:
    """The type of an argument from 0 to 1."""
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise ArgumentTypeError(f"{text!r} is not a number from 0 to 1")
    return value


def require(*packages: str) -> None:
    """Ends the command with one line if a package cannot be imported. Called at the start of a package's `__init__`."""
    missing = [name for name in packages if find_spec(name) is None]
    if missing:
        print(
            f"error: not installed: {', '.join(missing)}; pip install -r training/requirements.txt",
            file=sys.stderr,
        )
        raise SystemExit(2)
