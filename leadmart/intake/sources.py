"""All sources of a company file into the work database, as one delivery in the contract's shape.

Each source is read on its own; what several deliver of one input stands together afterwards, and
staging judges it as if one place had delivered it. A source's name stands before its ids.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from leadmart.errors import REFUSED, LeadmartError, mask, one_line, problem, some_of
from leadmart.intake import (
    gate,
    load_files,
    load_systems,
    load_tables,
    mapping,
    raw,
    written,
)
from leadmart.intake.company import Company, Format, Source, place_of
from leadmart.intake.contract import Contract, Input
from leadmart.intake.gate import Refused
from leadmart.intake.loaded import ABSENT, Given, Loaded, LoadedInput, content, create_empty
from leadmart.intake.location import locate
from leadmart.intake.sql import literal, quoted
from leadmart.intake.systems import System, read_systems

if TYPE_CHECKING:
    import duckdb

OpenWork = Callable[[], "AbstractContextManager[duckdb.DuckDBPyConnection]"]


@dataclass(frozen=True)
class Part:
    """What one source brought of one input: a table of its rows, and what is said of them."""

    input: str
    table: str
    source: Source
    missing: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    dropped: int = 0
    rows: int = 0


def load(
    company: Company, contract: Contract, open_work: OpenWork, scratch: Path, project: Path
) -> tuple[Loaded, set[str]]:
    """Every source's rows in `inputs.<input>` and in the tables of its system.

    Returns what came in, and the currencies that the systems' tables name.

    open_work: opens the work database; each source gets it anew, since reading a place of tables
    takes the right to read others away.
    """
    parts: list[Part] = []
    warnings: list[str] = []
    systems: dict[str, System] = {}
    connected: list[Given] = []
    delivered: dict[str, dict[str, set[str]]] = {}
    for number, source in enumerate(company.sources):
        if source.system:
            system = read_systems(project)[source.system][source.loader]
            systems[system.key] = system
            with open_work() as connection:
                brought = load_systems.load_system(
                    connection, company, source, system, scratch, project
                )
            warnings += brought.warnings
            for table, columns in brought.columns.items():
                delivered.setdefault(system.key, {}).setdefault(table, set()).update(columns)
            connected.append(_given_by_system(source, brought.left_out))
            continue
        with open_work() as connection:
            reader = _read_mapped if source.input else _read_place
            found, said = reader(connection, company, source, contract, scratch, project)
            parts += _put_aside(connection, found, number)
            warnings += said
    with open_work() as connection:
        loaded = {
            name: _put_together(connection, declared, [one for one in parts if one.input == name])
            for name, declared in contract.items()
        }
        tables: dict[str, LoadedInput] = {}
        currencies: set[str] = set()
        for system in systems.values():
            tables |= load_systems.contents(connection, system, delivered[system.key])
            currencies |= load_systems.currencies(connection, system)
    taken = Loaded(
        {name: one for name, one in loaded.items() if one is not None},
        tuple(warnings),
        systems=tables,
        connected=tuple(systems),
        added_to=_added_to(systems.values(), project),
        given=(*(_given(one) for one in parts), *connected),
    )
    return taken, currencies


def _added_to(systems: Iterable[System], project: Path) -> frozenset[str]:
    """The inputs that the models of systems may add rows to.

    A model is the same for all loaders: what one of them seldom has (Mailchimp's activities of
    messages without a report, as Airbyte delivers it) may still come.
    """
    declared = read_systems(project)
    loaders = [one for system in systems for one in declared[system.system].values()]
    return frozenset(name for one in loaders for name in one.inputs)


def _given(brought: Part) -> Given:
    """What a source gave of an input."""
    return Given(
        at=mask(brought.source.at),
        input=brought.input,
        rows=brought.rows,
        left_out=brought.dropped,
        files=brought.files,
        name=brought.source.name,
    )


def _given_by_system(source: Source, left_out: int) -> Given:
    """That a source is a system's, whose tables are counted apart."""
    return Given(
        mask(source.at),
        left_out=left_out,
        name=source.name,
        system=source.system,
        loader=source.loader,
    )


# One source -----------------------------------------------------------------------------------


def _read_place(
    connection: duckdb.DuckDBPyConnection,
    company: Company,
    source: Source,
    contract: Contract,
    scratch: Path,
    project: Path,
) -> tuple[list[Part], list[str]]:
    """A place in the contract's own shape."""
    location = locate(place_of(company, source.at), project)
    if location.kind == "duckdb":
        loaded, warnings = load_tables.load_duckdb(connection, location, contract)
    elif location.kind == "postgresql":
        loaded, warnings = load_tables.load_postgresql(connection, location, contract)
    elif location.path is not None and location.path.is_dir():
        delivery = gate.inspect(location.path, contract)
        loaded = load_files.load(connection, delivery, contract, scratch)
        warnings = list(delivery.warnings)
    else:
        raise LeadmartError(
            f"{source.at} is no folder, and no input is said for a file",
            where=source.where,
            mend="name a folder, or say the input",
            code=REFUSED,
        )
    parts = [
        Part(
            name,
            name,
            source,
            one.missing_columns,
            one.unknown_columns,
            (one.file,) if one.file else tuple(part.file for part in one.parts),
        )
        for name, one in loaded.items()
    ]
    return parts, warnings


def _read_mapped(
    connection: duckdb.DuckDBPyConnection,
    company: Company,
    source: Source,
    contract: Contract,
    scratch: Path,
    project: Path,
) -> tuple[list[Part], list[str]]:
    """One own file or table, or several files of one kind, as an input."""
    declared = contract[source.input]
    location = locate(place_of(company, source.at), project)
    if location.kind in ("duckdb", "postgresql"):
        headers = load_tables.load_table(connection, location, source.table, "inputs.raw")
        files: tuple[str, ...] = ()
    else:
        paths = written.files_at(place_of(company, source.at), source.where)
        files = tuple(path.name for path in paths)
        if not source.columns and not source.rows and source.format is None:
            return _read_parts(connection, source, declared, paths, scratch)
        headers = _load_written(connection, source, paths, scratch)
    source = _by_name(source, declared, headers)
    mapping.check_mapping(source, declared, headers)
    mapping.check_expressions(connection, source, headers)
    before, kept = _counts(connection, source)
    create_empty(connection, declared)
    connection.execute(
        f"insert into inputs.{quoted(declared.name)} "
        f"{mapping.mapped_rows(source, declared, 'inputs.raw')}"
    )
    connection.execute("drop table inputs.raw")
    given = {name for columns in (source.columns, *source.rows) for name in columns}
    missing = tuple(name for name in declared.column_names if name not in given)
    part = Part(declared.name, declared.name, source, missing, files=files, dropped=before - kept)
    warnings = []
    if part.dropped and source.format is not None:
        said = " or ".join(
            f"{name} is {text or 'empty'}" for name, text in source.format.drop_rows_where.items()
        )
        warnings = [one_line(f"{declared.name}: {part.dropped} rows left out, {said}")]
    return [part], warnings


def _read_parts(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    declared: Input,
    paths: list[Path],
    scratch: Path,
) -> tuple[list[Part], list[str]]:
    """Files of one input in the contract's own shape, one after the other."""
    problems = []
    parts = []
    for number, path in enumerate(paths):
        try:
            file = gate.inspect_file(path, declared)
            loaded = load_files.load_file(connection, file, declared, scratch)
        except Refused as refused:
            problems.append(problem(refused.what, path.name, refused.mend))
            continue
        table = f"{declared.name} part {number}"
        connection.execute(f"alter table inputs.{quoted(declared.name)} rename to {quoted(table)}")
        parts.append(
            Part(
                declared.name,
                table,
                source,
                loaded.missing_columns,
                loaded.unknown_columns,
                (path.name,),
            )
        )
    if problems:
        raise LeadmartError.of(problems, REFUSED)
    return parts, []


def _load_written(
    connection: duckdb.DuckDBPyConnection, source: Source, paths: list[Path], scratch: Path
) -> list[str]:
    """Files of any kind as one table of text under all of their headers, which are returned."""
    form = source.format or Format()
    of_each = [(path, raw.headers_of(path, form)) for path in paths]
    headers = list(dict.fromkeys(name for _, names in of_each for name in names))
    columns = ", ".join(f"{quoted(name)} varchar" for name in headers)
    connection.execute(f"create table inputs.raw ({columns})")
    for path, names in of_each:
        raw.load(connection, path, names, form, "inputs.raw", scratch)
    return headers


def _by_name(source: Source, declared: Input, headers: list[str]) -> Source:
    """A source that says no columns has the contract's own."""
    if source.columns or source.rows:
        return source
    return mapping.by_own_names(source, declared, headers)


def _counts(connection: duckdb.DuckDBPyConnection, source: Source) -> tuple[int, int]:
    row = connection.execute(
        f"select count(*), count(*) filter ({mapping.kept_rows(source.format)}) from inputs.raw"
    ).fetchone()
    assert row is not None
    return int(row[0]), int(row[1])


# All sources ----------------------------------------------------------------------------------


def _put_aside(
    connection: duckdb.DuckDBPyConnection, parts: list[Part], number: int
) -> Iterator[Part]:
    """A source's rows under names of their own, to make room for the next source's."""
    ending = f" of {number}"
    here = {part.table for part in parts}
    for (table,) in connection.execute(
        "select table_name from duckdb_tables() where schema_name = 'inputs' order by table_name"
    ).fetchall():
        if table in here:
            connection.execute(
                f"alter table inputs.{quoted(table)} rename to {quoted(table + ending)}"
            )
        elif " of " not in table:
            # An input that this source does not bring.
            connection.execute(f"drop table inputs.{quoted(table)}")
    for part in parts:
        table = part.table + ending
        counted = connection.execute(f"select count(*) from inputs.{quoted(table)}").fetchone()
        assert counted is not None
        yield replace(part, table=table, rows=int(counted[0]))


def _put_together(
    connection: duckdb.DuckDBPyConnection, declared: Input, parts: list[Part]
) -> LoadedInput | None:
    """All parts of an input as its one table, and what they brought."""
    if not parts:
        create_empty(connection, declared)
        return None
    target = f"inputs.{quoted(declared.name)}"
    if len(parts) == 1 and not parts[0].source.name:
        connection.execute(
            f"alter table inputs.{quoted(parts[0].table)} rename to {quoted(declared.name)}"
        )
    else:
        selects = " union all ".join(
            f"select {', '.join(_named_columns(declared, part.source.name))} "
            f"from inputs.{quoted(part.table)}"
            for part in parts
        )
        connection.execute(f"create table {target} as {selects}")
        for part in parts:
            connection.execute(f"drop table inputs.{quoted(part.table)}")
    rows, content_hash = content(connection, declared)
    return LoadedInput(
        rows=rows,
        content_hash=content_hash,
        missing_columns=tuple(
            name for name in declared.column_names if all(name in one.missing for one in parts)
        ),
        unknown_columns=tuple(sorted({name for one in parts for name in one.unknown})),
        file=some_of([name for one in parts for name in one.files], 20) or None,
    )


def _named_columns(declared: Input, name: str) -> Iterator[str]:
    """An input's columns, with the source's name before each id and reference."""
    absent = ", ".join(literal(text) for text in ABSENT)
    for column in declared.columns:
        text = quoted(column.name)
        if name and column.identifies:
            yield (
                f"case when upper(trim({text})) in ({absent}) then {text} "
                f"else {literal(name + ':')} || {text} end as {text}"
            )
        else:
            yield text
