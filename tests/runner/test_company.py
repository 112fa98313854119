"""The company file: what it may say, how it is refused, and what its sources become."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest

from leadmart.building.plan import Plan
from leadmart.errors import LeadmartError
from leadmart.intake.company import built_in_dimensions, read_company, read_with_settings
from leadmart.intake.contract import read_contract
from leadmart.intake.load import take_in
from leadmart.intake.loaded import Loaded
from leadmart.intake.location import locate
from leadmart.intake.rules import lay_out
from leadmart.intake.sniff import look_at
from leadmart.intake.systems import read_systems
from leadmart.settings import PROJECT, read_settings
from leadmart.workplace import Workplace

CONTRACT = read_contract(PROJECT)
SYSTEMS = {"hubspot": ("fivetran", "airbyte")}


def write(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode(encoding))
    return path


def taken_in(folder: Path, text: str) -> tuple[Loaded, duckdb.DuckDBPyConnection]:
    """What the sources of a company file become, and the database that they are in."""
    company = read_company(write(folder, "company.yml", text), CONTRACT, SYSTEMS)
    workplace = Workplace(folder / "work").create()
    loaded = take_in(locate(None, PROJECT, company), workplace, read_settings())
    return loaded, duckdb.connect(str(workplace.work), read_only=True)


def refusals(folder: Path, text: str) -> list[str]:
    with pytest.raises(LeadmartError) as error:
        taken_in(folder, text)
    assert error.value.code == 2
    return error.value.problems


# What the file says ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("sorces: []", "line 1 (sorces): sorces is not known; did you mean sources?"),
        (
            "sources:\n  - {at: x, lodaer: dlt}",
            "line 2 (sources[0].lodaer): lodaer is not known; did you mean loader?",
        ),
        (
            "sources:\n  - {at: x, system: hubspto, loader: fivetran}",
            "line 2 (sources[0].system): no connector for hubspto; did you mean hubspot?",
        ),
        (
            "sources:\n  - {at: x, system: hubspot, loader: airbite}",
            "line 2 (sources[0].loader): hubspot is not read as airbite delivers it; "
            "did you mean airbyte?",
        ),
        (
            "sources:\n  - {at: x, system: hubspot, loader: dlt}\n"
            "  - {at: y, system: hubspot, loader: fivetran}",
            "line 3 (sources[1]): two sources of hubspot have no name to tell their ids apart; "
            "give each a name",
        ),
        (
            "sources:\n  - at: x.csv\n    input: meeting\n    columns: {a: b}",
            "line 3 (sources[0].input): meeting is no input; did you mean meetings?",
        ),
        (
            "sources:\n  - at: x.csv\n    input: leads\n    columns: {lead_id: Id}",
            "line 4 (sources[0].columns): leads needs created_at; say where it comes from",
        ),
        (
            "sources:\n  - at: x.csv\n    input: leads\n"
            "    columns: {lead_id: Id, created_at: {from: A, value: b}}",
            "line 4 (sources[0].columns.created_at): says not exactly one of from, value and sql; "
            "say one of them",
        ),
        ("settings: {a: 1, a: 2}", "line 1: a is said twice; keep one of them"),
        ("sources: [\n  {at: x", "line 2: is no YAML"),
        ("sources: x", "line 1 (sources): has another form; give a list"),
        (
            "dimensions:\n  - {name: channel, from: deals.owner}",
            "line 2 (dimensions[0].name): the dimension channel is taken; choose another name",
        ),
        (
            "dimensions:\n  - {name: product, from: deal.line}",
            "line 2 (dimensions[0].from): deal is no input; did you mean deals?",
        ),
        (
            "dimensions:\n  - {name: a, from: deals.line}\n  - {name: a, from: deals.shelf}",
            "line 3 (dimensions[1].name): the dimension a is taken; choose another name",
        ),
        (
            "dimensions:\n  - {name: reason, from: lead_stages.reason}",
            "line 2 (dimensions[0].from): no dimension comes from lead_stages; use accounts or",
        ),
        (
            "dimensions:\n  - {name: who, from: leads.email}",
            "line 2 (dimensions[0].from): leads.email is personal; choose another column",
        ),
        (
            "dimensions:\n  - {name: size, from: accounts.annual_revenue}",
            "line 2 (dimensions[0].from): accounts.annual_revenue is a decimal; choose a column",
        ),
        (
            "dimensions:\n  - {name: circle, from: accounts.group}",
            "line 2 (dimensions[0].from): group is a word of SQL; map the column to another name",
        ),
        (
            "dimensions:\n  - {name: product, from: product_line}",
            "line 2 (dimensions[0].from): product_line is not allowed here; input.column,",
        ),
    ],
)
def test_a_mistake_is_told_with_its_line_and_the_nearest_word(
    text: str, complaint: str, tmp_path: Path
) -> None:
    path = write(tmp_path, "company.yml", text)
    with pytest.raises(LeadmartError) as error:
        read_company(path, CONTRACT, SYSTEMS, taken_dimensions=["channel"])
    assert any(line.startswith(f"company.yml {complaint}") for line in error.value.problems), (
        error.value.problems
    )


def test_the_dimensions_of_metrics_are_taken() -> None:
    names = built_in_dimensions(PROJECT)
    assert {"total", "all", "channel", "deal_type", "lost_reason", "keyword"} <= names
    assert "industry" not in names


def test_a_column_that_is_not_delivered_is_told_with_its_line(tmp_path: Path) -> None:
    write(tmp_path, "in/deals.csv", "deal_id,created_at,Product_Line\nd1,2026-01-01,Core\n")
    text = "sources: [{at: in}]\ndimensions:\n  - {name: product, from: deals.produkt_line}\n"
    (refusal,) = refusals(tmp_path, text)
    assert refusal == (
        "company.yml line 3 (dimensions[0].from): deals has no column produkt_line; "
        "did you mean Product_Line?"
    )


def test_a_column_that_only_some_sources_give_is_absent_in_the_others(tmp_path: Path) -> None:
    write(tmp_path, "a/deals.csv", "deal_id,created_at,Product_Line\nd1,2026-01-01,Core\n")
    write(tmp_path, "b/deals.csv", "deal_id,created_at\nd2,2026-01-01\n")
    loaded, database = taken_in(
        tmp_path,
        "sources: [{at: a}, {at: b}]\n"
        "dimensions:\n"
        "  - {name: product, from: deals.product_line}\n"
        "  - {name: industry, from: accounts.industry}\n",
    )
    rows = database.execute("select deal_id, product_line from inputs.deals order by 1").fetchall()
    assert rows == [("d1", "Core"), ("d2", None)]
    assert "industry: accounts.industry is not delivered" in loaded.warnings


def test_dimensions_go_with_an_input_that_is_said_beside_the_file(tmp_path: Path) -> None:
    write(tmp_path, "in/deals.csv", "deal_id,created_at,line\nd1,2026-01-01,Core\n")
    text = "dimensions: [{name: product, from: deals.line}]\n"
    company = read_company(write(tmp_path, "company.yml", text), CONTRACT, SYSTEMS)
    workplace = Workplace(tmp_path / "work").create()
    location = locate(str(tmp_path / "in"), PROJECT, company)
    settings = read_settings()
    take_in(location, workplace, settings)
    plan = Plan("run", settings, workplace, location, date(2026, 6, 30))
    assert plan.variables["own_dimensions"] == [
        {"name": "product", "input": "deals", "column": "line"}
    ]
    with duckdb.connect(str(workplace.work), read_only=True) as database:
        assert database.execute("select line from inputs.deals").fetchall() == [("Core",)]


def test_the_demo_has_its_own_columns_alone(tmp_path: Path) -> None:
    text = "dimensions:\n  - {name: industry, from: accounts.industry}\n"
    company = read_company(write(tmp_path, "company.yml", text), CONTRACT, SYSTEMS)
    workplace = Workplace(tmp_path / "work").create()
    assert not take_in(locate(None, PROJECT, company), workplace, read_settings()).warnings
    (refusal,) = refusals(tmp_path, text + "  - {name: product, from: deals.deal_tipe}\n")
    assert "deals has no column deal_tipe; did you mean deal_type?" in refusal


def test_settings_are_those_of_the_command_line(tmp_path: Path) -> None:
    text = "settings:\n  business_timezone: Europe/Berlin\n  own_domains: [a.example, b.example]\n"
    company = read_company(write(tmp_path, "company.yml", text), CONTRACT, SYSTEMS)
    assert [one.assignment for one in company.settings] == [
        "business_timezone=Europe/Berlin",
        "own_domains=a.example,b.example",
    ]


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        (
            "  busines_timezone: UTC",
            "company.yml line 3 (settings.busines_timezone): no such setting; "
            "did you mean business_timezone?",
        ),
        (
            "  business_timezone: Berlin",
            "company.yml line 3 (settings.business_timezone): the value is refused; "
            "give a time zone's name, like Europe/Berlin",
        ),
        (
            "  keep_releases: [1, 2]",
            "company.yml line 3 (settings.keep_releases): the value is refused; "
            "give a whole number from 1 to 1000",
        ),
    ],
)
def test_a_wrong_setting_is_told_with_its_line(said: str, complaint: str, tmp_path: Path) -> None:
    path = write(tmp_path, "company.yml", f"settings:\n  threads: 1\n{said}\n")
    with pytest.raises(LeadmartError) as error:
        read_with_settings(path, None)
    assert error.value.problems == [complaint]
    assert error.value.code == 2


def test_what_the_command_line_says_wins(tmp_path: Path) -> None:
    path = write(tmp_path, "company.yml", "home: here\nsettings: {threads: 1, keep_releases: 9}\n")
    _, settings = read_with_settings(path, None, assignments=["threads=3"])
    assert (settings.number("threads"), settings.number("keep_releases")) == (3, 9)
    assert settings.home == tmp_path / "here"
    _, settings = read_with_settings(path, tmp_path / "there")
    assert settings.home == tmp_path / "there"


def test_passwords_are_kept_nowhere(tmp_path: Path) -> None:
    text = (
        "sources:\n"
        "  - {at: 'postgresql://reader:hunter2@db.example/raw?schema=crm'}\n"
        "  - {at: 'postgresql://db.example/raw?user=reader&password=hunter2'}\n"
        "  - {at: 'postgresql://reader@db.example/raw'}\n"
    )
    company = read_company(write(tmp_path, "company.yml", text), CONTRACT, {})
    assert "hunter2" not in str(company.says)
    assert "hunter2" not in str(company.warnings)
    assert [line.partition(":")[0] for line in company.warnings] == [
        "company.yml line 2 (sources[0].at)",
        "company.yml line 3 (sources[1].at)",
    ]


# What its sources become ----------------------------------------------------------------------


def test_an_export_with_titles_signs_and_totals_becomes_an_input(tmp_path: Path) -> None:
    write(
        tmp_path,
        "spend.csv",
        "Bericht\nMai\nTag;Kampagne;Kosten;Klicks\n01.05.2026;K1;1.234,50 €;1.000\n"
        "02.05.2026;K2;(5,00);zwölf\n\nSumme;;1.229,50 €;\n",
        "cp1252",
    )
    loaded, database = taken_in(
        tmp_path,
        "sources:\n"
        "  - input: ad_spend\n"
        "    at: spend.csv\n"
        '    format: {delimiter: ";", encoding: cp1252, skip_lines: 2, decimal: ",",'
        ' thousands: ".", dates: "%d.%m.%Y", drop_rows_where: {Tag: Summe}}\n'
        "    columns:\n"
        "      date_day: Tag\n"
        "      platform: {value: google_ads}\n"
        "      spend: Kosten\n"
        "      clicks: Klicks\n"
        "      campaign_id: {sql: \"'c-' || lower(Kampagne)\"}\n",
    )
    rows = database.execute(
        "select date_day, platform, spend, clicks, campaign_id, currency from inputs.ad_spend"
        " order by date_day"
    ).fetchall()
    assert rows == [
        ("2026-05-01", "google_ads", "1234.50", "1000", "c-k1", None),
        # What is no number stays as it is written, for staging to refuse.
        ("2026-05-02", "google_ads", "-5.00", "zwölf", "c-k2", None),
    ]
    assert "ad_spend: 1 rows left out, Tag is Summe" in loaded.warnings


def test_columns_of_stages_become_rows(tmp_path: Path) -> None:
    write(
        tmp_path,
        "contacts.csv",
        "Id,Became MQL,Became SQL\n1,01.05.2026 10:00,05.07.2026 23:30\n2,02.05.2026 09:00,\n",
    )
    _, database = taken_in(
        tmp_path,
        "sources:\n"
        "  - input: lead_stages\n"
        "    at: contacts.csv\n"
        '    format: {dates: "%d.%m.%Y %H:%M", timezone: Europe/Berlin}\n'
        "    columns: {lead_id: Id}\n"
        "    rows:\n"
        "      - {stage: {value: mql}, entered_at: Became MQL}\n"
        "      - {stage: {value: sql}, entered_at: Became SQL}\n",
    )
    rows = database.execute(
        "select lead_id, stage, entered_at from inputs.lead_stages order by all"
    ).fetchall()
    assert rows == [
        ("1", "mql", "2026-05-01T08:00:00Z"),
        ("1", "sql", "2026-07-05T21:30:00Z"),
        ("2", "mql", "2026-05-02T07:00:00Z"),
    ]


def test_words_are_mapped_in_any_case_and_others_stay(tmp_path: Path) -> None:
    write(tmp_path, "m.csv", "Id,At,Status\n1,2026-05-01,COMPLETED\n2,2026-05-02,Odd\n")
    _, database = taken_in(
        tmp_path,
        "sources:\n  - input: meetings\n    at: m.csv\n    columns: {meeting_id: Id, "
        "booked_at: At, outcome: {from: Status, values: {Completed: attended}}}\n",
    )
    rows = database.execute("select outcome from inputs.meetings order by meeting_id").fetchall()
    assert rows == [("attended",), ("Odd",)]


def test_several_sources_stand_together_and_a_name_stands_before_ids(tmp_path: Path) -> None:
    write(tmp_path, "in/leads.csv", "lead_id,created_at,account_id\n1,2026-01-01,7\n")
    write(tmp_path, "in/accounts.csv", "account_id\n7\n")
    write(tmp_path, "us/leads.csv", "lead_id,created_at,account_id\n1,2026-01-01,-\n")
    write(tmp_path, "parts/b.csv", "session_id,visitor_id,started_at\ns2,v,2026-01-01\n")
    duckdb.sql(
        "select 's1' as session_id, 'v' as visitor_id, '2026-01-01' as started_at"
    ).write_parquet(str(tmp_path / "parts" / "a.parquet"))
    with duckdb.connect(str(tmp_path / "own.duckdb")) as own:
        own.execute("create schema web")
        own.execute("""create table web."Visits" as select 's9' as "Id", 'v' as "Who",
            timestamp '2026-03-01 10:00:00' as "When" """)
    loaded, database = taken_in(
        tmp_path,
        "sources:\n"
        "  - {at: in}\n"
        "  - {at: us, name: us}\n"
        "  - {at: parts/*, input: sessions}\n"
        '  - {at: "own.duckdb:web", table: visits, input: sessions,\n'
        "     columns: {session_id: Id, visitor_id: Who, started_at: When}}\n",
    )
    leads = database.execute("select lead_id, account_id from inputs.leads order by 1").fetchall()
    assert leads == [("1", "7"), ("us:1", "-")]
    sessions = database.execute("select session_id, started_at from inputs.sessions").fetchall()
    assert sessions == [
        ("s1", "2026-01-01"),
        ("s2", "2026-01-01"),
        ("s9", "2026-03-01T10:00:00"),
    ]
    assert {name: one.rows for name, one in loaded.inputs.items()} == {
        "accounts": 1,
        "leads": 2,
        "sessions": 3,
    }


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("(select 1)", "reads a table"),
        ("count(*)", "uses count_star, which is not of one row alone"),
        ("row_number() over ()", "is not of one row alone"),
        ("current_date", "names current_date, which is no column"),
        ("random()", "uses random, which is not of one row alone"),
        ("getenv('HOME')", "uses getenv, which is not of one row alone"),
        ("1) from read_text('x') -- ", "cannot be read"),
        ("1; drop table leads", "cannot be read"),
        ("lower(Nmae)", "names Nmae, which is no column; did you mean Name?"),
    ],
)
def test_an_expression_sees_nothing_but_its_row(
    expression: str, reason: str, tmp_path: Path
) -> None:
    write(tmp_path, "l.csv", "Name,At\na,2026-05-01\n")
    quoted = expression.replace('"', '\\"')
    said = refusals(
        tmp_path,
        "sources:\n  - input: leads\n    at: l.csv\n    columns:\n"
        f'      lead_id: {{sql: "{quoted}"}}\n      created_at: At\n',
    )
    assert reason in said[0]


@pytest.mark.parametrize(
    ("text", "columns", "reason"),
    [
        ("Id,At\n1,2026-01-01\n", "{lead_id: ID, created_at: At}", "no column ID; did you mean Id"),
        ("Id,At\n1,2026-01-01,x\n", "{lead_id: Id, created_at: At}", "has 3 cells under 2 headers"),
        (
            "Id,At,Id\n1,2026-01-01,x\n",
            "{lead_id: Id, created_at: At}",
            "no column Id; there is Id (1), At",
        ),
        ("Id,At\n1,2026-01-01\n", "{lead_id: Id, created_at: At, mail: At}", "no column mail"),
    ],
)
def test_a_file_that_does_not_fit_is_refused(
    text: str, columns: str, reason: str, tmp_path: Path
) -> None:
    write(tmp_path, "l.csv", text)
    said = refusals(
        tmp_path, f"sources:\n  - input: leads\n    at: l.csv\n    columns: {columns}\n"
    )
    assert reason in said[0]


# How a file is written ------------------------------------------------------------------------


def test_a_files_content_says_how_it_is_written(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "de.csv",
        "Bericht\nMai; 2026\nTag;Kosten\n01.05.2026;1.234,50 €\n22.05.2026;80,00 €\n"
        "Summe;1.314,50 €\n",
        "cp1252",
    )
    look = look_at(path)
    assert look is not None
    assert look.format.delimiter == ";"
    assert look.format.encoding == "cp1252"
    assert look.format.skip_lines == 2
    assert (look.format.decimal, look.format.thousands) == (",", ".")
    assert look.format.dates == "%d.%m.%Y"
    assert look.format.drop_rows_where == {"Tag": "Summe"}
    assert look.questions == ()


def test_what_could_be_read_in_two_ways_is_asked(tmp_path: Path) -> None:
    look = look_at(write(tmp_path, "us.csv", 'Date,Cost\n03/04/2026,"1,234"\n'))
    assert look is not None
    assert look.format.dates == ""
    assert [question.about for question in look.questions] == ["decimal", "dates"]


def test_tabs_in_utf_16_are_read(tmp_path: Path) -> None:
    path = write(tmp_path, "u.csv", "Day\tSpent\n2026-05-01\t1,234.50\n", "utf-16")
    look = look_at(path)
    assert look is not None
    assert (look.format.encoding, look.format.delimiter) == ("utf-16", "\t")
    assert (look.format.decimal, look.format.thousands) == (".", ",")


def test_bytes_are_no_table(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(bytes(range(256)) * 50)
    assert look_at(path) is None


# The example of the manual ---------------------------------------------------------------------

EXAMPLE = """\
settings:                       # the same names as --set; --set wins
  business_timezone: Europe/Berlin
  reporting_currency: EUR
  own_domains: [example.com, example.io]
sources:
  - {system: hubspot, loader: fivetran, at: "postgresql://reader@db.example/raw?schema=hubspot"}
  - {system: hubspto, loader: airbyte, at: "raw.duckdb:google_ads"}
  - {at: inputs/}                                                    # the contract's own shape
  - input: meetings                                                  # one own file, by a mapping
    at: exports/calendar.csv
    format: {delimiter: ";", encoding: latin-1, skip_lines: 2, decimal: ",", thousands: ".",
             dates: "%d.%m.%Y %H:%M", timezone: Europe/Berlin, drop_rows_where: {UUID: ""}}
    columns:
      meeting_id: UUID
      booked_at: "Created at"
      outcome: {from: Status, values: {Completed: attended, "No show": no_show}}
      meeting_type: {value: demo}
dimensions:
  - {name: industry, from: accounts.industry}
  - {name: product, from: deals.product_line}      # a column beyond the contract
rules: rules/
"""


def test_a_whole_company_file_is_taken(tmp_path: Path) -> None:
    write(tmp_path, "inputs/accounts.csv", "account_id,industry\n7,Bäder\n")
    write(
        tmp_path,
        "inputs/deals.csv",
        "deal_id,created_at,account_id,product_line\nd1,2026-05-01,7,Core\n",
    )
    write(
        tmp_path,
        "exports/calendar.csv",
        "Kalender\nMai\nUUID;Created at;Status\nm1;01.05.2026 09:30;Completed\n"
        "m2;02.05.2026 00:10;No show\n;;\n;31.05.2026 00:00;Größe\n",
        "latin-1",
    )
    write(tmp_path, "rules/channel_names.csv", "name,channel\nmesse,events\n")
    text = "".join(line for line in EXAMPLE.splitlines(True) if "system:" not in line)
    path = write(tmp_path, "company.yml", text)
    company, settings = read_with_settings(path, None)
    assert company is not None
    assert settings.variables["own_domains"] == "example.com,example.io"
    loaded, database = taken_in(tmp_path, text)
    assert database.execute(
        "select meeting_id, booked_at, outcome, meeting_type from inputs.meetings order by 1"
    ).fetchall() == [
        ("m1", "2026-05-01T07:30:00Z", "attended", "demo"),
        ("m2", "2026-05-01T22:10:00Z", "no_show", "demo"),
    ]
    assert database.execute("select product_line from inputs.deals").fetchall() == [("Core",)]
    assert database.execute("select industry from inputs.accounts").fetchall() == [("Bäder",)]
    assert [(one.at, one.input, one.rows, one.left_out) for one in loaded.given] == [
        ("inputs/", "accounts", 1, 0),
        ("inputs/", "deals", 1, 0),
        ("exports/calendar.csv", "meetings", 2, 1),
    ]
    own = lay_out(company, PROJECT, tmp_path / "seeds")
    assert own["channel_names"].added == 1


def test_an_export_of_a_system_is_told_by_its_headers_and_says_what_it_never_tells(
    tmp_path: Path,
) -> None:
    write(
        tmp_path,
        "exports/stripe/all of them.csv",
        "id,Customer ID,Customer Email,Plan,Quantity,Currency,Interval,Amount,Status,Created (UTC),"
        "Ended At (UTC)\nsub_1,cus_1,a@people.example,pro,2,usd,month,20.00,active,"
        "2026-01-01 10:00,\n",
    )
    text = "sources:\n  - {system: stripe, loader: export, at: exports/stripe}\n"
    path = write(tmp_path, "company.yml", text)
    company = read_company(path, CONTRACT, read_systems(PROJECT))
    workplace = Workplace(tmp_path / "work").create()
    loaded = take_in(locate(None, PROJECT, company), workplace, read_settings())
    assert {name: one.rows for name, one in loaded.systems.items()} == {"stripe.subscriptions": 1}
    said = [one for one in loaded.warnings if one.startswith("stripe as export")]
    assert len(said) == 1
    assert "credit notes" in said[0]
    assert "stripe has no table invoices: without it there is no invoices" in " ".join(
        loaded.warnings
    )


def test_a_currency_that_stands_in_a_header_alone_is_the_one_of_the_company(
    tmp_path: Path,
) -> None:
    write(
        tmp_path,
        "meta/report.csv",
        "Reporting starts,Reporting ends,Campaign name,Campaign ID,Amount spent (EUR),Impressions\n"
        "2026-05-04,2026-05-04,Brand,7,12.50,100\n",
    )
    text = "sources:\n  - {system: meta_ads, loader: export, at: meta}\n"
    path = write(tmp_path, "company.yml", text)
    company = read_company(path, CONTRACT, read_systems(PROJECT))
    workplace = Workplace(tmp_path / "work").create()
    loaded = take_in(locate(None, PROJECT, company), workplace, read_settings())
    assert loaded.inferred_currency == "EUR"


def test_a_system_without_a_connector_is_one_line(tmp_path: Path) -> None:
    path = write(tmp_path, "company.yml", EXAMPLE)
    with pytest.raises(LeadmartError) as error:
        read_company(path, CONTRACT, SYSTEMS)
    assert error.value.problems == [
        "company.yml line 7 (sources[1].system): no connector for hubspto; did you mean hubspot?"
    ]
