"""What the commands of this folder share."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def errors_in_a_line(*also: type[Exception]) -> Iterator[None]:
    """What cannot be read or done (OSError, ValueError, and `also`) is one line on standard error and exit code 2."""
    try:
        yield
    except (OSError, ValueError, *also) as error:
        print(f"error: {error}", file=sys.stderr)
        raise SystemExit(2) from None
