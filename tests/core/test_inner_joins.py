"""The data test of joins fails where a dimension lacks a row that a fact names, or has it twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import duckdb
import pytest

from tests.compiled import Compiled, failures, miniature_inputs, run

VARIABLES = {"input_kind": "delivered", "as_of": "2026-03-31", "reporting_currency": "USD"}
TEST = "inner_joins_with_dimensions_lose_nothing"
# The dimension, its rows that are taken away or put there twice, and a reference that it breaks.
SPOILT = {
    "nobody's account": ("dim_accounts", "account_id = 'unknown'", "fct_sessions.account_id"),
    "nobody's campaign": ("dim_campaigns", "campaign_id = 'unknown'", "fct_leads.campaign_id"),
    "an offer": ("dim_content_offers", "true", "fct_web_conversions.content_offer"),
    "a day": ("dim_dates", "date_day <= date '2026-02-15'", "fct_deals.created_on"),
}


@pytest.fixture(scope="module")
def project(compiled: Callable[[Mapping[str, Any]], Compiled]) -> Compiled:
    return compiled(VARIABLES)


@pytest.fixture(scope="module")
def built(project: Compiled) -> duckdb.DuckDBPyConnection:
    """The miniature company in memory."""
    return run(project.models, miniature_inputs())


@pytest.mark.parametrize("name", SPOILT)
@pytest.mark.parametrize(
    "how", ["delete from {table} where {rows}", "insert into {table} from {table} where {rows}"]
)
def test_a_spoilt_dimension_stops_the_release(
    name: str, how: str, project: Compiled, built: duckdb.DuckDBPyConnection
) -> None:
    table, rows, reference = SPOILT[name]
    (test,) = [test for test in project.tests if test.name == TEST]
    assert failures(built, [test]) == {}
    built.execute("begin")
    try:
        built.execute(how.format(table=f"core.{table}", rows=rows))
        assert failures(built, [test])
        found = built.execute(f"select reference from ({test.query}\n) as found").fetchall()
    finally:
        built.execute("rollback")
    assert (reference,) in found
