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

answers = {}
for kind in ("with", "without"):
    def works(*arguments):
        options = ("--project-dir", f"{sys.argv[1]}/{kind}", "--profiles-dir", sys.argv[2])
        return dbtRunner().invoke([*arguments, *options, "--quiet", "--target", "spark"]).success

    def rows(query):
        return [list(row) for row in SparkSession.builder.getOrCreate().sql(query).collect()]

    answer = {"seed": works("seed"), "strict": works("run"), "snapshot": works("snapshot")}
    if kind == "with":
        answer["handed_over"] = works("run-operation", "what_is_handed_over_to_exists")
        answer["seed_rows"] = rows("select id, said from core.hostile_with")
        for as_of, amount in (("2026-01-02", 20), ("2026-01-03", 20)):
            changed = json.dumps({"amount": amount, "seen": as_of})
            answer["snapshot"] &= works("snapshot", "--vars", changed)
        answer["snapshot_rows"] = rows(
            "select deal_id, amount, cast(dbt_valid_from as string), cast(dbt_valid_to as string)"
            " from core.history_with order by 1, 3"
        )
    answers[kind] = answer
print(json.dumps(answers))
"""

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
        'spark__alter_column_set_constraints',
        'materialization_snapshot_spark'
    ] -%}
        {%- if dbt[name] is not defined -%}{{ exceptions.raise_compiler_error(name) }}{%- endif -%}
    {%- endfor -%}
{% endmacro %}
"""

STRICT = """
models:
  - name: strict_KIND
    config: {materialized: table, contract: {enforced: true}}
    columns:
      - {name: id, data_type: int, constraints: [{type: not_null}]}
"""


def write_project(folder: Path, kind: str) -> None:
    """A project of a seed, a model and a snapshot, with the overrides or without."""
    for name in ("macros", "models", "seeds", "snapshots"):
        (folder / name).mkdir(parents=True)
    (folder / "dbt_project.yml").write_text(
        f"name: overrides_{kind}\nprofile: leadmart\n"
        "flags: {send_anonymous_usage_stats: false}\n"
        "seeds: {+column_types: {id: string, said: string}}\n"
    )
    lines = [
        f'{key},"{text.replace(chr(34), chr(34) * 2)}"' if text is not None else f"{key},"
        for key, text in HOSTILE.items()
    ]
    seed = folder / "seeds" / f"hostile_{kind}.csv"
    seed.write_text("\n".join(["id,said", *lines]) + "\n", encoding="utf-8")
    (folder / "models" / f"strict_{kind}.sql").write_text("select 1 as id")
    (folder / "models" / "_models.yml").write_text(STRICT.replace("KIND", kind))
    (folder / "snapshots" / "history.sql").write_text(SNAPSHOT.replace("KIND", kind))
    if kind == "with":
        shutil.copy(ROOT / "macros" / "engine.sql", folder / "macros")
        (folder / "macros" / "handed_over.sql").write_text(HANDED_OVER)


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    needs("pyspark", "requirements-spark.txt")
    if shutil.which("java") is None:
        skip("needs Java 17: apt-get install openjdk-17-jre-headless")
    folder = tmp_path_factory.mktemp("overrides")
    for kind in ("with", "without"):
        write_project(folder / kind, kind)
    finished = subprocess.run(
        [sys.executable, "-c", DRIVER, str(folder), str(ROOT)],
        cwd=folder,
        env={
            **os.environ,
            "LEADMART_SPARK_WAREHOUSE": str(folder / "spark"),
            "LEADMART_SPARK_CATALOG": "in-memory",
        },
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert finished.returncode == 0, (finished.stdout + finished.stderr)[-4000:]
    return json.loads(finished.stdout.splitlines()[-1])


def test_a_seed_is_loaded_as_it_is_written(answers: dict[str, Any]) -> None:
    assert answers["with"]["seed"]
    assert dict(answers["with"]["seed_rows"]) == HOSTILE


def test_a_contract_with_constraints_builds(answers: dict[str, Any]) -> None:
    assert answers["with"]["strict"]


def test_a_snapshot_on_parquet_keeps_what_was(answers: dict[str, Any]) -> None:
    assert answers["with"]["snapshot"]
    assert answers["with"]["snapshot_rows"] == [
        [1, 10, "2026-01-01 00:00:00", "2026-01-02 00:00:00"],
        [1, 20, "2026-01-02 00:00:00", None],
        [2, 5, "2026-01-01 00:00:00", None],
    ]


def test_other_formats_and_connections_get_the_adapters_own(answers: dict[str, Any]) -> None:
    assert answers["with"]["handed_over"]
    overrides = (ROOT / "macros" / "engine.sql").read_text(encoding="utf-8")
    handed_over = set(re.findall(r"return\(dbt\.(\w+)\(", overrides))
    assert handed_over == set(re.findall(r"'(\w+_\w+)'", HANDED_OVER))


@pytest.mark.parametrize("fault", ["seed", "strict", "snapshot"])
def test_the_adapter_still_needs_it(answers: dict[str, Any], fault: str) -> None:
    assert not answers["without"][fault], "mended in dbt-spark: take the override out"
