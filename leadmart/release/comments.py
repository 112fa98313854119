"""What the project says of its tables, as comments in the database."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from leadmart.building.plan import PUBLIC_SCHEMAS
from leadmart.intake.sql import literal, quoted

if TYPE_CHECKING:
    import duckdb

# How the columns of a company's own dimensions begin: own_column in macros/dimensions.sql.
_OWN = "own_"


def write_comments(connection: duckdb.DuckDBPyConnection, manifest: dict[str, Any]) -> None:
    """Gives every public table and column its description, for tools that show comments."""
    models = _public_models(manifest)
    built = connection.execute(
        """
        select schema_name, table_name, column_name from duckdb_columns()
        where database_name = current_database() and not internal
        order by schema_name, table_name, column_index
        """
    ).fetchall()
    statements = [
        f"comment on table {quoted(schema)}.{quoted(table)} is {_comment(text)}"
        for schema, table in dict.fromkeys((schema, table) for schema, table, _ in built)
        if (text := as_plain(described(models.get((schema, table), {}))))
    ] + [
        f"comment on column {quoted(schema)}.{quoted(table)}.{quoted(column)} is {_comment(text)}"
        for schema, table, column in built
        if (text := as_plain(_column(models.get((schema, table), {}), column).get("description")))
    ]
    connection.execute("begin")
    for statement in statements:
        connection.execute(statement)
    connection.execute("commit")


def described(node: dict[str, Any]) -> str:
    """What a node says of itself; where it gives metrics, with a line for each behind the first."""
    first, _, rest = (node.get("description") or "").partition("\n\n")
    metrics = (node.get("config", {}).get("meta") or {}).get("metrics") or {}
    lines = "\n".join(
        f"* `{key}` = {said['formula']} ({said['unit'].replace('_', ' ')}; {said['null_rule']};"
        f" source {said['source']}; needs {said['needs']})"
        for key, said in metrics.items()
    )
    return "\n\n".join(part for part in (first.rstrip(), lines, rest) if part)


def as_plain(markdown: str | None) -> str:
    """A description as one reads it in a tooltip: no marks, a line a paragraph or list item."""
    text = re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", markdown or "")
    text = re.sub(r"`+|\*\*", "", text)
    text = re.sub(r"^[ \t]*[*-][ \t]+", "• ", text, flags=re.M)
    # A line that ends where the editor wrapped it goes on.
    text = re.sub(r"(?<!\n)\n[ \t]*(?![\n•|])", " ", text.strip())
    return re.sub(r"[ \t]*\n\s*", "\n", re.sub(r"[ \t]+", " ", text))


def _public_models(manifest: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {
        (node["schema"], node.get("alias") or node["name"]): node
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["schema"] in PUBLIC_SCHEMAS
    }


def _column(node: dict[str, Any], name: str) -> dict[str, Any]:
    """What a node says of a column, whose name is the same in any case."""
    for said, column in node.get("columns", {}).items():
        if said.lower() == name.lower():
            return column
    if name.startswith(_OWN):
        said = (
            f"The company's own dimension {name.removeprefix(_OWN)}; unknown where nothing is said."
        )
        return {"description": said}
    return {}


def _comment(text: str) -> str:
    return literal(text.replace("\0", ""))
