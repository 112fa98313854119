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

from leadmart.contract import read_contract
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


def test_a_schema_of_typed_tables_gives_the_same(
    miniature: Command, real: Command, tmp_path: Path
) -> None:
    source = tmp_path / "source.duckdb"
    with duckdb.connect(str(source)) as connection:
        connection.execute("set TimeZone = 'UTC'; create schema crm")
        for name, declared in read_contract(ROOT).items():
            path = MINIATURE / f"{name}.csv"
            if not path.exists():
                continue
            types = {column.name: column.data_type for column in declared.columns}
            columns = ", ".join(
                f'try_cast("{column}" as {types.get(column.lower(), "varchar")}) as "{column}"'
                for column in read_rows(path)[0]
            )
            connection.execute(
                f"create table crm.{name} as select {columns}"
                f" from read_csv('{path}', all_varchar = true, header = true)"
            )
    build(real, f"{source}:crm")
    assert values(real.database) == values(miniature.database)


def test_a_delivery_of_the_demo_gives_the_demo(real: Command) -> None:
    """The demo's seeds and the same files delivered are the same release."""
    # Its rejected rows and all: what the seeds' types could change would show here.
    real()
    demo = real.hashes()
    real("build", "--input", str(ROOT / "seeds" / "demo"), "--as-of", "2026-06-30")
    assert differing(demo, real.hashes()) == []


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


def test_a_file_delivered_twice_gives_the_same_metrics(
    miniature: Command, real: Command, tmp_path: Path
) -> None:
    folder = copy_of(tmp_path / "twice")
    for path in folder.glob("*.csv"):
        header, *rows = read_rows(path)
        write_rows(path, [header, *rows, *rows])
    build(real, folder)
    assert values(real.database) == values(miniature.database)
    with duckdb.connect(str(real.database), read_only=True) as connection:
        assert connection.execute(
            "select bool_and(rows_rejected >= rows_accepted) from quality.reconciliation"
            " where rows_delivered > 0"
        ).fetchone() == (True,)


def test_wrong_cells_set_only_their_rows_aside(real: Command, tmp_path: Path) -> None:
    folder = copy_of(tmp_path / "wrong")
    wrong = ["nan", "Infinity", "1e400", "1,50", "0x10", "-1", "€5"]
    dates = ["31/01/2026", "0001-01-01", "infinity", "2999-01-01", "2026-02-30", "yesterday"]
    header, *rows = read_rows(folder / "ad_spend.csv")
    spend, day = header.index("spend"), header.index("date_day")
    for number, value in enumerate(wrong):
        row = list(rows[0])
        row[spend], row[0] = value, f"2026-01-{number + 1:02}" if day == 0 else row[0]
        rows.append(row)
    for value in dates:
        row = list(rows[0])
        row[day] = value
        rows.append(row)
    write_rows(folder / "ad_spend.csv", [header, *rows])
    refused = real("build", "--input", str(folder), *AS_OF, code=1)
    assert "share" in refused.errors
    assert real.current is None
    build(real, folder, "--set", "maximum_rejected_share=0.9")
    with duckdb.connect(str(real.database), read_only=True) as connection:
        found = connection.execute(
            "select rows_rejected, is_reconciled from quality.reconciliation"
            " where input = 'ad_spend'"
        ).fetchone()
    assert found == (len(wrong) + len(dates), True)


def test_odd_texts_are_kept_as_they_are(real: Command, tmp_path: Path) -> None:
    folder = copy_of(tmp_path / "odd")
    odd = ["O'Brien", "</script>", "=cmd|' /C calc'!A0", "😀", "\u202eabc", "{{ 1 }}", "'; drop --"]
    header, *rows = read_rows(folder / "campaigns.csv")
    for number, text in enumerate(odd):
        row = dict.fromkeys(header, "")
        row |= {"campaign_id": f"00{number}", "campaign_name": text}
        rows.append([row[name] for name in header])
    write_rows(folder / "campaigns.csv", [header, *rows])
    build(real, folder)
    with duckdb.connect(str(real.database), read_only=True) as connection:
        found = connection.execute(
            "select campaign_name from core.dim_campaigns where campaign_id like '00%'"
            " order by campaign_id"
        ).fetchall()
    assert [text for (text,) in found] == odd


# Secrets --------------------------------------------------------------------------------------


def test_no_canary_is_ever_told(real: Command, tmp_path: Path) -> None:
    """Names, addresses and secrets reach no table, no log, no message, whatever happens."""
    folder = copy_of(tmp_path / "canary")
    header, *rows = read_rows(folder / "leads.csv")
    person = {
        "lead_id": f"{CANARY}@people.example",
        "created_at": "2026-01-05T10:00:00",
        "email": f"{CANARY}@people.example",
        "first_name": CANARY,
        "last_name": CANARY,
        "job_title": f"write to {CANARY}@people.example",
    }
    rows.append([person.get(name, "") for name in header])
    # One more that is refused.
    rows.append([{**person, "created_at": "soon"}.get(name, "") for name in header])
    write_rows(folder / "leads.csv", [header, *rows])
    secret = {"DBT_ENV_SECRET_CANARY": CANARY, "PGPASSWORD": CANARY, "MY_TOKEN": CANARY}
    said = real("build", "--input", str(folder), *AS_OF, **secret).text
    said += real(
        "build", "--input", f"postgresql://u:{CANARY}@127.0.0.1:1/x", code=2, **secret
    ).text
    (folder / "leads.csv").write_text(f'lead_id,created_at\n"{CANARY}@people.example', "utf-8")
    said += real("build", "--input", str(folder), *AS_OF, code=2, **secret).text
    said += real("status").text
    assert CANARY not in said
    for path in real.home.rglob("*"):
        # What builds remember is not published, and deals name nobody.
        if path.is_file():
            assert CANARY.encode() not in path.read_bytes(), path


# The check ------------------------------------------------------------------------------------


def test_the_check_says_what_a_build_would(miniature: Command, tmp_path: Path) -> None:
    folder = copy_of(tmp_path / "check")
    (folder / "ad_spend.csv").unlink()
    header, *rows = read_rows(folder / "deals.csv")
    rows[0][header.index("created_at")] = "soon"
    write_rows(folder / "deals.csv", [[*header, "mood"], *[[*row, "good"] for row in rows]])
    arguments = ("check", "--input", str(folder), *AS_OF, "--set", "maximum_rejected_share=0.5")
    result = miniature(*arguments, "--json")
    report = json.loads(result.output)
    deals = report["inputs"]["deals"]
    assert deals["rows_delivered"] - deals["rows_accepted"] >= 1
    assert deals["rejected"]["created_at is not an ISO timestamp"] == 1
    assert deals["unknown_columns"] == ["mood"]
    assert report["inputs"]["ad_spend"]["is_there"] is False
    table = result.errors
    assert "created_at is not an ISO timestamp" in table
    assert "mood" in table
    assert report["metrics_without_rows"]["ad_impressions"] == ["ad_spend"]
    assert "customer_acquisition_cost" not in report["metrics_without_rows"]
    assert "ad_impressions" in table


def test_the_check_refuses_what_a_build_would(miniature: Command, tmp_path: Path) -> None:
    folder = copy_of(tmp_path / "check")
    header, *rows = read_rows(folder / "deals.csv")
    for row in rows[:5]:
        row[header.index("created_at")] = "soon"
    write_rows(folder / "deals.csv", [header, *rows])
    result = miniature("check", "--input", str(folder), *AS_OF, code=2)
    assert "deals: 5 of" in result.errors
    (folder / "deals.csv").write_text("deal_id;created_at\n")
    result = miniature("check", "--input", str(folder), code=2)
    assert "separated by semicolons" in result.errors


# Memory ---------------------------------------------------------------------------------------


def test_a_day_built_twice_is_the_same_and_the_next_day_remembers(
    miniature: Command, real: Command, tmp_path: Path
) -> None:
    folder = copy_of(tmp_path / "history")
    first = build(real, folder)
    assert differing(first, build(real, folder)) == []
    header, *rows = read_rows(folder / "deals.csv")
    rows[0][header.index("amount")] = "123456.00"
    write_rows(folder / "deals.csv", [header, *rows])
    for _ in range(2):
        real("build", "--input", str(folder), "--as-of", "2026-04-01")
        assert real.current is not None
        with duckdb.connect(
            str(real.home / "history" / real.current / "after.duckdb"), read_only=True
        ) as connection:
            versions = connection.execute(
                "select count(*) from deal_history where deal_id = ?",
                [rows[0][header.index("deal_id")]],
            ).fetchone()
        assert versions == (2,)
    # An earlier day knows nothing of a later one.
    write_rows(folder / "deals.csv", read_rows(MINIATURE / "deals.csv"))
    assert differing(first, build(real, folder)) == []


@pytest.mark.parametrize("arguments", [(), ("--seed", "2")])
def test_demo_data(miniature: Command, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    result = miniature("demo-data", str(tmp_path / "demo"), *arguments)
    assert str(tmp_path / "demo") in result.output
    assert len(list((tmp_path / "demo").glob("*.csv"))) == 25
