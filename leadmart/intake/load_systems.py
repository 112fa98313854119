"""A system's tables as a loader delivers them, into the work database as text.

Whatever place they lie in, each declared table becomes one of the declared columns; what the place
lacks is NULL or an empty table, and is said with what it costs. What the rows mean is SQL's
business: models/connectors.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from leadmart.errors import REFUSED, LeadmartError, problem, some_of
from leadmart.intake import exported, load_tables, mapping, raw, sniff, written
from leadmart.intake.company import Company, Format, Source, place_of
from leadmart.intake.loaded import LoadedInput, as_text, parquet
from leadmart.intake.location import Location, locate
from leadmart.intake.sql import literal, quoted
from leadmart.intake.systems import SOURCE_NAME, System, SystemTable, plain

if TYPE_CHECKING:
    import duckdb

# What a loader's files may be called beside their table's name.
_ENDING = re.compile(r"_data$")
_KINDS = (".csv", ".tsv", ".txt", ".csv.gz", ".parquet", ".jsonl")
_NESTED = re.compile(r".*\[\]|(STRUCT|MAP|UNION).*|_.*")


@dataclass(frozen=True)
class Found:
    """A table of a place: its columns with their types, and how its rows are added to another."""

    name: str
    columns: Mapping[str, str]
    # Adds the rows to a relation, by column of it the place's column, under a source's name.
    add: Callable[[str, Mapping[str, str], str], None]


@dataclass
class Brought:
    """What came of a source: what a person should know of it, and the columns of its tables."""

    warnings: list[str] = field(default_factory=list)
    # Rows of files that are none.
    left_out: int = 0
    columns: dict[str, set[str]] = field(default_factory=dict)


def create_tables(connection: duckdb.DuckDBPyConnection, system: System) -> None:
    """The declared tables of a system, without rows, where they are not there yet."""
    connection.execute(f"create schema if not exists {quoted(system.schema)}")
    for table in system.tables.values():
        columns = [f"{quoted(name)} varchar" for name in table.column_names]
        connection.execute(
            f"create table if not exists {_relation(system, table)} "
            f"({', '.join(columns)}, {SOURCE_NAME} varchar default '')"
        )


def load_system(
    connection: duckdb.DuckDBPyConnection,
    company: Company,
    source: Source,
    system: System,
    scratch: Path,
    project: Path,
) -> Brought:
    """Adds a source's rows to its system's tables.

    Raises one error with a line for each table or column that is missing or of another kind.
    """
    create_tables(connection, system)
    location = locate(place_of(company, source.at), project)
    brought = Brought()
    warnings = brought.warnings
    if system.lacks:
        warnings.append(f"{system.system} as {system.loader} delivers it has no {system.lacks}")
    problems: list[str] = []
    with _tables_at(connection, location, source, system, scratch, brought) as found:
        for table in system.tables.values():
            here = [one for one in found if is_called(one.name, table, system)]
            if not here:
                _note_missing(table, system, source, problems, warnings)
            elif len(here) > 1 and system.loader != "export":
                names = " and ".join(one.name for one in here)
                problems.append(
                    problem(f"{names} both are {table.name}", source.where, "keep one of them")
                )
            for one in here:
                brought.columns.setdefault(table.name, set()).update(map(plain, one.columns))
                _add(connection, one, table, system, source, problems, warnings)
        if not any(
            is_called(one.name, table, system) for one in found for table in system.tables.values()
        ):
            problems = [_nothing_found(found, system, source)]
    if problems:
        raise LeadmartError.of(problems, REFUSED)
    return brought


def contents(
    connection: duckdb.DuckDBPyConnection, system: System, delivered: Mapping[str, set[str]]
) -> dict[str, LoadedInput]:
    """`system.table` → its rows and a hash of them, of every table that holds some.

    delivered: the columns that each of its tables came with.
    """
    found = {}
    for table in system.tables.values():
        columns = ", ".join(quoted(name) for name in (*table.column_names, SOURCE_NAME))
        row = connection.execute(
            f"select count(*), coalesce(sum(hash({columns})), 0) from {_relation(system, table)}"
        ).fetchone()
        assert row is not None
        if row[0]:
            found[f"{system.system}.{table.name}"] = LoadedInput(
                row[0], f"{row[1]:x}", columns=tuple(sorted(delivered.get(table.name, ())))
            )
    return found


def currencies(connection: duckdb.DuckDBPyConnection, system: System) -> set[str]:
    """The currencies that a system's tables name, in cells or by columns that hold amounts."""
    found: set[str] = set()
    for table in system.tables.values():
        relation = _relation(system, table)
        for column in table.columns:
            name = quoted(column.name)
            if column.is_currency:
                rows = connection.execute(
                    f"select distinct upper(trim({name})) as code "
                    f"from {relation} where regexp_full_match(code, '[A-Z]{{3}}')"
                ).fetchall()
                found |= {code for (code,) in rows}
            elif column.currency:
                says = f"select 1 from {relation} where trim({name}) <> '' limit 1"
                found |= {column.currency} if connection.execute(says).fetchall() else set()
    return found


def _relation(system: System, table: SystemTable) -> str:
    return f"{quoted(system.schema)}.{quoted(table.name)}"


def is_called(name: str, table: SystemTable, system: System) -> bool:
    """Whether a place's table is a declared one; a file may have the system's name before its."""
    bare = _ENDING.sub("", plain(name))
    return bool({bare, bare.removeprefix(f"{system.system}_")} & table.names)


# What is missing ------------------------------------------------------------------------------


def _nothing_found(found: list[Found], system: System, source: Source) -> str:
    wanted = [table.name for table in system.tables.values()]
    there = some_of(sorted(one.name for one in found), 6) or "nothing"
    return problem(
        f"none of the tables of {system.system} as {system.loader} delivers it: there is {there}",
        source.where,
        f"name the place that holds {some_of(wanted, 6)}",
    )


def _note_missing(
    table: SystemTable,
    system: System,
    source: Source,
    problems: list[str],
    warnings: list[str],
) -> None:
    what = f"{system.system} has no table {table.name}"
    if table.required:
        problems.append(problem(what, source.where, f"have {system.loader} deliver it"))
    elif table.costs:
        warnings.append(f"{what}: without it there is no {table.costs}")


def _add(
    connection: duckdb.DuckDBPyConnection,
    found: Found,
    table: SystemTable,
    system: System,
    source: Source,
    problems: list[str],
    warnings: list[str],
) -> None:
    """The rows of a table of the place, under the declared names."""
    chosen: dict[str, str] = {}
    for column in table.columns:
        here = [name for name in found.columns if plain(name) in column.names]
        if not here:
            what = f"{system.system} table {found.name} has no column {column.name}"
            if column.required:
                problems.append(problem(what, source.where, "have the loader deliver it"))
            elif column.costs:
                warnings.append(f"{what}: without it there is no {column.costs}")
            continue
        chosen[column.name] = next((one for one in here if one == column.name), here[0])
        kind = found.columns[chosen[column.name]]
        if column.data_type != "json" and _NESTED.fullmatch(kind):
            problems.append(
                problem(
                    f"{system.system} table {found.name} column {column.name} is of type {kind}, "
                    f"not {column.data_type}",
                    source.where,
                    f"see what {system.loader} makes of it",
                )
            )
    if not problems:
        prefix = f"{source.name}:" if source.name else ""
        try:
            found.add(_relation(system, table), chosen, prefix)
        except LeadmartError as error:
            problems += error.problems


# Places ---------------------------------------------------------------------------------------


@contextmanager
def _tables_at(
    connection: duckdb.DuckDBPyConnection,
    location: Location,
    source: Source,
    system: System,
    scratch: Path,
    brought: Brought,
) -> Iterator[list[Found]]:
    """The tables of a place: of a DuckDB file, of a PostgreSQL database, or of files."""
    if location.kind == "duckdb":
        schema, tables = load_tables.attached_tables(connection, location)
        yield [
            Found(
                name,
                columns,
                partial(_add_from, connection, f"source.{quoted(schema)}.{quoted(name)}", columns),
            )
            for name, columns in tables.items()
        ]
    elif location.kind == "postgresql":
        with load_tables.postgresql_cursor(location) as cursor:
            tables = load_tables.postgresql_tables(cursor, location)
            yield [
                Found(
                    name,
                    columns,
                    partial(_add_fetched, connection, cursor, location, name, columns),
                )
                for name, columns in tables.items()
            ]
    elif location.path is not None and location.path.exists():
        paths = written.files_at(str(location.path), source.where)
        yield [
            one
            for path in paths
            if path.name.lower().endswith(_KINDS)
            for one in _file(connection, path, source, system, scratch, brought)
        ]
    else:
        raise LeadmartError(
            f"{source.at} is not there", where=source.where, mend="mend `at`", code=REFUSED
        )


def _add_from(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    columns: Mapping[str, str],
    target: str,
    chosen: Mapping[str, str],
    prefix: str,
) -> None:
    selected = ", ".join(as_text(quoted(name), columns[name]) for name in chosen.values())
    _insert(connection, target, chosen, prefix, f"select {selected} from {relation}")


def _insert(
    connection: duckdb.DuckDBPyConnection,
    target: str,
    chosen: Mapping[str, str],
    prefix: str,
    query: str,
) -> None:
    names = ", ".join(quoted(name) for name in chosen)
    connection.execute(
        f"insert into {target} ({names}, {SOURCE_NAME}) "
        f"select *, {literal(prefix)} from ({query}) as delivered"
    )


def _add_fetched(
    connection: duckdb.DuckDBPyConnection,
    cursor: Any,
    location: Location,
    table: str,
    columns: dict[str, str],
    target: str,
    chosen: Mapping[str, str],
    prefix: str,
) -> None:
    batches = load_tables.fetched(cursor, location, table, chosen, columns)  # noqa: F841 - read below
    names = ", ".join(quoted(name) for name in chosen)
    connection.execute(
        f"insert into {target} ({names}, {SOURCE_NAME}) select *, {literal(prefix)} from batches"
    )


# Files ----------------------------------------------------------------------------------------


def _file(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    source: Source,
    system: System,
    scratch: Path,
    brought: Brought,
) -> Iterator[Found]:
    """A file as a table called after it; an export as what its headers say that it is."""
    if path.suffix == ".parquet":
        columns = raw.parquet_columns(connection, path)
        yield Found(path.stem, columns, partial(_add_parquet, connection, path, columns))
        return
    if path.suffix == ".jsonl":
        # A name with * or [ would be taken for a pattern.
        relation = f"read_json([{literal(_escaped(path))}])"
        described = connection.execute(f"describe from {relation}").fetchall()
        columns = {row[0]: row[1] for row in described}
        yield Found(path.stem, columns, partial(_add_from, connection, relation, columns))
        return
    look = sniff.look_at(path)
    if look is None:
        return
    if system.loader != "export":
        # A loader's files are plain: what stands in them is not respelled.
        form = source.format or look.format
        headers = written.headers_of(path, form)
        add = partial(_add_written, connection, path, form, headers, scratch)
        yield Found(_stem(path), dict.fromkeys(headers, "VARCHAR"), add)
        return
    table = exported.told_by(look.headers, system)
    if table is None:
        return
    if look.rows and not table.has_its_ids(exported.first_texts(look.columns)):
        brought.warnings.append(
            f"{path.name} has the headers of {system.system}'s {table.name}, and other ids: "
            "it is left out"
        )
        return
    if source.format is not None:
        look = replace(look, format=source.format.over(look.format))
    headers = written.headers_of(path, look.format)
    # What is said of a column holds for the files of a folder that have it.
    dropped = {name: text for name, text in look.format.drop_rows_where.items() if name in headers}
    look = replace(look, format=replace(look.format, drop_rows_where=dropped))
    add = partial(_add_exported, connection, path, look, table, source, scratch, brought)
    yield Found(table.name, dict.fromkeys(headers, "VARCHAR"), add)


def _add_parquet(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    columns: Mapping[str, str],
    target: str,
    chosen: Mapping[str, str],
    prefix: str,
) -> None:
    with path.open("rb") as stream:
        relation = parquet(stream.fileno())
        _add_from(connection, relation, columns, target, chosen, prefix)


def _escaped(path: Path) -> str:
    """A path as DuckDB reads it where signs of patterns stand for themselves."""
    return re.sub(r"([*?\[])", r"[\1]", str(path))


def _stem(path: Path) -> str:
    return path.name.split(".", 1)[0]


def _add_written(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    form: Format,
    headers: list[str],
    scratch: Path,
    target: str,
    chosen: Mapping[str, str],
    prefix: str,
) -> None:
    """A text file's rows as they are."""
    _load_text(connection, path, form, headers, scratch)
    selected = ", ".join(quoted(name) for name in chosen.values())
    query = f"select {selected} from written where {mapping.kept_rows(form)}"
    _insert(connection, target, chosen, prefix, query)
    connection.execute("drop table written")


def _add_exported(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    look: sniff.Look,
    table: SystemTable,
    source: Source,
    scratch: Path,
    brought: Brought,
    target: str,
    chosen: Mapping[str, str],
    prefix: str,
) -> None:
    """An exported file's rows without totals and what stands below; numbers and days in plain form.

    Raises what the file leaves open of how it is written.
    """
    headers = written.headers_of(path, look.format)
    _load_text(connection, path, look.format, headers, scratch)
    left_out = _drop_what_is_none(connection, headers, look.format)
    if left_out:
        said = "1 row is a total" if left_out == 1 else f"{left_out:,} rows are totals"
        brought.warnings.append(f"{path.name}: {said} or words below the table, left out")
        brought.left_out += left_out
    types = exported.types_of(table, [*chosen.values()])
    how = exported.how_written(
        look.columns, types, partial(_cells, connection), look.format, source.format
    )
    if how.questions:
        connection.execute("drop table written")
        raise LeadmartError.of([_asked(one, path, source) for one in how.questions], REFUSED)
    selected = ", ".join(
        mapping.in_plain_form(quoted(name), types[name], how.format, how.dates)
        for name in chosen.values()
    )
    _insert(connection, target, chosen, prefix, f"select {selected} from written")
    connection.execute("drop table written")


def _load_text(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    form: Format,
    headers: list[str],
    scratch: Path,
) -> None:
    """A text file as the table `written`, in the order of its rows."""
    columns = ", ".join(f"{quoted(name)} varchar" for name in headers)
    connection.execute(f"create or replace temp table written ({columns})")
    written.load_text(connection, path, form, "written", scratch)


def _drop_what_is_none(
    connection: duckdb.DuckDBPyConnection, headers: list[str], form: Format
) -> int:
    """Takes totals, and the words below them, out of the table `written`; returns how many."""
    last = connection.execute(
        f"select rowid, * from written order by rowid desc limit {sniff.LAST_ROWS}"
    ).fetchall()[::-1]
    rows = [["" if cell is None else cell for cell in row[1:]] for row in last]
    below = sniff.rows_below(rows, headers)
    ids = [str(row[0]) for row in last[len(last) - below :]]
    is_below = f"rowid in ({', '.join(ids)})" if ids else "false"
    deleted = connection.execute(
        f"delete from written where {is_below} or not {mapping.kept_rows(form)}"
    ).fetchone()
    assert deleted is not None
    return int(deleted[0])


def _cells(
    connection: duckdb.DuckDBPyConnection, names: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """The texts of columns of the table `written`, each once, with their columns."""
    for name in names:
        found = connection.execute(
            f"select distinct trim({quoted(name)}) from written where trim({quoted(name)}) <> ''"
        ).fetchall()
        yield from ((name, text) for (text,) in found)


def _asked(question: sniff.Question, path: Path, source: Source) -> str:
    """A question as a line that says what would be right."""
    answers = " or ".join(f'{question.about}: "{choice}"' for choice in question.choices)
    return problem(f"{path.name}: {question.text}", source.where, f"say in `format` {answers}")
