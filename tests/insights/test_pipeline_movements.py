"""The movements of the pipeline against a recount of the demo company, deal by deal, day by day.

What a deal was on a day is asked anew for each day, of the deals and their stages; what moved is
the difference of two days. The models follow stretches of days instead, and add them up. Of the
miniature company they are worked out by hand.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

import duckdb
import pytest

from tests.compiled import MINIATURE_VARIABLES, ROOT, Compiled, miniature_inputs, run

DEMO = ROOT / "seeds" / "demo"
INPUTS = ("deals", "deal_stages", "exchange_rates", "accounts", "leads", "campaigns")
AS_OF = date(2026, 6, 30)
VARIABLES = {"input_kind": "delivered", "as_of": str(AS_OF), "reporting_currency": "USD"}
DIMENSIONS = ("total", "segment", "owner", "source_owner", "channel", "deal_type")
DAY = timedelta(days=1)

# The miniature's first quarter of 2026, in total: scope, movement, deals, change of deals, amount,
# and what it is made of.
BY_HAND = """
all       opening     2  2  1150  D15 1000 EUR x 1.1, D18 50
all       created    13 13 13108  all that came but D09, D13, D20; D03 2400, D11 708, D17 nothing
all       grown       3  0   710  D15 to 1500 EUR: 550, to 1600 EUR: 110; D08 to 950
all       lost        3 -3 -3050  D18 50 (1 January in UTC), D17 nothing, D04 3000
all       won         7 -7 -5208  D02 500, D03 2400, D05 300, D06 200, D07 400, D10 700, D11 708
all       closed      1 -1 -1200  D12
all       closing     4  4  5510  D08 950, D15 1760, D16 2000, D19 800
expected  opening     2  2  1150  D15 due 15 February, D18 31 March
expected  created     4  4  3700  D02 500, D03 2400, D17 nothing, D19 800
expected  pushed_out  1 -1 -1100  D15 to 20 May
expected  lost        2 -2   -50  D18 50, D17
expected  won         2 -2 -2900  D02, D03
expected  closing     1  1   800  D19, due 31 March
"""


class State(NamedTuple):
    """An open deal at the end of a day: what it is worth, and when it was expected to close."""

    amount: Decimal
    expected: date | None


class Deal:
    """A deal with its stages in order, and the day from which each held."""

    def __init__(self, row: Mapping[str, Any], stages: list[Mapping[str, Any]]) -> None:
        self.row = row
        self.stages = sorted(stages, key=lambda stage: stage["entered_at"])
        self.days = [stage["entered_on"] for stage in self.stages]

    def on(self, day: date) -> State | None:
        """How it stood at the end of a day; None if it was not open."""
        row = self.row
        closed = row["closed_on"]
        if day < row["created_on"] or (row["outcome"] != "open" and (not closed or closed <= day)):
            return None
        entered = bisect_right(self.days, day)
        stage = self.stages[entered - 1] if entered else {}
        if _is_ending(stage) and self._goes_on(entered):
            return None
        amounts = (stage.get("amount"), row["pipeline_amount"], Decimal(0))
        return State(
            next(amount for amount in amounts if amount is not None),
            stage.get("expected_close_on") or row["expected_close_on"],
        )

    def _goes_on(self, entered: int) -> bool:
        """Whether a stage on the way comes before the last one entered, and after it."""
        closed = self.row["closed_on"] or date.max
        later = [stage for stage in self.stages[entered:] if stage["entered_on"] < closed]
        return any(not _is_ending(stage) for stage in self.stages[: entered - 1]) and any(
            not _is_ending(stage) for stage in later
        )


class Bar(NamedTuple):
    """A movement's key but for its name."""

    grain: str
    start: date
    scope: str
    dimension: str
    value: str


@pytest.fixture(scope="module")
def demo(compiled: Callable[[Mapping[str, Any]], Compiled]) -> Iterator[duckdb.DuckDBPyConnection]:
    with run(compiled(VARIABLES).models, {name: DEMO / f"{name}.csv" for name in INPUTS}) as found:
        yield found


def test_movements_are_the_difference_of_days(demo: duckdb.DuckDBPyConnection) -> None:
    deals = read_deals(demo)
    assert len(deals) > 400
    expected = recount(deals)
    found = {
        (Bar(*row[:5]), row[5]): (row[6], row[7], row[8])
        for row in demo.execute(
            "select period_grain, period_start, scope, dimension, dimension_value, movement,"
            " deals, deal_change, amount from insights.pipeline_movements"
            " where list_contains(?, dimension)",
            [list(DIMENSIONS)],
        ).fetchall()
    }
    assert {key for key in found if key not in expected and found[key] != (0, 0, 0)} == set()
    assert {key: found.get(key) for key in expected} == expected
    kinds = {movement for _, movement in expected}
    assert kinds >= {"created", "grown", "shrunk", "pulled_in", "slipped_in", "pushed_out", "won"}


def test_the_miniature_company(compiled: Callable[[Mapping[str, Any]], Compiled]) -> None:
    worked_out = [line.split()[:5] for line in BY_HAND.strip().splitlines()]
    with run(compiled(MINIATURE_VARIABLES).models, miniature_inputs()) as connection:
        found = connection.execute(
            "select scope, movement, deals, deal_change, cast(amount as integer)"
            " from insights.pipeline_movements where period_grain = 'quarter'"
            " and period_start = '2026-01-01' and dimension = 'total'"
            " order by scope, movement_number"
        ).fetchall()
    assert [[str(value) for value in row] for row in found] == worked_out


def test_shorter_periods_add_up(demo: duckdb.DuckDBPyConnection) -> None:
    months = demo.execute(
        """
        select scope, cast(date_trunc('year', period_start) as date), dimension, dimension_value,
            movement, sum(deals), sum(deal_change), sum(amount)
        from insights.pipeline_movements
        where period_grain = 'month' and scope = 'all' and movement not in ('opening', 'closing')
        group by all order by all
        """
    ).fetchall()
    years = demo.execute(
        """
        select scope, period_start, dimension, dimension_value, movement, deals, deal_change, amount
        from insights.pipeline_movements
        where period_grain = 'year' and scope = 'all' and movement not in ('opening', 'closing')
        order by all
        """
    ).fetchall()
    assert months == years


def read_deals(connection: duckdb.DuckDBPyConnection) -> list[Deal]:
    """The deals of core, with their stages."""
    stages = defaultdict(list)
    for row in _rows(connection, "select * from core.fct_deal_stages"):
        stages[row["deal_id"]].append(row)
    deals = _rows(connection, "select * from core.fct_deals")
    return [Deal(row, stages[row["deal_id"]]) for row in deals]


def recount(deals: list[Deal]) -> dict[tuple[Bar, str], tuple[int, int, Decimal]]:
    """What moved, and the stocks around it."""
    first = min(deal.row["created_on"] for deal in deals)
    deals_by, change_by, amount_by = Counter(), Counter(), Counter()

    def add(bar: Bar, movement: str, change: int, amount: Decimal) -> None:
        deals_by[bar, movement] += 1
        change_by[bar, movement] += change
        amount_by[bar, movement] += amount

    for deal in deals:
        bars = [(name, "all" if name == "total" else deal.row[name]) for name in DIMENSIONS]
        was_ever_open = False
        before: State | None = None
        day = first
        while day <= AS_OF:
            now = deal.on(day)
            for grain, start in _periods(day):
                quarter = _first_of(start, 12 if grain == "year" else 3)
                is_first_day = day == max(start, first)
                is_last_day = day == AS_OF or dict(_periods(day + DAY))[grain] != start
                for scope in ("all", "expected"):
                    was, is_in = (
                        state is not None
                        and (scope == "all" or _is_expected(state, quarter, grain))
                        for state in (before, now)
                    )
                    for name, value in bars:
                        bar = Bar(grain, start, scope, name, value)
                        if is_first_day and was:
                            add(bar, "opening", 1, before.amount)
                        if is_last_day and is_in:
                            add(bar, "closing", 1, now.amount)
                        if was or is_in:
                            kind = _movement(deal, before, now, was, is_in, was_ever_open, quarter)
                            amount = (now.amount if is_in else 0) - (before.amount if was else 0)
                            if kind:
                                add(bar, kind, is_in - was, Decimal(amount))
            was_ever_open = was_ever_open or now is not None
            before = now
            day += DAY
    return {key: (count, change_by[key], amount_by[key]) for key, count in deals_by.items()}


def _movement(
    deal: Deal,
    before: State | None,
    now: State | None,
    was: bool,
    is_in: bool,
    was_ever_open: bool,
    quarter: date,
) -> str | None:
    if before is None:
        return "reopened" if was_ever_open else "created"
    if now is None:
        return deal.row["outcome"]
    if was and is_in:
        if before.amount == now.amount:
            return None
        return "grown" if now.amount > before.amount else "shrunk"
    if was:
        return "pushed_out"
    return "slipped_in" if before.expected and before.expected < quarter else "pulled_in"


def _is_expected(state: State, quarter: date, grain: str) -> bool:
    months = 12 if grain == "year" else 3
    return state.expected is not None and _first_of(state.expected, months) == quarter


def _first_of(day: date, months: int) -> date:
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def _periods(day: date) -> list[tuple[str, date]]:
    return [
        ("week", day - day.weekday() * DAY),
        ("month", _first_of(day, 1)),
        ("quarter", _first_of(day, 3)),
        ("year", _first_of(day, 12)),
    ]


def _is_ending(stage: Mapping[str, Any]) -> bool:
    return bool(stage) and bool(re.search("lost|won", stage["stage"]))


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    found = connection.execute(query)
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
