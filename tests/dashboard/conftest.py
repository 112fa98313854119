"""What the tests of the dashboard share: a release, what is selected of it, and a browser."""

from __future__ import annotations

import copy
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from leadmart.pages.dashboard import page, selection
from tests.extras import BROWSER_PATIENCE, needs

# What a campaign may be called, and must then be called on the page.
HOSTILE = [
    "</script><img src=x onerror=alert(1)>",
    "<!--<script>alert(2)</script>",
    "=cmd|' /C calc'!A0",
    "\"double\" 'single' `back` \\ & &amp; \u2028 \u2029 ${1}",
    "حملة الربيع \u202e gnirps",
    "javascript:alert(3)",
]


@pytest.fixture(scope="session")
def database(miniature_home: Path) -> Path:
    """The miniature company's released database."""
    return miniature_home / "current" / "leadmart.duckdb"


@pytest.fixture(scope="session")
def tables(
    database: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The released tables, in a copy: whoever opens the release otherwise, while this one stays
    open to the end of the process, would be refused by DuckDB.
    """
    copied = tmp_path_factory.mktemp("tables") / "leadmart.duckdb"
    shutil.copyfile(database, copied)
    with duckdb.connect(str(copied), read_only=True) as connection:
        yield connection


@pytest.fixture(scope="session")
def selected(tables: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """What the page shows of the release. Read only."""
    return selection.select(tables, "USD")


@pytest.fixture(scope="session")
def hostile_page(selected: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page whose names, reasons and inputs try to be more than text."""
    data = copy.deepcopy(selected)
    for one in data["dimensions"].values():
        one["names"] = [HOSTILE[i % len(HOSTILE)] for i in range(len(one["names"]))]
    for rows in data["lists"]["reasons"], data["lists"]["lost_reasons"]:
        for i, row in enumerate(rows["rows"]):
            row |= {
                key: HOSTILE[i % len(HOSTILE)] for key in ("reasons", "lost_reason") if key in row
            }
    data["lists"]["unknown_values"]["rows"] = [
        {
            "input": "leads", "column_name": "lead_source", "value": text, "counted_as": "unknown",
            "row_count": 7, "settled_by": text,
        }
        for text in HOSTILE
    ]  # fmt: skip
    for row, text in zip(data["lists"]["utm_audit"]["rows"], HOSTILE, strict=False):
        row |= {"subject": text, "meant": text, "campaign": text}
    for name in "accounts", "calls":
        for row, text in zip(data[name]["rows"], HOSTILE * 9, strict=False):
            row |= {"account_name": text, "account_tier": text, "owner": text}
    for metric in data["metrics"]:
        metric["meaning"] = HOSTILE[0]
    path = tmp_path_factory.mktemp("hostile") / "dashboard.html"
    path.write_text(page.assemble(data), encoding="utf-8")
    return path


@pytest.fixture
def emptied(database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database with every table and not a row: nothing but leads' header was delivered."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{database}' as released (read_only)")
        for schema, name in connection.execute(
            """
            select schema_name, table_name from duckdb_tables()
            where database_name = 'released' and not internal
            """
        ).fetchall():
            connection.execute(f"create schema if not exists {schema}")
            rows = "" if name == "metric_catalog" else "limit 0"
            connection.execute(
                f"create table {schema}.{name} as from released.{schema}.{name} {rows}"
            )
        connection.execute(
            """
            create macro quality.release() as table
            select '1' as release_id, '' as built_at, '2026-03-31' as as_of, '{}' as inputs
            """
        )
        connection.execute("detach released")
        yield connection


class Window:
    """A page in the browser, with all that it did that it should not do."""

    def __init__(self, browser: Any, path: Path, **options: Any) -> None:
        self.path = path
        self.context = browser.new_context(
            viewport=options.pop("viewport", {"width": 1280, "height": 900}), **options
        )
        self.context.set_default_timeout(BROWSER_PATIENCE)
        self.page = self.context.new_page()
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: self.complaints.append(f"dialog {dialog.message}"))
        self.page.on("request", lambda request: self.requests.append(request.url))

    def open(self, address: str = "") -> Any:
        """Opens a view and waits until it stands."""
        self.page.goto("about:blank")
        self.page.goto(f"file://{self.path}{address}")
        self.page.wait_for_selector("#content h2")
        self.settle()
        return self.page

    def settle(self) -> None:
        """Waits for the charts; not by a function in the page, which its policy refuses."""
        playwright = needs("playwright.sync_api")
        undrawn = self.page.locator(".chart:not([data-drawn])")
        playwright.expect(undrawn).to_have_count(0, timeout=BROWSER_PATIENCE)

    def rows(self) -> dict[str, dict[str, str]]:
        """What the tables of a section say: metric → column → text."""
        return self.page.evaluate(
            """Object.fromEntries([...document.querySelectorAll("main tr[data-row]")].map((row) => [
                row.dataset.row,
                Object.fromEntries(["value", "goal", "state", "moved"].map((column) => [
                    column, row.querySelector(`td.${column}`)?.innerText ?? "",
                ])),
            ]))"""
        )

    def said(self, metric: str) -> str:
        """The number that a section's table shows of a metric."""
        return self.rows()[metric]["value"]


@pytest.fixture
def window(browser: Any, miniature_home: Path) -> Iterator[Window]:
    """The released page. A test fails if the page complained or asked for anything."""
    opened = Window(browser, miniature_home / "current" / "dashboard.html")
    yield opened
    opened.context.close()
    assert_is_quiet(opened)


def assert_is_quiet(window: Window) -> None:
    """Nothing on the console, no dialog, and no request but the file itself."""
    assert window.complaints == []
    beside = [url for url in window.requests if not re.match(r"file://|data:|about:", url)]
    assert beside == []
    assert {url.partition("#")[0] for url in window.requests} <= {
        f"file://{window.path}",
        "about:blank",
    }
