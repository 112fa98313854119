"""What a metric needs: expressions over inputs, like `leads & (ad_spend | costs)`."""

from __future__ import annotations

import csv
import re
from pathlib import Path

_TOKEN = re.compile(r"\s*(?:([a-z0-9_]+)(?:\.[a-z0-9_]+)?|([&|()]))")


def read_needs(project: Path) -> dict[str, str]:
    """The needs of each metric by its key; nothing if the catalogue says none."""
    path = project / "seeds" / "reference" / "metric_definitions.csv"
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            return {row["metric"]: row.get("needs") or "" for row in csv.DictReader(stream)}
    except (OSError, KeyError):
        return {}


def is_met(expression: str, there: set[str]) -> bool:
    """Whether the inputs that are there suffice. & binds closer than |; nothing said is met."""
    tokens = _tokens(expression)
    met, rest = _any_of(tokens, there) if tokens else (True, [])
    if rest:
        raise ValueError(f"cannot read the needs: {expression}")
    return met


def lacking(expression: str, there: set[str]) -> list[str]:
    """The inputs that an expression names and that are not there."""
    named = [token for token in _tokens(expression) if token not in "&|()"]
    return sorted({name for name in named if name not in there})


def _any_of(tokens: list[str], there: set[str]) -> tuple[bool, list[str]]:
    met, rest = _all_of(tokens, there)
    while rest and rest[0] == "|":
        other, rest = _all_of(rest[1:], there)
        met = met or other
    return met, rest


def _all_of(tokens: list[str], there: set[str]) -> tuple[bool, list[str]]:
    met, rest = _one(tokens, there)
    while rest and rest[0] == "&":
        other, rest = _one(rest[1:], there)
        met = met and other
    return met, rest


def _one(tokens: list[str], there: set[str]) -> tuple[bool, list[str]]:
    if not tokens or tokens[0] in "&|)":
        raise ValueError("an input's name is missing")
    if tokens[0] != "(":
        return tokens[0] in there, tokens[1:]
    met, rest = _any_of(tokens[1:], there)
    if not rest or rest[0] != ")":
        raise ValueError("a bracket is not closed")
    return met, rest[1:]


def _tokens(expression: str) -> list[str]:
    tokens = []
    position = 0
    while expression[position:].strip():
        match = _TOKEN.match(expression, position)
        if match is None:
            raise ValueError(f"cannot read the needs: {expression}")
        tokens.append(match[1] or match[2])
        position = match.end()
    return tokens
