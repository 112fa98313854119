"""Own files by a mapping: each way of it, and what an expression may not do."""

from __future__ import annotations

import gzip
from pathlib import Path

import duckdb
import pytest

from leadmart.errors import LeadmartError
from leadmart.intake import mapping
from leadmart.intake.company import Column, Source
from leadmart.intake.contract import Input, read_contract
from leadmart.settings import PROJECT
from tests.runner.test_company import refusals, taken_in, write


def meetings(
    folder: Path, text: str, columns: str, form: str = "", encoding: str = "utf-8"
) -> list:
    """What a file becomes: the asked columns of meetings, by their ids."""
    write(folder, "m.csv", text, encoding)
    said = f"    format: {form}\n" if form else ""
    _, database = taken_in(
        folder, f"sources:\n  - input: meetings\n    at: m.csv\n{said}    columns: {columns}\n"
    )
    return database.execute(
        "select meeting_id, booked_at, outcome from inputs.meetings order by meeting_id"
    ).fetchall()


# Columns --------------------------------------------------------------------------------------


def test_a_column_is_renamed_and_another_is_the_same_for_all(tmp_path: Path) -> None:
    assert meetings(
        tmp_path,
        "UUID,Created at\n1,2026-05-01\n2,2026-05-02\n",
        '{meeting_id: UUID, booked_at: "Created at", outcome: {value: attended}}',
    ) == [("1", "2026-05-01", "attended"), ("2", "2026-05-02", "attended")]


def test_words_may_become_nothing(tmp_path: Path) -> None:
    assert meetings(
        tmp_path,
        "Id,At,Status\n1,2026-05-01,Completed\n2,2026-05-02,tbd\n",
        "{meeting_id: Id, booked_at: At, outcome: {from: Status, values:"
        " {Completed: attended, TBD: null}}}",
    ) == [("1", "2026-05-01", "attended"), ("2", "2026-05-02", "")]


def test_an_expression_joins_what_stands_in_several_columns(tmp_path: Path) -> None:
    assert meetings(
        tmp_path,
        "Id,Day,Hour,Came,No show\n1,2026-05-01,9,x,\n2,2026-05-02,14,,x\n",
        "{meeting_id: Id, booked_at: {sql: \"Day || 'T' || lpad(Hour, 2, '0') || ':00:00'\"},"
        " outcome: {sql: \"case when \\\"No show\\\" = 'x' then 'no_show' else 'attended' end\"}}",
    ) == [("1", "2026-05-01T09:00:00", "attended"), ("2", "2026-05-02T14:00:00", "no_show")]


# Format ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("delimiter", "sign"), [(";", ";"), ("tab", "\t"), ("|", "|")])
def test_a_delimiter_is_as_said(delimiter: str, sign: str, tmp_path: Path) -> None:
    assert meetings(
        tmp_path,
        "Id,At\n1,2026-05-01\n".replace(",", sign),
        "{meeting_id: Id, booked_at: At}",
        f'{{delimiter: "{delimiter}"}}',
    ) == [("1", "2026-05-01", None)]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1", "cp1252"])
def test_an_encoding_is_as_said(encoding: str, tmp_path: Path) -> None:
    assert meetings(
        tmp_path,
        "Id,At,Größe\n1,2026-05-01,älter\n",
        "{meeting_id: Id, booked_at: At, outcome: Größe}",
        f"{{encoding: {encoding}}}",
        encoding,
    ) == [("1", "2026-05-01", "älter")]


def test_another_encoding_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "m.csv", "Id,At\n1,ä\n", "latin-1")
    said = refusals(
        tmp_path,
        "sources:\n  - {input: meetings, at: m.csv, columns: {meeting_id: Id, booked_at: At}}\n",
    )
    assert said == ["m.csv: is not written in utf-8; say its encoding in the format"]


def test_lines_before_the_header_and_rows_of_totals_are_none(tmp_path: Path) -> None:
    assert meetings(
        tmp_path,
        'Meetings\n"of, May"\nId,At\n1,2026-05-01\n,\nTotal,1\n,2026-05-31\n',
        "{meeting_id: Id, booked_at: At}",
        '{skip_lines: 2, drop_rows_where: {Id: ""}}',
    ) == [("1", "2026-05-01", None), ("Total", "1", None)]


@pytest.mark.parametrize(
    ("form", "written", "meant"),
    [
        ('{decimal: ",", thousands: "."}', "1.234.567,89", "1234567.89"),
        ('{decimal: ",", thousands: "."}', "-1.234,5 €", "-1234.5"),
        ('{decimal: ",", thousands: space}', "1 234,50", "1234.50"),
        ('{decimal: ",", thousands: space}', "1\u202f234,50\u00a0€", "1234.50"),
        ("{thousands: ','}", "$1,234.50", "1234.50"),
        ("{thousands: ','}", "(1,234.50)", "-1234.50"),
        ('{thousands: "\'"}', "1'234.50", "1234.50"),
        # Not grouped by thousands: it may be 1.5 as much as 15.
        ('{decimal: ",", thousands: "."}', "1.5", "1.5"),
        ('{decimal: ",", thousands: "."}', "12.34.567", "12.34.567"),
        ("{decimal: ','}", "1.234,50", "1.234,50"),
        ("{thousands: ','}", "twelve", "twelve"),
        ("{thousands: ','}", "", None),
    ],
)
def test_a_number_is_read_as_it_is_written_or_stays(
    form: str, written: str, meant: str | None, tmp_path: Path
) -> None:
    write(tmp_path, "s.csv", f'Day;Cost\n2026-05-01;"{written}"\n')
    _, database = taken_in(
        tmp_path,
        "sources:\n  - input: ad_spend\n    at: s.csv\n"
        f'    format: {form[:-1]}, delimiter: ";"}}\n'
        "    columns: {date_day: Day, platform: {value: x}, spend: Cost}\n",
    )
    assert database.execute("select spend from inputs.ad_spend").fetchone() == (meant,)


@pytest.mark.parametrize(
    ("form", "written", "meant"),
    [
        ('{dates: "%d.%m.%Y"}', "03.04.2026", "2026-04-03"),
        ('{dates: "%m/%d/%Y %I:%M %p"}', "03/04/2026 02:30 PM", "2026-03-04T14:30:00"),
        (
            '{dates: "%d.%m.%Y %H:%M", timezone: Europe/Berlin}',
            "01.07.2026 00:30",
            "2026-06-30T22:30:00Z",
        ),
        ("{timezone: America/New_York}", "2026-01-15 20:00", "2026-01-16T01:00:00Z"),
        # An offset says more than the format does.
        ("{timezone: America/New_York}", "2026-01-15T20:00:00+02:00", "2026-01-15T20:00:00+02:00"),
        ("{timezone: America/New_York}", "2026-01-15", "2026-01-15"),
        ('{dates: "%d.%m.%Y"}', "2026-04-03", "2026-04-03"),
        ('{dates: "%d.%m.%Y"}', "soon", "soon"),
    ],
)
def test_a_moment_is_read_as_it_is_written_or_stays(
    form: str, written: str, meant: str, tmp_path: Path
) -> None:
    assert meetings(tmp_path, f"Id,At\n1,{written}\n", "{meeting_id: Id, booked_at: At}", form) == [
        ("1", meant, None)
    ]


def test_a_column_may_have_its_own_dates(tmp_path: Path) -> None:
    write(tmp_path, "m.csv", "Id,Booked,Planned\n1,01.05.2026,05/31/2026\n")
    _, database = taken_in(
        tmp_path,
        'sources:\n  - input: meetings\n    at: m.csv\n    format: {dates: "%d.%m.%Y"}\n'
        "    columns: {meeting_id: Id, booked_at: Booked,"
        ' scheduled_for: {from: Planned, dates: "%m/%d/%Y"}}\n',
    )
    assert database.execute("select booked_at, scheduled_for from inputs.meetings").fetchone() == (
        "2026-05-01",
        "2026-05-31",
    )


# Several files --------------------------------------------------------------------------------


def test_parts_are_found_by_pattern_and_read_in_the_order_of_their_paths(tmp_path: Path) -> None:
    header = "session_id,visitor_id,started_at\n"
    for name in ("2026-05-02", "2026-05-01", "2026-06-01"):
        path = tmp_path / "web" / name[:7] / f"{name}.csv.gz"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(gzip.compress(f"{header}{name},v,{name}\n".encode()))
    write(tmp_path, "web/2026-05/.hidden.csv.gz", "no")
    write(tmp_path, "web/2026-05/notes.txt", "no")
    loaded, database = taken_in(
        tmp_path, 'sources:\n  - {at: "web/*/2026-*.csv.gz", input: sessions}\n'
    )
    assert [one.files for one in loaded.given] == [
        (f"{name}.csv.gz",) for name in ("2026-05-01", "2026-05-02", "2026-06-01")
    ]
    assert [
        row[0] for row in database.execute("select session_id from inputs.sessions").fetchall()
    ] == [
        "2026-05-01",
        "2026-05-02",
        "2026-06-01",
    ]


def test_a_folder_of_parquet_is_one_input(tmp_path: Path) -> None:
    (tmp_path / "sessions").mkdir()
    for number in (2, 1):
        duckdb.sql(
            f"select 's{number}' as session_id, 'v' as visitor_id, timestamp '2026-01-0{number}'"
            " as started_at"
        ).write_parquet(str(tmp_path / "sessions" / f"part{number}.parquet"))
    loaded, _ = taken_in(
        tmp_path, "sources:\n  - {at: sessions/*.parquet, input: sessions, name: eu}\n"
    )
    assert [(one.files, one.rows, one.name) for one in loaded.given] == [
        (("part1.parquet",), 1, "eu"),
        (("part2.parquet",), 1, "eu"),
    ]


def test_a_pattern_that_finds_nothing_is_refused(tmp_path: Path) -> None:
    said = refusals(tmp_path, "sources:\n  - {at: web/*.csv, input: sessions}\n")
    assert said == [
        f"company.yml line 2 (sources[0]): {tmp_path / 'web' / '*.csv'}: there is no such file;"
        " mend `at`"
    ]


# Expressions ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "expression",
    [
        # Tables, files and the database itself.
        "(select max(Name) from inputs.raw)",
        "exists(select 1 from duckdb_settings())",
        "Name in (select 'a')",
        "(from read_csv('/etc/passwd') select column0 limit 1)",
        "(table raw)",
        "read_text('/etc/passwd')",
        "getenv('HOME')",
        "getvariable('x')",
        "current_setting('home_directory')",
        "current_database()",
        "current_user",
        "version()",
        "query('select 1')",
        "query_table('raw')",
        "nextval('s')",
        "glob('/*')",
        # More than the row.
        "sum(length(Name)) over ()",
        "max(Name)",
        "first(Name)",
        "list(Name)",
        "row_number() over (order by Name)",
        "rowid",
        "unnest([1, 2])",
        "columns('.*')",
        "*",
        "raw.*",
        "raw",
        "count(*)",
        # Not the same twice.
        "random()",
        "uuid()",
        "gen_random_uuid()",
        "now()",
        "current_timestamp",
        "current_date",
        "today()",
        "txid_current()",
        # More than an expression.
        "Name, Day",
        "Name as x",
        "1; drop table leads",
        "Name) from inputs.raw; copy (select 1) to '/tmp/x' --",
        "Name) as x from inputs.raw -- ",
        "(Name) where (true",
        "?",
        "$1",
        "Name order by 1",
        "error('x')",
        # By way of a function's argument.
        "list_transform([1], lambda x: getenv('HOME'))[1]",
        "coalesce(Name, (select 'x'))",
        "case when (select true) then Name end",
        "array(select Name)",
    ],
)
def test_an_expression_reaches_nothing_but_its_row(expression: str) -> None:
    with pytest.raises(LeadmartError) as error:
        value_of(expression)
    assert error.value.code == 2
    assert error.value.problems[0].startswith("here: the expression for lead_id ")


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("upper(Name)", "ADA"),
        ("Name || '-' || Day", "ada-2026-05-01"),
        ("cast(length(Name) + 1 as varchar)", "4"),
        ("case when Name like 'a%' then 'x' else 'y' end", "x"),
        ("coalesce(nullif(Name, ''), 'none')", "ada"),
        ("split_part(Day, '-', 1)", "2026"),
        ("regexp_extract(Name, '([a-c]+)', 1)", "a"),
        ("strftime(try_strptime(Day, '%Y-%m-%d') + interval 1 day, '%Y-%m-%d')", "2026-05-02"),
        ("Name in ('ada', 'bob') and Day between '2026-01-01' and '2026-12-31'", "true"),
        ("not (Name is null)", "true"),
        ("'a -- b' /* no comment */", "a -- b"),
        ("-- a comment\nName", "ada"),
        ("'it''s; fine'", "it's; fine"),
    ],
)
def test_an_expression_of_the_row_is_taken(expression: str, value: str) -> None:
    assert value_of(expression) == value


def value_of(expression: str) -> str | None:
    """What an expression is for a row, if it is taken."""
    source = Source("l.csv", "here", columns={"lead_id": Column(sql=expression)})
    declared = Input("leads", read_contract(PROJECT)["leads"].columns[:1])
    with duckdb.connect() as connection:
        connection.execute("create table raw as select 'ada' as \"Name\", '2026-05-01' as \"Day\"")
        mapping.check_expressions(connection, source, ["Name", "Day"])
        row = connection.execute(mapping.mapped_rows(source, declared, "raw")).fetchone()
    assert row is not None
    return row[0]
