"""The cohorts against a recount of the demo company, lead by lead, at the end of each month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.compiled import ROOT, Compiled, run

DEMO = ROOT / "seeds" / "demo"
INPUTS = ("leads", "lead_stages", "deals", "accounts", "campaigns", "sessions", "exchange_rates")
# A month that runs.
AS_OF = date(2026, 6, 17)
VARIABLES = {"input_kind": "delivered", "as_of": str(AS_OF), "reporting_currency": "USD"}
# What the tests read.
READ = (
    "leadmart.insights.cohorts",
    "leadmart.core.fct_leads",
    "leadmart.core.fct_deals",
    "work.intermediate.int_lead_opportunities",
)
DIMENSIONS = ("total", "channel", "segment", "program")
STAGES = ("mql", "sql", "opportunity", "customer")


@pytest.fixture(scope="module")
def connection(compiled: Callable[[Mapping[str, Any]], Compiled]) -> Any:
    """The demo company in memory, as of the middle of a month."""
    return run(compiled(VARIABLES).made_for(*READ), {name: DEMO / f"{name}.csv" for name in INPUTS})


def test_cohorts_are_a_recount_of_leads(connection: Any) -> None:
    leads = connection.execute(
        """
        select
            lead_id, created_on, channel, segment, program, cast(mql_at as date),
            cast(sql_at as date), cast(opportunity_at as date), customer_on, is_mql, is_sql,
            has_opportunity, is_customer
        from core.fct_leads
        left join work.intermediate.int_lead_opportunities using (lead_id)
        """
    ).fetchall()
    won: dict[str, list[tuple[date, Decimal]]] = defaultdict(list)
    for lead_id, closed_on, amount in connection.execute(
        "select first_lead_id, closed_on, revenue_amount from core.fct_deals"
        " where is_won and first_lead_id is not null"
    ).fetchall():
        won[lead_id].append((closed_on, amount or Decimal(0)))

    wanted: dict[tuple[Any, ...], list[Any]] = {}
    # Of which cohorts' stages some day is known, and of which some is not.
    dated, undated = set(), set()
    for lead_id, created_on, *rest in leads:
        names, days, flags = ("all", *rest[:3]), rest[3:7], rest[7:]
        start = created_on.replace(day=1)
        for place, (day, is_reached) in enumerate(zip(days, flags, strict=True), start=1):
            for dimension, name in zip(DIMENSIONS, names, strict=True):
                if is_reached:
                    (undated if day is None else dated).add((start, dimension, name, place))
        for months_since, last_day in enumerate(_month_ends(start)):
            reached = [int(day is not None and day <= last_day) for day in days]
            revenue = sum((amount for day, amount in won[lead_id] if day <= last_day), Decimal(0))
            for dimension, name in zip(DIMENSIONS, names, strict=True):
                key = (start, dimension, name, months_since, last_day > AS_OF)
                counted = wanted.setdefault(key, [0, 0, 0, 0, 0, Decimal(0)])
                for place, number in enumerate((1, *reached, revenue)):
                    counted[place] += number

    for key, counted in wanted.items():
        for place in range(1, 5):
            if (*key[:3], place) in undated - dated:
                counted[place] = None

    found = {
        tuple(row[:5]): list(row[5:])
        for row in connection.execute(
            """
            select
                lead_month, dimension, dimension_value, months_since, is_running, leads, mqls, sqls,
                opportunities, customers, revenue
            from insights.cohorts
            """
        ).fetchall()
    }
    assert found == wanted
    assert len(found) > 1000
    assert any(row[5] > 0 for row in found.values())


def test_shares_are_of_all_leads(connection: Any) -> None:
    columns = ", ".join(f"{stage}_share" for stage in STAGES)
    rows = connection.execute(
        f"select leads, mqls, sqls, opportunities, customers, {columns} from insights.cohorts"
    ).fetchall()
    for leads, *numbers in rows:
        for number, share in zip(numbers[:4], numbers[4:], strict=True):
            assert share == (None if number is None else pytest.approx(number / leads))


def _month_ends(start: date) -> list[date]:
    """The last days of the months from one on that have begun by the as-of date."""
    ends = []
    while start <= AS_OF:
        following = (start + timedelta(days=32)).replace(day=1)
        ends.append(following - timedelta(days=1))
        start = following
    return ends
