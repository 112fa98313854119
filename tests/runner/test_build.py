"""End to end on the real project with the real command, on the miniature company."""

from __future__ import annotations

import csv
import gzip
import json
import random
import shutil
from pathlib import Path

import duckdb
import pytest

from leadmart.intake.contract import Input, read_contract
from tests.extras import needs
from tests.runner.conftest import MINIATURE, MINIATURE_AS_OF, ROOT, Command

CANARY = "canary-4d1e"
AS_OF = ("--as-of", MINIATURE_AS_OF)


def build(real: Command, location: object, *arguments: str, **environment: str) -> dict[str, str]:
    """Builds and publishes; gives the hash of every published table."""
    real("build", "--input", str(location), *AS_OF, *arguments, **environment)
    return real.hashes()


def differing(one: dict[str, str], other: dict[str, str]) -> list[str]:
    """The tables that are not the same in two releases."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def copy_of(folder: Path) -> Path:
    """The miniature's inputs in a folder of one's own."""
    shutil.copytree(MINIATURE, folder)
    return folder


def read_rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def write_rows(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)


def values(database: Path) -> list[tuple]:
    """All metric values of a release."""
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute("select * from metrics.metric_values order by all").fetchall()


# The ways in ----------------------------------------------------------------------------------


def test_a_folder_of_mixed_files_gives_the_same(
    miniature: Command, real: Command, tmp_path: Path
) -> None:
    """Every kind of file, columns in another order and case, rows shuffled, other threads."""
    folder = tmp_path / "mixed"
    folder.mkdir()
    chance = random.Random(7)
    for number, path in enumerate(sorted(MINIATURE.glob("*.csv"))):
        header, *rows = read_rows(path)
        order = chance.sample(range(len(header)), len(header))
        chance.shuffle(rows)
        rows = [[row[place] for place in order] for row in rows]
        header = [header[place] for place in order]
        write_as(
            (".csv", ".csv.gz", ".jsonl", ".parquet")[number % 4], folder, path.stem, header, rows
        )
    changed = build(real, folder, "--set", "threads=1", TZ="America/New_York")
    assert differing(miniature.hashes(), changed) == []


def write_as(
    suffix: str, folder: Path, name: str, header: list[str], rows: list[list[str]]
) -> None:
    """One input as a file of one kind, its values as text."""
    path = folder / f"{name}{suffix}"
    plain = folder / f"{name}.csv"
    if suffix == ".jsonl":
        objects = [dict(zip(header, [value or None for value in row], strict=True)) for row in rows]
        path.write_text("".join(json.dumps(one) + "\n" for one in objects), encoding="utf-8")
        return
    write_rows(plain, [[column.upper() for column in header], *rows])
    if suffix == ".csv.gz":
        path.write_bytes(gzip.compress(plain.read_bytes()))
        plain.unlink()
    elif suffix == ".parquet":
        with duckdb.connect() as connection:
            connection.execute(
                f"copy (from read_csv('{plain}', all_varchar = true, header = true))"
                f" to '{path}' (format parquet)"
            )
        plain.unlink()


# What may be absent, repeated, wrong ------------------------------------------------------------


def test_leads_alone_are_enough(miniature: Command, real: Command, tmp_path: Path) -> None:
    folder = tmp_path / "leads"
    folder.mkdir()
    rows = [row[:2] for row in read_rows(MINIATURE / "leads.csv")]
    assert rows[0] == ["lead_id", "created_at"]
    write_rows(folder / "leads.csv", rows)
    hashes = build(real, folder)
    assert hashes.keys() == miniature.hashes().keys()
    metrics = {row[0] for row in values(real.database)}
    assert "leads" in metrics
    assert not metrics & {"revenue", "sessions", "email_open_rate", "customer_acquisition_cost"}


def test_typed_tables_delivered_twice_give_the_same_metrics(
    miniature: Command, real: Command, tmp_path: Path
) -> None:
    """Another way in, other types, every row two times: the same company."""
    source = tmp_path / "source.duckdb"
    with duckdb.connect(str(source)) as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute("create schema crm")
        for name, declared in read_contract(ROOT).items():
            if (MINIATURE / f"{name}.csv").exists():
                write_typed_table(connection, declared)
    build(real, f"{source}:crm")
    assert values(real.database) == values(miniature.database)
    with duckdb.connect(str(real.database), read_only=True) as connection:
        assert connection.execute(
            "select bool_and(rows_rejected >= rows_accepted) from quality.reconciliation"
            " where rows_delivered > 0"
        ).fetchone() == (True,)


def write_typed_table(connection: duckdb.DuckDBPyConnection, declared: Input) -> None:
    """An input's rows, twice, as a table with the contract's types where all values take them."""
    source = f"read_csv('{MINIATURE}/{declared.name}.csv', all_varchar = true, header = true)"
    # A timestamp without a zone would drop the offset that some texts have.
    types = {
        column.name: column.data_type.replace("timestamp", "timestamptz")
        for column in declared.columns
    }
    columns = []
    for name in read_rows(MINIATURE / f"{declared.name}.csv")[0]:
        typed = f'try_cast("{name}" as {types.get(name, "varchar")})'
        lossless = connection.execute(
            f"select bool_and({typed} is not null or coalesce(\"{name}\", '') = '') from {source}"
        ).fetchone()
        columns.append(f'{typed} as "{name}"' if lossless == (True,) else f'"{name}"')
    rows = f"select {', '.join(columns)} from {source}"
    connection.execute(f"create table crm.{declared.name} as {rows} union all {rows}")


# What is wrong, odd or secret -----------------------------------------------------------------

WRONG_AMOUNTS = ["nan", "Infinity", "1e400", "1,50", "0x10", "-1", "€5"]
WRONG_DATES = ["31/01/2026", "0001-01-01", "infinity", "2999-01-01", "2026-02-30", "yesterday"]
ODD_TEXTS = [
    "O'Brien",
    "</script>",
    "=cmd|' /C calc'!A0",
    "😀",
    "\u202eabc",
    "{{ 1 }}",
    "'; drop --",
]


def test_what_is_wrong_odd_or_secret(real: Command, tmp_path: Path) -> None:
    """Wrong cells set their rows aside, odd texts stay, and no canary is ever told."""
    folder = copy_of(tmp_path / "odd")
    add_wrong_spend(folder)
    add_odd_campaigns(folder)
    add_canaries(folder)
    secret = {"DBT_ENV_SECRET_CANARY": CANARY, "PGPASSWORD": CANARY, "MY_TOKEN": CANARY}
    arguments = ("--input", str(folder), *AS_OF)
    refused = real("check", *arguments, code=2, **secret)
    assert "ad_spend: 12 of" in refused.errors
    built = real("build", *arguments, "--set", "maximum_rejected_share=0.9", **secret)
    with duckdb.connect(str(real.database), read_only=True) as connection:
        assert connection.execute(
            "select rows_rejected >= 13, rows_invalid >= 12, is_reconciled"
            " from quality.reconciliation where input = 'ad_spend'"
        ).fetchone() == (True, True, True)
        names = connection.execute(
            "select campaign_name from core.dim_campaigns where campaign_id like '00-odd-%'"
            " order by campaign_id"
        ).fetchall()
    assert [name for (name,) in names] == ODD_TEXTS
    address = f"postgresql://u:{CANARY}@127.0.0.1:1/x"
    unreachable = real("build", "--input", address, code=2, **secret)
    (folder / "leads.csv").write_text(f'lead_id,created_at\n"{CANARY}@people.example', "utf-8")
    cut_off = real("build", "--input", str(folder), *AS_OF, code=2, **secret)
    status = real("status")
    assert CANARY not in "".join(one.text for one in (refused, built, unreachable, cut_off, status))
    for path in real.home.rglob("*"):
        if path.is_file():
            assert CANARY.encode() not in path.read_bytes(), path


def add_wrong_spend(folder: Path) -> None:
    """A row for every amount and every date that is none."""
    header, *rows = read_rows(folder / "ad_spend.csv")
    sound = dict(zip(header, rows[0], strict=True))
    for number, value in enumerate(WRONG_AMOUNTS):
        wrong = {**sound, "spend": value, "date_day": f"2026-01-{number + 1:02}"}
        rows.append([wrong[name] for name in header])
    rows += [[{**sound, "date_day": value}[name] for name in header] for value in WRONG_DATES]
    write_rows(folder / "ad_spend.csv", [header, *rows])


def add_odd_campaigns(folder: Path) -> None:
    """A campaign for every odd text, with leading zeros in its id."""
    header, *rows = read_rows(folder / "campaigns.csv")
    for number, text in enumerate(ODD_TEXTS):
        odd = {"campaign_id": f"00-odd-{number}", "campaign_name": text}
        rows.append([odd.get(name, "") for name in header])
    write_rows(folder / "campaigns.csv", [header, *rows])


def add_canaries(folder: Path) -> None:
    """A person who may not be found again, accepted and refused."""
    header, *rows = read_rows(folder / "leads.csv")
    person = {
        "lead_id": f"{CANARY}@people.example",
        "created_at": "2026-01-05T10:00:00",
        "email": f"{CANARY}@people.example",
        "first_name": CANARY,
        "last_name": CANARY,
        "job_title": f"write to {CANARY}@people.example",
    }
    for created_at in ("2026-01-05T10:00:00", "soon"):
        rows.append([{**person, "created_at": created_at}.get(name, "") for name in header])
    write_rows(folder / "leads.csv", [header, *rows])


# What people look at --------------------------------------------------------------------------


def test_a_release_holds_a_workbook_of_its_tables(miniature: Command) -> None:
    book = needs("openpyxl").load_workbook(miniature.home / "current" / "leadmart.xlsx")
    assert "leadmart.xlsx" in miniature.manifest()["files"]
    shown = {row[1].value: row[3].value for row in book["Overview"].iter_rows(min_row=7)}
    with duckdb.connect(str(miniature.database), read_only=True) as connection:
        wanted = connection.execute(
            """
            select name, value
            from insights.scorecard inner join metrics.metric_catalog using (metric)
            where period_grain = 'month' and dimension = 'total'
                and period_start = date '2026-03-01'
            """
        ).fetchall()
    assert len(wanted) > 50
    for name, value in wanted:
        assert shown[name] == (None if value is None else pytest.approx(value, rel=1e-12)), name


@pytest.mark.parametrize("period", ["last_week", "last_month", "last_quarter", "last_year"])
def test_a_release_can_be_reported(miniature: Command, tmp_path: Path, period: str) -> None:
    result = miniature("report", "--period", period, "--out", str(tmp_path), "--json")
    record = json.loads(result.output)
    assert record["release"] == miniature.current
    assert record["period"]["end"] <= MINIATURE_AS_OF
    assert len(list(tmp_path.iterdir())) == len(record["files"]) == 2
    for change in record["changes"]:
        assert change["value"] - change["previous"] == pytest.approx(change["change"])


# The check ------------------------------------------------------------------------------------


def test_the_check_says_what_a_build_would(miniature: Command, tmp_path: Path) -> None:
    folder = copy_of(tmp_path / "check")
    (folder / "ad_spend.csv").unlink()
    header, *rows = read_rows(folder / "deals.csv")
    rows[0][header.index("created_at")] = "soon"
    rows[1][header.index("probability")] = "much"
    contradiction = list(rows[2])
    contradiction[header.index("amount")] = "4711"
    rows.append(contradiction)
    write_rows(folder / "deals.csv", [[*header, "mood"], *[[*row, "good"] for row in rows]])
    result = miniature("check", "--input", str(folder), *AS_OF, "--json")
    report = json.loads(result.output)
    deals = report["inputs"]["deals"]
    assert deals["rows_delivered"] - deals["rows_accepted"] >= 1
    assert deals["rejected"]["created_at is not an ISO timestamp"] == 1
    assert deals["unknown_columns"] == ["mood"]
    assert report["would_be_published"] is True
    assert report["conflicts"] == {"deals": {"rows": 1, "keys": [rows[2][0]]}}
    flags = {(one["input"], one["words"]): one["keys"] for one in report["flags"]}
    assert flags["deals", "probability is not a decimal number"] == [rows[1][0]]
    assert "leads.lead_source" in {one["place"] for one in report["unknown_values"]}
    assert report["would_give"][0]["missing"] == ["ad_spend"]
    assert len(report["would_give"][0]["metrics"]) > 5
    assert report["inputs"]["ad_spend"]["is_there"] is False
    table = result.errors
    assert "created_at is not an ISO timestamp" in table
    assert "mood" in table
    assert report["metrics_without_rows"]["ad_impressions"] == ["ad_spend"]
    assert "customer_acquisition_cost" not in report["metrics_without_rows"]
    assert "ad_impressions" in table
    assert " ".join(table.splitlines()[-1].split()) == "published yes: a build would accept this"


def test_the_check_refuses_what_a_build_would(miniature: Command, tmp_path: Path) -> None:
    folder = copy_of(tmp_path / "check")
    header, *rows = read_rows(folder / "deals.csv")
    for row in rows[:5]:
        row[header.index("created_at")] = "soon"
    write_rows(folder / "deals.csv", [header, *rows])
    result = miniature("check", "--input", str(folder), *AS_OF, code=2)
    assert "error: deals: 5 of" in result.errors
    assert "created_at is not an ISO timestamp (5)" in result.errors
    assert "published   no" in result.output
    none = ("--set", "maximum_rejected_share=0")
    result = miniature("check", "--input", str(MINIATURE), *AS_OF, *none, code=2)
    assert "error: leads: 1 of" in result.errors
    (folder / "deals.csv").write_text("deal_id;created_at\n")
    result = miniature("check", "--input", str(folder), code=2)
    assert "separated by semicolons" in result.errors


# Memory ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [(), ("--seed", "2")])
def test_demo_data(miniature: Command, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    result = miniature("demo-data", str(tmp_path / "demo"), *arguments)
    assert str(tmp_path / "demo") in result.output
    assert len(list((tmp_path / "demo").glob("*.csv"))) == len(read_contract(ROOT))
