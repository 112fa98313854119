"""Figures as readers see them."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from leadmart.pages.figures import Unit, plain, show, show_change

MINUS = "\N{MINUS SIGN}"


@pytest.mark.parametrize(
    ("metric", "unit", "value", "shown", "change"),
    [
        ("win_rate", "ratio", 0.2432, "24.3 %", "+24.3 points"),
        ("click_through_rate", "ratio", 0.0117, "1.17 %", "+1.17 points"),
        ("return_on_investment", "ratio", -32.58, f"{MINUS}3,258.0 %", f"{MINUS}3,258.0 points"),
        ("pages_per_session", "ratio", 2.08, "2.08", "+2.08"),
        ("leads", "count", 1042.0, "1,042", "+1,042"),
        ("expected_sqos", "count", 31.31, "31.3", "+31.3"),
        ("mrr", "currency", 134.412, "EUR 134.41", "+EUR 134.41"),
        ("churned_mrr", "currency", -9530.4, f"{MINUS}EUR 9,530", f"{MINUS}EUR 9,530"),
        ("pipeline_velocity", "currency_per_day", 5.2, "EUR 5.20 a day", "+EUR 5.20 a day"),
        (
            "ltv_to_cac",
            "multiple",
            3.46,
            "3.5\N{MULTIPLICATION SIGN}",
            "+3.5\N{MULTIPLICATION SIGN}",
        ),
        ("sales_cycle_days", "days", 0.0, "0.0 days", "0.0 days"),
        ("win_rate", "ratio", 0.1225, "12.3 %", "+12.3 points"),
        ("cost_per_lead", "currency", 100.30499999999999, "EUR 100.31", "+EUR 100.31"),
        ("return_on_investment", "ratio", -1e-9, "0.0 %", "0.0 points"),
        ("win_rate", "ratio", None, "\N{EN DASH}", "\N{EN DASH}"),
        ("win_rate", "ratio", float("inf"), "\N{EN DASH}", "\N{EN DASH}"),
    ],
)
def test_a_figure_has_its_unit(
    metric: str, unit: str, value: float | None, shown: str, change: str
) -> None:
    one = Unit.of(metric, unit, "EUR")
    assert (show(value, one), show_change(value, one)) == (shown, change)


def test_a_text_is_one_line_without_addresses_or_what_cannot_be_seen() -> None:
    text = "a\r\nb\x1b[0m \N{RIGHT-TO-LEFT OVERRIDE}c somebody@people.example " + "x" * 200
    assert plain(text, 30) == "a b [0m c <email> xxxxxxxxxxx…"


def test_the_database_shows_figures_as_the_report_does(miniature_home: Path) -> None:
    with duckdb.connect(str(miniature_home / "current" / "leadmart.duckdb"), read_only=True) as one:
        rows = one.execute(
            "select metric, unit, value, formatted_value from metrics.metric_values_labelled"
        ).fetchall()
    assert {unit for _, unit, value, _ in rows if value is not None} >= {
        "count",
        "ratio",
        "currency",
    }
    for metric, unit, value, shown in rows:
        wanted = None if value is None else show(value, Unit.of(metric, unit, "USD"))
        assert shown == wanted, metric
