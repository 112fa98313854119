"""The models and data tests compiled once and run in memory, on inputs of a test's own.

A build by dbt takes most of its time to read the project; for the question what another delivery
would give, the same statements on another database are enough. Where many deliveries follow each
other, a `Workbench` keeps that database, and makes anew only what the next delivery changes.
"""

from __future__ import annotations

import csv
import fcntl
import hashlib
import io
import json
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import duckdb

from leadmart.building.dbt_process import PARSED
from leadmart.building.parse import PARTIAL_PARSE, READ_BY
from leadmart.intake.contract import read_contract, with_own_columns
from leadmart.intake.systems import SOURCE_NAME, read_systems

ROOT = Path(__file__).resolve().parents[1]
MINIATURE = ROOT / "tests" / "miniature" / "inputs"
MINIATURE_VARIABLES = {
    "input_kind": "delivered",
    "as_of": "2026-03-31",
    "reporting_currency": "USD",
    # Its channels are worked out by day, too.
    "day_values": 12,
}

# A delivered table: a CSV file, its text, or its rows.
Table = Path | str | Sequence[Mapping[str, str | None]]

_ROWS_AT_ONCE = 100
# What is deleted, and what plans keep, takes up memory: two gigabytes after so many deliveries.
_DELIVERIES_OF_A_DATABASE = 30
# A plan is made for other rows than it is run on: nothing may be left out by what tables held then.
# And a join for every list of a few words takes longer to set up than to compare them.
_FOR_PLANS_THAT_LAST = (
    "set disabled_optimizers = 'statistics_propagation, row_group_pruner, in_clause'",
)
# dbt reads the whole project anew wherever a variable differs, which takes longer than to compile:
# what it read once is handed to it instead.
_DBT = """
import sys
from dbt.cli.main import dbtRunner
from leadmart.building.dbt_process import read_before

finished = dbtRunner(manifest=read_before()).invoke(sys.argv[1:])
sys.exit(0 if finished.success else str(finished.exception or "dbt failed"))
"""


@dataclass(frozen=True)
class Statement:
    """A node: its name, what it is made as, its query, and the relations that this reads."""

    name: str
    kind: str
    query: str
    reads: tuple[str, ...] = ()


@dataclass(frozen=True)
class Compiled:
    """The project's models in an order in which they can be run, and its data tests."""

    models: list[Statement]
    tests: list[Statement]
    # What dbt hands to MetricFlow.
    semantics: str = field(compare=False)

    def made_for(self, *names: str) -> list[Statement]:
        """Some relations and all that they are made of, in an order in which they can be run."""
        wanted = set(names)
        for one in reversed(self.models):
            if one.name in wanted:
                wanted |= {*one.reads}
        return [one for one in self.models if one.name in wanted]


def run_dbt(arguments: Sequence[str], folder: Path, parsed: Path | None = None) -> None:
    """Runs dbt on the project, with databases, target and logs in a folder.

    parsed: what dbt read of the project in an earlier run.
    Raises AssertionError with dbt's words if it fails.
    """
    paths = ["--target-path", str(folder / "target"), "--log-path", str(folder / "logs")]
    handed = {} if parsed is None else {PARSED: str(parsed)}
    finished = subprocess.run(
        [sys.executable, "-c", _DBT, *arguments, *paths, "--quiet"],
        cwd=ROOT,
        env={
            **os.environ,
            "LEADMART_TARGET": "duckdb",
            "LEADMART_DATABASE": str(folder / "leadmart.duckdb"),
            "LEADMART_WORK_DATABASE": str(folder / "work.duckdb"),
            "LEADMART_SPILL_DIRECTORY": str(folder / "spill"),
            **handed,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, (finished.stdout + finished.stderr)[-4000:]


def compile_project(
    folder: Path, variables: Mapping[str, Any], parsed: Path | None = None
) -> Compiled:
    """The whole project, compiled with some variables.

    parsed: what dbt read of the project in an earlier run.
    Raises AssertionError with dbt's words if it cannot compile it.
    """
    run_dbt(["compile", "--select", "*", "--vars", json.dumps(dict(variables))], folder, parsed)
    manifest = json.loads((folder / "target" / "manifest.json").read_text(encoding="utf-8"))
    nodes = manifest["nodes"]
    relations = {key: _relation(node) for key, node in {**nodes, **manifest["sources"]}.items()}
    tests = [
        Statement(node["name"], "test", node["compiled_code"], _reads(node, relations))
        for node in nodes.values()
        if node["resource_type"] == "test" and node.get("compiled_code")
    ]
    semantics = (folder / "target" / "semantic_manifest.json").read_text(encoding="utf-8")
    return Compiled(list(_statements(nodes, relations)), tests, semantics)


def compile_once(folder: Path, variables: Mapping[str, Any]) -> Compiled:
    """The whole project compiled with some variables, once for all that share the folder."""
    return _compile_once(folder, json.dumps(dict(variables), sort_keys=True, default=str))


@cache
def _compile_once(folder: Path, variables: str) -> Compiled:
    said = json.loads(variables)
    name = _short(variables)
    kept = folder / f"compiled-{name}.pickle"
    with locked(folder / f"compiled-{name}.lock"):
        if not kept.exists():
            project = _compile(folder, folder / f"compiled-{name}", said)
            kept.write_bytes(pickle.dumps(project))
    return pickle.loads(kept.read_bytes())


def _compile(shared: Path, folder: Path, variables: Mapping[str, Any]) -> Compiled:
    """The project compiled, from what another compilation made dbt read, if it reads the same."""
    read_by = {name: variables[name] for name in READ_BY if name in variables}
    parsed = shared / f"parsed-{_short(json.dumps(read_by, sort_keys=True))}.msgpack"
    with locked(parsed.with_suffix(".lock")):
        if not parsed.exists():
            project = compile_project(folder, variables)
            shutil.copyfile(folder / "target" / PARTIAL_PARSE, parsed)
            return project
    return compile_project(folder, variables, parsed)


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """A file that one process at a time holds."""
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def failures(connection: duckdb.DuckDBPyConnection, tests: Iterable[Statement]) -> dict[str, int]:
    """The data tests that would stop the release, each with the rows that it found."""
    found = {}
    for test in tests:
        row = connection.execute(_count(test)).fetchone()
        assert row is not None
        if row[0]:
            found[test.name] = row[0]
    return found


def _count(test: Statement) -> str:
    return f"select count(*) from ({test.query}\n) as failures"


def run(
    statements: Iterable[Statement],
    inputs: Mapping[str, Table],
    seeds: Mapping[str, str] | None = None,
    own: Iterable[Mapping[str, str]] = (),
    systems: Mapping[str, Mapping[str, Table]] | None = None,
) -> duckdb.DuckDBPyConnection:
    """A database in memory with everything that the statements make of the inputs.

    inputs: input name → a CSV file, its text, or its rows; what is not named is an empty table.
    seeds: reference table → the text of a CSV that a company would put in its place.
    own: the own dimensions that the statements were compiled with, for columns beyond the contract.
    systems: `system__loader` → its tables, where the statements were compiled with systems.
    """
    contract = _contract(tuple((one["input"], one["column"]) for one in own))
    connection = _connect(contract)
    if systems is not None:
        _make_systems(connection)
        for name, rows in _system_rows(systems).items():
            _fill(connection, name, rows, _system_tables()[name])
    for name, columns in contract.items():
        _fill(connection, f"inputs.{name}", _rows(inputs.get(name, ()), columns), columns)
    for statement in statements:
        _make(connection, statement)
        text = (seeds or {}).get(statement.name.rsplit(".", 1)[1])
        if text is not None:
            _replace(connection, statement.name, text)
    return connection


class BuildError(AssertionError):
    """A statement that cannot be carried out on a delivery."""


class Workbench:
    """A database in memory for one delivery after the other.

    A relation is made anew only where something that it reads differs from the delivery before, and
    one that was empty and is empty again changes nothing to its right. So the many tables of inputs
    that are not delivered cost nothing, and statements are planned once.

    has_systems: whether the project was compiled with systems, whose tables are then there, too.
    """

    def __init__(self, project: Compiled, has_systems: bool = False) -> None:
        self.project = project
        self._has_systems = has_systems
        self._begin()

    def _begin(self) -> None:
        """A new database, with all relations of no delivery."""
        self.connection = _connect(_contract())
        if self._has_systems:
            _make_systems(self.connection)
        for setting in _FOR_PLANS_THAT_LAST:
            self.connection.execute(setting)
        self._delivered = 0
        self._inputs: dict[str, list[tuple[str | None, ...]]] = {}
        self._counts: dict[str, int] = {}
        self._failures: dict[str, int] = {}
        self._prepared: dict[str, str] = {}
        # What the last delivery left is whole, so that the next may build on it.
        self._is_whole = False
        self._at = ""
        for statement in self.project.models:
            _make(self.connection, statement)

    def deliver(
        self,
        inputs: Mapping[str, Table],
        systems: Mapping[str, Mapping[str, Table]] | None = None,
    ) -> None:
        """Builds everything of a delivery, given as `run` takes it.

        Raises BuildError with the name of the first relation or test that cannot be made.
        """
        if self._delivered == _DELIVERIES_OF_A_DATABASE:
            self.connection.close()
            self._begin()
        self._delivered += 1
        self._at = "inputs"
        try:
            changed = self._load(inputs, systems or {})
            if not self._is_whole:
                changed = self._everything()
            self._is_whole = False
            self._build(changed)
            self._test(changed)
        except duckdb.Error as error:
            raise BuildError(f"{self._at}: {str(error).splitlines()[0]}") from error
        self._is_whole = True

    def failures(self) -> dict[str, int]:
        """The data tests that would stop the delivery's release, each with the rows it found."""
        return {name: count for name, count in self._failures.items() if count}

    def filled(self) -> list[str]:
        """The tables that hold rows."""
        return [name for name, count in self._counts.items() if count > 0]

    def _load(
        self, inputs: Mapping[str, Table], systems: Mapping[str, Mapping[str, Table]]
    ) -> set[str]:
        """Fills the inputs that differ from those before; gives their relations."""
        columns = {f"inputs.{name}": its for name, its in _contract().items()}
        given = {
            f"inputs.{name}": _rows(inputs.get(name, ()), its) for name, its in _contract().items()
        }
        if self._has_systems:
            columns |= _system_tables()
            given |= _system_rows(systems)
        changed = set()
        for name, rows in given.items():
            if rows != self._inputs.get(name, []):
                _fill(self.connection, name, rows, columns[name])
                self._inputs[name] = rows
                changed.add(f"work.{name}")
        return changed

    def _everything(self) -> set[str]:
        """All relations, none of which counts as empty before."""
        self._counts = {}
        self._failures = {}
        return {one for node in (*self.project.models, *self.project.tests) for one in node.reads}

    def _build(self, changed: set[str]) -> None:
        for model in self.project.models:
            if changed.isdisjoint(model.reads):
                continue
            self._at = model.name
            if model.kind == "view":
                changed.add(model.name)
                continue
            before = self._counts.get(model.name)
            if before != 0:
                self._counts[model.name] = 0
                self.connection.execute(f"truncate {model.name}")
            count = self._carry_out(model, f"insert into {model.name} {model.query}")
            if before != 0 or count:
                changed.add(model.name)
            self._counts[model.name] = count

    def _test(self, changed: set[str]) -> None:
        for test in self.project.tests:
            if test.name not in self._failures or not changed.isdisjoint(test.reads):
                self._at = test.name
                self._failures[test.name] = self._carry_out(test, _count(test))

    def _carry_out(self, statement: Statement, sql: str) -> int:
        """Runs a statement, planned at its first time; gives the number that it answers."""
        if statement.name not in self._prepared:
            name = f"statement_{len(self._prepared)}"
            self.connection.execute(f"prepare {name} as {sql}")
            self._prepared[statement.name] = name
        row = self.connection.execute(f"execute {self._prepared[statement.name]}").fetchone()
        assert row is not None
        return int(row[0])


def miniature_inputs(without: Iterable[str] = ()) -> dict[str, Path]:
    """The files of the miniature company, but for some."""
    left_out = set(without)
    return {
        path.stem: path for path in sorted(MINIATURE.glob("*.csv")) if path.stem not in left_out
    }


def _relation(node: Mapping[str, Any]) -> str:
    return f"{node['database']}.{node['schema']}.{node.get('alias') or node['identifier']}"


def _reads(node: Mapping[str, Any], relations: Mapping[str, str]) -> tuple[str, ...]:
    parents = node.get("depends_on", {}).get("nodes", ())
    return tuple(relations[parent] for parent in parents if parent in relations)


def _statements(nodes: Mapping[str, Any], relations: Mapping[str, str]) -> Iterator[Statement]:
    """Seeds are not compiled, but read from their files; whatever is upstream of a model is."""
    wanted = {key: node for key, node in nodes.items() if _is_made(node)}
    graph = {
        key: [parent for parent in node["depends_on"].get("nodes", ()) if parent in wanted]
        for key, node in wanted.items()
    }
    for key in TopologicalSorter(graph).static_order():
        node = wanted[key]
        kind = "view" if node["config"]["materialized"] == "view" else "table"
        yield Statement(relations[key], kind, _query(node), _reads(node, relations))


def _is_made(node: Mapping[str, Any]) -> bool:
    return node["resource_type"] == "seed" or (
        node["resource_type"] in ("model", "snapshot") and bool(node.get("compiled_code"))
    )


def _query(node: Mapping[str, Any]) -> str:
    if node["resource_type"] == "seed":
        types = (node["config"].get("column_types") or {}).items()
        named = ", ".join(f"'{column}': '{kind}'" for column, kind in types)
        given = f", types={{{named}}}" if named else ""
        path = str(ROOT / node["original_file_path"]).replace("'", "''")
        return f"from read_csv('{path}', sample_size=-1{given})"
    if node["resource_type"] == "snapshot":
        # The first build's: what dbt adds to each row.
        return (
            "select *, md5(cast(deal_id as varchar)) as dbt_scd_id, "
            "seen_at as dbt_updated_at, seen_at as dbt_valid_from, "
            f"cast(null as timestamp) as dbt_valid_to from ({node['compiled_code']})"
        )
    return str(node["compiled_code"])


def _connect(contract: Mapping[str, tuple[str, ...]]) -> duckdb.DuckDBPyConnection:
    """A database in memory with the names of a build's two, and with a table for each input."""
    # Beyond this much memory it uses the disk: others work on this machine, too.
    spill = Path(tempfile.gettempdir()) / f"leadmart-spill-{uuid.uuid4().hex}"
    connection = duckdb.connect(
        config={"threads": 1, "memory_limit": "4GB", "temp_directory": str(spill)}
    )
    connection.execute("set TimeZone = 'UTC'; set enable_progress_bar = false")
    connection.execute("attach ':memory:' as work; attach ':memory:' as leadmart; use leadmart")
    connection.execute("create schema work.inputs")
    for name, columns in contract.items():
        # Of text, as the runner loads them.
        typed = ", ".join(f"{column} varchar" for column in columns)
        connection.execute(f"create table work.inputs.{name} ({typed})")
    return connection


def _make_systems(connection: duckdb.DuckDBPyConnection) -> None:
    """The tables of every system, from every loader, without rows."""
    for table, columns in _system_tables().items():
        connection.execute(f"create schema if not exists work.{table.partition('.')[0]}")
        typed = ", ".join(f"{column} varchar" for column in columns)
        connection.execute(f"create table work.{table} ({typed})")


def _system_rows(
    systems: Mapping[str, Mapping[str, Table]],
) -> dict[str, list[tuple[str | None, ...]]]:
    """The rows of the tables of every system; of those not named none."""
    declared = _system_tables()
    given = {
        f"{schema}.{name}": table for schema, its in systems.items() for name, table in its.items()
    }
    assert not given.keys() - declared.keys(), f"no such table: {given.keys() - declared.keys()}"
    found = {}
    for table, columns in declared.items():
        source = columns.index(SOURCE_NAME)
        found[table] = [
            (*row[:source], row[source] or "", *row[source + 1 :])
            for row in _rows(given.get(table, ()), columns)
        ]
    return found


@cache
def _system_tables() -> dict[str, tuple[str, ...]]:
    """The columns of the tables of every system, as `schema.table`, all of text."""
    return {
        f"{one.schema}.{name}": (*table.column_names, SOURCE_NAME)
        for loaders in read_systems(ROOT).values()
        for one in loaders.values()
        for name, table in one.tables.items()
    }


def _replace(connection: duckdb.DuckDBPyConnection, table: str, text: str) -> None:
    """Other rows in a table; columns that they lack are NULL."""
    connection.execute(f"delete from {table}")
    for row in csv.DictReader(io.StringIO(text)):
        places = ", ".join("?" for _ in row)
        connection.execute(
            f"insert into {table} ({', '.join(row)}) values ({places})",
            [value or None for value in row.values()],
        )


def _make(connection: duckdb.DuckDBPyConnection, model: Statement) -> None:
    connection.execute(f"create schema if not exists {model.name.rsplit('.', 1)[0]}")
    connection.execute(f"create or replace {model.kind} {model.name} as {model.query}")


@cache
def _contract(own: tuple[tuple[str, str], ...] = ()) -> dict[str, tuple[str, ...]]:
    contract = with_own_columns(read_contract(ROOT), own)
    return {name: declared.column_names for name, declared in contract.items()}


def _rows(source: Table, columns: tuple[str, ...]) -> list[tuple[str | None, ...]]:
    if isinstance(source, Path):
        source = source.read_text(encoding="utf-8")
    rows = csv.DictReader(io.StringIO(source)) if isinstance(source, str) else source
    return [tuple(row.get(column) or None for column in columns) for row in rows]


def _fill(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    rows: list[tuple[str | None, ...]],
    columns: tuple[str, ...],
) -> None:
    connection.execute(f"delete from work.{table}")
    row = f"({', '.join('?' for _ in columns)})"
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        some = rows[start : start + _ROWS_AT_ONCE]
        connection.execute(
            f"insert into work.{table} values {', '.join([row] * len(some))}",
            [value for one in some for value in one],
        )
