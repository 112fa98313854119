"""What macros/engine.sql makes on DuckDB under its own name, over whatever was there before."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

ROOT = Path(__file__).parents[2]

MODEL = """
{{ config(materialized=var('kind'), contract={'enforced': var('enforced')}) }}
select cast({{ var('value') }} as integer) as id
"""
DECLARED = "models: [{name: made, columns: [{name: id, data_type: integer}]}]\n"

DRIVER = """
import json, sys
from dbt.cli.main import dbtRunner
for said in json.loads(sys.argv[1]):
    print(dbtRunner().invoke(["run", "--quiet", "--vars", json.dumps(said)]).success)
"""


def said(kind: str, value: str, enforced: bool = False) -> str:
    return f'{{"kind": "{kind}", "value": "{value}", "enforced": {str(enforced).lower()}}}'


def run(folder: Path, *runs: str) -> list[bool]:
    """Runs dbt once for each of some variables; gives which of them succeeded."""
    finished = subprocess.run(
        [sys.executable, "-c", DRIVER, f"[{', '.join(runs)}]"],
        cwd=folder,
        env={
            **os.environ,
            "DBT_PROFILES_DIR": str(ROOT),
            "LEADMART_TARGET": "duckdb",
            "LEADMART_DATABASE": str(folder / "release.duckdb"),
            "LEADMART_WORK_DATABASE": str(folder / "work.duckdb"),
            "LEADMART_SPILL_DIRECTORY": str(folder / "spill"),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, (finished.stdout + finished.stderr)[-4000:]
    return [line == "True" for line in finished.stdout.split() if line in ("True", "False")]


def made(folder: Path) -> list[tuple[str, str, int]]:
    """Every relation with its kind and its only value."""
    with duckdb.connect(str(folder / "release.duckdb"), read_only=True) as connection:
        relations = connection.execute(
            "select table_name, table_type from information_schema.tables"
        ).fetchall()
        return [
            (name, kind, *connection.execute(f"select id from core.{name}").fetchone())
            for name, kind in relations
        ]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of one model."""
    for name in ("macros", "models"):
        (tmp_path / name).mkdir()
    shutil.copy(ROOT / "macros" / "engine.sql", tmp_path / "macros")
    (tmp_path / "models" / "made.sql").write_text(MODEL)
    (tmp_path / "models" / "_made.yml").write_text(DECLARED)
    (tmp_path / "dbt_project.yml").write_text(
        "name: made_in_place\nprofile: leadmart\nflags: {send_anonymous_usage_stats: false}\n"
    )
    return tmp_path


def test_whatever_was_there_is_replaced(project: Path) -> None:
    assert run(project, said("table", "1"), said("table", "2")) == [True, True]
    assert made(project) == [("made", "BASE TABLE", 2)]
    assert run(project, said("view", "3"), said("view", "4")) == [True, True]
    assert made(project) == [("made", "VIEW", 4)]
    assert run(project, said("table", "5", enforced=True)) == [True]
    assert made(project) == [("made", "BASE TABLE", 5)]


def test_what_cannot_be_made_leaves_what_was_there(project: Path) -> None:
    assert run(project, said("table", "1"), said("table", "'x'")) == [True, False]
    assert run(project, said("table", "'x'", enforced=True)) == [False]
    assert made(project) == [("made", "BASE TABLE", 1)]
