"""How a metric stood in a period: its value, target, status and change.

The one place that asks the scorecard, for the dashboard, the workbook and the report.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import date
from typing import TYPE_CHECKING

from leadmart.reading import column_names

if TYPE_CHECKING:
    import duckdb

# What a verdict may be, the worst first.
STATUSES = ("off_target", "near", "on_target")
# The tables without which there is nothing to show.
NEEDED = frozenset({"insights.scorecard", "metrics.metric_catalog", "metrics.metric_values"})


@dataclass(frozen=True)
class Period:
    """A period that the whole company has numbers of."""

    start: date
    end: date
    is_running: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """A metric in a period, for one value of a dimension."""

    metric: str
    grain: str
    start: date
    end: date
    dimension: str
    part: str
    # A sum has no denominator.
    numerator: float | None
    denominator: float | None
    value: float | None
    target: float | None
    # Whether the target is a benchmark: a default one, and none of the company's own.
    is_benchmark: bool
    # What of the target should be reached by now, and where the period will end, with its interval.
    pace_target: float | None
    expected: float | None
    expected_low: float | None
    expected_high: float | None
    status: str | None
    is_running: bool
    previous: float | None
    change: float | None
    relative_change: float | None
    last_year: float | None
    relative_change_from_last_year: float | None
    # Whether the value of the period before, and a year before, lies in this one's interval.
    is_within_chance: bool
    is_last_year_within_chance: bool
    # How much of what later becomes of its rows has come, and whether more is to come than a
    # verdict bears.
    ripeness: float | None
    is_open: bool

    @property
    def verdict(self) -> str | None:
        """How it stands against the company's own target: what pages count and colour by.

        The one rule for all of them: the scorecard's status; none against a benchmark, of what is
        open, and without a target.
        """
        return verdict(self.status, self.is_benchmark)


def verdict(status: str | None, is_benchmark: bool) -> str | None:
    """What a status says for pages: nothing of a benchmark, which is nobody's promise."""
    return status if status in STATUSES and not is_benchmark else None


@dataclass(frozen=True)
class Wanted:
    """Periods of a grain from a first to a last one, of one value of a dimension or of all."""

    grain: str
    first: date
    dimension: str = "total"
    part: str | None = None
    last: date = date.max


# What the scorecard of a release built by an earlier version lacks.
_PACE = ("pace_target", "expected_value", "expected_low", "expected_high")
_RIPENESS = {"ripeness": "cast(null as double)", "is_open": "false"}

_STANDINGS = """
    with wanted as (
        select
            unnest(cast(? as varchar[])) as period_grain,
            unnest(cast(? as date[])) as first_start,
            unnest(cast(? as varchar[])) as dimension,
            unnest(cast(? as varchar[])) as dimension_value,
            unnest(cast(? as date[])) as last_start
    ),

    chosen as (
        select scorecard.*
        from insights.scorecard
        inner join wanted using (period_grain, dimension, dimension_value)
        where scorecard.period_start between wanted.first_start and wanted.last_start
        union all
        select scorecard.*
        from insights.scorecard
        inner join wanted using (period_grain, dimension)
        where wanted.dimension_value is null
            and scorecard.period_start between wanted.first_start and wanted.last_start
    )

    select
        metric,
        period_grain,
        period_start,
        chosen.period_end,
        dimension,
        dimension_value,
        metric_values.numerator,
        metric_values.denominator,
        chosen.value,
        chosen.target,
        {target_source} = 'default',
        {pace},
        chosen.status,
        chosen.is_running,
        chosen.previous_value,
        chosen.change_from_previous,
        chosen.relative_change_from_previous,
        chosen.last_year_value,
        chosen.relative_change_from_last_year,
        coalesce(chosen.previous_value between chosen.interval_low and chosen.interval_high, false),
        coalesce(
            chosen.last_year_value between chosen.interval_low and chosen.interval_high, false
        ),
        {ripeness}
    from chosen
    inner join metrics.metric_values
        using (metric, period_grain, period_start, dimension, dimension_value)
    order by metric, period_grain, dimension, dimension_value, period_start
"""


def read_standings(
    connection: duckdb.DuckDBPyConnection, wanted: Iterable[Wanted]
) -> list[Standing]:
    """How every metric stood in them, by metric, grain, dimension, value and start."""
    columns = [list(column) for column in zip(*map(astuple, wanted), strict=True)] or [[]] * 5
    there = column_names(connection, "insights.scorecard")
    pace = [f"chosen.{name}" if name in there else "cast(null as double)" for name in _PACE]
    ripeness = [f"chosen.{name}" if name in there else absent for name, absent in _RIPENESS.items()]
    statement = _STANDINGS.format(
        pace=", ".join(pace),
        ripeness=", ".join(ripeness),
        target_source="chosen.target_source" if "target_source" in there else "'company'",
    )
    rows = connection.execute(statement, columns).fetchall()
    return [Standing(*row) for row in rows]


def last_periods(connection: duckdb.DuckDBPyConnection, grain: str, number: int) -> list[Period]:
    """The last so many periods of a grain, oldest first."""
    rows = connection.execute(
        """
        select period_start, max(period_end), bool_or(is_running)
        from insights.scorecard
        where dimension = 'total' and period_grain = ?
        group by period_start
        order by period_start desc
        limit ?
        """,
        [grain, number],
    ).fetchall()
    return [Period(start, end, bool(running)) for start, end, running in reversed(rows)]
