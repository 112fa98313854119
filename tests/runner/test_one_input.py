"""A company that has one thing alone gets it published."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from tests.runner.conftest import MINIATURE, MINIATURE_AS_OF, Command


@pytest.mark.parametrize(("name", "metric"), [("deals", "win_rate"), ("ad_spend", "ad_spend")])
def test_one_input_is_published(name: str, metric: str, real: Command, tmp_path: Path) -> None:
    folder = tmp_path / "inputs"
    folder.mkdir()
    shutil.copy(MINIATURE / f"{name}.csv", folder)
    real("build", "--input", str(folder), "--as-of", MINIATURE_AS_OF)
    with duckdb.connect(str(real.database), read_only=True) as connection:
        values = connection.execute(
            "select count(value) from metrics.metric_values where metric = ?", [metric]
        ).fetchone()
    assert values is not None
    assert values[0] > 0
