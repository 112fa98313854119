"""Two releases side by side: which figures differ, and what they were made from that differs."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from leadmart.errors import (
    FAILED,
    REFUSED,
    LeadmartError,
    first_line,
    nearest,
    refuse_unknown,
)
from leadmart.home import DATABASE, Home, Release, current_id, list_releases
from leadmart.intake import needs
from leadmart.pages.figures import Unit, plain, show, show_day, show_period
from leadmart.tables import new_table, print_part, print_table

if TYPE_CHECKING:
    import duckdb
    from rich.console import Console

_FIGURES_SHOWN = 20
_COMMIT_SHOWN = 10
# What people look at first.
_GRAINS = ["month", "quarter", "year", "week", "day"]
_NUMBERS = ("differ", "of", "before", "after")
# Settings that no one says: they follow from what is delivered, and are told as that.
_UNTOLD = frozenset({"as_of", "systems", "input_kind"})


@dataclass(frozen=True)
class Cause:
    """Something that the two were made from and that differs: what, and from what to what."""

    kind: str
    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """A metric of which figures differ, in periods that were over when the earlier one was made."""

    metric: str
    name: str
    figures: int
    changed: int
    appeared: int
    gone: int
    # The total's figure that differs most by its own size, of months if any of these does:
    # period, before and after.
    period_grain: str | None
    period_start: date | None
    period_end: date | None
    before: float | None
    after: float | None
    unit: Unit
    # Inputs that it needs and that differ.
    inputs: tuple[str, ...]
    # Whether values of past periods still change with time: a lead may yet become a customer.
    matures: bool


@dataclass(frozen=True)
class Figure:
    """A figure that differs."""

    metric: str
    period_grain: str
    period_start: date
    period_end: date
    dimension: str
    dimension_value: str
    before: float | None
    after: float | None
    is_in_before: bool
    is_in_after: bool


@dataclass(frozen=True)
class Differences:
    """What differs between two releases."""

    before: Release
    after: Release
    causes: list[Cause]
    changes: list[Change]
    # How many metrics have the same figures in all those periods.
    same_metrics: int
    # A metric that was asked for, and each of its figures that differs.
    metric: str | None
    figures: list[Figure]

    @property
    def until(self) -> str:
        """The day by which the periods that are compared were over."""
        return min(str(one.manifest.get("as_of", "")) for one in (self.before, self.after))


def read_differences(
    home: Home, wanted: tuple[str | None, str | None], metric: str | None, project: Path
) -> Differences:
    """Two releases of a home side by side.

    wanted: the ids of the earlier and the later one; without the later one, the current is meant,
    without both, the one before it and the current. metric: the key of one whose every figure is
    told. Raises LeadmartError where there are no such releases or no such metric.
    """
    import duckdb

    before, after = _chosen(home, *wanted)
    causes = list(_causes(before.manifest, after.manifest))
    until = min(date.fromisoformat(str(one.manifest["as_of"])) for one in (before, after))
    maturing = _maturing(project)
    try:
        with _side_by_side(before, after) as connection:
            _lay_out(connection, until)
            if metric is not None:
                rows = connection.execute("select distinct metric from compared order by 1")
                refuse_unknown(metric, [one for (one,) in rows.fetchall()], "metric")
            changes = _changes(connection, after.manifest, causes, maturing)
            [(all_metrics,)] = connection.execute(
                "select count(distinct metric) from compared"
            ).fetchall()
            figures = _figures(connection, metric) if metric is not None else []
    except duckdb.Error as error:
        raise LeadmartError(
            f"they cannot be compared ({first_line(error)})",
            where=f"{before.release_id}, {after.release_id}",
            code=FAILED,
        ) from None
    same = all_metrics - len(changes)
    return Differences(before, after, causes, changes, same, metric, figures)


def _chosen(home: Home, earlier: str | None, later: str | None) -> tuple[Release, Release]:
    kept = {one.release_id: one for one in list_releases(home)}
    later = later or current_id(home)
    if later is None:
        raise LeadmartError("nothing is published", where=str(home.root), code=REFUSED)
    if earlier is None:
        earlier = max((one for one in kept if one < later), default=None)
        if earlier is None:
            raise LeadmartError(
                "there is no release before it", where=later, mend="see `status`", code=REFUSED
            )
    for one in (earlier, later):
        if one not in kept:
            raise LeadmartError(
                "there is no such release", where=one, mend=nearest(one, kept), code=REFUSED
            )
    return kept[earlier], kept[later]


# What they were made from ---------------------------------------------------------------------


def _causes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Cause]:
    """What they were made from that differs, the rows first."""
    if before.get("as_of") != after.get("as_of"):
        yield Cause("as of", "", str(before.get("as_of")), str(after.get("as_of")))
    yield from _of_inputs(before.get("inputs", {}), after.get("inputs", {}))
    yield from _of_words(before, after)
    for key, kind in (("versions", "version"), ("git", "code")):
        first, second = before.get(key, {}), after.get(key, {})
        for name in sorted({*first, *second}):
            if first.get(name) != second.get(name):
                yield Cause(kind, name, _word(first.get(name)), _word(second.get(name)))


def _of_inputs(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Cause]:
    for name in sorted({*before, *after}):
        first, second = before.get(name), after.get(name)
        if first is None or second is None or first.get("rows") != second.get("rows"):
            yield Cause("input", name, _rows(first), _rows(second))
        elif _content(first) != _content(second):
            yield Cause("input", name, _rows(first), "as many, of other content")


def _of_words(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Cause]:
    """Settings, own dimensions and rules: what the company says."""
    first, second = before.get("settings", {}), after.get("settings", {})
    for name in sorted({*first, *second} - _UNTOLD):
        if first.get(name) != second.get(name):
            yield Cause("setting", name, _word(first.get(name)), _word(second.get(name)))
    mine, others = before.get("rules", {}), after.get("rules", {})
    for name in sorted({*mine, *others}):
        if mine.get(name) != others.get(name):
            yield Cause("rules", name, _word(mine.get(name)), _word(others.get(name)))
    file, other = before.get("company", {}), after.get("company", {})
    if file.get("says") != other.get("says"):
        yield Cause("company file", "", _word(file.get("file")), _word(other.get("file")))


def _content(one: Mapping[str, Any]) -> object:
    return one.get("sha256") or one.get("content_hash")


def _rows(one: Mapping[str, Any] | None) -> str:
    return "absent" if one is None else f"{one.get('rows') or 0:,} rows"


def _word(value: object) -> str:
    if value is None:
        return "not said"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return plain(value, 60)


# Figures --------------------------------------------------------------------------------------


@contextmanager
def _side_by_side(before: Release, after: Release) -> Iterator[duckdb.DuckDBPyConnection]:
    """Both databases, open for reading, and no other file in reach."""
    import duckdb

    with duckdb.connect(config={"autoinstall_known_extensions": "false"}) as connection:
        for name, release in (("before", before), ("after", after)):
            path = str(release.path / DATABASE).replace("'", "''")
            connection.execute(f"attach '{path}' as {name} (read_only)")
        connection.execute("set enable_external_access = false")
        connection.execute("set lock_configuration = true")
        yield connection


def _lay_out(connection: duckdb.DuckDBPyConnection, until: date) -> None:
    """Each figure of a period that was over by a day, in both: all else is expected to differ."""
    connection.execute(
        """
        create temp table compared as
        with periods as (
            select period_grain, period_start, min(period_end) as period_end
            from (
                select period_grain, period_start, period_end from before.insights.scorecard
                union all
                select period_grain, period_start, period_end from after.insights.scorecard
            ) as both_scorecards
            where period_grain <> 'all_time'
            group by all
            having max(period_end) <= ?
        )

        select
            metric, period_grain, period_start, periods.period_end, dimension, dimension_value,
            first_values.value as before,
            second_values.value as after,
            first_values.metric is not null as is_in_before,
            second_values.metric is not null as is_in_after
        from before.metrics.metric_values as first_values
        full outer join after.metrics.metric_values as second_values
            using (metric, period_grain, period_start, dimension, dimension_value)
        inner join periods using (period_grain, period_start)
        """,
        [until],
    )
    connection.execute(
        """
        create temp view differing as
        select * from compared
        where before is distinct from after or is_in_before <> is_in_after
        """
    )


def _changes(
    connection: duckdb.DuckDBPyConnection,
    after: Mapping[str, Any],
    causes: list[Cause],
    maturing: frozenset[str],
) -> list[Change]:
    """The metrics whose figures differ, the largest difference of a total first."""
    changed_inputs = [one.name for one in causes if one.kind == "input"]
    currency = str(after.get("settings", {}).get("reporting_currency", ""))
    rows = connection.execute(
        """
        with counted as (
            select metric, count(*) as figures
            from compared group by metric
        ),

        totals as (
            select
                *,
                abs(after - before) / nullif(greatest(abs(before), abs(after)), 0) as size,
                row_number() over (
                    partition by metric
                    order by list_position(?, period_grain), size desc nulls last, period_end desc
                ) as place
            from differing
            where dimension = 'total'
        ),

        summed as (
            select
                metric,
                count(*) filter (where is_in_before and is_in_after) as changed,
                count(*) filter (where not is_in_before) as appeared,
                count(*) filter (where not is_in_after) as gone
            from differing group by metric
        ),

        named as (
            select metric, name, unit, needs, 1 as place from after.metrics.metric_catalog
            union all
            select metric, name, unit, needs, 2 as place from before.metrics.metric_catalog
        )

        select
            summed.metric,
            arg_min(named.name, named.place),
            any_value(counted.figures),
            any_value(summed.changed),
            any_value(summed.appeared),
            any_value(summed.gone),
            any_value(totals.period_grain),
            any_value(totals.period_start),
            any_value(totals.period_end),
            any_value(totals.before),
            any_value(totals.after),
            arg_min(named.unit, named.place),
            arg_min(named.needs, named.place)
        from summed
        inner join counted using (metric)
        left join named using (metric)
        left join totals on summed.metric = totals.metric and totals.place = 1
        group by summed.metric
        order by any_value(totals.size) desc nulls last, any_value(summed.changed) desc,
            summed.metric
        """,
        [_GRAINS],
    ).fetchall()
    return [
        Change(
            *row[:11],
            unit=Unit.of(row[0], row[11] or "count", currency),
            inputs=tuple(
                one for one in changed_inputs if one in needs.inputs_of(str(row[12] or ""))
            ),
            matures=row[0] in maturing,
        )
        for row in rows
    ]


def _figures(connection: duckdb.DuckDBPyConnection, metric: str) -> list[Figure]:
    """Every figure of a metric that differs, the total first, the latest period first."""
    rows = connection.execute(
        """
        select metric, period_grain, period_start, period_end, dimension, dimension_value,
            before, after, is_in_before, is_in_after
        from differing
        where metric = ?
        order by dimension <> 'total', dimension, dimension_value, period_end desc, period_grain
        """,
        [metric],
    ).fetchall()
    return [Figure(*row) for row in rows]


def _maturing(project: Path) -> frozenset[str]:
    """The metrics whose past values still change as time goes on."""
    path = project / "seeds" / "reference" / "metric_definitions.csv"
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            return frozenset(
                row["metric"] for row in csv.DictReader(stream) if row["matures_in_days"]
            )
    except (OSError, KeyError):
        return frozenset()


# What a person and a machine read -------------------------------------------------------------


def show_differences(found: Differences, console: Console) -> None:
    """What differs, as tables: what they were made from, then the figures."""
    for title, one in (("before", found.before), ("after", found.after)):
        as_of = date.fromisoformat(str(one.manifest["as_of"]))
        console.print(f"{title:<7} {one.release_id}, as of {show_day(as_of)}")
    if found.causes:
        table = new_table("made from", "", "before", "after")
        for cause in found.causes:
            table.add_row(cause.kind, cause.name, _short(cause.before), _short(cause.after))
        print_table(console, table)
    else:
        console.print("\nboth are made from the same")
    until = show_day(date.fromisoformat(found.until))
    if not found.changes:
        console.print(
            f"\nno figure differs of periods that were over by {until}, of {found.same_metrics}"
            " metrics",
            style="bold",
        )
        return
    table = new_table(
        "metric",
        "differ",
        "of",
        "most, in total",
        "before",
        "after",
        "of what it needs",
        numbers=_NUMBERS,
    )
    for change in found.changes[:_FIGURES_SHOWN]:
        table.add_row(
            change.name + (" (matures)" if change.matures else ""),
            f"{change.changed + change.appeared + change.gone:,}",
            f"{change.figures:,}",
            _period(change),
            show(change.before, change.unit) if change.period_start else "",
            show(change.after, change.unit) if change.period_start else "",
            ", ".join(change.inputs),
        )
    print_part(console, table, len(found.changes), _FIGURES_SHOWN)
    _show_figures(found, console)
    console.print(
        f"\nfigures of periods that were over by {until}: {len(found.changes)} metrics differ,"
        f" {found.same_metrics} are the same",
        style="bold",
    )


def _show_figures(found: Differences, console: Console) -> None:
    """The figures of the one metric that was asked for."""
    if not found.figures:
        if found.metric is not None:
            console.print(f"\n{found.metric}: no figure differs")
        return
    unit = next(one.unit for one in found.changes if one.metric == found.figures[0].metric)
    table = new_table(
        found.figures[0].metric, "dimension", "value of it", "before", "after", numbers=_NUMBERS
    )
    for one in found.figures[:_FIGURES_SHOWN]:
        table.add_row(
            _named(one.period_grain, one.period_start, one.period_end),
            one.dimension,
            plain(one.dimension_value, 40),
            show(one.before, unit) if one.is_in_before else "no row",
            show(one.after, unit) if one.is_in_after else "no row",
        )
    print_part(console, table, len(found.figures), _FIGURES_SHOWN)


def _period(change: Change) -> str:
    if change.period_grain is None or change.period_start is None or change.period_end is None:
        return "only by dimensions"
    return _named(change.period_grain, change.period_start, change.period_end)


def _named(grain: str, start: date, end: date) -> str:
    """A period with how long it is: month May 2026, week 4 May 2026 to 10 May 2026."""
    return f"{grain} {show_day(start) if grain == 'day' else show_period(grain, start, end)}"


def _short(text: str) -> str:
    """A commit by its first signs."""
    is_commit = len(text) == 40 and all(sign in "0123456789abcdef" for sign in text)
    return text[:_COMMIT_SHOWN] if is_commit else text


def differences_record(found: Differences) -> dict[str, Any]:
    """What differs, for a machine."""
    return {
        "before": {"release": found.before.release_id, "as_of": found.before.manifest["as_of"]},
        "after": {"release": found.after.release_id, "as_of": found.after.manifest["as_of"]},
        "periods_over_by": found.until,
        "made_from": [asdict(one) for one in found.causes],
        "metrics": [
            {**asdict(one), "unit": one.unit.name, "inputs": list(one.inputs)}
            for one in found.changes
        ],
        "same_metrics": found.same_metrics,
        "figures": [asdict(one) for one in found.figures],
    }
