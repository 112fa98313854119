"""What dbt read of the project is kept for the project that it was read of."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from leadmart.building.parse import PARTIAL_PARSE, Parse


def plan_for(folder: Path, said: Mapping[str, Any] | None = None, **other: Any) -> Any:
    """A plan as far as reading the project goes."""
    project = folder / "project"
    (project / "models").mkdir(parents=True, exist_ok=True)
    (folder / "home").mkdir(exist_ok=True)
    for name in ("dbt_project.yml", "profiles.yml"):
        (project / name).touch()
    return SimpleNamespace(
        **{
            "settings": SimpleNamespace(project=project, target="duckdb"),
            "workplace": SimpleNamespace(target=folder / "target", seeds=folder / "own"),
            "cache": folder / "home",
            "input_kind": "delivered",
            "variables": {"as_of": "2026-06-30", "input_kind": "delivered", **(said or {})},
            "rules": {},
            "on_spark": False,
            **other,
        }
    )


def read_by_dbt(folder: Path) -> None:
    """What dbt leaves once it has read the project."""
    (folder / "target").mkdir(exist_ok=True)
    (folder / "target" / PARTIAL_PARSE).write_text("read")


def test_it_is_taken_up_as_it_is_for_the_same_project_alone(tmp_path: Path) -> None:
    first = Parse(plan_for(tmp_path))
    assert first.exact is None
    read_by_dbt(tmp_path)
    first.keep()
    kept = first.exact
    assert kept is not None
    assert Parse(plan_for(tmp_path, {"as_of": "2026-07-01"})).exact == kept
    assert Parse(plan_for(tmp_path, {"systems": "hubspot:fivetran"})).exact is None
    assert Parse(plan_for(tmp_path, {"own_dimensions": [{"name": "region"}]})).exact is None
    assert Parse(plan_for(tmp_path, rules={"channels": "own"})).exact is None
    assert Parse(plan_for(tmp_path, on_spark=True)).exact is None
    assert Parse(plan_for(tmp_path, cache=None)).exact is None


@pytest.mark.parametrize("name", ["dbt_project.yml", "profiles.yml", "models/one.sql"])
def test_of_another_project_it_is_what_dbt_begins_with(tmp_path: Path, name: str) -> None:
    first = Parse(plan_for(tmp_path))
    read_by_dbt(tmp_path)
    first.keep()
    (tmp_path / "project" / name).write_text("another")
    second = Parse(plan_for(tmp_path))
    assert second.exact is None
    second.take_up()
    assert (tmp_path / "target" / PARTIAL_PARSE).read_text() == "read"
    second.keep()
    assert len(list((tmp_path / "home").iterdir())) == 1
    assert second.exact is not None


def test_what_was_read_of_a_project_that_changed_meanwhile_is_not_kept(tmp_path: Path) -> None:
    parse = Parse(plan_for(tmp_path))
    read_by_dbt(tmp_path)
    (tmp_path / "project" / "models" / "one.sql").write_text("select 1")
    parse.keep()
    assert list((tmp_path / "home").iterdir()) == []
