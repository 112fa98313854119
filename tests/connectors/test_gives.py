"""What `connect` says that a system's tables give is what a run finds of them.

The demo company's tables, whole and in parts, are looked at by `connect` and taken in by the
models: the inputs that it tells must have rows, the columns that it tells must say something, and
no others.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from leadmart.demo.systems import SYSTEMS, Rows, demo_inputs, write_tables
from leadmart.intake import connect, places, signs
from leadmart.intake.company import Company, Source
from leadmart.intake.contract import read_contract
from leadmart.intake.exported import told_by
from leadmart.intake.load_systems import is_called, load_system
from leadmart.intake.needs import is_met, names_in, read_needs
from leadmart.intake.systems import System, SystemTable, read_systems
from tests.compiled import ROOT, Compiled, Statement, run
from tests.connectors.test_connectors import VARIABLES

CONTRACT = read_contract(ROOT)
NEEDS = read_needs(ROOT)
DECLARED = {one.key: one for loaders in read_systems(ROOT).values() for one in loaders.values()}
TOLD = "work.intermediate.int_delivered_columns"
# How often every other column is emptied.
_HALVES = 8
NEEDED = {name for one in NEEDS.values() for name in names_in(one) if "." in name}


# What is declared -------------------------------------------------------------------------------


@pytest.mark.parametrize("key", DECLARED)
def test_what_is_said_to_be_given_is_declared(key: str) -> None:
    system = DECLARED[key]
    there = {table.name for table in system.tables.values()} | {
        f"{table.name}.{column}"
        for table in system.tables.values()
        for column in table.column_names
    }
    for given, expression in system.gives.items():
        name, _, column = given.partition(".")
        assert name in system.inputs, given
        assert not column or given in NEEDED, f"no metric needs {given}"
        assert not column or column in CONTRACT[name].column_names, given
        assert set(names_in(expression)) <= there, given
        assert is_met(expression, there), given


def test_every_model_of_a_connector_is_given_by_a_loader() -> None:
    models = {
        path.stem
        for path in (ROOT / "models" / "connectors").glob("*/*__*.sql")
        if not path.stem.endswith("__rows")
    }
    assert models == {f"{one.system}__{name}" for one in DECLARED.values() for name in one.inputs}


# What a run finds -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def demo() -> Rows:
    return some_of(demo_inputs())


def some_of(demo: Rows) -> Rows:
    """Some accounts of the demo company with what belongs to them: few rows of every kind."""
    kept = {"account_id": {row["account_id"] for row in demo["accounts"][::12]}}
    some: Rows = {}
    for name, key in {"leads": "lead_id", "deals": "deal_id"}.items():
        some[name] = [row for row in demo[name] if row["account_id"] in kept["account_id"]]
        kept[key] = {row[key] for row in some[name]}
    visits = [row for row in demo["sessions"] if row["lead_id"] in kept["lead_id"]]
    some["sessions"] = [*visits[:60], *demo["sessions"][:60]]
    kept["session_id"] = {row["session_id"] for row in some["sessions"]}
    for name, rows in demo.items():
        links = [key for key in kept if rows and key in rows[0]]
        if name not in some:
            some[name] = [
                row for row in rows if all(not row[key] or row[key] in kept[key] for key in links)
            ][:600]
    return some


class Ground:
    """A database in which one delivery of a system after the other is taken in."""

    def __init__(self, project: Compiled, system: System) -> None:
        self.system = system
        made = project.made_for(TOLD)
        self.connection = run(made, {}, systems={})
        right = {f"work.{system.schema}.{name}" for name in system.tables}
        self.right_of_it: list[Statement] = []
        for one in made:
            if right & {*one.reads}:
                right.add(one.name)
                self.right_of_it.append(one)
        self.rows = self._rows()

    def _rows(self) -> dict[str, object]:
        """What each table of the system holds, as a number."""
        return {
            table: self.connection.execute(
                f"select count(*), sum(hash(columns(*))) from {table}"
            ).fetchall()
            for table in (f"work.{self.system.schema}.{name}" for name in self.system.tables)
        }

    def told_of(self, folder: Path, scratch: Path) -> set[str]:
        """The inputs that have rows of a folder's files, and their columns that say something."""
        source = Source(
            at=str(folder), where="source 1", system=self.system.system, loader=self.system.loader
        )
        company = Company(scratch / "company.yml", sources=(source,))
        self.connection.execute("use work")
        for name in self.system.tables:
            self.connection.execute(f"truncate work.{self.system.schema}.{name}")
        load_system(self.connection, company, source, self.system, scratch, ROOT)
        self.connection.execute("use leadmart")
        before, self.rows = self.rows, self._rows()
        changed = {table for table, rows in self.rows.items() if rows != before[table]}
        for one in self.right_of_it:
            if changed & {*one.reads}:
                changed.add(one.name)
                if one.kind == "table":
                    self.connection.execute(f"create or replace table {one.name} as {one.query}")
        rows = self.connection.execute(
            f"select input, column_name, is_told from {TOLD} where row_count > 0"
        ).fetchall()
        return {name for name, _, _ in rows} | {f"{one}.{name}" for one, name, told in rows if told}


def parts_of(system: System, tables: Rows) -> Iterator[tuple[str, Rows]]:
    """A delivery as a whole and in the parts that are taken in, each with what it is."""
    declared = {name: _declared(system, name, rows) for name, rows in tables.items()}
    needed = {name for name, one in declared.items() if one.required}
    yield "all of it", tables
    yield (
        "with the columns alone that it must have",
        {name: _with_required(declared[name], rows) for name, rows in tables.items()},
    )
    if needed:
        yield "with the tables alone that it must have", {name: tables[name] for name in needed}
    for name in tables:
        others = {one: rows for one, rows in tables.items() if one != name}
        if name not in needed and others:
            yield f"without {name}", others
        if not needed and others:
            yield f"{name} alone", {name: tables[name]}
    dice = random.Random(system.key)
    for number in range(_HALVES):
        yield (
            f"half of the columns, {number}",
            {name: _half(declared[name], rows, dice) for name, rows in tables.items()},
        )


def is_as_another(system: System) -> bool:
    """Whether an earlier loader delivers the same tables: then its parts say nothing new."""
    others = [one for one in DECLARED.values() if one.system == system.system]
    return next(one for one in others if one.gives == system.gives) is not system


def _declared(system: System, name: str, rows: list[dict[str, str]]) -> SystemTable:
    if system.loader == "export":
        exported = told_by([*rows[0]], system)
        assert exported is not None, name
        return exported
    return next(one for one in system.tables.values() if is_called(name, one, system))


def _with_required(declared: SystemTable, rows: list[dict[str, str]]) -> list[dict[str, str]]:
    columns = {header: declared.columns_under([header]) for header in rows[0]}
    return [
        {header: text for header, text in row.items() if any(c.required for c in columns[header])}
        for row in rows
    ]


def _half(
    declared: SystemTable, rows: list[dict[str, str]], dice: random.Random
) -> list[dict[str, str]]:
    """Rows in which every other column says nothing, but for those that must be there."""
    empty = {
        header: ""
        for header in rows[0]
        if dice.random() < 0.5
        and not any(column.required for column in declared.columns_under([header]))
    }
    return [{**row, **empty} for row in rows]


@pytest.mark.parametrize("key", DECLARED)
def test_what_connect_tells_is_what_a_run_finds(
    key: str,
    demo: Rows,
    compiled: Callable[[Mapping[str, str]], Compiled],
    tmp_path: Path,
) -> None:
    system = DECLARED[key]
    writer = SYSTEMS[system.system]
    tables: Rows = writer.tables(writer.carried(demo, system.loader), system.loader)
    tables = {name: rows for name, rows in tables.items() if rows}
    ground = Ground(compiled(VARIABLES), system)
    differ = {}
    parts = dict(parts_of(system, tables))
    if is_as_another(system):
        parts = {"all of it": tables}
    for number, (what, part) in enumerate(parts.items()):
        folder = tmp_path / str(number)
        write_tables(folder, part)
        found = places.find([str(folder)], ROOT)
        told = set(signs.seen_by(system, found.tables).told)
        ran = ground.told_of(folder, tmp_path)
        if told != (kept := {name for name in ran if "." not in name or name in NEEDED}):
            differ[what] = (sorted(told - kept), sorted(kept - told))
        if what == "all of it":
            made = connect.propose(found, ROOT, tmp_path)
            # Of loaders that deliver the same tables, any is right.
            (seen,) = made.systems
            assert (seen.key, DECLARED[f"{seen.key}:{seen.loader}"].gives) == (
                system.system,
                system.gives,
            )
            assert {*made.metrics} == {name for name, need in NEEDS.items() if is_met(need, ran)}
    assert not differ, differ
