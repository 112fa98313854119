"""Situations from practice, each a small delivery with its right values worked out by hand.

`tests/practice/*.yml` holds them by subject. A case is built in memory, must pass every data test,
and must give the values that it names:

* `set`: settings beside the defaults; `as_of` is 2026-06-30 unless said.
* `dimensions`: own dimensions, as a company file says them.
* `inputs`: input → the delivered file.
* `seeds`: reference table → the file that the company puts in its place.
* `values`: "metric grain period_start dimension dimension_value" → the value, [numerator,
  denominator], null for a row without a value, or absent for no row at all.
* `tables`: a query → its rows.
* `fails`: the data tests that must stop the release, where it is a bad delivery.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from tests.compiled import Compiled, Workbench, failures, run

FOLDER = Path(__file__).parent / "practice"
DEFAULTS = {"input_kind": "delivered", "as_of": "2026-06-30", "reporting_currency": "USD"}
CASES = {
    f"{path.stem}: {case['case']}": case
    for path in sorted(FOLDER.glob("*.yml"))
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))
}
RELATIVE_TOLERANCE = 1e-9


@pytest.fixture(scope="module")
def bench(compiled: Callable[[Mapping[str, Any]], Compiled]) -> Workbench:
    """One database for the cases without settings, dimensions and rules of their own."""
    return Workbench(compiled(DEFAULTS))


@pytest.mark.parametrize("name", CASES)
def test_practice_is_counted_right(
    name: str, compiled: Callable[[Mapping[str, Any]], Compiled], bench: Workbench
) -> None:
    case = CASES[name]
    with ExitStack() as stack:
        if case.keys() & {"set", "dimensions", "seeds"}:
            own = [own_dimension(one) for one in case.get("dimensions", [])]
            own_variables = {"own_dimensions": own} if own else {}
            project = compiled(DEFAULTS | case.get("set", {}) | own_variables)
            made = run(project.models, case["inputs"], case.get("seeds"), own)
            connection = stack.enter_context(made)
            failed = failures(connection, project.tests)
        else:
            bench.deliver(case["inputs"])
            connection, failed = bench.connection, bench.failures()
        found = {key: read_value(connection, key) for key in case.get("values", {})}
        tables = {query: read_rows(connection, query) for query in case.get("tables", {})}
    assert found == {key: expected(value) for key, value in case.get("values", {}).items()}
    assert tables == case.get("tables", {})
    assert sorted(failed) == sorted(case.get("fails", [])), failed


def own_dimension(said: Mapping[str, str]) -> dict[str, str]:
    """An own dimension as dbt is told of it."""
    name, column = said["from"].split(".")
    return {"name": said["name"], "input": name, "column": column}


def expected(value: object) -> object:
    """What a case names, in the form in which the metric is read."""
    if isinstance(value, list):
        return [approximate(one) for one in value]
    return approximate(value)


def approximate(value: object) -> object:
    """A number to so many digits; anything else as it is."""
    return pytest.approx(value, rel=RELATIVE_TOLERANCE) if isinstance(value, int | float) else value


class Value(list[Any]):
    """A metric's row, equal to its value or to its numerator and denominator."""

    def __eq__(self, other: object) -> bool:
        return self[:2] == other if isinstance(other, list) else bool(self[2] == other)

    __hash__ = None  # type: ignore[assignment]


def read_value(connection: duckdb.DuckDBPyConnection, key: str) -> object:
    """The row of one metric, period and dimension value, or `absent`."""
    row = connection.execute(
        "select numerator, denominator, value from metrics.metric_values where metric = ?"
        " and period_grain = ? and period_start = cast(? as date) and dimension = ?"
        " and dimension_value = ?",
        key.split(" ", 4),
    ).fetchone()
    return Value(row) if row else "absent"


def read_rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[list[object]]:
    """A query's rows, as YAML would write them."""
    return [[as_yaml(value) for value in row] for row in connection.execute(query).fetchall()]


def as_yaml(value: object) -> object:
    """Decimals as numbers, days and moments as text."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, datetime | date):
        return str(value)
    return value
