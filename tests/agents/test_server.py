"""The server for agents, asked by the protocol's own client: it says what the tables say."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests import extras
from tests.attacks import attacks_on_a_release

extras.needs("mcp", "requirements-mcp.txt")

from mcp import Client, StdioServerParameters  # noqa: E402

from leadmart.agents import rows  # noqa: E402
from leadmart.agents.server import server  # noqa: E402
from leadmart.home import DATABASE, MANIFEST, Home  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
_AS_OF = "2026-03-31"


class Refused(Exception):
    """What a tool said instead of an answer."""


@pytest.fixture(scope="module")
def home(miniature_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The miniature company, published: a copy, because a process opens a file in one way."""
    place = Home(tmp_path_factory.mktemp("agents"))
    published = (miniature_home / "current").resolve()
    folder = place.release(published.name)
    folder.mkdir(parents=True)
    for file in (DATABASE, MANIFEST):
        shutil.copy(published / file, folder / file)
    place.current.symlink_to(Path("releases") / published.name)
    return place


@pytest.fixture(scope="module")
def tables(home: Home, tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    """Its tables, asked past the server, in a copy of their own."""
    copy = tmp_path_factory.mktemp("tables") / DATABASE
    shutil.copy(home.current / DATABASE, copy)
    return duckdb.connect(str(copy), read_only=True)


def ask(home: Home, tool: str, seconds: float = 60.0, **said: Any) -> dict[str, Any]:
    """A tool's answer; raises Refused with its words where it gives none."""

    async def speak() -> Any:
        async with Client(server(home, seconds)) as client:
            return await client.call_tool(tool, said)

    found = asyncio.run(speak())
    if found.is_error:
        raise Refused(found.content[0].text)
    answer: dict[str, Any] = found.structured_content
    # Whoever reads text alone reads the same.
    assert json.loads(found.content[0].text) == answer
    return answer


def objects(tables: duckdb.DuckDBPyConnection, sql: str, *said: object) -> list[dict[str, Any]]:
    """Rows of a query as the server would have to say them."""
    cursor = tables.execute(sql, list(said))
    names = [one[0] for one in cursor.description]
    return [
        {name: _said(value) for name, value in zip(names, row, strict=True)}
        for row in cursor.fetchall()
    ]


def _said(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


# What it says ---------------------------------------------------------------------------------


def test_it_says_which_release_it_speaks_of(home: Home) -> None:
    found = ask(home, "about_release")
    assert found["release"] == Path(os.readlink(home.current)).name
    assert found["as_of"] == _AS_OF
    assert found["reporting_currency"] == "USD"
    assert found["input_rows"]["leads"] > 0


@pytest.mark.parametrize("grain", ["day", "week", "month", "quarter", "year", "all_time"])
def test_values_of_every_metric_are_those_of_the_table(
    home: Home, tables: duckdb.DuckDBPyConnection, grain: str
) -> None:
    keys = [one["metric"] for one in ask(home, "list_metrics")["rows"]]
    catalogue = tables.execute("select metric from metrics.metric_catalog").fetchall()
    assert {*keys} == {key for (key,) in catalogue}
    for key in keys:
        found = ask(home, "get_metric_values", metric=key, period_grain=grain, limit=1000)
        expected = objects(
            tables,
            """
            select period_start, dimension, dimension_value, numerator, denominator, value
            from metrics.metric_values
            where metric = ? and period_grain = ? and dimension = 'total'
            order by period_start desc
            """,
            key,
            grain,
        )
        assert [
            {name: one[name] for name in one if name not in ("period_end", "is_running")}
            for one in found["rows"]
        ] == expected
        assert not found["is_cut"]


def test_values_by_a_dimension_and_within_days(
    home: Home, tables: duckdb.DuckDBPyConnection
) -> None:
    said = {"metric": "leads", "dimension": "channel", "first": "2026-02-01", "last": "2026-02-28"}
    found = ask(home, "get_metric_values", **said)
    expected = tables.execute(
        """
        select dimension_value, value from metrics.metric_values
        where metric = 'leads' and period_grain = 'month' and dimension = 'channel'
            and period_start = date '2026-02-01'
        """
    ).fetchall()
    assert {(one["dimension_value"], one["value"]) for one in found["rows"]} == {*expected}
    [(channel, value), *_] = expected
    of_one = ask(home, "get_metric_values", **said, dimension_value=channel)
    assert [one["value"] for one in of_one["rows"]] == [value]


def test_the_scorecard_is_of_the_last_period_that_is_over(
    home: Home, tables: duckdb.DuckDBPyConnection
) -> None:
    found = ask(home, "get_scorecard", period_grain="month", limit=1000)
    [(start,)] = tables.execute(
        """
        select max(period_start) from insights.scorecard
        where period_grain = 'month' and not is_running
        """
    ).fetchall()
    expected = objects(
        tables,
        """
        select name, unit, better, scorecard.*
        from insights.scorecard inner join metrics.metric_catalog using (metric)
        where period_grain = 'month' and dimension = 'total' and period_start = ?
        """,
        start,
    )
    by_metric = {one["metric"]: one for one in found["rows"]}
    assert by_metric == {one["metric"]: one for one in expected}
    # A day within the period names it as well.
    within = ask(home, "get_scorecard", period=start.replace(day=15).isoformat(), limit=1000)
    assert within["rows"] == found["rows"]


@pytest.mark.parametrize(
    ("tool", "said", "sql"),
    [
        (
            "get_funnel",
            {"period_grain": "quarter", "period": "2026-01-01", "dimension": "channel"},
            """
            select * from insights.funnel
            where period_grain = 'quarter' and period_start = date '2026-01-01'
                and dimension = 'channel'
            order by dimension_value, stage_number
            """,
        ),
        (
            "get_attribution",
            {"model": "u_shaped", "period": "2026-01-01"},
            """
            select * from insights.attribution
            where model = 'u_shaped' and conversion_type = 'deal_won' and dimension = 'channel'
                and period_grain = 'quarter' and period_start = date '2026-01-01'
            order by revenue_credited desc, conversions_credited desc, dimension_value
            """,
        ),
        (
            "get_change_drivers",
            {"metric": "close_rate", "period_grain": "month", "period": "2026-03-01"},
            """
            select * exclude (metric, period_grain) from insights.change_drivers
            where metric = 'close_rate' and period_grain = 'month'
                and period_start = date '2026-03-01'
            order by dimension, abs(mix_effect + rate_effect) desc, dimension_value
            """,
        ),
        (
            "get_anomalies",
            {},
            """
            select * from insights.anomalies
            order by abs(score) desc, metric, period_grain, dimension, dimension_value
            """,
        ),
        (
            "get_freshness",
            {},
            "select * from quality.freshness order by days_behind desc nulls last, input",
        ),
        (
            "list_dimension_values",
            {"dimension": "segment"},
            """
            select distinct dimension_value from metrics.metric_values
            where dimension = 'segment' order by 1
            """,
        ),
        (
            "query",
            {"sql": "select * from core.fct_deals order by deal_id"},
            "select * from core.fct_deals order by deal_id",
        ),
        ("query", {"sql": "from quality.reconciliation"}, "from quality.reconciliation"),
    ],
)
def test_answers_are_the_tables_rows(
    home: Home,
    tables: duckdb.DuckDBPyConnection,
    tool: str,
    said: Mapping[str, Any],
    sql: str,
) -> None:
    found = ask(home, tool, **said)
    assert found["rows"] == objects(tables, sql)
    assert found["release"] == Path(os.readlink(home.current)).name


def test_the_catalogue_says_what_a_metric_means_and_where_it_has_values(
    home: Home, tables: duckdb.DuckDBPyConnection
) -> None:
    found = ask(home, "explain_metric", metric="win_rate")
    [expected] = objects(tables, "from metrics.metric_catalog where metric = 'win_rate'")
    assert found["metric"] == expected
    assert {"period_grain": "month", "dimension": "total"}.items() <= next(
        one
        for one in found["rows"]
        if (one["period_grain"], one["dimension"]) == ("month", "total")
    ).items()


def test_tables_say_what_a_row_is_and_columns_what_they_mean(
    home: Home, tables: duckdb.DuckDBPyConnection
) -> None:
    listed = ask(home, "list_tables")["rows"]
    for one in listed:
        counted = tables.execute(f"select count(*) from {one['table']}").fetchall()
        assert [(one["row_count"],)] == counted
        assert one["comment"].startswith("One row is"), one
    described = ask(home, "describe_table", table="core.fct_leads")
    assert described["comment"].startswith("One row is")
    assert all(one["comment"] for one in described["rows"])


# What it refuses ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tool", "said", "words"),
    [
        ("explain_metric", {"metric": "winrate"}, "did you mean win_rate?"),
        ("get_metric_values", {"metric": "leads", "dimension": "chanel"}, "did you mean channel?"),
        (
            "get_metric_values",
            {"metric": "leads", "dimension": "channel", "dimension_value": "Paid Search"},
            "did you mean paid_search?",
        ),
        ("get_metric_values", {"metric": "leads", "period_grain": "hour"}, "period_grain"),
        ("get_metric_values", {"metric": "leads", "limit": 1_000_000}, "limit"),
        ("get_metric_values", {"metric": "leads", "first": "soon"}, "first"),
        ("get_metric_values", {}, "metric"),
        ("get_scorecard", {"period": "1999-01-01"}, "there is no month of 1999-01-01"),
        ("get_scorecard", {"metric_keys": ["leads", "leds"]}, "did you mean leads?"),
        ("get_scorecard", {"area": "sales"}, "there is no area 'sales'"),
        ("get_funnel", {"dimension": "owner"}, "there is no dimension of the funnel 'owner'"),
        ("list_tables", {"schema": "inputs"}, "there is no schema 'inputs'"),
        ("describe_table", {"table": "core.leads"}, "did you mean core.fct_leads?"),
        ("query", {"sql": "selec 1"}, "syntax error"),
        ("query", {"sql": ""}, "0 statements"),
        ("query", {"sql": "select 1; select 2"}, "2 statements"),
    ],
)
def test_what_cannot_be_answered_says_why(
    home: Home, tool: str, said: Mapping[str, Any], words: str
) -> None:
    with pytest.raises(Refused) as refused:
        ask(home, tool, **said)
    assert words in str(refused.value)
    assert "Traceback" not in str(refused.value)


def test_attacks_by_sql_are_refused(home: Home, tmp_path: Path) -> None:
    outside = tmp_path / "outside.csv"
    outside.write_text("a\n1\n")
    before = _hashes(home)
    attacks = [
        *attacks_on_a_release(outside, tmp_path),
        "select 1; delete from core.fct_leads",
        "update core.fct_leads set lead_id = 'x'",
        "insert into core.fct_leads select * from core.fct_leads",
        "drop table core.fct_leads",
        "create temp table mine as select 1",
        "create macro mine() as 1",
        "pragma enable_profiling",
        "call pragma_version()",
        "explain analyze select 1",
        "prepare mine as select 1",
        "set variable mine = 1",
        "begin",
        "checkpoint",
        "vacuum",
        "detach leadmart",
        "use core",
        "with gone as (delete from core.fct_leads returning *) select * from gone",
        f"select * from query('copy (select 1) to ''{tmp_path}/stolen.csv''')",
        f"select * from query_table('{outside}')",
        f"select * from sniff_csv('{outside}')",
        f"select * from read_parquet('{outside}')",
        f"select * from parquet_metadata('{outside}')",
        "select * from 'https://data.example/leads.csv'",
    ]
    for attack in attacks:
        with pytest.raises(Refused):
            ask(home, "query", sql=attack)
    assert not list(tmp_path.glob("stolen*"))
    assert _hashes(home) == before


@pytest.mark.parametrize(
    "sql",
    [
        "select count(*) from range(1000000000000)",
        "with recursive endless as (select 1 as a union all select a + 1 from endless)"
        " select max(a) from endless",
        "select string_agg(repeat('x', 1000000), '') from range(100000)",
        "select list(one) from range(100000000000) as many(one)",
    ],
)
def test_a_question_that_takes_too_much_is_ended(home: Home, sql: str) -> None:
    before = sorted(home.current.resolve().iterdir())
    with pytest.raises(Refused, match="ask for less"):
        ask(home, "query", seconds=0.5, sql=sql)
    # Nothing is laid down beside the release on the way.
    assert sorted(home.current.resolve().iterdir()) == before


def test_more_rows_than_asked_for_are_cut_and_said(home: Home) -> None:
    found = ask(home, "query", sql="from range(10)", limit=9)
    assert (len(found["rows"]), found["is_cut"]) == (9, True)
    found = ask(home, "query", sql="from range(10)", limit=10)
    assert (len(found["rows"]), found["is_cut"]) == (10, False)
    long = ask(home, "query", sql="select repeat('x', 1900) as a from range(1000)", limit=1000)
    assert long["is_cut"]
    assert 50 < len(long["rows"]) < 200


# Values ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("null", None),
        ("true", True),
        ("0.1::decimal(38, 4)", 0.1),
        ("12345678901234567890.1234::decimal(38, 4)", "12345678901234567890.1234"),
        ("9007199254740992", 9007199254740992),
        ("9007199254740993", "9007199254740993"),
        ("1e300", 1e300),
        ("'inf'::double", "inf"),
        ("'nan'::double", "nan"),
        ("date '2026-02-28'", "2026-02-28"),
        ("timestamp '2026-02-28 01:02:03'", "2026-02-28T01:02:03"),
        ("interval 1 day", "1 day, 0:00:00"),
        ("'\\xAA\\xBB'::blob", "2 bytes"),
        ("[1, null]", [1, None]),
        ("{'a': 0.5::decimal(4, 2)}", {"a": 0.5}),
        ("map {1: 'x'}", {"1": "x"}),
        ("'Größe 大'", "Größe 大"),
        ("chr(0) || 'x'", "\x00x"),
        ("uuid '00000000-0000-0000-0000-000000000001'", "00000000-0000-0000-0000-000000000001"),
    ],
)
def test_values_are_said_without_loss(home: Home, sql: str, said: object) -> None:
    [row] = ask(home, "query", sql=f"select {sql} as value")["rows"]
    assert row == {"value": said}
    assert type(row["value"]) is type(said)


def test_columns_of_one_name_are_all_there(home: Home) -> None:
    [row] = ask(home, "query", sql="select 1 as a, 2 as a, 3 as a_2, 4 as a")["rows"]
    assert [*row.values()] == [1, 2, 3, 4]


def test_a_long_text_is_cut() -> None:
    assert rows.as_plain("x" * 5000) == "x" * 2000 + "…"


# The command ----------------------------------------------------------------------------------


def test_each_question_is_answered_from_what_is_current_then(home: Home, tmp_path: Path) -> None:
    other = Home(tmp_path)
    ids = ["20260401T000000Z-aaaaaa", "20260402T000000Z-bbbbbb"]
    other.releases.mkdir()
    for one in ids:
        (other.releases / one).symlink_to(home.current.resolve())

    async def speak() -> list[str]:
        found = []
        async with Client(server(other)) as client:
            nothing = await client.call_tool("about_release")
            assert nothing.is_error
            assert "nothing is published" in nothing.content[0].text
            for one in ids:
                other.current.unlink(missing_ok=True)
                other.current.symlink_to(Path("releases") / one)
                answer = await client.call_tool("about_release")
                found.append(answer.structured_content["release"])
        return found

    assert asyncio.run(speak()) == ids


def test_the_command_speaks_the_protocol_and_nothing_else(home: Home) -> None:
    command = StdioServerParameters(
        command=sys.executable,
        args=[str(ROOT / "orchestrate.py"), "mcp", "--home", str(home.root)],
        cwd=str(ROOT),
    )

    async def speak() -> tuple[list[Any], Any]:
        async with Client(command) as client:
            tools = (await client.list_tools()).tools
            return tools, await client.call_tool("get_metric_values", {"metric": "leads"})

    tools, answer = asyncio.run(speak())
    assert answer.structured_content == ask(home, "get_metric_values", metric="leads")
    for tool in tools:
        assert tool.annotations.read_only_hint, tool.name
        assert tool.description, tool.name
        for name, declared in tool.input_schema["properties"].items():
            assert declared.get("description"), f"{tool.name}.{name}"


def test_it_ends_with_its_input_and_by_a_signal(home: Home) -> None:
    command = [sys.executable, "orchestrate.py", "mcp", "--home", str(home.root)]
    ended = subprocess.run(
        command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as waiting:
        assert waiting.stdin is not None
        assert waiting.stdout is not None
        waiting.stdin.write(_HELLO)
        waiting.stdin.flush()
        assert "leadmart" in waiting.stdout.readline()
        waiting.terminate()
        assert waiting.wait() != 0


_HELLO = (
    json.dumps(
        {
            "jsonrpc": "2.0",
            "id": 1,
            "method": "initialize",
            "params": {
                "protocolVersion": "2025-06-18",
                "capabilities": {},
                "clientInfo": {"name": "test", "version": "1"},
            },
        }
    )
    + "\n"
)


def test_without_the_package_it_says_what_to_install(home: Home, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import importlib.util as util\n"
        "found = util.find_spec\n"
        "util.find_spec = lambda name, *more: None if name == 'mcp' else found(name, *more)\n"
    )
    ended = subprocess.run(
        [sys.executable, "orchestrate.py", "mcp", "--home", str(home.root)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 2
    assert "requirements-mcp.txt" in ended.stderr
    assert ended.stdout == ""


def _hashes(home: Home) -> dict[str, str]:
    """Every file of a release by its content."""
    folder = home.current.resolve()
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
