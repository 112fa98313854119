"""The comparison finds what differs, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tools.compare_engines import Column, compare, compare_releases

ROWS = """
    select
        'win_rate' as metric, date '2026-01-01' as period_start, 3 as deals, 12.5000 as amount,
        cast(0.1 as double) + 0.2 as value, true as is_won,
        timestamp '2026-01-01 09:30:00' as seen_at
    union all select 'win_rate', date '2026-02-01', 0, null, null, null, null
    union all select 'win_rate', date '2026-02-01', 0, null, null, null, null
"""


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        for side in ("one", "two"):
            connection.execute(f"attach ':memory:' as {side}; create schema {side}.metrics")
            connection.execute(f"create table {side}.metrics.win_rate as {ROWS}")
        yield connection


def found(connection: duckdb.DuckDBPyConnection) -> list[str]:
    return [f"{table}: {what}" for table, what in compare(connection, "one", "two", ("metrics",))]


def test_equal_tables_do_not_differ(connection: duckdb.DuckDBPyConnection) -> None:
    assert found(connection) == []


@pytest.mark.parametrize(
    "change",
    [
        # the same value added up in another order, other types of the same kind, other row order
        "update two.metrics.win_rate set value = 0.3 where value is not null",
        "alter table two.metrics.win_rate alter deals type bigint",
        "alter table two.metrics.win_rate alter amount type decimal(38, 10)",
        "alter table two.metrics.win_rate alter seen_at type timestamptz",
        "create or replace table two.metrics.win_rate as"
        " select * from one.metrics.win_rate order by all desc",
    ],
)
def test_what_is_the_same_is_not_found(connection: duckdb.DuckDBPyConnection, change: str) -> None:
    connection.execute("set timezone = 'UTC'")
    connection.execute(change)
    assert found(connection) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("set value = 0.3000001 where value is not null", "value differs in 1 rows"),
        ("set value = null where value is not null", "value differs in 1 rows"),
        ("set deals = 4 where deals = 3", "deals alone differs in 1 of them"),
        ("set amount = 12.5001 where deals = 3", "amount alone differs in 1 of them"),
        ("set amount = 0 where deals = 0", "amount alone differs"),
        ("set metric = 'Win_rate' where deals = 3", "metric alone differs in 1 of them"),
        ("set period_start = date '2026-01-02' where deals = 3", "period_start alone differs"),
        ("set is_won = false where deals = 3", "is_won alone differs in 1 of them"),
        ("set seen_at = seen_at + interval 1 microsecond where deals = 3", "seen_at alone differs"),
    ],
)
def test_a_changed_value_is_found(
    connection: duckdb.DuckDBPyConnection, change: str, expected: str
) -> None:
    connection.execute(f"update two.metrics.win_rate {change}")
    assert any(expected in line for line in found(connection)), found(connection)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("delete from two.metrics.win_rate where deals = 3", "1 rows are in one only"),
        ("insert into two.metrics.win_rate from one.metrics.win_rate limit 1", "1 rows are in two"),
        (
            "create or replace table two.metrics.win_rate as"
            " select distinct * from one.metrics.win_rate",
            "1 rows are in one only",
        ),
        ("drop table two.metrics.win_rate", "is missing in two"),
        ("create table two.metrics.other as select 1 as one", "is in two only"),
        ("alter table two.metrics.win_rate drop deals", "columns differ: deals"),
        ("alter table two.metrics.win_rate alter value type decimal(18, 2)", "value is double"),
        ("alter table two.metrics.win_rate alter value type float", "value is double"),
        ("alter table two.metrics.win_rate alter deals type varchar", "deals is number"),
    ],
)
def test_a_changed_table_is_found(
    connection: duckdb.DuckDBPyConnection, change: str, expected: str
) -> None:
    connection.execute(change)
    assert any(expected in line for line in found(connection)), found(connection)


@pytest.mark.parametrize(("deals", "code"), [(3, 0), (4, 1)])
def test_two_releases_are_compared(
    tmp_path: Path, deals: int, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, count in (("one", 3), ("two's", deals)):
        (tmp_path / name).mkdir()
        with duckdb.connect(str(tmp_path / name / "leadmart.duckdb")) as connection:
            connection.execute("create schema metrics")
            connection.execute(f"create table metrics.deals as select {count} as deals")
    assert compare_releases(tmp_path / "one", tmp_path / "two's") == code
    said = capsys.readouterr().out
    assert "1 tables compared" in said
    assert ("metrics.deals" in said) == (code == 1)


def test_columns_are_told_by_kind() -> None:
    assert Column("value", "double") != Column("value", "number")
