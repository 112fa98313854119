"""What counts but looks wrong, and what was not understood: summed up from a release's tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from leadmart.reading import table_names

if TYPE_CHECKING:
    import duckdb

FLAGS = "quality.flags"
UNKNOWN_VALUES = "quality.unknown_values"
# What looks wrong, most rows first.
FLAGS_QUERY = """
    select input, column_name, rule, count(*) as row_count
    from quality.flags
    group by input, column_name, rule
    order by row_count desc, input, column_name, rule
"""
# What was not understood, most rows first.
UNKNOWN_VALUES_QUERY = """
    select input, column_name, value, counted_as, row_count, settled_by
    from quality.unknown_values
    order by row_count desc, input, column_name, value
"""


@dataclass(frozen=True)
class Flag:
    """A rule that rows of an input look wrong by, though they count."""

    input: str
    column: str
    rule: str
    rows: int


@dataclass(frozen=True)
class UnknownValue:
    """A value that no rule knows: what it counts as, and the line that would settle it."""

    input: str
    column: str
    value: str
    counted_as: str
    rows: int
    settled_by: str


@dataclass(frozen=True)
class Doubts:
    """All of a release's."""

    flags: tuple[Flag, ...] = ()
    unknown_values: tuple[UnknownValue, ...] = ()


def read_doubts(connection: duckdb.DuckDBPyConnection) -> Doubts:
    """Reads both, most rows first; a database without a table has none of its kind."""
    there = table_names(connection)
    flags = connection.execute(FLAGS_QUERY).fetchall() if FLAGS in there else []
    unknown = connection.execute(UNKNOWN_VALUES_QUERY).fetchall() if UNKNOWN_VALUES in there else []
    return Doubts(
        tuple(Flag(*map(_text, row[:3]), int(row[3])) for row in flags),
        tuple(UnknownValue(*map(_text, row[:4]), int(row[4]), _text(row[5])) for row in unknown),
    )


def _text(value: object) -> str:
    return "" if value is None else str(value)
