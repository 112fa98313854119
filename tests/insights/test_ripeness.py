"""Ripeness of young periods, and earlier ones at equal age, against a recount of the demo."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

import pytest

from tests.compiled import ROOT, Compiled, run

DEMO = ROOT / "seeds" / "demo"
INPUTS = (
    *("leads", "lead_stages", "deals", "accounts", "campaigns", "sessions", "web_conversions"),
    *("meetings", "inbound_requests", "email_events", "exchange_rates"),
)
# A month that runs, so that what came after it was asked for is told apart from what will come.
AS_OF = date(2026, 6, 17)
VARIABLES = {"input_kind": "delivered", "as_of": str(AS_OF), "reporting_currency": "USD"}
DAY = timedelta(days=1)
RIPE_FROM, COUNTED_AT_LEAST = 0.95, 20

Row = tuple[date, date | None, bool, str]

# Metric → day, day of what is counted, whether it is, and channel of each row: from core alone.
ROWS = {
    "lead_to_mql_rate": "select created_on, mql_at::date, is_mql, channel from core.fct_leads",
    "cohort_conversion_rate": """
        select created_on, customer_on, is_customer, channel from core.fct_leads
    """,
    "mql_to_sql_rate": """
        select entered_on, sql_at::date, is_sql, leads.channel
        from core.fct_lead_stages inner join core.fct_leads as leads using (lead_id)
        where stage = 'mql'
    """,
    "opportunity_win_rate": """
        select created_on, case when outcome = 'won' then closed_on end, outcome = 'won', channel
        from core.fct_deals
    """,
    "meeting_to_opportunity_rate": """
        select scheduled_on, opportunity_on, deal_id is not null, channel
        from core.fct_meetings where is_attended
    """,
    "inbound_outcome_rate": """
        select received_on, outcome_at::date, has_outcome, channel from core.fct_inbound_requests
    """,
}


@pytest.fixture(scope="module")
def connection(compiled: Callable[[Mapping[str, Any]], Compiled]) -> Any:
    """The demo company in memory, as of the middle of a month."""
    return run(compiled(VARIABLES).models, {name: DEMO / f"{name}.csv" for name in INPUTS})


@pytest.mark.parametrize("metric", ROWS)
def test_ripeness_is_the_share_that_older_rows_had_by_then(connection: Any, metric: str) -> None:
    rows = _rows(connection, metric)
    [(days,)] = connection.execute(
        "select matures_in_days from metrics.metric_catalog where metric = ?", [metric]
    ).fetchall()
    delays = [
        max(0, (counted_on - day).days)
        for day, counted_on, _, _ in rows
        if counted_on is not None and (AS_OF - day).days >= days and (counted_on - day).days <= days
    ]
    assert len(delays) >= COUNTED_AT_LEAST
    share = [sum(delay <= age for delay in delays) / len(delays) for age in range(days + 1)]

    found = connection.execute(
        """
        select period_start, period_end, ripeness, is_open, status from insights.scorecard
        where metric = ? and dimension = 'total' and period_grain <> 'all_time'
        """,
        [metric],
    ).fetchall()
    assert {is_open for *_, is_open, _ in found} == {True, False}
    for start, end, ripeness, is_open, status in found:
        ages = range(max(0, (AS_OF - end).days), (AS_OF - start).days + 1)
        wanted = sum(share[min(age, days)] for age in ages) / len(ages)
        assert ripeness == pytest.approx(wanted, abs=1e-9)
        assert is_open == (wanted < RIPE_FROM and ages[0] < days)
        assert not is_open or status in (None, "no_target")


@pytest.mark.parametrize("metric", ROWS)
def test_earlier_periods_are_seen_at_the_age_of_the_open_one(connection: Any, metric: str) -> None:
    rows = _rows(connection, metric)
    found = connection.execute(
        """
        select period_grain, period_start, dimension_value, previous_value, last_year_value
        from insights.scorecard
        where metric = ? and comparison = 'same age' and period_grain in ('month', 'quarter')
            and dimension in ('total', 'channel')
        """,
        [metric],
    ).fetchall()
    values = {
        key: value
        for *key_, value in connection.execute(
            """
            select period_grain, period_start, dimension_value, value
            from metrics.metric_values where metric = ? and dimension in ('total', 'channel')
            """,
            [metric],
        ).fetchall()
        if (key := tuple(key_))
    }
    assert found
    compared = 0
    for grain, start, part, *earlier_values in found:
        length = 1 if grain == "month" else 3
        for back, value in zip((length, 12), earlier_values, strict=True):
            first = _months_before(start, back)
            last = _months_before(first, -length) - DAY
            known_on = AS_OF - (start - first)
            # What came nobody says when is left out.
            seen = [
                counted_on
                for day, counted_on, is_counted, channel in rows
                if first <= day <= min(last, known_on)
                and part in ("all", channel)
                and not (is_counted and counted_on is None)
            ]
            had_come = sum(day is not None and day <= known_on for day in seen)
            is_known = values.get((grain, first, part)) is not None
            wanted = had_come / len(seen) if seen and is_known else None
            assert value == (None if wanted is None else pytest.approx(wanted)), (
                grain,
                start,
                part,
            )
            compared += wanted is not None
    assert compared > 2


def test_what_is_open_moves_nothing(connection: Any) -> None:
    [(open_rows, drivers, judged, moved)] = connection.execute(
        """
        select
            (select count(*) from insights.scorecard where is_open),
            (
                select count(*) from insights.change_drivers
                inner join insights.scorecard
                    using (metric, period_grain, period_start, dimension, dimension_value)
                where is_open
            ),
            (select count(*) from insights.scorecard where is_open and pace_basis <> 'not judged'),
            (
                select count(*) from insights.scorecard
                where is_open and comparison = 'not comparable' and previous_value is not null
            )
        """
    ).fetchall()
    assert open_rows > 100
    assert (drivers, judged, moved) == (0, 0, 0)


def _rows(connection: Any, metric: str) -> list[Row]:
    """The rows that a metric follows."""
    return [tuple(row) for row in connection.execute(ROWS[metric]).fetchall()]


def _months_before(start: date, months: int) -> date:
    place = start.year * 12 + start.month - 1 - months
    return date(place // 12, place % 12 + 1, 1)
