"""SQL of an agent's own: one statement that reads, within rows, seconds and memory."""

from __future__ import annotations

from typing import Any

from leadmart.agents.asked import Asked
from leadmart.errors import REFUSED, LeadmartError, refuse_unknown


def query(asked: Asked, sql: str, limit: int) -> dict[str, Any]:
    """The rows of one statement that reads.

    limit: rows at most. Raises LeadmartError for anything but one such statement.
    """
    import duckdb

    statements = asked.connection.extract_statements(sql)
    if len(statements) != 1:
        raise LeadmartError(
            f"{len(statements)} statements, where one is answered", mend="ask one", code=REFUSED
        )
    if statements[0].type != duckdb.StatementType.SELECT:
        raise LeadmartError(
            "only reading is allowed", mend="ask by select, with or summarize", code=REFUSED
        )
    return asked.answer(statements[0].query, limit=limit)


def tables(asked: Asked, schema: str | None) -> dict[str, Any]:
    """The tables that people use, each with what one row is and how many it has."""
    schemas = sorted({name.partition(".")[0] for name in asked.tables})
    if schema is not None:
        refuse_unknown(schema, schemas, "schema")
    told: dict[str, dict[str, Any]] = asked.manifest.get("tables", {})
    found = asked.answer(
        """
        select schema_name || '.' || table_name as "table", comment
        from duckdb_tables()
        where not internal and schema_name = coalesce(?, schema_name)
        order by 1
        """,
        [schema],
    )
    for one in found["rows"]:
        one["row_count"] = told.get(one["table"], {}).get("rows")
    return found


def table(asked: Asked, name: str) -> dict[str, Any]:
    """A table's columns: type, and meaning with its unit."""
    refuse_unknown(name, sorted(asked.tables), "table")
    schema, _, bare = name.partition(".")
    [(comment,)] = asked.rows(
        "select comment from duckdb_tables() where schema_name = ? and table_name = ?",
        [schema, bare],
    )
    return asked.answer(
        """
        select column_name as "column", data_type, comment
        from duckdb_columns()
        where schema_name = ? and table_name = ?
        order by column_index
        """,
        [schema, bare],
        table=name,
        comment=comment,
    )
