"""How close a build of web traffic is to what DuckDB could do: one script by hand, side by side.

    python benchmarks/limit.py [--copies 20 200]

The demo with its traffic many times over, as in engine_sizes.py. The script takes the same files
to the same rows of visits, visitors, scroll depth, content and social visits, by every period and
dimension; both are measured as whole commands, one after the other, and must give equal rows.

What does not grow with traffic is given to the script: what each link of the demo means (channel,
campaign, account and so on), whom a lead's browser belongs to, the lead actions, the offers, and
which days are kept of a dimension. It judges no values, gives no reasons and has no tests. So it is
a floor, not a rival: what a build takes beyond it is told in ratios, once with all that a build
does around it and once less the cost of a build of the demo, which hardly has rows.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.costs import Cost, cost_of  # noqa: E402
from benchmarks.engine_sizes import TRAFFIC, write_inputs  # noqa: E402

AS_OF = "2026-06-30"
CHANNELS = ROOT / "seeds" / "reference" / "channels.csv"
MEMORY = "4GB"
DIMENSIONS = (
    *("channel", "campaign", "segment", "program", "target_account", "icp"),
    *("page", "utm_source", "utm_medium", "visitor_type"),
)
# What a session says of what brought it and whose it is.
SAID = (
    *("utm_source", "utm_medium", "utm_campaign", "referrer", "landing_page", "click_id"),
    *("account_domain", "lead_id"),
)
GRAINS = ("day", "week", "month", "quarter", "year", "all_time")
SOCIAL = "('organic_social', 'paid_social')"
# The demo's business time is UTC, and its fiscal year the calendar's.
MOMENT = "timezone('UTC', try_cast({column} as timestamptz))"
VALID = "{moment} >= timestamp '1990-01-01' and {moment} < timestamp '2026-07-01'"


@dataclass(frozen=True)
class Size:
    """The files of one size, and what the script is given beside them."""

    inputs: Path
    given: Path
    rows: int


# What is given ---------------------------------------------------------------------------------


def give(inputs: Path, database: Path, given: Path) -> None:
    """Takes from a build what does not grow with traffic, as small files for the script."""
    given.mkdir()
    with duckdb.connect() as connection:
        connection.execute(f"attach '{database}' as built (read_only)")
        said = ", ".join(f"raw.{name} as said_{name}" for name in SAID)
        found = ", ".join(f"sessions.{name}" for name in (*DIMENSIONS[:-1], "network"))
        files = {
            # Copy 1 has all links without their leads, the demo's own rows have them.
            "links": f"""
                select distinct {said}, sessions.started_on, {found}
                from read_parquet('{inputs / "sessions.parquet"}') as raw
                inner join built.core.fct_sessions as sessions using (session_id)
                where session_id not like '%-%' or session_id like '%-1'
            """,
            "actions": """
                select session_id, visitor_id, occurred_on, content_offer, has_content_offer,
                    channel, campaign, segment, program, target_account, icp, page, utm_source,
                    utm_medium, visitor_type
                from built.core.fct_web_conversions
            """,
            "offers": "select content_offer, page_path from built.core.dim_content_offers",
            "totals": "select * from built.core.fct_web_totals",
            "kept": " union all ".join(
                f"select distinct '{name}' as measures, dimension, period_start"
                f" from built.measures.{name} where period_grain = 'day'"
                for name in TRAFFIC
            ),
            "paid": f"select channel from read_csv('{CHANNELS}') where is_paid",
            "first_day": "select min(period_start) as first_day from"
            " built.measures.website_by_period where period_grain = 'all_time'",
        }
        for name, query in files.items():
            connection.execute(f"copy ({query}) to '{given / name}.parquet' (format parquet)")


# The script ------------------------------------------------------------------------------------


def run_script(size: Size, database: Path) -> None:
    """From the files to the rows of the five tables."""
    with duckdb.connect(str(database), config={"memory_limit": MEMORY, "threads": 2}) as connection:
        for statement in _statements(size):
            connection.execute(statement)


def _statements(size: Size) -> Iterator[str]:
    yield "set TimeZone = 'UTC'"
    for name in ("links", "actions", "offers", "totals", "kept", "paid", "first_day"):
        yield f"create temp view {name} as from '{size.given / name}.parquet'"
    yield from _read_sessions(size.inputs)
    yield from _read_page_views(size.inputs)
    yield from _website()
    yield from _visitors()
    yield from _scroll_depth()
    yield from _content()
    yield from _social()


def _once(place: str, key: str) -> str:
    """Rows delivered twice are one: only they are looked at."""
    return f"""
        with twice as materialized (select {key} from '{place}' group by {key} having count(*) > 1)
        select * from '{place}' where {key} not in (from twice)
        union all
        select distinct * from '{place}' where {key} in (from twice)
    """


def _read_sessions(inputs: Path) -> Iterator[str]:
    joined = " and ".join(f"links.said_{name} is not distinct from raw.{name}" for name in SAID)
    found = ", ".join(f"links.{name}" for name in (*DIMENSIONS[:-1], "network"))
    yield f"""
        create temp table raw as
        select session_id, visitor_id, moment as started_at,
            cast(moment as date) as day, {", ".join(SAID)},
            try_cast(page_views as bigint) as page_views,
            case when try_cast(duration_seconds as double) >= 0
                then cast(duration_seconds as decimal(22, 4)) end as duration,
            coalesce(try_cast(is_bot as boolean), false) as is_bot
        from (
            select *, {MOMENT.format(column="started_at")} as moment
            from ({_once(str(inputs / "sessions.parquet"), "session_id")})
        )
        where {VALID.format(moment="moment")}
    """
    yield f"""
        create temp table sessions as
        with
        firsts as (
            select visitor_id, min(struct_pack(moment := started_at, id := session_id)) as first
            from raw where not is_bot group by visitor_id
        ),
        acting as (select session_id, count(*) as actions from actions group by session_id),
        acting_days as (
            select distinct visitor_id, occurred_on as day
            from actions where session_id is null and visitor_id is not null
        )
        select raw.session_id, raw.visitor_id, raw.day, {found},
            case when firsts.first.id = raw.session_id then 'new' else 'returning' end
                as visitor_type,
            raw.page_views, raw.duration, coalesce(acting.actions, 0) as actions,
            acting.actions is not null or acting_days.day is not null as has_action
        from raw
        inner join links on links.started_on = raw.day and {joined}
        inner join firsts using (visitor_id)
        left join acting using (session_id)
        left join acting_days
            on raw.visitor_id = acting_days.visitor_id and raw.day = acting_days.day
        where not raw.is_bot
    """


def _read_page_views(inputs: Path) -> Iterator[str]:
    yield f"""
        create temp table seen as
        select page_view_id, session_id, moment as viewed_at, cast(moment as date) as day,
            coalesce(split_part(split_part(page_path, '?', 1), '#', 1), 'unknown') as page_path,
            case when try_cast(scroll_percent as double) between 0 and 100
                then cast(scroll_percent as double) end as scroll
        from (
            select *, {MOMENT.format(column="viewed_at")} as moment
            from ({_once(str(inputs / "page_views.parquet"), "page_view_id")})
        )
        where {VALID.format(moment="moment")}
            and session_id not in (select session_id from raw where is_bot)
    """
    yield """
        create temp table pages as
        select session_id, count(*) as views, arg_min(page_view_id, (viewed_at, page_view_id))
            as landing_id
        from seen group by session_id
    """
    yield """
        create temp table visits as
        select sessions.*, coalesce(sessions.page_views, pages.views) as pages
        from sessions left join pages using (session_id)
    """


def _by_day(source: str, day: str, measures: dict[str, str], dimensions: tuple[str, ...]) -> str:
    """Measures of each day, one dimension at a time: they add up to longer periods."""
    sums = ", ".join(f"{expression} as {name}" for name, expression in measures.items())
    return " union all ".join(
        f"select {day} as day, '{name}' as dimension, {value} as dimension_value, {sums}"
        f" from {source} group by all"
        for name, value in (("total", "'all'"), *((name, name) for name in dimensions))
    )


def _start(grain: str, day: str = "day") -> str:
    """The first day of the period in which a day lies."""
    if grain == "day":
        return day
    if grain == "all_time":
        return "(select first_day from first_day)"
    return f"cast(date_trunc('{grain}', {day}) as date)"


def _kept(table: str) -> str:
    """Days are kept of some dimensions."""
    return (
        f"(period_grain <> 'day' or (dimension, period_start) in (select (dimension, period_start)"
        f" from kept where measures = '{table}'))"
    )


def _periods(table: str, days: str, measures: dict[str, str]) -> str:
    """The table of days and of all that they add up to."""
    sums = ", ".join(f"sum({name}) as {name}" for name in measures)
    parts = " union all ".join(
        f"select '{grain}' as period_grain, {_start(grain)} as period_start, dimension,"
        f" dimension_value, {sums} from {days} group by all"
        for grain in GRAINS
    )
    return f"create table {table} as select * from ({parts}) where {_kept(table)}"


def _website() -> Iterator[str]:
    names = (
        *("sessions", "social_sessions", "organic_search_sessions", "single_page_sessions"),
        *("engaged_sessions", "sessions_with_known_engagement", "session_seconds", "page_views"),
        "sessions_with_known_bounce",
    )
    of_visits = {
        "sessions": "count(*)",
        "social_sessions": f"count(*) filter (channel in {SOCIAL})",
        "organic_search_sessions": "count(*) filter (channel = 'organic_search')",
        "single_page_sessions": "count(*) filter (pages = 1)",
        "engaged_sessions": "count(*) filter (duration >= 10 or pages >= 2 or actions > 0)",
        "sessions_with_known_engagement": "count(*)",
        "session_seconds": "coalesce(sum(duration), 0)",
        "page_views": "0",
        "sessions_with_known_bounce": "count(*)",
    }
    of_totals = {
        "sessions": "sum(sessions)",
        "social_sessions": f"coalesce(sum(sessions) filter (channel in {SOCIAL}), 0)",
        "organic_search_sessions": "coalesce(sum(sessions) filter (channel = 'organic_search'), 0)",
        "single_page_sessions": "null",
        "engaged_sessions": "sum(engaged_sessions)",
        "sessions_with_known_engagement": "sum(sessions) filter (engaged_sessions is not null)",
        "session_seconds": "null",
        "page_views": "sum(page_views)",
        "sessions_with_known_bounce": "null",
    }
    of_pages = {name: "count(*)" if name == "page_views" else "0" for name in names}
    # Pages have the dimensions of their session; of an unknown one, none.
    yield f"""
        create temp table viewed as
        select seen.day, seen.session_id, seen.page_view_id, seen.page_path, seen.scroll,
            visits.visitor_id,
            {", ".join(f"coalesce(visits.{name}, 'unknown') as {name}" for name in DIMENSIONS)}
        from seen left join visits using (session_id)
    """
    days = " union all ".join(
        (
            _by_day("visits", "day", of_visits, DIMENSIONS),
            _by_day("viewed", "day", of_pages, DIMENSIONS),
            _by_day("totals", "date_day", of_totals, DIMENSIONS),
        )
    )
    yield f"create temp table website_days as {days}"
    yield _periods("website_by_period", "website_days", dict.fromkeys(names, ""))


def _distinct(
    table: str,
    source: str,
    dimensions: tuple[str, ...],
    counts: dict[str, str],
    newcomers: str = "",
    sums: tuple[str, ...] = (),
) -> Iterator[str]:
    """Visitors of each period: in it counts who was not here before on one of its days.

    counts: what is counted, and by which events. newcomers: a column with a visitor's first day;
    then new_visitors are counted by it. sums: what adds up.
    """
    kept = [newcomers] if newcomers else []
    before = {name: f"before_{place}" for place, name in enumerate(counts)}
    parts = []
    for dimension in ("total", *dimensions):
        value = "'all'" if dimension == "total" else dimension
        days = ", ".join(
            f"case when {how} then coalesce(max(case when {how} then day end) over ("
            f"partition by {value}, visitor_id order by day"
            f" rows between unbounded preceding and 1 preceding), date '0001-01-01')"
            f" end as {before[name]}"
            for name, how in counts.items()
        )
        alike = ", ".join([*kept, *before.values()])
        added = "".join(f", sum({name}) as {name}" for name in sums)
        name_of = f"{table}_{dimension}"
        yield f"""
            create temp table {name_of} as
            select day, value, {alike}, count(*) as events{added}
            from (
                select day, {value} as value, {", ".join([*kept, *sums, days])} from {source}
            )
            group by day, value, {alike}
        """
        for grain in GRAINS:
            start = _start(grain)
            counted = [
                f"coalesce(sum(events) filter ({before[name]} < {start}), 0) as {name}"
                for name in counts
            ]
            if newcomers:
                first = next(iter(before.values()))
                new = f"{first} < {start} and {newcomers} >= {start}"
                counted.insert(1, f"coalesce(sum(events) filter ({new}), 0) as new_visitors")
            counted += [f"sum({name}) as {name}" for name in sums]
            parts.append(
                f"select '{grain}' as period_grain, {start} as period_start,"
                f" '{dimension}' as dimension, value as dimension_value, {', '.join(counted)}"
                f" from {name_of} group by all"
            )
    rows = " union all ".join(parts)
    yield f"create table {table} as select * from ({rows}) where {_kept(table)}"
    for dimension in ("total", *dimensions):
        yield f"drop table {table}_{dimension}"


def _visitors() -> Iterator[str]:
    yield """
        create temp table first_days as
        select visitor_id, min(day) as first_on from visits group by visitor_id
    """
    yield """
        create temp table visit_days as
        select visits.*, first_on from visits inner join first_days using (visitor_id)
    """
    yield from _distinct(
        "visitors_by_period",
        "visit_days",
        DIMENSIONS,
        {"visitors": "true", "visitors_with_lead_action": "has_action"},
        newcomers="first_on",
    )


def _scroll_depth() -> Iterator[str]:
    measures = {"landing_page_views": "count(*)"} | {
        f"scrolled_{depth}": f"count(*) filter (scroll >= {depth})" for depth in (25, 50, 75, 100)
    }
    yield """
        create temp table landed as
        select viewed.*, case when channel in (from paid) then 'yes' else 'no' end as ad_click
        from viewed inner join pages
            on viewed.session_id = pages.session_id and viewed.page_view_id = pages.landing_id
    """
    days = _by_day("landed", "day", measures, (*DIMENSIONS, "ad_click"))
    yield f"create temp table scroll_days as {days}"
    yield _periods("scroll_depth_by_period", "scroll_days", measures)


def _content() -> Iterator[str]:
    yield f"""
        create temp table content as
        select viewed.day, viewed.visitor_id, content_offer, false as took, {", ".join(DIMENSIONS)}
        from viewed inner join offers using (page_path)
        where viewed.visitor_id is not null
        union all
        select occurred_on, visitor_id, content_offer, true, {", ".join(DIMENSIONS)}
        from actions where has_content_offer and visitor_id is not null
    """
    yield from _distinct(
        "content_by_period",
        "content",
        (*DIMENSIONS, "content_offer"),
        {"visitors_who_saw_offers": "true", "visitors_who_took_offers": "took"},
    )


def _social() -> Iterator[str]:
    yield f"""
        create temp table social as
        select day, visitor_id, network, has_action, 1 as social_website_sessions,
            {", ".join(DIMENSIONS)}
        from visits where channel in {SOCIAL}
        union all
        select date_day, null, network, false, sessions, {", ".join(DIMENSIONS)}
        from totals where channel in {SOCIAL}
    """
    yield from _distinct(
        "social_sessions_by_period",
        "social",
        (*DIMENSIONS, "network"),
        {
            "social_visitors": "visitor_id is not null",
            "social_visitors_with_lead_action": "has_action",
        },
        sums=("social_website_sessions",),
    )


# Side by side ----------------------------------------------------------------------------------


def differing_rows(script: Path, built: Path) -> dict[str, int]:
    """How many rows of each table one of the two has and the other has not."""
    found = {}
    with duckdb.connect() as connection:
        connection.execute(f"attach '{script}' as script (read_only)")
        connection.execute(f"attach '{built}' as built (read_only)")
        for table in TRAFFIC:
            names = [row[0] for row in connection.execute(f"describe script.{table}").fetchall()]
            keys, measures = names[:4], names[4:]
            columns = ", ".join(keys + [f"cast({name} as decimal(38, 4))" for name in measures])
            one = f"select {columns} from script.{table}"
            other = f"select {columns} from built.measures.{table}"
            row = connection.execute(
                f"select (select count(*) from ({one} except {other}))"
                f" + (select count(*) from ({other} except {one}))"
            ).fetchone()
            found[table] = row[0] if row else 0
    return found


def measure_build(inputs: Path, home: Path) -> tuple[Cost, Path, float]:
    """Builds the five tables with all that they rest on, and their tests.

    Gives the database, and how much of all nodes' time was that of tests.
    """
    command = [sys.executable, "orchestrate.py", "build", "--input", str(inputs)]
    command += ["--as-of", AS_OF, "--home", str(home)]
    for name in TRAFFIC:
        command += ["--select", name]
    cost = cost_of(command)
    (database,) = home.glob("runs/*/leadmart.duckdb")
    nodes = json.loads((database.parent / "nodes.json").read_text(encoding="utf-8"))
    tests = sum(node["seconds"] for node in nodes if node["unique_id"].startswith("test."))
    return cost, database, tests / sum(node["seconds"] for node in nodes)


def main() -> int:
    """Measures size after size and prints a row for each; fails where rows differ."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--copies", type=int, nargs="+", default=[20, 200])
    parser.add_argument("--script", nargs=3, type=Path, help=argparse.SUPPRESS)
    said = parser.parse_args()
    if said.script:
        inputs, given, database = said.script
        run_script(Size(inputs, given, 0), database)
        return 0
    print(time.strftime("%Y-%m-%d"))
    print("| rows | | seconds of processor | seconds | peak memory, GB |\n|---|---|---|---|---|")
    fixed = 0.0
    for copies in [1, *said.copies]:
        with tempfile.TemporaryDirectory(prefix="leadmart-benchmark-") as temporary:
            folder = Path(temporary)
            rows = write_inputs(folder / "inputs", copies)
            build, built, tested = measure_build(folder / "inputs", folder / "home")
            if copies == 1:
                fixed = build.processor_seconds
                print(f"| {rows:,} | build | {fixed:.0f} | {build.seconds:.0f} | |", flush=True)
                continue
            give(folder / "inputs", built, folder / "given")
            parts = [folder / "inputs", folder / "given", folder / "script.duckdb"]
            script = cost_of([sys.executable, __file__, "--script", *map(str, parts)])
            for name, cost in (("build", build), ("script", script)):
                memory = cost.megabytes / 1024
                line = f"{cost.processor_seconds:.0f} | {cost.seconds:.0f} | {memory:.1f}"
                print(f"| {rows:,} | {name} | {line} |", flush=True)
            whole = build.processor_seconds / script.processor_seconds
            less = (build.processor_seconds - fixed) / script.processor_seconds
            print(f"| | build by script | {whole:.2f}; less a build of the demo {less:.2f} | | |")
            print(f"| | tests, of the time of all nodes | {tested:.0%} | | |", flush=True)
            differing = differing_rows(folder / "script.duckdb", built)
            if any(differing.values()):
                print(f"rows that differ: {differing}")
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
