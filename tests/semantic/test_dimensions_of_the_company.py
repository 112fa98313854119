"""MetricFlow asked by a company's own dimensions, against what the marts say of the same build."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import duckdb
import pytest

from tests import extras

extras.needs("dbt_metricflow", "requirements-semantic.txt")

from metricflow.engine.metricflow_engine import MetricFlowEngine  # noqa: E402
from metricflow_semantics.model.dbt_manifest_parser import (  # noqa: E402
    parse_manifest_from_dbt_generated_manifest,
)
from metricflow_semantics.model.semantic_manifest_lookup import (  # noqa: E402
    SemanticManifestLookup,
)

from tests.compiled import MINIATURE_VARIABLES, Compiled  # noqa: E402
from tests.compiled import run as build  # noqa: E402
from tests.semantic.test_semantic_layer import Writer, write_query  # noqa: E402
from tests.test_own_dimensions import DIMENSIONS, inputs_with_products  # noqa: E402


@pytest.fixture(scope="module")
def project(compiled: Callable[[Mapping[str, Any]], Compiled]) -> Compiled:
    """The project, compiled with the company's dimensions."""
    return compiled(MINIATURE_VARIABLES | {"own_dimensions": DIMENSIONS})


@pytest.fixture(scope="module")
def engine(project: Compiled) -> MetricFlowEngine:
    """MetricFlow on the definitions, read with the company's dimensions."""
    manifest = parse_manifest_from_dbt_generated_manifest(project.semantics)
    return MetricFlowEngine(SemanticManifestLookup(manifest), Writer())


@pytest.fixture(scope="module")
def built(project: Compiled) -> Iterator[duckdb.DuckDBPyConnection]:
    """Everything that is made of the company."""
    with build(project.models, inputs_with_products(), own=DIMENSIONS) as connection:
        yield connection


@pytest.mark.parametrize(
    ("metrics", "asked", "dimension"),
    [
        (["revenue", "opportunities", "average_deal_size"], "deal__own_product", "product"),
        (["revenue", "leads", "meetings_booked", "mqls"], "account__own_industry", "industry"),
    ],
)
def test_both_definitions_say_the_same(
    metrics: list[str],
    asked: str,
    dimension: str,
    engine: MetricFlowEngine,
    built: duckdb.DuckDBPyConnection,
) -> None:
    found: dict[tuple[str, str], float] = {}
    for metric in metrics:
        rows = built.execute(write_query(engine, [metric], "quarter", asked)).fetchall()
        for start, value, number in rows:
            # Who has no account has no row to ask.
            if str(start)[:10] == "2026-01-01" and number:
                found[metric, value or "unknown"] = float(number)
    published = built.execute(
        """
        select metric, dimension_value, value from metrics.metric_values
        where dimension = ? and list_contains(?, metric) and period_grain = 'quarter'
            and period_start = date '2026-01-01' and value <> 0
        """,
        [dimension, metrics],
    ).fetchall()
    assert found == pytest.approx({(metric, value): number for metric, value, number in published})
    assert {metric for metric, _ in found} == set(metrics)
