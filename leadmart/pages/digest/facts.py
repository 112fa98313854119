"""What a report says, read from the tables of the current release."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from leadmart.building.freshness import InputAge, behind, read_ages
from leadmart.errors import REFUSED, LeadmartError, first_line
from leadmart.home import DATABASE, Home, read_manifest
from leadmart.intake import needs
from leadmart.pages.dimensions import campaign_names
from leadmart.pages.doubts import Doubts, read_doubts
from leadmart.pages.figures import Unit, plain, show
from leadmart.pages.importance import is_important, rank_of
from leadmart.pages.standings import STATUSES, Standing, Wanted, read_standings, verdict
from leadmart.reading import open_shut, table_names

if TYPE_CHECKING:
    import duckdb

PERIODS = {
    "last_week": "week", "last_month": "month", "last_quarter": "quarter", "last_year": "year",
}  # fmt: skip
_AT_A_GLANCE = (
    "revenue", "pipeline_created", "deals_won", "opportunities", "leads", "mqls", "cost_per_lead",
    "customer_acquisition_cost",
)  # fmt: skip
_PICTURED = 8

CHANGES_SHOWN = 8
DRIVERS_SHOWN = 3
ANOMALIES_SHOWN = 8
_SEGMENTS_SHOWN = 12
# What is usual needs this many changes to look back on, and looks back no further than that.
_HISTORY_NEEDED, _HISTORY_SEEN = 4, 12
# Anomalies are not looked for by quarter and year: these have those of their months.
_ANOMALY_GRAINS = {"week": "week", "month": "month", "quarter": "month", "year": "month"}
_NEEDED = {
    "insights.anomalies", "insights.change_drivers", "insights.scorecard",
    "metrics.metric_catalog", "metrics.metric_values", "quality.reconciliation",
}  # fmt: skip
# By what a change is explained: the first that a metric has, then any other.
_DRIVER_DIMENSIONS = ("channel", "segment", "program", "source_owner", "stage", "campaign")


# What needs a look first.
STATUS_ORDER = STATUSES


@dataclass(frozen=True)
class Span:
    """A period: its grain, its first and its last day."""

    grain: str
    start: date
    end: date


@dataclass(frozen=True)
class Line:
    """A metric in the period, as the scorecard has it."""

    metric: str
    name: str
    unit: Unit
    better: str
    value: float | None
    target: float | None
    status: str | None
    previous: float | None
    change: float | None
    relative_change: float | None
    # The middle of the changes that it usually makes; none if history is too short.
    usual_change: float | None
    is_within_chance: bool
    last_year: float | None = None
    relative_change_from_last_year: float | None = None
    # Its values in the last periods, this one last.
    history: tuple[float | None, ...] = ()

    # Whether the target is a default one, and none of the company's own.
    is_benchmark: bool = False
    # How much of what later becomes of the period's rows has come; whether more is to come than a
    # verdict bears.
    ripeness: float | None = None
    is_open: bool = False

    @property
    def verdict(self) -> str | None:
        """How it stands against the company's own target."""
        return verdict(self.status, self.is_benchmark)

    @property
    def rank(self) -> int:
        """How much it matters to the business; 0 is most."""
        return rank_of(self.metric)

    @property
    def direction(self) -> str:
        """Whether the change is for the better, for the worse, or neither: as chance is."""
        if not self.change or self.better not in ("up", "down"):
            return "neutral"
        if self.is_within_chance or self.is_open:
            return "neutral"
        return "better" if (self.change > 0) == (self.better == "up") else "worse"


@dataclass(frozen=True)
class Pace:
    """A metric with a target in the period that still runs: what it has, and should have by now."""

    metric: str
    name: str
    unit: Unit
    value: float | None
    pace_target: float | None
    target: float
    status: str
    # Where the period will end, and the interval of that; none where nobody can say.
    expected: float | None
    expected_low: float | None
    expected_high: float | None


@dataclass(frozen=True)
class Running:
    """The period after the report's, which is not over."""

    span: Span
    lines: tuple[Pace, ...]


@dataclass(frozen=True)
class Driver:
    """What one part added to a change: by its own rate, or by weighing more or less."""

    dimension: str
    part: str
    effect: float
    cause: str
    # What people call it, where that is not the part itself.
    name: str = ""


@dataclass(frozen=True)
class Change:
    """A change and its largest drivers; for a segment, what it did to the company's change."""

    line: Line
    drivers: tuple[Driver, ...]
    company_change: float | None = None
    effect_on_company: float | None = None


@dataclass(frozen=True)
class Anomaly:
    """A value outside what its history lets expect."""

    name: str
    unit: Unit
    dimension: str
    part: str
    value: float
    expected_low: float
    expected_high: float
    meaning: str
    name_of_part: str = ""


@dataclass(frozen=True)
class Gap:
    """An input that is not there, and the metrics that have no value without it."""

    input: str
    metrics: tuple[str, ...]


@dataclass(frozen=True)
class Tags:
    """What is wrong with tags in one way, over all time: how often, and what it concerns."""

    finding: str
    count: int
    sessions: int
    leads: int
    # What campaigns without a visit spent, said in the reporting currency.
    spend: str
    # The largest of them.
    largest: str


@dataclass(frozen=True)
class Report:
    """All that a report says."""

    release_id: str
    as_of: date
    span: Span
    segment: str | None
    lines: tuple[Line, ...]
    changes: tuple[Change, ...]
    anomalies: tuple[Anomaly, ...]
    anomaly_count: int
    gaps: tuple[Gap, ...]
    # Input → rows refused, rows delivered.
    refused: dict[str, tuple[int, int]]
    # Metrics of which the period has no value though their inputs are there.
    without_value: tuple[str, ...]
    # What counts but looks wrong, and what was not understood.
    doubts: Doubts
    # The inputs that lag behind the as-of date, the furthest first.
    behind: tuple[InputAge, ...] = ()
    # The period that runs, if something in it has a target.
    running: Running | None = None
    # Links and campaigns that are tagged wrong, in the company as a whole.
    tags: tuple[Tags, ...] = ()

    def with_status(self, status: str) -> list[Line]:
        """The metrics with a target of their own that stand so, what matters most first."""
        return sorted(
            (line for line in self.lines if line.verdict == status), key=lambda line: line.rank
        )

    def at_a_glance(self) -> list[Line]:
        """The few that the business asks for first, as far as they have a value."""
        there = {line.metric: line for line in self.lines if line.value is not None}
        return [there[metric] for metric in _AT_A_GLANCE if metric in there]

    def record(self) -> dict[str, Any]:
        """The report for a machine."""
        scored = [line for line in self.lines if line.target is not None]
        return {
            "release": self.release_id,
            "as_of": self.as_of.isoformat(),
            "period": {
                "grain": self.span.grain,
                "start": self.span.start.isoformat(),
                "end": self.span.end.isoformat(),
            },
            "segment": self.segment,
            "targets": [_line_record(line) for line in scored],
            "changes": [
                {
                    **_line_record(change.line),
                    "company_change": change.company_change,
                    "effect_on_company": change.effect_on_company,
                    "drivers": [asdict(driver) for driver in change.drivers],
                }
                for change in self.changes
            ],
            "anomalies": [
                {**asdict(anomaly), "unit": anomaly.unit.name} for anomaly in self.anomalies
            ],
            "missing": [asdict(gap) for gap in self.gaps],
            "refused_rows": {name: refused for name, (refused, _) in self.refused.items()},
            "behind": {
                one.input: {
                    "last_event_on": str(one.last_event_on),
                    "days_behind": one.days_behind,
                }
                for one in self.behind
            },
            "running": _running_record(self.running) if self.running else None,
            "metrics_without_value": list(self.without_value),
            "tags": [asdict(one) for one in self.tags],
            "flagged_rows": [asdict(flag) for flag in self.doubts.flags],
            "unknown_values": [asdict(value) for value in self.doubts.unknown_values],
        }


def _running_record(running: Running) -> dict[str, Any]:
    return {
        "start": running.span.start.isoformat(),
        "end": running.span.end.isoformat(),
        "targets": [{**asdict(line), "unit": line.unit.name} for line in running.lines],
    }


def read_report(home: Home, period: str, segment: str | None) -> Report:
    """Reads what is published, read-only and with nothing else in reach.

    Raises LeadmartError if nothing is published, if what is holds no metrics, or if it knows no
    such segment.
    """
    import duckdb

    # `current` is followed once: a publish in between changes nothing.
    release = home.current.resolve()
    manifest = read_manifest(release)
    if manifest is None:
        raise LeadmartError("nothing is published", where=str(home.root), mend="build first")
    settings = manifest.get("settings", {})
    try:
        with open_shut(release / DATABASE) as connection:
            _check_tables(connection, release.name)
            as_of = date.fromisoformat(str(manifest["as_of"]))
            first_month = int(settings.get("fiscal_year_start_month", 1))
            span = last_period(period, as_of, first_month)
            currency = str(settings.get("reporting_currency", ""))
            return _read(connection, release.name, as_of, span, segment, currency)
    except duckdb.Error as error:
        raise LeadmartError(
            f"cannot be read ({first_line(error)})", where=release.name, mend="see `status`"
        ) from error


def last_period(period: str, as_of: date, fiscal_year_start_month: int = 1) -> Span:
    """The last week, month, quarter or fiscal year that is over on the as-of date.

    period: a key of PERIODS, or two dates `2026-01-01..2026-03-31` that are such a period.
    Raises LeadmartError for any other word, and for dates that are none.
    """
    grain = PERIODS.get(period)
    if grain is None:
        return _span_of_dates(period, as_of, fiscal_year_start_month)
    after = as_of + timedelta(days=1)
    if grain == "week":
        end = after - timedelta(days=after.weekday() + 1)
    else:
        months = _MONTHS[grain]
        into = (after.month - fiscal_year_start_month) % months
        end = _first_of_month(after, -into) - timedelta(days=1)
    return Span(grain, _start_of(grain, end), end)


_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def _start_of(grain: str, end: date) -> date:
    """The first day of the period that ends on a day."""
    if grain == "week":
        return end - timedelta(days=6)
    return _first_of_month(end, 1 - _MONTHS[grain])


def _span_of_dates(said: str, as_of: date, fiscal_year_start_month: int) -> Span:
    try:
        start, end = (date.fromisoformat(one.strip()) for one in said.split(".."))
    except ValueError:
        raise LeadmartError(
            "no such period",
            where=f"--period {plain(said, 40)}",
            mend=f"there are: {', '.join(PERIODS)}, and two dates: 2026-01-01..2026-03-31",
            code=REFUSED,
        ) from None
    for grain in ("week", *_MONTHS):
        begins = (
            end.weekday() == 6
            if grain == "week"
            else (start.month - fiscal_year_start_month) % _MONTHS[grain] == 0
            and (end + timedelta(days=1)).day == 1
        )
        if begins and _start_of(grain, end) == start and end <= as_of:
            return Span(grain, start, end)
    raise LeadmartError(
        f"is no week, month, quarter or fiscal year that was over on {as_of}",
        where=f"--period {plain(said, 40)}",
        mend="name the first and the last day of one",
        code=REFUSED,
    )


def _first_of_month(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def _check_tables(connection: duckdb.DuckDBPyConnection, release: str) -> None:
    missing = sorted(_NEEDED - table_names(connection))
    if missing:
        raise LeadmartError(
            f"holds no {missing[0]}", where=release, mend="build and publish the whole project"
        )


def _read(
    connection: duckdb.DuckDBPyConnection,
    release_id: str,
    as_of: date,
    span: Span,
    segment: str | None,
    currency: str,
) -> Report:
    if segment is not None:
        _check_segment(connection, segment)
    of = ("segment", segment) if segment is not None else ("total", "all")
    lines = _read_lines(connection, span, of, currency)
    # Of two with one name nobody would know which is meant.
    names = {key: name for key, name, count in campaign_names(connection) if count == 1}
    anomalies, anomaly_count = _read_anomalies(connection, span, segment, currency)
    refused = _read_refused(connection)
    there = _read_inputs(connection) | needs.read_columns(connection)
    gaps, without_value = _read_gaps(connection, lines, there, segment, span.grain)
    whole = {} if segment is None else _changes_of_sums(connection, span)
    changes = [
        _explain(connection, span, line, segment, whole)
        for line in largest_changes(lines, CHANGES_SHOWN)
    ]
    return Report(
        release_id=release_id,
        as_of=as_of,
        span=span,
        segment=segment,
        lines=tuple(lines),
        changes=tuple(
            replace(change, drivers=tuple(_named(one, names) for one in change.drivers))
            for change in changes
        ),
        anomalies=tuple(
            replace(one, name_of_part=names.get(one.part, ""))
            if one.dimension == "campaign"
            else one
            for one in anomalies
        ),
        anomaly_count=anomaly_count,
        gaps=tuple(gaps),
        refused=refused,
        without_value=tuple(without_value),
        doubts=read_doubts(connection),
        behind=tuple(behind(read_ages(connection))),
        running=_read_running(connection, span, of, currency),
        tags=_read_tags(connection, currency) if segment is None else (),
    )


def _named(driver: Driver, names: Mapping[str, str]) -> Driver:
    return (
        replace(driver, name=names.get(driver.part, ""))
        if driver.dimension == "campaign"
        else driver
    )


def _check_segment(connection: duckdb.DuckDBPyConnection, segment: str) -> None:
    rows = connection.execute(
        "select distinct dimension_value from insights.scorecard"
        " where dimension = 'segment' order by dimension_value"
    ).fetchall()
    known = [name for (name,) in rows]
    if segment not in known:
        shown = ", ".join(plain(name, 40) for name in known[:_SEGMENTS_SHOWN]) or "none"
        more = ", …" if len(known) > _SEGMENTS_SHOWN else ""
        raise LeadmartError(
            "no such segment",
            where=f"--segment {plain(segment, 40)}",
            mend=f"there are: {shown}{more}",
            code=REFUSED,
        )


def _read_lines(
    connection: duckdb.DuckDBPyConnection, span: Span, of: tuple[str, str], currency: str
) -> list[Line]:
    now: dict[str, Standing] = {}
    before: dict[str, list[Standing]] = {}
    for one in read_standings(connection, [Wanted(span.grain, date.min, *of, last=span.start)]):
        if one.start == span.start:
            now[one.metric] = one
        else:
            before.setdefault(one.metric, []).append(one)
    catalog = connection.execute(
        "select metric, name, unit, better from metrics.metric_catalog order by area, metric"
    ).fetchall()
    return [
        Line(
            metric=metric,
            name=name or metric,
            unit=Unit.of(metric, unit or "", currency),
            better=better or "",
            value=now[metric].value,
            target=now[metric].target,
            status=now[metric].status,
            previous=now[metric].previous,
            change=now[metric].change,
            relative_change=now[metric].relative_change,
            usual_change=_usual_change(before.get(metric, [])),
            is_within_chance=now[metric].is_within_chance,
            # A year's is the period before.
            last_year=now[metric].last_year if span.grain != "year" else None,
            relative_change_from_last_year=now[metric].relative_change_from_last_year,
            history=_history(span, [*before.get(metric, []), now[metric]]),
            is_benchmark=now[metric].is_benchmark,
            ripeness=now[metric].ripeness,
            is_open=now[metric].is_open,
        )
        for metric, name, unit, better in catalog
        if metric in now
    ]


def _read_running(
    connection: duckdb.DuckDBPyConnection, span: Span, of: tuple[str, str], currency: str
) -> Running | None:
    """How the period after it goes, what is off its pace first; None where nothing has a target."""
    first = span.end + timedelta(days=1)
    there = {
        one.metric: one
        for one in read_standings(connection, [Wanted(span.grain, first, *of, last=first)])
        if one.is_running and one.verdict is not None and one.pace_target is not None
    }
    catalog = connection.execute(
        "select metric, name, unit from metrics.metric_catalog order by area, metric"
    ).fetchall()
    lines = [
        Pace(
            metric=metric,
            name=name or metric,
            unit=Unit.of(metric, unit or "", currency),
            value=one.value,
            pace_target=one.pace_target,
            target=one.target,
            status=one.status,
            expected=one.expected,
            expected_low=one.expected_low,
            expected_high=one.expected_high,
        )
        for metric, name, unit in catalog
        if (one := there.get(metric)) and one.target is not None and one.status is not None
    ]
    if not lines:
        return None
    lines.sort(key=lambda line: STATUS_ORDER.index(line.status))
    return Running(Span(span.grain, first, next(iter(there.values())).end), tuple(lines))


def _history(span: Span, standings: list[Standing]) -> tuple[float | None, ...]:
    """The values of the last periods; None of one that is not there."""
    values = {one.start: one.value for one in standings}
    starts = [span.start]
    while len(starts) < _PICTURED and starts[-1] > min(values):
        starts.append(_start_of(span.grain, starts[-1] - timedelta(days=1)))
    return tuple(values.get(start) for start in reversed(starts))


def _usual_change(before: list[Standing]) -> float | None:
    """The middle of the last changes; None where there are too few of them."""
    changes = [abs(one.change) for one in before[-_HISTORY_SEEN:] if one.change is not None]
    return median(changes) if len(changes) >= _HISTORY_NEEDED else None


def largest_changes(lines: list[Line], number: int) -> list[Line]:
    """The changes that stand out from what each metric usually does, what matters most first.

    A change of a share that may be chance, or that is no larger than usual, is none; nor is one of
    a period that is open. Where the history is too short to say what is usual, only what matters
    most is told.
    """

    def times_usual(line: Line) -> float:
        return abs(line.change or 0.0) / line.usual_change if line.usual_change else 0.0

    standing_out = [
        line
        for line in lines
        if line.change
        and math.isfinite(line.change)
        and not line.is_within_chance
        and not line.is_open
        and (times_usual(line) > 1 if line.usual_change else is_important(line.metric))
    ]
    standing_out.sort(
        key=lambda line: (
            line.rank, -times_usual(line), -abs(line.relative_change or 0.0), line.metric,
        )
    )  # fmt: skip
    return standing_out[:number]


def _explain(
    connection: duckdb.DuckDBPyConnection,
    span: Span,
    line: Line,
    segment: str | None,
    whole: Mapping[str, float | None],
) -> Change:
    """A change with its drivers: split as `change_drivers` does, or by the parts of a sum.

    whole: the changes of the company's sums, which a segment's stand beside.
    """
    split = connection.execute(
        """
        select dimension, dimension_value, mix_effect, rate_effect, total_change
        from insights.change_drivers
        where metric = ? and period_grain = ? and period_start = ?
            and (cast(? as varchar) is null or (dimension = 'segment' and dimension_value = ?))
        """,
        [line.metric, span.grain, span.start, segment, segment],
    ).fetchall()
    if segment is not None:
        if split:
            (_, _, mix, rate, company), *_ = split
            return Change(line, (), company, (mix or 0.0) + (rate or 0.0))
        company = whole.get(line.metric)
        return Change(line, (), company, line.change if company is not None else None)
    for dimension in sorted({one for one, *_ in split}, key=_preference):
        found = [
            Driver(dimension, part, (mix or 0.0) + (rate or 0.0), _cause(mix, rate))
            for one, part, mix, rate, _ in split
            if one == dimension
        ]
        if drivers := _largest(found):
            return Change(line, drivers)
    return Change(line, _largest(_parts_of_sum(connection, span, line)))


def _preference(dimension: str) -> tuple[int, str]:
    known = dimension in _DRIVER_DIMENSIONS
    place = _DRIVER_DIMENSIONS.index(dimension) if known else len(_DRIVER_DIMENSIONS)
    return place, dimension


def _cause(mix: float | None, rate: float | None) -> str:
    return "rate" if abs(rate or 0.0) >= abs(mix or 0.0) else "mix"


def _largest(drivers: list[Driver]) -> tuple[Driver, ...]:
    moved = [driver for driver in drivers if driver.effect]
    return tuple(sorted(moved, key=lambda one: (-abs(one.effect), one.part))[:DRIVERS_SHOWN])


def _parts_of_sum(connection: duckdb.DuckDBPyConnection, span: Span, line: Line) -> list[Driver]:
    """What each part of a sum added to its change; nothing where parts are no parts of a sum."""
    before = _start_before(span)
    for dimension in _DRIVER_DIMENSIONS:
        rows = connection.execute(
            """
            select
                dimension_value,
                coalesce(sum(value) filter (where period_start = $start), 0)
                - coalesce(sum(value) filter (where period_start = $before), 0),
                bool_and(denominator is null)
            from metrics.metric_values
            where metric = $metric and period_grain = $grain and dimension = $dimension
                and period_start in ($start, $before)
            group by dimension_value
            """,
            {
                "metric": line.metric,
                "grain": span.grain,
                "dimension": dimension,
                "start": span.start,
                "before": before,
            },
        ).fetchall()
        change = line.change or 0.0
        if (
            rows
            and all(is_sum for _, _, is_sum in rows)
            and math.isclose(sum(effect for _, effect, _ in rows), change, rel_tol=1e-6)
        ):
            return [Driver(dimension, part, effect, "") for part, effect, _ in rows]
    return []


def _start_before(span: Span) -> date:
    return _start_of(span.grain, span.start - timedelta(days=1))


def _changes_of_sums(connection: duckdb.DuckDBPyConnection, span: Span) -> dict[str, float | None]:
    """The change of each metric of the whole company that is a sum."""
    standings = read_standings(connection, [Wanted(span.grain, span.start, last=span.start)])
    return {one.metric: one.change for one in standings if one.denominator is None}


def _read_anomalies(
    connection: duckdb.DuckDBPyConnection, span: Span, segment: str | None, currency: str
) -> tuple[list[Anomaly], int]:
    rows = connection.execute(
        """
        select
            metric, metric_catalog.name, metric_catalog.unit, anomalies.dimension,
            dimension_value, value, expected_low, expected_high, anomalies.meaning
        from insights.anomalies
        inner join metrics.metric_catalog using (metric)
        where period_grain = ? and period_start between ? and ?
            and (cast(? as varchar) is null or (dimension = 'segment' and dimension_value = ?))
        order by
            case dimension when 'total' then 1 else 2 end, score desc, metric, dimension,
            dimension_value, period_start
        """,
        [_ANOMALY_GRAINS[span.grain], span.start, span.end, segment, segment],
    ).fetchall()
    most_important = sorted(rows, key=lambda row: (row[3] != "total", rank_of(row[0])))
    found = [
        Anomaly(name or metric, Unit.of(metric, unit or "", currency), *rest)
        for metric, name, unit, *rest in most_important
    ]
    return found[:ANOMALIES_SHOWN], len(found)


def _read_tags(connection: duckdb.DuckDBPyConnection, currency: str) -> tuple[Tags, ...]:
    """The findings of the audit of tags by kind; none in a release from before it."""
    if not table_names(connection) >= {"insights.utm_audit", "core.dim_campaigns"}:
        return ()
    unit = Unit("currency", is_percentage=False, currency=currency)
    rows = connection.execute(
        """
        select
            finding, count(*), sum(sessions), sum(leads), sum(spend_amount),
            arg_max(
                case when finding = 'spend_without_visits'
                    then coalesce(campaign_name, subject) else subject end,
                (sessions + leads, coalesce(spend_amount, 0), subject)
            )
        from insights.utm_audit
        left join core.dim_campaigns on utm_audit.campaign = dim_campaigns.campaign_id
        -- a form on the platform brings leads without a visit
        where finding <> 'spend_without_visits' or leads = 0
        group by finding
        order by sum(sessions) + sum(leads) desc, finding
        """
    ).fetchall()
    return tuple(
        Tags(finding, count, int(sessions), int(leads), show(spend, unit) if spend else "", largest)
        for finding, count, sessions, leads, spend, largest in rows
    )


def _read_inputs(connection: duckdb.DuckDBPyConnection) -> set[str]:
    rows = connection.execute(
        "select input from quality.reconciliation where rows_accepted > 0"
    ).fetchall()
    return {name for (name,) in rows}


def _read_refused(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[int, int]]:
    rows = connection.execute(
        """
        select input, rows_rejected, rows_delivered from quality.reconciliation
        where rows_rejected > 0 order by rows_rejected desc, input
        """
    ).fetchall()
    return {name: (refused, delivered) for name, refused, delivered in rows}


def _read_gaps(
    connection: duckdb.DuckDBPyConnection,
    lines: list[Line],
    there: set[str],
    segment: str | None,
    grain: str,
) -> tuple[list[Gap], list[str]]:
    """What lacks and what that costs; the metrics that have no value all the same."""
    dimension = "total" if segment is None else "segment"
    rows = connection.execute(
        """
        select metric_catalog.metric, name, needs, counted.metric is not null
        from metrics.metric_catalog
        left join (
            select distinct metric from metrics.metric_values
            where period_grain = ? and dimension = ? and value is not null
        ) as counted using (metric)
        order by name
        """,
        [grain, dimension],
    ).fetchall()
    valued = {line.metric for line in lines if line.value is not None}
    costs: dict[str, list[str]] = {}
    without = []
    for metric, name, needed, is_counted in rows:
        if not needs.is_met(needed or "", there):
            for absent in needs.lacking(needed, there):
                costs.setdefault(absent, []).append(name or metric)
        elif is_counted and metric not in valued:
            without.append(name or metric)
    most_first = sorted(costs.items(), key=lambda cost: (-len(cost[1]), cost[0]))
    gaps = [Gap(absent, tuple(metrics)) for absent, metrics in most_first]
    return gaps, without


def _line_record(line: Line) -> dict[str, Any]:
    return {**asdict(line), "unit": line.unit.name, "direction": line.direction}


def report_files(folder: Path, report: Report) -> tuple[Path, Path]:
    """Where the report's page and text are written."""
    named = [report.span.grain, report.span.start.isoformat()]
    if report.segment is not None:
        named.append("".join(c if c.isalnum() or c in "-_" else "-" for c in report.segment)[:60])
    name = "-".join(["report", *named])
    return folder / f"{name}.html", folder / f"{name}.txt"
