"""Page, workbook and report judge by one rule, in every period of the demo company."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from leadmart.pages.dashboard import selection
from leadmart.pages.digest import facts as report
from leadmart.pages.workbook import facts as workbook
from leadmart.pages.workbook import sheets
from tests.compiled import ROOT, Compiled, run

DEMO = ROOT / "seeds" / "demo"
LETTERS = {"on_target": "o", "near": "e", "off_target": "f"}


@pytest.fixture(scope="module")
def connection(compiled: Callable[..., Compiled]) -> Any:
    """The demo company in memory, with all that it delivers, while a month runs."""
    variables = {"input_kind": "delivered", "as_of": "2026-06-17", "reporting_currency": "USD"}
    inputs = {path.stem: path for path in DEMO.glob("*.csv")}
    return run(compiled(variables).models, inputs)


@pytest.fixture(scope="module")
def verdicts(connection: Any) -> dict[tuple[str, str, date], str]:
    """By the scorecard alone: how each total stands against a target of the company's own."""
    rows = connection.execute(
        """
        select metric, period_grain, period_start, status from insights.scorecard
        where dimension = 'total' and target_source = 'company'
            and status in ('on_target', 'near', 'off_target')
        """
    ).fetchall()
    return {(metric, grain, start): status for metric, grain, start, status in rows}


def test_the_page_says_what_the_scorecard_says(connection: Any, verdicts: Any) -> None:
    periods = selection._periods(connection)
    series = selection._series(connection, periods, {})
    judged = 0
    for metric, by_grain in series.items():
        for grain, by_dimension in by_grain.items():
            [[_, first, *packed]] = by_dimension["total"]
            letters = packed[4] if len(packed) > 4 and packed[4] else ""
            for offset, letter in enumerate(letters):
                start = date.fromisoformat(periods[grain]["starts"][first + offset])
                verdict = verdicts.get((metric, grain, start))
                assert (letter if letter in LETTERS.values() else None) == LETTERS.get(verdict)
                judged += verdict is not None
    starts = {grain: of["starts"] for grain, of in periods.items()}
    assert judged == sum(
        str(start) in starts[grain] for _, grain, start in verdicts if grain in starts
    )
    assert judged > 100


def test_the_workbook_says_what_the_scorecard_says(connection: Any, verdicts: Any) -> None:
    periods = {grain: workbook._periods(connection, grain) for grain in workbook.PERIODS}
    scores = workbook._read_scores(connection, periods)
    judged = {key: score.verdict for key, score in scores.items() if score.verdict}
    shown = {(grain, one.start) for grain, some in periods.items() for one in some}
    assert judged == {key: verdict for key, verdict in verdicts.items() if key[1:] in shown}
    for (_, grain, start), score in scores.items():
        [period] = [one for one in periods[grain] if one.start == start]
        look = sheets._look(period, score)
        colour = look.get("font_color")
        if period.is_running or score.is_open:
            assert colour == sheets._GREY
        else:
            assert colour == sheets._COLOURS.get(score.verdict)


def test_the_report_says_what_the_scorecard_says(connection: Any, verdicts: Any) -> None:
    rows = connection.execute(
        """
        select distinct period_grain, period_start, period_end from insights.scorecard
        where period_grain in ('month', 'quarter') and not is_running
        """
    ).fetchall()
    for grain, start, end in rows:
        lines = report._read_lines(
            connection, report.Span(grain, start, end), ("total", "all"), "USD"
        )
        judged = {(line.metric, grain, start): line.verdict for line in lines if line.verdict}
        assert judged == {key: one for key, one in verdicts.items() if key[1:] == (grain, start)}
        assert not any(line.is_open for line in report.largest_changes(lines, 100))


def test_a_default_target_is_a_benchmark_to_all(connection: Any) -> None:
    rows = connection.execute(
        """
        select metric, period_grain, period_start, status from insights.scorecard
        where dimension = 'total' and target_source = 'default' and value is not null
        """
    ).fetchall()
    assert "off_target" in {status for *_, status in rows}
    periods = selection._periods(connection)
    series = selection._series(connection, periods, {})
    shown = 0
    for metric, grain, start, _ in rows:
        if grain in periods and str(start) in periods[grain]["starts"]:
            [[_, first, *packed]] = series[metric][grain]["total"]
            assert packed[4][periods[grain]["starts"].index(str(start)) - first] == "b"
            shown += 1
    assert shown > 5
