"""What the page shows of a release: chosen so that the page stays small at any company's size.

Every function reads the audited database and gives plain lists and dictionaries in a stated order,
so that the same release always gives the same page. Nothing is worked out here that a table
already says.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any

from leadmart.intake import needs
from leadmart.pages import doubts
from leadmart.pages.dimensions import campaign_names, own_dimensions
from leadmart.pages.headline import read_headlines
from leadmart.pages.standings import NEEDED, Standing, Wanted, last_periods, read_standings
from leadmart.reading import column_names, table_names

if TYPE_CHECKING:
    import duckdb

    Connection = duckdb.DuckDBPyConnection

# The dimensions that the whole page can be filtered by, beside the company's own. The others are
# seen metric by metric.
FILTERS = ("channel", "campaign", "segment", "program", "target_account")
# How many periods back: of the whole company, of a filter's value, of any other dimension's value.
PERIODS = {
    "week": (26, 9, 2),
    "month": (19, 13, 2),
    "quarter": (9, 5, 2),
    "year": (3, 2, 2),
    "all_time": (1, 1, 1),
}
VALUES_PER_DIMENSION = 12
OTHER_VALUES_PER_DIMENSION = 6
# Of the table of what each value cost and brought.
VALUES_PER_TABLE = 150
DRIVERS_PER_CHANGE = 5
DRIVER_PERIODS = 2
ROWS_PER_LIST = 48
# Of the lists that people work through.
ACCOUNTS = 300
CALLS = 100

_DIGITS = 9
_STATUS = {"on_target": "o", "near": "e", "off_target": "f"}
# A target that is a default one, by which nothing is judged.
_BENCHMARK = "b"


def is_possible(connection: Connection) -> bool:
    """Whether the database holds the tables that the page is about."""
    return table_names(connection) >= NEEDED


def select(connection: Connection, currency: str) -> dict[str, Any]:
    """Everything the page shows.

    connection: the audited database. currency: the reporting currency's code, shown with amounts.
    """
    tables = table_names(connection)
    periods = _periods(connection)
    own = own_dimensions(connection)
    dimensions = _dimensions(connection, tables, periods, own)
    return {
        "release": _release(connection) | {"currency": currency},
        "headlines": _headlines(connection, periods),
        "metrics": _metrics(connection),
        "periods": periods,
        "own_dimensions": list(own),
        "dimensions": dimensions,
        "series": _series(connection, periods, dimensions),
        "open": _open(connection, periods),
        "drivers": _drivers(connection, tables, periods, dimensions, own),
        "funnel": _funnel(connection, tables, periods, dimensions),
        "cohorts": _cohorts(connection, tables, dimensions),
        "movements": _movements(connection, tables, periods, dimensions),
        "attribution": _attribution(connection, tables, periods, own),
        "performance": _performance(connection, tables, periods, own),
        "accounts": _accounts(connection, tables),
        "calls": _list(connection, tables, "insights.call_list", _CALLS, CALLS),
        "reach": {grain: list(PERIODS[grain]) for grain in periods},
        "lists": {
            "anomalies": _anomalies(connection, tables, dimensions),
            **{name: _list(connection, tables, *of) for name, of in _LISTS.items()},
        },
    }


# What there is ----------------------------------------------------------------------------------


def _release(connection: Connection) -> dict[str, Any]:
    """What the release says of itself, and the inputs that were delivered to it."""
    release_id, built_at, as_of, inputs = connection.execute(
        "select release_id, built_at, as_of, inputs from quality.release()"
    ).fetchall()[0]
    rows = {name: one["rows"] for name, one in json.loads(inputs).items()}
    return {
        "id": release_id,
        "built_at": built_at,
        "as_of": as_of,
        "inputs": rows,
        "columns": sorted(needs.read_columns(connection)),
    }


def _indexes(of_grain: dict[str, Any]) -> dict[date, int]:
    """The place of each period of a grain, by its first day."""
    return {date.fromisoformat(start): i for i, start in enumerate(of_grain["starts"])}


def _headlines(connection: Connection, periods: dict[str, Any]) -> dict[str, Any]:
    """grain → period's index → its sentences: pieces of text, the metric of each and its place."""
    found: dict[str, Any] = {}
    for grain, of_grain in periods.items():
        indexes = _indexes(of_grain)
        found[grain] = {
            indexes[start]: [
                [[piece.text, piece.metric, piece.is_driver] for piece in sentence]
                for sentence in sentences
            ]
            for start, sentences in read_headlines(connection, grain, indexes).items()
        }
    return found


def _metrics(connection: Connection) -> list[dict[str, Any]]:
    """The catalogue, in the order in which it was written."""
    return _records(
        connection,
        """
        select
            metric as key, name, area, meaning, formula, unit, better, source, needs, dimensions,
            totals_input, totals_first_on, totals_last_on, is_proportion, is_additive
        from metrics.metric_catalog
        order by rowid
        """,
    )


def _periods(connection: Connection) -> dict[str, Any]:
    """Per grain the last periods: their first and last days, which still run, which was a year ago.

    `running` periods are compared with as many days of the period before, where that can be said.
    """
    found: dict[str, Any] = {}
    for grain, (count, _, _) in PERIODS.items():
        if there := last_periods(connection, grain, count):
            starts = [period.start for period in there]
            found[grain] = {
                "starts": [start.isoformat() for start in starts],
                "ends": [period.end.isoformat() for period in there],
                "running": [period.is_running for period in there],
                "year_ago": [_index(starts, _year_before(grain, start)) for start in starts],
            }
    return found


def _dimensions(
    connection: Connection, tables: set[str], periods: dict[str, Any], own: tuple[str, ...]
) -> dict[str, dict[str, Any]]:
    """Per dimension the values with the most leads, then opportunities, sessions and rows.

    `left_out` says how many values of these periods are not in the page.
    """
    if not periods:
        return {}
    rows = connection.execute(
        """
        select
            dimension, dimension_value,
            coalesce(sum(numerator) filter (where metric = 'leads'), 0) as leads,
            coalesce(sum(numerator) filter (where metric = 'opportunities'), 0) as opportunities,
            coalesce(sum(numerator) filter (where metric = 'sessions'), 0) as sessions,
            count(*) as row_count
        from metrics.metric_values
        where period_grain = 'month' and period_start >= ? and dimension <> 'total'
        group by dimension, dimension_value
        order by dimension, leads desc, opportunities desc, sessions desc, row_count desc,
            dimension_value
        """,
        [_first(periods, "month", 1)],
    ).fetchall()
    names = _campaign_names(connection)
    found: dict[str, dict[str, Any]] = {}
    for dimension, group in groupby(rows, key=lambda row: row[0]):
        values = [row[1] for row in group]
        is_filter = dimension in (*FILTERS, *own)
        most = VALUES_PER_DIMENSION if is_filter else OTHER_VALUES_PER_DIMENSION
        kept = values[:most]
        found[dimension] = {
            "values": kept,
            "names": [
                names.get(value, value) if dimension == "campaign" else value for value in kept
            ],
            "left_out": len(values) - len(kept),
            "is_filter": is_filter,
        }
    return found


def _campaign_names(connection: Connection) -> dict[str, str]:
    """What people call a campaign; two of the same name keep their ids beside it."""
    return {
        key: name if count == 1 else f"{name} ({key})"
        for key, name, count in campaign_names(connection)
    }


# The numbers ------------------------------------------------------------------------------------


def _series(
    connection: Connection, periods: dict[str, Any], dimensions: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    """metric → grain → dimension → [[value's index, *series], …]; see `_pack`."""
    indexes = {grain: _indexes(of_grain) for grain, of_grain in periods.items()}
    shown = list(zip(*_shown(periods, dimensions), strict=True))
    positions = {(dimension, value): position for dimension, value, position, _, _ in shown}
    standings = read_standings(
        connection,
        [
            Wanted(grain, date.fromisoformat(first), dimension, value)
            for dimension, value, _, grain, first in shown
        ],
    )
    found: dict[str, Any] = {}
    for (metric, grain, dimension, part), group in groupby(
        standings, key=lambda one: (one.metric, one.grain, one.dimension, one.part)
    ):
        series = _pack(
            list(group), indexes[grain], periods[grain]["year_ago"], dimension == "total"
        )
        if series is not None:
            of_metric = found.setdefault(metric, {}).setdefault(grain, {})
            of_metric.setdefault(dimension, []).append([positions[dimension, part], *series])
    for of_metric in found.values():
        for of_grain in of_metric.values():
            for of_dimension in of_grain.values():
                of_dimension.sort(key=lambda series: series[0])
    return found


def _open(connection: Connection, periods: dict[str, Any]) -> dict[str, Any]:
    """metric → grain → index of a period that is open → which share of what will be has come.

    The share is None where history does not say. A release of an earlier version knows of none.
    """
    if "is_open" not in column_names(connection, "insights.scorecard"):
        return {}
    found: dict[str, Any] = {}
    for grain, of_grain in periods.items():
        indexes = _indexes(of_grain)
        rows = connection.execute(
            """
            select metric, period_start, ripeness from insights.scorecard
            where is_open and dimension = 'total' and period_grain = ? and period_start >= ?
            order by metric, period_start
            """,
            [grain, min(indexes)],
        ).fetchall()
        for metric, start, ripeness in rows:
            of_metric = found.setdefault(metric, {}).setdefault(grain, {})
            of_metric[indexes[start]] = _number(ripeness)
    return found


# Which values of which dimensions, at which grain, since when.
_SHOWN = """
    select
        unnest(cast(? as varchar[])) as dimension,
        unnest(cast(? as varchar[])) as dimension_value,
        unnest(cast(? as integer[])) as position,
        unnest(cast(? as varchar[])) as period_grain,
        unnest(cast(? as date[])) as first_start
"""


def _shown(periods: dict[str, Any], dimensions: dict[str, dict[str, Any]]) -> list[list[Any]]:
    """The columns of `_SHOWN`."""
    values = [("total", "all", 0, 0)]
    for dimension, one in dimensions.items():
        reach = 1 if one["is_filter"] else 2
        values += [(dimension, value, i, reach) for i, value in enumerate(one["values"])]
    shown = [
        (dimension, value, position, grain, _first(periods, grain, reach))
        for dimension, value, position, reach in values
        for grain in periods
    ]
    return [list(column) for column in zip(*shown, strict=True)] or [[]] * 5


def _pack(
    standings: list[Standing], indexes: dict[date, int], year_ago: list[int], is_total: bool
) -> list[Any] | None:
    """A series without what the page can tell by itself; None where it never has a value.

    [index of its first period, numerators, denominators, values, targets, status letters, values
    before, values a year before, pace], shortened where the last ones are 0. Denominators are 0
    where there are none, values where they are n / d (or n without d), targets where there are
    none; one target for all is a number. The values before and a year before hold, by period, those
    that the series itself does not hold at that place; of a dimension's value only the last two.
    The pace is of the last period, if it runs and has one: the target by now, the value expected at
    its end, and the ends of its interval.
    """
    if all(one.value is None for one in standings):
        return None
    first = indexes[standings[0].start]
    length = indexes[standings[-1].start] - first + 1
    columns: list[list[Any]] = [[None] * length for _ in range(6)]
    status = ["-"] * length
    for one in standings:
        place = indexes[one.start] - first
        numbers = (
            one.numerator,
            one.denominator,
            one.value,
            one.target,
            one.previous,
            one.last_year,
        )
        for column, number in zip(columns, numbers, strict=True):
            column[place] = _number(number)
        status[place] = _BENCHMARK if one.is_benchmark else _STATUS.get(one.verdict, "-")
    numerators, denominators, values, targets, befores, years = columns

    def odd(stated: list[Any], other: list[int]) -> dict[int, Any]:
        """What is stated for a period and is not the series' own value at the other place."""
        found = {}
        for index in (indexes[one.start] for one in standings):
            place = other[index] - first
            is_inside = 0 <= place < length
            own = values[place] if is_inside else None
            if stated[index - first] != own and (
                is_total or is_inside or index >= len(other) - DRIVER_PERIODS
            ):
                found[index] = stated[index - first]
        return found

    packed = [
        first,
        numerators,
        denominators if any(one is not None for one in denominators) else 0,
        0 if all(map(_follows, values, numerators, denominators)) else values,
        targets[0] if len({*targets}) == 1 and targets[0] else targets,
        "".join(status) if {*status} - {"-"} else 0,
        odd(befores, [i - 1 for i in range(len(year_ago))]) or 0,
        odd(years, year_ago) or 0,
        _pace(standings[-1]),
    ]
    if all(one is None for one in targets):
        packed[4] = 0
    while packed[-1] == 0:
        packed.pop()
    return packed


def _pace(last: Standing) -> list[Any] | int:
    """The pace of a running period; 0 where there is nothing to say of it."""
    numbers = (last.pace_target, last.expected, last.expected_low, last.expected_high)
    if not last.is_running or (last.pace_target == last.target and last.expected is None):
        return 0
    return [_number(number) for number in numbers]


def _follows(value: Any, numerator: Any, denominator: Any) -> bool:
    """Whether a value is what the page would make of its parts."""
    if value is None:
        return numerator is None or denominator == 0
    if numerator is None:
        return False
    if denominator is None:
        return value == numerator
    return denominator != 0 and math.isclose(value, numerator / denominator, rel_tol=1e-8)


def _drivers(
    connection: Connection,
    tables: set[str],
    periods: dict[str, Any],
    dimensions: dict[str, dict[str, Any]],
    own: tuple[str, ...],
) -> dict[str, Any]:
    """metric → grain → period → dimension → what moved a ratio most; the rest as one row.

    A row: value, value before, value after, share before, share after, mix effect, rate effect.
    """
    if "insights.change_drivers" not in tables:
        return {}
    names = {
        (dimension, value): name
        for dimension, one in dimensions.items()
        for value, name in zip(one["values"], one["names"], strict=True)
    }
    campaigns = _campaign_names(connection)
    found: dict[str, Any] = {}
    for grain, of_grain in periods.items():
        rows = connection.execute(
            """
            select
                metric, period_start, dimension, dimension_value, value_before, value_after,
                share_before, share_after, mix_effect, rate_effect
            from insights.change_drivers
            where period_grain = ? and period_start >= ? and dimension in (select unnest(?))
                and mix_effect is not null and rate_effect is not null
            order by metric, period_start, dimension, abs(mix_effect + rate_effect) desc,
                dimension_value
            """,
            [grain, of_grain["starts"][-DRIVER_PERIODS:][0], [*FILTERS, "source_owner", *own]],
        ).fetchall()
        for (metric, start, dimension), group in groupby(rows, key=lambda row: row[:3]):
            moved = [row[3:] for row in group if row[8] or row[9]]
            if not moved:
                continue
            top = [
                [
                    names.get((dimension, row[0]))
                    or (campaigns.get(row[0], row[0]) if dimension == "campaign" else row[0]),
                    *map(_number, row[1:]),
                ]
                for row in moved[:DRIVERS_PER_CHANGE]
            ]
            rest = moved[DRIVERS_PER_CHANGE:]
            if rest:
                mix, rate = (math.fsum(row[i] for row in rest) for i in (5, 6))
                top.append([len(rest), None, None, None, None, _number(mix), _number(rate)])
            of_period = found.setdefault(metric, {}).setdefault(grain, {})
            of_period.setdefault(start.isoformat(), {})[dimension] = top
    return found


def _of_shown(
    connection: Connection, table: str, columns: str, order: str, shown: list[list[Any]]
) -> list[tuple[Any, ...]]:
    """Columns of an insight behind grain, dimension, value's index and period, of what is shown."""
    return connection.execute(
        f"""
        with
        shown as ({_SHOWN})
        select period_grain, dimension, position, period_start, {columns}
        from {table}
        join shown using (dimension, dimension_value, period_grain)
        where period_start >= shown.first_start
        order by period_grain, dimension, position, period_start, {order}
        """,
        shown,
    ).fetchall()


def _funnel(
    connection: Connection,
    tables: set[str],
    periods: dict[str, Any],
    dimensions: dict[str, dict[str, Any]],
) -> dict[str, Any]:
    """The stages in their order, and grain → dimension → value's index → period → its stages.

    A stage: stage's index, entered, moved on, dropped, still open, conversion, median days.
    """
    if "insights.funnel" not in tables:
        return {"stages": [], "rows": {}}
    stages = [
        stage
        for (stage,) in connection.execute(
            "select stage from insights.funnel group by stage, stage_number order by stage_number"
        ).fetchall()
    ]
    rows = _of_shown(
        connection,
        "insights.funnel",
        "stage, entered, moved_on, dropped, still_open, conversion, median_days",
        "stage_number",
        _shown(periods, dimensions),
    )
    found: dict[str, Any] = {}
    for grain, dimension, position, start, stage, *numbers in rows:
        of_value = found.setdefault(grain, {}).setdefault(dimension, {}).setdefault(position, {})
        of_value.setdefault(start.isoformat(), []).append(
            [stages.index(stage), *(_number(one, 5) for one in numbers)]
        )
    return {"stages": stages, "rows": found}


def _cohorts(
    connection: Connection, tables: set[str], dimensions: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    """dimension → value's index → the last cohorts: [first day, leads, runs, counts by month].

    The counts of COHORT_STAGES are by the end of each month since; the last one may still run.
    """
    if "insights.cohorts" not in tables:
        return {}
    positions = {("total", "all"): 0}
    for dimension, one in dimensions.items():
        if one["is_filter"]:
            positions |= {(dimension, value): i for i, value in enumerate(one["values"])}
    rows = connection.execute(
        f"""
        select
            dimension, dimension_value, lead_month, leads, is_running, {", ".join(COHORT_STAGES)}
        from insights.cohorts
        where lead_month > (select max(lead_month) - to_months({COHORTS}) from insights.cohorts)
        order by dimension, dimension_value, lead_month, months_since
        """
    ).fetchall()
    found: dict[str, Any] = {}
    for (dimension, value, start), group in groupby(rows, key=lambda row: row[:3]):
        if (position := positions.get((dimension, value))) is None:
            continue
        cells = list(group)
        cohort = [start.isoformat(), cells[0][3], cells[-1][4], [list(one[5:]) for one in cells]]
        found.setdefault(dimension, {}).setdefault(position, []).append(cohort)
    return found


def _movements(
    connection: Connection,
    tables: set[str],
    periods: dict[str, Any],
    dimensions: dict[str, dict[str, Any]],
) -> dict[str, Any]:
    """The movements in their order, and grain → dimension → value's index → period → scope → them.

    A movement: its index, deals, change of deals, change of amount.
    """
    if "insights.pipeline_movements" not in tables:
        return {"names": [], "rows": {}}
    names = [
        movement
        for (movement,) in connection.execute(
            "select distinct on (movement_number) movement from insights.pipeline_movements"
            " order by movement_number"
        ).fetchall()
    ]
    rows = _of_shown(
        connection,
        "insights.pipeline_movements",
        "scope, movement, deals, deal_change, amount",
        "scope, movement_number",
        _shown(periods, dimensions),
    )
    found: dict[str, Any] = {}
    for grain, dimension, position, start, scope, movement, *numbers in rows:
        of_value = found.setdefault(grain, {}).setdefault(dimension, {}).setdefault(position, {})
        of_value.setdefault(start.isoformat(), {}).setdefault(scope, []).append(
            [names.index(movement), *(_number(one) for one in numbers)]
        )
    return {"names": names, "rows": found}


# How many months of leads the triangle of cohorts has, and how far it follows them.
COHORTS = 13
COHORT_STAGES = ("mqls", "sqls", "opportunities", "customers")

# What the table of spend and results shows, as its columns are called.
MEASURES = (
    "marketing_spend", "sessions", "leads", "mqls", "sqls", "opportunities", "pipeline_created",
    "deals_won", "revenue", "cost_per_lead", "cost_per_opportunity", "return_on_ad_spend",
)  # fmt: skip
_PERFORMANCE_DIMENSIONS = (
    "channel", "campaign", "program", "segment", "target_account", "owner", "source_owner",
)  # fmt: skip


def _performance(
    connection: Connection, tables: set[str], periods: dict[str, Any], own: tuple[str, ...]
) -> dict[str, Any]:
    """What each value of a dimension cost and brought, by grain: a row a period and value.

    A row: period's index, value's position (0 of the whole company, -1 of all left out), then
    the measures. `before` has, of running periods, what as many days of the period before came to;
    `targets` have the measure's index and the target behind the position.
    """
    dimensions: dict[str, Any] = {}
    found: dict[str, Any] = {"measures": MEASURES, "dimensions": dimensions, "grains": {}}
    if "insights.performance" not in tables or not periods:
        return found
    names = _campaign_names(connection)
    shown = [("total", "all", 0)]
    for dimension in (*_PERFORMANCE_DIMENSIONS, *own):
        values = _most_important(connection, dimension, _first(periods, "month", 1))
        if values:
            kept = values[:VALUES_PER_TABLE]
            dimensions[dimension] = {
                "values": kept,
                "names": [names.get(one, one) if dimension == "campaign" else one for one in kept],
                "left_out": len(values) - len(kept),
            }
            shown += [(dimension, value, position) for position, value in enumerate(kept)]
    for grain, of_grain in periods.items():
        first = _first(periods, grain, 1)
        indexes = _indexes(of_grain)
        numbers: dict[str, Any] = {}
        for dimension, start, is_running, position, *cells in connection.execute(
            _PERFORMANCE,
            [*map(list, zip(*shown, strict=True)), ["total", *dimensions], grain, first],
        ).fetchall():
            # Something of a part may stand in a period of which nothing is said of the whole.
            if start not in indexes:
                continue
            of_dimension = numbers.setdefault(dimension, {"rows": [], "before": [], "targets": []})
            place = [indexes[start], position]
            now, before, targets = (cells[i::3] for i in range(3))
            of_dimension["rows"].append([*place, *map(_number, now)])
            if is_running:
                of_dimension["before"].append([*place, *map(_number, before)])
            of_dimension["targets"] += [
                [*place, i, _number(target)]
                for i, target in enumerate(targets)
                if target is not None
            ]
        found["grains"][grain] = numbers
    return found


# Of the values left out the sums, and the ratios of sums; a value that only others have is theirs.
_PERFORMANCE_CELLS = {
    "cost_per_lead": "sum({0}marketing_spend) / nullif(sum({0}leads), 0)",
    "cost_per_opportunity": "sum({0}marketing_spend) / nullif(sum({0}opportunities), 0)",
    "return_on_ad_spend": "null",
}
_NO_TARGET = ("marketing_spend", "cost_per_opportunity")


def _performance_cell(measure: str, prefix: str) -> str:
    rest = _PERFORMANCE_CELLS.get(measure, "sum({0}" + measure + ")").format(prefix)
    if prefix == "target_":
        is_there = measure not in _NO_TARGET
        return f"max(target_{measure}) filter (where position >= 0)" if is_there else "null"
    return f"case when position < 0 then {rest} else max({prefix}{measure}) end"


_PERFORMANCE = f"""
    with
    shown as (
        select
            unnest(cast(? as varchar[])) as dimension,
            unnest(cast(? as varchar[])) as dimension_value,
            unnest(cast(? as integer[])) as position
    ),
    placed as (
        select performance.*, coalesce(shown.position, -1) as position
        from insights.performance as performance
        left join shown using (dimension, dimension_value)
        where list_contains(?, dimension) and period_grain = ? and period_start >= ?
    )
    select
        dimension, period_start, is_running, position,
        {
    ", ".join(
        _performance_cell(measure, prefix)
        for measure in MEASURES
        for prefix in ("", "previous_", "target_")
    )
}
    from placed
    group by dimension, period_start, is_running, position
    order by dimension, period_start, position
"""


def _most_important(connection: Connection, dimension: str, first: str) -> list[str]:
    """A dimension's values, by the largest share that each has of spend, visits, leads or money."""
    shares = ", ".join(
        f"coalesce(sum({one}) / nullif(sum(sum({one})) over (), 0), 0)"
        for one in ("marketing_spend", "leads", "pipeline_created", "revenue", "sessions")
    )
    rows = connection.execute(
        f"""
        select dimension_value, greatest({shares}) as share
        from insights.performance
        where dimension = ? and period_grain = 'month' and period_start >= ?
        group by dimension_value
        order by share desc, dimension_value
        """,
        [dimension, first],
    ).fetchall()
    return [value for value, _ in rows]


def _attribution(
    connection: Connection,
    tables: set[str],
    periods: dict[str, Any],
    own: tuple[str, ...],
) -> dict[str, Any]:
    """The models, and conversion type → grain → period → dimension → value's name → per model.

    Per model: [conversions credited, revenue credited]. Of the last two periods of each grain.
    """
    if "insights.attribution" not in tables:
        return {"models": [], "rows": {}}
    models = [
        model
        for (model,) in connection.execute(
            "select distinct model from insights.attribution order by model"
        ).fetchall()
    ]
    campaigns = _campaign_names(connection)
    found: dict[str, Any] = {}
    for grain, of_grain in periods.items():
        rows = connection.execute(
            """
            select
                conversion_type, period_start, dimension, dimension_value, model,
                conversions_credited, revenue_credited,
                max(conversions_credited) over (
                    partition by conversion_type, period_start, dimension, dimension_value
                ) as most
            from insights.attribution
            where period_grain = ? and period_start >= ? and dimension in (select unnest(?))
            order by conversion_type, period_start, dimension, most desc, dimension_value, model
            """,
            [grain, of_grain["starts"][-4:][0], ["channel", "campaign", *own]],
        ).fetchall()
        for (kind, start, dimension), group in groupby(rows, key=lambda row: row[:3]):
            credited: dict[str, list[Any]] = {}
            for _, _, _, value, model, conversions, revenue, _ in group:
                name = campaigns.get(value, value) if dimension == "campaign" else value
                of_value = credited.setdefault(name, [None] * len(models))
                of_value[models.index(model)] = [_number(conversions, 5), _number(revenue, 8)]
            kept = dict(list(credited.items())[:VALUES_PER_DIMENSION])
            of_period = found.setdefault(kind, {}).setdefault(grain, {})
            of_period.setdefault(start.isoformat(), {})[dimension] = {
                "left_out": len(credited) - len(kept),
                "values": list(kept.items()),
            }
    return {"models": models, "rows": found}


# Short lists, each of one table -----------------------------------------------------------------

_LISTS: dict[str, tuple[str, str]] = {
    "outlook": (
        "insights.pipeline_outlook",
        """
        select
            quarter_start, expected_quarter_start, quantity, status, expected_value, expected_low,
            expected_high, interval_coverage, mean_absolute_percentage_error, measured_quarters,
            actual_value, is_running
        from insights.pipeline_outlook
        where dimension = 'total'
        order by quarter_start desc, quantity
        """,
    ),
    "lost_reasons": (
        "insights.lost_reasons",
        """
        select
            period_grain, period_start, lost_reason, sum(lost_deals) as lost_deals,
            sum(lost_amount) as lost_amount
        from insights.lost_reasons
        where period_grain in ('quarter', 'year', 'all_time')
        group by period_grain, period_start, lost_reason
        order by
            period_grain <> 'all_time', period_start desc, period_grain, lost_deals desc,
            lost_reason
        """,
    ),
    "grades": (
        "insights.lead_scores",
        """
        select
            grade, count(*) as leads, avg(probability) as probability, avg(total_score) as score,
            count(*) filter (where is_young) as young
        from insights.lead_scores
        group by grade
        order by grade nulls last
        """,
    ),
    "score_accuracy": (
        "insights.lead_score_accuracy",
        """
        select
            model, outcome, cohort, leads, positives, positive_rate, auc, brier_score,
            baseline_brier_score, top_decile_lift, status, is_used
        from insights.lead_score_accuracy
        order by outcome, cohort desc, model
        """,
    ),
    "frameworks": (
        "insights.framework_conversion",
        """
        select framework, fit, outcome, numerator, denominator, conversion
        from insights.framework_conversion
        order by framework, outcome, fit_number
        """,
    ),
    "reconciliation": (
        "quality.reconciliation",
        """
        select input, rows_delivered, rows_accepted, rows_rejected, invalid_share
        from quality.reconciliation
        order by rows_rejected desc, input
        """,
    ),
    "reasons": (
        "quality.rejected_rows",
        """
        select input, reasons, sum(occurrence) as rows_rejected
        from (select input, reasons, 1 as occurrence from quality.rejected_rows) as each_row
        group by input, reasons
        order by rows_rejected desc, input, reasons
        """,
    ),
    "flags": (doubts.FLAGS, doubts.FLAGS_QUERY),
    "unknown_values": (doubts.UNKNOWN_VALUES, doubts.UNKNOWN_VALUES_QUERY),
    "completeness": (
        "quality.completeness",
        """
        select input, column_name, is_required, row_count, filled_count, filled_share
        from quality.completeness
        where row_count > 0 and filled_count < row_count and column_name <> 'updated_at'
        order by filled_share, input, column_name
        """,
    ),
    "duplicates": (
        "quality.duplicates",
        """
        select input, rule, row_count, duplicate_count, duplicate_share
        from quality.duplicates
        where duplicate_count > 0 and shared_value is null
        order by duplicate_share desc, input, rule
        """,
    ),
    "unmatched": (
        "quality.unmatched",
        """
        select input, column_name, refers_to, reference_count, unmatched_count, unmatched_share
        from quality.unmatched
        where unmatched_count > 0
        order by unmatched_share desc, input, column_name
        """,
    ),
    "freshness": (
        "quality.freshness",
        """
        select input, last_event_on, days_behind, warn_after_days, state
        from quality.freshness
        where last_event_on is not null
        order by days_behind desc, input
        """,
    ),
    "annotations": (
        "core.fct_annotations",
        """
        select date_day, annotation, dimension, dimension_value
        from core.fct_annotations
        order by date_day desc, annotation, dimension, dimension_value
        """,
    ),
    "utm_audit": (
        "insights.utm_audit",
        """
        select
            audit.finding, audit.subject, audit.meant,
            coalesce(campaigns.campaign_name, audit.campaign) as campaign, audit.campaign_count,
            audit.sessions, audit.leads, audit.spend_amount, audit.first_on, audit.last_on
        from insights.utm_audit as audit
        left join core.dim_campaigns as campaigns on audit.campaign = campaigns.campaign_id
        order by
            audit.sessions + audit.leads desc, audit.spend_amount desc nulls last, audit.finding,
            audit.subject
        """,
    ),
    "budgets": (
        "insights.campaign_budgets",
        """
        select
            campaign_id, budget_number, campaign_name, channel, program, started_on, ended_on,
            known_to, budget_amount, spent_amount, spent_share, left_amount, time_share, pace_ratio,
            daily_amount, expected_amount, expected_share, days_of_budget_left, status
        from insights.campaign_budgets
        where budget_amount is not null
        order by
            case when ended_on < known_to then 2 when started_on > known_to then 1 else 0 end,
            left_amount nulls last, campaign_id, budget_number
        """,
    ),
    "without_rate": (
        "quality.amounts_without_rate",
        """
        select input, used_for, currency, reason, row_count, amount
        from quality.amounts_without_rate
        order by row_count desc, input, used_for, currency, reason
        """,
    ),
}


def _anomalies(
    connection: Connection, tables: set[str], dimensions: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    """What is out of the ordinary in all, and of every value that the page can be filtered by."""
    if "insights.anomalies" not in tables:
        return {"rows": [], "left_out": 0, "is_there": False}
    filtered = {name: set(one["values"]) for name, one in dimensions.items() if one["is_filter"]}
    rows = _records(
        connection,
        """
        select
            metric, period_grain, period_start, dimension, dimension_value, value, expected_low,
            expected_high, deviation, meaning
        from insights.anomalies
        where period_grain <> 'day'
        order by dimension <> 'total', score desc, metric, period_grain, dimension, dimension_value
        """,
    )
    kept = [
        row
        for row in rows
        if row["dimension"] == "total"
        or row["dimension_value"] in filtered.get(row["dimension"], set())
    ]
    return {"rows": kept, "left_out": len(rows) - len(kept), "is_there": True}


_ACCOUNTS = """
    select
        account_id, account_name, target_account, account_tier, segment, icp, owner, stage, leads,
        people_engaged, touches, sessions, page_views, ad_interactions, emails_opened,
        emails_clicked, emails_replied, meetings, inbound_requests, last_touch_on, last_touch_kind,
        last_touch_channel, open_deals, open_pipeline, won_revenue
    from insights.account_engagement
    where target_account = 'yes' or open_deals > 0
    order by
        target_account <> 'yes', touches desc nulls last, open_pipeline desc nulls last, account_id
"""
_CALLS = """
    select
        place, lead_id, account_id, account_name, target_account, account_tier, owner,
        account_stage, segment, channel, created_on, stage, grade, predicted_outcome, probability,
        strongest_reason_for, strongest_reason_against, touches, last_touch_on, last_touch_kind,
        last_touch_channel
    from insights.call_list
    order by place
"""


def _accounts(connection: Connection, tables: set[str]) -> dict[str, Any]:
    """Accounts on the target list or with open deals, and how far the target list is reached."""
    found = _list(connection, tables, "insights.account_engagement", _ACCOUNTS, ACCOUNTS)
    if not found["is_there"]:
        return found
    (found["target_list"],) = _records(
        connection,
        """
        select
            count(*) as accounts, count_if(is_covered) as covered, count(is_covered) > 0 as is_led,
            count_if(touches > 0) as engaged, count(touches) > 0 as is_touched,
            count_if(open_deals > 0) as with_open_deals, count(open_deals) > 0 as is_dealt,
            count_if(stage = 'customer') as customers
        from insights.account_engagement
        where target_account = 'yes'
        """,
    )
    return found


def _list(
    connection: Connection, tables: set[str], table: str, query: str, most: int = ROWS_PER_LIST
) -> dict[str, Any]:
    """The first rows of a table's list, and how many more there are."""
    if table not in tables:
        return {"rows": [], "left_out": 0, "is_there": False}
    rows = _records(connection, query)
    return {
        "rows": rows[:most],
        "left_out": max(0, len(rows) - most),
        "is_there": True,
    }


# Plain values -----------------------------------------------------------------------------------


def _records(connection: Connection, query: str) -> list[dict[str, Any]]:
    cursor = connection.execute(query)
    names = [column[0] for column in cursor.description or ()]
    return [
        {name: _plain(value) for name, value in zip(names, row, strict=True)}
        for row in cursor.fetchall()
    ]


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, (bool, str)):
        return value
    return value.isoformat() if isinstance(value, date) else _number(value)


def _number(value: Any, digits: int = _DIGITS) -> int | float | None:
    """A number short enough to send: whole where it is whole, else to some significant digits."""
    if value is None:
        return None
    number = float(value)
    if not math.isfinite(number):
        return None
    if number.is_integer() and abs(number) < 2**53:
        return int(number)
    return float(f"{number:.{digits}g}")


def _first(periods: dict[str, Any], grain: str, reach: int) -> str:
    """The first day of the first period shown at this reach."""
    starts: list[str] = periods[grain]["starts"] if grain in periods else ["0001-01-01"]
    return starts[max(0, len(starts) - PERIODS[grain][reach])]


def _year_before(grain: str, start: date) -> date | None:
    """The first day of the same period a year ago; of weeks, the one 52 weeks ago."""
    if grain == "all_time":
        return None
    return start - timedelta(days=364) if grain == "week" else start.replace(year=start.year - 1)


def _index(starts: Iterable[date], wanted: date | None) -> int:
    return next((i for i, start in enumerate(starts) if start == wanted), -1)
