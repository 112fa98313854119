"""Inputs into the work database: tables of DuckDB and PostgreSQL, and what a delivery implies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest

from leadmart.errors import REFUSED, LeadmartError
from leadmart.intake import load, needs
from leadmart.intake.contract import read_contract
from leadmart.intake.load_files import plain_number
from leadmart.intake.load_tables import unopened
from leadmart.intake.loaded import Loaded
from leadmart.intake.location import locate
from leadmart.settings import PROJECT, read_settings
from leadmart.workplace import Workplace
from tests.runner import postgres

SECRET = "s3cret-canary"


@pytest.fixture
def workplace(tmp_path: Path) -> Workplace:
    return Workplace(tmp_path / "run").create()


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A DuckDB file with typed tables in the schema `crm`."""
    path = tmp_path / "it's a source.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            """
            create schema crm;
            create table crm."Leads" (
                "Lead_ID" bigint, created_at timestamptz, is_deleted boolean,
                "odd ""one"" x" integer
            );
            insert into crm."Leads" values
                (7, '2026-01-31 10:30:00+01', true, 1), (8, '2026-01-31 00:00:00+00', null, 2);
            create table crm.deals (
                deal_id varchar, created_at timestamp, amount double, probability decimal(9, 4),
                expected_close_on date, contract_months hugeint
            );
            insert into crm.deals values
                ('D1', '2026-01-31 10:30:00.5', 0.00001, 0.5, '2026-02-28', 12),
                ('D2', 'infinity', 'nan', 1, '2026-02-28', 12),
                ('D3', '2026-01-31', 123456789012345678, 1, null, null);
            create view crm.accounts as select 'A1' as account_id;
            create table crm.notes as select 1 as x;
            create table main.campaigns as select 'C1' as campaign_id;
            """
        )
    return path


def take_in(text: str, workplace: Workplace) -> Loaded:
    return load.take_in(locate(text, PROJECT), workplace, read_settings())


def rows(workplace: Workplace, query: str) -> list[tuple]:
    with duckdb.connect(str(workplace.work), read_only=True) as connection:
        return connection.execute(query).fetchall()


# DuckDB ---------------------------------------------------------------------------------------


def test_tables_become_text(source: Path, workplace: Workplace) -> None:
    loaded = take_in(f"{source}:CRM", workplace)
    assert {name: one.rows for name, one in loaded.inputs.items()} == {
        "accounts": 1,
        "leads": 2,
        "deals": 3,
    }
    assert rows(workplace, "select lead_id, created_at, is_deleted from inputs.leads") == [
        ("7", "2026-01-31T09:30:00+00", "true"),
        ("8", "2026-01-31T00:00:00+00", None),
    ]
    assert rows(
        workplace,
        """
        select created_at, amount, probability, expected_close_on, contract_months
        from inputs.deals
        """,
    ) == [
        ("2026-01-31T10:30:00.5", "0.00001", "0.5000", "2026-02-28", "12"),
        ("infinity", "nan", "1.0000", "2026-02-28", "12"),
        ("2026-01-31T00:00:00", "123456789012345680", "1.0000", None, None),
    ]


def test_every_input_has_a_table_of_text(source: Path, workplace: Workplace) -> None:
    take_in(f"{source}:crm", workplace)
    found = rows(
        workplace,
        "select table_name, list(distinct data_type) from duckdb_columns()"
        " where schema_name = 'inputs' group by table_name",
    )
    assert {table for table, _ in found} == set(read_contract(PROJECT))
    assert {kinds[0] for _, kinds in found} == {"VARCHAR"}
    assert rows(workplace, "select count(*) from inputs.sessions") == [(0,)]


def test_other_tables_and_columns_are_said(source: Path, workplace: Workplace) -> None:
    warnings = take_in(f"{source}:crm", workplace).warnings
    assert warnings == (
        "notes: not an input, ignored",
        'leads: unknown columns, ignored: odd "one" x',
    )


@pytest.mark.parametrize(
    ("schema", "said"),
    [("empty", "holds no input; deliver"), ("notes", "holds no input, only notes; deliver")],
)
def test_a_schema_without_an_input_is_refused(
    schema: str, said: str, source: Path, workplace: Workplace
) -> None:
    with duckdb.connect(str(source)) as connection:
        connection.execute("create schema empty; create schema notes")
        connection.execute("create table notes.notes as select 1 as x")
    with pytest.raises(LeadmartError, match=said) as caught:
        take_in(f"{source}:{schema}", workplace)
    assert caught.value.code == REFUSED


def test_a_schema_that_is_not_there_is_told_beside_those_that_are(
    source: Path, workplace: Workplace
) -> None:
    with pytest.raises(LeadmartError, match="there is no schema cmr; did you mean crm") as caught:
        take_in(f"{source}:cmr", workplace)
    assert caught.value.code == REFUSED


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            "IO Error: Trying to read a database file with version number 99, but we can only"
            " read versions between 64 and 67.",
            "was written by a newer DuckDB; write it with storage_version",
        ),
        (
            'IO Error: Could not set lock on file "/x.duckdb": Conflicting lock is held',
            "close whoever writes to it",
        ),
        (
            'IO Error: Cannot open file "/x.duckdb": Permission denied',
            "let this user read it",
        ),
        (
            "IO Error: Corrupt database file: computed checksum 1 does not match stored checksum 2"
            " in block at location 0",
            "name a DuckDB file that is whole",
        ),
    ],
)
def test_why_a_duckdb_file_cannot_be_opened_is_told(said: str, expected: str) -> None:
    assert expected in "; ".join(unopened(duckdb.IOException(said)))


def test_a_file_as_input_is_told_as_one(tmp_path: Path, workplace: Workplace) -> None:
    (tmp_path / "x.duckdb").write_bytes(b"")
    with pytest.raises(LeadmartError, match="is a file, not a folder; name the folder, a DuckDB"):
        take_in(str(tmp_path / "x.duckdb"), workplace)


def test_any_input_of_a_schema_suffices(source: Path, workplace: Workplace) -> None:
    assert set(take_in(f"{source}:main", workplace).inputs) == {"campaigns"}


def test_inputs_without_rows_are_said(tmp_path: Path, workplace: Workplace) -> None:
    folder = tmp_path / "inputs"
    folder.mkdir()
    (folder / "deals.csv").write_text("deal_id,created_at\n")
    (folder / "accounts.csv").write_text("account_id\nA1\n")
    (folder / "costs.csv").write_text("date_day,department,amount\n")
    assert take_in(str(folder), workplace).warnings == ("delivered without rows: deals, costs",)


def test_a_missing_column_is_refused(tmp_path: Path, workplace: Workplace) -> None:
    with duckdb.connect(str(tmp_path / "x.duckdb")) as connection:
        connection.execute("create table leads as select 1 as lead_id")
    with pytest.raises(LeadmartError, match="lacks the required column created_at"):
        take_in(f"{tmp_path}/x.duckdb:main", workplace)


@pytest.mark.parametrize("content", [None, b"", b"x" * 20_000])
def test_what_is_no_database_is_refused(
    content: bytes | None, tmp_path: Path, workplace: Workplace
) -> None:
    if content is not None:
        (tmp_path / "x.duckdb").write_bytes(content)
    with pytest.raises(LeadmartError, match=r"is no file|cannot be opened|holds no input"):
        take_in(f"{tmp_path}/x.duckdb:main", workplace)


def test_a_view_reaches_no_other_file(tmp_path: Path, workplace: Workplace) -> None:
    (tmp_path / "secret.csv").write_text(f"lead_id,created_at\n{SECRET},2026-01-01\n")
    with duckdb.connect(str(tmp_path / "x.duckdb")) as connection:
        connection.execute(f"create view leads as select * from read_csv('{tmp_path}/secret.csv')")
    with pytest.raises(LeadmartError, match="cannot be read") as caught:
        take_in(f"{tmp_path}/x.duckdb:main", workplace)
    assert SECRET not in str(caught.value)


def test_a_value_that_breaks_a_view_is_not_told(tmp_path: Path, workplace: Workplace) -> None:
    with duckdb.connect(str(tmp_path / "x.duckdb")) as connection:
        connection.execute(
            f"create view leads as select cast('{SECRET}' as integer) as lead_id, 1 as created_at"
        )
    with pytest.raises(LeadmartError, match="ConversionException") as caught:
        take_in(f"{tmp_path}/x.duckdb:main", workplace)
    assert SECRET not in str(caught.value)


def test_the_source_is_left_as_it_was(source: Path, workplace: Workplace) -> None:
    before = source.read_bytes()
    take_in(f"{source}:crm", workplace)
    assert source.read_bytes() == before
    assert [path.name for path in source.parent.glob("*.wal")] == []


# What a delivery implies ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spend", "rates", "expected"),
    [
        (["EUR"], [], "EUR"),
        (["EUR", "USD"], ["USD"], "EUR"),
        (["EUR", "USD"], [], None),
        (["EUR"], ["EUR"], None),
        ([" eur ", "NA", "", "-"], [], "EUR"),
        (["{{ 1 }}", "x'x"], [], None),
        ([], [], None),
    ],
)
def test_the_reporting_currency_is_inferred(
    spend: list[str], rates: list[str], expected: str | None, tmp_path: Path, workplace: Workplace
) -> None:
    folder = tmp_path / "inputs"
    folder.mkdir()
    (folder / "leads.csv").write_text("lead_id,created_at\n")
    lines = [f"2026-01-01,search,1,{currency}\n" for currency in spend]
    (folder / "ad_spend.csv").write_text("date_day,platform,spend,currency\n" + "".join(lines))
    lines = [f"2026-01-01,{currency},1.1\n" for currency in rates]
    (folder / "exchange_rates.csv").write_text(
        "date_day,currency,rate_to_reporting\n" + "".join(lines)
    )
    loaded = take_in(str(folder), workplace)
    assert loaded.inferred_currency == expected
    said = read_settings(assignments=["reporting_currency=GBP"])
    assert load.decide_currency(said, loaded) == {}


def test_what_a_company_masks_is_masked_beside_rows_too(
    workplace: Workplace, tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "leads.csv").write_text("lead_id,created_at,about ID4711\nL1,2026-01-01,x\n")
    (tmp_path / "in" / "ID4712.csv").write_text("x\n1\n")
    settings = read_settings(assignments=["mask_pattern=ID[0-9]+"])
    loaded = load.take_in(locate(str(tmp_path / "in"), PROJECT), workplace, settings)
    assert loaded.inputs["leads"].unknown_columns == ("about <masked>",)
    assert loaded.warnings == (
        "<masked>.csv: not an input, ignored",
        "leads.csv: unknown columns, ignored: about <masked>",
    )


def test_the_as_of_date_is_said_or_the_demos_or_today() -> None:
    folder, demo = locate("x", PROJECT), locate(None, PROJECT)
    settings = read_settings()
    assert load.decide_as_of(settings, demo) == date(2026, 6, 30)
    assert abs((load.decide_as_of(settings, folder) - date.today()).days) <= 1
    said = replace(settings, as_of=date(2026, 1, 1))
    assert load.decide_as_of(said, demo) == load.decide_as_of(said, folder) == date(2026, 1, 1)


@pytest.mark.parametrize(
    ("text", "plain"),
    [("1", "1"), ("-1.50", "-1.50"), ("1e3", "1000"), ("1.5E-3", "0.0015"), ("1e400", "1e400")],
)
def test_numbers_lose_their_exponents(text: str, plain: str) -> None:
    assert plain_number(text) == plain


@pytest.mark.parametrize(
    ("expression", "there", "met"),
    [
        ("", set(), True),
        ("leads", set(), False),
        ("leads & (ad_spend | costs)", {"leads", "costs"}, True),
        ("leads & (ad_spend | costs)", {"leads"}, False),
        ("leads | deals & costs", {"leads"}, True),
        # an input whose columns nobody names is taken to have all of them
        ("sessions.page_views | page_views", {"sessions"}, True),
        ("sessions.page_views", {"sessions", "sessions.visitor_id"}, False),
        ("sessions.page_views", {"sessions", "sessions.page_views"}, True),
        ("sessions.page_views & leads", {"sessions", "sessions.page_views"}, False),
    ],
)
def test_what_a_metric_needs(expression: str, there: set[str], met: bool) -> None:
    assert needs.is_met(expression, there) is met


@pytest.mark.parametrize(
    ("there", "lacks"),
    [
        (set(), ["accounts", "leads"]),
        ({"leads", "accounts", "leads.lead_id", "accounts.icp_fit"}, ["leads.account_id"]),
        ({"leads", "leads.account_id"}, ["accounts"]),
    ],
)
def test_what_a_metric_lacks(there: set[str], lacks: list[str]) -> None:
    assert needs.lacking("leads.account_id & accounts.icp_fit", there) == lacks


@pytest.mark.parametrize("expression", ["leads &", "(leads", "leads)", "leads deals", "1 + 'x'"])
def test_needs_that_cannot_be_read(expression: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        needs.is_met(expression, set())


# Where inputs are -----------------------------------------------------------------------------


def test_a_password_is_never_shown() -> None:
    location = locate(f"postgresql://reader:{SECRET}@host:5432/crm?schema=sales&x=1", PROJECT)
    assert location.shown == "postgresql://reader:***@host:5432/crm?schema=sales&x=1"
    assert location.schema == "sales"
    assert location.address == f"postgresql://reader:{SECRET}@host:5432/crm?x=1"
    assert SECRET not in locate(f"postgresql:///crm?password={SECRET}", PROJECT).shown


def test_postgresql_without_the_extra_is_refused_in_a_line(
    workplace: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "adbc_driver_postgresql", None)
    with pytest.raises(LeadmartError, match=r"requirements-postgres\.txt") as caught:
        take_in(f"postgresql://reader:{SECRET}@localhost/crm", workplace)
    assert SECRET not in str(caught.value)


# PostgreSQL -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def postgresql() -> Iterator[str]:
    """A real server on a socket of its own, with typed tables; gives its address."""
    with postgres.server(SECRET) as address:
        _fill(address)
        yield address


def _fill(address: str) -> None:
    from adbc_driver_postgresql import dbapi

    with dbapi.connect(address, autocommit=True) as connection, connection.cursor() as cursor:
        for statement in (
            "create schema crm",
            """create table crm.leads (
                "Lead_ID" bigint, created_at timestamptz, is_deleted boolean, email text,
                extra jsonb
            )""",
            """insert into crm.leads values
                (7, '2026-01-31 10:30:00+01', true, E'a,"b"\\n', '{}'),
                (8, 'infinity', null, '', null)
            """,
            """create table crm.deals (
                deal_id varchar(10), created_at timestamp, amount double precision,
                probability numeric, expected_close_on date, is_won boolean
            )""",
            """insert into crm.deals values
                ('D1', '2026-01-31 10:30:00.5', 1e-5, 0.50, '2026-02-28', false),
                ('D2', null, 'NaN', 1, null, null),
                ('D3', null, 1e22, 1, null, null),
                ('D4', null, 123456789.123456789, 1, null, null)
            """,
            "create table public.leads (lead_id text)",
            "create table crm.other (x int)",
        ):
            cursor.execute(statement)


def test_postgresql_becomes_the_same_text(postgresql: str, workplace: Workplace) -> None:
    loaded = take_in(f"{postgresql}&schema=crm", workplace)
    assert {name: one.rows for name, one in loaded.inputs.items()} == {"leads": 2, "deals": 4}
    assert loaded.warnings == (
        "other: not an input, ignored",
        "leads: unknown columns, ignored: extra",
    )
    assert rows(workplace, "select lead_id, created_at, is_deleted, email from inputs.leads") == [
        ("7", "2026-01-31T09:30:00+00", "true", 'a,"b"\n'),
        ("8", "infinity", None, ""),
    ]
    assert rows(
        workplace,
        "select created_at, amount, probability, expected_close_on, is_won from inputs.deals",
    ) == [
        ("2026-01-31T10:30:00.5", "0.00001", "0.50", "2026-02-28", "false"),
        (None, "NaN", "1", None, None),
        (None, "10000000000000000000000", "1", None, None),
        (None, "123456789.12345679", "1", None, None),
    ]


def test_postgresql_is_refused_like_files(postgresql: str, workplace: Workplace) -> None:
    with pytest.raises(LeadmartError, match="lacks the required column created_at") as caught:
        take_in(postgresql, workplace)
    assert caught.value.code == REFUSED
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("change", [(SECRET, "wrong-" + SECRET), ("/postgres?", "/nothing?")])
def test_postgresql_that_does_not_answer_is_refused(
    change: tuple[str, str], postgresql: str, workplace: Workplace
) -> None:
    with pytest.raises(LeadmartError, match="cannot be read") as caught:
        take_in(postgresql.replace(*change), workplace)
    assert caught.value.code == REFUSED
    assert SECRET not in str(caught.value)
