"""The miniature company with two dimensions of its own, one of accounts and one of deals.

`tests/miniature/own/product_lines.csv` is the column beyond the contract, written as people write;
`tests/miniature/own/expected.csv` holds each number with its working, like the table beside it.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.compiled import MINIATURE_VARIABLES, Compiled, Table, failures, miniature_inputs, run
from tests.test_miniature_company import (
    EXPECTED,
    Key,
    Parts,
    complain,
    counts_nothing,
    describe,
    is_right,
    read_expectations,
)

OWN = EXPECTED.parent / "own"
DIMENSIONS = [
    {"name": "industry", "input": "accounts", "column": "industry"},
    {"name": "product", "input": "deals", "column": "product_line"},
]
NAMES = tuple(one["name"] for one in DIMENSIONS)
EXPECTATIONS = read_expectations(OWN / "expected.csv")
QUARTER = ("quarter", "2026-01-01")


def inputs_with_products() -> dict[str, Table]:
    """The company's files, and its deals with the product line of each."""
    inputs: dict[str, Table] = dict(miniature_inputs())
    lines = {row["deal_id"]: row for row in read_rows(OWN / "product_lines.csv")}
    inputs["deals"] = [
        {**deal, **lines[deal["deal_id"]]} for deal in read_rows(miniature_inputs()["deals"])
    ]
    return inputs


def read_rows(path: Path) -> list[dict[str, str]]:
    """A CSV file's rows."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def project(compiled: Callable[[Mapping[str, Any]], Compiled]) -> Compiled:
    """The project, compiled with the two dimensions."""
    return compiled(MINIATURE_VARIABLES | {"own_dimensions": DIMENSIONS})


@pytest.fixture(scope="module")
def built(project: Compiled) -> Iterator[duckdb.DuckDBPyConnection]:
    """Everything that is made of the company."""
    with run(project.models, inputs_with_products(), own=DIMENSIONS) as connection:
        yield connection


@pytest.fixture(scope="module")
def found(built: duckdb.DuckDBPyConnection) -> dict[Key, Parts]:
    """Every row of a metric under one of the two."""
    rows = built.execute(
        """
        select
            metric, period_grain, cast(period_start as varchar), dimension, dimension_value,
            numerator, denominator, value
        from metrics.metric_values
        where list_contains(?, dimension)
        """,
        [NAMES],
    ).fetchall()
    return {Key(*row[:5]): Parts(*row[5:]) for row in rows}


def ask(built: duckdb.DuckDBPyConnection, query: str) -> list[tuple[Any, ...]]:
    """A query's rows."""
    return built.execute(query).fetchall()


def test_every_number_is_what_was_worked_out_by_hand(found: dict[Key, Parts]) -> None:
    wrong = [
        f"{one.key.metric} {describe(one.key, one.wanted, found.get(one.key))} — {one.working}"
        for one in EXPECTATIONS
        if not is_right(one, found.get(one.key))
    ]
    assert not wrong, complain(wrong)


def test_the_quarter_has_nothing_beside_it(found: dict[Key, Parts]) -> None:
    worked_out = {one.key for one in EXPECTATIONS}
    metrics = {one.key.metric for one in EXPECTATIONS}
    beside = [
        f"{key.metric} {key.dimension}={key.dimension_value}"
        for key, actual in found.items()
        if key.metric in metrics and key[1:3] == QUARTER
        if key not in worked_out and not counts_nothing(actual)
    ]
    assert not beside, complain(beside)


def test_the_data_tests_hold(project: Compiled, built: duckdb.DuckDBPyConnection) -> None:
    """Among them: what an additive metric counts under a dimension's values is its total."""
    assert failures(built, project.tests) == {}


def test_what_knows_an_account_or_a_deal_has_them_and_nothing_else(
    built: duckdb.DuckDBPyConnection,
) -> None:
    listed = {
        metric: set(dimensions.split())
        for metric, dimensions in ask(
            built, "select metric, dimensions from metrics.metric_catalog"
        )
    }
    for metric, dimensions in listed.items():
        assert ("industry" in dimensions) == ("segment" in dimensions), metric
        assert ("product" in dimensions) == ("deal_type" in dimensions), metric
    counted = [
        sum(name in dimensions for dimensions in listed.values()) for name in ("segment", *NAMES)
    ]
    assert counted[0] == counted[1] > counted[2] > 20


def test_the_tables_of_metrics_gain_no_column(built: duckdb.DuckDBPyConnection) -> None:
    columns = ask(
        built,
        "select table_schema, table_name, column_name from information_schema.columns"
        " where column_name like 'own!_%' escape '!' and table_catalog = 'leadmart'",
    )
    assert {schema for schema, _, _ in columns} == {"core"}


def test_insights_know_them(built: duckdb.DuckDBPyConnection) -> None:
    for table in ("scorecard", "change_drivers", "funnel", "attribution"):
        known = {name for (name,) in ask(built, f"select distinct dimension from insights.{table}")}
        assert known >= set(NAMES), table


def test_attribution_gives_a_value_all_of_its_accounts_and_deals(
    built: duckdb.DuckDBPyConnection,
) -> None:
    """Whatever the model: the revenue of the quarter, as it was worked out."""
    revenue = {
        (one.key.dimension, one.key.dimension_value): one.wanted.value
        for one in EXPECTATIONS
        if one.key.metric == "revenue" and isinstance(one.wanted, Parts)
    }
    credited = ask(
        built,
        "select model, dimension, dimension_value, revenue_credited from insights.attribution"
        " where conversion_type = 'deal_won' and period_grain = 'quarter'"
        " and period_start = date '2026-01-01' and dimension in ('industry', 'product')",
    )
    assert len({model for model, *_ in credited}) == 9
    for _, dimension, value, amount in credited:
        assert float(amount) == revenue[dimension, value]


def test_the_funnel_of_a_product_begins_with_the_deal(built: duckdb.DuckDBPyConnection) -> None:
    rows = ask(
        built,
        "select dimension, string_agg(distinct stage, ' ' order by stage) from insights.funnel"
        " where dimension in ('industry', 'product') group by dimension order by dimension",
    )
    assert rows == [
        ("industry", "customer lead mql opportunity sql sqo visitor"),
        ("product", "customer opportunity sqo"),
    ]
