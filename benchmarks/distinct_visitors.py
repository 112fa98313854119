"""Which exact way of counting distinct visitors per period and dimension value is the cheapest.

    python benchmarks/distinct_visitors.py [--sessions 1000000] [--repeat 2] [--way NAME …]

Sessions of two years are generated, with the nine dimensions of the website and three counts at
once: visitors, new visitors, visitors who acted. All ways must give the same rows. What counts is
the processor's time of both cores together, which a busy machine does not change much.

One million sessions, DuckDB 1.5.6 with 2 threads and 3 GB:

| way                          | processor | what it does |
|------------------------------|-----------|-------------|
| first_in_period              |    11.3 s | per dimension: who was not there before in the period |
| first_in_period_grouped      |    11.4 s | the same, what periods count alike grouped once |
| visitors_first_per_dimension |    22.0 s | per dimension: group by period, value, visitor, count |
| visitors_first               |    29.6 s | the same for all dimensions at once, by grouping sets |
| numbered_visitors            |    30.5 s | count(distinct) of numbers instead of names |
| per_grain                    |    35.1 s | count(distinct), grouping sets, one grain at a time |
| grouping_sets_of_days        |    38.1 s | grouping sets of visitors once a day: few come twice |
| grouping_sets                |    39.3 s | count(distinct) over grouping sets of the sessions |

All give the same rows. The second is what the macro distinct_by_period writes: a window over the
visits of one dimension's value and visitor finds the visit before, and whether that lies in the
same period is asked of each grain without grouping the visitors again. Here, where values come by
chance, hardly any two sessions are alike; of visits as companies have them, 3.3 million by
campaign, the second takes 1.6 s and the first 2.4 s.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import duckdb

# How many values each dimension of the website has in the generated sessions.
DIMENSIONS = {
    "channel": 12,
    "campaign": 40,
    "segment": 4,
    "program": 3,
    "target_account": 3,
    "page": 200,
    "utm_source": 30,
    "utm_medium": 10,
    "visitor_type": 2,
}
GRAINS = ("day", "week", "month", "quarter", "year")
DAYS = 730
MEMORY = "3GB"


@dataclass(frozen=True)
class Cost:
    """What a way took, and a digest of what it gave."""

    processor_seconds: float
    seconds: float
    digest: tuple[object, ...]


def generate(connection: duckdb.DuckDBPyConnection, sessions: int) -> None:
    """Sessions, of which a third of the visitors bring two thirds, and the calendar."""
    values = ",\n".join(
        f"cast(floor(power(random(), 2) * {count}) as integer)::varchar as {name}"
        for name, count in DIMENSIONS.items()
    )
    connection.execute("select setseed(0.5)")
    connection.execute(
        f"""
        create table sessions as
        select
            date '2024-07-01' + cast(floor(random() * {DAYS}) as integer) as event_on,
            'V' || cast(floor(power(random(), 2) * {sessions} / 2) as integer) as visitor_id,
            random() < 0.03 as is_acting,
            {values}
        from range({sessions})
        """
    )
    days = " union all ".join(
        f"select day, '{grain}' as period_grain, cast(date_trunc('{grain}', day) as date) from days"
        for grain in GRAINS
    )
    connection.execute(
        f"""
        create table date_periods as
        with days as (select date '2024-07-01' + cast(range as integer) as day from range({DAYS}))
        select * from ({days}) as periods(date_day, period_grain, period_start)
        """
    )


def names(relation: str = "", extra: tuple[str, ...] = ()) -> str:
    """The dimensions as a list of columns."""
    return ", ".join(f"{relation}{name}" for name in (*DIMENSIONS, *extra))


def visits() -> str:
    """A visitor once a day and combination of values, with the day it was first seen."""
    return f"""
    visit_days as (
        select
            event_on, visitor_id, {names()},
            max(case when is_acting then visitor_id end) as acting_visitor_id
        from sessions
        group by event_on, visitor_id, {names()}
    ),
    visits as (
        select *, min(event_on) over (partition by visitor_id) as first_seen_on from visit_days
    )"""


def sets(*more: str) -> str:
    """The grouping sets: the total and each dimension."""
    keys = ", ".join(("period_grain", "period_start", *more))
    return f"({keys}), " + ", ".join(f"({keys}, {name})" for name in DIMENSIONS)


def named() -> str:
    """Which dimension a row of the grouping sets is of, and its value."""
    whens = " ".join(f"when grouping({name}) = 0 then '{name}'" for name in DIMENSIONS)
    return f"case {whens} else 'total' end as dimension, coalesce({names()}, 'all') as value"


COUNTS = """
    count(distinct visitor_id) as visitors,
    count(distinct case when first_seen_on >= period_start then visitor_id end) as new_visitors,
    count(distinct acting_visitor_id) as acting_visitors
"""


def grouping_sets() -> str:
    """count(distinct) over grouping sets of the sessions as they are."""
    return f"""
    with visits as (
        select
            *,
            case when is_acting then visitor_id end as acting_visitor_id,
            min(event_on) over (partition by visitor_id) as first_seen_on
        from sessions
    )
    select period_grain, period_start, {named()}, {COUNTS}
    from visits inner join date_periods on event_on = date_day
    group by grouping sets ({sets()})
    """


def grouping_sets_of_days() -> str:
    """The same over visitors once a day and combination of values."""
    return f"""
    with {visits()}
    select period_grain, period_start, {named()}, {COUNTS}
    from visits inner join date_periods on event_on = date_day
    group by grouping sets ({sets()})
    """


def per_grain() -> str:
    """One such query for each grain: fewer groups at once, the visits read five times."""
    parts = [
        f"""
        select period_grain, period_start, {named()}, {COUNTS}
        from visits
        inner join (select * from date_periods where period_grain = '{grain}') as periods
            on event_on = date_day
        group by grouping sets ({sets()})
        """
        for grain in GRAINS
    ]
    return f"with {visits()} {' union all '.join(parts)}"


TALLIES = """
    count(*) as visitors,
    sum(is_new) as new_visitors,
    sum(is_acting) as acting_visitors
"""
FLAGS = """
    max(case when first_seen_on >= period_start then 1 else 0 end) as is_new,
    max(case when acting_visitor_id is not null then 1 else 0 end) as is_acting
"""


def visitors_first() -> str:
    """Grouping sets down to the visitor, then an ordinary count of what is left."""
    return f"""
    with {visits()},
    once as (
        select period_grain, period_start, {named()}, visitor_id, {FLAGS}
        from visits inner join date_periods on event_on = date_day
        group by grouping sets ({sets("visitor_id")})
    )
    select period_grain, period_start, dimension, value, {TALLIES}
    from once group by period_grain, period_start, dimension, value
    """


def visitors_first_per_dimension() -> str:
    """Days, then per dimension the visitors of each period, one group by at a time."""
    parts = [
        f"""
        select period_grain, period_start, '{name}' as dimension, value, {TALLIES}
        from (
            select period_grain, period_start, {column} as value, visitor_id, {FLAGS}
            from visits inner join date_periods on event_on = date_day
            group by period_grain, period_start, {column}, visitor_id
        ) as once
        group by period_grain, period_start, value
        """
        for name, column in {"total": "'all'", **{name: name for name in DIMENSIONS}}.items()
    ]
    return f"with {visits()} {' union all '.join(parts)}"


def first_in_period(is_grouped: bool = False) -> str:
    """Per dimension: who was not there before in the period, by the day of the visit before.

    is_grouped: what all periods count alike is grouped once, before it meets them.
    """
    before = """
        coalesce(max({day}) over (
            partition by {column}visitor_id order by event_on
            rows between unbounded preceding and 1 preceding
        ), date '0001-01-01')
    """
    parts = []
    for name in ("total", *DIMENSIONS):
        column = "" if name == "total" else f"{name}, "
        any_before = before.format(day="event_on", column=column)
        acting_before = before.format(day="case when is_acting then event_on end", column=column)
        ordered = f"""
            select
                event_on, first_seen_on, {"'all'" if name == "total" else name} as value,
                {any_before} as before,
                case when is_acting then {acting_before} end as acting_before
            from seen
        """
        alike = f"select *, 1 as times from ({ordered})"
        if is_grouped:
            alike = f"select *, count(*) as times from ({ordered}) group by all"
        parts.append(
            f"""
            select
                period_grain, period_start, '{name}' as dimension, value,
                coalesce(sum(times) filter (before < period_start), 0) as visitors,
                coalesce(
                    sum(times) filter (before < period_start and first_seen_on >= period_start), 0
                ) as new_visitors,
                coalesce(sum(times) filter (acting_before < period_start), 0) as acting_visitors
            from ({alike})
            inner join date_periods on event_on = date_day
            group by period_grain, period_start, value
            """
        )
    return f"""
    with seen as (
        select *, min(event_on) over (partition by visitor_id) as first_seen_on from sessions
    )
    {" union all ".join(parts)}
    """


def first_in_period_grouped() -> str:
    """The same, and what all periods count alike is grouped once."""
    return first_in_period(is_grouped=True)


def numbered_visitors() -> str:
    """count(distinct) over grouping sets of days, of visitors by number instead of by name."""
    return f"""
    with {visits()},
    numbered as (
        select
            visits.* exclude (visitor_id, acting_visitor_id),
            dense_rank() over (order by visitor_id) as visitor_id,
            case when acting_visitor_id is not null
                then dense_rank() over (order by visitor_id) end as acting_visitor_id
        from visits
    )
    select period_grain, period_start, {named()}, {COUNTS}
    from numbered inner join date_periods on event_on = date_day
    group by grouping sets ({sets()})
    """


WAYS = {
    way.__name__: way
    for way in (
        grouping_sets,
        grouping_sets_of_days,
        per_grain,
        visitors_first,
        visitors_first_per_dimension,
        first_in_period,
        first_in_period_grouped,
        numbered_visitors,
    )
}


def measure(connection: duckdb.DuckDBPyConnection, query: str) -> Cost:
    """Runs a way once into a table, as a build does."""
    connection.execute("drop table if exists result")
    processor, started = time.process_time(), time.monotonic()
    connection.execute(f"create table result as {query}")
    spent, took = time.process_time() - processor, time.monotonic() - started
    digest = connection.execute(
        """
        select
            count(*), sum(visitors), sum(new_visitors), sum(acting_visitors),
            bit_xor(hash(
                period_grain, period_start, dimension, value,
                cast(visitors as bigint), cast(new_visitors as bigint),
                cast(acting_visitors as bigint)
            ))
        from result
        """
    ).fetchone()
    assert digest is not None
    return Cost(spent, took, digest)


def main() -> int:
    """Prints what each way costs; fails if two give other rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=1_000_000, help="how many are generated")
    parser.add_argument("--repeat", type=int, default=1, help="how often each is measured")
    parser.add_argument("--way", nargs="*", choices=list(WAYS), default=list(WAYS))
    asked = parser.parse_args()
    digests = set()
    with tempfile.TemporaryDirectory(prefix="leadmart-benchmark-") as folder:
        settings = {"threads": 2, "memory_limit": MEMORY, "temp_directory": folder}
        with duckdb.connect(str(Path(folder, "b.duckdb")), config=settings) as connection:
            generate(connection, asked.sessions)
            for name in asked.way:
                costs = [measure(connection, WAYS[name]()) for _ in range(asked.repeat)]
                best = min(costs, key=lambda cost: cost.processor_seconds)
                digests |= {cost.digest for cost in costs}
                print(
                    f"{name:30} {best.processor_seconds:7.1f} s of processor {best.seconds:7.1f} s",
                    flush=True,
                )
    return 0 if len(digests) == 1 else 1


if __name__ == "__main__":
    sys.exit(main())
