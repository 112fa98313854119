"""The table of spend and what came of it against a recount of the demo company, row by row."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

import pytest

from tests.compiled import ROOT, Compiled, run

DEMO = ROOT / "seeds" / "demo"
INPUTS = (
    "leads", "lead_stages", "deals", "accounts", "campaigns", "sessions", "ad_spend", "costs",
    "exchange_rates", "targets",
)  # fmt: skip
# A month that runs.
AS_OF = date(2026, 6, 17)
VARIABLES = {"input_kind": "delivered", "as_of": str(AS_OF), "reporting_currency": "USD"}
# What the tests read.
READ = (
    "leadmart.insights.performance",
    "leadmart.core.fct_sessions",
    "leadmart.core.fct_leads",
    "leadmart.core.fct_ad_spend",
    "leadmart.core.fct_costs",
    "leadmart.core.fct_deals",
)
DIMENSIONS = ("channel", "campaign", "segment", "owner")
# What is counted → the query of its events: a day, an amount, and the dimensions that it knows.
EVENTS = {
    "sessions": "select started_on, 1, channel, campaign, segment, null from core.fct_sessions",
    "leads": "select created_on, 1, channel, campaign, segment, null from core.fct_leads",
    "ad_spend": """
        select date_day, spend_amount, channel, campaign, null, null from core.fct_ad_spend
    """,
    "marketing_spend": """
        select date_day, spend_amount, channel, campaign, null, null from core.fct_ad_spend
        union all
        select date_day, cost_amount, channel, campaign, null, null from core.fct_costs
        where department = 'marketing'
    """,
    "opportunities": "select created_on, 1, channel, campaign, segment, owner from core.fct_deals",
    "pipeline_created": """
        select created_on, pipeline_amount, channel, campaign, segment, owner from core.fct_deals
    """,
    "deals_won": """
        select closed_on, 1, channel, campaign, segment, owner from core.fct_deals where is_won
    """,
    "revenue": """
        select closed_on, revenue_amount, channel, campaign, segment, owner from core.fct_deals
        where is_won
    """,
}  # fmt: skip


@pytest.fixture(scope="module")
def connection(compiled: Callable[[Mapping[str, Any]], Compiled]) -> Any:
    """The demo company in memory, as of the middle of a month."""
    return run(compiled(VARIABLES).made_for(*READ), {name: DEMO / f"{name}.csv" for name in INPUTS})


def months(day: date) -> Iterator[tuple[str, date]]:
    """The month and the calendar year of a day."""
    yield "month", day.replace(day=1)
    yield "year", day.replace(month=1, day=1)


def before(grain: str, start: date) -> date:
    """The first day of the period before."""
    if grain == "year":
        return start.replace(year=start.year - 1)
    return date(start.year - (start.month == 1), (start.month - 2) % 12 + 1, 1)


def test_rows_are_a_recount_of_events(connection: Any) -> None:
    counted: dict[tuple[str, date, str, str], dict[str, float]] = defaultdict(dict)
    so_far: dict[tuple[date, str, str], dict[str, float]] = defaultdict(dict)
    for name, query in EVENTS.items():
        for day, amount, *values in connection.execute(query).fetchall():
            if day is None or day > AS_OF:
                continue
            parts = [
                (dimension, value)
                for dimension, value in zip(DIMENSIONS, values, strict=True)
                if value is not None
            ]
            for part in (("total", "all"), *parts):
                for grain, start in months(day):
                    cell = counted[grain, start, *part]
                    cell[name] = cell.get(name, 0) + float(amount or 0)
                # What the running June has had, May had by its 17th day.
                if day.day <= AS_OF.day:
                    cell = so_far[day.replace(day=1), *part]
                    cell[name] = cell.get(name, 0) + float(amount or 0)
    cursor = connection.execute(
        """
        select * from insights.performance
        where period_grain in ('month', 'year')
            and dimension in ('total', 'channel', 'campaign', 'segment', 'owner')
        """
    )
    names = [column[0] for column in cursor.description]
    rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    keys = {
        (r["period_grain"], r["period_start"], r["dimension"], r["dimension_value"]) for r in rows
    }
    assert len(keys) == len(rows) and counted.keys() <= keys
    compared = 0
    for row in rows:
        grain, start, *part = (
            row[name] for name in ("period_grain", "period_start", "dimension", "dimension_value")
        )
        is_running = start in (date(2026, 6, 1), date(2026, 1, 1)) and (grain, start) != (
            "month", date(2026, 1, 1),
        )  # fmt: skip
        assert row["is_running"] == is_running
        for name in EVENTS:
            known = counted[grain, start, *part].get(name, 0)
            if row[name] is None:
                assert known == 0, (row, name)
            else:
                assert row[name] == pytest.approx(known, rel=1e-9), (row, name)
            earlier = counted[grain, before(grain, start), *part].get(name, 0)
            if is_running and grain == "month":
                earlier = so_far[before(grain, start), *part].get(name, 0)
            elif is_running:
                continue
            if row[f"previous_{name}"] is not None:
                assert row[f"previous_{name}"] == pytest.approx(earlier, rel=1e-9), (row, name)
                compared += 1
        for numerator, denominator, ratio in (
            ("marketing_spend", "leads", "cost_per_lead"),
            ("marketing_spend", "opportunities", "cost_per_opportunity"),
        ):
            if row[ratio] is not None:
                assert row[ratio] == pytest.approx(row[numerator] / row[denominator])
    assert compared > 5_000


def test_what_is_not_counted_by_a_dimension_is_not_said(connection: Any) -> None:
    [(spend, sessions, revenue)] = connection.execute(
        """
        select count(marketing_spend) filter (where dimension in ('segment', 'owner')),
            count(sessions) filter (where dimension = 'owner'),
            count(revenue) filter (where dimension in ('channel', 'owner'))
        from insights.performance
        """
    ).fetchall()
    assert (spend, sessions) == (0, 0) and revenue


def test_targets_are_the_companys_own(connection: Any) -> None:
    with (DEMO / "targets.csv").open(encoding="utf-8", newline="") as stream:
        stated = {
            (row["period_grain"], date.fromisoformat(row["period_start"]),
             row["dimension"] or "total", row["dimension_value"] or "all"): float(row["target"])
            for row in csv.DictReader(stream) if row["metric"] == "leads"
        }  # fmt: skip
    found = {
        (grain, start, dimension, value): target
        for grain, start, dimension, value, target in connection.execute(
            """
            select period_grain, period_start, dimension, dimension_value, target_leads
            from insights.performance where target_leads is not null
            """
        ).fetchall()
    }
    assert found == {key: target for key, target in stated.items() if key[1] <= AS_OF}
    assert found
