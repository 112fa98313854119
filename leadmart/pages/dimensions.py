"""The dimensions of a release: those that its company named, and what people call campaigns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadmart.reading import table_names

if TYPE_CHECKING:
    import duckdb

# How the columns that hold them in core begin: own_column in macros/dimensions.sql.
_BEGINNING = "own_"


def campaign_names(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str, int]]:
    """Campaigns with a name: id, name, and how many have that name; none without the table."""
    if "core.dim_campaigns" not in table_names(connection):
        return []
    return connection.execute(
        """
        select campaign_id, campaign_name, count(*) over (partition by campaign_name)
        from core.dim_campaigns
        where campaign_name is not null and campaign_id <> 'unknown'
        """
    ).fetchall()


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
