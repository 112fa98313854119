"""The models and data tests compiled once and run in memory, on inputs of a test's own.

A build by dbt takes most of its time to read the project; for the question what another delivery
would give, the same statements on another database are enough.
"""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import duckdb

from leadmart.contract import read_contract

ROOT = Path(__file__).resolve().parents[1]
MINIATURE = ROOT / "tests" / "miniature" / "inputs"
MINIATURE_VARIABLES = {
    "input_kind": "delivered",
    "as_of": "2026-03-31",
    "reporting_currency": "USD",
}

_DBT = "import sys; from dbt.cli.main import cli; sys.argv[0] = 'dbt'; cli()"


@dataclass(frozen=True)
class Statement:
    """A node's relation and the statement that fills it."""

    name: str
    sql: str


@dataclass(frozen=True)
class Compiled:
    """A selection's models in an order in which they can be run, and its data tests."""

    models: list[Statement]
    tests: list[Statement]


def compile_models(select: str, folder: Path, variables: Mapping[str, str]) -> list[Statement]:
    """The seeds, models and snapshots of a selection, in an order in which they can be run."""
    return compile_project(select, folder, variables).models


def compile_project(select: str, folder: Path, variables: Mapping[str, str]) -> Compiled:
    """What a selection holds, compiled with some variables.

    Raises AssertionError with dbt's words if it cannot compile them.
    """
    arguments = ["compile", "--select", select, "--vars", json.dumps(dict(variables))]
    paths = ["--target-path", str(folder / "target"), "--log-path", str(folder / "logs")]
    finished = subprocess.run(
        [sys.executable, "-c", _DBT, *arguments, *paths, "--quiet"],
        cwd=ROOT,
        env={
            **os.environ,
            "LEADMART_DATABASE": str(folder / "leadmart.duckdb"),
            "LEADMART_WORK_DATABASE": str(folder / "work.duckdb"),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, (finished.stdout + finished.stderr)[-4000:]
    manifest = json.loads((folder / "target" / "manifest.json").read_text(encoding="utf-8"))
    nodes = manifest["nodes"]
    tests = [
        Statement(node["name"], node["compiled_code"])
        for node in nodes.values()
        if node["resource_type"] == "test" and node.get("compiled_code")
    ]
    return Compiled(list(_statements(nodes)), tests)


def failures(connection: duckdb.DuckDBPyConnection, tests: Iterable[Statement]) -> dict[str, int]:
    """The data tests that would stop the release, each with the rows that it found."""
    found = {}
    for test in tests:
        row = connection.execute(f"select count(*) from ({test.sql}\n) as failures").fetchone()
        assert row is not None
        if row[0]:
            found[test.name] = row[0]
    return found


def run(
    statements: Iterable[Statement], inputs: Mapping[str, Path | str]
) -> duckdb.DuckDBPyConnection:
    """A database in memory with everything that the statements make of the inputs.

    inputs: input name → a CSV file, or its text; what is not named is an empty table.
    """
    connection = duckdb.connect(config={"threads": 1})
    connection.execute("set TimeZone = 'UTC'")
    connection.execute("attach ':memory:' as work; attach ':memory:' as leadmart; use leadmart")
    _load(connection, inputs)
    for statement in statements:
        schema = statement.name.rsplit(".", 1)[0]
        connection.execute(f"create schema if not exists {schema}")
        connection.execute(statement.sql)
    return connection


def miniature_inputs(without: Iterable[str] = ()) -> dict[str, Path]:
    """The files of the miniature company, but for some."""
    left_out = set(without)
    return {
        path.stem: path for path in sorted(MINIATURE.glob("*.csv")) if path.stem not in left_out
    }


def _statements(nodes: Mapping[str, Any]) -> Iterator[Statement]:
    """Seeds are not compiled, but read from their files; whatever is upstream of a model is."""
    wanted = {key: node for key, node in nodes.items() if _is_made(node)}
    graph = {
        key: [parent for parent in node["depends_on"].get("nodes", ()) if parent in wanted]
        for key, node in wanted.items()
    }
    for key in TopologicalSorter(graph).static_order():
        node = wanted[key]
        name = f"{node['database']}.{node['schema']}.{node['alias']}"
        yield Statement(name, f"create or replace {_definition(node, name)}")


def _is_made(node: Mapping[str, Any]) -> bool:
    return node["resource_type"] == "seed" or (
        node["resource_type"] in ("model", "snapshot") and bool(node.get("compiled_code"))
    )


def _definition(node: Mapping[str, Any], name: str) -> str:
    if node["resource_type"] == "seed":
        types = (node["config"].get("column_types") or {}).items()
        named = ", ".join(f"'{column}': '{kind}'" for column, kind in types)
        given = f", types={{{named}}}" if named else ""
        path = str(ROOT / node["original_file_path"]).replace("'", "''")
        return f"table {name} as from read_csv('{path}', sample_size=-1{given})"
    if node["resource_type"] == "snapshot":
        # The first build's: what dbt adds to each row.
        return (
            f"table {name} as select *, md5(cast(deal_id as varchar)) as dbt_scd_id, "
            "seen_at as dbt_updated_at, seen_at as dbt_valid_from, "
            f"cast(null as timestamp) as dbt_valid_to from ({node['compiled_code']})"
        )
    kind = "view" if node["config"]["materialized"] == "view" else "table"
    return f"{kind} {name} as {node['compiled_code']}"


def _load(connection: duckdb.DuckDBPyConnection, inputs: Mapping[str, Path | str]) -> None:
    """One table per input of the contract, of text, as the runner loads them."""
    connection.execute("create schema work.inputs")
    for name, declared in read_contract(ROOT).items():
        columns = declared.column_names
        typed = ", ".join(f"{column} varchar" for column in columns)
        connection.execute(f"create table work.inputs.{name} ({typed})")
        if name in inputs:
            _fill(connection, name, inputs[name], columns)


def _fill(
    connection: duckdb.DuckDBPyConnection, name: str, source: Path | str, columns: tuple[str, ...]
) -> None:
    text = source.read_text(encoding="utf-8") if isinstance(source, Path) else source
    rows = [
        [row.get(column) or None for column in columns] for row in csv.DictReader(io.StringIO(text))
    ]
    if rows:
        places = ", ".join("?" for _ in columns)
        connection.executemany(f"insert into work.inputs.{name} values ({places})", rows)
