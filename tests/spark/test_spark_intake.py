"""Inputs that Spark reads itself: what is refused, and how values become text."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from leadmart.building.spark import catalogue
from leadmart.building.spark.intake import take_in
from leadmart.errors import REFUSED, LeadmartError
from leadmart.intake import load
from leadmart.intake.location import locate
from leadmart.settings import read_settings
from leadmart.workplace import Workplace
from tests.extras import needs
from tests.runner.conftest import ROOT

needs("pyspark", "requirements-spark.txt")

RUN = "20260101T000000Z-abcdef"
INPUTS = f"inputs{catalogue.suffix(RUN)}"
LEADS = "select 'L1' as lead_id, timestamp'2026-01-01 09:30:00' as Created_At, 'x' as favourite"


@pytest.fixture
def spark(in_memory: Any) -> Iterator[Any]:
    """The session without what the test made."""
    yield in_memory
    for schema in (INPUTS, "crm"):
        in_memory.sql(f"drop schema if exists {schema} cascade")


@pytest.fixture
def prefix(tmp_path: Path) -> Path:
    folder = tmp_path / "exports, O'Brien"
    folder.mkdir()
    return folder


def look(spark: Any, place: str | Path, **more: str) -> dict[str, Any]:
    """What the intake says of a place."""
    is_prefix = isinstance(place, Path)
    folder = place.parent / "fetched" if isinstance(place, Path) else Path("nowhere")
    if is_prefix:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
    order = {
        "project": str(ROOT),
        "run_id": RUN,
        "kind": "prefix" if is_prefix else "spark",
        "address": f"file://{place}" if is_prefix else str(place),
        "shown": "the place",
        "folder": str(folder),
        "own": [],
    }
    return take_in(spark, order)


def test_a_prefix_of_parquet_and_other_files(spark: Any, prefix: Path) -> None:
    spark.sql(LEADS).write.parquet(f"file://{prefix}/leads")
    spark.sql("select 'EUR' as currency, 3 as amount").write.parquet(f"file://{prefix}/D.parquet")
    (prefix / "sessions.csv").write_text("session_id,started_at\nS1,2026-01-01\n")
    (prefix / "notes.bin").write_bytes(b"\0")
    (prefix / "_SUCCESS").write_bytes(b"")
    answer = look(spark, prefix)
    assert set(answer["inputs"]) == {"leads"}
    leads = answer["inputs"]["leads"]
    assert leads["rows"] == 1
    assert leads["unknown_columns"] == ("favourite",)
    assert "email" in leads["missing_columns"]
    fetched = prefix.parent / "fetched"
    assert [path.name for path in fetched.iterdir()] == ["sessions.csv"]
    assert answer["warnings"] == [
        "D.parquet: not an input, ignored",
        "notes.bin: not an input, ignored",
        "leads: unknown columns, ignored: favourite",
    ]
    row = spark.table(f"{INPUTS}.leads").first()
    assert (row.lead_id, row.created_at, row.email) == ("L1", "2026-01-01T09:30:00", None)


def test_values_become_the_text_that_a_file_would_hold(spark: Any) -> None:
    spark.sql("create schema crm")
    columns = {
        "lead_id": "cast(7 as bigint)",
        "created_at": "timestamp'2026-01-01 09:30:00.25'",
        "account_id": "cast(1e10 as double)",
        "email": "cast(0.0000001 as decimal(20, 9))",
        "first_name": "cast(12.50 as decimal(10, 2))",
        "last_name": "date'2026-02-28'",
        "job_title": "true",
        "company_name": "cast('NaN' as double)",
        "country": "array(1, 2)",
        "lead_source": catalogue.literal('O\'Brien \\ "x" 🚀'),
        "latest_source": "cast(0.5 as double)",
    }
    selected = ", ".join(f"{value} as {name}" for name, value in columns.items())
    spark.sql(f"create table crm.Leads using parquet as select {selected}")
    answer = look(spark, "crm")
    assert answer["inputs"]["leads"]["rows"] == 1
    row = spark.table(f"{INPUTS}.leads").first().asDict()
    assert {name: row[name] for name in columns} == {
        "lead_id": "7",
        "created_at": "2026-01-01T09:30:00.25",
        "account_id": "10000000000",
        "email": "0.0000001",
        "first_name": "12.50",
        "last_name": "2026-02-28",
        "job_title": "true",
        "company_name": "NaN",
        "country": "[1,2]",
        "lead_source": 'O\'Brien \\ "x" 🚀',
        "latest_source": "0.5",
    }


def test_currencies_are_told_apart_from_rates(spark: Any) -> None:
    spark.sql("create schema crm")
    spark.sql(f"create table crm.leads using parquet as {LEADS}")
    spark.sql(
        "create table crm.deals using parquet as select 'D1' as deal_id,"
        " '2026-01-01' as created_at, stack(4, ' usd', 'EUR', 'N/A', 'dollars') as currency"
    )
    spark.sql(
        "create table crm.exchange_rates using parquet as"
        " select date'2026-01-01' as date_day, 'EUR' as currency, 1.1 as rate_to_reporting"
    )
    answer = look(spark, "crm")
    assert (answer["used"], answer["rated"]) == (["EUR", "USD"], ["EUR"])


def test_order_of_rows_does_not_change_the_hash(spark: Any) -> None:
    hashes = []
    for order in ("", " desc"):
        spark.sql("create schema crm")
        spark.sql(
            "create table crm.leads using parquet as select cast(id as string) as lead_id,"
            f" '2026-01-01' as created_at from range(9) order by id{order}"
        )
        hashes.append(look(spark, "crm")["inputs"]["leads"]["content_hash"])
        for schema in (INPUTS, "crm"):
            spark.sql(f"drop schema {schema} cascade")
    assert hashes[0] == hashes[1]


@pytest.mark.parametrize(
    ("fault", "what"),
    [
        ("missing", "holds no input"),
        ("no parquet", "cannot be read as Parquet"),
        ("cut", "cannot be read as Parquet"),
        ("damaged", "cannot be read in full"),
        ("empty folder", "cannot be read as Parquet"),
        ("other columns", "has none of the columns of leads"),
        ("no required column", "lacks the required column"),
        ("twice", "both deliver leads"),
    ],
)
def test_what_is_wrong_with_files_is_refused(
    spark: Any, prefix: Path, fault: str, what: str
) -> None:
    leads = f"file://{prefix}/leads.parquet"
    if fault == "no parquet":
        (prefix / "leads.parquet").write_text("lead_id,created_at\nL1,2026-01-01\n")
    elif fault == "empty folder":
        (prefix / "leads").mkdir()
    elif fault == "other columns":
        spark.sql("select 1 as x").write.parquet(leads)
    elif fault == "no required column":
        spark.sql("select 'L1' as lead_id").write.parquet(leads)
    elif fault != "missing":
        spark.sql(LEADS).write.parquet(leads)
    if fault == "twice":
        (prefix / "leads.csv").write_text("lead_id,created_at\nL1,2026-01-01\n")
    if fault in ("cut", "damaged"):
        (part,) = (prefix / "leads.parquet").glob("part-*")
        for checksum in (prefix / "leads.parquet").glob(".*.crc"):
            checksum.unlink()
        content = bytearray(part.read_bytes())
        if fault == "damaged":
            content[4:40] = b"\xff" * 36
        part.write_bytes(content[: len(content) // 2] if fault == "cut" else content)
    problems = look(spark, prefix)["problems"]
    (line,) = problems
    assert what in line
    assert "\n" not in line


def test_a_place_that_is_not_there(spark: Any, prefix: Path) -> None:
    for place in ("no_such_schema", prefix / "no_such_folder"):
        with pytest.raises(LookupError):
            look(spark, place)


@pytest.mark.parametrize(
    "text", ["s3a://bucket/exports", "file:///srv/our exports", "gs://b/x", "spark:crm"]
)
def test_without_spark_its_places_are_refused(text: str, tmp_path: Path) -> None:
    location = locate(text, ROOT)
    assert location.kind in ("prefix", "spark")
    with pytest.raises(LeadmartError, match="--target spark") as caught:
        load.take_in(location, Workplace(tmp_path).create(), read_settings())
    assert caught.value.code == REFUSED


def test_a_key_in_an_address_is_not_shown() -> None:
    location = locate("s3a://key:hidden@bucket/exports", ROOT)
    assert "hidden" not in location.shown
