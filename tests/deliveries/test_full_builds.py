"""Made-up deliveries through the real command: a build publishes what is proved in memory."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.extras import needs

needs("hypothesis")

from tests.deliveries.explore import COMPANIES, calendar_of, workbench  # noqa: E402
from tests.deliveries.made_up import make_up  # noqa: E402
from tests.deliveries.proof import write_delivery  # noqa: E402
from tests.runner.conftest import ROOT, Command, another_home  # noqa: E402

# Settings and a number each: deliveries that fill many tables, one plain and one odd.
BUILT = {"lenient": 14, "Apia": 28}
SAID_OTHERWISE = {"input_kind", "as_of"}
TABLES = ("metrics.metric_values", "insights.scorecard", "quality.rejected_rows", "quality.flags")


@pytest.mark.parametrize("company", BUILT)
def test_a_build_publishes_what_is_proved_in_memory(
    company: str, miniature_home: Path, shared: Path, tmp_path: Path
) -> None:
    as_of, month = calendar_of(company)
    made = make_up(BUILT[company], as_of, month)
    bench = workbench(company, shared)
    bench.deliver(made.delivery)
    assert not bench.failures()

    write_delivery(made.delivery, tmp_path / "inputs")
    settings = [
        f"--set={name}={value}"
        for name, value in COMPANIES[company].items()
        if name not in SAID_OTHERWISE
    ]
    build = Command(ROOT, another_home(miniature_home, tmp_path))
    build("build", "--input", str(tmp_path / "inputs"), "--as-of", str(as_of), *settings)
    with duckdb.connect(str(build.database), read_only=True) as connection:
        for table in TABLES:
            assert rows_of(connection, table) == rows_of(bench.connection, f"leadmart.{table}")
    for page in ("dashboard.html", "leadmart.xlsx", "docs/index.html"):
        assert (build.home / "current" / page).exists()
    assert build.manifest()["missing_pages"] == {}


def rows_of(connection: duckdb.DuckDBPyConnection, table: str) -> list[tuple[Any, ...]]:
    """A table's rows in an order of their own."""
    return connection.execute(f"select * from {table} order by all").fetchall()
