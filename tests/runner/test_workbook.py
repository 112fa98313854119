"""leadmart.xlsx, read back as a spreadsheet reads it: on tables made by hand, hostile ones too."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import ANY

import duckdb
import pytest

from leadmart.pages.workbook import WORKBOOK, write_workbook
from leadmart.pages.workbook.cells import sheet_name
from leadmart.pages.workbook.facts import read_rows
from tests.extras import needs

# What openpyxl cannot read it says; the sparklines are looked for in the file itself.
pytestmark = pytest.mark.filterwarnings("ignore:Sparkline:UserWarning")

ROOT = Path(__file__).resolve().parents[2]
AS_OF = date(2026, 6, 20)
HOSTILE = (
    "=HYPERLINK(1)",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\tcmd",
    "\rcmd",
    "\N{FULLWIDTH EQUALS SIGN}1+1",
    "\N{FULLWIDTH COMMERCIAL AT}x",
    "https://elsewhere.example/",
    "12",
    "<script>&amp;]]>",
    "\x00\x0b control",
    "_x000D_",
    "long " * 8000,
)

_TABLES = """
    create schema metrics;
    create schema insights;
    create schema quality;
    create table metrics.metric_catalog (
        metric varchar, name varchar, area varchar, meaning varchar, formula varchar, unit varchar,
        null_rule varchar, better varchar, source varchar, needs varchar, dimensions varchar,
        is_proportion boolean, is_additive boolean
    );
    create table metrics.metric_values (
        metric varchar, period_grain varchar, period_start date, dimension varchar,
        dimension_value varchar, numerator double, denominator double, value double
    );
    create table insights.scorecard (
        metric varchar, period_grain varchar, period_start date, dimension varchar,
        dimension_value varchar, period_end date, value double, target double, status varchar,
        previous_value double, relative_change_from_previous double, last_year_value double,
        relative_change_from_last_year double, is_running boolean, change_from_previous double,
        interval_low double, interval_high double, pace_target double, expected_value double,
        expected_low double, expected_high double
    );
    create macro quality.release() as table select
        '20260621T050000Z-abcdef' as release_id, '2026-06-21T05:00:00+00:00' as built_at,
        '{"deals": {"rows": 3}, "costs": {"rows": 0}}' as inputs;
"""

Made = Callable[[Path], Path]


def months(number: int) -> list[date]:
    """The last so many months up to the as-of date's, oldest first."""
    starts: list[date] = []
    day = AS_OF
    for _ in range(number):
        starts.insert(0, day.replace(day=1))
        day = starts[0] - timedelta(days=1)
    return starts


def add_metric(
    connection: duckdb.DuckDBPyConnection,
    metric: str,
    values: list[float | None],
    *,
    area: str = "opportunities",
    name: str = "",
    unit: str = "ratio",
    better: str = "up",
    target: float | None = None,
    parts: tuple[str, ...] = (),
) -> None:
    """A metric with a value for each of the last months, in total and for some channels."""
    connection.execute(
        "insert into metrics.metric_catalog values"
        " (?, ?, ?, 'what it says', 'won / closed', ?, 'NULL without closed deals', ?, 'C1',"
        " 'deals & costs', 'channel', true, false)",
        [metric, name or metric, area, unit, better],
    )
    for start, value in zip(months(len(values)), values, strict=True):
        end = (start + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        for dimension, part in [("total", "all"), *(("channel", one) for one in parts)]:
            key = [metric, "month", start, dimension, part]
            connection.execute(
                "insert into metrics.metric_values values (?, ?, ?, ?, ?, ?, 4, ?)",
                [*key, None if value is None else value * 4, value],
            )
            status = None
            if target is not None and value is not None:
                status = "on_target" if value >= target else "off_target"
            connection.execute(
                "insert into insights.scorecard values"
                " (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, null, null, null, ?, null, null,"
                " null)",
                [*key, end, value, target, status, 0.2, -0.25, None, None, end > AS_OF, target],
            )


def make_database(path: Path, fill: Callable[[duckdb.DuckDBPyConnection], None]) -> Path:
    with duckdb.connect(str(path)) as connection:
        connection.execute(_TABLES)
        fill(connection)
    return path


def write(database: Path, folder: Path) -> Path:
    """The workbook of a database, as a build writes it."""
    folder.mkdir(exist_ok=True)
    plan: Any = SimpleNamespace(
        settings=SimpleNamespace(project=ROOT, variables={"reporting_currency": "EUR"}),
        variables={},
        as_of=AS_OF,
        workplace=SimpleNamespace(release=folder),
    )
    with duckdb.connect(
        str(database), read_only=True, config={"enable_external_access": "false"}
    ) as connection:
        write_workbook(plan, connection)
    return folder / WORKBOOK


def read(path: Path) -> Any:
    return needs("openpyxl").load_workbook(path)


def texts(sheet: Any) -> list[str]:
    return [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]


def row_of(sheet: Any, text: str) -> list[Any]:
    return next(list(row) for row in sheet.iter_rows() if text in [c.value for c in row])


def an_ordinary_release(connection: duckdb.DuckDBPyConnection) -> None:
    rates = [0.1 + month / 100 for month in range(15)]
    add_metric(connection, "win_rate", rates, name="Win rate", target=0.2, parts=("email",))
    add_metric(connection, "churned_mrr", [-5.2] * 3, area="customers", unit="currency")
    add_metric(connection, "pages_per_session", [2.5] * 3, area="website")
    add_metric(connection, "cost_per_sqo", [], unit="currency", better="down")


def test_values_are_those_of_the_tables(tmp_path: Path) -> None:
    database = make_database(tmp_path / "d.duckdb", an_ordinary_release)
    book = read(write(database, tmp_path / "out"))

    assert book.sheetnames == [
        "Overview", "Website", "Opportunities", "Customers", "Data", "Definitions"
    ]  # fmt: skip
    line = row_of(book["Overview"], "Win rate")
    # June is running: the last complete month is May, and June stands in columns of its own.
    assert [cell.value for cell in line] == [
        "Opportunities", "Win rate", "May 2026", pytest.approx(0.23), 0.2, "✓ on target",
        0.2, -0.25, None, None, "higher", ANY, pytest.approx(0.24), 0.2, "✓ at pace", None, None,
        None,
    ]  # fmt: skip
    assert (line[3].number_format, line[7].number_format) == ("0.0%", "+0%;-0%;0%")
    block = row_of(book["Opportunities"], "Win rate")
    header = row_of(book["Opportunities"], "By month")
    assert [cell.value for cell in header[3:17]] == [
        datetime(start.year, start.month, 1) for start in months(14)
    ]
    assert all(cell.is_date for cell in header[3:17])
    assert [cell.value for cell in block[3:17]] == pytest.approx(
        [0.1 + month / 100 for month in range(1, 15)]
    )
    loss = row_of(book["Customers"], "churned_mrr")[15]
    assert (loss.value, loss.data_type, loss.number_format) == (-5.2, "n", "[$EUR] #,##0.00")
    assert row_of(book["Website"], "pages_per_session")[3].number_format == "#,##0.00"


def test_the_month_that_runs_is_held_against_its_pace(tmp_path: Path) -> None:
    def leads_at_half_a_month(connection: duckdb.DuckDBPyConnection) -> None:
        add_metric(connection, "leads", [90.0, 100.0, 50.0], unit="count", target=120.0)
        connection.execute(
            "update insights.scorecard set pace_target = 60, expected_value = 100, status = 'near',"
            " expected_low = 80, expected_high = 130 where is_running"
        )

    database = make_database(tmp_path / "d.duckdb", leads_at_half_a_month)
    book = read(write(database, tmp_path / "out"))
    overview = book["Overview"]
    header = [cell.value for cell in row_of(overview, "Expected by the end")]
    line = dict(
        zip(header[12:], (cell.value for cell in row_of(overview, "leads")[12:]), strict=True)
    )
    assert line == {
        "So far": 50, "At pace": 60, "Pace": "~ near pace", "Expected by the end": 100,
        "From": 80, "To": 130,
    }  # fmt: skip
    data = list(book["Data"].iter_rows(values_only=True))
    titles = next(row for row in data if "At pace" in row)
    rows = [dict(zip(titles, row, strict=True)) for row in data if "leads" in row]
    told = [(row["Running"], row["At pace"], row["Expected by the end"]) for row in rows]
    assert [one[1:] for one in told if one[1] is not None] == [(60, 100)]
    assert len(rows) == 3


def test_a_change_that_may_be_chance_is_grey(tmp_path: Path) -> None:
    def one_rate_each(connection: duckdb.DuckDBPyConnection) -> None:
        for metric in ("win_rate", "bounce_rate"):
            add_metric(connection, metric, [0.2, 0.15, 0.15])
        connection.execute(
            "update insights.scorecard set interval_low = 0.1, interval_high = 0.25"
            " where metric = 'win_rate'"
        )

    book = read(write(make_database(tmp_path / "d.duckdb", one_rate_each), tmp_path / "out"))
    colours = [
        row_of(book["Overview"], metric)[7].font.color.rgb for metric in ("win_rate", "bounce_rate")
    ]
    assert colours == ["FF6E7781", "FFCF222E"]


def test_the_rows_are_a_table_with_filters(tmp_path: Path) -> None:
    database = make_database(tmp_path / "d.duckdb", an_ordinary_release)
    sheet = read(write(database, tmp_path / "out"))["Data"]
    table = sheet.tables["metric_values"]
    rows = list(sheet[table.ref])
    with duckdb.connect(str(database), read_only=True) as connection:
        wanted = connection.execute(
            "select metric, period_start, dimension, dimension_value, numerator, denominator, value"
            " from metrics.metric_values where dimension = 'total' or period_start >= ?",
            [months(13)[0]],
        ).fetchall()
    found = [
        (
            *(row[2].value, row[4].value.date(), row[5].value, row[6].value),
            *(float(row[column].value) for column in (7, 8, 9)),
        )
        for row in rows[1:]
    ]
    assert table.autoFilter.ref == table.ref
    assert len(found) == len(wanted)
    for one, other in zip(sorted(found, key=str), sorted(wanted, key=str), strict=True):
        assert one[:4] == other[:4]
        # A spreadsheet's number has 15 digits.
        assert one[4:] == pytest.approx(other[4:], rel=1e-14)
    assert "the last 13 weeks, 25 months" in sheet["A3"].value


def test_charts_have_an_axis_of_dates_and_show_the_target(tmp_path: Path) -> None:
    database = make_database(tmp_path / "d.duckdb", an_ordinary_release)
    path = write(database, tmp_path / "out")
    with zipfile.ZipFile(path) as archive:
        charts = [archive.read(name).decode() for name in archive.namelist() if "charts/" in name]
        overview = archive.read("xl/worksheets/sheet1.xml").decode()
    (chart,) = [one for one in charts if "Win rate" in one]
    assert "<c:dateAx>" in chart
    assert chart.count("<c:ser>") == 2 and "Target" in chart
    # Complete months alone: what runs would look like a fall.
    assert "Opportunities!$D$5:$P$5" in chart
    assert "<conditionalFormatting" in overview


def test_it_opens_on_answers_with_trends_that_every_program_draws(tmp_path: Path) -> None:
    def asked_first(connection: duckdb.DuckDBPyConnection) -> None:
        an_ordinary_release(connection)
        for table in "metrics.metric_catalog", "metrics.metric_values", "insights.scorecard":
            connection.execute(f"update {table} set metric = 'revenue' where metric = 'win_rate'")

    path = write(make_database(tmp_path / "d.duckdb", asked_first), tmp_path / "out")
    book = read(path)
    assert book.sheetnames[:2] == ["Answers", "Overview"]
    answers, overview = book["Answers"], book["Overview"]
    assert "Revenue and pipeline" in texts(answers)
    line, whole = row_of(answers, "Win rate"), row_of(overview, "Win rate")
    assert [line[i].value for i in (3, 4, 5)] == [whole[i].value for i in (3, 4, 5)]
    assert set(line[10].value) <= set("▁▂▃▄▅▆▇█ ") and len(line[10].value) > 1
    assert line[10].value == whole[11].value
    for sheet in answers, overview:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.print_area and sheet.print_title_rows == "$6:$6"
    with zipfile.ZipFile(path) as archive:
        assert not any(b"x14:sparkline" in archive.read(name) for name in archive.namelist())


def test_definitions_say_when_and_why_a_metric_is_missing(tmp_path: Path) -> None:
    database = make_database(tmp_path / "d.duckdb", an_ordinary_release)
    book = read(write(database, tmp_path / "out"))
    line = [cell.value for cell in row_of(book["Definitions"], "cost_per_sqo")]
    assert "no: lacks costs" in line
    assert line[8] == "NULL without closed deals"
    assert "lacks costs" in texts(book["Overview"])


def test_hostile_names_stay_text(tmp_path: Path) -> None:
    def fill(connection: duckdb.DuckDBPyConnection) -> None:
        for number, text in enumerate(HOSTILE):
            add_metric(
                connection, f"m{number}", [1.0, 2.0, 3.0], area=text, name=text, parts=(text,)
            )

    path = write(make_database(tmp_path / "d.duckdb", fill), tmp_path / "out")
    book = read(path)

    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in ("n", "s", "d"), (sheet.title, cell.coordinate)
                link = cell.hyperlink
                assert link is None or link.target is None
    shown = texts(book["Definitions"])
    for text in HOSTILE[:11]:
        assert text.replace("\r", "\n") in [one.replace("_x000D_", "\n") for one in shown]
    first = row_of(book["Definitions"], HOSTILE[0])[1]
    assert first.quotePrefix
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            body = archive.read(name)
            if name.startswith("xl/worksheets/sheet"):
                assert b"<f>" not in body
            assert (
                b"https://elsewhere" not in body
                or name == "xl/sharedStrings.xml"
                or "chart" in name
            )
            assert b"TargetMode" not in body


def test_the_same_release_gives_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = make_database(tmp_path / "d.duckdb", an_ordinary_release)
    one = write(database, tmp_path / "one").read_bytes()
    monkeypatch.setattr("time.time", lambda: 0.0)
    assert write(database, tmp_path / "two").read_bytes() == one
    properties = read(tmp_path / "one" / WORKBOOK).properties
    assert properties.created == datetime(2026, 6, 21, 5)
    assert "20260621T050000Z-abcdef" in properties.description


def test_empty_tables_give_a_workbook_that_says_so(tmp_path: Path) -> None:
    database = make_database(tmp_path / "d.duckdb", lambda connection: None)
    book = read(write(database, tmp_path / "out"))
    assert book.sheetnames == ["Overview", "Data", "Definitions"]
    assert "No metric has rows in this release." in texts(book["Overview"])


def test_a_database_without_metrics_gives_none(tmp_path: Path) -> None:
    database = tmp_path / "d.duckdb"
    duckdb.connect(str(database)).close()
    assert not write(database, tmp_path / "out").exists()


def test_rows_are_bounded(tmp_path: Path) -> None:
    database = make_database(tmp_path / "d.duckdb", an_ordinary_release)
    with duckdb.connect(str(database), read_only=True) as connection:
        everything, said = read_rows(connection)
        few, said_of_few = read_rows(connection, maximum=25)
        least, _ = read_rows(connection, maximum=5)
    assert len(everything) == 15 + 15 + 3 + 3 - 2
    assert (len(few), len(least)) == (25, 5)
    assert "13 months" in said and "4 months" in said_of_few


def test_a_companys_own_dimension_has_rows_beside_the_others(tmp_path: Path) -> None:
    def with_products(connection: duckdb.DuckDBPyConnection) -> None:
        add_metric(connection, "win_rate", [0.5, 0.25], parts=("email",))
        connection.execute(
            """
            create schema core;
            create table core.fct_deals (deal_id varchar, own_product varchar);
            insert into metrics.metric_values by name
                select * replace ('product' as dimension, 'core' as dimension_value)
                from metrics.metric_values where dimension = 'channel';
            insert into insights.scorecard by name
                select * replace ('product' as dimension, 'core' as dimension_value)
                from insights.scorecard where dimension = 'channel';
            """
        )

    database = make_database(tmp_path / "d.duckdb", with_products)
    with duckdb.connect(str(database), read_only=True) as connection:
        rows, said = read_rows(connection)
    assert {row[5] for row in rows} == {"total", "channel", "product"}
    assert "target account, product: the last" in said


def test_sheets_have_names_that_excel_takes() -> None:
    taken: set[str] = set()
    names = [
        sheet_name(text, taken)
        for text in ("a/b[c]:*?", "A b c", "'", "x" * 40, "x" * 40, "history")
    ]
    assert names == ["A b c", "A b c 2", "Area", "X" + "x" * 30, "X" + "x" * 28 + " 2", "History 2"]


def test_a_sheet_says_what_looks_wrong_and_what_was_not_understood(tmp_path: Path) -> None:
    def doubtful(connection: duckdb.DuckDBPyConnection) -> None:
        an_ordinary_release(connection)
        connection.execute(
            """
            create schema if not exists quality;
            create table quality.flags as
                select
                    'deals' as input, 'is before created_at' as rule,
                    'd' || range as row_identifier, 'closed_at' as column_name,
                    '2014-01-01' as value, 1 as occurrence
                from range(3);
            create table quality.unknown_values as
                select
                    'leads' as input, 'lead_source' as column_name, '=1+1' as value,
                    'unknown' as counted_as, 7 as row_count,
                    'channel_names.csv: fair,…' as settled_by
            """
        )

    book = read(write(make_database(tmp_path / "d.duckdb", doubtful), tmp_path / "out"))
    cells = [[cell.value for cell in row] for row in book["Data quality"].iter_rows(min_row=4)]
    assert ["deals", "closed_at", "is before created_at", 3, None, None] in cells
    assert [
        "leads", "lead_source", "=1+1", 7, "unknown", "channel_names.csv: fair,…"
    ] in cells  # fmt: skip
    formula = next(
        cell for row in book["Data quality"].iter_rows() for cell in row if cell.value == "=1+1"
    )
    assert formula.data_type == "s"
