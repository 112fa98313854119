"""The tables of a DuckDB file or of a PostgreSQL database into the work database, as text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from leadmart.errors import (
    REFUSED,
    LeadmartError,
    first_line,
    nearest,
    one_line,
    problem,
    some_of,
)
from leadmart.intake import gate
from leadmart.intake.contract import Contract, Input
from leadmart.intake.gate import Columns, Refused
from leadmart.intake.loaded import LoadedInput, as_text, content, copy_as_text, create_empty
from leadmart.intake.location import Location
from leadmart.intake.sql import literal, quoted

if TYPE_CHECKING:
    import duckdb

# Tables of a DuckDB file ----------------------------------------------------------------------


def load_duckdb(
    connection: duckdb.DuckDBPyConnection, location: Location, contract: Contract
) -> tuple[dict[str, LoadedInput], list[str]]:
    """The tables of a schema of a DuckDB file, and what a person should know of them."""
    schema, tables = attached_tables(connection, location)

    def copy(table: str, declared: Input, columns: Columns) -> int:
        source = f"source.{quoted(schema)}.{quoted(table)}"
        create_empty(connection, declared)
        copy_as_text(connection, source, declared, columns.places, tables[table])
        row = connection.execute(f"select count(*) from {source}").fetchone()
        return row[0] if row else 0

    return _load_found(connection, location, contract, tables, copy)


def attached_tables(
    connection: duckdb.DuckDBPyConnection, location: Location
) -> tuple[str, dict[str, dict[str, str]]]:
    """The schema's own name and its tables, each with its columns and their types."""
    attach(connection, location)
    found = connection.execute(
        """
        select schema_name, table_name, column_name, data_type
        from duckdb_columns()
        where database_name = 'source' and lower(schema_name) = lower(?)
        order by table_name, column_index
        """,
        [location.schema],
    ).fetchall()
    if not found:
        _refuse_unknown_schema(connection, location)
    schema = location.schema
    tables: dict[str, dict[str, str]] = {}
    for schema, table, column, data_type in found:  # noqa: B007 - its own spelling
        tables.setdefault(table, {})[column] = data_type
    return schema, tables


def attach(connection: duckdb.DuckDBPyConnection, location: Location) -> None:
    """A DuckDB file as the database `source`, to be read alone; no other file is in reach then."""
    import duckdb

    if location.path is None or not location.path.is_file():
        raise _refusal(location, "is no file", "name a FILE.duckdb:SCHEMA that is there")
    try:
        connection.execute(f"attach {literal(str(location.path))} as source (read_only)")
    except duckdb.Error as error:
        raise _refusal(location, *unopened(error)) from None
    # A view of the source must not reach any other file.
    connection.execute("set enable_external_access = false")


def unopened(error: duckdb.Error) -> tuple[str, str]:
    """Why a DuckDB file cannot be opened, and what to do."""
    said = first_line(error)
    if "version number" in said:
        import duckdb

        return (
            "was written by a newer DuckDB",
            f"write it with storage_version 'v1.0.0', which DuckDB {duckdb.__version__} reads, or"
            " export Parquet files",
        )
    if "set lock" in said:
        return f"cannot be opened: {said}", "close whoever writes to it"
    if "ermission denied" in said:
        return "cannot be read (Permission denied)", "let this user read it"
    return f"cannot be opened: {said}", "name a DuckDB file that is whole"


def _refuse_unknown_schema(connection: duckdb.DuckDBPyConnection, location: Location) -> None:
    rows = connection.execute(
        """
        select schema_name from duckdb_schemas()
        where database_name = 'source' and not internal or schema_name = 'main'
        group by all order by 1
        """
    ).fetchall()
    known = [name for (name,) in rows]
    if location.schema.lower() not in [name.lower() for name in known]:
        raise _refusal(
            location, f"there is no schema {location.schema}", nearest(location.schema, known)
        )


# Tables of a PostgreSQL database --------------------------------------------------------------


def load_postgresql(
    connection: duckdb.DuckDBPyConnection, location: Location, contract: Contract
) -> tuple[dict[str, LoadedInput], list[str]]:
    """The tables of a schema of a PostgreSQL database, all of one moment."""
    with postgresql_cursor(location) as cursor:
        return _load_from_cursor(connection, cursor, location, contract)


@contextmanager
def postgresql_cursor(location: Location) -> Iterator[Any]:
    """A cursor that sees one moment of a database, and can write nothing."""
    try:
        import pyarrow  # noqa: F401
        from adbc_driver_postgresql import dbapi
    except ImportError:
        raise LeadmartError(
            "reading PostgreSQL needs an extra that is not installed",
            where=location.shown,
            mend="pip install --require-hashes -r requirements-postgres.txt",
            code=REFUSED,
        ) from None
    try:
        with dbapi.connect(location.address) as database, database.cursor() as cursor:
            cursor.execute("set transaction isolation level repeatable read read only")
            cursor.execute("set local timezone = 'UTC'")
            cursor.execute("set local datestyle = 'ISO, YMD'")
            cursor.execute("set local intervalstyle = 'iso_8601'")
            yield cursor
    except dbapi.Error as error:
        raise _refusal(
            location,
            f"cannot be read: {_postgres_reason(error)}",
            "check the address and the rights",
        ) from None


def postgresql_tables(cursor: Any, location: Location) -> dict[str, dict[str, str]]:
    """The tables of a schema, each with its columns and their types."""
    cursor.execute(
        """
        select cast(table_name as text), cast(column_name as text), cast(udt_name as text)
        from information_schema.columns
        where table_schema = $1
        order by table_name, ordinal_position
        """,
        (location.schema,),
    )
    tables: dict[str, dict[str, str]] = {}
    for table, column, data_type in cursor.fetchall():
        tables.setdefault(table, {})[column] = data_type
    return tables


def _load_from_cursor(
    connection: duckdb.DuckDBPyConnection, cursor: Any, location: Location, contract: Contract
) -> tuple[dict[str, LoadedInput], list[str]]:
    tables = postgresql_tables(cursor, location)

    def copy(table: str, declared: Input, columns: Columns) -> int:
        create_empty(connection, declared)
        source = f"{quoted(location.schema)}.{quoted(table)}"
        names = [name for name in declared.column_names if name in columns.places]
        places = {name: str(columns.places[name]) for name in names}
        batches = fetched(cursor, location, table, places, tables[table])  # noqa: F841 - read below
        targets = ", ".join(quoted(name) for name in names)
        connection.execute(
            f"insert into inputs.{quoted(declared.name)} ({targets}) select {targets} from batches"
        )
        cursor.execute(f"select count(*) from {source}")
        return int(cursor.fetchone()[0])

    return _load_found(connection, location, contract, tables, copy)


def fetched(
    cursor: Any,
    location: Location,
    table: str,
    columns: Mapping[str, str],
    types: Mapping[str, str],
) -> Any:
    """A table's rows as text, in batches of Arrow.

    columns: what each column is to be called → the table's column; types: of the table's columns.
    """
    selected = ", ".join(
        f"{postgres_text(own, types)} as {quoted(name)}" for name, own in columns.items()
    )
    cursor.execute(f"select {selected} from {quoted(location.schema)}.{quoted(table)}")
    return cursor.fetch_record_batch()


def postgres_text(column: str, types: Mapping[str, str]) -> str:
    """A typed column as text: ISO times, numbers without exponents."""
    text = f"cast({quoted(column)} as text)"
    data_type = types[column]
    if data_type in ("float4", "float8"):
        return f"case when {text} ~ 'e' then cast(cast({text} as numeric) as text) else {text} end"
    if data_type in ("timestamp", "timestamptz"):
        return f"replace({text}, ' ', 'T')"
    if data_type == "bool":
        return f"case when {quoted(column)} then 'true' when not {quoted(column)} then 'false' end"
    return text


def _postgres_reason(error: Exception) -> str:
    """What the server said, without the values that it may quote after the first line."""
    lines = [line for line in str(error).splitlines() if line.strip()]
    return one_line(lines[0])[:200] if lines else type(error).__name__


# One table, for a mapping ---------------------------------------------------------------------


def load_table(
    connection: duckdb.DuckDBPyConnection, location: Location, table: str, target: str
) -> list[str]:
    """One table of a place as text, under its own columns' names, which are returned.

    target: the relation to make.
    """
    if location.kind == "postgresql":
        return _load_postgresql_table(connection, location, table, target)
    schema, tables = attached_tables(connection, location)
    columns = tables[_the_table(location, table, tables)]
    selected = ", ".join(
        f"{as_text(quoted(name), kind)} as {quoted(name)}" for name, kind in columns.items()
    )
    source = f"source.{quoted(schema)}.{quoted(_the_table(location, table, tables))}"
    connection.execute(f"create table {target} as select {selected} from {source}")
    return list(columns)


def _load_postgresql_table(
    connection: duckdb.DuckDBPyConnection, location: Location, table: str, target: str
) -> list[str]:
    with postgresql_cursor(location) as cursor:
        tables = postgresql_tables(cursor, location)
        own = _the_table(location, table, tables)
        names = {name: name for name in tables[own]}
        batches = fetched(cursor, location, own, names, tables[own])  # noqa: F841 - read below
        connection.execute(f"create table {target} as select * from batches")
        return list(tables[own])


def _the_table(location: Location, table: str, tables: dict[str, dict[str, str]]) -> str:
    found = [name for name in tables if name.lower() == table.lower()]
    if not found:
        raise _refusal(
            location,
            f"there is no table {table}" if table else "the table is not said",
            f"say one of {some_of(sorted(tables), 12)}",
        )
    return found[0]


# Tables of either -----------------------------------------------------------------------------


def _load_found(
    connection: duckdb.DuckDBPyConnection,
    location: Location,
    contract: Contract,
    tables: dict[str, dict[str, str]],
    copy: Callable[[str, Input, Columns], int],
) -> tuple[dict[str, LoadedInput], list[str]]:
    """The tables that are inputs into the work database, by a copy that counts the rows."""
    chosen, warnings = _choose_tables(location, contract, tables)
    problems = []
    matched: dict[str, Columns] = {}
    for name, table in chosen.items():
        try:
            matched[name] = gate.match_columns(list(tables[table]), contract[name])
        except Refused as refused:
            problems.append(problem(refused.what, f"{location.shown} table {table}", refused.mend))
    if problems:
        raise LeadmartError.of(problems, REFUSED)
    loaded = {}
    for name, declared in contract.items():
        if name not in chosen:
            create_empty(connection, declared)
            continue
        columns = matched[name]
        counted = _copy_table(copy, chosen[name], declared, columns, location)
        rows, content_hash = content(connection, declared)
        if rows != counted:
            raise _refusal(location, f"{name}: {counted} rows counted, {rows} loaded", "run again")
        loaded[name] = LoadedInput(rows, content_hash, columns.missing, columns.unknown)
        if columns.unknown:
            warnings.append(gate.note_unknown(name, columns.unknown))
    return loaded, warnings


def _copy_table(
    copy: Callable[[str, Input, Columns], int],
    table: str,
    declared: Input,
    columns: Columns,
    location: Location,
) -> int:
    import duckdb

    try:
        return copy(table, declared, columns)
    except (duckdb.OutOfMemoryException, duckdb.IOException):
        raise
    except duckdb.Error as error:
        raise _refusal(
            location,
            f"table {table} cannot be read ({type(error).__name__})",
            "make it a plain table",
        ) from None


def _choose_tables(
    location: Location, contract: Contract, tables: dict[str, dict[str, str]]
) -> tuple[dict[str, str], list[str]]:
    """Which table is which input; refuses two tables for one."""
    chosen: dict[str, list[str]] = {}
    strangers = []
    for table in tables:
        if table.lower() in contract:
            chosen.setdefault(table.lower(), []).append(table)
        else:
            strangers.append(table)
    problems = [
        problem(f"{' and '.join(same)} both deliver {name}", location.shown, "keep one of them")
        for name, same in chosen.items()
        if len(same) > 1
    ]
    if problems:
        raise LeadmartError.of(problems, REFUSED)
    gate.refuse_nothing(chosen, location.shown, strangers)
    warnings = [gate.note_stranger(table) for table in strangers]
    return {name: same[0] for name, same in chosen.items()}, warnings


def _refusal(location: Location, what: str, mend: str) -> LeadmartError:
    return LeadmartError(what, where=location.shown, mend=mend, code=REFUSED)
