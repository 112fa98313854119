"""Rows of texts and amounts, as all systems have them."""

from __future__ import annotations

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
