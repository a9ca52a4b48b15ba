"""Tables in Markdown."""

from __future__ import annotations

from collections.abc import Sequence

MISSING = "–"
"""A value that was not measured is written as such, never as 0."""


def table(head: Sequence[str], rows: Sequence[Sequence[str]], left: int = 1) -> str:
    """A table whose first `left` columns are left-aligned and the others (numbers) right-aligned."""
    rule = ["---" if index < left else "---:" for index in range(len(head))]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in (head, rule, *rows))


def percent(share: float | None) -> str:
    return MISSING if share is None else f"{100 * share:.1f}"


def number(value: float | None, digits: int) -> str:
    return MISSING if value is None else f"{value:,.{digits}f}"
