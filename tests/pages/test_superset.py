"""superset.zip of a release: what is imported fits together and is answered by the release.

A real Superset tries it in tools/check_superset.py.
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from leadmart.pages import superset

ROOT = Path(__file__).resolve().parents[2]

Parts = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def parts(miniature_home: Path) -> Parts:
    with zipfile.ZipFile(miniature_home / "current" / superset.FILE) as archive:
        return {name: yaml.safe_load(archive.read(name)) for name in archive.namelist()}


def of(parts: Parts, kind: str) -> Parts:
    return {part["uuid"]: part for name, part in parts.items() if f"/{kind}/" in name}


def columns_of(drawn: dict[str, Any]) -> set[str]:
    named = {drawn["x_axis"]} if "x_axis" in drawn else set()
    for key in ("all_columns", "groupby", "groupbyRows", "groupbyColumns", "column_config"):
        named |= set(drawn.get(key, []))
    metrics = [drawn["metric"]] if "metric" in drawn else drawn.get("metrics", [])
    return named | {one["column"]["column_name"] for one in metrics}


def test_every_question_has_a_chart_of_its_own() -> None:
    questions = superset.read_questions(ROOT)
    assert [one.number for one in questions] == list(range(1, 11))
    assert set(superset.CHARTS) == {one.number for one in questions}
    assert all(one.title and one.text and one.sql for one in questions)


def test_the_release_answers_every_dataset(parts: Parts, miniature_home: Path) -> None:
    database = miniature_home / "current" / "leadmart.duckdb"
    with duckdb.connect(str(database), read_only=True) as connection:
        for dataset in of(parts, "datasets").values():
            described = connection.execute(f"describe {dataset['sql']}").fetchall()
            declared = [(one["column_name"], one["type"]) for one in dataset["columns"]]
            assert declared == [(row[0], row[1]) for row in described]
            days = [one["column_name"] for one in dataset["columns"] if one["is_dttm"]]
            assert dataset["main_dttm_col"] in [*days, None]


def test_charts_ask_their_dataset_for_what_it_has(parts: Parts) -> None:
    datasets = of(parts, "datasets")
    charts = of(parts, "charts")
    assert len(charts) == len(datasets) == 10
    for chart in charts.values():
        held = {one["column_name"] for one in datasets[chart["dataset_uuid"]]["columns"]}
        asked = columns_of(chart["params"])
        assert asked
        assert asked <= held


def test_the_dashboard_holds_every_chart_once(parts: Parts) -> None:
    (dashboard,) = of(parts, "dashboards").values()
    position = dashboard["position"]
    placed = [one for one in position.values() if isinstance(one, dict) and one["type"] == "CHART"]
    assert sorted(one["meta"]["uuid"] for one in placed) == sorted(of(parts, "charts"))
    for name in position["GRID_ID"]["children"]:
        held = [position[chart] for chart in position[name]["children"]]
        assert sum(one["meta"]["width"] for one in held) == 12
        assert all(one["parents"][-1] == name for one in held)


def test_it_reads_the_current_release_and_cannot_write(parts: Parts, miniature_home: Path) -> None:
    (database,) = of(parts, "databases").values()
    path = miniature_home / "current" / "leadmart.duckdb"
    assert database["sqlalchemy_uri"] == f"duckdb:///{path}?access_mode=read_only"
    assert not database["allow_dml"]
    assert not database["allow_ctas"]
    assert {one["database_uuid"] for one in of(parts, "datasets").values()} == {database["uuid"]}


def test_the_same_release_gives_the_same_file(miniature_home: Path, tmp_path: Path) -> None:
    """An import of a later release replaces what an earlier one brought, by the same ids."""
    current = miniature_home / "current"
    address = current / "leadmart.duckdb"
    with duckdb.connect(str(address), read_only=True) as connection:
        made = superset.bundle(connection, superset.read_questions(ROOT), address)
    superset.write_bundle(tmp_path / superset.FILE, made)
    assert (tmp_path / superset.FILE).read_bytes() == (current / superset.FILE).read_bytes()
