"""The public names on Spark: at no step does a reader see anything but one whole release."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from leadmart.building.spark import catalogue
from leadmart.building.spark.catalogue import Shown
from leadmart.building.spark.process import Refusal, mend, ours
from leadmart.building.spark.run import name_as_published
from tests.extras import needs

needs("pyspark", "requirements-spark.txt")

OLD, NEW, LATER = (f"2026010{day}T000000Z-abcdef" for day in (1, 2, 3))
HOME = "/srv/O'Brien\\warehouse"


@pytest.fixture
def releases(in_memory: Any) -> Iterator[Any]:
    """The tables of two releases: one table is new, one is gone, one has other columns."""
    tables = {
        OLD: {
            "core.fct_leads": "select 'old' as release, 1 as leads",
            "metrics.gone": "select 'old' as release",
            "insights.changed": "select 'old' as release, '7' as score, 'x' as dropped",
        },
        NEW: {
            "core.fct_leads": "select 'new' as release, 2 as leads",
            "quality.arrived": "select 'new' as release",
            "insights.changed": "select 'new' as release, cast(8 as bigint) as score, 1 as added",
        },
    }
    spark = in_memory
    for release, its in tables.items():
        for name, query in its.items():
            schema, _, table = name.partition(".")
            own = f"{schema}{catalogue.suffix(release)}"
            spark.sql(f"create schema if not exists {own}")
            spark.sql(f"create table {own}.{table} using parquet as {query}")
    yield spark
    for row in spark.sql("show schemas").collect():
        if row.namespace != "default":
            spark.sql(f"drop schema {row.namespace} cascade")


def read(spark: Any) -> dict[str, list[dict[str, Any]]]:
    """Every public name with its rows."""
    found = {}
    for schema in catalogue.PUBLIC_SCHEMAS:
        for row in spark.sql(f"show tables in {schema}").collect():
            name = f"{schema}.{row.tableName}"
            found[name] = [row.asDict() for row in spark.table(name).collect()]
    return found


def seen(spark: Any) -> set[str]:
    """The releases whose rows a reader sees, over all names."""
    return {row["release"] for rows in read(spark).values() for row in rows}


def publish(spark: Any, release: str) -> None:
    catalogue.prepare(spark, release, HOME)
    catalogue.show(spark, Shown(release, release, HOME))
    catalogue.settle(spark, release, HOME)


def test_names_go_from_old_to_new_as_a_whole(releases: Any) -> None:
    publish(releases, OLD)
    assert catalogue.shown(releases) == Shown(OLD, None, HOME)
    before = read(releases)
    assert set(before) == {"core.fct_leads", "metrics.gone", "insights.changed"}
    catalogue.prepare(releases, NEW, HOME)
    assert seen(releases) == {"old"}
    ready = read(releases)
    assert ready["quality.arrived"] == []
    assert ready["core.fct_leads"] == before["core.fct_leads"]
    assert ready["insights.changed"] == [
        {"release": "old", "score": 7, "added": None, "dropped": "x"}
    ]
    catalogue.show(releases, Shown(NEW, NEW, HOME))
    assert seen(releases) == {"new"}
    assert read(releases)["metrics.gone"] == []
    catalogue.settle(releases, NEW, HOME)
    assert read(releases) == {
        "core.fct_leads": [{"release": "new", "leads": 2}],
        "quality.arrived": [{"release": "new"}],
        "insights.changed": [{"release": "new", "score": 8, "added": 1}],
    }
    assert catalogue.shown(releases) == Shown(NEW, None, HOME)


def test_a_reader_pays_nothing_for_the_other_release(releases: Any) -> None:
    publish(releases, OLD)
    catalogue.prepare(releases, NEW, HOME)
    plan = releases.sql("select * from core.fct_leads")._jdf.queryExecution().optimizedPlan()
    assert plan.toString().count("Relation") == 1
    assert "Subquery" not in plan.toString()


@pytest.mark.parametrize("flipped", [False, True])
@pytest.mark.parametrize("published", [OLD, NEW])
def test_what_a_killed_run_began_is_finished(releases: Any, flipped: bool, published: str) -> None:
    publish(releases, OLD)
    catalogue.prepare(releases, NEW, HOME)
    if flipped:
        catalogue.show(releases, Shown(NEW, NEW, HOME))
    assert mend(releases, {"published": published, "home": HOME}) == published
    assert catalogue.shown(releases) == Shown(published, None, HOME)
    assert seen(releases) == {"old" if published == OLD else "new"}
    assert mend(releases, {"published": published, "home": HOME}) is None


def test_what_another_engine_published_leaves_the_names(releases: Any) -> None:
    publish(releases, OLD)
    catalogue.prepare(releases, NEW, HOME)
    assert mend(releases, {"published": None, "home": HOME}) == OLD
    assert mend(releases, {"published": LATER, "home": HOME}) is None
    assert seen(releases) == {"old"}


def test_schemas_of_other_runs_are_dropped_and_nothing_else(releases: Any) -> None:
    releases.sql("create schema mine__alone")
    releases.sql(f"create schema staging{catalogue.suffix(NEW)}")
    publish(releases, NEW)
    catalogue.drop_private(releases, NEW)
    assert catalogue.drop_all_but(releases, [NEW]) == 3
    left = {row.namespace for row in releases.sql("show schemas").collect()}
    own = {f"{one}{catalogue.suffix(NEW)}" for one in ("core", "insights", "quality")}
    assert left == {"default", "leadmart", "mine__alone", *catalogue.PUBLIC_SCHEMAS, *own}
    assert seen(releases) == {"new"}


def test_names_of_another_home_are_refused(releases: Any) -> None:
    ours(releases, {"home": "/srv/anywhere"})
    publish(releases, OLD)
    ours(releases, {"home": HOME})
    with pytest.raises(Refusal, match="another home"):
        ours(releases, {"home": "/srv/other"})


def test_the_manifest_calls_schemas_by_their_public_names(tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.json"
    manifest.write_text(f'{{"schema": "core{catalogue.suffix(OLD)}", "name": "dim__x"}}')
    name_as_published(manifest, OLD)
    assert manifest.read_text() == '{"schema": "core", "name": "dim__x"}'


def test_a_run_of_an_id_makes_names_that_spark_takes(tmp_path: Path) -> None:
    assert catalogue.suffix(OLD) == "__20260101t000000z_abcdef"
