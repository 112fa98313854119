"""BI tools on a release: they connect as their page says, see what columns mean, cannot write.

And while one release after another is published, each reads the old or the new one, whole.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pytest

from leadmart.building.plan import PUBLIC_SCHEMAS
from leadmart.home import Home
from leadmart.pages.superset import read_questions
from leadmart.release.releases import flip
from tests import extras

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "bi_tools.md").read_text(encoding="utf-8")
# The address of the page, as a company would write it.
SERVER = "/srv/leadmart/warehouse/current/leadmart.duckdb"
DIALECTS = ("duckdb_engine", "duckdb_sqlalchemy")
TABLES = ("core.leads", "metrics.values", "quality.rows")
OLD, NEW = "20260101T000000Z-000001", "20260102T000000Z-000002"

Rows = list[tuple[Any, ...]]
Query = Callable[[str], Rows]


# How each tool connects -----------------------------------------------------------------------


@contextmanager
def sqlalchemy_engine(dialect: str, database: Path) -> Iterator[Any]:
    """An engine by the page's address; both packages call their dialect `duckdb`."""
    sqlalchemy = extras.needs("sqlalchemy")
    extras.needs(dialect)
    registry = extras.needs("sqlalchemy.dialects").registry
    registry.register(f"duckdb.{dialect}", dialect, "Dialect")
    (address,) = set(re.findall(r"`duckdb:///(\S+\?\S+)`", PAGE))
    assert address.startswith(SERVER)
    address = address.replace(SERVER, str(database))
    engine = sqlalchemy.create_engine(f"duckdb+{dialect}:///{address}")
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def by_sqlalchemy(dialect: str, database: Path) -> Iterator[Query]:
    from sqlalchemy import text

    with sqlalchemy_engine(dialect, database) as engine, engine.connect() as connection:
        yield lambda query: [tuple(row) for row in connection.execute(text(query))]


@contextmanager
def by_adbc(database: Path) -> Iterator[Query]:
    dbapi = extras.needs("adbc_driver_manager.dbapi")
    driver = extras.needs("adbc_driver_duckdb").driver_path()
    options = {"path": str(database), "access_mode": "read_only"}
    with (
        closing(
            dbapi.connect(driver=driver, entrypoint="duckdb_adbc_init", db_kwargs=options)
        ) as connection,
        closing(connection.cursor()) as cursor,
    ):

        def query(sql: str) -> Rows:
            cursor.execute(sql)
            return cursor.fetchall()

        yield query


@contextmanager
def by_duckdb(database: Path) -> Iterator[Query]:
    with duckdb.connect(str(database), read_only=True) as connection:
        yield lambda query: connection.execute(query).fetchall()


TOOLS: dict[str, Callable[[Path], Any]] = {
    "duckdb": by_duckdb,
    "duckdb_engine": lambda database: by_sqlalchemy("duckdb_engine", database),
    "duckdb_sqlalchemy": lambda database: by_sqlalchemy("duckdb_sqlalchemy", database),
    "adbc": by_adbc,
}


def by_polars(path: Path) -> Rows:
    return extras.needs("polars").read_parquet(path).rows()


def by_pandas(path: Path) -> Rows:
    extras.needs("pyarrow")
    frame = extras.needs("pandas").read_parquet(path)
    return list(frame.itertuples(index=False, name=None))


FILE_READERS = {"polars": by_polars, "pandas": by_pandas}


# A release of the real project ----------------------------------------------------------------


@pytest.fixture(scope="module")
def release(miniature_home: Path) -> Path:
    return miniature_home / "current"


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_table_is_listed(dialect: str, release: Path) -> None:
    sqlalchemy = extras.needs("sqlalchemy")
    manifest = json.loads((release / "manifest.json").read_text(encoding="utf-8"))
    with sqlalchemy_engine(dialect, release / "leadmart.duckdb") as engine:
        inspector = sqlalchemy.inspect(engine)
        schemas = {name.rpartition(".")[2] for name in inspector.get_schema_names()}
        assert set(PUBLIC_SCHEMAS) <= schemas
        seen = {
            f"{schema}.{table}"
            for schema in PUBLIC_SCHEMAS
            for table in inspector.get_table_names(schema=schema)
        }
    assert seen == manifest["tables"].keys()


def test_reflection_shows_columns_and_what_they_mean(release: Path) -> None:
    """By duckdb-sqlalchemy: duckdb-engine reflects columns under SQLAlchemy 1.4 only."""
    sqlalchemy = extras.needs("sqlalchemy")
    manifest = json.loads((release / "manifest.json").read_text(encoding="utf-8"))
    published = manifest["tables"]["metrics.metric_values"]
    with sqlalchemy_engine("duckdb_sqlalchemy", release / "leadmart.duckdb") as engine:
        values = sqlalchemy.Table(
            "metric_values", sqlalchemy.MetaData(), autoload_with=engine, schema="metrics"
        )
        table_comment = sqlalchemy.inspect(engine).get_table_comment(
            "metric_values", schema="metrics"
        )
        counted = sqlalchemy.select(sqlalchemy.func.count()).select_from(values)
        with engine.connect() as connection:
            rows = connection.execute(counted).scalar_one()
    assert rows == published["rows"]
    assert [column.name for column in values.columns] == [*published["columns"]]
    assert all(column.comment for column in values.columns)
    assert values.c.period_grain.comment.startswith("day, week, month")
    assert table_comment["text"].startswith("One row is a metric's value")


def test_dimensions_have_their_keys(release: Path) -> None:
    """Each is declared, and every one of them is the key that facts are joined by."""
    sqlalchemy = extras.needs("sqlalchemy")
    with sqlalchemy_engine("duckdb_sqlalchemy", release / "leadmart.duckdb") as engine:
        inspector = sqlalchemy.inspect(engine)
        found = {
            table: inspector.get_pk_constraint(table, schema="core")["constrained_columns"]
            for table in inspector.get_table_names(schema="core")
            if table.startswith("dim_")
        }
    assert found == {
        "dim_accounts": ["account_id"],
        "dim_campaigns": ["campaign_id"],
        "dim_content_offers": ["content_offer"],
        "dim_dates": ["date_day"],
    }


@pytest.mark.parametrize("tool", TOOLS)
def test_every_tool_can_show_what_a_column_means(tool: str, release: Path) -> None:
    with TOOLS[tool](release / "leadmart.duckdb") as query:
        comments = query(
            "select column_name, comment from duckdb_columns() where table_name = 'metric_values'"
        )
    assert comments
    assert all(comment for _, comment in comments)


QUERY = """
    select metric, period_start, dimension_value, numerator, denominator, value
    from metrics.metric_values
    where period_grain = 'month' and dimension in ('total', 'channel')
    order by metric, dimension, dimension_value, period_start
"""


@pytest.mark.parametrize("tool", [tool for tool in TOOLS if tool != "duckdb"])
def test_every_tool_reads_the_same_numbers(tool: str, release: Path) -> None:
    with by_duckdb(release / "leadmart.duckdb") as query:
        expected = query(QUERY)
    assert expected
    with TOOLS[tool](release / "leadmart.duckdb") as query:
        assert query(QUERY) == expected


QUESTIONS = {f"{one.number}. {one.title}": one.sql for one in read_questions(ROOT)}


def test_ten_questions_are_asked() -> None:
    assert len(QUESTIONS) == 10


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_of_the_page_has_an_answer(question: str, release: Path) -> None:
    with by_duckdb(release / "leadmart.duckdb") as query:
        assert query(QUESTIONS[question])


def test_the_questions_say_what_the_metrics_say(release: Path) -> None:
    """What the queries add up themselves is what the metrics have, counted on another way."""
    mrr = """
        select period_start, value from metrics.metric_values
        where metric = 'mrr' and period_grain = 'month' and dimension = 'total' and value <> 0
    """
    open_deals = """
        select value from metrics.metric_values
        where metric = 'open_deals' and period_grain = 'all_time' and dimension = 'total'
    """
    with by_duckdb(release / "leadmart.duckdb") as query:
        by_month: dict[Any, Any] = {}
        for period_end, _, _, amount in query(
            QUESTIONS["8. How did recurring revenue grow, by segment?"]
        ):
            first = period_end.replace(day=1)
            by_month[first] = by_month.get(first, 0) + amount
        assert by_month == {start: pytest.approx(value) for start, value in query(mrr)}
        deals = query(QUESTIONS["7. Where does the open pipeline stand?"])
        assert [(sum(row[2] for row in deals),)] == query(open_deals)


@pytest.mark.parametrize("reader", FILE_READERS)
def test_parquet_holds_the_same_rows(reader: str, release: Path) -> None:
    def keys(rows: Rows) -> list[tuple[str, ...]]:
        return sorted(tuple(str(value)[:10] for value in row[:5]) for row in rows)

    with by_duckdb(release / "leadmart.duckdb") as query:
        expected = query("select * from insights.scorecard")
    rows = FILE_READERS[reader](release / "parquet" / "insights" / "scorecard.parquet")
    assert rows
    assert keys(rows) == keys(expected)


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize(
    "statement",
    [
        "create table core.intruder as select 1 as x",
        "delete from metrics.metric_values",
        "update core.fct_deals set is_won = true",
        "drop table metrics.metric_values",
        "comment on table metrics.metric_values is 'changed'",
    ],
)
def test_nobody_writes(tool: str, statement: str, release: Path) -> None:
    with (
        pytest.raises(Exception, match=r"(?i)read-only"),
        TOOLS[tool](release / "leadmart.duckdb") as query,
    ):
        query(statement)
    assert sorted(path.name for path in release.glob("leadmart.duckdb*")) == ["leadmart.duckdb"]


# While releases are published -----------------------------------------------------------------


def make_release(home: Home, release_id: str) -> None:
    """A small release in which every table and its comment name the release."""
    release = home.release(release_id)
    release.mkdir(parents=True)
    with duckdb.connect(str(release / "leadmart.duckdb")) as connection:
        for table in TABLES:
            schema, _, name = table.partition(".")
            connection.execute(f"create schema {schema}")
            connection.execute(
                f"create table {table} as select '{release_id}' as release_id from range(1000)"
            )
            connection.execute(f"comment on table {table} is '{release_id}'")
            path = release / "parquet" / schema / f"{name}.parquet"
            path.parent.mkdir(parents=True)
            connection.execute(f"copy {table} to '{path}'")
        connection.execute(
            f"create macro quality.release() as table select '{release_id}' as release_id"
        )


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home with two releases; the old one is current."""
    home = Home(tmp_path / "home")
    for release_id in (OLD, NEW):
        make_release(home, release_id)
    flip(home, OLD)
    return home


PUBLISHING = """
import sys
from pathlib import Path
from leadmart.home import Home
from leadmart.release.releases import flip_and_check
home = Home(Path(sys.argv[1]))
print("publishing", flush=True)
while True:
    for release_id in sys.argv[2:]:
        flip_and_check(home, release_id)
"""


@contextmanager
def publishing(home: Home) -> Iterator[None]:
    """Publishes one release after the other, as fast as it can, in a process of its own."""
    command = [sys.executable, "-c", PUBLISHING, str(home.root), NEW, OLD]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            assert process.stdout.readline() == "publishing\n"
            yield
            assert process.poll() is None, "the publishing ended by itself"
        finally:
            process.kill()


def whole_release(query: Query) -> str:
    """What a reader sees of a release, which must be all of one."""
    union = " union all ".join(f"select release_id from {table}" for table in TABLES)
    seen = query(f"select release_id, count(*) from ({union}) as rows group by release_id")
    seen += query("select release_id, 3000 from quality.release()")
    seen += query("select distinct comment, 3000 from duckdb_tables()")
    assert len(set(seen)) == 1, seen
    assert seen[0][1] == 3000
    return seen[0][0]


def read_until_both_were_seen(read: Callable[[], str]) -> None:
    """Reads on until both releases were seen often; every read must succeed."""
    seen = [read() for _ in range(20)]
    while len(set(seen)) < 2 and len(seen) < 2000:
        seen.append(read())
    assert set(seen) == {OLD, NEW}


@pytest.mark.parametrize("tool", TOOLS)
def test_readers_see_one_release_whole_while_others_are_published(tool: str, home: Home) -> None:
    def read() -> str:
        with TOOLS[tool](home.current / "leadmart.duckdb") as query:
            return whole_release(query)

    with publishing(home):
        read_until_both_were_seen(read)


@pytest.mark.parametrize("reader", FILE_READERS)
def test_files_are_of_one_release_where_current_is_looked_up_once(reader: str, home: Home) -> None:
    def read() -> str:
        folder = home.current.resolve()
        seen = {
            row
            for table in TABLES
            for row in FILE_READERS[reader](
                folder / "parquet" / (table.replace(".", "/") + ".parquet")
            )
        }
        assert len(seen) == 1
        return seen.pop()[0]

    with publishing(home):
        read_until_both_were_seen(read)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_pool_reads_the_old_release_until_it_connects_again(dialect: str, home: Home) -> None:
    from sqlalchemy import text

    def read(engine: Any) -> str:
        with engine.connect() as connection:
            return whole_release(lambda sql: [tuple(row) for row in connection.execute(text(sql))])

    with sqlalchemy_engine(dialect, home.current / "leadmart.duckdb") as engine:
        with engine.connect():
            assert read(engine) == OLD
            flip(home, NEW)
            assert read(engine) == OLD
        engine.dispose()
        assert read(engine) == NEW


def test_an_old_release_is_read_on_after_it_was_deleted(home: Home) -> None:
    with by_duckdb(home.current / "leadmart.duckdb") as query:
        flip(home, NEW)
        shutil.rmtree(home.release(OLD))
        assert whole_release(query) == OLD
