"""The demo company written in a system's tables gives what it gives in the contract's shape."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import duckdb
import pytest

from leadmart.demo.systems import SYSTEMS, Rows, demo_inputs
from leadmart.intake.systems import SystemTable, plain, read_systems
from tests.compiled import ROOT, Compiled, failures, run
from tests.connectors.test_connectors import VARIABLES

DELIVERED = [
    (system, loader) for system, loaders in read_systems(ROOT).items() for loader in loaders
]


@pytest.fixture(scope="module")
def demo() -> Rows:
    return demo_inputs()


@pytest.mark.parametrize(("system", "loader"), DELIVERED)
def test_a_system_gives_what_the_contract_gives(
    system: str, loader: str, demo: Rows, compiled: Callable[[Mapping[str, str]], Compiled]
) -> None:
    carried: Rows = SYSTEMS[system].carried(demo, loader)
    tables: Rows = SYSTEMS[system].tables(carried, loader)
    declared = read_systems(ROOT)[system][loader]
    given = {
        plain(name): [_declared(row, declared.tables[plain(name)]) for row in rows]
        for name, rows in tables.items()
    }
    project = compiled(VARIABLES)
    # What is not of this company's inputs at all is compared too: nothing may come out of nowhere.
    names = sorted({*carried, *declared.inputs})
    with run(project.models, carried, systems={}) as connection:
        wanted = _result(connection, names)
    with run(project.models, {}, systems={declared.schema: given}) as connection:
        found = _result(connection, names)
        failed = failures(connection, project.tests)
    for name in names:
        assert found[name] == wanted[name], name
    assert found["values"] == wanted["values"]
    assert wanted["values"]
    assert not failed


def _declared(row: Mapping[str, str], table: SystemTable) -> dict[str, str]:
    """A row under the declared names, however the loader spells them."""
    names = {name: one.name for one in table.columns for name in one.names}
    return {names[plain(name)]: value for name, value in row.items() if plain(name) in names}


def _result(
    connection: duckdb.DuckDBPyConnection, names: list[str]
) -> dict[str, list[tuple[object, ...]]]:
    found = {
        name: sorted(
            connection.execute(f"select * from work.staging.stg_{name}").fetchall(), key=str
        )
        for name in names
    }
    found["values"] = sorted(
        connection.execute(
            "select metric, period_grain, period_start, dimension, dimension_value,"
            " numerator, denominator, value from metrics.metric_values"
        ).fetchall(),
        key=str,
    )
    return found
