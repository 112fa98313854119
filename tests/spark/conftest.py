"""What the tests of builds on Spark share: a small project that both engines can build."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from leadmart.building.spark import run as spark
from leadmart.building.spark.process import session
from leadmart.home import Home
from leadmart.settings import read_settings
from tests.runner.conftest import ROOT, Command, make_small_project

_RECONCILIATION = """\
{% for name in ('leads', 'accounts') %}
select
    '{{ name }}' as input,
    count(*) as rows_delivered,
    count(*) as rows_accepted,
    cast(0 as bigint) as rows_rejected,
    cast(0 as bigint) as rows_invalid,
    cast(0 as bigint) as rows_left_out,
    true as is_reconciled
from {{ source('inputs', name) }}
{{ 'union all' if not loop.last }}
{% endfor %}
"""

_HISTORY = """\
{% snapshot lead_history %}
{{ config(
    schema='history',
    database='work',
    unique_key='lead_id',
    strategy='check',
    check_cols=['account_id'],
    updated_at='seen_at',
) }}
select lead_id, account_id, cast(cast('{{ var("as_of") }}' as date) as timestamp) as seen_at
from {{ ref('fct_leads') }}
{% endsnapshot %}
"""

_ASK = """\
import json, sys
from leadmart.building.spark.process import session
with session(json.loads(sys.argv[1])) as spark:
    for query in sys.argv[2:]:
        print("rows:" + json.dumps([list(row) for row in spark.sql(query).collect()], default=str))
"""


@pytest.fixture(scope="session", autouse=True)
def interpreted() -> Iterator[None]:
    """Queries over a few rows, which Spark would compile for longer than it runs them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LEADMART_SPARK_CODEGEN", "false")
        yield


@pytest.fixture(scope="session")
def in_memory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A Spark session with a catalogue in memory, for all tests of a process."""
    folder = tmp_path_factory.mktemp("in_memory")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LEADMART_SPARK_WAREHOUSE", str(folder / "warehouse"))
        patch.setenv("LEADMART_SPARK_CATALOG", "in-memory")
        patch.chdir(folder)
        with session({"project": str(ROOT), "jvm": str(folder / "jvm.pid")}) as started:
            patch.undo()
            yield started


def make_project(project: Path) -> Path:
    """The small project of the runner's tests, in SQL that Spark takes too."""
    make_small_project(project)
    (project / "snapshots").mkdir()
    files = {
        "models/quality/reconciliation.sql": _RECONCILIATION,
        "snapshots/lead_history.sql": _HISTORY,
    }
    for name, text in files.items():
        (project / name).write_text(text, encoding="utf-8")
    return project


def ask_spark(command: Command, *queries: str) -> list[list[list[Any]]]:
    """What a reader of the catalogue of a home sees: the rows of each query."""
    place = spark.Place(Home(command.home)).create()
    settings = read_settings(command.home)
    order = {"project": str(command.project), "jvm": str(place.jvm)}
    finished = subprocess.run(
        [sys.executable, "-c", _ASK, json.dumps(order), *queries],
        env={**os.environ, **spark.environment_of(place, settings)},
        cwd=place.scratch,
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [line for line in finished.stdout.splitlines() if line.startswith("rows:")]
    assert len(lines) == len(queries), finished.stderr[-3000:]
    return [json.loads(line.removeprefix("rows:")) for line in lines]
