"""Tables for people: what a check found, and what is published."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from leadmart import needs, releases
from leadmart.errors import some_of
from leadmart.load import Loaded
from leadmart.releases import Home

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

_REASONS_SHOWN = 4
_COLUMNS_SHOWN = 8


@dataclass(frozen=True)
class InputReport:
    """What would become of one input's rows."""

    name: str
    delivered: int
    accepted: int
    invalid: int
    rejected: dict[str, int]
    missing_columns: tuple[str, ...] = ()
    unknown_columns: tuple[str, ...] = ()
    is_there: bool = True


@dataclass(frozen=True)
class CheckReport:
    """What a build would make of a delivery."""

    inputs: list[InputReport]
    # Metric → the inputs it lacks.
    metrics_without_rows: dict[str, list[str]] = field(default_factory=dict)

    def refusals(self, maximum_share: float) -> list[str]:
        """The inputs of which too much is invalid."""
        return [
            f"{one.name}: {one.invalid} of {one.delivered} rows are invalid, at most"
            f" {maximum_share:.0%} may be; mend the export or raise --set maximum_rejected_share"
            for one in self.inputs
            if one.delivered and one.invalid > maximum_share * one.delivered
        ]


def read_check(database: Path, loaded: Loaded, project: Path) -> CheckReport:
    """What the models made of a delivery, from the tables that they built."""
    import duckdb

    with duckdb.connect(str(database), read_only=True) as connection:
        counts = connection.execute(
            """
            select input, rows_delivered, rows_accepted, rows_invalid
            from quality.reconciliation order by input
            """
        ).fetchall()
        reasons = connection.execute(
            """
            select input, reason, count(*)
            from (
                select input, unnest(string_split(reasons, '; ')) as reason
                from quality.rejected_rows
            )
            group by all order by count(*) desc, reason
            """
        ).fetchall()
    inputs = []
    for name, delivered, accepted, invalid in counts:
        brought = loaded.inputs.get(name)
        inputs.append(
            InputReport(
                name=name,
                delivered=delivered,
                accepted=accepted,
                invalid=invalid,
                rejected={reason: count for one, reason, count in reasons if one == name},
                missing_columns=brought.missing_columns if brought else (),
                unknown_columns=brought.unknown_columns if brought else (),
                is_there=brought is not None,
            )
        )
    there = {one.name for one in inputs if one.accepted}
    return CheckReport(inputs, metrics_without_rows(project, there))


def metrics_without_rows(project: Path, there: set[str]) -> dict[str, list[str]]:
    """The metrics that the inputs which are there do not suffice for, and what they lack."""
    return {
        metric: needs.lacking(expression, there)
        for metric, expression in needs.read_needs(project).items()
        if not needs.is_met(expression, there)
    }


def show_check(report: CheckReport, console: Console) -> None:
    """A check as tables."""
    table = _table("input", "rows", "accepted", "rejected", "why", "missing optional", "unknown")
    for one in report.inputs:
        rejected = one.delivered - one.accepted
        table.add_row(
            one.name,
            f"{one.delivered:,}" if one.is_there else "absent",
            f"{one.accepted:,}" if one.is_there else "",
            f"{rejected:,}" if rejected else "",
            _reasons(one.rejected),
            some_of(one.missing_columns, _COLUMNS_SHOWN),
            some_of(one.unknown_columns, _COLUMNS_SHOWN),
        )
    _show(console, table)
    if report.metrics_without_rows:
        table = _table("metrics without rows", "they lack accepted rows of")
        lacking: dict[str, list[str]] = {}
        for metric, inputs in report.metrics_without_rows.items():
            lacking.setdefault(", ".join(inputs), []).append(metric)
        for inputs, metrics in sorted(lacking.items()):
            table.add_row(", ".join(sorted(metrics)), inputs)
        _show(console, table)


def check_record(report: CheckReport) -> dict[str, Any]:
    """A check for a machine."""
    return {
        "inputs": {
            one.name: {
                "is_there": one.is_there,
                "rows_delivered": one.delivered,
                "rows_accepted": one.accepted,
                "rejected": one.rejected,
                "missing_columns": one.missing_columns,
                "unknown_columns": one.unknown_columns,
            }
            for one in report.inputs
        },
        "metrics_without_rows": report.metrics_without_rows,
    }


def show_status(home: Home, console: Console) -> None:
    """What is published, what else is kept, and who is at work."""
    published = releases.current_id(home)
    kept = releases.list_releases(home)
    if not kept:
        console.print(f"nothing is published in {home.root}")
    else:
        table = _table("", "release", "built at", "as of", "input", "rows", "tables", "size")
        for release in reversed(kept):
            table.add_row(
                "current" if release.release_id == published else "",
                release.release_id,
                str(release.manifest.get("built_at", "")),
                str(release.manifest.get("as_of", "")),
                str(release.manifest.get("input", {}).get("location", "")),
                f"{release.manifest.get('rows_delivered', 0):,}",
                str(len(release.manifest.get("tables", {}))),
                f"{_size(release.path) / 1e6:.1f} MB",
            )
        _show(console, table)
    for release in reversed(kept):
        for file, reason in release.manifest.get("missing_pages", {}).items():
            console.print(f"{release.release_id} lacks {file}, which could not be made: {reason}")
    holder = releases.holder_of(home)
    if holder is not None:
        console.print(f"at work: {releases.describe_holder(holder)}")


def status_record(home: Home) -> dict[str, Any]:
    """The status for a machine."""
    return {
        "home": str(home.root),
        "current": releases.current_id(home),
        "releases": [
            {
                name: release.manifest.get(name)
                for name in ("release_id", "built_at", "as_of", "missing_pages")
            }
            for release in releases.list_releases(home)
        ],
        "at_work": releases.holder_of(home),
    }


def _table(*columns: str) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        right = column in ("rows", "accepted", "rejected", "tables", "size")
        table.add_column(column, justify="right" if right else "left", overflow="fold")
    return table


def _show(console: Console, table: Table) -> None:
    console.print(table, soft_wrap=False)


def _reasons(reasons: dict[str, int]) -> str:
    shown = [f"{count:,} {reason}" for reason, count in list(reasons.items())[:_REASONS_SHOWN]]
    more = len(reasons) - _REASONS_SHOWN
    return "\n".join([*shown, f"and {more} more reasons"] if more > 0 else shown)


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
