"""`diff`: which figures differ between two releases, and what they were made from that differs."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from leadmart.errors import LeadmartError
from leadmart.home import DATABASE, MANIFEST, Home
from leadmart.pages.differences import Cause, Differences, read_differences

ROOT = Path(__file__).resolve().parents[2]
_FIRST, _SECOND = "20260401T050000Z-aaaaaa", "20260402T050000Z-bbbbbb"

Change = Callable[[dict[str, Any], duckdb.DuckDBPyConnection], None]


def nothing(manifest: dict[str, Any], tables: duckdb.DuckDBPyConnection) -> None:
    """A second release of the same."""


@pytest.fixture
def home(miniature_home: Path, tmp_path: Path) -> Callable[[Change], Home]:
    """A home of two releases of the miniature company, the second one changed."""

    def made(change: Change) -> Home:
        place = Home(tmp_path / "home")
        published = miniature_home / "current"
        for name in (_FIRST, _SECOND):
            folder = place.releases / name
            folder.mkdir(parents=True)
            for file in (DATABASE, MANIFEST):
                shutil.copy(published / file, folder / file)
                (folder / file).chmod(0o600)
        place.current.symlink_to(Path("releases") / _SECOND)
        folder = place.release(_SECOND)
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        with duckdb.connect(str(folder / DATABASE)) as tables:
            change(manifest, tables)
        (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
        return place

    return made


def differences(home: Home, metric: str | None = None) -> Differences:
    return read_differences(home, (None, None), metric, ROOT)


def test_two_releases_of_the_same_do_not_differ(home: Callable[[Change], Home]) -> None:
    found = differences(home(nothing))
    assert (found.before.release_id, found.after.release_id) == (_FIRST, _SECOND)
    assert (found.causes, found.changes, found.figures) == ([], [], [])
    assert found.same_metrics > 100


def test_figures_that_differ_are_counted_and_the_largest_of_a_total_is_told(
    home: Callable[[Change], Home],
) -> None:
    def change(manifest: dict[str, Any], tables: duckdb.DuckDBPyConnection) -> None:
        manifest["inputs"]["leads"]["rows"] += 12
        manifest["inputs"]["deals"]["sha256"] = "another"
        for month, factor in (("2026-01-01", 2), ("2026-02-01", 4)):
            tables.execute(
                """
                update metrics.metric_values set value = value * ?
                where metric = 'leads' and period_grain = 'month' and period_start = ?
                    and dimension = 'total'
                """,
                [factor, month],
            )
        # What was measured is no longer, and under one channel it is not even told.
        tables.execute(
            """
            update metrics.metric_values set value = null
            where metric = 'close_rate' and period_grain = 'quarter'
                and period_start = '2026-01-01' and dimension = 'total'
            """
        )
        tables.execute(
            """
            delete from metrics.metric_values
            where metric = 'sessions' and period_grain = 'month' and period_start = '2026-01-01'
                and dimension = 'channel' and dimension_value = 'paid_social'
            """
        )

    place = home(change)
    found = differences(place, "leads")
    assert found.causes[:2] == [
        Cause("input", "deals", _rows(place, "deals"), "as many, of other content"),
        Cause("input", "leads", _rows(place, "leads"), f"{_number(place, 'leads') + 12:,} rows"),
    ]
    by_metric = {one.metric: one for one in found.changes}
    assert {*by_metric} == {"leads", "close_rate", "sessions"}
    leads = by_metric["leads"]
    assert (leads.changed, leads.appeared, leads.gone) == (2, 0, 0)
    assert (leads.period_grain, leads.period_start) == ("month", date(2026, 2, 1))
    assert leads.before is not None
    assert leads.after == leads.before * 4
    assert leads.inputs == ("leads",)
    close = by_metric["close_rate"]
    assert (close.changed, close.after) == (1, None)
    assert "deals" in close.inputs
    sessions = by_metric["sessions"]
    assert (sessions.changed, sessions.gone, sessions.period_start) == (0, 1, None)
    assert [(one.period_start, one.dimension) for one in found.figures] == [
        (date(2026, 2, 1), "total"),
        (date(2026, 1, 1), "total"),
    ]


def test_periods_that_were_not_over_are_left_out(home: Callable[[Change], Home]) -> None:
    def change(manifest: dict[str, Any], tables: duckdb.DuckDBPyConnection) -> None:
        manifest["as_of"] = "2026-02-15"
        tables.execute("update metrics.metric_values set value = value + 1 where metric = 'leads'")

    found = differences(home(change), "leads")
    assert found.until == "2026-02-15"
    assert found.causes[0] == Cause("as of", "", "2026-03-31", "2026-02-15")
    assert max(one.period_end for one in found.figures) <= date(2026, 2, 15)
    assert {one.period_grain for one in found.figures} <= {
        "day",
        "week",
        "month",
        "quarter",
        "year",
    }


@pytest.mark.parametrize(
    ("key", "value", "cause"),
    [
        ("settings", {"response_target_minutes": 9}, ("setting", "response_target_minutes")),
        ("rules", {"channel_rules": {"rows": 2}}, ("rules", "channel_rules")),
        ("company", {"says": {"name": "x"}}, ("company file", "")),
        ("versions", {"duckdb": "0"}, ("version", "duckdb")),
        ("git", {"commit": "0" * 40}, ("code", "commit")),
        ("inputs", {"budgets": {"rows": 3}}, ("input", "budgets")),
    ],
)
def test_what_they_were_made_from_is_told(
    home: Callable[[Change], Home], key: str, value: dict[str, Any], cause: tuple[str, str]
) -> None:
    def change(manifest: dict[str, Any], tables: duckdb.DuckDBPyConnection) -> None:
        manifest.setdefault(key, {}).update(value)

    found = differences(home(change))
    assert [(one.kind, one.name) for one in found.causes] == [cause]
    assert found.changes == []


def test_what_is_not_there_is_refused(home: Callable[[Change], Home]) -> None:
    place = home(nothing)
    with pytest.raises(LeadmartError, match="did you mean leads"):
        differences(place, "leds")
    with pytest.raises(LeadmartError, match="there is no such release"):
        read_differences(place, ("20260101T050000Z-cccccc", None), None, ROOT)
    with pytest.raises(LeadmartError, match="there is no release before it"):
        read_differences(place, (None, _FIRST), None, ROOT)
    with pytest.raises(LeadmartError, match="nothing is published"):
        read_differences(Home(place.root / "none"), (None, None), None, ROOT)


def test_the_command_says_it_to_people_and_machines(home: Callable[[Change], Home]) -> None:
    def change(manifest: dict[str, Any], tables: duckdb.DuckDBPyConnection) -> None:
        manifest["settings"]["response_target_minutes"] = 9
        tables.execute(
            """
            update metrics.metric_values set value = 0.5
            where metric = 'response_within_target_share' and period_grain = 'month'
                and dimension = 'total'
            """
        )

    place = home(change)
    command = [sys.executable, "orchestrate.py", "diff", _FIRST, _SECOND, "--home", str(place.root)]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "response_target_minutes" in said
    assert "Responses within target" in said
    assert "50.0 %" in said
    assert "1 metrics differ" in said
    lines = subprocess.run(
        [*command, "--json"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    [record] = map(json.loads, lines)
    assert [one["metric"] for one in record["metrics"]] == ["response_within_target_share"]
    assert record["made_from"] == [
        {"kind": "setting", "name": "response_target_minutes", "before": "3", "after": "9"}
    ]


def _number(home: Home, name: str) -> int:
    manifest = json.loads((home.release(_FIRST) / MANIFEST).read_text(encoding="utf-8"))
    rows: int = manifest["inputs"][name]["rows"]
    return rows


def _rows(home: Home, name: str) -> str:
    return f"{_number(home, name):,} rows"
