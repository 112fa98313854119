"""What macros/engine.sql overrides of dbt-spark is right with the override and wrong without it.

Once a test says that something is right without it, the override can go.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.extras import needs, skip

ROOT = Path(__file__).parents[2]
HOSTILE = {
    "1": "O'Brien",
    "2": None,
    "3": "back\\slash %s 100%",
    "4": "two\nlines",
    "5": 'say "hi", then go',
    "6": "None",
    "7": "Zoë",
}

# Run in a process of its own, because a Spark session lasts as long as its process.
DRIVER = """
import json, sys
from dbt.cli.main import dbtRunner
from pyspark.sql import SparkSession

def works(*arguments):
    options = ("--project-dir", f"{sys.argv[1]}/{kind}", "--profiles-dir", sys.argv[2])
    return dbtRunner().invoke([*arguments, *options, "--quiet", "--target", "spark"]).success

def snapshot_works(amount, seen):
    return works("snapshot", "--vars", json.dumps({"amount": amount, "seen": seen}))

def rows(query):
    return [list(row) for row in SparkSession.builder.getOrCreate().sql(query).collect()]

def snapshot_rows():
    return rows(
        "select deal_id, amount, cast(dbt_valid_from as string), cast(dbt_valid_to as string)"
        f" from core.history_{kind} order by 1, 3"
    )

answers = {}
for kind in ("with", "without"):
    answers[kind] = answer = {}
STEPS
print(json.dumps(answers))
"""

PARQUET = """
    answer["seed"] = works("seed")
    answer["snapshot"] = works("snapshot")
    if kind == "with":
        answer["handed_over"] = works("run-operation", "what_is_handed_over_to_exists")
        answer["seed_rows"] = rows("select id, said from core.hostile_with")
        answer["outside_rows"] = rows("select id, said from core.outside_with")
        for seen in ("2026-01-02", "2026-01-03"):
            answer["snapshot"] &= snapshot_works(20, seen)
        answer["snapshot_rows"] = snapshot_rows()
"""

# Everything twice, because what lies there already is what dbt-spark mistakes.
ICEBERG = """
    answer["first"] = works("run") and works("snapshot")
    answer["snapshot"] = snapshot_works(20, "2026-01-02")
    answer["table"] = works("run")
    answer["versions"] = rows(f"select count(*) from core.fct_{kind}.snapshots")[0][0]
    answer["snapshot_rows"] = snapshot_rows()
"""

# The snapshot below, once a deal's amount has changed from 10 to 20.
CHANGED = [
    [1, 10, "2026-01-01 00:00:00", "2026-01-02 00:00:00"],
    [1, 20, "2026-01-02 00:00:00", None],
    [2, 5, "2026-01-01 00:00:00", None],
]

SNAPSHOT = """
{% snapshot history_KIND %}
{{ config(unique_key='deal_id', strategy='check', check_cols=['amount'], updated_at='seen_at',
          hard_deletes='invalidate') }}
{%- set seen_at = "timestamp '" ~ var('seen', '2026-01-01') ~ "'" %}
select 1 as deal_id, {{ var('amount', 10) }} as amount, {{ seen_at }} as seen_at
union all
select 2 as deal_id, 5 as amount, {{ seen_at }} as seen_at
{% endsnapshot %}
"""

# What the overrides hand over to, where the table format or the connection is another.
HANDED_OVER = """
{% macro what_is_handed_over_to_exists() %}
    {%- for name in [
        'spark__load_csv_rows',
        'spark__list_relations_without_caching',
        'materialization_snapshot_spark'
    ] -%}
        {%- if dbt[name] is not defined -%}{{ exceptions.raise_compiler_error(name) }}{%- endif -%}
    {%- endfor -%}
{% endmacro %}
"""


def write_project(folder: Path, kind: str, table_format: str) -> None:
    """A project of a seed, a model and a snapshot, with the overrides or without."""
    for name in ("macros", "models", "seeds", "snapshots"):
        (folder / name).mkdir(parents=True)
    (folder / "dbt_project.yml").write_text(
        f"name: overrides_{kind}\nprofile: leadmart\n"
        f"seed-paths: [seeds, '{folder.parent / f'own_{kind}'}']\n"
        "flags: {send_anonymous_usage_stats: false}\n"
        "seeds: {+column_types: {id: string, said: string}}\n"
        f"models: {{+materialized: table, +file_format: {table_format}}}\n"
        f"snapshots: {{+file_format: {table_format}}}\n"
    )
    lines = [
        f'{key},"{text.replace(chr(34), chr(34) * 2)}"' if text is not None else f"{key},"
        for key, text in HOSTILE.items()
    ]
    seed = folder / "seeds" / f"hostile_{kind}.csv"
    seed.write_text("\n".join(["id,said", *lines]) + "\n", encoding="utf-8")
    outside = folder.parent / f"own_{kind}" / f"outside_{kind}.csv"
    outside.parent.mkdir()
    outside.write_text("id,said\n1,here\n", encoding="utf-8")
    (folder / "models" / f"fct_{kind}.sql").write_text("select 1 as id")
    (folder / "snapshots" / "history.sql").write_text(SNAPSHOT.replace("KIND", kind))
    if kind == "with":
        shutil.copy(ROOT / "macros" / "engine.sql", folder / "macros")
        (folder / "macros" / "handed_over.sql").write_text(HANDED_OVER)


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    needs("pyspark", "requirements-spark.txt")
    folder = tmp_path_factory.mktemp("overrides")
    return ask([sys.executable], PARQUET, "parquet", folder, LEADMART_SPARK_CATALOG="in-memory")


@pytest.fixture(scope="module")
def iceberg(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    environment = os.environ.get("LEADMART_ICEBERG_ENVIRONMENT", str(ROOT / ".venv-iceberg"))
    if not Path(environment).exists():
        skip("needs an environment of its own: see tools/with_iceberg")
    python = [str(ROOT / "tools" / "with_iceberg"), "python"]
    return ask(python, ICEBERG, "iceberg", tmp_path_factory.mktemp("iceberg"))


def ask(
    python: list[str], steps: str, table_format: str, folder: Path, **environment: str
) -> dict[str, Any]:
    """What steps in a Spark session answer about a project with the overrides and one without."""
    if shutil.which("java") is None:
        skip("needs Java 17: apt-get install openjdk-17-jre-headless")
    for kind in ("with", "without"):
        write_project(folder / kind, kind, table_format)
    finished = subprocess.run(
        [*python, "-c", DRIVER.replace("STEPS", steps), str(folder), str(ROOT)],
        cwd=folder,
        env={
            **os.environ,
            "LEADMART_SPARK_WAREHOUSE": str(folder / "spark"),
            "LEADMART_SPARK_METASTORE": str(folder / "metastore"),
            "LEADMART_SPARK_METASTORE_LOG": "derby.log",
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, (finished.stdout + finished.stderr)[-4000:]
    return json.loads(finished.stdout.splitlines()[-1])


def test_a_seed_is_loaded_as_it_is_written(answers: dict[str, Any]) -> None:
    assert answers["with"]["seed"]
    assert dict(answers["with"]["seed_rows"]) == HOSTILE


def test_a_seed_may_lie_outside_of_the_project(answers: dict[str, Any]) -> None:
    assert answers["with"]["outside_rows"] == [["1", "here"]]


def test_a_snapshot_on_parquet_keeps_what_was(answers: dict[str, Any]) -> None:
    assert answers["with"]["snapshot"]
    assert answers["with"]["snapshot_rows"] == CHANGED


def test_a_snapshot_on_iceberg_is_taken_again_and_again(iceberg: dict[str, Any]) -> None:
    assert iceberg["with"]["first"] and iceberg["with"]["snapshot"]
    assert iceberg["with"]["snapshot_rows"] == CHANGED


def test_a_table_on_iceberg_is_replaced_and_never_gone(iceberg: dict[str, Any]) -> None:
    assert iceberg["with"]["table"]
    assert iceberg["with"]["versions"] == 2


def test_the_adapter_still_takes_iceberg_for_another_format(iceberg: dict[str, Any]) -> None:
    mended = "mended in dbt-spark: take the override out"
    assert iceberg["without"]["first"]
    assert not iceberg["without"]["snapshot"], mended
    assert iceberg["without"]["versions"] == 1, mended


def test_other_formats_and_connections_get_the_adapters_own(answers: dict[str, Any]) -> None:
    assert answers["with"]["handed_over"]
    overrides = (ROOT / "macros" / "engine.sql").read_text(encoding="utf-8")
    handed_over = set(re.findall(r"\bdbt\.(\w+)\([a-z)]", overrides))
    assert handed_over == set(re.findall(r"'(\w+_\w+)'", HANDED_OVER))


@pytest.mark.parametrize("fault", ["seed", "snapshot"])
def test_the_adapter_still_needs_it(answers: dict[str, Any], fault: str) -> None:
    assert not answers["without"][fault], "mended in dbt-spark: take the override out"
