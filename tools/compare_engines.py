"""Builds the same inputs on several engines and compares every published table, row by row.

    python tools/compare_engines.py duckdb postgres spark [--input DIR] [--company FILE]
        [--as-of DATE] [--keep DIR] [--test ENGINE] [--test-macros ENGINE] [--systems]
    python tools/compare_engines.py --releases ONE/current OTHER/current

The first engine is the reference. Keys, counts, dates, texts and decimals must be equal exactly;
doubles to nine significant digits, as engines add in different orders. What differs is printed by
table, and the exit code is then 1. Each engine needs its extra
(see docs/engines.md); PostgreSQL also a server, by LEADMART_POSTGRES_HOST, …_PORT and so on,
in whose database the schemas of an earlier comparison are replaced. With --systems, the connectors
are built beside it, of the demo company in the tables of every system and loader, and compared too.
Two releases that are built already are compared alike, whichever engines built them.
"""

from __future__ import annotations

import argparse
import copy
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import yaml

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

if TYPE_CHECKING:
    from leadmart.intake.systems import System

ENGINES = ("duckdb", "postgres", "spark")
SCHEMAS = ("core", "measures", "metrics", "insights", "quality")
CONNECTORS = "connectors"
# DuckDB may take 4 GB of memory and Spark 2 GB, so that two of them fit into 8 GB.
ENGINES_AT_ONCE = 2
# Rows of each table of a system: enough for all that its connector tells apart.
SYSTEM_ROWS = 400
# What dbt builds: all, all with its tests, or all with the tests of what differs between engines.
MODELS = ("build", "--exclude-resource-type", "test", "unit_test")
ALL_TESTS = ("build",)
MACRO_TESTS = (
    *("build", "--indirect-selection", "empty", "--select"),
    *("resource_type:seed", "resource_type:snapshot", "resource_type:model"),
    *("path:tests/engines", "path:tests/staging", "path:tests/intermediate"),
)
_TEXT = "{{ 'string' if target.type == 'spark' else 'text' }}"
# Doubles may differ by so much of themselves, or around zero by so much.
RELATIVE = 1e-9
ABSOLUTE = 1e-12
# Numbers that are exact, whatever their type, are compared with so many places.
EXACT = "decimal(38, 12)"


class BuildFailed(Exception):
    """dbt could not build; the message is the end of what it said."""


# Build ----------------------------------------------------------------------------------------


def environment(engine: str, folder: Path) -> dict[str, str]:
    """What an engine's target in profiles.yml needs to build into a folder, and nowhere else."""
    ours = {
        "LEADMART_TARGET": engine,
        "LEADMART_DATABASE": str(folder / "leadmart.duckdb"),
        "LEADMART_WORK_DATABASE": str(folder / "work.duckdb"),
        "LEADMART_SPILL_DIRECTORY": str(folder / "spill"),
        "LEADMART_SPARK_WAREHOUSE": str(folder / "spark"),
        "LEADMART_SPARK_METASTORE": str(folder / "metastore"),
        "LEADMART_SPARK_CATALOG": "in-memory",
        "DBT_TARGET_PATH": str(folder / "target"),
        "DBT_LOG_PATH": str(folder / "logs"),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }
    return {**os.environ, **ours}


def build(
    engine: str,
    folder: Path,
    project: Path = ROOT,
    arguments: tuple[str, ...] = MODELS,
) -> float:
    """Runs dbt on an engine, by default all of the project but its tests; gives the seconds.

    Raises BuildFailed if anything in it failed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    dbt = "import sys; from dbt.cli.main import cli; sys.argv[0] = 'dbt'; cli()"
    started = time.monotonic()
    finished = subprocess.run(
        [sys.executable, "-c", dbt, *arguments],
        cwd=project,
        env=environment(engine, folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if finished.returncode != 0:
        raise BuildFailed(f"{engine}: {finished.stdout[-4000:]}")
    return time.monotonic() - started


def delivered_project(
    source: Path | None, folder: Path, as_of: str | None, company_file: Path | None = None
) -> Path:
    """A copy of the project whose seeds are a company's inputs, for any engine to build.

    The runner's own gate and loader read the files, so that they are what a build would see.
    source: a folder of inputs; without it, what the company file names.
    """
    from leadmart.building.plan import Plan
    from leadmart.intake import load
    from leadmart.intake.company import read_named
    from leadmart.intake.contract import read_contract
    from leadmart.intake.location import locate
    from leadmart.settings import read_settings
    from leadmart.workplace import Workplace

    project = copied(folder)
    company = read_named(company_file, ROOT)
    assignments = list(company.settings) if company else []
    settings = read_settings(home=folder / "home", as_of=as_of, assignments=assignments)
    location = locate(str(source) if source else None, ROOT, company)
    workplace = Workplace(folder / "load").create()
    loaded = load.take_in(location, workplace, settings)
    plan = Plan(
        "compare",
        settings,
        workplace,
        location,
        load.decide_as_of(settings, location),
        load.decide_currency(settings, loaded),
    )
    seeds = project / "seeds" / "demo"
    with duckdb.connect(str(workplace.work), read_only=True) as connection:
        for name in read_contract(ROOT):
            seed = seeds / f"{name}.csv"
            connection.execute(f"copy inputs.{name} to '{seed}' (header, delimiter ',')")
    variables = {name: one for name, one in plan.variables.items() if name != "input_kind"}
    _set_variables(project / "dbt_project.yml", variables)
    for own in variables.get("own_dimensions", []):
        _declare_column(seeds / "_demo.yml", own["input"], own["column"])
    return project


def project_with_systems(project: Path, folder: Path) -> tuple[Path, str]:
    """A copy of the project with the demo company in the tables of every system, as seeds.

    Exports are left out: what they give is files, which the runner reads. Returns the copy and what
    the variable `systems` must be. Connectors name seeds there instead of sources, so that every
    engine builds these first.
    """
    from leadmart.demo.systems import SYSTEMS, demo_inputs, write_tables
    from leadmart.intake.company import Company, Source
    from leadmart.intake.load_systems import load_system
    from leadmart.intake.systems import read_systems

    if project == ROOT:
        project = copied(folder)
    seeds = project / "seeds" / "systems"
    seeds.mkdir()
    demo, delivered = demo_inputs(), folder / "delivered"
    systems = [
        one
        for loaders in read_systems(ROOT).values()
        for one in loaders.values()
        if one.loader != "export"
    ]
    declared = []
    with duckdb.connect() as connection:
        for one in systems:
            carried = SYSTEMS[one.system].carried(copy.deepcopy(demo), one.loader)
            tables = SYSTEMS[one.system].tables(carried, one.loader)
            place = delivered / one.schema
            write_tables(place, {name: rows[:SYSTEM_ROWS] for name, rows in tables.items()})
            # Every loader's ids begin with its name, or they would be one another's.
            source = Source(str(place), one.key, one.loader, system=one.system, loader=one.loader)
            company = Company(delivered / "company.yml", sources=(source,))
            load_system(connection, company, source, one, delivered, ROOT)
            declared += _write_seeds(connection, one, seeds)
    (seeds / "_systems.yml").write_text(yaml.safe_dump({"seeds": declared}), encoding="utf-8")
    _have_connectors_read_seeds(project)
    return project, ", ".join(one.key for one in systems)


def _write_seeds(
    connection: duckdb.DuckDBPyConnection, system: System, seeds: Path
) -> Iterator[dict[str, Any]]:
    """A system's loaded tables as files of seeds; gives what dbt must know of each."""
    from leadmart.intake.systems import SOURCE_NAME

    for table in system.tables.values():
        columns = [*table.column_names, SOURCE_NAME]
        # The word NULL of a seed is nothing to some engines.
        said = ", ".join(f'nullif("{name}", \'NULL\') as "{name}"' for name in columns)
        seed = f"{system.schema}__{table.name}"
        connection.execute(
            f"copy (select {said} from {system.schema}.{table.name})"
            f" to '{seeds / seed}.csv' (header, delimiter ',')"
        )
        config = {
            "alias": table.name,
            "schema": system.schema,
            "column_types": dict.fromkeys(columns, _TEXT),
        }
        yield {"name": seed, "config": config}


def _have_connectors_read_seeds(project: Path) -> None:
    """Seeds in place of sources, and tables of the published database, which are compared."""
    for path in (project / "models" / CONNECTORS).glob("**/*.sql"):
        text = path.read_text(encoding="utf-8").replace("{{ config(materialized='view') }}\n", "")
        path.write_text(re.sub(r"(?<![\w.])source\(", "system_seed(", text), encoding="utf-8")
    (project / "macros" / "system_seed.sql").write_text(
        "{% macro system_seed(schema, table) %}"
        "{{ return(ref(schema ~ '__' ~ table)) }}{% endmacro %}"
    )
    settings = project / "dbt_project.yml"
    text = settings.read_text(encoding="utf-8").replace(
        "      +schema: connectors\n      +database: work\n",
        "      +schema: connectors\n      +materialized: table\n",
    )
    settings.write_text(
        text.replace("        base:\n          +materialized: view\n", ""), encoding="utf-8"
    )


def copied(folder: Path) -> Path:
    """A copy of the project that may be changed."""
    project = folder / "project"
    ignored = shutil.ignore_patterns(".*", "target", "logs", "warehouse", "__pycache__", "*.duckdb")
    shutil.copytree(ROOT, project, ignore=ignored)
    # What dbt must not read of the tests.
    shutil.copy(ROOT / ".dbtignore", project)
    return project


def _declare_column(path: Path, name: str, column: str) -> None:
    """A column beyond the contract as text, like all others of a seed."""
    declared = yaml.safe_load(path.read_text(encoding="utf-8"))
    (seed,) = [one for one in declared["seeds"] if one["name"] == name]
    types = seed["config"]["column_types"]
    types.setdefault(column, next(iter(types.values())))
    path.write_text(yaml.safe_dump(declared), encoding="utf-8")


def _set_variables(path: Path, variables: dict[str, Any]) -> None:
    """Other values for variables that the project file declares."""
    lines = path.read_text(encoding="utf-8").splitlines()
    for name, value in variables.items():
        (at,) = [number for number, line in enumerate(lines) if line.startswith(f"  {name}:")]
        lines[at] = f"  {name}: {json.dumps(value)}"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


# Read -----------------------------------------------------------------------------------------


def attach(
    connection: duckdb.DuckDBPyConnection,
    engine: str,
    folder: Path,
    schemas: tuple[str, ...] = SCHEMAS,
) -> None:
    """What an engine built, as tables <engine>.<schema>.<table> of a DuckDB connection."""
    if engine == "duckdb":
        connection.execute(f"attach '{folder / 'leadmart.duckdb'}' as duckdb (read_only)")
        return
    connection.execute(f"attach '{folder / f'read-{engine}.duckdb'}' as {engine}")
    for schema in schemas:
        connection.execute(f"create schema {engine}.{schema}")
    if engine == "spark":
        _read_spark(connection, folder / "spark", schemas)
    else:
        _read_postgres(connection, schemas)


def _read_spark(
    connection: duckdb.DuckDBPyConnection, warehouse: Path, schemas: tuple[str, ...]
) -> None:
    """Spark's tables are Parquet files; nothing of Spark is needed to read them."""
    for schema in schemas:
        for table in sorted((warehouse / f"{schema}.db").iterdir()):
            connection.execute(
                f"create view spark.{schema}.{table.name} as"
                f" select * from read_parquet('{table}/*.parquet')"
            )


def _read_postgres(connection: duckdb.DuckDBPyConnection, schemas: tuple[str, ...]) -> None:
    """PostgreSQL's tables come over as Arrow; its numeric, which has no Arrow type, as text."""
    from adbc_driver_postgresql import dbapi

    host = os.environ.get("LEADMART_POSTGRES_HOST", "localhost")
    port = os.environ.get("LEADMART_POSTGRES_PORT", "5432")
    user = os.environ.get("LEADMART_POSTGRES_USER", "postgres")
    database = os.environ.get("LEADMART_POSTGRES_DATABASE", "leadmart")
    os.environ.setdefault("PGPASSWORD", os.environ.get("DBT_ENV_SECRET_POSTGRES_PASSWORD", ""))
    with dbapi.connect(f"postgresql://{user}@{host}:{port}/{database}") as server:
        cursor = server.cursor()
        cursor.execute(
            "select table_schema, table_name, column_name, data_type"
            " from information_schema.columns order by table_schema, table_name, ordinal_position"
        )
        columns: dict[tuple[str, str], list[tuple[str, str]]] = {}
        for schema, table, column, kind in cursor.fetchall():
            if schema in schemas:
                columns.setdefault((schema, table), []).append((column, kind))
        for (schema, table), named in columns.items():
            cursor.execute(f'select * from {schema}."{table}"')
            delivered = cursor.fetch_record_batch()  # noqa: F841 — DuckDB reads it by its name
            selected = ", ".join(
                f"cast({column} as {EXACT}) as {column}" if kind == "numeric" else column
                for column, kind in named
            )
            connection.execute(
                f"create table postgres.{schema}.{table} as select {selected} from delivered"
            )


# Compare --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Column:
    """A column and what it holds: number (exact), double, text, date, timestamp or boolean."""

    name: str
    kind: str


def compare(
    connection: duckdb.DuckDBPyConnection, left: str, right: str, schemas: tuple[str, ...] = SCHEMAS
) -> Iterator[tuple[str, str]]:
    """Every table of two attached databases; gives (table, what differs) for each difference."""
    for schema in schemas:
        here = _tables(connection, left, schema)
        there = _tables(connection, right, schema)
        for table in sorted(here.keys() | there.keys()):
            name = f"{schema}.{table}"
            if table not in there:
                yield name, f"is missing in {right}"
            elif table not in here:
                yield name, f"is in {right} only"
            elif differing := list(_columns_apart(here[table], there[table], right)):
                yield from ((name, what) for what in differing)
            else:
                for what in _rows_apart(connection, left, right, name, here[table]):
                    yield name, what


def count_tables(
    connection: duckdb.DuckDBPyConnection, engine: str, schemas: tuple[str, ...] = SCHEMAS
) -> int:
    """How many tables of the compared schemas an attached database has."""
    return sum(len(_tables(connection, engine, schema)) for schema in schemas)


def _tables(
    connection: duckdb.DuckDBPyConnection, database: str, schema: str
) -> dict[str, list[Column]]:
    found: dict[str, list[Column]] = {}
    for table, name, kind in connection.execute(
        "select table_name, column_name, data_type from duckdb_columns()"
        " where database_name = ? and schema_name = ? order by table_name, column_index",
        [database, schema],
    ).fetchall():
        found.setdefault(table, []).append(Column(name, _kind(kind)))
    return found


def _kind(data_type: str) -> str:
    if data_type.startswith("DECIMAL") or data_type.endswith("INT") or data_type == "INTEGER":
        return "number"
    if data_type.startswith("TIMESTAMP"):
        return "timestamp"
    return {"VARCHAR": "text", "FLOAT": "float"}.get(data_type, data_type.lower())


def _columns_apart(left: list[Column], right: list[Column], name: str) -> Iterator[str]:
    if [one.name for one in left] != [one.name for one in right]:
        apart = sorted({one.name for one in left} ^ {one.name for one in right})
        yield f"columns differ: {', '.join(apart) or 'their order'}"
        return
    for one, other in zip(left, right, strict=True):
        if one.kind != other.kind:
            yield f"{one.name} is {one.kind}, in {name} {other.kind}"


def _rows_apart(
    connection: duckdb.DuckDBPyConnection, left: str, right: str, table: str, columns: list[Column]
) -> Iterator[str]:
    """What differs between a table's rows: a line per double, and for rows without a match."""
    if _fingerprint(connection, left, table, columns) == _fingerprint(
        connection, right, table, columns
    ):
        return
    exact = [one.name for one in columns if one.kind != "double"]
    doubles = [one.name for one in columns if one.kind == "double"]
    _keep_odd_rows(connection, "odd_left", left, right, table, columns)
    _keep_odd_rows(connection, "odd_right", right, left, table, columns)
    _number_equals("odd_left", connection, exact, doubles)
    _number_equals("odd_right", connection, exact, doubles)
    same = " and ".join(f"l.{name} is not distinct from r.{name}" for name in [*exact, "row_place"])
    for name in doubles:
        count, here, there = connection.execute(
            f"select count(*), any_value(l.{name}), any_value(r.{name})"
            f" from odd_left as l inner join odd_right as r on {same}"
            f" where l.{name} is distinct from r.{name} and coalesce(abs(l.{name} - r.{name}) >"
            f" greatest({ABSOLUTE}, {RELATIVE} * greatest(abs(l.{name}), abs(r.{name}))), true)"
        ).fetchone() or (0, None, None)
        if count:
            yield f"{name} differs in {count} rows, such as {here!r} and {there!r}"
    for side, other, where in (("l", "odd_right", left), ("r", "odd_left", right)):
        odd = "odd_left" if side == "l" else "odd_right"
        back = "r" if side == "l" else "l"
        connection.execute(
            f"create or replace temp table alone_{side} as select * from {odd} as {side}"
            f" where not exists (select 1 from {other} as {back} where {same})"
        )
        count = _count(connection, f"alone_{side}")
        if count:
            example = connection.execute(f"select * from alone_{side} order by all").fetchone()
            yield f"{count} rows are in {where} only, such as {example[:-1] if example else ''}"
    yield from _guilty_columns(connection, exact)


def _guilty_columns(connection: duckdb.DuckDBPyConnection, exact: list[str]) -> Iterator[str]:
    """Columns without which rows that are alone would have found each other."""
    if not _count(connection, "alone_l") or not _count(connection, "alone_r"):
        return
    for name in exact:
        others = [f"l.{one} is not distinct from r.{one}" for one in exact if one != name]
        count, here, there = connection.execute(
            f"select count(*), any_value(l.{name}), any_value(r.{name}) from alone_l as l"
            f" inner join alone_r as r on {' and '.join(others) or 'true'}"
        ).fetchone() or (0, None, None)
        if count:
            yield f"  {name} alone differs in {count} of them, such as {here!r} and {there!r}"


def _fingerprint(
    connection: duckdb.DuckDBPyConnection, database: str, table: str, columns: list[Column]
) -> tuple[object, ...]:
    """The same for the same rows in any order."""
    values = ", ".join(_normalised(columns))
    return tuple(
        connection.execute(
            f"select count(*), sum(cast(hash({values}) as hugeint)), bit_xor(hash({values}, 1))"
            f" from {database}.{table}"
        ).fetchone()
        or ()
    )


def _normalised(columns: list[Column]) -> list[str]:
    """The columns in the same types on every engine; minus zero is zero."""
    types = {"number": EXACT, "timestamp": "timestamp"}
    return [
        f"{one.name} + 0.0"
        if one.kind == "double"
        else f"cast({one.name} as {types[one.kind]})"
        if one.kind in types
        else one.name
        for one in columns
    ]


def _keep_odd_rows(
    connection: duckdb.DuckDBPyConnection,
    kept: str,
    here: str,
    there: str,
    table: str,
    columns: list[Column],
) -> None:
    """The rows of one side that the other does not have exactly."""
    named = zip(_normalised(columns), columns, strict=True)
    values = ", ".join(f"{value} as {column.name}" for value, column in named)
    connection.execute(
        f"create or replace temp table {kept} as select {values} from {here}.{table}"
        f" except all select {values} from {there}.{table}"
    )


def _number_equals(
    table: str, connection: duckdb.DuckDBPyConnection, exact: list[str], doubles: list[str]
) -> None:
    """Numbers the rows that differ in their doubles only, so that each finds its counterpart."""
    within = f"partition by {', '.join(exact)}" if exact else ""
    order = f"order by {', '.join(doubles)}" if doubles else ""
    connection.execute(
        f"create or replace temp table {table} as"
        f" select *, row_number() over ({within} {order}) as row_place from {table}"
    )


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    return int((connection.execute(f"select count(*) from {table}").fetchone() or (0,))[0])


# Command --------------------------------------------------------------------------------------


def main() -> int:
    """Builds, compares, prints; 0 where nothing differs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("engines", nargs="*", help=" or ".join(ENGINES))
    parser.add_argument("--releases", nargs=2, type=Path, help="compare these instead")
    parser.add_argument("--input", type=Path, help="a folder of inputs; without it, the demo's")
    parser.add_argument("--company", type=Path, help="a company file: sources, own dimensions")
    parser.add_argument("--as-of", help="the last day that the builds see")
    parser.add_argument("--systems", action="store_true", help="with the systems' connectors")
    parser.add_argument("--keep", type=Path, help="where to build; without it, nothing is kept")
    for option, what in (("--test", "all tests"), ("--test-macros", "the tests of macros")):
        parser.add_argument(
            option, action="append", default=[], choices=ENGINES, help=f"run {what} on this engine"
        )
    said = parser.parse_args()
    if said.releases and said.engines:
        parser.error("either engines or releases")
    if said.releases:
        return compare_releases(*said.releases)
    if unknown := set(said.engines) - set(ENGINES):
        parser.error(f"no such engine: {', '.join(sorted(unknown))}")
    if len(set(said.engines)) < 2:
        parser.error("two different engines are needed")
    with tempfile.TemporaryDirectory(prefix="leadmart-compare-") as temporary:
        folder = (said.keep or Path(temporary)).absolute()
        try:
            tested = dict.fromkeys(said.test_macros, MACRO_TESTS) | dict.fromkeys(
                said.test, ALL_TESTS
            )
            return build_and_compare(
                said.engines, folder, said.input, said.as_of, tested, said.company, said.systems
            )
        except BuildFailed as failure:
            print(failure)
            return 1


def build_and_compare(
    engines: list[str],
    folder: Path,
    source: Path | None,
    as_of: str | None,
    tested: dict[str, tuple[str, ...]],
    company_file: Path | None = None,
    with_systems: bool = False,
) -> int:
    """Builds on each engine, by other arguments of dbt where so said; compares with the first."""
    project = ROOT
    if source or company_file:
        source = source.absolute() if source else None
        project = delivered_project(source, folder, as_of, company_file)
    schemas, more = SCHEMAS, []
    if with_systems:
        project, systems = project_with_systems(project, folder)
        schemas, more = (*SCHEMAS, CONNECTORS), ["--vars", json.dumps({"systems": systems})]
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        # An engine alone leaves a core idle at times: dbt waits for it, or it for dbt.
        with ThreadPoolExecutor(ENGINES_AT_ONCE) as pool:
            building = {
                engine: pool.submit(
                    build, engine, folder / engine, project, (*tested.get(engine, MODELS), *more)
                )
                for engine in engines
            }
            for engine, built in building.items():
                print(f"{engine}: built in {built.result():.0f} s", flush=True)
                attach(connection, engine, folder / engine, schemas)
        reference, *others = engines
        found = [print_differences(connection, reference, engine, schemas) for engine in others]
        return 1 if any(found) else 0


def compare_releases(one: Path, other: Path) -> int:
    """Compares two releases; 0 where nothing differs."""
    from leadmart.intake.sql import literal

    with duckdb.connect() as connection:
        for name, release in (("one", one), ("other", other)):
            database = literal(str(release / "leadmart.duckdb"))
            connection.execute(f"attach {database} as {name} (read_only)")
        return 1 if print_differences(connection, "one", "other") else 0


def print_differences(
    connection: duckdb.DuckDBPyConnection,
    left: str,
    right: str,
    schemas: tuple[str, ...] = SCHEMAS,
) -> int:
    """Prints what differs between two attached databases, by table; gives how much."""
    found = 0
    for table, what in compare(connection, left, right, schemas):
        print(f"{right}  {table}: {what}")
        found += 1
    tables = count_tables(connection, right, schemas)
    print(f"{left} and {right}: {tables} tables compared, {found} differences")
    return found


if __name__ == "__main__":
    sys.exit(main())
