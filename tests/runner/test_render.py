"""A page that cannot be drawn says so, and stops nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import duckdb

from tests.runner.conftest import Command

AS_OF = ("--as-of", "2026-06-30")

# Writers that fail when half of their file is written, and tell of a person.
FAILING_DASHBOARD = """
def write(plan, connection):
    (plan.workplace.release / FILE).write_text("<p>half a page")
    raise ValueError("of ada" + "@people.example")
"""
FAILING_WORKBOOK = """
def write_workbook(plan, connection):
    (plan.workplace.release / WORKBOOK).write_bytes(b"half a workbook")
    connection.execute("select cast('ada' || '@people.example' as integer)")
"""


def test_a_page_that_cannot_be_drawn_says_so_and_the_rest_is_published(
    small: Command, leads: Callable[..., Path]
) -> None:
    for module, failing in (("dashboard", FAILING_DASHBOARD), ("workbook", FAILING_WORKBOOK)):
        with (small.project / "leadmart" / "pages" / module / "__init__.py").open("a") as stream:
            stream.write(failing)
    result = small("build", "--input", str(leads()), *AS_OF)
    warnings = [line for line in result.output.splitlines() if line.startswith("warning: ")]
    assert [line.partition(" could not be made")[0] for line in warnings] == [
        "warning: dashboard.html",
        "warning: leadmart.xlsx",
    ]
    assert "ValueError in __init__.py" in warnings[0]

    release = small.home / "current"
    page = (release / "dashboard.html").read_text(encoding="utf-8")
    assert "This page could not be drawn" in page
    assert "half a page" not in page
    assert not (release / "leadmart.xlsx").exists()
    assert (release / "docs" / "index.html").exists()
    with duckdb.connect(str(release / "leadmart.duckdb"), read_only=True) as connection:
        assert connection.execute("select count(*) from core.fct_leads").fetchone() == (40,)
    assert list(small.manifest()["missing_pages"]) == ["dashboard.html", "leadmart.xlsx"]
    assert small.journal()[-1]["missing_pages"] == ["dashboard.html", "leadmart.xlsx"]

    said = small("status").output
    assert f"{small.current} lacks dashboard.html, which could not be made: ValueError in" in said
    told = json.loads(small("status", "--json").output)
    assert list(told["releases"][0]["missing_pages"]) == ["dashboard.html", "leadmart.xlsx"]
    trace = (small.home / "runs" / str(small.current) / "render.log").read_text(encoding="utf-8")
    assert "in write_workbook" in trace
    assert "ada@" not in result.text + page + said + trace + json.dumps(small.manifest())
