"""What a check says: what it finds in the tables, and how it ends."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest
from rich.console import Console

from leadmart.building import findings
from leadmart.building.findings import Finding, UnknownValue
from leadmart.building.freshness import InputAge
from leadmart.intake.gaps import Gap, find_gaps
from leadmart.pages import report
from leadmart.pages.report import CheckReport, InputReport

QUALITY = Path(__file__).resolve().parents[2] / "models" / "quality"


@pytest.fixture
def quality() -> Iterator[duckdb.DuckDBPyConnection]:
    """A database with the tables of `quality` that a check reads, of three inputs."""
    with duckdb.connect() as connection:
        connection.execute(
            """
            create schema quality;
            create table quality.reconciliation as
            select * from (values
                ('deals', 40, 30, 10, 9, 9 / 40, true),
                ('costs', 3, 2, 1, 1, 1 / 3, false),
                ('leads', 100, 99, 1, 1, 1 / 100, false)
            ) as t(
                input, rows_delivered, rows_accepted, rows_rejected, rows_invalid, invalid_share,
                is_refused
            );
            create schema judged;
            create table judged.positions (
                input varchar, row_identifier varchar, row_text varchar, position bigint
            );
            create table quality.rejected_rows as
            select *, cast(null as varchar) as row_text from (values
                ('deals', 'D1', 'amount is not a decimal number; created_at is missing', true),
                ('deals', 'D2', 'amount is not a decimal number', true),
                ('deals', 'D3', 'amount is too large', true),
                ('deals', 'D4', 'conflicts with another row of the same key', true),
                ('deals', 'D5', 'conflicts with another row of the same key', true),
                ('deals', 'D5', 'conflicts with another row of the same key', true),
                ('deals', 'D6', 'conflicts with another row of the same key', true),
                ('deals', 'D7', 'conflicts with another row of the same key', true),
                ('deals', 'D8', 'deal_id is missing', true),
                ('deals', 'D9', 'deal_id is repeated', false),
                ('costs', repeat('key ', 30), 'amount is missing', true),
                ('leads', 'ada@people.example', 'created_at is missing', true)
            ) as t(input, row_identifier, reasons, is_invalid);
            create table quality.flags as
            select * from (values
                ('deals', 'is above 1', 'D2', 'probability'),
                ('deals', 'is above 1', 'D1', 'probability'),
                ('accounts', 'is not a whole number', 'A1', 'employee_count')
            ) as t(input, rule, row_identifier, column_name)
            """
        )
        yield connection


def test_reasons_begin_with_what_is_wrong(quality: duckdb.DuckDBPyConnection) -> None:
    reasons = findings.read_reasons(quality)
    assert reasons[0] == Finding("deals", findings.CONFLICT, 5, ("D4", "D5", "D5"))
    assert reasons[1] == Finding("deals", "amount is not a decimal number", 2, ("D1", "D2"))
    assert reasons[-1] == Finding("deals", "deal_id is repeated", 1, ("D9",))
    (costs,) = [one for one in reasons if one.input == "costs"]
    assert costs.keys == ("key key key key key key key key key key…",)
    assert ("<email>",) in [one.keys for one in reasons]


def test_flags_are_told_by_rule(quality: duckdb.DuckDBPyConnection) -> None:
    assert findings.read_flags(quality) == [
        Finding("deals", "probability is above 1", 2, ("D1", "D2")),
        Finding("accounts", "employee_count is not a whole number", 1, ("A1",)),
    ]


def test_a_refusal_says_how_much_why_and_how_to_go_on(
    quality: duckdb.DuckDBPyConnection,
) -> None:
    assert findings.refusals(quality, 0.05) == [
        "deals: 9 of 40 rows are invalid (22.5 %, at most 5 % may be):"
        " conflicts with another row of the same key (5), amount is not a decimal number (2),"
        " amount is too large (1), and 2 more reasons; mend the export (`check` shows the rows),"
        " or leave them out with --set maximum_rejected_share=0.23"
    ]
    assert findings.slips(quality, 0.05) == [
        "costs: 1 of 3 rows are invalid (33.3 %, at most 5 % may be): amount is missing (1);"
        " so few stop no build"
    ]


def test_a_conflict_is_called_what_staging_calls_it() -> None:
    text = (QUALITY.parents[1] / "macros" / "contract.sql").read_text(encoding="utf-8")
    assert f"'{findings.CONFLICT}'" in text


# What would give more -------------------------------------------------------------------------

NEEDED = {
    "leads": "leads",
    "cost_per_lead": "leads & (ad_spend | costs)",
    "full_cost": "deals & costs",
    "revenue": "deals",
    "attainment": "deals & targets",
    "coverage": "deals & targets & stages",
}


@pytest.mark.parametrize(
    ("there", "expected"),
    [
        (
            {"leads", "deals"},
            [
                Gap(("costs",), ("cost_per_lead", "full_cost")),
                Gap(("ad_spend",), ("cost_per_lead",)),
                Gap(("targets",), ("attainment",)),
                Gap(("stages", "targets"), ("coverage",)),
            ],
        ),
        ({"leads", "deals", "costs", "targets", "stages"}, []),
        (
            {"targets"},
            [
                Gap(("deals",), ("revenue", "attainment")),
                Gap(("leads",), ("leads",)),
                Gap(("ad_spend", "leads"), ("cost_per_lead",)),
                Gap(("costs", "deals"), ("full_cost",)),
                Gap(("deals", "stages"), ("coverage",)),
            ],
        ),
    ],
)
def test_what_would_give_most_metrics_is_named(there: set[str], expected: list[Gap]) -> None:
    assert find_gaps(NEEDED, there) == expected


def test_columns_are_asked_for_where_their_input_is_there() -> None:
    needed = {
        "icp_share": "leads.account_id & accounts.icp_fit",
        "revenue": "deals.amount & deals.is_won & deals.closed_at",
        "won": "deals.is_won & deals.closed_at",
        "opportunities": "deals",
    }
    there = {"leads", "leads.lead_id", "deals", "deals.deal_id", "deals.amount"}
    assert find_gaps(needed, there) == [
        Gap(("deals.closed_at", "deals.is_won"), ("revenue", "won")),
        Gap(("accounts", "leads.account_id"), ("icp_share",)),
    ]
    assert find_gaps(needed, {"leads", "leads.account_id"}) == [
        Gap(("deals",), ("revenue", "won", "opportunities")),
        Gap(("accounts",), ("icp_share",)),
    ]


# How it ends ----------------------------------------------------------------------------------

SOUND = CheckReport(
    inputs=[
        InputReport("deals", 40, 40, 0, 0, 0),
        InputReport("leads", 0, 0, 0, 0, 0, is_there=False),
    ],
    reasons=[],
    flags=[],
    unknown_values=[],
    refusals=[],
    slips=[],
    metric_count=6,
    metrics_without_rows={},
    gaps=[],
    ages=[InputAge("deals", date(2026, 6, 29), 1, 30, None, "current")],
)
WRONG = replace(
    SOUND,
    inputs=[InputReport("deals", 40, 30, 9, 2, 1), InputReport("leads", 1000, 1000, 0, 3, 0)],
    reasons=[Finding("deals", findings.CONFLICT, 5, ("D4", "D5", "D6"))],
    flags=[Finding("deals", f"column_{number} is above 1", 1, ("D1",)) for number in range(14)],
    unknown_values=[
        UnknownValue("leads.lead_source", "Trade fair", 4, "unknown", "names.csv: trade_fair,<x>")
    ],
    refusals=["deals: too much"],
    metrics_without_rows={"attainment": ["targets"], "coverage": ["targets"]},
    gaps=[Gap(("targets",), ("attainment", "coverage"))],
)


def test_a_sound_delivery_ends_in_three_lines() -> None:
    assert report.summary_of(SOUND) == [
        ("rows", "40 of 40 would be used"),
        ("metrics", "all 6 have rows"),
        ("published", "yes: a build would accept this"),
    ]


def test_what_matters_of_a_wrong_one_stands_at_the_end() -> None:
    assert report.summary_of(WRONG) == [
        ("rows", "1,030 of 1,040 would be used; 10 set aside, 9 as invalid"),
        ("conflicts", "rows of one key that say different things: deals 5 (D4, D5, D6)"),
        ("flags", "rows that are used but look wrong: deals 2, leads 3"),
        ("words", "1 value in 4 rows not understood"),
        ("metrics", "4 of 6 have rows; targets would give 2 more"),
        ("published", "no, for what the errors say"),
    ]


@pytest.mark.parametrize("width", [60, 100, 200])
def test_a_check_is_shown_in_full_at_any_width(width: int) -> None:
    stream = io.StringIO()
    report.show_check(WRONG, Console(file=stream, width=width, markup=False))
    lines = stream.getvalue().splitlines()
    assert all(len(line) <= width for line in lines)
    said = " ".join(" ".join(lines).split())
    for word in ("Trade fair", "trade_fair", "targets", "and 4 more; --json says all", "D5"):
        assert word in said
    assert lines[-1].startswith("published   no")


def test_a_record_holds_all_that_is_shown() -> None:
    record = report.check_record(WRONG)
    assert record["would_be_published"] is False
    assert record["conflicts"] == {"deals": {"rows": 5, "keys": ("D4", "D5", "D6")}}
    assert len(record["flags"]) == 14
    assert record["unknown_values"][0]["settled_by"] == "names.csv: trade_fair,<x>"
    assert record["would_give"] == [
        {"missing": ("targets",), "metrics": ("attainment", "coverage")}
    ]
    assert record["inputs"]["deals"]["rows_left_out"] == 1
    assert report.check_record(SOUND)["would_be_published"] is True
