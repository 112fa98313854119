"""The dimensions of a release that its company named: what filters, sheets and reports add."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

# How the columns that hold them in core begin: own_column in macros/dimensions.sql.
_BEGINNING = "own_"


def own_dimensions(connection: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    """Their names, in the order of the alphabet; none where the database holds no facts."""
    rows = connection.execute(
        """
        select distinct substr(column_name, ?) from duckdb_columns()
        where schema_name = 'core' and starts_with(column_name, ?)
        order by all
        """,
        [len(_BEGINNING) + 1, _BEGINNING],
    ).fetchall()
    return tuple(name for (name,) in rows)
