"""How the runner reads a database that it has built: never written to, every way out shut."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

# Not even these may be changed once they are set.
_SHUT = {"enable_external_access": "false", "autoinstall_known_extensions": "false"}


@contextmanager
def open_shut(
    database: Path, limits: Mapping[str, str] | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Opens a database with no file, extension or network in its reach; raises duckdb.Error.

    limits: settings of DuckDB that say what the connection may take (memory, threads).
    """
    import duckdb

    config = {**(limits or {}), **_SHUT}
    with duckdb.connect(str(database), read_only=True, config=config) as connection:
        connection.execute("set lock_configuration = true")
        yield connection


def column_names(connection: duckdb.DuckDBPyConnection, table: str) -> set[str]:
    """The columns of a table: a release built by an earlier version may lack some."""
    return {name for name, *_ in connection.execute(f"describe {table}").fetchall()}


def table_names(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """The tables of a database, as `schema.table`."""
    rows = connection.execute(
        "select schema_name || '.' || table_name from duckdb_tables() where not internal"
    ).fetchall()
    return {name for (name,) in rows}
