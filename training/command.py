"""What the commands of this folder share."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec

LONGEST = 800
"""Characters of an error's line at most."""


@contextmanager
def errors_in_a_line() -> Iterator[None]:
    """An error becomes one line on standard error and exit code 2, Ctrl+C one line and exit code 130.

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
    """What went wrong, without line breaks. An error that no command raises on purpose is named by its type."""
    if isinstance(error, OSError) and error.filename is not None and error.strerror:
        text = f"{error.filename}: {error.strerror}"
    else:
        text = " ".join(str(error).split())
        if not isinstance(error, OSError | ValueError | RuntimeError):
            text = f"{type(error).__name__}: {text} (python -X dev shows where)"
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} …"


def require(*packages: str) -> None:
    """Ends the command with one line where a package cannot be imported; for the start of a package's `__init__`."""
    missing = [name for name in packages if find_spec(name) is None]
    if missing:
        print(
            f"error: not installed: {', '.join(missing)}; pip install -r training/requirements.txt",
            file=sys.stderr,
        )
        raise SystemExit(2)
