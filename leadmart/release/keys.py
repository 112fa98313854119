"""The keys of dimensions, declared in the database for tools that read them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from leadmart.building.plan import PUBLIC_SCHEMAS
from leadmart.intake.sql import quoted

if TYPE_CHECKING:
    import duckdb

_DIMENSION = "dim_"


def write_keys(connection: duckdb.DuckDBPyConnection, manifest: dict[str, Any]) -> None:
    """Declares the primary key of each dimension: the columns that its test `is_key` proves.

    Facts have none declared: an index takes three times what a session's id does.
    """
    built = {
        (str(schema), str(table))
        for schema, table in connection.execute(
            "select schema_name, table_name from duckdb_tables() where not internal"
        ).fetchall()
    }
    for (schema, table), columns in sorted(_keys(manifest).items()):
        if (schema, table) in built:
            names = ", ".join(map(quoted, columns))
            connection.execute(
                f"alter table {quoted(schema)}.{quoted(table)} add primary key ({names})"
            )


def _keys(manifest: dict[str, Any]) -> dict[tuple[str, str], list[str]]:
    """The columns that are the key of each public dimension."""
    keys = {}
    for test in manifest["nodes"].values():
        said = test.get("test_metadata") or {}
        if said.get("name") != "is_key":
            continue
        node = manifest["nodes"].get(test.get("attached_node"), {})
        name = str(node.get("name", ""))
        if node.get("schema") in PUBLIC_SCHEMAS and name.startswith(_DIMENSION):
            keys[node["schema"], node.get("alias") or name] = said["kwargs"]["columns"]
    return keys
