"""Reports of a period, on a release made by hand, and sending them to servers on this machine."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from email import message_from_bytes
from email.policy import default
from html import escape
from html.parser import HTMLParser
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import duckdb
import pytest
from typer.testing import CliRunner

from leadmart.errors import LeadmartError
from leadmart.home import Home
from leadmart.pages import figures
from leadmart.pages.digest import delivery, facts, pages
from leadmart.pages.digest.delivery import Message, read_channels
from leadmart.pages.digest.facts import Span, last_period, read_report
from orchestrate import app
from tests.extras import needs, skip

RELEASE = "20260721T050000Z-abcdef"
AS_OF = date(2026, 7, 20)
HOSTILE = (
    '<script>alert(1)</script>"><img src=x>\r\nBcc: everybody@people.example'
    "\x1b[31m\N{RIGHT-TO-LEFT OVERRIDE}"
)
MESSAGE = Message(
    "Subject\r\nBcc: x@people.example", "text ü\n", "<p>page ü</p>", {"release": RELEASE}
)

_TABLES = """
    create schema metrics;
    create schema insights;
    create schema quality;
    create table metrics.metric_catalog (
        metric varchar, name varchar, area varchar, unit varchar, better varchar, needs varchar
    );
    create table metrics.metric_values (
        metric varchar, period_grain varchar, period_start date, dimension varchar,
        dimension_value varchar, numerator double, denominator double, value double
    );
    create table insights.scorecard (
        metric varchar, period_grain varchar, period_start date, dimension varchar,
        dimension_value varchar, value double, interval_low double, interval_high double,
        target double, status varchar, previous_value double, change_from_previous double,
        relative_change_from_previous double, period_end date, last_year_value double,
        relative_change_from_last_year double, is_running boolean
    );
    create table insights.change_drivers (
        metric varchar, period_grain varchar, period_start date, dimension varchar,
        dimension_value varchar, mix_effect double, rate_effect double, total_change double
    );
    create table insights.anomalies (
        metric varchar, period_grain varchar, period_start date, dimension varchar,
        dimension_value varchar, value double, expected_low double, expected_high double,
        score double, meaning varchar
    );
    create table quality.reconciliation (
        input varchar, rows_delivered bigint, rows_accepted bigint, rows_rejected bigint
    );
"""
_DOUBTS = """
    create table quality.flags (
        input varchar, rule varchar, row_identifier varchar, column_name varchar, value varchar,
        occurrence bigint
    );
    create table quality.unknown_values (
        input varchar, column_name varchar, value varchar, counted_as varchar, row_count bigint,
        settled_by varchar
    );
"""


def add(
    connection: duckdb.DuckDBPyConnection,
    metric: str,
    values: list[float],
    *,
    of: tuple[str, str] = ("total", "all"),
    denominator: float | None = None,
    target: float | None = None,
    status: str | None = None,
    interval: tuple[float, float] | None = None,
) -> None:
    """A metric's values in the last complete months."""
    start = date(2026, 6, 1)
    starts = [start]
    while len(starts) < len(values):
        starts.insert(0, (starts[0] - timedelta(days=1)).replace(day=1))
    before = None
    for start, value in zip(starts, values, strict=True):
        key = [metric, "month", start, *of]
        change = None if before is None else value - before
        connection.execute(
            "insert into metrics.metric_values values (?, ?, ?, ?, ?, ?, ?, ?)",
            [*key, value, denominator, value],
        )
        connection.execute(
            "insert into insights.scorecard values"
            " (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, last_day(?), null, null, false)",
            [
                *key, value, *(interval or (None, None)), target, status, before, change,
                change / before if change is not None and before else None, start,
            ],
        )  # fmt: skip
        before = value


def fill(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        """
        insert into metrics.metric_catalog values
            ('leads', 'Leads', 'leads', 'count', 'up', 'leads'),
            ('win_rate', 'Win rate', 'opportunities', 'ratio', 'up', 'deals'),
            ('bounce_rate', 'Bounce rate', 'website', 'ratio', 'down', 'sessions'),
            ('mrr', 'MRR', 'customers', 'currency', 'up', 'subscriptions & exchange_rates'),
            ('cost_per_lead', 'Cost per lead', 'leads', 'currency', 'down', 'leads & ad_spend')
        """
    )
    connection.execute(
        "update metrics.metric_catalog set name = ? where metric = 'win_rate'", [HOSTILE]
    )
    add(connection, "leads", [100, 102, 99, 101, 100, 140], target=150, status="near")
    add(connection, "leads", [60, 61, 60, 60, 60, 95], of=("channel", "paid_search"))
    add(connection, "leads", [40, 41, 39, 41, 40, 45], of=("channel", HOSTILE))
    add(connection, "leads", [50, 51, 50, 50, 50, 30], of=("segment", "enterprise"))
    add(
        connection, "win_rate", [0.3, 0.31, 0.3, 0.31, 0.3, 0.2],
        denominator=1.0, target=0.25, status="off_target", interval=(0.15, 0.25),
    )  # fmt: skip
    # A change that may be chance.
    add(
        connection, "bounce_rate", [0.5, 0.5, 0.51, 0.5, 0.5, 0.4],
        denominator=1.0, target=0.6, status="on_target", interval=(0.2, 0.6),
    )  # fmt: skip
    connection.execute(
        "insert into insights.change_drivers values"
        " ('win_rate', 'month', date '2026-06-01', 'channel', ?, -0.01, -0.06, -0.1),"
        " ('win_rate', 'month', date '2026-06-01', 'channel', 'email', -0.03, 0, -0.1)",
        [HOSTILE],
    )
    connection.execute(
        "insert into insights.anomalies values"
        " ('leads', 'month', date '2026-06-01', 'campaign', ?, 9, 1, 3, 5, 'better'),"
        " ('leads', 'month', date '2026-05-01', 'total', 'all', 77, 1, 3, 9, 'better'),"
        " ('leads', 'week', date '2026-06-08', 'total', 'all', 55, 1, 3, 9, 'better')",
        [HOSTILE],
    )
    connection.execute(
        "insert into quality.reconciliation values"
        " ('leads', 700, 690, 10), ('deals', 9, 9, 0), ('sessions', 9, 9, 0), ('ad_spend', 0, 0, 0)"
    )
    connection.execute(_DOUBTS)
    connection.execute(
        "insert into quality.flags values"
        " ('deals', 'is before created_at', 'd1', 'closed_at', '2014-01-01', 1),"
        " ('deals', 'is before created_at', 'd2', 'closed_at', '2014-01-02', 1),"
        " ('leads', 'is not a whole number', 'l1', 'employees', '1,200', 1)"
    )
    connection.execute(
        "insert into quality.unknown_values values"
        " ('leads', 'lead_source', 'Fair', 'unknown', 7, 'channel_names.csv: fair,…'),"
        " ('leads', 'lead_source', ?, 'unknown', 90, 'channel_names.csv: x,…')",
        [HOSTILE],
    )


def publish(
    root: Path, contents: Callable[[duckdb.DuckDBPyConnection], None], tables: str = _TABLES
) -> Path:
    """A home with one release, made by hand."""
    release = root / "releases" / RELEASE
    release.mkdir(parents=True)
    with duckdb.connect(str(release / "leadmart.duckdb")) as connection:
        connection.execute(tables)
        contents(connection)
    manifest = {"as_of": AS_OF.isoformat(), "settings": {"reporting_currency": "EUR"}}
    (release / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (root / "current").symlink_to(Path("releases") / RELEASE)
    return root


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home to report from. Read only: it is shared."""
    return publish(tmp_path_factory.mktemp("report") / "home", fill)


@pytest.fixture(autouse=True)
def nothing_to_send(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the machine that runs the tests sends a report anywhere."""
    for name in list(os.environ):
        if name.startswith(("LEADMART_REPORT", "LEADMART_SMTP")) or name == delivery.PASSWORD:
            monkeypatch.delenv(name)
    monkeypatch.setattr(delivery, "SECONDS_BETWEEN_TRIES", 0.0)
    monkeypatch.setattr(delivery, "SECONDS_TO_ANSWER", 2.0)


def call(*arguments: str, code: int = 0) -> tuple[str, str]:
    """The command; what it said to standard output and to standard error."""
    result = CliRunner().invoke(app, ["report", *arguments])
    assert result.exit_code == code, result.output
    return result.stdout, result.stderr


# What it says ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("period", "as_of", "first_month", "wanted"),
    [
        ("last_week", "2026-07-20", 1, Span("week", date(2026, 7, 13), date(2026, 7, 19))),
        ("last_week", "2026-07-19", 1, Span("week", date(2026, 7, 13), date(2026, 7, 19))),
        ("last_week", "2026-07-18", 1, Span("week", date(2026, 7, 6), date(2026, 7, 12))),
        ("last_month", "2026-06-30", 1, Span("month", date(2026, 6, 1), date(2026, 6, 30))),
        ("last_month", "2026-01-30", 1, Span("month", date(2025, 12, 1), date(2025, 12, 31))),
        ("last_quarter", "2026-06-30", 1, Span("quarter", date(2026, 4, 1), date(2026, 6, 30))),
        ("last_quarter", "2026-02-10", 1, Span("quarter", date(2025, 10, 1), date(2025, 12, 31))),
        ("last_quarter", "2026-02-10", 2, Span("quarter", date(2025, 11, 1), date(2026, 1, 31))),
        ("last_quarter", "2026-01-31", 2, Span("quarter", date(2025, 11, 1), date(2026, 1, 31))),
        ("last_quarter", "2026-01-30", 3, Span("quarter", date(2025, 9, 1), date(2025, 11, 30))),
        ("last_year", "2026-06-30", 1, Span("year", date(2025, 1, 1), date(2025, 12, 31))),
        ("last_year", "2026-06-30", 7, Span("year", date(2025, 7, 1), date(2026, 6, 30))),
        (
            "2026-06-01..2026-06-30",
            "2026-06-30",
            1,
            Span("month", date(2026, 6, 1), date(2026, 6, 30)),
        ),
        (
            "2026-06-22..2026-06-28",
            "2026-06-30",
            1,
            Span("week", date(2026, 6, 22), date(2026, 6, 28)),
        ),
        (
            "2025-11-01 .. 2026-01-31",
            "2026-06-30",
            2,
            Span("quarter", date(2025, 11, 1), date(2026, 1, 31)),
        ),
        (
            "2025-02-01..2026-01-31",
            "2026-06-30",
            2,
            Span("year", date(2025, 2, 1), date(2026, 1, 31)),
        ),
    ],
)
def test_a_period_is_the_last_that_is_over(
    period: str, as_of: str, first_month: int, wanted: Span
) -> None:
    assert last_period(period, date.fromisoformat(as_of), first_month) == wanted


@pytest.mark.parametrize(
    "said",
    [
        "last_decade", "2026-06-01", "2026-06-01..", "2026-06-02..2026-06-30",
        "2026-06-01..2026-06-29", "2026-07-01..2026-07-31", "2026-02-01..2026-04-30",
        "2026-06-30..2026-06-01", "",
    ],
)  # fmt: skip
def test_dates_that_are_no_period_are_refused(said: str) -> None:
    with pytest.raises(LeadmartError, match="--period"):
        last_period(said, date(2026, 6, 30))


def test_a_picture_is_bars_from_nothing_in_letters() -> None:
    assert figures.picture([0, 50, None, 100]) == "▁▅ █"
    assert figures.picture([1]) == figures.picture([None, 3]) == figures.picture([0, 0]) == ""
    assert figures.picture([-1, 5]) == ""


def test_it_says_what_is_tagged_wrong(tmp_path: Path) -> None:
    def tagged_wrong(connection: duckdb.DuckDBPyConnection) -> None:
        fill(connection)
        connection.execute(
            """
            create schema core;
            create table core.dim_campaigns as select 'C1' as campaign_id, 'Fair' as campaign_name;
            create table insights.utm_audit as
            select * from (values
                ('unknown_utm', 'spring', null, 7, 2, null),
                ('unknown_utm', '<b>sale', null, 70, 0, null),
                ('spend_without_visits', 'C1', 'C1', 0, 0, 20.5),
                ('spend_without_visits', 'C2', 'C2', 0, 3, 99)
            ) as t(finding, subject, campaign, sessions, leads, spend_amount)
            """
        )

    report = read_report(Home(publish(tmp_path / "home", tagged_wrong)), "last_month", None)
    said = pages.tags(report)
    assert said.startswith("tags that no campaign has: 2 (77 sessions, 2 leads, such as <b>sale);")
    assert "campaigns with spend and no visit: 1 (" in said and "20.50, such as Fair)" in said
    assert "tagged wrong" in pages.as_text(report)
    assert "&lt;b&gt;sale" in pages.as_page(report)
    assert report.record()["tags"][0]["sessions"] == 77


def test_campaigns_are_called_by_their_names(tmp_path: Path) -> None:
    def named(connection: duckdb.DuckDBPyConnection) -> None:
        fill(connection)
        connection.execute(
            "create schema core; create table core.dim_campaigns as"
            " select dimension_value as campaign_id,"
            " 'Spring fair' as campaign_name from insights.anomalies where dimension = 'campaign'"
        )

    report = read_report(Home(publish(tmp_path / "home", named)), "last_month", None)
    (anomaly,) = [one for one in report.anomalies if one.dimension == "campaign"]
    assert pages.where(anomaly) == "campaign Spring fair"


def test_it_begins_with_what_matters_and_links_to_its_own_period(home: Path) -> None:
    report = read_report(Home(home), "last_month", None)
    assert [line.metric for line in report.at_a_glance()][:1] == ["leads"]
    link = "https://reports.example/dashboard.html"
    message = pages.as_message(report, link)
    wanted = f"{link}#section=overview&grain=month&period=2026-06-01"
    assert wanted in message.text
    assert f'href="{escape(wanted)}"' in message.html
    assert "href" not in pages.as_message(report).html
    assert message.text.index("At a glance") < message.text.index("Targets")
    assert delivery.read_link({}) == ""
    assert delivery.read_link({delivery.LINK: link}) == link
    for wrong in ("file:///tmp/x", "javascript:alert(1)", "https://me:secret@reports.example/"):
        with pytest.raises(LeadmartError, match="LEADMART_REPORT_LINK"):
            delivery.read_link({delivery.LINK: wrong})


def test_it_says_what_is_on_target_what_changed_why_and_what_is_missing(home: Path) -> None:
    report = read_report(Home(home), "last_month", None)

    assert pages.verdict(report) == "1 of 3 on target, 1 near, 1 off"
    assert [line.metric for line in pages.scored(report)] == ["win_rate", "leads", "bounce_rate"]
    # Forty leads more are the more unusual; the bounce rate's fall may be chance.
    assert [change.line.metric for change in report.changes] == ["leads", "win_rate"]
    leads, win_rate = report.changes
    assert [(driver.part, driver.effect) for driver in leads.drivers] == [
        ("paid_search", 35), (HOSTILE, 5)
    ]  # fmt: skip
    assert [(driver.cause, round(driver.effect, 6)) for driver in win_rate.drivers] == [
        ("rate", -0.07), ("mix", -0.03)
    ]  # fmt: skip
    assert (leads.line.direction, win_rate.line.direction) == ("better", "worse")
    (bounce_rate,) = [line for line in report.lines if line.metric == "bounce_rate"]
    assert (bounce_rate.is_within_chance, bounce_rate.direction) == (True, "neutral")
    assert leads.line.usual_change == 2
    assert [(one.value, one.dimension) for one in report.anomalies] == [(9, "campaign")]
    assert [(gap.input, gap.metrics) for gap in report.gaps] == [
        ("ad_spend", ("Cost per lead",)), ("exchange_rates", ("MRR",)), ("subscriptions", ("MRR",))
    ]  # fmt: skip
    assert report.refused == {"leads": (10, 700)}


def test_it_says_what_looks_wrong_and_what_was_not_understood(home: Path, tmp_path: Path) -> None:
    report = read_report(Home(home), "last_month", None)
    text, page = pages.as_text(report), pages.as_page(report)
    assert "* Rows that count but look wrong, each in quality.flags:" in text
    assert "deals 2 (closed_at is before created_at), leads 1 (employees is not" in text
    # The most rows first.
    assert text.index("(leads.lead_source, 90 rows)") < text.index("Fair (leads.lead_source, 7")
    assert "Rows that look wrong" in page and "Values not understood" in page
    record = report.record()
    assert record["flagged_rows"][0] == {
        "input": "deals", "column": "closed_at", "rule": "is before created_at", "rows": 2
    }  # fmt: skip
    assert [value["rows"] for value in record["unknown_values"]] == [90, 7]
    # Where nothing does, and in releases that knew neither, nothing is said.
    other = publish(tmp_path / "home", lambda connection: None)
    assert "look" not in pages.as_text(read_report(Home(other), "last_month", None))


def test_the_period_that_runs_is_held_against_its_pace(home: Path, tmp_path: Path) -> None:
    # A release from before the scorecard knew of pace says nothing of it.
    assert read_report(Home(home), "last_month", None).running is None

    def july_so_far(connection: duckdb.DuckDBPyConnection) -> None:
        fill(connection)
        for name in ("pace_target", "expected_value", "expected_low", "expected_high"):
            connection.execute(f"alter table insights.scorecard add column {name} double")
        for metric, value, target, status, pace in (
            ("leads", 80.0, 150.0, "off_target", (96.4, 124.4, 110.0, 143.2)),
            ("bounce_rate", 0.5, 0.6, "on_target", (0.6, None, None, None)),
            # Nobody can say yet how it stands.
            ("mrr", 7.0, 100.0, None, (None, None, None, None)),
        ):
            key = [metric, "month", date(2026, 7, 1), "total", "all"]
            connection.execute(
                "insert into metrics.metric_values values (?, ?, ?, ?, ?, ?, null, ?)",
                [*key, value, value],
            )
            connection.execute(
                "insert into insights.scorecard (metric, period_grain, period_start, dimension,"
                " dimension_value, value, target, status, period_end, is_running, pace_target,"
                " expected_value, expected_low, expected_high)"
                " values (?, ?, ?, ?, ?, ?, ?, ?, date '2026-07-31', true, ?, ?, ?, ?)",
                [*key, value, target, status, *pace],
            )

    report = read_report(Home(publish(tmp_path / "home", july_so_far)), "last_month", None)
    assert report.running is not None
    assert [line.metric for line in report.running.lines] == ["leads", "bounce_rate"]
    # What still runs changes nothing of what is over.
    assert pages.verdict(report) == "1 of 3 on target, 1 near, 1 off"
    text, page = pages.as_text(report), pages.as_page(report)
    for said in "So far: Jul 2026, 20 of 31 days", "96 of 150", "124 (110 to 143)":
        assert said in text and said in page
    assert "✗ off pace" in text and "✓ at pace" in text
    assert "expected by the end 124 (110 to 143)" in text
    record = report.record()["running"]
    assert (record["start"], record["end"]) == ("2026-07-01", "2026-07-31")
    assert record["targets"][0]["pace_target"] == 96.4


def test_a_segment_is_held_against_the_company(home: Path) -> None:
    report = read_report(Home(home), "last_month", "enterprise")
    (change,) = report.changes
    assert (change.line.change, change.company_change, change.effect_on_company) == (-20, 40, -20)
    assert "\N{MINUS SIGN}20 of the company's +40" in pages.as_text(report)
    assert not report.anomalies


def test_a_company_with_little_data_gets_a_short_report(tmp_path: Path) -> None:
    def leads_alone(connection: duckdb.DuckDBPyConnection) -> None:
        connection.execute("insert into quality.reconciliation values ('leads', 9, 9, 0)")
        for number in range(12):
            for needed in (f"absent_{number:02}", f"leads & (absent_{number:02} | absent_00)"):
                connection.execute(
                    "insert into metrics.metric_catalog values (?, ?, 'leads', 'count', 'up', ?)",
                    [f"m{number}", f"M{number}", needed],
                )

    root = publish(tmp_path / "home", leads_alone)
    report = read_report(Home(root), "last_month", None)
    text = pages.as_text(report)
    assert report.gaps[0].input == "absent_00"
    assert "* No absent_00, which 13 metrics need:" in text and "and 8 more" in text
    assert "* Nor:\n    absent_08, absent_09, absent_10, absent_11\n" in text
    assert "Nor absent_08" in pages.as_page(report)


def test_a_period_without_rows_is_reported_too(home: Path) -> None:
    report = read_report(Home(home), "last_quarter", None)
    assert not report.lines
    text = pages.as_text(report)
    assert "No targets are set for it." in text
    assert "None stands out" in text
    assert pages.as_page(report)


class Page(HTMLParser):
    """The tags and attributes of a page, and the text between them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_is_fit_for_an_e_mail_and_names_are_text_in_it(home: Path) -> None:
    html = pages.as_page(read_report(Home(home), "last_month", None))
    page = Page(html)

    assert "<script>alert(1)</script>" in page.text
    assert not {"script", "img", "link", "iframe", "style", "form", "a"} & set(page.tags)
    assert page.attributes <= {
        "lang", "charset", "name", "content", "role", "style", "align", "scope", "colspan"
    }  # fmt: skip
    assert "url(" not in html and "http" not in html
    assert '<meta name="color-scheme" content="light dark">' in html
    # Whoever sets a text's colour sets what is behind it.
    for style in re.findall(r'style="([^"]*)"', html):
        assert ("background-color:" in style) == bool(re.search(r"(?:^|;)color:", style))


def test_the_text_has_no_line_or_control_that_a_name_brought(home: Path) -> None:
    text = pages.as_text(read_report(Home(home), "last_month", None))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\u202e]", text)
    assert not [line for line in text.splitlines() if line.startswith("Bcc")]


# The command ----------------------------------------------------------------------------------


def test_the_command_writes_page_and_text(home: Path, tmp_path: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in home.rglob("*")}
    output, _ = call(
        "--period", "last_month", "--home", str(home), "--out", str(tmp_path / "new" / "out"),
        "--json",
    )  # fmt: skip
    record = json.loads(output)
    assert sorted(path.name for path in (tmp_path / "new" / "out").iterdir()) == [
        "report-month-2026-06-01.html", "report-month-2026-06-01.txt"
    ]  # fmt: skip
    assert record["release"] == RELEASE
    assert record["period"] == {"grain": "month", "start": "2026-06-01", "end": "2026-06-30"}
    assert [one["metric"] for one in record["changes"]] == ["leads", "win_rate"]
    assert (record["sent"], record["exit_code"]) == ([], 0)
    assert {path: path.stat().st_mtime_ns for path in home.rglob("*")} == before


def test_the_command_prints_the_text(home: Path) -> None:
    output, _ = call("--period", "last_month", "--home", str(home))
    assert "Leadmart, Jun 2026" in output
    # The name's address is masked like any other.
    assert "@" not in output


def test_an_unknown_segment_is_one_clear_error(home: Path) -> None:
    arguments = ("--period", "last_month", "--home", str(home), "--segment", "=1\nx")
    _, errors = call(*arguments, code=2)
    assert errors == "error: --segment =1 x: no such segment; there are: enterprise\n"


def test_an_unknown_period_is_wrong_usage(home: Path) -> None:
    call("--period", "last_decade", "--home", str(home), code=2)


def test_nothing_published_is_an_error(tmp_path: Path) -> None:
    _, errors = call("--period", "last_week", "--home", str(tmp_path), code=1)
    assert errors.count("\n") == 1 and "nothing is published; build first" in errors


def test_a_release_without_metrics_is_an_error(tmp_path: Path) -> None:
    root = publish(
        tmp_path / "home", lambda connection: None, "create table other (number integer)"
    )
    _, errors = call("--period", "last_week", "--home", str(root), code=1)
    assert errors.count("\n") == 1 and "holds no insights.anomalies" in errors


# The webhook ----------------------------------------------------------------------------------


class Receiver(HTTPServer):
    """Takes POSTs on this machine, and answers as it was told to."""

    def __init__(self, answers: list[int]) -> None:
        self.answers = answers
        self.bodies: list[dict[str, Any]] = []
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def url(self) -> str:
        """Its address, with a secret in it."""
        return f"http://127.0.0.1:{self.server_port}/hooks/the-secret"


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        self.server.bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        code = (
            self.server.answers.pop(0) if len(self.server.answers) > 1 else self.server.answers[0]
        )
        self.send_response(code)
        self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_GET(self) -> None:
        self.server.bodies.append({"followed": self.path})
        self.send_error(500)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def receiving(*answers: int) -> Iterator[Receiver]:
    server = Receiver(list(answers))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_webhook_gets_the_report(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with receiving(204) as server:
        monkeypatch.setenv(delivery.WEBHOOK, server.url)
        output, errors = call("--period", "last_month", "--home", str(home))
    (body,) = server.bodies
    assert body["subject"] == "Leadmart, Jun 2026: 1 of 3 on target, 1 near, 1 off"
    assert body["report"]["release"] == RELEASE
    assert "<table" in body["html"] and "Largest changes" in body["text"]
    assert "sent: webhook at 127.0.0.1" in output
    assert "the-secret" not in output + errors


def test_a_webhook_is_tried_again_when_that_may_help() -> None:
    with receiving(503, 429, 200) as server:
        assert delivery.send(MESSAGE, read_channels({delivery.WEBHOOK: server.url}))
    assert len(server.bodies) == 3


@pytest.mark.parametrize(("answer", "tries"), [(503, 3), (403, 1), (302, 1)])
def test_a_webhook_that_refuses_is_one_line(
    home: Path, monkeypatch: pytest.MonkeyPatch, answer: int, tries: int
) -> None:
    with receiving(answer) as server:
        monkeypatch.setenv(delivery.WEBHOOK, server.url)
        _, errors = call("--period", "last_month", "--home", str(home), code=1)
    assert len(server.bodies) == tries
    assert errors.count("\n") == 1
    assert f"webhook at 127.0.0.1: it answered {answer}" in errors
    assert "the-secret" not in errors
    assert (home / "current").resolve().name == RELEASE


def test_a_webhook_that_is_not_there_or_never_answers_is_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(delivery, "SECONDS_TO_ANSWER", 0.2)
            with pytest.raises(LeadmartError, match="no answer in 0 s"):
                delivery.send(MESSAGE, read_channels({delivery.WEBHOOK: url}))
    with pytest.raises(LeadmartError, match="Connection refused"):
        delivery.send(MESSAGE, read_channels({delivery.WEBHOOK: url}))


def test_a_webhook_that_answers_without_end_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "SECONDS_FOR_A_TRY", 0.5)
    over = threading.Event()

    def drip(server: socket.socket) -> None:
        caller, _ = server.accept()
        with caller:
            caller.sendall(b"HTTP/1.1 200 OK\r\n")
            while not over.wait(0.05):
                try:
                    caller.sendall(b"X: y\r\n")
                except OSError:
                    return

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=drip, args=(server,))
        thread.start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        try:
            with pytest.raises(LeadmartError, match="not taken in 0 s"):
                delivery.send(MESSAGE, read_channels({delivery.WEBHOOK: url}))
        finally:
            over.set()
            thread.join()


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example/x", "ftp://hooks.example/x", "file:///etc/passwd", "hooks.example",
        "https://", "https://user:secret@hooks.example/", "https://hooks.example/a\nb",
        "https://[::1", "https://hooks.example:port/",
    ],
)  # fmt: skip
def test_a_webhook_that_cannot_be_used_is_refused(url: str) -> None:
    with pytest.raises(LeadmartError) as caught:
        read_channels({delivery.WEBHOOK: url})
    assert caught.value.code == 2
    assert "secret" not in caught.value.problems[0]


# The mail -------------------------------------------------------------------------------------

MAIL = {
    delivery.HOST: "127.0.0.1",
    delivery.SENDER: "leadmart@reports.example",
    delivery.RECIPIENTS: "one@people.example, two@people.example",
    delivery.PASSWORD: "the-password",
}


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for this machine, with its key."""
    if shutil.which("openssl") is None:
        skip("needs openssl")
    path = tmp_path_factory.mktemp("certificate") / "both.pem"
    subprocess.run(
        [
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
            "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
            "subjectAltName=IP:127.0.0.1", "-keyout", str(path.with_name("key.pem")), "-out",
            str(path),
        ],
        check=True,
        capture_output=True,
    )  # fmt: skip
    return path


class Inbox:
    """What a mail server of the tests got, and how it answers."""

    def __init__(self) -> None:
        self.letters: list[bytes] = []
        self.recipients: list[str] = []
        self.logins: list[tuple[bytes, bytes]] = []
        self.answers = ["250 taken"]
        self.takes_login = True

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.letters.append(envelope.content)
        self.recipients = envelope.rcpt_tos
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def login(self, server: Any, session: Any, envelope: Any, way: str, data: Any) -> Any:
        from aiosmtpd.smtp import AuthResult

        self.logins.append((data.login, data.password))
        return AuthResult(success=self.takes_login, handled=False)


@pytest.fixture
def inbox(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Inbox, dict[str, str]]]:
    """A mail server on this machine, and the settings that send to it."""
    controller_module = needs("aiosmtpd.controller")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, certificate.with_name("key.pem"))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    box = Inbox()
    controller = controller_module.Controller(
        box,
        hostname="127.0.0.1",
        port=port,
        tls_context=tls,
        require_starttls=True,
        authenticator=box.login,
    )
    controller.start()
    yield box, {**MAIL, delivery.PORT: str(port)}
    controller.stop()


def test_a_mail_has_page_and_text_and_no_header_that_a_name_brought(
    inbox: tuple[Inbox, dict[str, str]],
) -> None:
    box, environment = inbox
    (said,) = delivery.send(MESSAGE, read_channels(environment))
    (content,) = box.letters
    letter = message_from_bytes(content, policy=default)
    assert box.recipients == ["one@people.example", "two@people.example"]
    assert box.logins == [(b"leadmart@reports.example", b"the-password")]
    assert letter["Subject"] == "Subject Bcc: <email>"
    assert letter["Bcc"] is None
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter.get_body(("plain",)).get_content().rstrip() == "text ü"
    assert letter.get_body(("html",)).get_content().rstrip() == "<p>page ü</p>"
    assert said == "e-mail to 2 recipients by 127.0.0.1"


def test_a_mail_is_tried_again_and_is_the_same_mail(inbox: tuple[Inbox, dict[str, str]]) -> None:
    box, environment = inbox
    box.answers = ["451 later", "250 taken"]
    delivery.send(MESSAGE, read_channels(environment))
    first, second = (message_from_bytes(one, policy=default) for one in box.letters)
    assert first["Message-ID"] == second["Message-ID"]


def test_a_mail_that_is_refused_is_one_line_without_addresses(
    inbox: tuple[Inbox, dict[str, str]], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    box, environment = inbox
    box.takes_login = False
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    output, errors = call("--period", "last_month", "--home", str(home), "--json", code=1)
    assert errors.count("error: ") == 1
    assert "e-mail to 2 recipients by 127.0.0.1: the login was refused" in errors
    assert box.logins and not box.letters
    for secret in ("the-password", "people.example", "reports.example"):
        assert secret not in errors
    assert "the-password" not in output


def test_a_mail_is_never_sent_without_tls_that_is_trusted(
    inbox: tuple[Inbox, dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    box, environment = inbox
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(LeadmartError, match="its certificate is not trusted"):
        delivery.send(MESSAGE, read_channels(environment))
    plain_server = needs("aiosmtpd.controller").Controller(
        box, hostname="127.0.0.1", port=int(environment[delivery.PORT]) + 1
    )
    plain_server.start()
    try:
        with pytest.raises(LeadmartError, match="it does not speak TLS"):
            delivery.send(
                MESSAGE, read_channels({**environment, delivery.PORT: str(plain_server.port)})
            )
    finally:
        plain_server.stop()
    assert not box.letters and not box.logins


def test_one_way_that_fails_does_not_close_the_other(inbox: tuple[Inbox, dict[str, str]]) -> None:
    box, environment = inbox
    with receiving(500) as server, pytest.raises(LeadmartError) as caught:
        delivery.send(MESSAGE, read_channels({**environment, delivery.WEBHOOK: server.url}))
    assert len(caught.value.problems) == 1
    assert len(box.letters) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (delivery.HOST, "mail.example\r\nx"),
        (delivery.PORT, "0"),
        (delivery.PORT, "smtp"),
        (delivery.SENDER, ""),
        (delivery.SENDER, "a@b.example\r\nBcc: c@d.example"),
        (delivery.RECIPIENTS, ","),
        (delivery.RECIPIENTS, "Somebody <a@b.example>"),
        (delivery.RECIPIENTS, "a@b.example\nc@d.example"),
    ],
)
def test_mail_settings_that_cannot_work_are_refused(name: str, value: str) -> None:
    with pytest.raises(LeadmartError, match=name) as caught:
        read_channels({**MAIL, name: value})
    assert caught.value.code == 2


def test_every_table_that_a_report_reads_is_published() -> None:
    models = {path.stem for path in (Path(facts.__file__).parents[3] / "models").rglob("*.sql")}
    assert {name.partition(".")[2] for name in facts._NEEDED} <= models
