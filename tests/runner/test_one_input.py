"""A company that has one thing alone gets it published."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb

from tests.runner.conftest import MINIATURE, MINIATURE_AS_OF, Command


def test_ads_alone_are_published(real: Command, tmp_path: Path) -> None:
    folder = tmp_path / "inputs"
    folder.mkdir()
    shutil.copy(MINIATURE / "ad_spend.csv", folder)
    real("build", "--input", str(folder), "--as-of", MINIATURE_AS_OF)
    with duckdb.connect(str(real.database), read_only=True) as connection:
        values = connection.execute(
            "select count(value) from metrics.metric_values where metric = 'ad_spend'"
        ).fetchone()
    assert values is not None
    assert values[0] > 0
