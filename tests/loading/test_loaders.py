"""What the loaders make of an API is what connectors read, on the first run and after it."""

from __future__ import annotations

import copy
import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from leadmart.demo.systems import SYSTEMS, Rows, demo_inputs, write_tables
from leadmart.intake.systems import read_systems
from tests.compiled import ROOT, Compiled, run
from tests.connectors.loaded import loaded
from tests.connectors.test_connectors import VARIABLES
from tests.extras import needs
from tests.loading import stand_in

needs("dlt", "requirements-loaders.txt")


@pytest.fixture(scope="module")
def demo() -> Rows:
    return demo_inputs()


def load(system: str, file: Path, address: str, *options: str) -> str:
    """Runs a loader as docs/loading.md says; returns what it prints."""
    token = f"{'META' if system == 'meta_ads' else system.upper()}_TOKEN"
    finished = subprocess.run(
        [sys.executable, "-m", f"loaders.{system}", str(file), "--api", address, *options],
        cwd=ROOT,
        env={**os.environ, token: stand_in.TOKEN},
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


def taken_in(system: str, file: Path, scratch: Path) -> dict[str, list[dict[str, Any]]]:
    """A system's tables as the intake takes them out of the file, as text."""
    return loaded(f"{file}:{system}", read_systems(ROOT)[system]["dlt"], scratch)


def given(system: str, carried: Rows, scratch: Path) -> dict[str, list[dict[str, Any]]]:
    """The same tables as the demo writes them."""
    folder = scratch / "given"
    write_tables(folder, SYSTEMS[system].tables(carried, "dlt"))
    return loaded(str(folder), read_systems(ROOT)[system]["dlt"], scratch)


def same(system: str, tables: list[dict[str, Any]], project: Compiled) -> None:
    """The connector gives the same rows of its inputs of both."""
    declared = read_systems(ROOT)[system]["dlt"]
    found = []
    made = project.made_for(*(f"work.staging.stg_{name}" for name in declared.inputs))
    for one in tables:
        with run(made, {}, systems={declared.schema: one}) as connection:
            found.append(
                {
                    name: sorted(
                        connection.execute(f"select * from work.staging.stg_{name}").fetchall(),
                        key=str,
                    )
                    for name in declared.inputs
                }
            )
    first, second = found
    assert any(first.values())
    for name in declared.inputs:
        assert first[name] == second[name], name


def known_alone(carried: Rows) -> Rows:
    """Without names of records that are not there: no API joins them to anything."""
    known = {
        "account_id": {row["account_id"] for row in carried["accounts"]},
        "lead_id": {row["lead_id"] for row in carried["leads"]},
    }
    for rows in carried["leads"], carried["deals"]:
        for row in rows:
            for name in known.keys() & row.keys():
                row[name] = row[name] if row[name] in known[name] else ""
    return carried


def test_hubspot_is_read_anew(
    demo: Rows, tmp_path: Path, compiled: Callable[[Mapping[str, str]], Compiled]
) -> None:
    carried = known_alone(SYSTEMS["hubspot"].carried(copy.deepcopy(demo), "dlt"))
    tables = SYSTEMS["hubspot"].tables(carried, "dlt")
    file = tmp_path / "systems.duckdb"
    with stand_in.served(stand_in.hubspot(tables)) as (api, asked):
        assert "contacts: 2478\n" in load("hubspot", file, api)
        assert {path for path, _ in asked} == {
            "/crm/v3/pipelines/deals",
            *(f"/crm/v3/objects/{kind}" for kind in ("contacts", "companies", "deals")),
        }
        first = taken_in("hubspot", file, tmp_path)
        same("hubspot", [given("hubspot", carried, tmp_path), first], compiled(VARIABLES))
        # One is gone for good, and one left its company: nothing of the old is left.
        gone = tables["contacts"].pop()
        left = tables["companies__contacts"].pop(0)
        load("hubspot", file, api)
        second = taken_in("hubspot", file, tmp_path)
    assert len(second["contacts"]) == len(first["contacts"]) - 1
    assert gone["id"] not in {row["id"] for row in second["contacts"]}
    pair = (left["value"], left["contacts_id"])
    pairs = [
        [(row["value"], row["contacts_id"]) for row in run["companies_contacts"]]
        for run in (first, second)
    ]
    assert pairs[0].count(pair) == pairs[1].count(pair) + 1


def test_salesforce_is_asked_for_what_changed(
    demo: Rows, tmp_path: Path, compiled: Callable[[Mapping[str, str]], Compiled]
) -> None:
    carried = SYSTEMS["salesforce"].carried(copy.deepcopy(demo), "dlt")
    tables = SYSTEMS["salesforce"].tables(carried, "airbyte")
    for rows in tables.values():
        for number, row in enumerate(rows):
            row.setdefault("Id", f"made up {number}")
            row["SystemModstamp"] = f"2026-05-{number % 28 + 1:02}T10:00:00.000+0000"
    file = tmp_path / "systems.duckdb"
    with stand_in.served(stand_in.salesforce(tables)) as (api, asked):
        load("salesforce", file, api)
        first = taken_in("salesforce", file, tmp_path)
        same("salesforce", [given("salesforce", carried, tmp_path), first], compiled(VARIABLES))
        asked.clear()
        won = next(row for row in tables["opportunity"] if row["IsClosed"] == "false")
        won |= {"IsClosed": "true", "IsWon": "true", "StageName": "Closed Won"}
        gone = tables["lead"][0]
        gone["IsDeleted"] = "true"
        for row in won, gone:
            row["SystemModstamp"] = "2026-06-01T08:00:00.000+0000"
        said = load("salesforce", file, api)
        second = taken_in("salesforce", file, tmp_path)
    assert said.splitlines() == ["lead: 1", "opportunity: 1"]
    queries = [said["q"] for _, said in asked if "q" in said]
    assert all("2026-05-28" in query for query in queries)
    assert {row["id"]: row for row in second["opportunity"]}[won["Id"]]["is_won"] == "true"
    assert {row["id"]: row for row in second["lead"]}[gone["Id"]]["is_deleted"] == "true"
    assert {name: len(rows) for name, rows in first.items()} == {
        name: len(rows) for name, rows in second.items()
    }


def test_meta_is_asked_anew_for_four_weeks(
    demo: Rows, tmp_path: Path, compiled: Callable[[Mapping[str, str]], Compiled]
) -> None:
    carried = SYSTEMS["meta_ads"].carried(copy.deepcopy(demo), "dlt")
    tables = SYSTEMS["meta_ads"].tables(carried, "airbyte")
    last = max(row["date_start"] for row in tables["ads_insights"])
    file = tmp_path / "systems.duckdb"
    with stand_in.served(stand_in.meta_ads(tables)) as (api, asked):
        load("meta_ads", file, api, "--account", "1700252260223815")
        first = taken_in("meta_ads", file, tmp_path)
        same("meta_ads", [given("meta_ads", carried, tmp_path), first], compiled(VARIABLES))
        asked.clear()
        counted = next(row for row in tables["ads_insights"] if row["date_start"] == last)
        counted["spend"] = "123.45"
        load("meta_ads", file, api, "--account", "act_1700252260223815")
        second = taken_in("meta_ads", file, tmp_path)
    since = json.loads(asked[0][1]["time_range"])["since"]
    assert date.fromisoformat(last) - date.fromisoformat(since) == timedelta(days=28)
    assert len(second["facebook_insights"]) == len(first["facebook_insights"])
    assert len(second["facebook_insights_actions"]) == len(first["facebook_insights_actions"])
    keys = (counted["date_start"], counted["ad_id"])
    spends = {
        (row["date_start"], row["ad_id"]): row["spend"] for row in second["facebook_insights"]
    }
    assert float(spends[keys]) == 123.45


def test_stripe_is_read_anew_with_the_whole_of_its_lists(
    demo: Rows, tmp_path: Path, compiled: Callable[[Mapping[str, str]], Compiled]
) -> None:
    carried = SYSTEMS["stripe"].carried(copy.deepcopy(demo), "dlt")
    tables = SYSTEMS["stripe"].tables(carried, "airbyte")
    tables["customers"][0]["phone"] = "+15550100"
    file = tmp_path / "systems.duckdb"
    with stand_in.served(stand_in.stripe(tables)) as (api, asked):
        load("stripe", file, api)
    assert ("/v1/subscriptions", {"limit": "100", "status": "all"}) in asked
    found = taken_in("stripe", file, tmp_path)
    same("stripe", [given("stripe", carried, tmp_path), found], compiled(VARIABLES))
    with duckdb.connect(str(file), read_only=True) as connection:
        columns = {row[0] for row in connection.execute("describe stripe.customer").fetchall()}
    assert "email" in columns
    assert "phone" not in columns


@pytest.mark.parametrize(
    ("token", "said"), [("", "HUBSPOT_TOKEN: no token is set"), ("another", "401")]
)
def test_what_is_wrong_is_one_line(token: str, said: str, tmp_path: Path) -> None:
    with stand_in.served(lambda *_: {"results": []}) as (api, _):
        finished = subprocess.run(
            [sys.executable, "-m", "loaders.hubspot", str(tmp_path / "s.duckdb"), "--api", api],
            cwd=ROOT,
            env={**os.environ, "HUBSPOT_TOKEN": token},
            capture_output=True,
            text=True,
            check=False,
        )
    assert finished.returncode in (1, 2)
    assert said in finished.stderr
    assert finished.stderr.count("\n") == 1
