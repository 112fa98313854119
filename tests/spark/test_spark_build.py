"""Builds on Spark by the real command, on a small project: published, killed, stopped, gone back.

The tests of this file are one story: a Spark session takes long to start, so each goes on from
where the one before left off.
"""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from leadmart.intake.sql import literal
from tests.extras import needs
from tests.runner.conftest import LEADS, Command, wait_for
from tests.spark.conftest import ask_spark, make_project

needs("pyspark", "requirements-spark.txt")

AS_OF = ("--as-of", "2026-06-30")
LATER = ("--as-of", "2026-07-01")
MORE = LEADS.replace(",A1\n", ",A99\n") + "M1,2026-02-01,,\nM2,2026-02-02,,A'1\\\n"


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Command]:
    """A home in which Spark published the leads."""
    folder = tmp_path_factory.mktemp("spark and O'Brien")
    command = Command(make_project(folder / "project"), folder / "home")
    for name, text in (("leads", LEADS), ("more", MORE)):
        (folder / name).mkdir()
        (folder / name / "leads.csv").write_text(text, encoding="utf-8")
    command("build", "--target", "spark", "--input", str(folder / "leads"), *AS_OF)
    yield command
    shutil.rmtree(folder, ignore_errors=True)


def arguments(story: Command, name: str) -> tuple[str, ...]:
    """What builds one of the deliveries on Spark, a day after the first."""
    return ("build", "--target", "spark", "--input", str(story.home.parent / name), *LATER)


def jvm_of(story: Command) -> int | None:
    """The process id of the JVM that has the catalogue open."""
    try:
        return int((story.home / "spark" / "jvm.pid").read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


def is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2][1] == "Z"
    except OSError:
        return True


def has_built_a_model(story: Command) -> bool:
    log = story.home / ".building" / "logs" / "dbt.log"
    return log.exists() and "OK created" in log.read_text(encoding="utf-8")


def test_a_release_is_the_same_whichever_engine_built_it(story: Command, tmp_path: Path) -> None:
    manifest = story.manifest()
    assert manifest["engine"] == "spark"
    assert {"pyspark", "dbt-spark", "java"} <= set(manifest["versions"])
    other = Command(story.project, tmp_path / "home")
    other("build", "--input", str(story.home.parent / "leads"), *AS_OF)
    assert other.manifest()["engine"] == "duckdb"
    assert story.manifest()["tables"] == other.manifest()["tables"]
    assert set(manifest["files"]) == set(other.manifest()["files"])
    assert not (story.home / ".building").exists()


def test_a_run_that_dies_leaves_what_is_published(story: Command) -> None:
    first = story.current
    killed = story.start(*arguments(story, "more"))
    wait_for(lambda: jvm_of(story), killed)
    killed.kill()
    killed.communicate()
    # The next needs no hand: it waits for what the killed one left, if need be. Its Spark dies too.
    struck = story.start(*arguments(story, "more"))
    wait_for(lambda: has_built_a_model(story), struck)
    os.kill(jvm_of(story) or 0, signal.SIGKILL)
    _, errors = struck.communicate()
    assert struck.returncode == 1
    (line,) = [line for line in errors.splitlines() if line.startswith("error")]
    assert "Spark ended in the middle" in line
    assert story.current == first
    assert story.journal()[-1]["exit_code"] == 1


def test_the_next_run_publishes_and_spark_shows_it(story: Command) -> None:
    first = story.current
    # The leads are fetched and pass the gate, the accounts are read where they are.
    prefix = story.home.parent / "more"
    with duckdb.connect() as connection:
        (prefix / "accounts").mkdir()
        connection.execute(
            f"copy (select 'A1' as account_id, date '2026-01-01' as created_at)"
            f" to {literal(str(prefix / 'accounts' / 'part.parquet'))}"
        )
    story(
        *("build", "--target", "spark", *LATER, "--set", "keep_releases=2"),
        LEADMART_INPUT=f"file://{prefix}",
    )
    assert story.current != first
    manifest = story.manifest()
    assert {name: one["rows"] for name, one in manifest["inputs"].items()} == {
        "accounts": 1,
        "leads": 42,
    }
    assert manifest["inputs"]["leads"]["file"] == "leads.csv"
    with duckdb.connect(str(story.database), read_only=True) as connection:
        rows = connection.execute("select count(*) from core.fct_leads").fetchone()
        assert rows == (42,)
        account = connection.execute(
            "select account_id from core.fct_leads where lead_id = 'M2'"
        ).fetchone()
        assert account == ("A'1\\",)
    memory = story.home / "history" / str(story.current) / "after.duckdb"
    with duckdb.connect(str(memory), read_only=True) as connection:
        versions = connection.execute(
            "select cast(dbt_valid_from as date), dbt_valid_to is null, count(*)"
            " from lead_history group by all order by all"
        ).fetchall()
    before, after = date(2026, 6, 30), date(2026, 7, 1)
    # One lead has another account, two are new.
    assert versions == [(before, False, 1), (before, True, 39), (after, True, 3)]


def test_a_signal_stops_spark_too(story: Command) -> None:
    before = story.current
    stopped = story.start(*arguments(story, "leads"))
    jvm = wait_for(lambda: jvm_of(story), stopped)
    stopped.send_signal(signal.SIGTERM)
    _, errors = stopped.communicate()
    assert stopped.returncode == 143, errors
    assert is_gone(jvm)
    assert story.current == before


def test_rollback_takes_the_names_along(story: Command) -> None:
    first, second = story.releases
    assert story.current == second
    story("rollback")
    assert story.current == first
    shown, rows, schemas = ask_spark(
        story,
        "select release_id, changing_to from leadmart.release",
        "select count(*) from core.fct_leads",
        "show schemas",
    )
    assert shown == [[first, None]]
    assert rows == [[40]]
    layers = {"core", "quality"}
    tokens = [one.lower().replace("-", "_") for one in (first, second)]
    private = {f"staging__{token}" for token in tokens} | {f"inputs__{token}" for token in tokens}
    found = {row[0] for row in schemas}
    assert {f"{layer}__{token}" for layer in layers for token in tokens} <= found
    assert not private & found


# The link to a release cannot be put in place, once.
_FAILING_FLIP = """\
import os
replace, failures = os.replace, [OSError(28, "No space left on device")]
def failing(source, target, **options):
    if os.path.basename(target) == "current" and failures:
        raise failures.pop()
    return replace(source, target, **options)
os.replace = failing
"""


def test_names_go_back_if_the_link_cannot_follow(story: Command, tmp_path: Path) -> None:
    first, second = story.releases
    assert story.current == first
    (tmp_path / "sitecustomize.py").write_text(_FAILING_FLIP, encoding="utf-8")
    result = story("rollback", second, code=1, PYTHONPATH=str(tmp_path))
    assert [line for line in result.errors.splitlines() if line.startswith("error")]
    assert story.current == first
    shown, rows = ask_spark(
        story,
        "select release_id from leadmart.release",
        "select count(*) from core.fct_leads",
    )
    assert (shown, rows) == ([[first]], [[40]])


def test_clean_mends_what_a_killed_run_left(story: Command) -> None:
    first, second = story.releases
    home = literal(str(story.home))
    # As after a crash between the names' move and the link's.
    ask_spark(
        story,
        f"create or replace view leadmart.release as select '{second}' as release_id,"
        f" '{second}' as changing_to, {home} as home",
        "create schema if not exists core__20260101t000000z_abcdef",
    )
    said = story("clean").output
    assert f"Spark's names show {first} again" in said
    assert "1 schema on Spark" in said
    shown, rows = ask_spark(
        story,
        "select release_id, changing_to from leadmart.release",
        "select count(*) from core.fct_leads",
    )
    assert (shown, rows) == ([[first, None]], [[40]])
    assert "nothing to delete" in story("clean").output


def test_without_java_one_line_says_so(story: Command, tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    result = story(*arguments(story, "leads"), code=2, JAVA_HOME=str(tmp_path))
    (line,) = [line for line in result.errors.splitlines() if line]
    assert "there is no Java" in line and "JAVA_HOME" in line


def test_without_the_extra_one_line_says_so(story: Command, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import sys\nsys.modules['pyspark'] = None\n", encoding="utf-8"
    )
    result = story(*arguments(story, "leads"), code=2, PYTHONPATH=str(tmp_path))
    (line,) = [line for line in result.errors.splitlines() if line]
    assert "requirements-spark.txt" in line
