"""Campaigns' budgets against a recount of the demo company, day by day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.compiled import ROOT, Compiled, run

DEMO = ROOT / "seeds" / "demo"
# Some campaigns have ended, some run to a planned last day, some have none.
AS_OF = date(2026, 2, 10)
VARIABLES = {"input_kind": "delivered", "as_of": str(AS_OF), "reporting_currency": "USD"}
# What the tests read.
READ = (
    "leadmart.insights.campaign_budgets",
    "leadmart.core.dim_campaigns",
    "leadmart.core.fct_ad_spend",
    "leadmart.core.fct_costs",
)
INPUTS = ("campaigns", "ad_spend", "costs", "exchange_rates")
BAND = 0.1


@pytest.fixture(scope="module")
def connection(compiled: Callable[[Mapping[str, Any]], Compiled]) -> Any:
    """The demo company in memory, while campaigns run."""
    return run(compiled(VARIABLES).made_for(*READ), {name: DEMO / f"{name}.csv" for name in INPUTS})


def test_budgets_are_a_recount_of_days(connection: Any) -> None:
    days: dict[str, dict[date, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for campaign, day, amount in connection.execute(
        """
        select campaign, date_day, spend_amount from core.fct_ad_spend
        union all
        select campaign, date_day, cost_amount from core.fct_costs where department = 'marketing'
        """
    ).fetchall():
        days[campaign][day] += amount or 0
    rows = connection.execute(
        """
        select
            b.campaign_id, c.started_on, c.ended_on, c.budget_amount, b.spent_amount, b.time_share,
            b.daily_amount, b.expected_amount, b.status
        from insights.campaign_budgets as b join core.dim_campaigns as c using (campaign_id)
        """
    ).fetchall()
    assert {row[0] for row in rows} >= set(days) - {"unknown"}
    statuses = set()
    for campaign, start, end, budget, spent, *told in rows:
        assert spent == sum(days[campaign].values(), Decimal(0)), campaign
        share = daily = expected = None
        if end:
            whole = [start + timedelta(days=i) for i in range((end - start).days + 1)]
            share = sum(day <= AS_OF for day in whole) / len(whole)
        if not (end and end < AS_OF):
            recent = [AS_OF - timedelta(days=i) for i in range(28)]
            lived = [day for day in recent if day >= (start or min(days[campaign]))]
            if lived:
                daily = float(sum(days[campaign].get(day, Decimal(0)) for day in recent)) / len(
                    lived
                )
        if end and end < AS_OF:
            expected = float(spent)
        elif end and daily is not None:
            expected = float(spent) + daily * (end - AS_OF).days
        status = _status(start, end, budget, spent, expected)
        statuses.add(status)
        assert told[:3] == [pytest.approx(one) for one in (share, daily, expected)], campaign
        assert told[3] == status, campaign
    assert statuses >= {"no_budget", "will_be_over", "open_end"}


def _status(
    start: date | None,
    end: date | None,
    budget: Decimal | None,
    spent: Decimal,
    expected: float | None,
) -> str:
    if budget is None:
        return "no_budget"
    if spent > budget:
        return "over"
    if start and start > AS_OF and not spent:
        return "not_started"
    if end and end < AS_OF:
        return "under" if float(spent) < float(budget) * (1 - BAND) else "used"
    if expected is None:
        return "open_end"
    share = expected / float(budget)
    return (
        "will_be_over" if share > 1 + BAND else "will_be_under" if share < 1 - BAND else "on_pace"
    )
