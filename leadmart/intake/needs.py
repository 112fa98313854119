"""What a metric needs: expressions over inputs and their columns.

`leads.account_id & (ad_spend | costs)` asks for leads of which at least one says its account, and
for rows of one of the two other inputs.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

_NAME = re.compile(r"[a-z0-9_]+(?:\.[a-z0-9_]+)?")
_TOKEN = re.compile(r"\s*(?:([a-z0-9_]+(?:\.[a-z0-9_]+)?)|([&|()]))")


def read_needs(project: Path) -> dict[str, str]:
    """The needs of each metric by its key; nothing if the catalogue says none."""
    path = project / "seeds" / "reference" / "metric_definitions.csv"
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            return {row["metric"]: row.get("needs") or "" for row in csv.DictReader(stream)}
    except (OSError, KeyError):
        return {}


def read_columns(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """The columns of a release that say something, as `input.column`; none if it does not tell."""
    tables = connection.execute("select schema_name, table_name from duckdb_tables()").fetchall()
    if ("quality", "completeness") not in tables:
        return set()
    rows = connection.execute(
        "select input || '.' || column_name from quality.completeness where is_told"
    ).fetchall()
    return {name for (name,) in rows}


def names_in(expression: str) -> list[str]:
    """The inputs and columns (`input.column`) that an expression names, as often as it does."""
    return _NAME.findall(expression)


def inputs_of(expression: str) -> set[str]:
    """The inputs that an expression names, or columns of."""
    return {name.partition(".")[0] for name in names_in(expression)}


def is_met(expression: str, there: set[str]) -> bool:
    """Whether what is there suffices. & binds closer than |; nothing said is met.

    there: inputs, and columns as `input.column`; of an input without a column there, all are taken
    to be there.
    """
    tokens = _tokens(expression)
    met, rest = _any_of(tokens, there) if tokens else (True, [])
    if rest:
        raise ValueError(f"cannot read the needs: {expression}")
    return met


def lacking(expression: str, there: set[str]) -> list[str]:
    """What an expression names and is not there: inputs, and columns of inputs that are."""
    named = [token for token in _tokens(expression) if token not in "&|()"]
    absent = {name for name in named if not _is_there(name, there)}
    return sorted({name if name.split(".")[0] in there else name.split(".")[0] for name in absent})


def _is_there(name: str, there: set[str]) -> bool:
    source = name.split(".")[0]
    if name in there or name == source:
        return name in there
    return source in there and not any(one.startswith(f"{source}.") for one in there)


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
        return _is_there(tokens[0], there), tokens[1:]
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
