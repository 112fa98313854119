"""Systems' rows with their traps go through the connectors; every row that comes out is written."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from leadmart.intake.systems import read_systems
from tests.compiled import MINIATURE_VARIABLES, ROOT, Compiled, Workbench

SYSTEMS = read_systems(ROOT)
CASES = {
    f"{path.stem}: {case['case']}": (path.stem, case)
    for path in sorted(Path(__file__).parent.glob("*.yml"))
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))
}
VARIABLES = {
    **MINIATURE_VARIABLES,
    "as_of": "2026-06-30",
    "systems": ", ".join(one.key for loaders in SYSTEMS.values() for one in loaders.values()),
}


@pytest.fixture(scope="module")
def bench(compiled: Callable[[Mapping[str, str]], Compiled]) -> Workbench:
    """Where one case after the other is built and tested."""
    return Workbench(compiled(VARIABLES), has_systems=True)


@pytest.mark.parametrize("name", list(CASES), ids=list(CASES))
def test_a_system_gives_these_rows(name: str, bench: Workbench) -> None:
    system, case = CASES[name]
    given = {f"{system}__{loader}": case[loader] for loader in SYSTEMS[system] if loader in case}
    bench.deliver({}, given)
    found = {
        one: rows_of(bench.connection, f"{system}__{one}", text)
        for one, text in case["inputs"].items()
    }
    left_out = dict(
        bench.connection.execute(
            "select source_table || ': ' || left_out_reason, rows_left_out"
            " from quality.left_out_rows"
        ).fetchall()
    )
    assert found == {one: sorted(wanted(text)) for one, text in case["inputs"].items()}
    assert left_out == case.get("left_out", {})
    assert not bench.failures()


def rows_of(connection: duckdb.DuckDBPyConnection, model: str, text: str) -> list[tuple[str, ...]]:
    """A connector's rows, of the columns that are written out; the others must be empty."""
    columns = next(csv.reader(io.StringIO(text)))
    relation = connection.sql(f"select * exclude (source_rows) from work.connectors.{model}")
    others = [column for column in relation.columns if column not in columns]
    for column in others:
        assert connection.sql(f"select count({column}) from relation").fetchall() == [(0,)], column
    return sorted(
        tuple(value or "" for value in row)
        for row in connection.sql(f"select {', '.join(columns)} from relation").fetchall()
    )


def wanted(text: str) -> list[tuple[str, ...]]:
    """The rows that are written out."""
    return [tuple(row) for row in list(csv.reader(io.StringIO(text)))[1:]]


def test_what_macros_say_of_systems_is_what_there_is() -> None:
    folder = ROOT / "models" / "connectors"
    models = {path.stem for path in folder.glob("*/*.sql")}
    text = (ROOT / "macros" / "connectors.sql").read_text(encoding="utf-8")
    said: Mapping[str, Any] = yaml.safe_load(
        text.split("macro inputs_of_systems() %}", 1)[1].split("return(", 1)[1].split(") }}", 1)[0]
    )
    named = {f"{system}__{one}" for system, inputs in said.items() for one in (*inputs, "rows")}
    assert named == models
    assert list(said) == list(SYSTEMS)
