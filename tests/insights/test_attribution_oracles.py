"""The two data-driven models against brute-force Shapley and a chain solved by elimination.

The project's own compiled SQL runs in memory on hand-made and random paths.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import pairwise, permutations
from math import factorial
from typing import Any, NamedTuple

import duckdb
import pytest

from tests.compiled import Compiled

MODELS = (
    "int_touch_weights",
    "int_markov_states",
    "int_markov_transitions",
    "int_markov_steps_8",
    "int_markov_steps_64",
    "int_removal_effects",
    "int_attribution_claims",
    "attribution",
)
START = datetime(2026, 1, 1, 9)
CONVERTED = datetime(2026, 2, 1, 9)

CONVERSIONS = """
create table work.intermediate.int_conversions (
    conversion_type varchar, conversion_id varchar, channel varchar, campaign varchar,
    converted_on date, revenue_amount decimal(18, 4)
)
"""
PATHS = """
create table work.intermediate.int_conversion_paths (
    conversion_type varchar, conversion_id varchar, buyer_id varchar, converted_on date,
    revenue_amount decimal(18, 4), is_tracked boolean, first_number bigint, last_number bigint,
    last_non_direct_number bigint, lead_number bigint, opportunity_number bigint,
    touch_count bigint
)
"""
TOUCHES = """
create table work.intermediate.int_buyer_touches (
    conversion_type varchar, buyer_id varchar, touch_number bigint, session_id varchar,
    touched_at timestamp, touched_day bigint, channel varchar, campaign varchar,
    last_non_direct_number bigint
)
"""
UNCONVERTED = """
create table work.intermediate.int_unconverted_touchpoints (
    conversion_type varchar, path_id varchar, session_id varchar, touched_at timestamp,
    channel varchar, campaign varchar, touch_number bigint
)
"""
PERIODS = """
create table work.intermediate.int_date_periods as
select date '2026-02-01' as date_day, 'month' as period_grain, date '2026-02-01' as period_start
"""


class Journey(NamedTuple):
    """The channels that someone came by, in order, and the revenue; None if it led nowhere."""

    channels: tuple[str, ...]
    revenue: int | None


class Case(NamedTuple):
    """Journeys and the database that the models have filled from them."""

    journeys: list[Journey]
    database: duckdb.DuckDBPyConnection


HAND_MADE = {
    "one channel": [Journey(("a",), 100)],
    "one channel, half lost": [Journey(("a",), 100), Journey(("a",), None)],
    "the same channel twice": [
        Journey(("a", "a", "b"), 90),
        Journey(("a", "b", "b", "a"), 10),
        Journey(("b",), None),
    ],
    "back and forth": [
        Journey(("a", "b") * 12, 70),
        Journey(("a", "b", "c"), 30),
        Journey(("c", "a"), None),
    ],
    # Anderl and others (2014) tell removal effects by a graph like this one.
    "three paths": [
        Journey(("a", "b", "c"), 1),
        Journey(("a",), None),
        Journey(("b", "c"), None),
    ],
    "a channel that never converts": [
        Journey(("a", "b"), 50),
        Journey(("d",), None),
        Journey(("a", "d"), None),
    ],
    "without revenue": [Journey(("a", "b"), 0), Journey(("c",), 0), Journey(("c", "b"), None)],
}


def random_journeys(seed: int) -> list[Journey]:
    """Up to 60 journeys of up to 7 touches over 5 channels, the same for a seed."""
    chance = random.Random(seed)
    journeys = [Journey(("a",), 10)]
    for _ in range(chance.randint(5, 60)):
        channels = tuple(chance.choice("abcde") for _ in range(chance.randint(1, 7)))
        journeys.append(Journey(channels, chance.choice([None, None, 0, 40, 333])))
    return journeys


CASES = {**HAND_MADE, **{f"random {seed}": random_journeys(seed) for seed in range(8)}}


@pytest.fixture(scope="module")
def queries(compiled: Callable[[Mapping[str, Any]], Compiled]) -> dict[str, str]:
    """The models' SQL as dbt compiles it."""
    return {one.name.rpartition(".")[2]: one.query for one in compiled({}).models}


@pytest.fixture(scope="module", params=CASES)
def case(request: pytest.FixtureRequest, queries: dict[str, str]) -> Iterator[Case]:
    """Journeys, and a database in memory in which the models have run on them."""
    journeys = CASES[request.param]
    with duckdb.connect(config={"threads": 1}) as database:
        for name, schema in (("work", "intermediate"), ("leadmart", "insights")):
            database.execute(f"attach ':memory:' as {name}")
            database.execute(f"create schema {name}.{schema}")
        for statement in (CONVERSIONS, PATHS, TOUCHES, UNCONVERTED, PERIODS):
            database.execute(statement)
        store(database, journeys)
        for model in MODELS:
            place = "leadmart.insights" if model == "attribution" else "work.intermediate"
            database.execute(f"create table {place}.{model} as {queries[model]}")
        yield Case(journeys, database)


def insert(database: duckdb.DuckDBPyConnection, table: str, row: list[object]) -> None:
    """Add a row to a table that stands for a model."""
    marks = ", ".join("?" * len(row))
    database.execute(f"insert into work.intermediate.{table} values ({marks})", row)


def store(database: duckdb.DuckDBPyConnection, journeys: list[Journey]) -> None:
    """Write journeys as the paths of won deals, an hour from touch to touch.

    All that led to a deal are one buyer's, one behind the other: a path is a part of its touches.
    """
    touches = 0
    for number, journey in enumerate(journeys):
        count = len(journey.channels)
        for place, channel in enumerate(journey.channels, start=1):
            touched_at = START + timedelta(hours=place)
            session = f"s{number}-{place}"
            if journey.revenue is None:
                row = ["deal_won", f"p{number}", session, touched_at, channel, channel, place]
                insert(database, "int_unconverted_touchpoints", row)
            else:
                at = touches + place
                row = ["deal_won", "all", at, session, touched_at, 20454, channel, channel, at]
                insert(database, "int_buyer_touches", row)
        if journey.revenue is not None:
            row = ["deal_won", f"d{number}", "all", CONVERTED.date(), journey.revenue, True]
            row += [touches + 1, touches + count, touches + count]
            row += [None, touches + count, count]
            insert(database, "int_conversion_paths", row)
            touches += count


def credits(database: duckdb.DuckDBPyConnection, model: str) -> dict[str, tuple[float, float]]:
    """Conversions and revenue per channel under a model."""
    rows = database.execute(
        "select dimension_value, conversions_credited, revenue_credited"
        " from leadmart.insights.attribution where model = ? and dimension = 'channel'",
        [model],
    ).fetchall()
    return {channel: (float(conversions), float(revenue)) for channel, conversions, revenue in rows}


def brute_force_shapley(journeys: list[Journey], value: str) -> dict[str, Fraction]:
    """The Shapley value by its definition: what a channel adds, over all orders of joining."""
    paths: Counter[frozenset[str]] = Counter()
    for journey in journeys:
        if journey.revenue is not None:
            paths[frozenset(journey.channels)] += 1 if value == "conversions" else journey.revenue
    players = sorted(set().union(*paths))

    def worth(coalition: frozenset[str]) -> int:
        return sum(amount for members, amount in paths.items() if members <= coalition)

    totals: dict[str, Fraction] = defaultdict(Fraction)
    for order in permutations(players):
        joined: frozenset[str] = frozenset()
        for player in order:
            totals[player] += worth(joined | {player}) - worth(joined)
            joined |= {player}
    return {player: total / factorial(len(players)) for player, total in totals.items()}


def conversion_chance(steps: Counter[tuple[str, str]], removed: str | None) -> Fraction:
    """The chance to come from start to conversion; a removed state leads nowhere."""
    states = sorted({source for source, _ in steps} - {removed})
    leaving = Counter[str]()
    for (source, _), count in steps.items():
        leaving[source] += count

    def chance(source: str, target: str) -> Fraction:
        return Fraction(steps[source, target], leaving[source])

    # (identity - transitions) · chances = steps straight to the conversion
    rows = [
        [Fraction(int(source == target)) - chance(source, target) for target in states]
        + [chance(source, "conversion")]
        for source in states
    ]
    for pivot in range(len(rows)):
        swap = next(row for row in range(pivot, len(rows)) if rows[row][pivot])
        rows[pivot], rows[swap] = rows[swap], rows[pivot]
        rows[pivot] = [cell / rows[pivot][pivot] for cell in rows[pivot]]
        for row in range(len(rows)):
            if row != pivot:
                factor = rows[row][pivot]
                rows[row] = [a - factor * b for a, b in zip(rows[row], rows[pivot], strict=True)]
    return rows[states.index("start")][-1]


def removal_effects(journeys: list[Journey]) -> dict[str, Fraction]:
    """Removal effects by their definition: the chain is solved anew without each channel."""
    steps: Counter[tuple[str, str]] = Counter()
    for journey in journeys:
        end = "null" if journey.revenue is None else "conversion"
        states = ("start", *journey.channels, end)
        steps.update(pairwise(states))
    full = conversion_chance(steps, None)
    channels = {channel for journey in journeys for channel in journey.channels}
    return {channel: 1 - conversion_chance(steps, channel) / full for channel in channels}


def test_shapley_is_the_brute_force_value(case: Case) -> None:
    journeys, database = case
    found = credits(database, "shapley")
    conversions = brute_force_shapley(journeys, "conversions")
    revenue = brute_force_shapley(journeys, "revenue")
    assert found.keys() == conversions.keys()
    # each conversion is cut to the last digit: no more than one of them a path
    for channel, (conversions_found, revenue_found) in found.items():
        assert conversions_found == pytest.approx(
            float(conversions[channel]), abs=1e-6 * len(journeys)
        )
        assert revenue_found == pytest.approx(float(revenue[channel]), abs=1e-4 * len(journeys))


def test_markov_is_the_solved_chain(case: Case) -> None:
    journeys, database = case
    effects = removal_effects(journeys)
    rows = database.execute(
        "select substr(state, 4), removal_effect from work.intermediate.int_removal_effects"
        " where dimension = 'channel'"
    ).fetchall()
    assert {channel: float(effect) for channel, effect in rows} == pytest.approx(
        {channel: float(effect) for channel, effect in effects.items()}, abs=1e-8
    )
    total = sum(effects.values())
    converted = [journey.revenue for journey in journeys if journey.revenue is not None]
    found = credits(database, "markov")
    for channel, effect in effects.items():
        conversions_found, revenue_found = found.get(channel, (0.0, 0.0))
        assert conversions_found == pytest.approx(float(effect / total * len(converted)), abs=1e-5)
        assert revenue_found == pytest.approx(float(effect / total * sum(converted)), abs=1e-3)


def test_every_model_hands_out_everything(case: Case) -> None:
    journeys, database = case
    converted = [journey.revenue for journey in journeys if journey.revenue is not None]
    rows = database.execute(
        "select model, dimension, sum(conversions_credited), sum(revenue_credited)"
        " from leadmart.insights.attribution group by model, dimension"
    ).fetchall()
    assert len(rows) == 18
    assert {row[2:] for row in rows} == {(len(converted), sum(converted))}
