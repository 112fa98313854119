"""connect: what it recognises, what it asks, and that what it proposes is read as it should be."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from rich.console import Console

from leadmart.errors import LeadmartError
from leadmart.intake import connect as connecting
from leadmart.intake.company import read_company
from leadmart.intake.contract import read_contract
from leadmart.intake.load import take_in
from leadmart.intake.location import locate
from leadmart.intake.places import find
from leadmart.intake.systems import read_systems
from leadmart.progress import Progress
from leadmart.settings import PROJECT, read_settings
from leadmart.workplace import Workplace
from tests.compiled import MINIATURE, MINIATURE_VARIABLES, Compiled, run
from tests.runner import postgres
from tests.runner.conftest import Command
from tests.runner.exports import write_german

CONTRACT = read_contract(PROJECT)
SECRET = "s3cret-of-the-guest"


def connected(folder: Path, *places: str) -> tuple[dict[str, Any], str]:
    """What connect says of places, and the company file that it writes."""
    record: dict[str, Any] = {}
    out = folder / "company.yml"
    wanted = list(places) or [str(folder)]
    connecting.connect(wanted, out, True, PROJECT, Progress(for_machine=True), record)
    return record, out.read_text(encoding="utf-8")


def taken_in(folder: Path) -> duckdb.DuckDBPyConnection:
    """The inputs that the written company file gives."""
    company = read_company(folder / "company.yml", CONTRACT, read_systems(PROJECT))
    workplace = Workplace(Path(tempfile.mkdtemp(dir=folder))).create()
    take_in(locate(None, PROJECT, company), workplace, read_settings())
    return duckdb.connect(str(workplace.work), read_only=True)


def rows_of(folder: Path, name: str, *columns: str) -> list[tuple[Any, ...]]:
    """The rows of an input that the written company file gives, in order."""
    with taken_in(folder) as database:
        return database.execute(
            f"select {', '.join(columns)} from inputs.{name} order by all"
        ).fetchall()


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode(encoding))
    return path


def questions(record: Mapping[str, Any]) -> dict[str, list[str]]:
    return {one["place"]: one["answers"] for one in record["questions"] if one["must_be_answered"]}


# Proposals that build as they are -------------------------------------------------------------


def test_the_contracts_own_shape_is_one_source(tmp_path: Path) -> None:
    record, text = connected(tmp_path, str(MINIATURE))
    assert yaml.safe_load(text)["sources"] == [{"at": os.path.relpath(MINIATURE, tmp_path)}] or (
        yaml.safe_load(text)["sources"] == [{"at": str(MINIATURE)}]
    )
    assert not record["questions"]
    assert {one["input"] for one in record["found"]} == {one.stem for one in MINIATURE.iterdir()}
    with taken_in(tmp_path) as database:
        for path in MINIATURE.iterdir():
            with path.open(encoding="utf-8", newline="") as stream:
                expected = len(list(csv.DictReader(stream)))
            counted = database.execute(f"select count(*) from inputs.{path.stem}").fetchone()
            assert counted == (expected,), path.stem


def test_german_exports_give_the_same_metrics_as_the_contracts_shape(
    tmp_path: Path, compiled: Callable[[Mapping[str, Any]], Compiled]
) -> None:
    same = write_german(tmp_path / "exports")
    record, text = connected(tmp_path, str(tmp_path / "exports"))
    assert questions(record) == {}, text
    assert {one["input"] for one in record["found"]} == set(same)
    statements = compiled(MINIATURE_VARIABLES).models
    with taken_in(tmp_path) as database:
        delivered = {
            name: [
                dict(zip(CONTRACT[name].column_names, row, strict=True))
                for row in database.execute(
                    f"select {', '.join(CONTRACT[name].column_names)} from inputs.{name}"
                ).fetchall()
            ]
            for name in same
        }
    found = [_results(run(statements, inputs)) for inputs in (delivered, same)]
    assert found[0] == found[1]
    assert len(found[0][0]) > 100


def _results(database: duckdb.DuckDBPyConnection) -> tuple[list[Any], list[Any]]:
    values = database.execute(
        "select metric, period_grain, period_start, dimension, dimension_value, numerator,"
        " denominator, value from metrics.metric_values order by all"
    ).fetchall()
    counts = database.execute(
        "select input, rows_delivered, rows_accepted from quality.reconciliation order by all"
    ).fetchall()
    return values, counts


LEADS = "lead_id,created_at,email"


def test_tabs_in_utf_16_are_read(tmp_path: Path) -> None:
    write(
        tmp_path / "in" / "Contacts.txt",
        "Contact ID\tCreated\tE-mail\tCompany\n"
        "1\t5/13/2026 9:05 AM\ta@people.example\tÅre AB\n"
        "2\t5/14/2026 1:30 PM\tb@people.example\t\n",
        "utf-16",
    )
    _, text = connected(tmp_path, str(tmp_path / "in"))
    assert "encoding: utf-16" in text
    assert rows_of(tmp_path, "leads", "lead_id", "created_at", "company_name") == [
        ("1", "2026-05-13T09:05:00", "Åre AB"),
        ("2", "2026-05-14T13:30:00", None),
    ]


def test_a_duckdb_file_with_several_schemas_is_read(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "raw.duckdb")) as own:
        own.execute(
            """
            create schema crm; create schema web; create schema empty;
            create table crm.opportunities as select * from (values
                ('O1', timestamp '2026-01-05 10:00:00', 1200.50, 'EUR', 'Proposal', null, 'A1'),
                ('O2', timestamp '2026-01-06 11:00:00', 800, 'EUR', 'Won', date '2026-02-01', 'A2')
            ) as t("Opportunity ID", "Created Date", "Amount", "Currency", "Stage",
                "Close Date", "Account ID");
            create view crm.kunden as
            select 'A1' as "Kunden-Nr", 'Acme' as "Firma", 12 as "Mitarbeiter";
            create table web.sessions as
            select
                's1' as session_id, 'v1' as visitor_id,
                timestamptz '2026-01-01 10:00:00Z' as started_at;
            create table web.notes as select 'x' as note
            """
        )
    record, _ = connected(tmp_path, str(tmp_path / "raw.duckdb"))
    assert questions(record) == {}
    assert rows_of(tmp_path, "deals", "deal_id", "created_at", "amount", "closed_at") == [
        ("O1", "2026-01-05T10:00:00", "1200.50", None),
        ("O2", "2026-01-06T11:00:00", "800.00", "2026-02-01"),
    ]
    assert rows_of(tmp_path, "accounts", "account_id", "account_name", "employee_count") == [
        ("A1", "Acme", "12")
    ]
    assert rows_of(tmp_path, "sessions", "session_id", "started_at") == [
        ("s1", "2026-01-01T10:00:00+00")
    ]
    assert any("notes" in one for one in record["not_recognised"])


CASES = yaml.safe_load(Path(__file__).with_name("odd_exports.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES)
def test_an_odd_export_is_read_without_a_change(case: str, tmp_path: Path) -> None:
    said = CASES[case]
    for file, text in said["files"].items():
        write(tmp_path / "in" / file, text)
    record, text = connected(tmp_path, str(tmp_path / "in"))
    assert questions(record) == {}, text
    found = rows_of(tmp_path, said["input"], *said["columns"])
    assert found == [tuple(row) for row in said["rows"]], text


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    """A PostgreSQL database with two schemas that may be read and one that may not."""
    with postgres.server(SECRET) as address:
        from adbc_driver_postgresql import dbapi

        with dbapi.connect(address, autocommit=True) as connection, connection.cursor() as cursor:
            for statement in (
                "create schema sales",
                """create table sales.contacts (
                    "Contact ID" bigint, "Created" timestamptz, "Email" text, "Lead Source" text
                )""",
                """insert into sales.contacts values
                    (1, '2026-05-01 12:00:00+02', 'a@people.example', 'Webinar'), (2, null, '', '')
                """,
                """create view sales.rechnungen as
                    select 'R1' as "Rechnungsnummer", '1' as "Kunden-Nr", date '2026-05-13'
                        as "Rechnungsdatum", 12.50 as "Nettobetrag"
                """,
                "create schema web",
                """create table web.sessions (
                    session_id text, visitor_id text, started_at timestamptz
                )""",
                "insert into web.sessions values ('s1', 'v1', '2026-05-01 10:00:00Z')",
                "create table web.notes (note text)",
                "create schema closed",
                "create table closed.deals (deal_id text, created_at timestamptz)",
                f"create role guest login password '{SECRET}'",
                "grant usage on schema sales, web to guest",
                "grant select on all tables in schema sales, web to guest",
            ):
                cursor.execute(statement)
        yield address.replace("reader:", "guest:")


def test_a_postgresql_database_is_read(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record, text = connected(tmp_path, database)
    assert SECRET not in text + json.dumps(record)
    assert questions(record) == {}
    assert {one["input"] for one in record["found"]} == {"leads", "invoices", "sessions"}
    assert record["not_recognised"] == ["web.notes"]
    monkeypatch.setenv("PGPASSWORD", SECRET)
    assert rows_of(tmp_path, "leads", "lead_id", "created_at", "lead_source") == [
        ("1", "2026-05-01T10:00:00+00", "Webinar"),
        ("2", None, ""),
    ]
    assert rows_of(tmp_path, "invoices", "invoice_id", "invoice_date", "amount") == [
        ("R1", "2026-05-13", "12.50")
    ]
    assert rows_of(tmp_path, "sessions", "session_id") == [("s1",)]
    one_schema, _ = connected(tmp_path, f"{database}&schema=web")
    assert {one["input"] for one in one_schema["found"]} == {"sessions"}


def test_own_names_in_parquet_and_json_lines_are_mapped(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    duckdb.sql(
        """select 1 as "Deal ID", timestamp '2026-01-05 10:00:00' as "Created", 5.5 as "Amount" """
    ).write_parquet(str(tmp_path / "in" / "deals.parquet"))
    write(
        tmp_path / "in" / "people.ndjson",
        json.dumps({"Contact ID": 7, "Created": "2026-05-01T10:00:00Z", "Email": "a@b.example"}),
    )
    connected(tmp_path, str(tmp_path / "in"))
    assert rows_of(tmp_path, "deals", "deal_id", "created_at", "amount") == [
        ("1", "2026-01-05T10:00:00", "5.5")
    ]
    assert rows_of(tmp_path, "leads", "lead_id", "created_at", "email") == [
        ("7", "2026-05-01T10:00:00Z", "a@b.example")
    ]


def test_columns_of_stages_give_a_second_input(tmp_path: Path) -> None:
    write(
        tmp_path / "in" / "contacts.csv",
        "Record ID,Email,Created,Lifecycle Stage,Became MQL on,"
        "Became a Sales Qualified Lead Date\n"
        "1,a@people.example,2026-05-01,Marketing Qualified Lead,2026-05-02,2026-05-09\n"
        "2,b@people.example,2026-05-03,lead,,\n",
    )
    record, text = connected(tmp_path, str(tmp_path / "in"))
    assert questions(record) == {}
    assert "HubSpot" in text
    assert rows_of(tmp_path, "lead_stages", "lead_id", "stage", "entered_at") == [
        ("1", "mql", "2026-05-02"),
        ("1", "sql", "2026-05-09"),
    ]


def test_tables_of_a_system_with_a_connector_are_left_to_it(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "raw.duckdb")) as own:
        own.execute(
            """
            create schema ads;
            create table ads.campaign_stats as
            select date '2026-05-01' as date, 1 as customer_id, 7 as id, 1500000 as cost_micros;
            create table ads.campaign_history as
            select 7 as id, timestamp '2026-01-01' as updated_at, 'Brand' as name;
            create table ads.leads as
            select 'L1' as lead_id, timestamp '2026-01-01 10:00:00' as created_at
            """
        )
    record, text = connected(tmp_path, str(tmp_path / "raw.duckdb"))
    assert yaml.safe_load(text)["sources"] == [
        {"at": "raw.duckdb:ads"},
        {"system": "google_ads", "loader": "fivetran", "at": "raw.duckdb:ads"},
    ]
    assert {one["input"] for one in record["found"]} == {"leads", "ad_spend", "campaigns"}
    taken_in(tmp_path).close()


def test_a_table_that_many_systems_have_tells_none_beside_those_that_only_one_has(
    tmp_path: Path,
) -> None:
    with duckdb.connect(str(tmp_path / "raw.duckdb")) as own:
        own.execute(
            """
            create schema mails;
            create table mails.campaign as
            select 'c1' as id, timestamp '2026-05-01 09:00:00' as send_time, 'News' as title;
            create table mails.campaign_recipient as select 'c1' as campaign_id, 'm1' as member_id;
            create table mails.campaign_recipient_activity as
            select
                'c1' as campaign_id, 'm1' as member_id, 'open' as action,
                timestamp '2026-05-01 10:00:00' as timestamp
            """
        )
    record, text = connected(tmp_path, str(tmp_path / "raw.duckdb"))
    assert yaml.safe_load(text)["sources"] == [
        {"system": "mailchimp", "loader": "fivetran", "at": "raw.duckdb:mails"}
    ]
    assert "email_events" in {one["input"] for one in record["found"]}
    taken_in(tmp_path).close()


# What is asked --------------------------------------------------------------------------------


def test_what_the_content_leaves_open_is_asked_and_refused_until_answered(tmp_path: Path) -> None:
    write(
        tmp_path / "in" / "google ads.csv",
        'Day,Campaign ID,Cost\n03/04/2026,C1,"1,234"\n05/06/2026,C1,"2,100"\n',
    )
    record, text = connected(tmp_path, str(tmp_path / "in"))
    assert questions(record) == {
        "format.decimal": [".", ","],
        "format.dates": ["%d/%m/%Y", "%m/%d/%Y"],
    }
    with pytest.raises(LeadmartError) as error:
        rows_of(tmp_path, "ad_spend", "spend")
    number = text.splitlines().index('      dates: "?"  # "%d/%m/%Y" or "%m/%d/%Y"') + 1
    assert error.value.code == 2
    assert (
        f"company.yml line {number} (sources[0].format.dates): is not answered yet;"
        ' write "%d/%m/%Y" or "%m/%d/%Y" in place of the ?'
    ) in error.value.problems
    answered = text.replace('decimal: "?"', 'decimal: "."\n      thousands: ","')
    write(tmp_path / "company.yml", answered.replace('dates: "?"', 'dates: "%m/%d/%Y"'))
    assert rows_of(tmp_path, "ad_spend", "date_day", "spend") == [
        ("2026-03-04", "1234"),
        ("2026-05-06", "2100"),
    ]


def test_rows_behind_the_first_ones_decide_what_those_leave_open(tmp_path: Path) -> None:
    lines = "".join(f'0{n % 9 + 1}/05/2026,C{n},"1,000"\n' for n in range(5000))
    text = f"Day,Campaign ID,Cost\n{lines}05/31/2026,C1,7.50\n"
    write(tmp_path / "in" / "linkedin ads.csv", text)
    record, _ = connected(tmp_path, str(tmp_path / "in"))
    assert questions(record) == {}
    assert record["found"][0]["rows_looked_at"] == 2000
    assert rows_of(tmp_path, "ad_spend", "date_day", "spend")[-1] == ("2026-09-05", "1000")


@pytest.mark.parametrize(
    ("files", "place", "answers"),
    [
        (
            {"report.csv": "Date,Campaign ID,Cost,Impressions\n2026-05-01,C1,5.00,7\n"},
            "columns.platform",
            ["google", "linkedin", "meta", "bing"],
        ),
        (
            {"deals.csv": "Deal ID,Created,Contract value,Deal value\n1,2026-05-01,5.00,6.00\n"},
            "columns.amount",
            ["Contract value", "Deal value"],
        ),
        (
            {
                "leads eu.csv": "Lead ID,Created,Email\n1,2026-05-01,a@people.example\n",
                "leads us.csv": "Lead ID,Created,Email,State\n1,2026-05-01,b@people.example,NY\n",
            },
            "name",
            ["a name"],
        ),
        (
            {
                "contacts 2026-05.csv": "Lead ID,Created,Email\n1,2026-05-01,a@people.example\n",
                "contacts 2026-06.csv": "Lead ID,Created,Email\n1,2026-05-01,b@people.example\n",
            },
            "at",
            ["contacts 2026-06.csv", "contacts *.csv"],
        ),
        (
            {
                "deals.csv": "Deal ID,Created,Amount\n1,2026-05-01,$5.00\n",
                "invoices.csv": "Invoice number,Customer ID,Invoice date,Net amount\n"
                "1,7,2026-05-01,5.00 €\n",
            },
            "columns.currency",
            ["USD", "CAD", "AUD", "NZD"],
        ),
        (
            {"deals.csv": "Deal ID,Created,Amount\n1,2026-05-01,¥5\n"},
            "columns.currency",
            ["JPY", "CNY"],
        ),
        (
            {
                "leads.csv": "Lead ID,Email,First touch,Last touch\n"
                "1,a@b.example,2026-05-01,2026-05-02\n"
            },
            "columns.created_at",
            ["First touch", "Last touch"],
        ),
    ],
)
def test_a_question_names_its_place_and_its_answers(
    files: Mapping[str, str], place: str, answers: list[str], tmp_path: Path
) -> None:
    for file, text in files.items():
        write(tmp_path / "in" / file, text)
    record, text = connected(tmp_path, str(tmp_path / "in"))
    assert questions(record) == {place: answers}, text
    with pytest.raises(LeadmartError, match="is not answered yet"):
        rows_of(tmp_path, record["found"][0]["input"], "*")


def test_a_table_that_may_be_two_inputs_is_asked(tmp_path: Path) -> None:
    write(
        tmp_path / "in" / "list.csv",
        "ID,Created,Subscribed at,Email\n1,2026-05-01,2026-05-01,a@people.example\n",
    )
    record, text = connected(tmp_path, str(tmp_path / "in"))
    assert set(questions(record)["input"]) == {"leads", "email_subscribers"}, text
    assert '- input: "?"  # ' in text


def test_a_release_of_ours_is_no_source(tmp_path: Path) -> None:
    write(tmp_path / "in" / "leads.csv", f"{LEADS}\n1,2026-05-01,a@people.example\n")
    release = tmp_path / "in" / "warehouse" / "releases" / "1"
    write(release / "manifest.json", "{}")
    write(release / "leadmart.duckdb", "")
    write(release / "parquet" / "core" / "deals.csv", "deal_id,created_at\n1,2026-05-01\n")
    record, _ = connected(tmp_path, str(tmp_path / "in"))
    assert [one["input"] for one in record["found"]] == ["leads"]
    assert record["notes"] == []


@pytest.mark.parametrize("width", [60, 100, 160])
def test_a_terminal_shows_all_of_it_at_any_width(width: int, tmp_path: Path) -> None:
    write_german(tmp_path / "in")
    write(tmp_path / "in" / "us.csv", "Date,Campaign ID,Cost\n03/04/2026,C1,5.00\n")
    made = connecting.propose(find([str(tmp_path / "in")], PROJECT), PROJECT, tmp_path)
    stream = io.StringIO()
    connecting.show(made, Console(file=stream, width=width, markup=False, force_terminal=True))
    lines = [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in stream.getvalue().splitlines()]
    assert all(len(line) <= width for line in lines)
    said = " ".join(" ".join(lines).split())
    for word in ("ad_spend", "answered", "%d/%m/%Y", "metrics would have values"):
        assert word in said


def test_words_that_are_not_understood_are_listed_to_be_filled(tmp_path: Path) -> None:
    write(
        tmp_path / "in" / "Termine.csv",
        "Termin-ID;Gebucht am;Ergebnis\n1;2026-05-01;Stattgefunden\n2;2026-05-02;Nachfassen\n"
        "3;2026-05-02;completed\n",
    )
    _, text = connected(tmp_path, str(tmp_path / "in"))
    said = yaml.safe_load(text)["sources"][0]["columns"]["outcome"]
    assert said == {"from": "Ergebnis", "values": {"Stattgefunden": "attended"}}
    assert "# Nachfassen:   # in 1 row" in text
    assert "each may be scheduled, attended, no_show, cancelled, rescheduled" in text


# What it never does ---------------------------------------------------------------------------


def test_a_file_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    out = write(tmp_path / "company.yml", "mine")
    arguments: tuple[Any, ...] = (PROJECT, Progress(for_machine=True), {})
    with pytest.raises(LeadmartError, match="is there already") as error:
        connecting.connect([str(MINIATURE)], out, False, *arguments)
    assert error.value.code == 2
    assert out.read_text() == "mine"
    connecting.connect([str(MINIATURE)], out, True, *arguments)
    assert "sources:" in out.read_text()


def test_nothing_personal_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(
        tmp_path / "in" / "Contacts.csv",
        "Contact ID,Created,Email,First name,Last name,Owner,Status,zoe.zinc@people.example\n"
        "1,03/04/2026,ada@people.example,Ada,Quill,Bo Marl,zed@people.example,x\n"
        "2,03/05/2026,eve@people.example,Eve,Orchard,Bo Marl,+49 171 2345678,y\n",
    )
    record, text = connected(tmp_path, str(tmp_path / "in"))
    shown = text + json.dumps(record) + "".join(capsys.readouterr())
    for personal in ("ada@", "Quill", "Orchard", "Bo Marl", "zed@", "2345678", "zoe.zinc"):
        assert personal not in shown, personal


# Odd places -----------------------------------------------------------------------------------


def test_odd_things_are_told_in_a_line_each(tmp_path: Path) -> None:
    place = tmp_path / "in"
    write(place / "leads.csv", f"{LEADS}\n1,2026-05-01,a@people.example\n")
    write(place / "sub" / "deep" / "deals.csv", "deal_id,created_at\n1,2026-05-01\n")
    for number in range(1000):
        (place / f"photo {number}.png").write_bytes(b"\x89PNG")
    (place / "empty.csv").write_bytes(b"")
    (place / "binary.csv").write_bytes(bytes(range(256)) * 20)
    (place / "page.csv").write_bytes(b"<!DOCTYPE html><html></html>")
    (place / "sheet.csv").write_bytes(b"PK\x03\x04" + b"\0" * 50)
    (place / "budget.xlsx").write_bytes(b"PK\x03\x04")
    (place / "packed.csv.gz").write_bytes(gzip.compress(os.urandom(999))[:400])
    (place / "half.parquet").write_bytes(b"PAR1 and no more")
    (place / "broken.jsonl").write_bytes(b"{no json}\n")
    (place / "other.db").write_bytes(b"SQLite format 3\0" + b"\0" * 100)
    (place / "dir.csv").mkdir()
    os.mkfifo(place / "pipe.csv")
    (place / "loop").symlink_to(place)
    (place / "gone.csv").symlink_to(place / "nowhere")
    (Path(os.fsdecode(os.fsencode(place) + b"/na\xefve.csv"))).write_bytes(b"a,b\n1,2\n")
    record, text = connected(tmp_path, str(place))
    notes = "\n".join(record["notes"])
    assert len(record["notes"]) <= 14, notes
    for word in (
        "empty.csv: is empty",
        "page.csv: is a web page",
        "sheet.csv: is a zip file or a workbook",
        "budget.xlsx: is a workbook; export each sheet as CSV",
        "packed.csv.gz: is damaged gzip data",
        "half.parquet: is no Parquet file",
        "broken.jsonl: is not a JSON object",
        "other.db: is no DuckDB file",
        "pipe.csv: is not a regular file",
        "gone.csv: cannot be read (No such file or directory)",
        "the name is not UTF-8; rename it",
        "1,001 files are no tables, ignored (.png 1000, .csv 1)",
    ):
        assert word in notes, (word, notes)
    assert {one["input"] for one in record["found"]} == {"leads", "deals"}
    assert len(yaml.safe_load(text)["sources"]) == 2


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        ("nowhere", "there is no such file or folder"),
        ("", "is no place"),
        ("nothing", "nothing is recognised as an input"),
        ("stranger.duckdb", "cannot be opened"),
        ("known.duckdb:other", "there is no such schema"),
    ],
)
def test_a_place_that_gives_nothing_is_refused(place: str, reason: str, tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    write(tmp_path / "nothing" / "list.csv", "a,b\nx,y\n")
    write(tmp_path / "stranger.duckdb", "no database")
    duckdb.connect(str(tmp_path / "known.duckdb")).close()
    with pytest.raises(LeadmartError, match=reason) as error:
        connected(tmp_path, str(tmp_path / place) if place else "")
    assert error.value.code == 2
    assert not (tmp_path / "company.yml").exists()


def test_the_command_answers_a_machine_in_one_line(tmp_path: Path) -> None:
    write(tmp_path / "in" / "leads.csv", f"{LEADS}\n1,2026-05-01,a@people.example\n")
    out = tmp_path / "company.yml"
    connect = Command(PROJECT, tmp_path / "home")
    result = connect("connect", str(tmp_path / "in"), "--out", str(out), "--json")
    record = json.loads(result.output)
    assert record["found"][0]["input"] == "leads"
    assert record["company_file"] == str(out)
    assert find([str(tmp_path / "in")], PROJECT).tables[0].name == "leads"
