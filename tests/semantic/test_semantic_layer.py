"""MetricFlow's definitions against the marts: two ways to each number, and both say the same.

What one of them has no row for counts as nothing: NULL, and for counts and sums 0 as well.
"""

from __future__ import annotations

import csv
import json
import math
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pytest
import yaml

from tests import extras
from tests.compiled import Compiled

extras.needs("dbt_metricflow", "requirements-semantic.txt")

from metricflow.engine.metricflow_engine import (  # noqa: E402
    MetricFlowEngine,
    MetricFlowQueryRequest,
)
from metricflow.protocols.sql_client import SqlEngine  # noqa: E402
from metricflow.sql.render.duckdb_renderer import DuckDbSqlPlanRenderer  # noqa: E402
from metricflow_semantics.model.dbt_manifest_parser import (  # noqa: E402
    parse_manifest_from_dbt_generated_manifest,
)
from metricflow_semantics.model.semantic_manifest_lookup import (  # noqa: E402
    SemanticManifestLookup,
)

ROOT = Path(__file__).resolve().parents[2]
RELATIVE_TOLERANCE = 1e-9
GRAINS = ("month", "quarter")
DIMENSIONS = ("total", "channel")
# Many metrics share a query, which is what makes it quick; too many, and planning slows down.
METRICS_A_QUERY = 30


class Key(NamedTuple):
    """What a number stands under."""

    metric: str
    period_grain: str
    dimension: str
    period_start: str
    dimension_value: str


def read_catalogue() -> dict[str, dict[str, str]]:
    """Every metric of the catalogue by its key."""
    path = ROOT / "seeds" / "reference" / "metric_definitions.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        return {row["metric"]: row for row in csv.DictReader(lines)}


def read_definitions() -> tuple[list[str], dict[str, dict[str, Any]]]:
    """The names of the semantic models and every metric by its key, as written."""
    models: list[str] = []
    metrics: dict[str, dict[str, Any]] = {}
    for path in sorted((ROOT / "models" / "semantic").glob("*.yml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        defined = list(content.get("metrics", []))
        for model in content["semantic_models"]:
            models.append(model["name"])
            defined += [one for one in model.get("measures", []) if one.get("create_metric")]
        for metric in defined:
            assert metric["name"] not in metrics, metric["name"]
            metrics[metric["name"]] = metric
    return models, metrics


CATALOGUE = read_catalogue()
MODELS, METRICS = read_definitions()
SHARED = [metric for metric in CATALOGUE if metric in METRICS]


def is_plain(metric: str) -> bool:
    """Whether a metric is a count or a sum, which is 0 where there is nothing."""
    row = CATALOGUE[metric]
    return row["unit"] in ("count", "currency") and " / " not in row["formula"]


def has_dimension(metric: str, dimension: str) -> bool:
    """Whether the catalogue promises the metric under a dimension."""
    return dimension == "total" or dimension in CATALOGUE[metric]["dimensions"].split()


# A release and what dbt reads of the project ----------------------------------------------------


def run(command: list[str], **environment: str) -> str:
    """Runs a command in the project and gives all that it said."""
    finished = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "DO_NOT_TRACK": "1", **environment},
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    said = finished.stdout + finished.stderr
    assert finished.returncode == 0, said[-6000:]
    return said


def is_current(release: Path) -> bool:
    """Whether a release was built after everything that it is made of was written."""
    if not (release / "manifest.json").exists():
        return False
    built = datetime.fromisoformat(json.loads((release / "manifest.json").read_text())["built_at"])
    folders = ("models", "macros", "seeds", "snapshots")
    files = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file()]
    return max(path.stat().st_mtime for path in files) < built.timestamp()


@pytest.fixture(scope="module")
def release(request: pytest.FixtureRequest) -> Path:
    """The folder of a release: the published one, else the miniature company's."""
    published = ROOT / "warehouse" / "current"
    if is_current(published):
        return published.resolve()
    return (request.getfixturevalue("miniature_home") / "current").resolve()


@pytest.fixture(scope="module")
def manifest(compiled: Callable[[Mapping[str, Any]], Compiled]) -> str:
    """What dbt hands to MetricFlow."""
    return compiled({}).semantics


class Writer:
    """What MetricFlow needs to write DuckDB's SQL without a connection."""

    sql_engine_type = SqlEngine.DUCKDB
    sql_plan_renderer = DuckDbSqlPlanRenderer()


@pytest.fixture(scope="module")
def engine(manifest: str) -> MetricFlowEngine:
    """MetricFlow on our definitions."""
    lookup = SemanticManifestLookup(parse_manifest_from_dbt_generated_manifest(manifest))
    return MetricFlowEngine(lookup, Writer())


# The two ways -----------------------------------------------------------------------------------


def write_query(engine: MetricFlowEngine, metrics: list[str], grain: str, dimension: str) -> str:
    """MetricFlow's SQL for metrics by period and dimension."""
    names = [f"metric_time__{grain}", *([] if dimension == "total" else [dimension])]
    request = MetricFlowQueryRequest.create(metric_names=metrics, group_by_names=names)
    return engine.explain(request).sql_statement.sql


def ask(
    engine: MetricFlowEngine, connection: duckdb.DuckDBPyConnection, grain: str, dimension: str
) -> Iterator[tuple[Key, float | None]]:
    """Every shared metric by period and dimension, as MetricFlow sees it."""
    metrics = [metric for metric in SHARED if has_dimension(metric, dimension)]
    for first in range(0, len(metrics), METRICS_A_QUERY):
        some = metrics[first : first + METRICS_A_QUERY]
        cursor = connection.execute(write_query(engine, some, grain, dimension))
        names = [column[0] for column in cursor.description]
        for values in cursor.fetchall():
            row = dict(zip(names, values, strict=True))
            start = row[f"metric_time__{grain}"]
            period = "never" if start is None else start.date().isoformat()
            value = "all" if dimension == "total" else row[dimension]
            for metric in some:
                number = row[metric]
                yield (
                    Key(metric, grain, dimension, period, value),
                    None if number is None else float(number),
                )


@pytest.fixture(scope="module")
def asked(release: Path, engine: MetricFlowEngine) -> dict[Key, float | None]:
    """MetricFlow's numbers up to the as-of date; a running total goes on behind it for ever."""
    with duckdb.connect(str(release / "leadmart.duckdb"), read_only=True) as connection:
        last = read_as_of(release).isoformat()
        return {
            key: number
            for grain in GRAINS
            for dimension in DIMENSIONS
            for key, number in ask(engine, connection, grain, dimension)
            if key.period_start <= last or key.period_start == "never"
        }


def read_as_of(release: Path) -> date:
    """The last day that a release sees."""
    return date.fromisoformat(json.loads((release / "manifest.json").read_text())["as_of"])


@pytest.fixture(scope="module")
def published(release: Path) -> dict[Key, float | None]:
    """The marts' numbers."""
    with duckdb.connect(str(release / "leadmart.duckdb"), read_only=True) as connection:
        rows = connection.execute(
            """
            select
                metric, period_grain, dimension, cast(period_start as varchar), dimension_value,
                value
            from metrics.metric_values
            where list_contains(?, period_grain) and list_contains(?, dimension)
            """,
            [list(GRAINS), list(DIMENSIONS)],
        ).fetchall()
    return {Key(*row[:5]): row[5] for row in rows if row[0] in SHARED}


def is_same(metric: str, one: float | None, other: float | None) -> bool:
    """Whether two numbers are the same; for counts and sums, nothing is 0."""
    if is_plain(metric):
        one, other = one or 0.0, other or 0.0
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=RELATIVE_TOLERANCE)


@pytest.mark.parametrize("metric", SHARED)
def test_both_definitions_say_the_same(
    metric: str, asked: dict[Key, float | None], published: dict[Key, float | None]
) -> None:
    keys = {key for key in (*asked, *published) if key.metric == metric}
    wrong = [
        f"{key}: MetricFlow {asked.get(key)}, the mart {published.get(key)}"
        for key in sorted(keys)
        if not is_same(metric, asked.get(key), published.get(key))
    ]
    assert not wrong, "\n".join([f"{len(wrong)} of {len(keys)} differ", *wrong[:20]])
    compared = {(key.period_grain, key.dimension) for key in keys if published.get(key)}
    dimensions = [one for one in DIMENSIONS if has_dimension(metric, one)]
    assert compared == {(grain, one) for grain in GRAINS for one in dimensions}


def test_fiscal_quarters_are_those_of_the_marts(
    release: Path, engine: MetricFlowEngine, published: dict[Key, float | None]
) -> None:
    with duckdb.connect(str(release / "leadmart.duckdb"), read_only=True) as connection:
        sql = write_query(engine, ["leads", "mrr", "win_rate"], "fiscal_quarter", "total")
        cursor = connection.execute(sql)
        names = [column[0] for column in cursor.description]
        found = {row[names.index("metric_time__fiscal_quarter")]: row for row in cursor.fetchall()}
    for metric in ("leads", "mrr", "win_rate"):
        wanted = {
            date.fromisoformat(key.period_start): number
            for key, number in published.items()
            if (key.metric, key.period_grain, key.dimension) == (metric, "quarter", "total")
        }
        assert wanted
        for start, number in wanted.items():
            assert is_same(metric, float(found[start][names.index(metric)]), number), metric


# The definitions --------------------------------------------------------------------------------


def test_dbt_reads_every_definition(manifest: str) -> None:
    read = json.loads(manifest)
    assert {model["name"] for model in read["semantic_models"]} == set(MODELS)
    # dbt adds one of its own for a measure that two metrics read in different ways.
    assert set(METRICS) <= {metric["name"] for metric in read["metrics"]}


def test_the_definitions_read_core_alone(manifest: str) -> None:
    relations = [model["node_relation"] for model in json.loads(manifest)["semantic_models"]]
    assert {(one["database"], one["schema_name"]) for one in relations} == {("leadmart", "core")}


@pytest.mark.parametrize("metric", SHARED)
def test_a_metric_is_called_and_described_as_in_the_catalogue(metric: str) -> None:
    assert METRICS[metric]["label"] == CATALOGUE[metric]["name"]
    assert METRICS[metric]["description"] == CATALOGUE[metric]["meaning"]


def test_the_docs_say_of_every_other_metric_why_it_is_not_there() -> None:
    text = (ROOT / "docs" / "semantic_layer.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`[^|]*`) \| [^|]+ \|$", text, re.MULTILINE)
    listed = [key for row in rows for key in re.findall(r"`([a-z_0-9]+)`", row)]
    assert sorted(listed) == sorted(set(CATALOGUE) - set(SHARED))


# The command ------------------------------------------------------------------------------------


@pytest.fixture
def proxy() -> Iterator[socket.socket]:
    """Where whatever goes out to the network would come by."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


def run_command(release: Path, proxy: socket.socket, scratch: Path, *arguments: str) -> str:
    """MetricFlow's command on a release; fails if it calls anybody."""
    address = f"http://127.0.0.1:{proxy.getsockname()[1]}"
    names = ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy")
    said = run(
        [sys.executable, "tools/mf.py", *arguments],
        LEADMART_RELEASE=str(release),
        # update_checker would ask no more for an hour where it finds an answer of its own.
        TMPDIR=str(scratch),
        **dict.fromkeys(names, address),
    )
    with pytest.raises(BlockingIOError):
        proxy.accept()
    return said


def test_the_command_answers_from_a_release(
    release: Path, proxy: socket.socket, published: dict[Key, float | None], tmp_path: Path
) -> None:
    output = tmp_path / "leads.csv"
    arguments = ("--metrics", "leads", "--group-by", "metric_time__quarter")
    before = (release / "leadmart.duckdb").stat()
    run_command(release, proxy, tmp_path, "query", *arguments, "--csv", str(output), "--quiet")
    after = (release / "leadmart.duckdb").stat()
    assert (before.st_mtime_ns, before.st_size) == (after.st_mtime_ns, after.st_size)
    with output.open(encoding="utf-8", newline="") as lines:
        found = {row["metric_time__quarter"][:10]: row["leads"] for row in csv.DictReader(lines)}
    wanted = {
        key.period_start: number
        for key, number in published.items()
        if (key.metric, key.period_grain, key.dimension) == ("leads", "quarter", "total")
    }
    assert {start: float(number) for start, number in found.items()} == wanted


def test_the_command_finds_the_definitions_valid(
    release: Path, proxy: socket.socket, tmp_path: Path
) -> None:
    said = run_command(release, proxy, tmp_path, "validate-configs")
    assert "ERRORS: 0" in said
    assert not re.search(r"ERRORS: [1-9]", said)


def test_the_command_says_what_is_missing(tmp_path: Path) -> None:
    finished = subprocess.run(
        [sys.executable, "tools/mf.py", "query", "--metrics", "leads"],
        cwd=ROOT,
        env={**os.environ, "LEADMART_RELEASE": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 2
    assert finished.stderr.startswith("error: ")
    assert len(finished.stderr.splitlines()) == 1
    assert "Traceback" not in finished.stderr
