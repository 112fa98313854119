"""What a check makes without dbt is, letter by letter, what dbt makes of the same models."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from leadmart import check
from leadmart.building.judging import judge_rows
from leadmart.building.plan import Plan
from leadmart.building.rendering import Project, Rendered
from leadmart.intake import load
from leadmart.intake.location import locate
from leadmart.intake.systems import read_systems
from leadmart.progress import Progress
from leadmart.settings import read_settings
from leadmart.workplace import Workplace
from tests.compiled import MINIATURE, ROOT, Compiled

EVERY_SYSTEM = ",".join(
    f"{system}:{loader}" for system, loaders in read_systems(ROOT).items() for loader in loaders
)
OF_A_COMPANY = {
    "input_kind": "delivered",
    "as_of": "2026-03-31",
    "systems": EVERY_SYSTEM,
    "own_dimensions": [
        {"name": "region", "input": "accounts", "column": "region_code"},
        {"name": "line", "input": "deals", "column": "deal_name"},
        {"name": "browser", "input": "sessions", "column": "browser"},
    ],
    "own_domains": "www.anna.example,anna-shop.example",
    "business_timezone": "Europe/Berlin",
    "fiscal_year_start_month": 4,
    "reporting_currency": "EUR",
    "mask_pattern": "[0-9]{9}",
    "warn_after_days": "ad_spend=3,costs=never",
    "refuse_after_days": "leads=30",
    "ga4_conversions": "generate_lead,sign_up=newsletter",
    "meta_conversions": "purchase",
}


@pytest.mark.parametrize("variables", [{}, OF_A_COMPANY], ids=["demo", "company"])
def test_every_query_is_dbts(
    compiled: Callable[[Mapping[str, Any]], Compiled], variables: dict[str, Any]
) -> None:
    of_dbt = {one.name: (one.kind, one.query.strip()) for one in compiled(variables).models}
    rendered = [one for one in _rendered(variables) if one.schema != '"work"."reference"']
    models = [one for one in rendered if one.schema != '"work"."inputs"']
    assert len(models) > 100
    for one in models:
        name = one.relation.replace('"', "")
        assert (one.kind, one.query.strip()) == of_dbt[name], name


def test_each_is_made_behind_what_it_reads() -> None:
    made: set[str] = set()
    for one in _rendered(OF_A_COMPANY):
        assert one.reads <= made, one.name
        made.add(one.name)


def test_rows_are_judged_as_a_build_judges_them(miniature_home: Path, tmp_path: Path) -> None:
    settings = read_settings(as_of="2026-03-31")
    workplace = Workplace(tmp_path / "check").create()
    location = locate(str(MINIATURE), settings.project, None)
    loaded = load.take_in(location, workplace, settings)
    plan = Plan(
        run_id="check",
        settings=settings,
        workplace=workplace,
        location=location,
        as_of=date(2026, 3, 31),
        inferred=load.decide_currency(settings, loaded) | load.decide_systems(loaded),
    )
    with Progress(for_machine=True).step("judge rows") as step:
        judge_rows(plan, step, check.MODELS)
    for table in check.MODELS:
        assert _rows(workplace.database, table) == _rows(
            miniature_home / "current" / "leadmart.duckdb", table
        )


def _rendered(variables: Mapping[str, Any]) -> list[Rendered]:
    return Project(ROOT, ROOT / "seeds", variables).render(check.MODELS)


def _rows(database: Path, table: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(database), read_only=True) as connection:
        return sorted(connection.execute(f"from quality.{table}").fetchall(), key=repr)
