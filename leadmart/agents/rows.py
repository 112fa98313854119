"""How rows of a database become plain data that JSON can say without losing anything."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

# What an answer holds at most: enough to reason on, little enough to read.
MOST_ROWS = 1_000
_MOST_CHARACTERS = 200_000
_LONGEST_TEXT = 2_000
# The largest whole number that every reader of JSON takes as it is.
_LARGEST_NUMBER = 2**53


def as_objects(
    names: Sequence[str], rows: Sequence[Sequence[Any]], limit: int
) -> tuple[list[dict[str, Any]], bool]:
    """Rows as objects, and whether there are more than the answer holds.

    rows: one more than `limit`, where there are more.
    """
    found: list[dict[str, Any]] = []
    characters = 0
    for row in rows[:limit]:
        one = {name: as_plain(value) for name, value in zip(names, row, strict=True)}
        characters += sum(len(str(name)) + len(str(value)) for name, value in one.items())
        if found and characters > _MOST_CHARACTERS:
            return found, True
        found.append(one)
    return found, len(rows) > limit


def distinct(names: Sequence[str]) -> list[str]:
    """Names of columns, each once: of two that are called the same, the second gets a number."""
    found: list[str] = []
    for name in names:
        number, one = 1, name
        while one in found:
            number += 1
            one = f"{name}_{number}"
        found.append(one)
    return found


def as_plain(value: Any) -> Any:
    """A value as JSON has it: what no number or truth of JSON can say exactly becomes text."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if abs(value) <= _LARGEST_NUMBER else str(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, Decimal):
        number = float(value)
        return number if Decimal(repr(number)) == value else str(value)
    if isinstance(value, str):
        return value if len(value) <= _LONGEST_TEXT else f"{value[:_LONGEST_TEXT]}…"
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, bytes | bytearray | memoryview):
        return f"{len(value)} bytes"
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): as_plain(one) for key, one in list(value.items())[:MOST_ROWS]}
    if isinstance(value, list | tuple | set):
        return [as_plain(one) for one in list(value)[:MOST_ROWS]]
    return as_plain(str(value))
