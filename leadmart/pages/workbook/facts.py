"""What the workbook shows, read from the tables of a release."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from leadmart.intake import needs
from leadmart.pages.dimensions import own_dimensions
from leadmart.pages.doubts import Doubts, read_doubts
from leadmart.pages.figures import Unit
from leadmart.pages.standings import (
    NEEDED,
    Period,
    Standing,
    Wanted,
    last_periods,
    read_standings,
)
from leadmart.reading import table_names

if TYPE_CHECKING:
    import duckdb

# Periods shown: a year and the same period of the year before, and what is running.
PERIODS = {"month": 13, "quarter": 9}
# The rows to filter: longer for the totals than for their parts.
TOTAL_PERIODS = {"week": 13, "month": 25, "quarter": 9, "year": 3, "all_time": 1}
SLICE_PERIODS = {"month": 13, "quarter": 5, "all_time": 1}
# Beside the company's own dimensions.
SLICES = ("channel", "segment", "program", "target_account")
MAXIMUM_ROWS = 15_000
_GRAINS = ("week", "month", "quarter", "year", "all_time")


@dataclass(frozen=True)
class Metric:
    """A line of the catalogue."""

    key: str
    name: str
    area: str
    meaning: str
    formula: str
    better: str
    source: str
    needs: str
    dimensions: str
    is_additive: bool
    unit: Unit
    empty_when: str
    # The inputs and columns without which it has no rows in this release.
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Facts:
    """Everything that the workbook shows."""

    release_id: str
    built_at: datetime
    as_of: date
    currency: str
    metrics: list[Metric]
    scores: dict[tuple[str, str, date], Standing]
    periods: dict[str, list[Period]]
    rows: list[tuple[Any, ...]]
    rows_periods: str
    doubts: Doubts

    def score(self, metric: Metric, grain: str, period: Period | None) -> Standing | None:
        """What the scorecard says of a metric in a period."""
        return self.scores.get((metric.key, grain, period.start)) if period else None

    def grain(self, metric: Metric) -> str | None:
        """The finest of month and quarter that a metric has; none if it has neither."""
        for grain in PERIODS:
            if any(self.score(metric, grain, period) for period in self.periods[grain]):
                return grain
        return None

    def last(self, grain: str) -> Period | None:
        """The last complete period."""
        complete = [period for period in self.periods[grain] if not period.is_running]
        return complete[-1] if complete else None

    def running(self, grain: str) -> Period | None:
        """The period that is not over."""
        running = [period for period in self.periods[grain] if period.is_running]
        return running[-1] if running else None


def has_metrics(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether a database holds the tables that a workbook is made of."""
    return table_names(connection) >= NEEDED


def read_facts(
    connection: duckdb.DuckDBPyConnection, currency: str, as_of: date, project: Path
) -> Facts:
    """Reads it all; `project` holds the catalogue, in whose order metrics stand."""
    release_id, built_at, inputs = _read_release(connection)
    periods = {grain: _periods(connection, grain) for grain in PERIODS}
    scores = _read_scores(connection, periods)
    counted = {score.metric for score in scores.values()}
    there = inputs | needs.read_columns(connection)
    metrics = _read_catalog(connection, currency, there, counted)
    # As the catalogue's file has them: areas in the order of the funnel.
    order = {key: number for number, key in enumerate(needs.read_needs(project))}
    metrics.sort(key=lambda metric: (order.get(metric.key, len(order)), metric.key))
    rows, rows_periods = read_rows(connection)
    return Facts(
        release_id=release_id,
        built_at=built_at,
        as_of=as_of,
        currency=currency,
        metrics=metrics,
        scores=scores,
        periods=periods,
        rows=rows,
        rows_periods=rows_periods,
        doubts=read_doubts(connection),
    )


def read_rows(
    connection: duckdb.DuckDBPyConnection, maximum: int = MAXIMUM_ROWS
) -> tuple[list[tuple[Any, ...]], str]:
    """The rows to filter, newest periods first, and which periods they are, in words.

    Where the parts are too many, their oldest periods are left out until the rest fits.
    """
    parts = (*SLICES, *own_dimensions(connection))
    newest = _count_newest(connection, parts)
    slices: dict[str, int] = {}
    room = maximum - newest("total", TOTAL_PERIODS)
    for number in range(1, max(SLICE_PERIODS.values()) + 1):
        more = {grain: min(number, most) for grain, most in SLICE_PERIODS.items()}
        if newest("slices", more) > room:
            break
        slices = more
    rows = _in_order(connection, read_standings(connection, _wanted(connection, slices, parts)))
    return rows[:maximum], _in_words(slices, parts)


def _in_order(
    connection: duckdb.DuckDBPyConnection, standings: list[Standing]
) -> list[tuple[Any, ...]]:
    """The rows of the sheet: the newest first, totals before their parts."""
    catalog = {
        metric: (area, name, unit)
        for metric, area, name, unit in connection.execute(
            "select metric, area, name, unit from metrics.metric_catalog"
        ).fetchall()
    }
    rows = []
    for one in standings:
        area, name, unit = catalog[one.metric]
        place = (
            -one.start.toordinal(),
            _GRAINS.index(one.grain),
            one.dimension != "total",
            one.dimension,
            area,
            one.metric,
            one.part,
        )
        row = (
            area,
            name,
            one.metric,
            one.grain,
            one.start,
            one.dimension,
            one.part,
            one.numerator,
            one.denominator,
            one.value,
            unit,
            one.target,
            one.status,
            one.is_running,
            one.pace_target if one.is_running else None,
            one.expected,
        )
        rows.append((place, row))
    return [row for _, row in sorted(rows, key=lambda pair: pair[0])]


def _count_newest(
    connection: duckdb.DuckDBPyConnection, parts: tuple[str, ...]
) -> Callable[[str, dict[str, int]], int]:
    """Counts the rows of the newest periods of each grain, of the totals or of their parts."""
    counts: dict[tuple[str, str], list[int]] = {}
    for kind, grain, count in connection.execute(
        """
        select if(dimension = 'total', 'total', 'slices') as kind, period_grain, count(*)
        from insights.scorecard
        where dimension in (select unnest(?)) and period_grain <> 'day'
        group by kind, period_grain, period_start
        order by period_start desc
        """,
        [["total", *parts]],
    ).fetchall():
        counts.setdefault((kind, grain), []).append(count)

    def newest(kind: str, periods: dict[str, int]) -> int:
        return sum(sum(counts.get((kind, grain), [])[:n]) for grain, n in periods.items())

    return newest


def _wanted(
    connection: duckdb.DuckDBPyConnection, slices: dict[str, int], parts: tuple[str, ...]
) -> list[Wanted]:
    """Which grains and dimensions, from which period on."""
    return [
        Wanted(grain, periods[0].start, dimension)
        for dimensions, numbers in ((("total",), TOTAL_PERIODS), (parts, slices))
        for grain, number in numbers.items()
        if (periods := last_periods(connection, grain, number))
        for dimension in dimensions
    ]


def _in_words(slices: dict[str, int], parts: tuple[str, ...]) -> str:
    def words(periods: dict[str, int]) -> str:
        recent = ", ".join(
            f"{number} {grain}{'s' if number > 1 else ''}"
            for grain, number in periods.items()
            if grain != "all_time"
        )
        return f"the last {recent}, and all time"

    names = ", ".join(parts).replace("_", " ")
    rest = f"; by {names}: {words(slices)}" if slices else ""
    return f"Totals: {words(TOTAL_PERIODS)}{rest}. All else is in the database."


def _read_release(connection: duckdb.DuckDBPyConnection) -> tuple[str, datetime, set[str]]:
    """The release's id, when it was built, and the inputs that it was built from."""
    row = connection.execute(
        "select release_id, cast(built_at as varchar), cast(inputs as varchar)"
        " from quality.release()"
    ).fetchone()
    assert row is not None
    release_id, built_at, inputs = row
    delivered = {name for name, one in json.loads(inputs).items() if one.get("rows")}
    return release_id, datetime.fromisoformat(built_at).replace(tzinfo=None), delivered


def _read_catalog(
    connection: duckdb.DuckDBPyConnection,
    currency: str,
    there: set[str],
    counted: set[str],
) -> list[Metric]:
    rows = connection.execute(
        """
        select
            metric, unit, needs, name, area,
            meaning, formula, null_rule, better, source, dimensions, is_additive
        from metrics.metric_catalog order by area, metric
        """
    ).fetchall()
    metrics = []
    for key, unit, needed, name, area, *texts, is_additive in rows:
        meaning, formula, null_rule, better, source, dimensions = (text or "" for text in texts)
        lacks = needs.lacking(needed or "", there) if key not in counted else []
        metrics.append(
            Metric(
                key=key,
                name=name or key,
                area=area or "other",
                meaning=meaning,
                formula=formula,
                better=better,
                source=source,
                needs=needed or "",
                dimensions=dimensions,
                is_additive=bool(is_additive),
                unit=Unit.of(key, unit or "", currency),
                empty_when=null_rule,
                lacks=tuple(lacks),
            )
        )
    return metrics


def _read_scores(
    connection: duckdb.DuckDBPyConnection, periods: dict[str, list[Period]]
) -> dict[tuple[str, str, date], Standing]:
    wanted = [Wanted(grain, shown[0].start) for grain, shown in periods.items() if shown]
    standings = read_standings(connection, wanted)
    return {(one.metric, one.grain, one.start): one for one in standings}


def _periods(connection: duckdb.DuckDBPyConnection, grain: str) -> list[Period]:
    """The periods of a grain, oldest first: the last complete ones and what is running."""
    there = last_periods(connection, grain, PERIODS[grain] + 1)
    complete = [period for period in there if not period.is_running]
    running = [period for period in there if period.is_running]
    return complete[-PERIODS[grain] :] + running[-1:]
