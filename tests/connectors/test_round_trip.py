"""The demo company written in a system's tables gives what it gives in the contract's shape."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import duckdb
import pytest

from leadmart.demo.systems import SYSTEMS, Rows, demo_inputs, write_tables
from leadmart.intake.systems import read_systems
from tests.compiled import ROOT, Compiled, Workbench, run
from tests.connectors.loaded import loaded
from tests.connectors.test_connectors import VARIABLES

DELIVERED = [
    (system, loader) for system, loaders in read_systems(ROOT).items() for loader in loaders
]
VALUES = "leadmart.metrics.metric_values"


@pytest.fixture(scope="module")
def demo() -> Rows:
    return demo_inputs()


@pytest.fixture(scope="module")
def bench(compiled: Callable[[Mapping[str, str]], Compiled]) -> Workbench:
    """Where one system's tables after the other's are taken in and tested."""
    return Workbench(compiled(VARIABLES), has_systems=True)


@pytest.mark.parametrize(("system", "loader"), DELIVERED)
def test_a_system_gives_what_the_contract_gives(
    system: str,
    loader: str,
    demo: Rows,
    bench: Workbench,
    tmp_path: Path,
) -> None:
    carried: Rows = SYSTEMS[system].carried(demo, loader)
    declared = read_systems(ROOT)[system][loader]
    folder = tmp_path / "delivered"
    write_tables(folder, SYSTEMS[system].tables(carried, loader))
    given = loaded(str(folder), declared, tmp_path)
    # What another loader would give is compared too: nothing may come out of nowhere.
    given_by_any = {name for one in read_systems(ROOT)[system].values() for name in one.inputs}
    names = sorted({*carried, *given_by_any})
    read = [VALUES, *(f"work.staging.stg_{name}" for name in names)]
    with run(bench.project.made_for(*read), carried, systems={}) as connection:
        wanted = _result(connection, names)
    bench.deliver({}, {declared.schema: given})
    found = _result(bench.connection, names)
    for name in names:
        assert found[name] == wanted[name], name
    assert found["values"] == wanted["values"]
    assert wanted["values"]
    assert not bench.failures()


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
            f" numerator, denominator, value from {VALUES}"
        ).fetchall(),
        key=str,
    )
    return found
