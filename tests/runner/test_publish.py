"""Publishing on a small project with the real command: locks, crashes, damage, rollback."""

from __future__ import annotations

import contextlib
import json
import os
import random
import re
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from leadmart.errors import LeadmartError
from leadmart.home import Home
from leadmart.release import audit, publish, releases
from leadmart.release.audit import Expectations
from leadmart.settings import read_settings
from tests.attacks import attacks_on_a_release
from tests.runner.conftest import LEADS, Command, Result, wait_for

GENERIC = Path(__file__).resolve().parents[1] / "generic"

Leads = Callable[..., Path]
AS_OF = ("--as-of", "2026-06-30")
# profiles.yml: the size of a block in a release.
BLOCK = 65536


def build(small: Command, folder: Path, *arguments: str, **how: object) -> str:
    """Builds and publishes; gives the new release's id."""
    small("build", "--input", str(folder), *AS_OF, *arguments, **how)  # type: ignore[arg-type]
    assert small.current is not None
    return small.current


def more(count: int) -> str:
    """The leads and some more, so that two releases can be told apart."""
    return LEADS + "".join(f"M{number},2026-02-01,,\n" for number in range(count))


def parsed(small: Command) -> Path:
    """What dbt read of the project, kept for the next run."""
    (kept,) = small.home.glob(".delivered_*_partial_parse.msgpack")
    return kept


def rows(database: Path) -> int:
    """How many leads a reader of a database sees."""
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute("select count(*) from core.fct_leads").fetchone()[0]


def assert_whole(small: Command, release: str) -> None:
    """What is published opens, is the release that it says it is, and holds all of it."""
    assert small.current == release
    manifest = small.manifest()
    assert manifest["release_id"] == release
    expectations = Expectations(
        release,
        list(manifest["tables"]),
        {name: one["rows"] for name, one in manifest["inputs"].items()},
    )
    found = audit.audit(small.database, expectations)
    assert found.problems == []
    assert {table.name: table.content_hash for table in found.tables} == small.hashes()
    for name, facts in manifest["files"].items():
        assert (small.home / "current" / name).stat().st_size == facts["bytes"], name


# A release ------------------------------------------------------------------------------------


def test_what_a_release_holds(small: Command, leads: Leads) -> None:
    arguments = ("--set", "reporting_currency=EUR")
    result = small("build", "--input", str(leads()), *AS_OF, *arguments)
    release = small.home / "current"
    assert small.current is not None
    assert sorted(
        str(path.relative_to(release)) for path in release.rglob("*") if path.is_file()
    ) == [
        "docs/index.html",
        "leadmart.duckdb",
        "manifest.json",
        "parquet/core/fct_leads.parquet",
        "parquet/core/fct_many.parquet",
        "parquet/quality/reconciliation.parquet",
    ]
    assert os.readlink(release) == f"releases/{small.current}"
    for path in release.rglob("*"):
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode & 0o007 == 0, path
        assert path.is_dir() or mode == 0o440, path
    assert result.output.splitlines()[-1].startswith(f"published {small.current}: as of 2026-06-30")
    assert_whole(small, small.current)
    manifest = small.manifest()
    assert manifest["as_of"] == "2026-06-30"
    assert manifest["inputs"]["leads"]["rows"] == 40
    assert len(manifest["inputs"]["leads"]["sha256"]) == 64
    assert manifest["settings"]["reporting_currency"] == "EUR"
    assert manifest["versions"]["duckdb"] == duckdb.__version__
    with duckdb.connect(str(small.database), read_only=True) as connection:
        (stamp,) = connection.execute(
            "select release_id, as_of, inputs from quality.release()"
        ).fetchall()
        assert stamp[:2] == (small.current, "2026-06-30")
        assert json.loads(stamp[2])["leads"]["rows"] == 40
        currencies = connection.execute("select distinct currency from core.fct_leads").fetchall()
        assert currencies == [("EUR",)]


def test_nothing_private_is_left_behind(published: Command, leads: Leads) -> None:
    left = {
        path.name
        for path in published.home.rglob("*")
        if path.is_file() and path.suffix != ".parquet"
    }
    assert left == {
        ".lock",
        parsed(published).name,
        "dbt.log",
        "nodes.json",
        "runs.jsonl",
        "leadmart.duckdb",
        "index.html",
        "manifest.json",
    }
    for path in published.home.rglob("*"):
        if path.is_file():
            assert b"@people.example" not in path.read_bytes(), path
            assert stat.S_IMODE(path.stat().st_mode) & 0o007 == 0, path


def test_the_demo_without_a_word_and_a_run_for_a_machine(small: Command, leads: Leads) -> None:
    result = small("build", "--json")
    (line,) = result.output.splitlines()
    record = json.loads(line)
    assert (record["status"], record["exit_code"]) == ("published", 0)
    assert record["run"] == record["current"] == small.current
    assert small.journal()[-1]["run"] == record["run"]
    assert small.manifest()["input"] == {"kind": "demo", "location": "demo"}
    assert small.manifest()["as_of"] == "2026-06-30"
    assert small.manifest()["dbt"]["nodes"]["seed"] == 1
    refused = small("build", "--input", str(leads("x\n")), "--json", code=2)
    record = json.loads(refused.output)
    assert (record["status"], record["exit_code"]) == ("refused", 2)
    assert "leads.csv line 1: has no header" in record["problems"][0]
    assert refused.errors.splitlines()[-1].startswith("error: leads.csv line 1")


def test_help_answers_at_once(small: Command) -> None:
    result = small("--help", PYTHONPROFILEIMPORTTIME="1")
    assert "rollback" in result.output
    assert not imported(result) & {"dbt", "duckdb", "yaml"}


def imported(result: Result) -> set[str]:
    """The packages that a command loaded, said by Python itself: what it takes time for."""
    names = re.findall(r"^import time:.*\| +([\w.]+)$", result.errors, re.MULTILINE)
    assert "typer" in names
    return {name.partition(".")[0] for name in names}


# Wrong usage ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ("bogus",),
        ("build", "--bogus"),
        ("build", "--target", "oracle"),
        ("build", "--as-of", "30.06.2026"),
        ("build", "--as-of", "2026-02-30"),
        ("build", "--as-of", "2026-06-30' or '1'='1"),
        ("build", "--as-of", "{{ env_var('HOME') }}"),
        ("build", "--set", "reporting_currency=USD' --"),
        ("build", "--set", "reporting_currency={{ 1 }}"),
        ("build", "--set", "business_timezone=Mars/Olympus"),
        ("build", "--set", "business_timezone=../../etc/passwd"),
        ("build", "--set", "maximum_rejected_share=2"),
        ("build", "--set", "as_of=2026-01-01"),
        ("build", "--set", "input_kind=demo"),
        ("build", "--set", "keep_releases=0"),
        ("build", "--set", "memory_limit=4GB; drop"),
        ("build", "--set", "nothing"),
        ("build", "--select", "--full-refresh"),
        ("build", "--select", "a'; drop"),
        ("build", "--select", "fct_leads", "fct_deals"),
        ("build", "fct_leads"),
        ("build", "--input", ""),
        ("build", "--input", "/nowhere/at/all"),
        ("build", "--input", "/nowhere/at/all.duckdb:main"),
        ("rollback", "../../etc"),
        ("rollback", "releases/x"),
        ("clean", "--set", "keep_releases=-1"),
    ],
)
def test_wrong_usage_is_refused_in_a_line(small: Command, arguments: tuple[str, ...]) -> None:
    result = small(*arguments, code=2)
    assert "Traceback" not in result.text
    assert small.current is None


def test_two_selectors_behind_one_option_say_how_to_say_them(small: Command) -> None:
    said = " ".join(small("build", "--select", "fct_leads", "fct_many", code=2).errors.split())
    assert "fct_many stands alone; say --select for each" in said.replace("│ │ ", "")


@pytest.mark.parametrize(
    ("assignment", "value"),
    [
        ("business_timezone=Europe/Berlin", "Europe/Berlin"),
        ("business_timezone=Etc/GMT+5", "Etc/GMT+5"),
        ("fiscal_year_start_month=4", 4),
        ("maximum_rejected_share=0.1", 0.1),
        ("customer_lifetime_method=inverse_churn", "inverse_churn"),
        ("response_target_minutes=5", 5),
    ],
)
def test_settings_are_taken_as_what_they_are(assignment: str, value: object) -> None:
    settings = read_settings(assignments=[assignment])
    assert settings.variables[assignment.partition("=")[0]] == value
    assert settings.said == {assignment.partition("=")[0]}


# One at a time --------------------------------------------------------------------------------


def test_two_builds_at_once(small: Command, leads: Leads) -> None:
    folder = leads()
    first = small.start("build", "--input", str(folder), *AS_OF)
    wait_for(lambda: releases.holder_of(Home(small.home)), first)
    holder = releases.holder_of(Home(small.home))
    result = small("build", "--input", str(folder), *AS_OF, code=75)
    assert str(first.pid) in result.errors
    assert holder is not None and holder["since"] in result.errors
    assert "at work: build" in small("status").output
    small("rollback", code=75)
    small("clean", code=75)
    assert first.wait() == 0
    assert_whole(small, holder["id"])
    assert [record["exit_code"] for record in small.journal()] == [75, 0]


def test_the_lock_file_of_a_dead_process_stops_nobody(published: Command) -> None:
    (published.home / ".lock").write_text('{"pid": 1, "since": "long ago", "id": "x"}')
    assert published("clean").output == "nothing to delete\n"


# Stopped and killed ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130), (signal.SIGHUP, 129)]
)
def test_a_signal_stops_the_run_and_its_child(
    published: Command, leads: Leads, number: int, code: int
) -> None:
    release = published.current
    run = published.start("build", "--input", str(leads(more(5))), *AS_OF)
    child = wait_for(lambda: children(run.pid), run)[0]
    # Where dbt is deep at work, and has said so.
    log = published.home / ".building" / "logs" / "dbt.log"
    wait_for(lambda: log.exists() and log.stat().st_size, run)
    run.send_signal(number)
    _, errors = run.communicate()
    assert run.returncode == code
    assert errors.startswith(f"error: stopped by {signal.Signals(number).name}")
    assert not Path(f"/proc/{child}").exists()
    assert not (published.home / ".building").exists()
    assert published.journal()[-1]["status"] == "stopped"
    assert_whole(published, release)


def children(pid: int) -> list[int]:
    """The processes that a process started."""
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def test_a_run_killed_at_any_moment_leaves_a_whole_release(small: Command, leads: Leads) -> None:
    """12 times: the old or the new release in full, and the next run needs no hand."""
    folder = leads()
    build(small, folder)
    started = time.monotonic()
    release = build(small, folder)
    length = time.monotonic() - started
    chance = random.Random(20260630)
    for attempt in range(12):
        (folder / "leads.csv").write_text(more(attempt % 7))
        run = small.start("build", "--input", str(folder), *AS_OF)
        # More often late than early: the publication is at the end.
        with contextlib.suppress(subprocess.TimeoutExpired):
            run.wait(length * (0.05 + 0.95 * chance.random() ** 0.5))
        run.kill()
        run.communicate()
        if small.current != release:
            assert rows(small.database) == 40 + attempt % 7
            assert small.current is not None
            release = small.current
        assert_whole(small, release)
    # The last one's child may take a while to notice.
    while releases.holder_of(Home(small.home)) is not None:
        time.sleep(0.05)
    (folder / "leads.csv").write_text(more(3))
    last = build(small, folder)
    assert last > release
    assert rows(small.database) == 43
    assert_whole(small, last)
    assert set(os.listdir(small.home)) == {
        "current",
        "releases",
        "runs",
        "history",
        "runs.jsonl",
        ".lock",
        parsed(small).name,
    }
    assert set(os.listdir(small.home / "history")) <= set(small.releases)
    assert len(small.releases) <= 5


# What is called in a run's last steps: killed before it and after it.
STEPS = [
    "leadmart.release.publish.stamp",
    "leadmart.release.audit.audit_aside",
    "leadmart.release.publish.export_parquet",
    "leadmart.release.publish.write_manifest",
    "leadmart.release.history.carry_out",
    "leadmart.release.publish.seal",
    "os.rename",
    "leadmart.release.releases.sync",
    "leadmart.release.releases.flip",
    "leadmart.release.releases.stamped_id",
    "leadmart.release.releases.retain",
    "leadmart.release.releases.append_journal",
]

CRASH = """
import importlib, os, runpy, signal, sys
module, _, name = sys.argv[1].rpartition(".")
when, sys.argv = sys.argv[2], sys.argv[3:]
module = importlib.import_module(module)
called = getattr(module, name)
def crash(*arguments, **options):
    if when == "after":
        called(*arguments, **options)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(module, name, crash)
sys.path.insert(0, os.path.dirname(sys.argv[0]))
runpy.run_path(sys.argv[0], run_name="__main__")
"""


def test_a_run_killed_at_each_step_of_publishing(published: Command, leads: Leads) -> None:
    release = published.current
    crashes = [*((step, "before") for step in STEPS), ("leadmart.release.releases.flip", "after")]
    for number, (step, when) in enumerate(crashes, start=1):
        arguments = ("build", "--input", str(leads(more(number))), *AS_OF)
        killed = subprocess.run(
            [sys.executable, "-c", CRASH, step, when, *published.words(*arguments)[1:]],
            cwd=published.project,
            capture_output=True,
            check=False,
        )
        assert killed.returncode == -signal.SIGKILL, (step, when, killed.stderr[-2000:])
        assert published.current is not None
        if published.current != release:
            assert rows(published.database) == 40 + number, (step, when)
            release = published.current
        assert_whole(published, release)
    assert_whole(published, build(published, leads()))
    assert published("clean").output.startswith("nothing")


def test_left_overs_are_cleaned(published: Command, leads: Leads) -> None:
    release = published.current
    for name in (".building/x", "releases/.deleted-x/x", "releases/20200101T000000Z-abcdef/x"):
        (published.home / name).mkdir(parents=True)
    (published.home / f".current-{release}").symlink_to("nowhere")
    result = published("clean")
    assert result.output.startswith("deleted .building")
    assert published.releases == [release]
    assert not (published.home / f".current-{release}").is_symlink()
    assert_whole(published, release)


# Refused and failed ---------------------------------------------------------------------------


def test_a_failing_test_publishes_nothing(published: Command, leads: Leads) -> None:
    release = published.current
    result = published(
        "build", "--input", str(leads(LEADS + LEADS.splitlines()[1])), *AS_OF, code=1
    )
    lines = result.errors.splitlines()
    assert "unique_fct_leads_lead_id" in lines[0]
    assert "test failed" in lines[0]
    assert lines[1] == "error: 3 nodes behind those were skipped"
    assert published.journal()[-1]["problems"] == [line.removeprefix("error: ") for line in lines]
    assert_whole(published, release)


def test_columns_that_are_null_are_named(published: Command, leads: Leads) -> None:
    shutil.copytree(GENERIC, published.project / "tests" / "generic")
    (published.project / "models" / "core" / "nothing.sql").write_text(
        "select lead_id, cast(null as date) as gone_on,"
        " nullif(lead_id, min(lead_id) over ()) as other from {{ ref('fct_leads') }}"
    )
    (published.project / "models" / "core" / "_nothing.yml").write_text(
        "models: [{name: nothing, data_tests:"
        " [never_null: {arguments: {columns: [lead_id, gone_on, other]}}]}]"
    )
    result = published("build", "--input", str(leads()), *AS_OF, code=1)
    assert "test failed: gone_on is NULL in 40 rows, other is NULL in 1 row" in result.errors


def test_too_many_invalid_rows_publish_nothing_and_are_told(
    published: Command, leads: Leads
) -> None:
    release = published.current
    models = published.project / "models" / "quality"
    (models / "reconciliation.sql").write_text(
        "select 'leads' as input, 40 as rows_delivered, 36 as rows_accepted, 4 as rows_rejected,"
        " 4 as rows_invalid, 0.1 as invalid_share, true as is_reconciled, true as is_refused"
    )
    (models / "rejected_rows.sql").write_text(
        "select 'leads' as input, 'L1' as row_identifier, 'email is odd' as reasons,"
        " true as is_invalid from range(4)"
    )
    name = "invalid_rows_stay_below_the_maximum_share"
    (published.project / "tests").mkdir()
    # The test must not run before the rows are there.
    (published.project / "tests" / f"{name}.sql").write_text(
        "-- depends_on: {{ ref('rejected_rows') }}\n"
        "select * from {{ ref('reconciliation') }} where is_refused"
    )
    result = published("build", "--input", str(leads()), *AS_OF, code=1)
    assert result.errors.splitlines()[0] == (
        "error: leads: 4 of 40 rows are invalid (10 %, at most 5 % may be): email is odd (4);"
        " mend the export (`check` shows the rows), or leave them out with"
        " --set maximum_rejected_share=0.10"
    )
    assert name not in result.errors
    assert_whole(published, release)


def test_a_failing_model_publishes_nothing_and_tells_no_row(
    published: Command, leads: Leads
) -> None:
    release = published.current
    text = LEADS + "L9,canary-7f3a of ada@people.example,,\n"
    result = published("build", "--input", str(leads(text)), *AS_OF, code=1)
    assert "fct_leads (models/core/fct_leads.sql): error: " in result.errors
    assert "Traceback" not in result.text
    assert "canary-7f3a" not in result.text
    for path in published.home.rglob("*"):
        if path.is_file():
            assert b"canary-7f3a" not in path.read_bytes(), path
    assert_whole(published, release)


def test_a_parse_error_publishes_nothing(published: Command, leads: Leads) -> None:
    release = published.current
    (published.project / "models" / "core" / "fct_leads.sql").write_text(
        "select {{ ref('nothing') }}"
    )
    result = published("build", "--input", str(leads()), *AS_OF, code=1)
    assert "nothing" in result.errors
    assert len(result.errors.splitlines()) == 1
    assert_whole(published, release)


@pytest.mark.parametrize("name", ["profiles.yml", "dbt_project.yml", "models/inputs.yml"])
def test_a_missing_file_of_the_project(published: Command, leads: Leads, name: str) -> None:
    release = published.current
    (published.project / name).unlink()
    result = published("build", "--input", str(leads()), *AS_OF, code=1)
    assert "Traceback" not in result.text
    assert published.current == release


def test_what_may_not_be_published_is_found(small: Command, leads: Leads) -> None:
    models = small.project / "models"
    model = models / "core" / "fct_leads.sql"
    model.write_text(model.read_text().replace("account_id,", "email as account_id,"))
    (models / "core" / "peek.sql").write_text("{{ config(materialized='view') }} select 1 as x")
    (models / "loose.sql").write_text("{{ config(schema='staging') }} select 1 as x")
    lines = small("build", "--input", str(leads()), *AS_OF, code=1).errors.splitlines()
    assert lines == [
        "error: audit: core.peek is a view",
        "error: audit: staging.loose is in no public schema",
        "error: audit: core.peek is missing",
        "error: audit: staging.loose is not of this build",
        "error: audit: core.fct_leads.account_id holds 40 e-mail addresses or telephone numbers",
    ]
    assert small.current is None


def test_what_does_not_reconcile_is_found(small: Command, leads: Leads) -> None:
    models = small.project / "models"
    model = models / "core" / "fct_leads.sql"
    model.write_text(model.read_text() + "where lead_id <> 'L003'")
    model = models / "quality" / "reconciliation.sql"
    model.write_text(model.read_text().replace("true as is_rec", "cast(null as boolean) as is_rec"))
    lines = small("build", "--input", str(leads()), *AS_OF, code=1).errors.splitlines()
    assert lines == [
        "error: audit: quality.reconciliation: 1 rows do not reconcile",
        "error: audit: leads: 40 rows were delivered, 39 are accounted for",
    ]


def test_a_volume_that_jumps_stops_the_build(published: Command, leads: Leads) -> None:
    folder = leads("".join(LEADS.splitlines(keepends=True)[:4]))
    # The release was built from another place, which has its own measure.
    manifest = published.home / "current" / "manifest.json"
    told = json.loads(manifest.read_text())
    told["input"]["location"] = str(folder)
    manifest.chmod(0o640)
    manifest.write_text(json.dumps(told))
    arguments = ("build", "--input", str(folder), *AS_OF)
    result = published(*arguments, code=1)
    assert f"leads: 40 rows in release {published.current}, 3 now" in result.errors
    assert published.manifest()["inputs"]["leads"]["rows"] == 40
    result = published(*arguments, "--allow-volume-change")
    assert "warning: leads: 40 rows" in result.output
    assert published.manifest()["inputs"]["leads"]["rows"] == 3
    # Of three rows nothing can be told.
    (folder / "leads.csv").write_text(LEADS)
    assert "leads: 3 rows" not in published(*arguments).text
    (folder / "leads.csv").write_text(more(200))
    result = published(*arguments, code=1)
    assert f"leads: 40 rows in release {published.current}, 240 now" in result.errors


def test_a_full_disk_stops_the_build_before_it_begins(small: Command, leads: Leads) -> None:
    arguments = ("--set", "minimum_free_disk_mb=900000000")
    result = small("build", "--input", str(leads()), *AS_OF, *arguments, code=1)
    assert "MB of disk are free, a build needs 900000000" in result.errors


def test_a_disk_that_may_not_do_for_so_many_rows_is_told(tmp_path: Path) -> None:
    """And stops nothing: how much is spilled depends on memory."""
    home, free = Home(tmp_path), shutil.disk_usage(tmp_path).free
    assert publish.foresee_disk(home, free // 500) == []
    (line,) = publish.foresee_disk(home, free // 300)
    assert f"{free // 300:,} rows may take" in line


def test_other_versions_than_locked_are_refused(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.txt"
    lock.write_text("duckdb==2.0.0 \\\n    --hash=sha256:0\n")
    with pytest.raises(LeadmartError, match=r"locked is 2\.0\.0; pip install"):
        publish.check_versions(tmp_path, "strict")
    assert publish.check_versions(tmp_path, "warn") == [
        f"duckdb is {duckdb.__version__}, locked is 2.0.0"
    ]
    lock.write_text(f"duckdb=={duckdb.__version__}.post9\n")
    assert len(publish.check_versions(tmp_path, "strict")) == 1


def test_a_memory_limit_that_is_too_small(small: Command, leads: Leads) -> None:
    settings = small.project / "leadmart" / "settings.py"
    settings.write_text(
        settings.read_text().replace('"memory_limit": "4GB"', '"memory_limit": "1MB"')
    )
    result = small("build", "--input", str(leads()), *AS_OF, code=1)
    assert "memory" in result.errors.lower()
    assert "Traceback" not in result.text


def test_a_build_that_spills_to_disk(small: Command) -> None:
    """One model sorts more than fits into memory, while others connect beside it."""
    models = small.project / "models" / "core"
    (models / "fct_sorted.sql").write_text(
        "select number, md5(cast(number as varchar)) as text"
        " from range(4000000) as numbers(number) order by text"
    )
    before = "fct_leads"
    for number in range(20):
        name = f"fct_after_{number:02}"
        (models / f"{name}.sql").write_text(f"select * from {{{{ ref('{before}') }}}}")
        before = name
    settings = small.project / "leadmart" / "settings.py"
    said = settings.read_text().replace('"memory_limit": "4GB"', '"memory_limit": "120MB"')
    settings.write_text(said)
    small("build")


def test_a_traceback_of_dbt_is_told_by_its_last_line(small: Command, leads: Leads) -> None:
    profiles = small.project / "profiles.yml"
    said = profiles.read_text().replace("settings: {TimeZone: UTC}", "settings: {no_such: 1}", 1)
    profiles.write_text(said)
    result = small("build", "--input", str(leads()), *AS_OF, code=1)
    assert "no_such" in result.errors
    assert "Traceback" not in result.text


def test_a_home_that_cannot_be_written(small: Command, leads: Leads) -> None:
    small.home.write_text("a file")
    result = small("build", "--input", str(leads()), *AS_OF, code=1)
    assert "choose another --home" in result.errors


def test_a_current_that_is_no_link_is_left_alone(small: Command, leads: Leads) -> None:
    (small.home / "current").mkdir(parents=True)
    result = small("build", "--input", str(leads()), *AS_OF, code=1)
    assert "is no link" in result.errors


def test_damaged_leavings_of_dbt_stop_nothing(published: Command, leads: Leads) -> None:
    build(published, leads())
    kept = parsed(published)
    older = kept.name.replace(kept.name.split("_")[1], "0" * 16)
    for name, damaged in (
        (kept.name, kept.read_bytes()[:1000]),
        (kept.name, b""),
        (older, os.urandom(1000)),
    ):
        kept.unlink()
        kept.with_name(name).write_bytes(damaged)
        build(published, leads())
        assert parsed(published) == kept
        assert len(kept.read_bytes()) > 1000


def test_dbt_reads_the_project_again_only_where_it_has_changed(
    published: Command, leads: Leads
) -> None:
    def built(*words: str) -> str:
        """What dbt says of a build."""
        build(published, leads(), *words)
        run = published.home / "runs" / published.journal()[-1]["run"]
        return (run / "dbt.log").read_text(encoding="utf-8")

    built()
    kept = parsed(published)
    whole = kept.read_bytes()
    # another day and other values in queries
    again = built("--as-of", "2026-07-01", "--set", "reporting_currency=EUR")
    assert "parse" not in again
    assert (parsed(published), kept.read_bytes()) == (kept, whole)
    with duckdb.connect(str(published.database), read_only=True) as connection:
        said = connection.execute("select distinct currency from core.fct_leads").fetchall()
    assert said == [("EUR",)]
    # another model
    model = published.project / "models" / "core" / "fct_leads.sql"
    model.write_text(model.read_text().replace("account_id,", "account_id, 1 as one,"))
    built()
    assert parsed(published) != kept
    with duckdb.connect(str(published.database), read_only=True) as connection:
        assert connection.execute("select distinct one from core.fct_leads").fetchall() == [(1,)]


# A part ---------------------------------------------------------------------------------------


def test_a_selection_is_built_and_not_published(published: Command, leads: Leads) -> None:
    # So that dbt is handed what it read.
    release = build(published, leads())
    result = published("build", "--input", str(leads()), *AS_OF, "--select", "reconciliation")
    assert "a part is never published" in result.output
    run = published.home / "runs" / published.journal()[-1]["run"]
    with duckdb.connect(str(run / "leadmart.duckdb"), read_only=True) as connection:
        tables = connection.execute("select table_name from duckdb_tables() order by 1").fetchall()
    assert tables == [("fct_leads",), ("reconciliation",)]
    assert published.current == release


def test_a_selection_of_nothing_is_an_error(published: Command, leads: Leads) -> None:
    result = published("build", "--input", str(leads()), *AS_OF, "--select", "nothing", code=1)
    assert result.errors == "error: --select nothing: nothing is selected; see `dbt ls`\n"


# What is kept ---------------------------------------------------------------------------------


def test_rollback_and_forward(published: Command, leads: Leads) -> None:
    assert "no earlier release" in published("rollback", code=1).errors
    first = published.current
    assert first is not None
    second = build(published, leads(more(1)))
    # It takes no longer than to look into a file and move a link.
    assert "dbt" not in imported(published("rollback", PYTHONPROFILEIMPORTTIME="1"))
    assert_whole(published, first)
    published("rollback", second)
    assert_whole(published, second)
    assert "no such release" in published("rollback", "20260101T000000Z-abcdef", code=1).errors
    assert second in published("status").output
    # What is damaged is not rolled back to.
    damaged = published.home / "releases" / first / "leadmart.duckdb"
    damaged.chmod(0o640)
    damaged.write_bytes(b"x" * 8192)
    assert "cannot be opened" in published("rollback", code=1).errors
    assert_whole(published, second)


def test_only_the_last_releases_are_kept(tmp_path: Path) -> None:
    home = releases.open_home(tmp_path)
    ids = [f"2026010{day}T000000Z-abcdef" for day in range(1, 8)]
    for one in ids:
        for folder in (home.releases, home.runs, home.history):
            (folder / one).mkdir()
        (home.releases / one / "manifest.json").write_text("{}")
    home.current.symlink_to(f"releases/{ids[1]}")
    # What is current stays, however old.
    assert releases.retain(home, 3) == [ids[0], *ids[2:4]]
    left = [ids[1], *ids[4:]]
    assert sorted(os.listdir(home.releases)) == sorted(os.listdir(home.history)) == left
    assert sorted(os.listdir(home.runs)) == ids[4:]
    assert releases.retain(home, 3) == []


def test_ids_ascend_when_the_clock_is_set_back(tmp_path: Path) -> None:
    home = releases.open_home(tmp_path)
    (home.releases / "29990101T000000Z-abcdef").mkdir()
    assert releases.new_id(home).startswith("29990101T000001Z-")


@pytest.mark.parametrize("name", ["", "..", "../x", "/etc", "20260101T000000Z-ABCDEF", "x" * 99])
def test_what_is_no_id_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(LeadmartError, match="not a release id"):
        Home(tmp_path).release(name)


def test_a_release_that_is_not_what_was_built_is_taken_back(published: Command) -> None:
    first = published.current
    other = "20990101T000000Z-abcdef"
    shutil.copytree(published.home / "releases" / str(first), published.home / "releases" / other)
    with pytest.raises(LeadmartError, match="is not what was built"):
        releases.flip_and_check(Home(published.home), other)
    assert published.current == first


def test_readers_keep_what_they_hold(published: Command, leads: Leads) -> None:
    with duckdb.connect(str(published.database), read_only=True) as held:
        for number in (1, 2):
            build(published, leads(more(number)), "--set", "keep_releases=1")
            assert len(published.releases) == 1
            assert held.execute("select count(*) from core.fct_leads").fetchone() == (40,)
            many = held.execute("select count(distinct text) from core.fct_many").fetchone()
            assert many == (50000,)
            # A reader that comes now sees the new release.
            query = "import duckdb, sys; c = duckdb.connect(sys.argv[1], read_only=True)"
            query += "; print(c.execute('select count(*) from core.fct_leads').fetchone()[0])"
            command = [sys.executable, "-c", query, str(published.database)]
            found = subprocess.run(command, capture_output=True, text=True, check=True).stdout
            assert int(found) == 40 + number


# Damage ---------------------------------------------------------------------------------------


def test_forty_damaged_files_are_found(published: Command, leads: Leads, tmp_path: Path) -> None:
    release = published.current
    manifest = published.manifest()
    expectations = Expectations(release, list(manifest["tables"]), {"leads": 40})
    whole = published.database.read_bytes()
    blocks = used_blocks(published.database)
    chance = random.Random(40)
    folder = tmp_path / "damaged"
    folder.mkdir()
    for attempt in range(40):
        data = bytearray(whole)
        if attempt % 4 == 0:
            del data[chance.randrange(1, len(data) - BLOCK) :]
        else:
            place = 12288 + chance.choice(blocks) * BLOCK + chance.randrange(BLOCK)
            data[place] ^= 1 << chance.randrange(8)
        path = folder / "leadmart.duckdb"
        path.write_bytes(data)
        assert audit.audit(path, expectations).problems, attempt


def used_blocks(database: Path) -> list[int]:
    """The blocks of a database that hold rows."""
    with duckdb.connect(str(database), read_only=True) as connection:
        blocks = connection.execute(
            """
            select distinct block_id from pragma_storage_info('core.fct_many')
            where block_id >= 0 order by all
            """
        ).fetchall()
    return [block for (block,) in blocks]


def test_a_log_left_beside_the_database_is_found(published: Command, leads: Leads) -> None:
    release = published.current
    (published.database.parent / "leadmart.duckdb.wal").write_bytes(b"")
    found = audit.audit(published.database, Expectations(release, [], {}))
    assert "leadmart.duckdb.wal lies beside the database: it was not closed" in found.problems


def test_the_audit_process_is_shut_in(published: Command, leads: Leads, tmp_path: Path) -> None:
    """With the audit's settings a connection reaches no file, and they cannot be undone."""
    outside = tmp_path / "outside.csv"
    outside.write_text("a\n1\n")
    shut = {"enable_external_access": "false", "autoinstall_known_extensions": "false"}
    with duckdb.connect(str(published.database), read_only=True, config=shut) as connection:
        connection.execute("set lock_configuration = true")
        for attack in attacks_on_a_release(outside, tmp_path):
            with pytest.raises(duckdb.Error):
                connection.execute(attack)
    assert not list(tmp_path.glob("stolen*"))


# Memory ---------------------------------------------------------------------------------------

SNAPSHOT = """
{% snapshot lead_history %}
{{ config(
    unique_key='lead_id', strategy='check', check_cols=['account_id'], updated_at='seen_at',
    schema='history', database='work'
) }}
select lead_id, account_id, cast('{{ var("as_of") }}' as timestamp) as seen_at
from {{ ref('fct_leads') }}
{% endsnapshot %}
"""


def test_a_day_built_twice_is_the_same_and_the_next_day_remembers(
    small: Command, leads: Leads
) -> None:
    (small.project / "snapshots").mkdir()
    (small.project / "snapshots" / "lead_history.sql").write_text(SNAPSHOT)
    changed = LEADS.replace(",A7\n", ",A8\n")
    days = ["2026-06-29", "2026-06-30", "2026-06-30", "2026-06-29"]
    versions = []
    for day, text in zip(days, [LEADS, changed, changed, LEADS], strict=True):
        small("build", "--input", str(leads(text)), "--as-of", day)
        memory = small.home / "history" / str(small.current) / "after.duckdb"
        query = "select count(*) from lead_history where lead_id = 'L007'"
        with duckdb.connect(str(memory), read_only=True) as connection:
            versions.append(connection.execute(query).fetchone())
    # An earlier day knows nothing of a later one.
    assert versions == [(1,), (2,), (2,), (1,)]
