"""Rows of texts and amounts, as all systems have them."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation


def is_amount(text: str) -> bool:
    """Whether a text is an amount that a system could hold, and not below 0."""
    try:
        return 0 <= Decimal(text) < 10**12
    except InvalidOperation:
        return False


def some(row: dict[str, str], *names: str) -> dict[str, str]:
    """Some cells of a row."""
    return {name: row[name] for name in names}


def written_alike(rows: list[dict[str, str]], name: str) -> list[dict[str, str]]:
    """The rows of an export: a page writes all numbers of a column with one decimal sign."""
    return [{**row, name: "" if "," in row[name] else row[name]} for row in rows]


def with_days_alike(inputs: dict[str, list[dict[str, str]]]) -> dict[str, list[dict[str, str]]]:
    """What a page knows to export: it holds days as days, and writes all of them in one way."""
    return {
        name: [{column: _iso(text) for column, text in row.items()} for row in rows]
        for name, rows in inputs.items()
    }


def _iso(text: str) -> str:
    """31/12/2025 as 2025-12-31; any other text as it is."""
    return re.sub(r"^([0-9]{2})[./]([0-9]{2})[./]([0-9]{4})(?=$| )", r"\3-\2-\1", text)
