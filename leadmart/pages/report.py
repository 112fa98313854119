"""Tables for people: what a check found, and what is published."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from leadmart.building import findings, freshness, positions
from leadmart.building.findings import CONFLICT, Finding, UnknownValue
from leadmart.building.freshness import InputAge
from leadmart.home import DATABASE, Home, current_id, list_releases, read_manifest
from leadmart.intake import gaps, needs
from leadmart.intake.company import Company
from leadmart.intake.gaps import Gap
from leadmart.intake.loaded import Loaded
from leadmart.intake.location import Location
from leadmart.reading import open_shut
from leadmart.release import releases
from leadmart.tables import new_table, print_part, print_table

if TYPE_CHECKING:
    from rich.console import Console

_LINES_SHOWN = 10
# What the columns of numbers are called: they stand right.
_NUMBERS = ("rows", "used", "aside", "look wrong", "left out", "last day", "tables", "size")


@dataclass(frozen=True)
class InputReport:
    """What would become of one input's rows."""

    name: str
    delivered: int
    used: int
    invalid: int
    flagged: int
    left_out: int
    missing_columns: tuple[str, ...] = ()
    unknown_columns: tuple[str, ...] = ()
    is_there: bool = True

    @property
    def set_aside(self) -> int:
        """The rows that would not be used."""
        return self.delivered - self.used


@dataclass(frozen=True)
class CheckReport:
    """What a build would make of a delivery."""

    inputs: list[InputReport]
    reasons: list[Finding]
    flags: list[Finding]
    unknown_values: list[UnknownValue]
    # Why nothing would be published, a line each.
    refusals: list[str]
    # What is much, but stops nothing.
    slips: list[str]
    metric_count: int
    # Metric → the inputs and columns it lacks.
    metrics_without_rows: dict[str, list[str]]
    gaps: list[Gap]
    # Until when each input goes, the furthest behind first.
    ages: list[InputAge]

    @property
    def conflicts(self) -> list[Finding]:
        """Rows of one key that say different things, by input."""
        return [one for one in self.reasons if one.words == CONFLICT]


def read_check(
    database: Path, loaded: Loaded, location: Location, project: Path, maximum: float
) -> CheckReport:
    """What the models made of a delivery, from the tables that they built.

    maximum: the setting maximum_rejected_share.
    """
    import duckdb

    with duckdb.connect(str(database), read_only=True) as connection:
        counts = connection.execute(
            """
            select
                input, rows_delivered, rows_accepted, rows_invalid, rows_flagged, rows_left_out
            from quality.reconciliation order by input
            """
        ).fetchall()
        reasons = findings.read_reasons(connection)
        flags = findings.read_flags(connection)
        unknown_values = findings.read_unknown_values(connection)
        columns = needs.read_columns(connection)
        refusals = findings.refusals(connection, maximum)
        slips = findings.slips(connection, maximum)
        ages = freshness.read_ages(connection)
    reasons, flags = _placed(reasons, loaded, location), _placed(flags, loaded, location)
    refusals += freshness.too_old(ages)
    inputs = []
    for name, delivered, used, invalid, flagged, left_out in counts:
        brought = loaded.places.get(name)
        inputs.append(
            InputReport(
                name=name,
                delivered=delivered,
                used=used,
                invalid=invalid,
                flagged=flagged,
                left_out=left_out,
                missing_columns=brought.missing_columns if brought else (),
                unknown_columns=brought.unknown_columns if brought else (),
                is_there=brought is not None or delivered > 0,
            )
        )
    there = {one.name for one in inputs if one.used} | columns
    needed = needs.read_needs(project)
    return CheckReport(
        inputs=inputs,
        reasons=reasons,
        flags=flags,
        unknown_values=unknown_values,
        refusals=refusals,
        slips=slips,
        metric_count=len(needed),
        metrics_without_rows={
            metric: needs.lacking(expression, there)
            for metric, expression in needed.items()
            if not needs.is_met(expression, there)
        },
        gaps=gaps.find_gaps(needed, there),
        ages=ages,
    )


def _placed(found: list[Finding], loaded: Loaded, location: Location) -> list[Finding]:
    """Findings with the lines of their first rows."""
    wanted: dict[str, set[int]] = {}
    for one in found:
        wanted.setdefault(one.input, set()).update(one.positions)
    words = positions.in_words(wanted, loaded, location)
    return [
        replace(one, places=tuple(words.get((one.input, place), "") for place in one.positions))
        for one in found
    ]


def show_check(report: CheckReport, console: Console) -> None:
    """A check as tables, with what matters at their end."""
    table = new_table(
        *("input", "rows", "used", "aside", "look wrong", "left out", "last day"),
        numbers=_NUMBERS,
    )
    last_days = {one.input: one.last_event_on for one in report.ages}
    for one in report.inputs:
        if one.is_there:
            table.add_row(
                one.name,
                f"{one.delivered:,}",
                f"{one.used:,}",
                _some_rows(one.set_aside),
                _some_rows(one.flagged),
                _some_rows(one.left_out),
                str(last_days.get(one.name) or ""),
            )
    print_table(console, table)
    absent = [one.name for one in report.inputs if not one.is_there]
    if absent:
        console.print(f"\nabsent: {', '.join(absent)}", soft_wrap=False)
    _show_findings(console, "set aside", "why", report.reasons)
    _show_findings(console, "used, but look wrong", "what", report.flags)
    if report.unknown_values:
        table = new_table(
            "not understood",
            "value",
            "rows",
            "counts as",
            "the line that would settle it",
            numbers=_NUMBERS,
        )
        for value in report.unknown_values[:_LINES_SHOWN]:
            table.add_row(
                value.place, value.value, f"{value.rows:,}", value.counted_as, value.settled_by
            )
        print_part(console, table, len(report.unknown_values), _LINES_SHOWN)
    if report.gaps:
        table = new_table("metrics without rows", "would come with", numbers=_NUMBERS)
        for gap in report.gaps[:_LINES_SHOWN]:
            table.add_row(", ".join(gap.metrics), " + ".join(gap.missing))
        print_part(console, table, len(report.gaps), _LINES_SHOWN)
    _show_summary(console, report)


def _show_findings(console: Console, title: str, words: str, found: list[Finding]) -> None:
    if not found:
        return
    table = new_table(title, words, "rows", "such as", numbers=_NUMBERS)
    for one in found[:_LINES_SHOWN]:
        keys = [f"{key} ({place})" if place else key for key, place in one.located]
        table.add_row(one.input, one.words, f"{one.rows:,}", " · ".join(keys))
    print_part(console, table, len(found), _LINES_SHOWN)


def _show_summary(console: Console, report: CheckReport) -> None:
    from rich.table import Table

    table = Table.grid(padding=(0, 3, 0, 0))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for title, text in summary_of(report):
        table.add_row(title, text)
    print_table(console, table)


def summary_of(report: CheckReport) -> list[tuple[str, str]]:
    """What matters of a check, in a few lines."""
    delivered = sum(one.delivered for one in report.inputs)
    used = sum(one.used for one in report.inputs)
    invalid = sum(one.invalid for one in report.inputs)
    flagged = [one for one in report.inputs if one.flagged]
    unknown = report.unknown_values
    lines = [("rows", f"{used:,} of {delivered:,} would be used")]
    if delivered > used:
        lines[0] = (
            "rows",
            f"{lines[0][1]}; {delivered - used:,} set aside, {invalid:,} as invalid",
        )
    if report.conflicts:
        named = [f"{one.input} {one.rows:,} ({', '.join(one.keys)})" for one in report.conflicts]
        lines.append(
            ("conflicts", f"rows of one key that say different things: {', '.join(named)}")
        )
    if late := freshness.behind(report.ages):
        lines.append(("behind", "; ".join(f"{one.input} {one.said}" for one in late)))
    if flagged:
        named = [f"{one.name} {one.flagged:,}" for one in flagged]
        lines.append(("flags", f"rows that are used but look wrong: {', '.join(named)}"))
    if unknown:
        rows = sum(one.rows for one in unknown)
        lines.append(("words", f"{_count(unknown, 'value')} in {rows:,} rows not understood"))
    lines.append(("metrics", _metrics_said(report)))
    verdict = "no, for what the errors say" if report.refusals else "yes: a build would accept this"
    return [*lines, ("published", verdict)]


def _metrics_said(report: CheckReport) -> str:
    absent = len(report.metrics_without_rows)
    if not absent:
        return f"all {report.metric_count} have rows"
    said = f"{report.metric_count - absent} of {report.metric_count} have rows"
    best = report.gaps[0]
    return f"{said}; {' and '.join(best.missing)} would give {len(best.metrics)} more"


def _count(things: list[Any], word: str) -> str:
    return f"{len(things):,} {word}{'s' if len(things) != 1 else ''}"


def _some_rows(rows: int) -> str:
    return f"{rows:,}" if rows else ""


def check_record(report: CheckReport) -> dict[str, Any]:
    """A check for a machine."""
    return {
        "would_be_published": not report.refusals,
        "inputs": {
            one.name: {
                "is_there": one.is_there,
                "rows_delivered": one.delivered,
                "rows_accepted": one.used,
                "rows_invalid": one.invalid,
                "rows_flagged": one.flagged,
                "rows_left_out": one.left_out,
                "rejected": {
                    reason.words: reason.rows
                    for reason in report.reasons
                    if reason.input == one.name
                },
                "missing_columns": one.missing_columns,
                "unknown_columns": one.unknown_columns,
            }
            for one in report.inputs
        },
        "rejected": [_finding(one) for one in report.reasons],
        "conflicts": {one.input: {"rows": one.rows, "keys": one.keys} for one in report.conflicts},
        "flags": [_finding(one) for one in report.flags],
        "unknown_values": [asdict(one) for one in report.unknown_values],
        "freshness": {
            one.input: {
                "last_event_on": one.last_event_on.isoformat() if one.last_event_on else None,
                "days_behind": one.days_behind,
                "warn_after_days": one.warn_after_days,
                "refuse_after_days": one.refuse_after_days,
                "state": one.state,
            }
            for one in report.ages
        },
        "metrics_without_rows": report.metrics_without_rows,
        "would_give": [asdict(one) for one in report.gaps],
    }


def _finding(one: Finding) -> dict[str, Any]:
    return {
        "input": one.input,
        "words": one.words,
        "rows": one.rows,
        "keys": one.keys,
        "places": [place or None for _, place in one.located],
    }


def show_status(home: Home, company: Company | None, console: Console) -> None:
    """What is published, what else is kept, and who is at work; whether a company file is its."""
    published = current_id(home)
    kept = list_releases(home)
    if not kept:
        console.print(f"nothing is published in {home.root}")
    else:
        table = new_table(
            "", "release", "built at", "as of", "input", "rows", "tables", "size", numbers=_NUMBERS
        )
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
        print_table(console, table)
    for release in reversed(kept):
        for file, reason in release.manifest.get("missing_pages", {}).items():
            console.print(f"{release.release_id} lacks {file}, which could not be made: {reason}")
    for one in freshness.behind(_published_ages(home)):
        console.print(f"{published}: {one.input} {one.said}")
    if company is not None and published is not None:
        said = "is what it is made from" if _is_made_from(home, company) else "says otherwise now"
        console.print(f"{published}: {company.path.name} {said}")
    holder = releases.holder_of(home)
    if holder is not None:
        console.print(f"at work: {releases.describe_holder(holder)}")


def _published_ages(home: Home) -> list[InputAge]:
    """Until when the inputs of what is published go; none where it cannot be read."""
    import duckdb

    if current_id(home) is None:
        return []
    try:
        with open_shut(home.current.resolve() / DATABASE) as connection:
            return freshness.read_ages(connection)
    except (duckdb.Error, OSError):
        return []


def _is_made_from(home: Home, company: Company) -> bool:
    """Whether what is published is made from a company file as it is now."""
    manifest = read_manifest(home.current) or {}
    return manifest.get("company", {}).get("sha256") == company.sha256


def status_record(home: Home, company: Company | None = None) -> dict[str, Any]:
    """The status for a machine."""
    said = {} if company is None else {"is_made_from_company_file": _is_made_from(home, company)}
    return {
        **said,
        "home": str(home.root),
        "current": current_id(home),
        "releases": [
            {
                name: release.manifest.get(name)
                for name in ("release_id", "built_at", "as_of", "missing_pages")
            }
            for release in list_releases(home)
        ],
        "behind": {one.input: one.said for one in freshness.behind(_published_ages(home))},
        "at_work": releases.holder_of(home),
    }


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
